"""Seals: made over one snapshot, signed outside the database, chained, exported, never forged."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import replace
from io import StringIO
from itertools import pairwise
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from pytest_django.fixtures import Settings

from config.stack.family import Child
from fund import ledger
from fund.anchors import AnchorFolder, AnchorsDisagree
from fund.audit import verify_ledger
from fund.chart import CHART
from fund.entries import Entry, Line
from fund.management.commands.check_proof import Command as CheckProof
from fund.proof_file import check_proof
from fund.proofs import leaf_hash, tree_of
from fund.proving import NothingToProve, prove_entry, prove_growth
from fund.seal_delay import SealDelay, problems_of_delay, seal_delay
from fund.seal_store import account_rows, balances_digest
from fund.sealer import SealingRefused, anchor_folder, seal_now
from fund.seals import (
    NO_HASH,
    NotASeal,
    Seal,
    SealedSegment,
    SignedSeal,
    is_signed,
    micros,
    public_key_of,
    signing_key,
)
from fund.tasks import seal as seal_task
from fund.trees import sealed_records
from tests.fund.audit.books import decide_on, decided_draft, let_fall
from tests.fund.conftest import Login
from tests.fund.ground import CLERK, DAY, budget, decide, endow, open_grant, refused
from tests.people import hire_inside
from workflow.models import Approval, Role


def sealed(signed: SignedSeal, segment: int) -> SealedSegment:
    """What a seal says of a segment."""
    found = signed.seal.of_segment(segment)
    assert found is not None
    return found


def texts(segment: int) -> list[bytes]:
    """The hashed bytes of every entry, straight from the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM ledger.hashed_texts(%s, 1, 1000000)", [segment])
        return [row[0].encode() for row in cursor.fetchall()]


@contextmanager
def undone(superuser: psycopg.Connection[Any], change: str, back: str) -> Iterator[None]:
    """What only a superuser can do, done for a while and taken back."""
    tables = (
        "segment", "entry", "posting", "account", "seal", "seal_leaf", "tree_node", "segment_head",
    )  # fmt: skip
    for table in tables:
        superuser.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER USER".encode())
    superuser.execute(change.encode())
    try:
        yield
    finally:
        superuser.execute(back.encode())
        superuser.execute(
            """
            DO $$ DECLARE t record; BEGIN
                FOR t IN SELECT tgrelid::regclass AS place, tgname FROM pg_trigger
                          WHERE tgenabled = 'D' AND NOT tgisinternal LOOP
                    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.place, t.tgname);
                END LOOP;
            END $$
            """
        )


def test_a_seal_says_what_the_books_hold(segment: int) -> None:
    """Count, head, root, balances and accounts, each reckoned here another way."""
    first = endow(segment, 1_000)
    last = decide(segment, open_grant(segment), 400)
    found = sealed(seal_now(), segment)
    assert (found.code, found.entries, found.head) == (f"TEST_{segment}", 2, last.hash)
    assert found.root == tree_of(leaf_hash(text) for text in texts(segment)).root()
    assert found.accounts == len(CHART) + 4
    with connection.cursor() as cursor:
        assert found.balances == balances_digest(cursor, segment)
        assert len(account_rows(cursor, segment)) == found.accounts
    assert first.seq == 1


def test_empty_books_are_sealed_too(segment: int) -> None:
    """With zeros for a head and the root of nothing."""
    found = sealed(seal_now(), segment)
    assert (found.entries, found.head) == (0, NO_HASH)


def test_each_seal_names_the_one_before_and_is_signed(segment: int) -> None:
    """A chain of its own, later in time, under the key whose seed only the sealer has."""
    one, two = seal_now(), seal_now()
    assert two.seal.number == one.seal.number + 1
    assert two.seal.previous == one.seal.hash
    assert two.seal.sealed_at > one.seal.sealed_at
    assert one.is_genuine()
    assert two.is_genuine()
    assert not is_signed(two.seal.body(), one.signature, two.seal.public_key)


def test_the_anchor_is_the_seal_line_for_line(segment: int) -> None:
    """What is stored is what left the house."""
    signed = seal_now()
    assert anchor_folder().last() == signed
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM ledger.seal WHERE number = %s", [signed.seal.number])
        assert cursor.fetchone()[0].encode() == signed.seal.body()
    assert SignedSeal.of_line(signed.line()) == signed


def test_a_tree_of_many_entries_grows_from_kept_nodes(segment: int) -> None:
    """Seals at 3, 255, 256, 700 and 1,025 entries agree with trees built from nothing."""
    count = 0
    for upto in (3, 255, 256, 700, 1_025):
        pairs = [(f"k{n}", budget(n)) for n in range(count + 1, upto + 1)]
        ledger.post_batch(segment, pairs, actor=CLERK)
        count = upto
        assert sealed(seal_now(), segment).root == tree_of(map(leaf_hash, texts(segment))).root()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT level, count(*) FROM ledger.tree_node WHERE tree = %s GROUP BY 1 ORDER BY 1",
            [f"entry:{segment}"],
        )
        assert cursor.fetchall() == [(8, 4), (9, 2), (10, 1)]


def test_every_entry_proves_to_stand_in_the_newest_seal(segment: int) -> None:
    """Across the kept nodes' borders; and a later seal proves to continue an earlier one."""
    ledger.post_batch(segment, [(f"a{n}", budget(n)) for n in range(1, 301)], actor=CLERK)
    old = seal_now().seal
    ledger.post_batch(segment, [(f"b{n}", budget(n)) for n in range(1, 301)], actor=CLERK)
    new = seal_now().seal
    for seq in (1, 2, 255, 256, 257, 300, 301, 512, 513, 599, 600):
        shown = check_proof(prove_entry("auditor", segment, seq))
        assert shown.entry is not None
        assert (shown.entry.seq, shown.seal) == (seq, new)
    grown = check_proof(prove_growth("auditor", segment, old.number, new.number))
    assert (grown.old, grown.seal) == (old, new)


def test_what_was_not_sealed_yet_is_not_proven(segment: int) -> None:
    """Neither an entry after the seal, nor growth where there was none, nor an unknown seal."""
    endow(segment, 100)
    number = seal_now().seal.number
    endow(segment, 100, key="later")
    for where, seq in ((segment, 2), (segment, 0), (999_999, 1)):
        with pytest.raises(NothingToProve):
            prove_entry("auditor", where, seq)
    for later in (number, number + 1_000):
        with pytest.raises(NothingToProve):
            prove_growth("auditor", segment, number, later)


def test_an_account_opened_later_joins_the_sealed_table_at_its_end(segment: int) -> None:
    """The first n rows stay what they were."""
    one = sealed(seal_now(), segment)
    open_grant(segment)
    two = sealed(seal_now(), segment)
    assert two.accounts == one.accounts + 4
    assert two.account_table != one.account_table
    assert two.balances == one.balances


# ---- records


def record(database: psycopg.Connection[Any], person: str) -> str:
    """An act record as the application writes it; its id."""
    row = str(uuid4())
    database.execute(
        "INSERT INTO workflow_actrecord (id, act, key, payload_sha, acted_at, subject_type, "
        "subject_id, source, target, actor_id, reason, facts) VALUES (%s, 'drill', %s, %s, now(), "
        "'drill', %s, '', '', %s, '理由', '{\"b\": 1, \"a\": [\"円\"]}')",
        [row, f"drill:{row}", bytes(32), str(uuid4()), person],
    )
    return row


def a_person(database: psycopg.Connection[Any]) -> str:
    """Somebody who acts."""
    person = str(uuid4())
    database.execute(
        "INSERT INTO workflow_person (id, email, name, kana, password, is_active, created_at) "
        "VALUES (%s, %s, '試験', '', '!', true, now())",
        [person, f"{person}@example.jp"],
    )
    return person


def leaves_of(row: str) -> list[int]:
    """Under which numbers a record is sealed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT leaf_no FROM ledger.seal_leaf WHERE row_id = %s", [row])
        return [number for (number,) in cursor.fetchall()]


def test_records_become_leaves_once(segment: int, login: Login) -> None:
    """A second seal takes only what is new; the count in the seal is the last leaf's number."""
    app = login("fund_app")
    person = a_person(app)
    rows = [record(app, person) for _ in range(3)]
    first = seal_now().seal.of_tree("act").leaves
    assert [leaves_of(row) for row in rows] == [[first - 2], [first - 1], [first]]
    rows.append(record(app, person))
    assert seal_now().seal.of_tree("act").leaves == first + 1
    assert leaves_of(rows[0]) == [first - 2]


def test_a_record_numbered_early_and_committed_late_is_sealed_late_not_never(
    segment: int, login: Login
) -> None:
    """And what committed meanwhile waits for it, so that the order is for ever."""
    slow, quick = login("fund_app"), login("fund_app")
    person = a_person(quick)
    with slow.transaction():
        early = record(slow, person)
        late = record(quick, person)
        seal_now()
        assert leaves_of(early) == leaves_of(late) == []
    seal_now()
    assert len(leaves_of(early)) == len(leaves_of(late)) == 1


def test_the_root_over_records_is_that_of_their_leaves(segment: int, login: Login) -> None:
    """Reckoned again from the rows as they stand."""
    app = login("fund_app")
    record(app, a_person(app))
    signed = seal_now()
    with connections["auditor"].cursor() as cursor:
        cursor.execute(sealed_records("act"))
        kept = [bytes(row[2]) for row in cursor.fetchall()]
    assert tree_of(kept).root() == signed.seal.of_tree("act").root


def leaves(tree: str) -> list[list[str | None]]:
    """The fields of every leaf of a tree, in order."""
    with connections["auditor"].cursor() as cursor:
        cursor.execute(sealed_records(tree))
        return [row[4] for row in cursor.fetchall()]


def test_an_approval_says_how_many_stages_there_are_and_a_lapse_is_a_leaf(segment: int) -> None:
    """Form and fields as fund/README.md has them."""
    people = hire_inside()
    clerk, chief = people[Role.ACCOUNTING_CLERK], people[Role.ACCOUNTING_APPROVER]
    draft = decided_draft(clerk, (chief, Approval.Outcome.APPROVED), stages=3)
    given = draft.approvals.get()
    fallen = let_fall(given)
    seal_now()
    decided_at, lapsed_at = str(micros(given.decided_at)), str(micros(fallen.lapsed_at))
    assert leaves("approval")[-1] == [
        "NAPP2", str(given.pk), str(draft.pk), "1", str(clerk.pk), str(chief.pk),
        "accounting_approver", "approved", bytes(draft.content_sha).hex(), "", decided_at, "3",
        None,
    ]  # fmt: skip
    assert leaves("lapse")[-1] == [
        "NLAP1", str(fallen.pk), str(given.pk), "suspended", "false", "停止", str(clerk.pk),
        lapsed_at,
    ]  # fmt: skip


def test_an_approval_from_before_is_of_the_first_form_and_sealed_first(
    segment: int, superuser: str
) -> None:
    """Whatever moment it names: after a leaf of the second form none of the first follows."""
    people = hire_inside()
    clerk, chief = people[Role.ACCOUNTING_CLERK], people[Role.ACCOUNTING_APPROVER]
    other = hire_inside()[Role.ACCOUNTING_APPROVER]
    draft = decided_draft(clerk, stages=2)
    trigger = "TABLE workflow_approval {} TRIGGER says_its_stages"
    with transaction.atomic(using=superuser), connections[superuser].cursor() as cursor:
        cursor.execute(f"ALTER {trigger.format('DISABLE')}")
        cursor.execute(
            "INSERT INTO workflow_approval (id, draft_id, stage, attempt, drafter_id, approver_id, "
            "role, outcome, content_sha, reason, decided_at) VALUES (%s, %s, 1, 1, %s, %s, "
            "'accounting_approver', 'approved', %s, '', now())",
            [uuid4(), draft.pk, clerk.pk, chief.pk, bytes(draft.content_sha)],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER {trigger.format('ENABLE ALWAYS')}")
    decide_on(draft, 2, other, Approval.Outcome.APPROVED)
    seal_now()
    before, after = leaves("approval")[-2:]
    assert (before[0], len(before), before[3]) == ("NAPP1", 11, "1")
    assert (after[0], len(after), after[3]) == ("NAPP2", 13, "2")


def test_no_tree_is_left_out_of_a_seal(segment: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sealer that knows fewer than were sealed signs nothing."""
    seal_now()
    monkeypatch.setattr("fund.sealer.RECORD_TREES", ("act", "approval", "evidence"))
    with pytest.raises(SealingRefused, match="tree of records"):
        seal_now()


# ---- what is not sealed, and who does not seal


@pytest.mark.parametrize(
    ("change", "back"),
    [
        (
            "UPDATE ledger.entry SET memo = 'changed' WHERE segment_id = {s} AND seq = 2",
            "UPDATE ledger.entry SET memo = '試験' WHERE segment_id = {s} AND seq = 2",
        ),
        (
            "UPDATE ledger.posting SET amount = amount + 1 WHERE segment_id = {s} AND seq = 1",
            "UPDATE ledger.posting SET amount = amount - 1 WHERE segment_id = {s} AND seq = 1",
        ),
        (
            "UPDATE ledger.account SET bound = '-' WHERE segment_id = {s} AND code = 'B300'",
            "UPDATE ledger.account SET bound = 'C' WHERE segment_id = {s} AND code = 'B300'",
        ),
        (
            "UPDATE ledger.segment_head SET last_seq = 1 WHERE segment_id = {s}",
            "UPDATE ledger.segment_head SET last_seq = 3 WHERE segment_id = {s}",
        ),
        (
            "UPDATE ledger.account_balance SET debits = debits + 77 * (code = 'B100')::int, "
            "credits = credits + 77 * (code = 'B200')::int WHERE segment_id = {s}",
            "UPDATE ledger.account_balance SET debits = debits - 77 * (code = 'B100')::int, "
            "credits = credits - 77 * (code = 'B200')::int WHERE segment_id = {s}",
        ),
        (
            "UPDATE ledger.account_balance SET debits = 77, credits = 77 "
            "WHERE segment_id = {s} AND code = '1101'",
            "UPDATE ledger.account_balance SET debits = 0, credits = 0 "
            "WHERE segment_id = {s} AND code = '1101'",
        ),
        (
            "UPDATE ledger.segment SET code = 'OTHER_{s}' WHERE segment_id = {s}",
            "UPDATE ledger.segment SET code = 'TEST_{s}' WHERE segment_id = {s}",
        ),
    ],
    ids=["a new entry was changed", "a sealed entry was changed", "an account was changed",
         "the head was set back", "two balances were raised", "one balance on both sides",
         "the segment was called otherwise"],
)  # fmt: skip
def test_books_that_do_not_recompute_are_not_sealed(
    segment: int, login: Login, change: str, back: str
) -> None:
    """The sealer signs nothing over them, and says which."""
    ledger.post(segment, budget(5), key="one", actor=CLERK)
    seal_now()
    ledger.post(segment, budget(6), key="two", actor=CLERK)
    ledger.post(segment, budget(7), key="three", actor=CLERK)
    before = anchor_folder().last()
    with undone(login("postgres"), change.format(s=segment), back.format(s=segment)):
        with pytest.raises(SealingRefused, match=f"{segment}"):
            seal_now()
        assert anchor_folder().last() == before
    assert sealed(seal_now(), segment).entries == 3


def test_a_seal_slipped_into_the_books_never_becomes_an_anchor(segment: int, login: Login) -> None:
    """A superuser may insert a row; without the key it is found before the next seal."""
    last = seal_now()
    key = signing_key(base64.b64encode(b"\x01" * 32).decode())
    forged = replace(last.seal, number=last.seal.number + 1, previous=last.seal.hash,
                     public_key=key.public_key().public_bytes_raw())  # fmt: skip
    body = forged.body().decode()
    insert = (
        f"INSERT INTO ledger.seal VALUES ({forged.number}, '{forged.sealed_at.isoformat()}', "
        f"'\\x{forged.previous.hex()}', '\\x{forged.hash.hex()}', '\\x{forged.public_key.hex()}', "
        f"'\\x{key.sign(forged.body()).hex()}', '{body}')"
    )
    with undone(
        login("postgres"), insert, f"DELETE FROM ledger.seal WHERE number = {forged.number}"
    ):
        with pytest.raises(SealingRefused, match="was not signed here"):
            seal_now()
        assert anchor_folder().last() == last
    assert seal_now().seal.number == last.seal.number + 1


def test_books_restored_from_before_their_last_anchor_are_not_sealed(
    segment: int, login: Login
) -> None:
    """A seal that left the house stands in the books, or something was cut off."""
    last = seal_now()
    superuser = login("postgres")
    superuser.execute(
        "CREATE TEMP TABLE kept AS SELECT * FROM ledger.seal WHERE number = %s", [last.seal.number]
    )
    delete = f"DELETE FROM ledger.seal WHERE number = {last.seal.number}"
    with (
        undone(superuser, delete, "INSERT INTO ledger.seal SELECT * FROM kept"),
        pytest.raises(SealingRefused, match="stands in the anchors"),
    ):
        seal_now()


@pytest.mark.parametrize("role", ["fund_app", "fund_recipient", "fund_auditor", "fund_sealer"])
@pytest.mark.parametrize("table", ["seal", "seal_leaf", "tree_node"])
def test_nobody_writes_seals_but_through_the_function(login: Login, role: str, table: str) -> None:
    """No role holds a right to change, and even the owner's triggers refuse."""
    database = login(role)
    for statement in (
        "INSERT INTO ledger.{} SELECT * FROM ledger.{}",
        "UPDATE ledger.{} SET ctid = ctid",
        "DELETE FROM ledger.{}",
        "TRUNCATE ledger.{}",
    ):
        with pytest.raises(psycopg.Error) as caught:
            database.execute(statement.replace("{}", table).encode())
        assert caught.value.sqlstate in {"42501", "25006", "0A000"}


def test_even_the_owner_changes_no_seal(segment: int, login: Login) -> None:
    """The guards are always on."""
    seal_now()
    owner = login("fund_migrate")
    owner.execute("SET ROLE ledger_owner")
    for statement in (
        b"UPDATE ledger.seal SET written_at = now()",
        b"DELETE FROM ledger.seal",
        b"TRUNCATE ledger.seal",
        b"TRUNCATE ledger.seal_leaf, ledger.tree_node",
    ):
        with pytest.raises(psycopg.errors.RestrictViolation):
            owner.execute(statement)


def test_only_the_sealer_calls_the_function(login: Login) -> None:
    """And it takes only the seal that follows the last one."""
    call = (
        "SELECT ledger.write_seal(1, now(), %s, %s, %s, '', '{}', '{}', '{}', '{}', '{}', '{}', "
        "'{}', '{}')"
    )
    arguments = [bytes(32), bytes(32), bytes(64)]
    for role in ("fund_app", "fund_recipient", "fund_auditor"):
        with refused("42501"):
            login(role).execute(call, arguments)
    seal_now()
    with refused("23514"):
        login("fund_sealer").execute(call, arguments)


def test_the_sealer_sees_no_document_key(login: Login) -> None:
    """It reads what it seals of an evidence row, and nothing that opens the file."""
    database = login("fund_sealer")
    database.execute("SELECT id, sha256 FROM workflow_evidence")
    with refused("42501"):
        database.execute("SELECT wrapped_key FROM workflow_evidence")
    with refused("42501"):
        database.execute("SELECT * FROM workflow_notice")


# ---- the key and the anchors


def test_without_a_key_nothing_is_sealed(segment: int, settings: Settings) -> None:
    """And the refusal does not show what was given instead."""
    for given in ("c2VjcmV0", "鍵"):
        settings.SEAL_KEY = given
        with pytest.raises(CommandError) as caught:
            call_command("seal", stdout=StringIO())
        assert given not in str(caught.value)


def test_another_key_seals_only_when_the_operator_says_so(segment: int, settings: Settings) -> None:
    """A key lost or exchanged by mistake is noticed at once."""
    seal_now()
    own = settings.SEAL_KEY
    settings.SEAL_KEY = base64.b64encode(b"\x02" * 32).decode()
    with pytest.raises(SealingRefused, match="key"):
        seal_now()
    changed = seal_now(is_key_change=True)
    assert changed.is_genuine()
    settings.SEAL_KEY = own
    assert seal_now(is_key_change=True).seal.previous == changed.seal.hash


def test_a_line_torn_by_a_crash_is_written_again_whole(segment: int) -> None:
    """The seal was committed, half of its anchor was not."""
    signed = seal_now()
    file = anchor_folder().files()[-1]
    content = file.read_bytes()
    file.write_bytes(content[:-200])
    last = anchor_folder().last()
    assert last is not None
    assert last.seal.number == signed.seal.number - 1
    following = seal_now()
    assert file.read_bytes() == content + following.line().encode() + b"\n"


def test_lost_anchors_are_exported_again(segment: int, settings: Settings, tmp_path: Path) -> None:
    """A new folder gets every seal, in order and linked."""
    signed = seal_now()
    settings.VAR = tmp_path
    following = seal_now()
    found = list(anchor_folder().read())
    assert found[-2:] == [signed, following]
    assert [a.seal.number for a in found] == list(range(1, following.seal.number + 1))
    assert all(b.seal.previous == a.seal.hash for a, b in pairwise(found))


def test_a_file_that_is_no_anchor_is_told(tmp_path: Path) -> None:
    """Its name and its line."""
    (tmp_path / "seals-2026-01.ndjson").write_text('{"number": 1}\n')
    with pytest.raises(AnchorsDisagree, match=r"seals-2026-01\.ndjson:1"):
        list(AnchorFolder(tmp_path).read())


@pytest.mark.parametrize(
    "bend",
    [
        lambda body: body.replace(b"6:NSEAL1,", b"6:NSEAL2,"),
        lambda body: body.replace(b"6:NSEAL1,", b"06:NSEAL1,"),
        lambda body: body + b"1:0,",
        lambda body: body[:-1],
        lambda body: body.replace(b",1:1,", b",2:01,", 1),
        lambda body: body.upper(),
        lambda body: b"",
    ],
    ids=["form", "length", "more", "less", "number", "case", "nothing"],
)
def test_a_seal_in_another_form_is_no_seal(bend: Callable[[bytes], bytes]) -> None:
    """One text, one seal."""
    seal = Seal(1, seal_time(), bytes(31) + b"\xab", NO_HASH, (), ())
    assert Seal.read(seal.body()) == seal
    with pytest.raises(NotASeal):
        Seal.read(bend(seal.body()))


def seal_time() -> Any:
    """Some moment."""
    return SignedSeal.of_line(LINE).seal.sealed_at


LINE = SignedSeal(
    Seal.read(
        b"6:NSEAL1,1:1,16:1700000000000000,64:" + b"0" * 62 + b"09,64:" + b"0" * 64 + b",1:0,1:0,"
    ),
    bytes(64),
).line()


# ---- the edges


def test_the_command_says_what_was_sealed(segment: int) -> None:
    """For people and for programs."""
    endow(segment, 100)
    out = StringIO()
    call_command("seal", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert said["segments"][f"TEST_{segment}"] == 1
    assert len(said["key"]) == 19
    out = StringIO()
    call_command("seal", stdout=out)
    assert f"封印 {said['number'] + 1}号" in out.getvalue()


def test_the_commands_prove_and_check(segment: int, tmp_path: Path) -> None:
    """A file written by one is accepted by the other, by its key and by the anchor file."""
    endow(segment, 1_234)
    signed = seal_now()
    file, out = tmp_path / "proof.json", StringIO()
    call_command("prove", f"TEST_{segment}", "1", "--out", str(file), stdout=out)
    anchor = tmp_path / "anchor.ndjson"
    anchor.write_text(signed.line() + "\n")
    known = ["--key", signed.seal.public_key.hex(), "--anchor", str(anchor)]
    call_command("check_proof", str(file), *known, stdout=out)
    assert "1,234円" in out.getvalue()
    file.write_text(file.read_text("utf-8").replace("4:1234,", "4:9234,"), encoding="utf-8")
    with pytest.raises(CommandError, match="このとおりには記帳されていません"):
        call_command("check_proof", str(file), stdout=out)


def test_no_command_prints_a_line_that_a_memo_made_up(segment: int, tmp_path: Path) -> None:
    """A reason is typed on several lines; what it says stands on the entry's own line."""
    memo = "誤記\n  P 1101 / 2151  9,999円\x1b[2J\u202e　以上"
    entry = Entry("TEST", DAY, (Line("P", "1101", "2151", 5),), memo)
    ledger.post(segment, entry, key="k", actor=CLERK)
    seal_now()
    file = tmp_path / "proof.json"
    call_command("prove", str(segment), "1", "--out", str(file), stdout=StringIO())
    of = ["--segment", str(segment)]
    for words in (["statement", "1101", *of], ["differences", *of], ["check_proof", str(file)]):
        out = StringIO()
        call_command(*words, stdout=out)
        (line,) = (line for line in out.getvalue().split("\n") if "9,999" in line)
        assert line.endswith("誤記?  P 1101 / 2151  9,999円?[2J?　以上")
    with redirect_stdout(StringIO()) as out:
        assert verify_ledger.main([str(file)]) == 0
    assert "?　以上" in out.getvalue()


def test_a_proof_is_refused_under_another_key_or_anchor(segment: int, tmp_path: Path) -> None:
    """What the holder knows from elsewhere decides."""
    endow(segment, 1)
    seal_now()
    file, anchor = tmp_path / "proof.json", tmp_path / "anchor.ndjson"
    call_command("prove", str(segment), "1", "--out", str(file), stdout=StringIO())
    with pytest.raises(CommandError, match="別の鍵"):
        call_command("check_proof", str(file), "--key", "0000-0000-0000-0000")
    anchor.write_text(LINE + "\n")
    with pytest.raises(CommandError, match="外部控えに封印第") as refusal:
        call_command("check_proof", str(file), "--anchor", str(anchor))
    assert refusal.value.returncode == 2
    for key in ("0000", "0000-0000-0000-000g"):
        with pytest.raises(SystemExit) as ended:
            CheckProof().run_from_argv(["manage.py", "check_proof", str(file), "--key", key])
        assert ended.value.code == 2


@pytest.mark.parametrize(
    "words", [["3", "--from-seal", "1"], ["3", "--to-seal", "1"], ["--from-seal", "1"], []]
)
def test_a_wish_for_a_proof_has_one_meaning(segment: int, words: list[str], tmp_path: Path) -> None:
    """An entry or two seals: nothing that was said is passed over."""
    with pytest.raises(CommandError, match="仕訳番号か、--from-seal と"):
        call_command("prove", str(segment), *words, "--out", str(tmp_path / "file"))


def test_growth_is_held_against_the_earlier_seal_somebody_kept(
    segment: int, tmp_path: Path
) -> None:
    """With that anchor alone it is accepted; an earlier seal under another key never."""
    endow(segment, 1)
    old = seal_now()
    endow(segment, 2, key="later")
    new = seal_now()
    file, kept, newest = (tmp_path / name for name in ("growth.json", "kept", "newest"))
    numbers = ["--from-seal", str(old.seal.number), "--to-seal", str(new.seal.number)]
    call_command("prove", str(segment), *numbers, "--out", str(file), stdout=StringIO())
    kept.write_text(old.line() + "\n")
    newest.write_text(new.line() + "\n")
    key, out = new.seal.public_key.hex(), StringIO()
    call_command("check_proof", str(file), "--key", key, "--anchor", str(kept), stdout=out)
    assert out.getvalue().count("署名鍵") == 2
    with pytest.raises(CommandError, match=f"封印第{old.seal.number}号がありません"):
        call_command("check_proof", str(file), "--anchor", str(newest))
    forger = signing_key(base64.b64encode(b"\x07" * 32).decode())
    forged = replace(old.seal, public_key=public_key_of(forger))
    found = json.loads(file.read_text("utf-8"))
    found["before"] = {
        "body": forged.body().decode(), "signature": forger.sign(forged.body()).hex(),
    }  # fmt: skip
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    call_command("check_proof", str(file), stdout=StringIO())
    for known, said in ((["--key", key], "別の鍵"), (["--anchor", str(kept)], "別のもの")):
        with pytest.raises(CommandError, match=said) as refusal:
            call_command("check_proof", str(file), *known)
        assert refusal.value.returncode == 1
    lying = SignedSeal(forged, forger.sign(forged.body()))
    for lines in ((lying, old), (old, lying)):
        kept.write_text("".join(x.line() + "\n" for x in lines))
        with pytest.raises(CommandError, match="別のもの"):
            call_command("check_proof", str(file), "--anchor", str(kept))


def test_what_cannot_be_read_or_written_is_told(segment: int, tmp_path: Path) -> None:
    """A proof or an anchor that is not there is no verdict on the books."""
    endow(segment, 1)
    seal_now()
    file, none = tmp_path / "proof.json", tmp_path / "none"
    with pytest.raises(CommandError, match="書き出せません") as refused:
        call_command("prove", str(segment), "1", "--out", str(none / "proof.json"))
    assert refused.value.returncode == 2
    call_command("prove", str(segment), "1", "--out", str(file), stdout=StringIO())
    for words in ([none], [tmp_path], [file, "--anchor", none], [file, "--anchor", file]):
        with pytest.raises(CommandError, match="検証できません") as refusal:
            call_command("check_proof", *map(str, words))
        assert refusal.value.returncode == 2


def test_an_answer_that_cannot_be_written_is_no_verdict(segment: int, tmp_path: Path) -> None:
    """A full disk ends every command with 2: 1 would say that the books or the proof are bad."""
    endow(segment, 1)
    seal_now()
    of, proof = ["--segment", f"TEST_{segment}"], str(tmp_path / "proof.json")
    call_command("prove", str(segment), "1", "--out", proof, stdout=StringIO())
    commands = [
        ["verify", *of], ["balances", *of], ["statement", "1101", *of], ["differences", *of],
        ["check_proof", proof], ["seal"], ["export_audit", str(tmp_path / "bundle"), *of],
        ["prove", str(segment), "1", "--out", proof],
    ]  # fmt: skip
    for words in commands:
        full = Path("/dev/full").open("w", buffering=1)  # noqa: SIM115 - closing it fails too
        with pytest.raises(CommandError, match="No space left") as refusal:
            call_command(*words, stdout=full)
        assert refusal.value.returncode == 2, words
        with suppress(OSError):
            full.close()


def test_a_seal_that_was_made_and_not_printed_is_told(segment: int) -> None:
    """The seal stands: nobody takes it for one that failed."""
    endow(segment, 1)
    before = seal_now().seal.number
    full = Path("/dev/full").open("w", buffering=1)  # noqa: SIM115 - closing it fails too
    with pytest.raises(CommandError, match=rf"封印しました（第{before + 1}号）が") as refusal:
        call_command("seal", stdout=full)
    assert refusal.value.returncode == 2
    with suppress(OSError):
        full.close()
    assert seal_now().seal.number == before + 2


def test_a_stored_seal_that_is_none_is_told(segment: int, login: Login, tmp_path: Path) -> None:
    """By each command in words, with its own status."""
    endow(segment, 1)
    number = seal_now().seal.number
    put = (
        "UPDATE ledger.seal SET body = {0}, hash = sha256(convert_to({0}, 'UTF8')) "
        f"WHERE number = {number}"
    )
    file = str(tmp_path / "file")
    with undone(login("postgres"), put.format("body || '1:0,'"), put.format("left(body, -4)")):
        for words, status, said in (
            (["seal"], 1, "封印しません"),
            (["prove", str(segment), "1", "--out", file], 1, "封印したときのままではありません"),
            (["export_audit", file], 2, "書き出せません"),
        ):
            with pytest.raises(
                CommandError, match=f"{said}: 保存された封印第{number}号"
            ) as refusal:
                call_command(*words)
            assert refusal.value.returncode == status
    assert not (tmp_path / "file").exists()


def test_an_entry_that_was_altered_is_not_proven(
    segment: int, login: Login, tmp_path: Path
) -> None:
    """Its path would lead elsewhere: nothing is written."""
    endow(segment, 1)
    seal_now()
    put = "UPDATE ledger.entry SET memo = {} WHERE segment_id = " + f"{segment} AND seq = 1"
    change, back = put.format("memo || '改'"), put.format("left(memo, -1)")
    with (
        undone(login("postgres"), change, back),
        pytest.raises(CommandError, match="仕訳第1号は、封印第") as refusal,
    ):
        call_command("prove", str(segment), "1", "--out", str(tmp_path / "file"))
    assert refusal.value.returncode == 1
    assert not (tmp_path / "file").exists()


def test_an_entry_that_is_gone_is_not_proven(segment: int, login: Login, tmp_path: Path) -> None:
    """Nor any other whose path needs it."""
    endow(segment, 1)
    ledger.post(segment, budget(5), key="one", actor=CLERK)
    seal_now()
    superuser = login("postgres")
    for table in ("entry", "posting"):
        superuser.execute(
            f"CREATE TEMP TABLE kept_{table} AS SELECT * FROM ledger.{table} "
            f"WHERE segment_id = {segment} AND seq = 2".encode()
        )
    gone = "".join(
        f"DELETE FROM ledger.{table} WHERE segment_id = {segment} AND seq = 2;"
        for table in ("posting", "entry")
    )
    back = "".join(
        f"INSERT INTO ledger.{table} SELECT * FROM kept_{table};" for table in ("entry", "posting")
    )
    with undone(superuser, gone, back):
        for seq in ("1", "2"):
            with pytest.raises(CommandError, match="仕訳第2号がありません"):
                call_command("prove", str(segment), seq, "--out", str(tmp_path / "file"))
    assert not (tmp_path / "file").exists()


def test_anchors_that_cannot_be_read_are_told(
    segment: int, settings: Settings, tmp_path: Path
) -> None:
    """Nothing is sealed beside them."""
    settings.VAR = tmp_path
    (tmp_path / "anchors" / "seals-2999-01.ndjson").mkdir(parents=True)
    with pytest.raises(CommandError, match="封印できません") as refusal:
        call_command("seal")
    assert refusal.value.returncode == 2


def test_the_worker_seals(segment: int, worker_process: Child) -> None:
    """The periodic job's task, through the real broker, with the key the worker alone is given."""
    before = seal_now().seal.number
    endow(segment, 7)
    seal_task.delay()
    end = monotonic() + 60
    while monotonic() < end:
        last = anchor_folder().last()
        if last and last.seal.number > before:
            break
        sleep(0.2)
    assert last is not None
    assert sealed(last, segment).entries == 1


# ---- payments without a seal


@pytest.mark.parametrize(
    ("minutes", "is_warning", "is_stopped"),
    [
        (0, False, False),
        (59, False, False),
        (60, True, False),
        (239, True, False),
        (240, True, True),
    ],
)
def test_payments_are_warned_at_one_hour_and_stopped_at_four(
    minutes: int, is_warning: bool, is_stopped: bool
) -> None:
    """The limits themselves belong to the later case."""
    delay = SealDelay(minutes, 60, 240)
    assert (delay.is_warning, bool(problems_of_delay(delay))) == (is_warning, is_stopped)


def test_the_delay_says_hours_and_minutes() -> None:
    """In the words of the page."""
    assert "4時間5分" in SealDelay(245, 60, 240).text
    assert "4時間を" in problems_of_delay(SealDelay(245, 60, 240))[0].text


def test_the_delay_is_counted_from_the_last_seal_by_the_databases_own_clock(segment: int) -> None:
    """Whatever day the acts play on; the limits are those in force on that day."""
    endow(segment, 1)
    seal_now()
    delay = seal_delay(segment, DAY)
    assert (delay.minutes, delay.warn_after, delay.stop_after) == (0, 60, 240)
