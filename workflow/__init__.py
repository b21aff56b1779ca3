"""Who may do what, and the record that they did. Knows no yen."""
