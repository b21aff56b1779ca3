"""Acts by which papers go out, one file each."""
