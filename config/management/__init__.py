"""Commands of the configuration."""
