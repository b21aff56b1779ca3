"""Settings, addresses, periodic jobs, servers: the only layer that knows where it runs."""
