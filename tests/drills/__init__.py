"""Drills: faults and attacks on purpose, each with a control that must fail.

`make drill` is the short form, `make drill LONG=1` the long one.
"""

import os


def rounds(short: int, long: int) -> int:
    """How often to repeat, by the form asked for."""
    return long if os.environ.get("FUND_DRILL") == "long" else short
