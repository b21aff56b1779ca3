"""What a seal kept inside already finds: books made to fit their own checks no longer fit it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from fund.checks import Report, examine
from fund.checks.seals import faults_of_tree
from fund.netstrings import netstrings
from fund.proofs import GrowingTree, leaf_hash
from fund.sealer import anchor_folder, seal_now
from fund.seals import Seal, signing_key
from tests.fund.audit.books import decided_draft, let_fall
from tests.fund.conftest import Lived
from tests.fund.ground import endow
from tests.fund.tampering import cut_tail, raise_amount, rewrite_chain
from tests.fund.test_verify import named, unguarded
from tests.people import hire_inside
from workflow.models import Approval, Role

Change = Callable[[CursorWrapper, Lived], None]


def examined(superuser: str, lived: Lived, change: Change) -> Report:
    """What is found after a change, which is undone again."""
    with transaction.atomic(using=superuser), connections[superuser].cursor() as cursor:
        with unguarded(cursor, "workflow_actrecord", "workflow_approval", "workflow_approvallapse"):
            change(cursor, lived)
        cursor.execute("SELECT code FROM ledger.segment WHERE segment_id = %s", [lived.segment])
        report = examine(cursor, *cursor.fetchone())
        transaction.set_rollback(True, using=superuser)
    return report


def test_untouched_sealed_books_pass(superuser: str, lived: Lived) -> None:
    """With a seal after some entries, and one after all."""
    seal_now()
    seal_now()
    report = examined(superuser, lived, lambda cursor, books: None)
    assert report.ok, report.broken


def test_a_tail_cut_off_with_everything_made_to_fit_is_seen(superuser: str, lived: Lived) -> None:
    """What no check of the books themselves can see."""
    seal_now()
    report = examined(superuser, lived, lambda cursor, books: cut_tail(cursor, books.segment, 3))
    assert named(report) == {("sealed_entries_stand", 4, None)}


def test_a_chain_written_anew_is_seen(superuser: str, lived: Lived) -> None:
    """At the first sealed point behind the change, and by nothing else."""
    endow(lived.segment, 100, key="more")
    seal_now()
    report = examined(
        superuser, lived, lambda cursor, books: raise_amount(cursor, books.segment, 5, 7)
    )
    assert named(report) == {("sealed_entries_stand", 5, None)}


def seal_falsely(cursor: CursorWrapper, last: Seal, segment: int, **false: Any) -> None:
    """A further seal, under the true key, that says something else of a segment."""
    segments = tuple(replace(s, **false) if s.segment == segment else s for s in last.segments)
    seal_once_more(cursor, last, segments=segments)


def seal_once_more(cursor: CursorWrapper, last: Seal, **false: Any) -> None:
    """A further seal, under the true key, that says something else than the last one."""
    seal = replace(last, number=last.number + 1, previous=last.hash, **false)
    cursor.execute(
        "INSERT INTO ledger.seal VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [
            seal.number, seal.sealed_at, seal.previous, seal.hash, seal.public_key,
            signing_key(settings.SEAL_KEY).sign(seal.body()), seal.body().decode(),
        ],
    )  # fmt: skip


def test_balances_sealed_that_no_lines_add_up_to_are_seen(superuser: str, lived: Lived) -> None:
    """By the seal's own digest: head and root are true, and the balances were put back."""
    last = seal_now().seal
    report = examined(
        superuser,
        lived,
        lambda cursor, books: seal_falsely(cursor, last, books.segment, balances=bytes(32)),
    )
    assert named(report) == {("sealed_entries_stand", 4, None)}


def test_a_seal_that_leaves_a_tree_out_is_seen(superuser: str, lived: Lived) -> None:
    """A tree may join; what was sealed once is sealed from then on."""
    last = seal_now().seal
    left = tuple(tree for tree in last.trees if tree.name != "lapse")
    report = examined(
        superuser, lived, lambda cursor, books: seal_once_more(cursor, last, trees=left)
    )
    assert {r.name for r in report.broken} == {"seals_are_good"}


def test_a_chain_written_anew_under_a_seal_of_ones_own_is_seen_by_the_anchor(
    superuser: str, lived: Lived
) -> None:
    """The seals deleted, too: then only what left the house knows."""
    endow(lived.segment, 100, key="more")
    seal_now()

    def forge(cursor: CursorWrapper, books: Lived) -> None:
        raise_amount(cursor, books.segment, 5, 7)
        cursor.execute("DELETE FROM ledger.seal_leaf; DELETE FROM ledger.seal")

    report = examined(superuser, lived, forge)
    assert {r.name for r in report.broken} == {"anchors_are_the_seals"}


@pytest.mark.parametrize(
    ("invariant", "statement"),
    [
        ("seals_are_good", "UPDATE ledger.seal SET signature = sha256('a') || sha256('b')"),
        ("seals_are_good", "DELETE FROM ledger.seal WHERE number = 1"),
        ("seals_are_good", "ALTER TABLE ledger.seal DROP CONSTRAINT seal_starts_as_its_row, DROP "
         "CONSTRAINT seal_hash_is_of_its_body; UPDATE ledger.seal SET body = body || '1:0,'"),
        ("account_table_as_sealed",
         "UPDATE ledger.account SET name = 'x' WHERE segment_id = %(s)s AND code = '1101'"),
        ("account_table_as_sealed",
         "UPDATE ledger.segment SET code = code || '_X' WHERE segment_id = %(s)s"),
        ("sealed_records_stand",
         "UPDATE workflow_actrecord SET reason = 'x' WHERE id = (SELECT row_id FROM "
         "ledger.seal_leaf WHERE tree = 'act' ORDER BY leaf_no LIMIT 1)"),
        ("sealed_records_stand",
         "DELETE FROM ledger.seal_leaf WHERE tree = 'act' AND leaf_no = "
         "(SELECT max(leaf_no) FROM ledger.seal_leaf WHERE tree = 'act')"),
        ("sealed_records_stand",
         "UPDATE workflow_approval SET stage_count = 1 WHERE stage_count = 2"),
        ("sealed_records_stand",
         "UPDATE workflow_approval SET stage_count = NULL WHERE stage_count = 2"),
        ("sealed_records_stand",
         "UPDATE workflow_approvallapse SET after_effect = NOT after_effect"),
        ("sealed_records_stand", "DELETE FROM workflow_approvallapse"),
        ("sealed_entries_stand",
         "DELETE FROM ledger.posting WHERE segment_id = %(s)s; "
         "DELETE FROM ledger.intersegment_link; DELETE FROM ledger.entry WHERE segment_id = %(s)s"),
        ("no_day_without_a_seal",
         "DELETE FROM ledger.seal; UPDATE ledger.entry SET recorded_at = recorded_at - "
         "interval '25 hours' WHERE segment_id = %(s)s"),
        ("no_day_without_a_seal",
         "DELETE FROM ledger.seal_leaf; UPDATE workflow_actrecord SET recorded_at = "
         "recorded_at - interval '25 hours'"),
    ],
)  # fmt: skip
def test_what_is_no_longer_as_sealed_is_named(
    superuser: str, lived: Lived, acted: None, invariant: str, statement: str
) -> None:
    """Each by its invariant."""
    seal_now()

    def change(cursor: CursorWrapper, books: Lived) -> None:
        cursor.execute(statement, {"s": books.segment})

    report = examined(superuser, lived, change)
    assert invariant in {r.name for r in report.broken}, report.broken


@pytest.fixture
def acted(lived: Lived) -> None:
    """At least one act was recorded, and one approval, which lapsed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO workflow_person (id, email, name, kana, password, is_active, created_at) "
            "SELECT x.id, x.id || '@example.jp', '試験', '', '!', true, now() "
            "FROM (SELECT gen_random_uuid() AS id) x RETURNING id"
        )
        (person,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO workflow_actrecord (id, act, key, payload_sha, acted_at, subject_type, "
            "subject_id, source, target, actor_id, reason, facts) SELECT x.id, 'drill', "
            "'drill:' || x.id, sha256(''), now(), 'drill', x.id, '', '', %s, '', '{}' "
            "FROM (SELECT gen_random_uuid() AS id) x",
            [person],
        )
    people = hire_inside()
    clerk, chief = people[Role.ACCOUNTING_CLERK], people[Role.ACCOUNTING_APPROVER]
    draft = decided_draft(clerk, (chief, Approval.Outcome.APPROVED), stages=2)
    let_fall(draft.approvals.get())


def test_books_rewritten_to_the_same_say_the_same(superuser: str, lived: Lived) -> None:
    """The control of the forger himself: rewriting nothing changes nothing."""
    seal_now()
    report = examined(superuser, lived, lambda cursor, books: rewrite_chain(cursor, books.segment))
    assert report.ok, report.broken


def test_an_anchor_file_that_cannot_be_read_is_named(superuser: str, lived: Lived) -> None:
    """A folder of that name stands in its place."""
    seal_now()
    folder = anchor_folder().path / "seals-2999-01.ndjson"
    folder.mkdir()
    try:
        report = examined(superuser, lived, lambda cursor, books: None)
    finally:
        folder.rmdir()
    assert {r.name for r in report.broken} == {"anchors_are_the_seals"}


def test_an_anchor_that_is_none_is_named(superuser: str, lived: Lived) -> None:
    """A line written over in the file."""
    seal_now()
    file = anchor_folder().files()[-1]
    content = file.read_bytes()
    file.write_bytes(content[:-20] + b"\n")
    try:
        report = examined(superuser, lived, lambda cursor, books: None)
    finally:
        file.write_bytes(content)
    assert {r.name for r in report.broken} == {"anchors_are_the_seals"}


def test_a_form_that_was_given_up_does_not_come_again() -> None:
    """However rightly such a leaf was sealed: nobody can be made to forget the number of stages."""

    def faults(*forms: str) -> list[str]:
        rows = [
            ("approval", n, leaf_hash(netstrings(form, str(n))), uuid4(), [form, str(n)])
            for n, form in enumerate(forms, start=1)
        ]
        return [f.what for f in faults_of_tree("approval", GrowingTree(), {}, rows)]

    assert faults("NAPP1", "NAPP1", "NAPP2", "NAPP2") == []
    (found,) = faults("NAPP1", "NAPP2", "NAPP1")
    assert found.endswith("is of a form that was given up: NAPP1")
