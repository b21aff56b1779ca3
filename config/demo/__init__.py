"""The demonstration: a fund of a fictional world, told by calling the real acts."""
