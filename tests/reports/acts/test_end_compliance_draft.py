"""遂行命令の案の取下げ: by an officer with a reason; by itself as the report comes."""

from datetime import date, timedelta

from grants.acts.order_compliance import order_compliance
from grants.acts.propose_compliance import propose_compliance
from grants.compliance_drafts import KIND, drafts_of
from reports.acts.decide_extension import decide_extension
from reports.acts.draft_compliance_order import draft_compliance_order
from reports.acts.end_compliance_draft import end_compliance_draft
from reports.acts.request_extension import request_extension
from reports.keeping import draft_late_orders, end_needless_drafts
from tests.deeds import Deed, deed, duty, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import World
from tests.reports.acts.test_draft_compliance_order import (
    DRAFTED_ON,
    REMEDY,
    drafted,
    inbox,
    only,
    put_up,
    report_of,
)
from tests.reports.duties import at
from tests.reports.filing import Filing, begun
from workflow.models import Extension, Obligation, Role
from workflow.robot import robot

WHY = "工場の火災のため、提出の時期を協議中である。"


def lawful(world: World) -> Deed:
    """The officer finds that no order is due."""
    return deed(end_compliance_draft, only(drafted(world)).duty.pk, WHY, on=DRAFTED_ON)


def late_filing(world: StagedWorld) -> tuple[Filing, Obligation]:
    """A company's report that is ready and thirty days late, and NEDO's duty about the draft."""
    filing = begun(world).complete()
    filing.attach()
    late = filing.dossier.duty
    assert late is not None
    world.today = DRAFTED_ON
    world.do(draft_compliance_order, late.pk)
    return filing, Obligation.objects.get(kind=KIND, period_key=str(late.pk))


def test_the_officer_ends_it_with_a_reason_that_stands(small: World) -> None:
    doing = lawful(small)
    assert set(refusal(small, end_compliance_draft, doing.args[0], " ")) == {"no_reason"}
    record = perform(small, doing)
    ended = Obligation.objects.get(pk=doing.args[0])
    assert (ended.status, ended.ended_by, record.reason) == ("met", record, WHY)
    assert set(refusal(small, end_compliance_draft, ended.pk, WHY)) == {"no_draft"}
    assert draft_late_orders(now=at(DRAFTED_ON + timedelta(days=1))) == 0


def test_a_duty_of_another_kind_is_no_draft(small: World) -> None:
    late = report_of(drafted(small))
    assert set(refusal(small, end_compliance_draft, late.pk, WHY)) == {"no_draft"}


def test_the_report_comes_and_the_draft_is_needed_no_more(staged: StagedWorld) -> None:
    filing, waiting = late_filing(staged)
    # As long as it has not come, the keeper lets the draft be.
    assert end_needless_drafts(now=staged.now) == 0
    filing.release()
    waiting.refresh_from_db()
    assert waiting.status == "cancelled"
    assert waiting.ended_by is not None
    assert waiting.ended_by.act == "release_report"
    assert set(refusal(staged, end_compliance_draft, waiting.pk, WHY)) == {"no_draft"}
    assert set(refusal(staged, draft_compliance_order, waiting.period_key)) == {
        "not_late",
        "drafted",
    }


def test_what_was_put_up_before_the_report_came_is_not_ordered(staged: StagedWorld) -> None:
    filing, waiting = late_filing(staged)
    given = (waiting.subject_id, "報告が届かないため。", "報告を提出すること。", REMEDY)
    version = staged.do(propose_compliance, *given).facts["version"]
    filing.release()
    found = refusal(staged, order_compliance, waiting.subject_id, version)
    assert set(found) == {"needless"}


def test_a_date_put_off_ends_it_by_the_system_and_the_new_date_may_bring_another(
    small: World,
) -> None:
    case = drafted(small)
    first = only(case).duty
    small.do(request_extension, report_of(case).pk, date(2025, 10, 31), "検収が遅れているため。")
    wish = Extension.objects.get(duty=report_of(case))
    small.do(decide_extension, wish.pk, date(2025, 10, 31), "やむを得ないと認める。")
    assert end_needless_drafts(now=at(DRAFTED_ON, 9)) == 1
    assert end_needless_drafts(now=at(DRAFTED_ON, 10)) == 0
    first.refresh_from_db()
    assert first.status == "cancelled"
    assert first.ended_by is not None
    assert (first.ended_by.act, first.ended_by.actor) == ("end_compliance_draft", robot())
    assert drafts_of(case.grant) == []
    # Thirty days after the new date.
    small.today = date(2025, 12, 1)
    small.do(draft_compliance_order, report_of(case).pk)
    assert only(case).late.due_on == date(2025, 10, 31)


def test_an_order_answers_only_the_drafts_it_was_put_up_for(small: World) -> None:
    case = drafted(small)
    version, first = put_up(case), only(case).duty
    second = Obligation.objects.get(subject_id=case.pk, kind="PROGRESS", period_key="2025-Q2")
    small.today = second.due_on + timedelta(days=32)
    small.do(draft_compliance_order, second.pk)
    assert [draft.late for draft in drafts_of(case.grant)] == [report_of(case), second]
    # Its own date has passed by now: it goes up again, for both.
    assert set(refusal(small, order_compliance, case.pk, version)) == {"remedy"}
    given = ("二つの報告が届かないため。", "提出すること。", small.today + timedelta(days=14))
    version = small.do(propose_compliance, case.pk, *given).facts["version"]
    small.do(order_compliance, case.pk, version)
    assert drafts_of(case.grant) == []
    first.refresh_from_db()
    assert (first.status, duty(case.pk, KIND).status) == ("met", "met")
    assert not [x for x in inbox(small, Role.CASE_OFFICER, case) if "compliance" in x.act]
