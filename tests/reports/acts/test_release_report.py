"""Filing: the recorded moment decides, what was read is what is filed, the receipt says it all."""

import hashlib
import json
from datetime import date, datetime, timedelta

import pytest

from grants.models import CompletionReport
from reports.acts.release_report import release_report
from reports.answered import is_answered
from reports.models import Filing as FilingRow
from reports.pdf.filing_receipt import draw_filing_receipt
from reports.receipt import receipt_of
from tests.deeds import Deed, deed, refusal, told
from tests.grants.stage import StagedWorld
from tests.grants.world import COSTS_YEN
from tests.reports.filing import DUE_ON, PDF, Filing, begun, received
from workflow.calendar import JST
from workflow.models import Obligation, Role


def lawful(world: StagedWorld) -> Deed:
    """The responsible person files a complete report."""
    filing = begun(world).complete()
    filing.attach()
    return deed(release_report, filing.pk, filing.report.version)


def filed_at(filing: Filing, moment: datetime) -> FilingRow:
    """File at a moment to the microsecond."""
    release_report(
        filing.pk, filing.report.version, actor=filing.world.person(Role.RECIPIENT_RELEASER),
        now=moment, key=f"{filing.pk}-{moment}",
    )  # fmt: skip
    return filing.dossier.filings[-1]


@pytest.mark.parametrize(
    ("moment", "is_late", "states"),
    [
        (datetime(2025, 7, 30, 23, 59, 59, 900_000, JST), False, ["SUBMITTED"]),
        (datetime(2025, 7, 31, 0, 0, 0, 0, JST), True, ["OVERDUE", "SUBMITTED"]),
    ],
)
def test_the_last_second_of_the_day_is_in_time_and_the_next_is_not(
    staged: StagedWorld, moment: datetime, is_late: bool, states: list[str]
) -> None:
    filing = begun(staged).complete()
    filing.attach()
    row = filed_at(filing, moment)
    assert (row.received_at, row.is_late, row.due_on) == (moment, is_late, DUE_ON)
    receipt = receipt_of(row)
    assert receipt.received_text == moment.strftime("%Y-%m-%d %H:%M:%S JST")
    assert receipt.verdict.startswith("期限後の提出" if is_late else "期限内の提出")
    assert (receipt.files[0].size, receipt.files[0].sha256) == (
        len(PDF),
        hashlib.sha256(PDF).hexdigest(),
    )
    assert "送信を始めた時刻にかかわらず" in receipt.rule
    assert draw_filing_receipt(receipt) == draw_filing_receipt(receipt_of(row))
    moves = filing.world.person(Role.RECIPIENT_RELEASER).acts.filter(subject_id=filing.pk)
    assert [r.target for r in moves.order_by("key") if r.act == "release_report"] == states


def test_the_receipts_digest_of_the_answers_can_be_reckoned_again(staged: StagedWorld) -> None:
    row = begun(staged).complete().release().dossier.filings[0]
    text = json.dumps(row.draft.answers, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert bytes(row.content_sha256) == hashlib.sha256(text.encode()).digest()


def test_a_file_still_on_its_way_holds_the_filing_back(staged: StagedWorld) -> None:
    filing = begun(staged).complete()
    received(filing)
    assert set(refusal(staged, release_report, filing.pk, 2)) == {"uploading"}


def test_what_changed_after_it_was_read_is_not_filed(staged: StagedWorld) -> None:
    filing = begun(staged).complete()
    filing.save(summary="別の文")
    assert set(refusal(staged, release_report, filing.pk, 2)) == {"version"}


def test_an_unfinished_report_says_everything_that_is_missing(staged: StagedWorld) -> None:
    filing = begun(staged)
    filing.save(
        as_of="2025-12-31", progress="120", summary="x", delays="なし",
        costs_1_actual="一億", costs_1_forecast="0", costs_2_actual="1", costs_2_forecast="",
    )  # fmt: skip
    problems = filing.dossier.problems(staged.today)
    assert {(p.code, p.field) for p in problems} == {
        ("ahead", "as_of"), ("unreadable", "progress"), ("unreadable", "costs_1_actual"),
        ("missing", "costs_2_forecast"), ("rows", "milestones_1_name"),
    }  # fmt: skip
    assert set(refusal(staged, release_report, filing.pk, 2)) == {p.code for p in problems}


def test_a_large_difference_needs_a_reason(staged: StagedWorld) -> None:
    begun(staged, period="T1").complete(costs_1_actual="100", progress="40").release()
    second = begun(staged, period="T2").complete(costs_1_actual="121", progress="48")
    problems = second.dossier.problems(staged.today)
    assert [(p.code, p.field) for p in problems] == [("unexplained", "costs_1_actual_reason")]
    assert "+21.0%" in problems[0].text
    second.save(costs_1_actual_reason="設備を前倒しで検収した。")
    assert second.release().report.state == "SUBMITTED"


def test_a_completion_report_moves_its_case(staged: StagedWorld) -> None:
    filing = begun(staged, "COMPLETION", period="")
    costs = {f"costs_{n}_cost": str(yen) for n, yen in enumerate(COSTS_YEN, start=1)}
    filing.complete(completed_on="2025-07-20", **costs).release()
    grant = filing.report.grant
    assert grant is not None
    assert grant.state == "COMPLETED_REPORTED"
    report = CompletionReport.objects.get(grant=grant)
    assert (report.completed_on, sum(report.costs.values())) == (date(2025, 7, 20), sum(COSTS_YEN))


def test_officers_and_the_companys_people_are_told(staged: StagedWorld) -> None:
    filing = begun(staged).complete()
    record = staged.do(release_report, filing.pk, 2)
    assert told(record) == {"report_filed": 1, "report_received": 2}
    assert filing.dossier.duty is not None
    assert filing.dossier.duty.status == "open", "the duty is met when the report is accepted"
    assert staged.today < DUE_ON - timedelta(days=1)


def test_nobody_is_reminded_of_a_report_that_has_arrived(staged: StagedWorld) -> None:
    filing = begun(staged).complete()
    duties = Obligation.objects.filter(subject_id=filing.report.subject_id, period_key="T")
    assert duties.exclude(is_answered()).exists()
    filing.release()
    assert not duties.exclude(is_answered()).exists()
    filing.send_back()
    assert not duties.exclude(is_answered()).exists(), "the repair has a duty of its own"
