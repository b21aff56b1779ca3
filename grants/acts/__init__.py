"""One file for each legal act; see README.md for the table made from their docstrings."""
