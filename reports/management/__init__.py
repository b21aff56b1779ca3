"""Commands of the reports layer."""
