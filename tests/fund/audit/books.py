"""A small set of books with something of everything, sealed three times."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from fund import ledger
from fund.entries import Entry, Line
from fund.sealer import seal_now
from fund.seals import SignedSeal
from tests.fund.conftest import new_segment
from tests.fund.ground import CHIEF, CLERK, DAY, budget, decide, endow, open_grant
from tests.people import hire_inside
from workflow.approvals import sha_of
from workflow.models import Approval, ApprovalLapse, Draft, Evidence, Person, Role

NOW = datetime(2024, 5, 10, 1, tzinfo=UTC)
# What somebody may type, and a spreadsheet, beancount or hledger might take for something else.
HOSTILE = '=HYPERLINK("http://x"),; \\n "括弧" \t| 改行\nの後'


@dataclass(frozen=True)
class Books:
    """The segment, its seals in order, and the documents entries rest on."""

    segment: int
    code: str
    seals: tuple[SignedSeal, ...]
    draft: Draft
    other_draft: Draft
    evidence: Evidence


def decided_draft(
    drafter: Person, *decisions: tuple[Person, str], stages: int = 0, **content: object
) -> Draft:
    """A draft on which other people decided, stage by stage; stages: of so many, if not of all."""
    draft = Draft.objects.create(
        document="PAYMENT", subject_type="drill", subject_id=uuid4(), version=1, content=content,
        content_sha=sha_of(content), drafted_by=drafter, drafted_at=NOW,
        stages=[[Role.ACCOUNTING_APPROVER]] * (stages or len(decisions)), article="試験",
    )  # fmt: skip
    for stage, (approver, outcome) in enumerate(decisions, start=1):
        decide_on(draft, stage, approver, outcome)
    return draft


def decide_on(draft: Draft, stage: int, approver: Person, outcome: str) -> Approval:
    """Somebody decides at a stage, a minute after whoever was before."""
    before = draft.approvals.count()
    return Approval.objects.create(
        draft=draft, stage=stage, stage_count=len(draft.stages),
        attempt=draft.approvals.filter(stage=stage).count() + 1,
        drafter=draft.drafted_by, approver=approver, role=Role.ACCOUNTING_APPROVER,
        outcome=outcome, content_sha=draft.content_sha, decided_at=NOW + timedelta(minutes=before),
    )  # fmt: skip


def let_fall(approval: Approval, *, after_effect: bool = False) -> ApprovalLapse:
    """Somebody else lets an approval lapse, a minute after it was given."""
    return ApprovalLapse.objects.create(
        approval=approval, cause=ApprovalLapse.Cause.SUSPENDED, reason="停止",
        after_effect=after_effect, lapsed_by=approval.drafter,
        lapsed_at=approval.decided_at + timedelta(minutes=1),
    )  # fmt: skip


def uploaded(by: Person) -> Evidence:
    """A file that was uploaded; its content is nowhere, its hash is what counts here."""
    return Evidence.objects.create(
        subject_type="drill", subject_id=uuid4(), title="通知", filename="通知.pdf",
        media_type="application/pdf", size=7, sha256=hashlib.sha256(b"content").digest(),
        blob=f"drill/{uuid4()}", kek_id="1", wrapped_key=bytes(60), uploaded_by=by, uploaded_at=NOW,
    )  # fmt: skip


def build_books() -> Books:
    """Eleven entries; the seals stand after the 3rd, the 8th and the last.

    An approval of each draft lapsed: of the one after it was carried out, of the other before, and
    it was given anew.
    """
    people = hire_inside()
    clerk, chief = people[Role.ACCOUNTING_CLERK], people[Role.ACCOUNTING_APPROVER]
    approved = Approval.Outcome.APPROVED
    draft = decided_draft(clerk, (chief, approved), 金額=400_000, 摘要="交付決定")
    let_fall(draft.approvals.get(), after_effect=True)
    suspended = hire_inside()[Role.ACCOUNTING_APPROVER]
    other_draft = decided_draft(clerk, (suspended, approved), 金額=100_000, 摘要="支払")
    let_fall(other_draft.approvals.get())
    decide_on(other_draft, 1, chief, approved)
    evidence = uploaded(clerk)
    segment = new_segment()
    endow(segment, 1_000_000)
    grant = open_grant(segment, "G2024-0001")
    decide(segment, grant, 400_000)
    paid = Entry(
        "PAYMENT", DAY,
        (
            Line("P", "1121", "1101", 100_000, grant.grant, 2024, "設備費", grant.party),
            Line("B", "B300:G2024-0001", "B310:G2024-0001", 100_000, grant.grant, 2024),
        ),
        "概算払 G2024-0001 第1回",
    ).resting_on(draft.pk, bytes(draft.content_sha))  # fmt: skip
    ledger.post(segment, paid, key="=key", actor=CLERK, approver=CHIEF)
    first = seal_now()
    moved = Entry("TRANSFER", DAY, (Line("P", "1102", "1101", 50_000),), HOSTILE)
    moved = moved.resting_on(evidence.pk, bytes(evidence.sha256))
    wrong = ledger.post(segment, moved, key="moved", actor=CLERK)
    ledger.reverse(segment, wrong.seq, key="back", on=date(2024, 6, 3), reason="誤記", actor=CLERK)
    ledger.post_batch(segment, [(f"b{n}", budget(n)) for n in (1, 2, 3)], actor=CLERK)
    second = seal_now()
    again = Entry("PAYMENT", date(2024, 7, 1), (Line("P", "1121", "1101", 7),), "").resting_on(
        other_draft.pk, bytes(other_draft.content_sha)
    )
    ledger.post(segment, again, key="again", actor=CLERK, approver=CHIEF)
    yearend = Entry(
        "YEAR_END", date(2025, 3, 31), (Line("P", "5201", "2202", 11),), "決算整理",
        is_adjusting=True,
    )  # fmt: skip
    ledger.post(segment, yearend, key="yearend", actor=CLERK)
    late = Entry(
        "INTEREST", date(2025, 4, 2), (Line("P", "1101", "4201", 5), Line("B", "B100", "B200", 5)),
        "利息", original_on=date(2025, 3, 31),
    )  # fmt: skip
    ledger.post(segment, late, key="late", actor=CLERK)
    third = seal_now()
    return Books(segment, f"TEST_{segment}", (first, second, third), draft, other_draft, evidence)
