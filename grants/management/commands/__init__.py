"""Commands of the grants."""
