"""The test run's own servers and what tests may ask of them."""
