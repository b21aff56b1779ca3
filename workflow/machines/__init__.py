"""One django-fsm machine for each process: states with Japanese labels, moves with empty bodies."""
