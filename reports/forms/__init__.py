"""Forms of the acts by which papers go out."""
