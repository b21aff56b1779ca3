"""Papers as pure drawing: a frozen dataclass goes in, the bytes of a PDF come out."""
