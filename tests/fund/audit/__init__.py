"""The audit bundle and its verifier."""
