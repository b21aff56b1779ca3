"""The comparison of speed: this ledger, its machine's limits and other ledgers, side by side.

`make bench` measures; `python -m tests.bench --help` says what may be chosen. Nothing here is
collected with the tests: a figure of speed is looked at, not asserted.
"""
