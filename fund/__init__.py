"""The fund: the yen and the ring-fenced ledger. Knows no grants."""
