"""Drills stand on the ledger tests' own ground."""

from tests.fund.conftest import login, segment

__all__ = ["login", "segment"]
