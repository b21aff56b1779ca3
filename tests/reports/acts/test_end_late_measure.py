"""遅れた報告への措置の見送り: by an officer with a reason; by itself as the report comes."""

from datetime import date, timedelta

from grants.acts.order_compliance import order_compliance
from grants.acts.propose_compliance import propose_compliance
from grants.acts.send_back_draft import send_back_draft
from grants.late_measures import CANCELLATION, COMPLIANCE, SUSPENSION, waiting_for
from reports.acts.decide_extension import decide_extension
from reports.acts.draft_late_measures import draft_late_measures
from reports.acts.end_late_measure import end_late_measure
from reports.acts.request_extension import request_extension
from reports.keeping import consider_late_measures, end_needless_measures
from tests.deeds import Deed, deed, duty, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import Case, World
from tests.reports.acts.test_draft_late_measures import (
    CANCEL_ON,
    ORDER_ON,
    REMEDY,
    acts_waiting,
    drafted,
    only,
    put_up,
    report_of,
)
from tests.reports.duties import at
from tests.reports.filing import Filing, begun
from workflow.approvals import latest_draft, pending_documents
from workflow.models import Extension, Obligation, Role
from workflow.robot import robot
from workflow.standing import standing_of, undecided

WHY = "工場の火災のため、提出の時期を協議中である。"


def lawful(world: World) -> Deed:
    """The officer finds that no order is due."""
    return deed(end_late_measure, only(drafted(world)).duty.pk, WHY, on=ORDER_ON)


def late_filing(world: StagedWorld) -> tuple[Filing, Obligation]:
    """A company's report that is ready and thirty days late, and NEDO's duty about the draft."""
    filing = begun(world).complete()
    filing.attach()
    late = filing.dossier.duty
    assert late is not None
    world.today = ORDER_ON
    world.do(draft_late_measures, late.pk)
    return filing, Obligation.objects.get(kind=COMPLIANCE.kind, period_key=str(late.pk))


def test_the_officer_ends_it_with_a_reason_that_stands(small: World) -> None:
    doing = lawful(small)
    assert set(refusal(small, end_late_measure, doing.args[0], " ")) == {"no_reason"}
    record = perform(small, doing)
    ended = Obligation.objects.get(pk=doing.args[0])
    assert (ended.status, ended.ended_by, record.reason) == ("met", record, WHY)
    assert set(refusal(small, end_late_measure, ended.pk, WHY)) == {"not_waiting"}
    assert consider_late_measures(now=at(ORDER_ON + timedelta(days=1))) == 0


def test_every_measure_is_let_be_for_a_reason_and_ends_as_the_report_comes(
    staged: StagedWorld,
) -> None:
    filing, _ = late_filing(staged)
    staged.today = CANCEL_ON
    late = filing.dossier.duty
    assert late is not None
    staged.do(draft_late_measures, late.pk)
    waiting = {row.kind: row for row in Obligation.objects.filter(period_key=str(late.pk))}
    assert set(waiting) == {COMPLIANCE.kind, SUSPENSION.kind, CANCELLATION.kind}
    record = staged.do(end_late_measure, waiting[CANCELLATION.kind].pk, WHY)
    filing.release()
    ended = {kind: Obligation.objects.get(pk=row.pk) for kind, row in waiting.items()}
    assert ended[CANCELLATION.kind].ended_by == record
    assert {kind: row.status for kind, row in ended.items()} == {
        COMPLIANCE.kind: "cancelled", SUSPENSION.kind: "cancelled", CANCELLATION.kind: "met",
    }  # fmt: skip


def test_a_duty_of_another_kind_is_no_draft(small: World) -> None:
    late = report_of(drafted(small))
    assert set(refusal(small, end_late_measure, late.pk, WHY)) == {"not_waiting"}


def test_the_report_comes_and_the_draft_is_needed_no_more(staged: StagedWorld) -> None:
    filing, waiting = late_filing(staged)
    # As long as it has not come, the keeper lets the draft be.
    assert end_needless_measures(now=staged.now) == 0
    filing.release()
    waiting.refresh_from_db()
    assert waiting.status == "cancelled"
    assert waiting.ended_by is not None
    assert waiting.ended_by.act == "release_report"
    assert set(refusal(staged, end_late_measure, waiting.pk, WHY)) == {"not_waiting"}
    assert set(refusal(staged, draft_late_measures, waiting.period_key)) == {"not_late"}


def test_what_was_put_up_before_the_report_came_is_not_ordered(staged: StagedWorld) -> None:
    filing, waiting = late_filing(staged)
    given = (waiting.subject_id, "報告が届かないため。", "報告を提出すること。", REMEDY)
    version = staged.do(propose_compliance, *given).facts["version"]
    case = Case(staged, staged.company, waiting.subject_id)
    assert "order_compliance" in acts_waiting(staged, Role.DEPARTMENT_DIRECTOR, case)
    assert pending_documents(case.pk) == {"COMPLIANCE"}
    filing.release()
    # The filing takes it from the director's inbox; its record says when and why.
    assert acts_waiting(staged, Role.DEPARTMENT_DIRECTOR, case) == set()
    assert pending_documents(case.pk) == set()
    draft = latest_draft("COMPLIANCE", case.pk)
    assert draft is not None
    standing = standing_of(draft)
    assert (standing.is_overtaken, draft in undecided()) == (True, False)
    assert standing.lost is not None
    assert standing.lost.ended_by is not None
    assert standing.lost.ended_by.act == "release_report"
    assert set(refusal(staged, order_compliance, case.pk, version)) == {"overtaken"}
    back = refusal(staged, send_back_draft, draft.pk, 0, "不要。", by=Role.DEPARTMENT_DIRECTOR)
    assert set(back) == {"no_draft"}


def test_a_date_put_off_ends_it_by_the_system_and_the_new_date_may_bring_another(
    small: World,
) -> None:
    case = drafted(small)
    first = only(case).duty
    small.do(request_extension, report_of(case).pk, date(2025, 10, 31), "検収が遅れているため。")
    wish = Extension.objects.get(duty=report_of(case))
    small.do(decide_extension, wish.pk, date(2025, 10, 31), "やむを得ないと認める。")
    assert end_needless_measures(now=at(ORDER_ON, 9)) == 1
    assert end_needless_measures(now=at(ORDER_ON, 10)) == 0
    first.refresh_from_db()
    assert first.status == "cancelled"
    assert first.ended_by is not None
    assert (first.ended_by.act, first.ended_by.actor) == ("end_late_measure", robot())
    assert waiting_for(case.grant, COMPLIANCE) == []
    # Thirty days after the new date.
    small.today = date(2025, 12, 1)
    small.do(draft_late_measures, report_of(case).pk)
    assert only(case).late.due_on == date(2025, 10, 31)


def test_an_order_answers_only_the_drafts_it_was_put_up_for(small: World) -> None:
    case = drafted(small)
    version, first = put_up(case), only(case).duty
    second = Obligation.objects.get(subject_id=case.pk, kind="PROGRESS", period_key="2025-Q2")
    small.today = second.due_on + timedelta(days=32)
    small.do(draft_late_measures, second.pk)
    late = [waiting.late for waiting in waiting_for(case.grant, COMPLIANCE)]
    assert late == [report_of(case), second]
    # Its own date has passed by now: it goes up again, for both.
    assert set(refusal(small, order_compliance, case.pk, version)) == {"remedy"}
    given = ("二つの報告が届かないため。", "提出すること。", small.today + timedelta(days=14))
    version = small.do(propose_compliance, case.pk, *given).facts["version"]
    small.do(order_compliance, case.pk, version)
    assert waiting_for(case.grant, COMPLIANCE) == []
    first.refresh_from_db()
    assert (first.status, duty(case.pk, COMPLIANCE.kind).status) == ("met", "met")
    assert acts_waiting(small, Role.CASE_OFFICER, case) == set()
