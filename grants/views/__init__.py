"""Pages of the grants, by audience; no rules live here."""
