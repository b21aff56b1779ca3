"""Programs that drive other ledgers by their documented calls, in their own environments."""
