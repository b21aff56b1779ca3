"""Forms of the grants' acts; importing a module registers its forms."""
