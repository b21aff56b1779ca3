"""What the outside door sees of the ledger: its own organisation's rows, and nothing else."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from fund import ledger
from fund.entries import Entry, GrantBooks, advance_entry
from tests.fund.conftest import Connection, Login
from tests.fund.ground import CLERK, DAY, decide, endow, open_grant, refused

FENCED = ("account", "account_balance", "posting", "entry")


@pytest.fixture
def companies(segment: int) -> tuple[GrantBooks, GrantBooks]:
    """Two companies with a grant each, each decided and advanced, and one payment to both."""
    endow(segment, 1000)
    a, b = open_grant(segment, "A"), open_grant(segment, "B")
    for books, yen in ((a, 300), (b, 200)):
        decide(segment, books, yen, key=f"decide {books.number}")
    lines = [line for books in (a, b) for line in advance_entry(books, 50, DAY, "m").lines]
    run = Entry("ADVANCE_PAYMENT", DAY, tuple(lines), "総合振込")
    ledger.post(segment, run, key="run", actor=CLERK)
    return a, b


def seen(door: Connection, segment: int, organisation: UUID | None) -> dict[str, int]:
    """How many rows of a segment each table shows on this organisation's behalf."""
    with door.transaction():
        if organisation is not None:
            act_for(door, organisation)
        return {table: count(door, table, segment) for table in FENCED}


def act_for(door: Connection, organisation: UUID) -> None:
    """Set the organisation for the running transaction, as the outside door does."""
    door.execute("SELECT set_config('app.organisation', %s, true)", [str(organisation)])


def count(door: Connection, table: str, segment: int) -> int:
    """The rows of a table in a segment that this door sees."""
    query = f"SELECT count(*) FROM ledger.{table} WHERE segment_id = %s"
    row = door.execute(query.encode(), [segment]).fetchone()
    assert row
    return int(row[0])


def parties(door: Connection, table: str) -> set[Any]:
    """Whose rows a door sees, in all segments."""
    return {row[0] for row in door.execute(f"SELECT party FROM ledger.{table}".encode())}


def test_each_company_sees_its_own_accounts_lines_and_entries(
    segment: int, companies: tuple[GrantBooks, GrantBooks], login: Login
) -> None:
    door = login("fund_recipient")
    own = {"account": 4, "account_balance": 4, "posting": 3, "entry": 2}
    for books in companies:
        assert seen(door, segment, books.party) == own
        with door.transaction():
            act_for(door, books.party)
            assert parties(door, "posting") == parties(door, "account") == {books.party}


def test_asking_for_the_others_rows_by_name_shows_none(
    companies: tuple[GrantBooks, GrantBooks], login: Login
) -> None:
    a, b = companies
    door = login("fund_recipient")
    with door.transaction():
        act_for(door, a.party)
        for table, column in (("account", "party"), ("posting", "party"), ("account", "grant_ref")):
            value = b.party if column == "party" else b.grant
            query = f"SELECT * FROM ledger.{table} WHERE {column} = %s"
            assert door.execute(query.encode(), [value]).fetchall() == []
        balances = "SELECT * FROM ledger.account_balance WHERE code LIKE '%:B'"
        assert door.execute(balances.encode()).fetchall() == []


def test_the_lines_of_a_shared_payment_stay_apart(
    segment: int, companies: tuple[GrantBooks, GrantBooks], login: Login
) -> None:
    a, _ = companies
    door = login("fund_recipient")
    with door.transaction():
        act_for(door, a.party)
        lines = door.execute(
            "SELECT line FROM ledger.posting WHERE segment_id = %s AND seq = 4", [segment]
        ).fetchall()
    assert lines == [(1,), (2,)]


def test_a_company_reads_the_text_of_its_own_entry_and_of_no_shared_one(
    segment: int, companies: tuple[GrantBooks, GrantBooks], login: Login
) -> None:
    """Entries: 1 nobody's, 2 and 3 the decisions for A and B, 4 a payment to both."""
    door = login("fund_recipient")
    for organisation, told in ((companies[0].party, [2]), (companies[1].party, [3]), (uuid4(), [])):
        with door.transaction():
            act_for(door, organisation)
            texts = [
                door.execute("SELECT ledger.own_text(%s, %s)", [segment, seq]).fetchone()
                for seq in range(1, 6)
            ]
        assert [n for n, row in enumerate(texts, start=1) if row != (None,)] == told
    assert door.execute("SELECT ledger.own_text(%s, 2)", [segment]).fetchone() == (None,)
    with refused("42501"):
        door.execute("SELECT ledger.hashed_texts(%s, 2, 2)", [segment])


def test_of_other_entries_the_outside_reads_hashes_alone(
    segment: int, companies: tuple[GrantBooks, GrantBooks], login: Login
) -> None:
    query = "SELECT * FROM ledger.leaf_hashes(%s, 1, 9)"
    inside = login("fund_app").execute(query, [segment]).fetchall()
    assert login("fund_recipient").execute(query, [segment]).fetchall() == inside
    assert [row[0] for row in inside] == [1, 2, 3, 4]
    assert all(type(x) is bytes and len(x) == 32 for row in inside for x in row[1:4])


@pytest.mark.parametrize("organisation", [None, uuid4()])
def test_without_an_organisation_or_with_a_stranger_nothing_is_seen(
    segment: int,
    companies: tuple[GrantBooks, GrantBooks],
    login: Login,
    organisation: UUID | None,
) -> None:
    assert set(seen(login("fund_recipient"), segment, organisation).values()) == {0}


def test_the_organisation_is_forgotten_with_the_transaction(
    segment: int, companies: tuple[GrantBooks, GrantBooks], login: Login
) -> None:
    door = login("fund_recipient")
    assert seen(door, segment, companies[0].party)["posting"] == 3
    assert set(seen(door, segment, None).values()) == {0}


def test_an_organisation_that_is_no_id_is_an_error_not_an_opening(
    companies: tuple[GrantBooks, GrantBooks], login: Login
) -> None:
    door = login("fund_recipient")
    with refused("22P02"), door.transaction():
        door.execute("SELECT set_config('app.organisation', $$' OR true --$$, true)")
        door.execute("SELECT * FROM ledger.posting")


def test_switching_row_security_off_is_refused_not_obeyed(
    companies: tuple[GrantBooks, GrantBooks], login: Login
) -> None:
    door = login("fund_recipient")
    door.execute("SET row_security = off")
    for table in ("account", "account_balance", "posting"):
        with refused("42501"):
            door.execute(f"SELECT * FROM ledger.{table}".encode())


@pytest.mark.parametrize(
    "query",
    [
        "SELECT memo FROM ledger.entry",
        "SELECT total FROM ledger.entry",
        "SELECT actor, approver FROM ledger.entry",
        "SELECT idem_key FROM ledger.entry",
        "SELECT * FROM ledger.entry",
        "SELECT * FROM ledger.segment_head",
        "SELECT * FROM ledger.seal_leaf",
        "SELECT written_at FROM ledger.seal",
        "SELECT * FROM ledger.period_balance",
        "SELECT * FROM ledger.intersegment_link",
    ],
)
def test_what_concerns_the_fund_as_a_whole_is_not_readable_outside(
    committed: None, login: Login, query: str
) -> None:
    with refused("42501"):
        login("fund_recipient").execute(query.encode())


def test_the_inside_sees_everything(
    segment: int, companies: tuple[GrantBooks, GrantBooks], login: Login
) -> None:
    for role in ("fund_app", "fund_auditor", "fund_sealer"):
        assert seen(login(role), segment, None)["entry"] == 4
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organisation', %s, true)", [str(uuid4())])
        cursor.execute("SELECT count(*) FROM ledger.entry WHERE segment_id = %s", [segment])
        assert cursor.fetchone() == (4,)
