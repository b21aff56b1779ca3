"""The servers underneath: who may do what before any table exists."""

import pytest
from django.db import connections

from config.stack.address import Address, read_address


def test_an_address_survives_its_url() -> None:
    address = Address("fund_app", "p@ss/wörd:?", "127.0.0.1", 5433, "fund")
    assert read_address(address.url()) == address


@pytest.mark.parametrize("url", ["mysql://a:b@c/d", "postgresql:///fund", "postgresql://a:b@c"])
def test_an_incomplete_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="database URL"):
        read_address(url)


def test_each_alias_connects_as_its_own_role(committed: None) -> None:
    who = {}
    for connection in connections.all():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            who[connection.alias] = cursor.fetchone()[0]
    assert who == {
        "default": "fund_app",
        "owner": "fund_migrate",
        "auditor": "fund_auditor",
        "recipient": "fund_recipient",
        "sealer": "fund_sealer",
    }
