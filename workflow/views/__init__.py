"""Pages of this layer: logging in and out, notices."""
