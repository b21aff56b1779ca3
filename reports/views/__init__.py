"""Pages of papers: what went out, the statement on the screen, PDF to keep."""
