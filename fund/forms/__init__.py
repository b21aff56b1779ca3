"""Forms of the fund's pages and acts."""
