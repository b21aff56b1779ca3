"""Template filters of the grants."""
