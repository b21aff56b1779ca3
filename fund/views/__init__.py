"""Pages of the fund: from a figure to its account, its entry and its source."""
