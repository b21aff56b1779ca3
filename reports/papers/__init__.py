"""What a paper says: its dataclass built from the records, as they stood when the act was done."""
