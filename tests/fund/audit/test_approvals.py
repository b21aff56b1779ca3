"""How far the approval of a document got that an entry rests on: what a bundle shows of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections, transaction

from fund import ledger
from fund.audit.bundle import MANIFEST, Wanted, write_bundle
from fund.checks.acts import entries_rest_on_approved_drafts
from fund.checks.registry import Books
from fund.sealer import seal_now
from fund.seals import Seal, SignedSeal
from tests.fund.audit.books import NOW, decide_on, decided_draft, let_fall
from tests.fund.audit.conftest import Exported, Verdict, verify
from tests.fund.audit.forging import Fields, Forgery
from tests.fund.audit.test_tampering import genuine_key
from tests.fund.ground import CHIEF, CLERK, budget, endow
from tests.fund.test_verify import unguarded
from tests.people import hire_inside
from workflow.models import ActRecord, Approval, Draft, Person, Role

APPROVED, RETURNED = Approval.Outcome.APPROVED, Approval.Outcome.RETURNED
# Fields of the leaf of an approval and of a lapse.
DRAFT, STAGE, OUTCOME, STAGES, PRINCIPAL = 2, 3, 7, 11, 12
LAPSED, RECORDED_AT = 2, 2


@dataclass(frozen=True)
class People:
    """Who drafts, and who decides."""

    clerk: Person
    chiefs: tuple[Person, ...]


@pytest.fixture
def people(committed: None) -> People:
    """A clerk and three who may decide at any stage."""
    hired = [hire_inside() for _ in range(3)]
    chiefs = tuple(found[Role.ACCOUNTING_APPROVER] for found in hired)
    return People(hired[0][Role.ACCOUNTING_CLERK], chiefs)


def stage_one_of_two(people: People) -> Draft:
    """One of two stages approved it."""
    return decided_draft(people.clerk, (people.chiefs[0], APPROVED), stages=2, 金額=1)


def both_stages(people: People) -> Draft:
    """Both stages approved it."""
    one, two, _ = people.chiefs
    return decided_draft(people.clerk, (one, APPROVED), (two, APPROVED), 金額=2)


def lapsed(people: People) -> Draft:
    """The first stage's approval lapsed before the draft was carried out."""
    draft = both_stages(people)
    let_fall(draft.approvals.get(stage=1))
    return draft


def given_anew(people: People) -> Draft:
    """It lapsed, and another person gave it anew."""
    draft = lapsed(people)
    decide_on(draft, 1, people.chiefs[2], APPROVED)
    return draft


def lapsed_afterwards(people: People) -> Draft:
    """The approval lapsed when the draft had been carried out: 要再承認."""
    draft = both_stages(people)
    let_fall(draft.approvals.get(stage=1), after_effect=True)
    return draft


def returned_at_two(people: People) -> Draft:
    """The second stage sent it back."""
    one, two, _ = people.chiefs
    return decided_draft(people.clerk, (one, APPROVED), (two, RETURNED), 金額=3)


Drafting = Callable[[People], Draft]


def resting_on(draft: Draft, segment: int, folder: Path) -> Forgery:
    """A bundle of books in which an entry was posted on a draft, whatever was decided on it."""
    endow(segment, 1_000)
    entry = budget(1).resting_on(draft.pk, bytes(draft.content_sha))
    act_of(draft)
    ledger.post(segment, entry, key="resting", actor=CLERK, approver=CHIEF)
    seal_now()
    write_bundle(folder, Wanted(f"TEST_{segment}"), NOW)
    return Forgery(folder, f"TEST_{segment}")


def act_of(draft: Draft) -> ActRecord:
    """The record of an act on the draft's subject."""
    return ActRecord.objects.create(
        act="drill", key=str(uuid4()), payload_sha=bytes(32), acted_at=NOW, subject_type="drill",
        subject_id=draft.subject_id, actor=draft.drafted_by,
    )  # fmt: skip


def an_hour_later(forgery: Forgery) -> Verdict:
    """What the verifier says when the act was recorded later: all older records must be sealed."""

    def delay(acts: list[Fields]) -> None:
        acts[-1][RECORDED_AT] = str(int(acts[-1][RECORDED_AT] or "") + 3_660_000_000)

    forgery.change_records("act", delay)
    return verify(forgery.mend_seals(genuine_key()).mend_manifest().folder)


@pytest.mark.parametrize("drafting", [both_stages, given_anew, lapsed_afterwards])
def test_a_document_approved_at_every_stage_is_one(
    people: People, segment: int, tmp_path: Path, drafting: Drafting
) -> None:
    """The control: what lapsed and was given anew counts, and what lapsed after it was done."""
    draft = drafting(people)
    forgery = resting_on(draft, segment, tmp_path / "b")
    found = verify(forgery.folder)
    assert (found.status, found.report["findings"]) == (0, [])
    assert (forgery.folder / "documents" / f"{draft.pk}.json").exists()
    assert not {note["code"] for note in found.report["notes"]} & {"not_yet_approved"}
    assert an_hour_later(forgery).status == 0


@pytest.mark.parametrize("drafting", [stage_one_of_two, lapsed])
def test_an_entry_on_a_half_approved_document_is_named(
    people: People, segment: int, tmp_path: Path, drafting: Drafting
) -> None:
    """Its last approval may still wait for a seal, however long another transaction stays open;
    not where an act is sealed that was recorded an hour later."""
    forgery = resting_on(drafting(people), segment, tmp_path / "b")
    assert not (forgery.folder / "documents").exists()
    fresh = verify(forgery.folder)
    assert fresh.status == 0
    assert [n["seq"] for n in fresh.report["notes"] if n["code"] == "not_yet_approved"] == [2]
    forgery.mend_seals(genuine_key(), later=timedelta(hours=9))
    assert verify(forgery.mend_manifest().folder).status == 0
    found = an_hour_later(forgery)
    assert (found.status, found.first, found.codes) == (1, 2, {"half_approved"})


def test_an_entry_on_a_document_sent_back_at_a_later_stage_is_named_at_once(
    people: People, segment: int, tmp_path: Path
) -> None:
    """Nothing that is still to be sealed could mend it."""
    found = verify(resting_on(returned_at_two(people), segment, tmp_path / "b").folder)
    assert (found.status, found.first, found.codes) == (1, 2, {"sent_back"})


# ---- what `manage.py verify` says of the same


def stage_two_alone(people: People) -> Draft:
    """The first stage's approval lapsed, and the second stage's after the draft was carried out."""
    draft = lapsed(people)
    let_fall(draft.approvals.get(stage=2), after_effect=True)
    return draft


def put_up(people: People) -> Draft:
    """Nobody decided on it."""
    return decided_draft(people.clerk, stages=1, 金額=5)


def badly_based(draft: Draft, segment: int, *tampering: str, alias: str = "default") -> list[int]:
    """The entries that an act posted on a draft though it was not approved, after a superuser's
    statements, which are undone again."""
    endow(segment, 1_000)
    entry = budget(1).resting_on(draft.pk, bytes(draft.content_sha))
    ledger.post(segment, entry, key=act_of(draft).key, actor=CLERK, approver=CHIEF)
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        if tampering:
            with unguarded(cursor, "workflow_approval", "workflow_draft"):
                for statement in tampering:
                    cursor.execute(statement, [draft.pk])
        found = list(entries_rest_on_approved_drafts(Books(cursor, {segment: "TEST"})))
        transaction.set_rollback(True, using=alias)
    return [finding.seq for finding in found if finding.seq]


@pytest.mark.parametrize("drafting", [both_stages, given_anew, lapsed_afterwards])
def test_verify_finds_nothing_where_every_stage_approved(
    people: People, segment: int, drafting: Drafting
) -> None:
    assert badly_based(drafting(people), segment) == []


@pytest.mark.parametrize(
    "drafting", [stage_one_of_two, lapsed, stage_two_alone, returned_at_two, put_up]
)
def test_verify_names_an_entry_on_a_draft_that_is_not_approved(
    people: People, segment: int, drafting: Drafting
) -> None:
    assert badly_based(drafting(people), segment) == [2]


UNSAID = "UPDATE workflow_approval SET stage_count = NULL WHERE draft_id = %s"
SAID_ONE = "UPDATE workflow_approval SET stage_count = 1 WHERE draft_id = %s"
OUT_OF_ROUTE = "UPDATE workflow_approval SET stage = 3 WHERE draft_id = %s AND stage = 2"
OF_ANOTHER = "UPDATE workflow_approval SET content_sha = '' WHERE draft_id = %s AND stage = 1"
SHORTER_ROUTE = "UPDATE workflow_draft SET stages = stages - 0 WHERE id = %s"


@pytest.mark.parametrize(
    ("drafting", "statement", "found"),
    [
        (both_stages, UNSAID, []),
        (both_stages, f"{UNSAID} AND stage = 1", []),
        (returned_at_two, UNSAID, [2]),
        (stage_one_of_two, SAID_ONE, [2]),
        (both_stages, OUT_OF_ROUTE, [2]),
        (both_stages, OF_ANOTHER, [2]),
        (both_stages, SHORTER_ROUTE, [2]),
    ],
)
def test_verify_asks_how_many_stages_there_are_where_approvals_say_so(
    people: People, segment: int, superuser: str, drafting: Drafting, statement: str,
    found: list[int],
) -> None:  # fmt: skip
    """Of those given before they said so, the last one decides."""
    assert badly_based(drafting(people), segment, statement, alias=superuser) == found


# ---- what somebody alters who has the sealing key, too


def of_draft(draft: Draft, change: Callable[[Fields], object]) -> Callable[[list[Fields]], object]:
    """Change each approval of a draft."""
    return lambda rows: [change(row) for row in rows if row[DRAFT] == str(draft.pk)]


def put(place: int, value: str | None) -> Callable[[Fields], object]:
    """Set one field of a record."""

    def change(row: Fields) -> None:
        assert row[place] != value
        row[place] = value

    return change


def as_first_form(row: Fields) -> None:
    """An approval that no longer says how many stages there are."""
    row[0] = "NAPP1"
    del row[STAGES:]


def altered(
    forgery: Forgery, tree: str, change: Callable[[list[Fields]], object], *, sealed: bool
) -> set[str]:
    """What is found when the records of a tree are changed, and the seals with them or not."""
    forgery.change_records(tree, change)
    if sealed:
        forgery.mend_seals(genuine_key())
    found = verify(forgery.mend_manifest().folder)
    assert found.status == 1
    return found.codes


@pytest.mark.parametrize("sealed", [False, True])
def test_fewer_stages_than_the_route_had_are_found(
    people: People, segment: int, tmp_path: Path, sealed: bool
) -> None:
    """Of a half-approved draft made a whole one by the number of its stages; by the old seals."""
    draft = stage_one_of_two(people)
    forgery = resting_on(draft, segment, tmp_path / "b")
    change = of_draft(draft, put(STAGES, "1"))
    if not sealed:
        assert "records_differ" in altered(forgery, "approval", change, sealed=False)
        return
    # Under new seals the readable files still say what was exported; with an anchor the seals do.
    anchor = tmp_path / "anchor.ndjson"
    anchor.write_text(forgery.seals()[-1].line() + "\n", "ascii")
    assert "paper" in altered(forgery, "approval", change, sealed=True)
    assert "anchor_differs" in verify(forgery.folder, "--anchor", anchor).codes


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put(STAGES, "0"), "record_form"),
        (put(STAGES, "02"), "record_form"),
        (put(STAGES, None), "record_form"),
        (put(STAGE, "3"), "record_form"),
        (put(OUTCOME, "agreed"), "record_form"),
        (as_first_form, "record_form"),
    ],
)
def test_an_approval_that_contradicts_itself_is_found_under_genuine_seals(
    people: People, segment: int, tmp_path: Path, change: Callable[[Fields], object], code: str
) -> None:
    """A form of before does not come again, and no stage lies beyond the last."""
    draft = both_stages(people)
    decided_draft(people.clerk, (people.chiefs[0], APPROVED), 金額=4)
    forgery = resting_on(draft, segment, tmp_path / "b")
    assert verify(forgery.folder).status == 0
    assert code in altered(forgery, "approval", of_draft(draft, change), sealed=True)


def test_a_principal_who_is_the_drafter_is_found(
    people: People, segment: int, tmp_path: Path
) -> None:
    """Whoever decides in somebody's stead decides for another than the drafter."""
    draft = both_stages(people)
    forgery = resting_on(draft, segment, tmp_path / "b")
    change = of_draft(draft, put(PRINCIPAL, str(people.clerk.pk)))
    assert "record_form" in altered(forgery, "approval", change, sealed=True)


def test_approvals_that_name_different_numbers_of_stages_approve_nothing(
    people: People, segment: int, tmp_path: Path
) -> None:
    """One of two leaves altered."""
    draft = both_stages(people)
    forgery = resting_on(draft, segment, tmp_path / "b")
    change = of_draft(draft, lambda row: row[STAGE] == "1" and put(STAGES, "1")(row))
    assert "document" in altered(forgery, "approval", change, sealed=True)


def test_a_lapse_that_was_dropped_is_found(people: People, segment: int, tmp_path: Path) -> None:
    """By the seals; the control is the bundle as it was."""
    draft = lapsed(people)
    forgery = resting_on(draft, segment, tmp_path / "b")
    assert verify(forgery.folder).status == 0
    gone = {str(a.pk) for a in draft.approvals.all()}

    def drop(rows: list[Fields]) -> None:
        rows[:] = [row for row in rows if row[LAPSED] not in gone]

    assert "records_differ" in altered(forgery, "lapse", drop, sealed=False)


# ---- bundles and seals of other forms


def without_lapses(forgery: Forgery, which: Callable[[Seal], bool]) -> None:
    """Seals made anew under the true key, some of them without the tree of lapses."""
    previous, lines = bytes(32), []
    for seal in (signed.seal for signed in forgery.seals()):
        trees = tuple(t for t in seal.trees if t.name != "lapse" or not which(seal))
        made = replace(seal, previous=previous, trees=trees)
        lines.append(SignedSeal(made, genuine_key().sign(made.body())).line() + "\n")
        previous = made.hash
    forgery.seals_file.write_text("".join(lines), "ascii", newline="")


def in_first_form(forgery: Forgery) -> Forgery:
    """The bundle as it was made before lapses were sealed: three trees, no stages named."""
    (forgery.folder / "records" / "lapse.ndjson").unlink()
    forgery.change_records("approval", lambda rows: list(map(as_first_form, rows)))
    without_lapses(forgery, lambda seal: True)
    profile = f"{forgery.code}/iso21378/BAS_Profile.csv"
    forgery.edit(profile, lambda text: text.replace(b"fund-audit-2", b"fund-audit-1"))
    forgery.mend_seals(genuine_key())
    return named(forgery, "fund-audit-1", "manifest.json")


def named(forgery: Forgery, form: str, name: str) -> Forgery:
    """The bundle with its form and its manifest called otherwise."""
    found = forgery.mend_manifest().manifest()
    found["records"].pop("lapse" if form == "fund-audit-1" else "", None)
    forgery.write_manifest({**found, "form": form})
    (forgery.folder / MANIFEST).rename(forgery.folder / name)
    return forgery


def test_a_bundle_of_the_first_form_is_still_checked(forgery: Forgery) -> None:
    """As it was sealed: the last approval of a draft decides."""
    in_first_form(forgery)
    assert verify(forgery.folder).report["findings"] == []
    forgery.edit(
        "records/approval.ndjson", lambda text: text.replace(b'"approved"', b'"returned"', 1)
    )
    assert "records_differ" in verify(forgery.folder).codes


def test_a_bundle_is_not_taken_for_one_of_the_first_form(forgery: Forgery) -> None:
    """Its seals have four trees, and its approvals say how many stages there are."""
    (forgery.folder / "records" / "lapse.ndjson").rename(forgery.folder / "lapses")
    found = verify(named(forgery, "fund-audit-1", "manifest.json").folder)
    assert found.status == 1
    assert {"seal_order", "record_form"} <= found.codes


def test_a_bundle_of_a_later_form_cannot_be_checked(forgery: Forgery) -> None:
    """Nobody is told of a forgery who only has an old verifier; nor by one older than this."""
    forgery.write_manifest({**forgery.manifest(), "form": "fund-audit-3"})
    found = verify(forgery.folder)
    assert (found.status, "fund-audit-3" in found.words) == (2, True)
    (forgery.folder / MANIFEST).rename(forgery.folder / "manifest-3.json")
    assert verify(forgery.folder).status == 2
    # What a verifier of the first form looks for is not there: it says the same.
    assert not (forgery.folder / "manifest.json").exists()


@pytest.mark.parametrize("form", ["fund-audit-1", "fund-audit-02", "audit"])
def test_another_form_under_the_manifests_name_is_found(forgery: Forgery, form: str) -> None:
    """Each form has its manifest."""
    forgery.write_manifest({**forgery.manifest(), "form": form})
    assert verify(forgery.folder).codes == {"form"}


def test_a_second_manifest_is_found(forgery: Forgery) -> None:
    """One bundle is not two."""
    (forgery.folder / "manifest.json").write_text(json.dumps({"form": "fund-audit-1"}))
    assert verify(forgery.folder).codes == {"unlisted_file"}


@pytest.mark.parametrize("is_good", [True, False])
def test_a_tree_may_join_the_seals_and_never_leave(
    forgery: Forgery, exported: Exported, is_good: bool
) -> None:
    """Three trees in the first seals, four afterwards; and the other way round."""
    first = exported.books.seals[0].seal.number
    without_lapses(forgery, lambda seal: (seal.number <= first) is is_good)
    found = verify(forgery.mend_manifest().folder)
    assert ("seal_order" in found.codes) is not is_good
    assert (found.status == 0) is is_good, found.report["findings"]
