"""The acts on the fund itself, one file each."""
