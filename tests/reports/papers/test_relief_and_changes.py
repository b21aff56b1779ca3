"""変更, 承継, 督促, 減額, 免除, 財産処分: each act's paper says what was so when it was done."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Q

from grants.acts.approve_change import approve_change
from grants.acts.approve_waiver import approve_waiver
from grants.acts.mark_overdue import mark_overdue
from grants.acts.propose_change import propose_change
from grants.acts.propose_reduction import propose_reduction
from grants.acts.propose_waiver import propose_waiver
from grants.acts.record_failed_payment import record_failed_payment
from grants.acts.reduce_order import reduce_order
from grants.models import Asset, Demand, RefundOrder
from reports.acts.issue_notice import issue_notice
from reports.due_papers import issue_paper_of
from reports.models import IssuedPaper
from reports.papers.deserved import deserving, waiting
from reports.pdf.content import PaperInconsistent
from reports.press import draw
from tests.deeds import Deed, deed, duty, perform, refusal
from tests.grants.acts import (
    test_approve_change,
    test_approve_disposal,
    test_approve_extra_costs,
    test_approve_succession,
    test_approve_waiver,
    test_demand_charges,
    test_mark_overdue,
)
from tests.grants.acts.test_approve_change import THEN as APPROVED_ON
from tests.grants.acts.test_propose_change import DAY as CHANGED_ON
from tests.grants.acts.test_propose_change import proposal as a_change
from tests.grants.acts.test_propose_reduction import GIVEN
from tests.grants.acts.test_propose_waiver import DAY as WAIVED_ON
from tests.grants.acts.test_propose_waiver import proposal as a_waiver
from tests.grants.stage import Stage, StagedWorld
from tests.grants.world import GRANT_YEN, MILLION
from tests.reports.pdf import samples
from tests.reports.pdf.reading import text_of
from workflow.models import ActRecord

THEN = date(2025, 11, 17)


@pytest.fixture
def world(stage: Stage, db: None) -> StagedWorld:
    """The stage of the grants' tests; what a test does on it is rolled back."""
    return StagedWorld(**vars(stage.world), stage=stage)


def issued(world: StagedWorld, record: ActRecord) -> IssuedPaper:
    """The paper of an act, after those it refers to; each of them by the act's own actor."""
    about = Q(subject_id=record.subject_id) | Q(
        subject_id__in=RefundOrder.objects.filter(pk=record.subject_id).values("grant_id")
    )
    for cause in waiting().filter(about, acted_at__lte=record.acted_at):
        issue_paper_of(cause)
    return IssuedPaper.objects.get(cause=record)


def said(paper: IssuedPaper) -> dict[str, Any]:
    """What the paper holds."""
    data: dict[str, Any] = paper.data
    return data


def of_act(world: StagedWorld, doing: Deed) -> tuple[dict[str, Any], str]:
    """A deed done, and what its paper holds and prints."""
    paper = issued(world, perform(world, doing))
    return said(paper), text_of(draw(paper))


def test_a_change_names_both_amounts_ends_and_costs(world: StagedWorld) -> None:
    told, text = of_act(world, test_approve_change.lawful(world))
    assert (told["before_yen"], told["after_yen"]) == (120 * MILLION, 90 * MILLION)
    assert [line["after_yen"] for line in told["lines"]] == [210 * MILLION, 40 * MILLION]
    assert told["before_ends_on"] < told["after_ends_on"]
    assert "助成事業計画変更承認通知書" in text
    assert "審査請求をすることができます" in text


def test_a_notification_received_is_no_approval(world: StagedWorld) -> None:
    case = world.case("advanced")
    minor = a_change(
        world, purpose=case.grant.purpose, ends_on=case.grant.ends_on,
        eligible_yen=(300 * MILLION, 40 * MILLION),
    )  # fmt: skip
    perform(world, deed(propose_change, case.pk, minor, on=CHANGED_ON))
    record = perform(world, deed(approve_change, case.pk, 1, on=APPROVED_ON))
    paper = issued(world, record)
    text = text_of(draw(paper))
    assert (said(paper)["is_minor"], said(paper)["remedy"]) == (True, None)
    assert "届出を受理した" in text
    assert "審査請求" not in text


def test_both_companies_of_a_succession_get_a_letter_of_their_own(world: StagedWorld) -> None:
    record = perform(world, test_approve_succession.lawful(world))
    records = ActRecord.objects.filter(act="approve_succession", subject_id=record.subject_id)
    papers = {p.organisation: p for p in (issued(world, r) for r in records)}
    assert set(papers) == {world.company.organisation, world.other.organisation}
    old, new = (text_of(draw(papers[x.organisation])) for x in (world.company, world.other))
    assert "振込先の口座を届け出てください" in new
    assert "貴社が行うことのできる手続はありません" in old
    assert said(papers[world.other.organisation])["is_to_successor"] is True


def test_each_demand_counts_the_late_charge_to_its_own_day(world: StagedWorld) -> None:
    first, text = of_act(world, test_mark_overdue.lawful(world))
    order = world.case("ordered").order
    assert first["late"]["amount_yen"] == 20 * MILLION * 3 // 10_000
    assert "20,000,000" in text
    world.case("ordered").receive(8 * MILLION, on=date(2025, 11, 3))
    again = duty(order.pk, "DEMAND").due_on
    second, _ = of_act(world, deed(mark_overdue, order.pk, on=again))
    assert (second["paid_yen"], second["open_yen"]) == (8 * MILLION, 12 * MILLION)
    days = [(row["from_on"], row["to_on"], row["base_yen"]) for row in second["late"]["rows"]]
    assert days == [
        ("2025-10-30", "2025-11-03", 20 * MILLION), ("2025-11-04", "2025-11-06", 12 * MILLION),
    ]  # fmt: skip
    assert second["again_on"] == (again + timedelta(days=7)).isoformat()


def test_charges_not_paid_are_demanded_with_what_is_open_of_each(world: StagedWorld) -> None:
    told, text = of_act(world, test_demand_charges.lawful(world))
    assert (told["surcharge_yen"], told["late_yen"], told["open_yen"]) == (372_000, 60_000, 432_000)
    assert told["due_on"] == test_demand_charges.UNTIL.isoformat()
    assert "加算金・延滞金督促状" in text
    assert "432,000" in text


def test_a_partial_waiver_says_what_is_left_and_a_whole_one_that_nothing_is(
    world: StagedWorld,
) -> None:
    given = a_waiver(world)
    told, text = of_act(world, test_approve_waiver.lawful(world))
    waived = {row["kind"]: row["waived_yen"] for row in told["charges"]}
    assert waived == {"加算金": given.surcharge_yen, "延滞金": given.late_yen}
    assert "一部免除通知書" in text
    order = world.case("billed").order
    rest = told["charges"][0]["charged_yen"] - given.surcharge_yen
    whole = replace(given, surcharge_yen=rest, late_yen=0, meti_approval="承認第99号")
    perform(world, deed(propose_waiver, order.pk, whole, on=WAIVED_ON))
    doing = deed(approve_waiver, order.pk, 2, on=WAIVED_ON)
    told, text = of_act(world, doing)
    assert [row["settled_yen"] for row in told["charges"]] == [given.surcharge_yen, given.late_yen]
    assert "その全部を" in text
    assert "承認第99号" in text


def test_a_disposal_names_the_asset_the_sum_and_its_day(world: StagedWorld) -> None:
    doing = test_approve_disposal.lawful(world)
    told, text = of_act(world, doing)
    asset = Asset.objects.get(pk=doing.args[0])
    demand = Demand.objects.get(grant=asset.grant)
    assert (told["return_yen"], told["due_on"]) == (30 * MILLION, demand.due_on.isoformat())
    assert asset.name in told["asset"]
    assert "納付を条件として" in text


def test_extra_costs_are_granted_with_their_sum_and_where_to_contest_it(world: StagedWorld) -> None:
    told, text = of_act(world, test_approve_extra_costs.lawful(world))
    sums = (told["before_yen"], told["granted_yen"], told["after_yen"])
    assert sums == (60 * MILLION, 4_500_000, 64_500_000)
    assert [cost["grant_yen"] for cost in told["costs"]] == [3 * MILLION, 1_500_000]
    assert "第10条第3項の規定により" in text
    assert told["remedy"] is not None


@pytest.mark.parametrize(("situation", "over"), [("cleared", True), ("ordered", False)])
def test_a_reduction_carries_both_worksheets(
    situation: str, over: bool, world: StagedWorld
) -> None:
    order = world.case(situation).order
    given = replace(GIVEN, reduced_yen=15 * MILLION)
    perform(world, deed(propose_reduction, order.pk, given, on=THEN))
    told, text = of_act(world, deed(reduce_order, order.pk, 1, on=THEN))
    assert (told["before_yen"], told["after_yen"]) == (20 * MILLION, 5 * MILLION)
    before, after = (
        {row["kind"]: row["amount_yen"] for row in told[side]} for side in ("before", "after")
    )
    assert before.keys() == after.keys() == {"加算金", "延滞金"}
    assert all(after[kind] == before[kind] // 4 for kind in after)
    assert (told["overpaid_yen"] > 15 * MILLION) is over
    assert ("過誤納金となりました" in text) is over


def test_a_whole_reduction_has_nothing_after_it(world: StagedWorld) -> None:
    order = world.case("ordered").order
    given = replace(GIVEN, reduced_yen=20 * MILLION)
    perform(world, deed(propose_reduction, order.pk, given, on=THEN))
    record = perform(world, deed(reduce_order, order.pk, 1, on=THEN))
    told = said(issued(world, record))
    assert (told["after_yen"], told["after"], len(told["before"])) == (0, [], 2)
    clearing = ActRecord.objects.get(
        subject_id=order.pk, act="reduce_order", target="CLEARED", acted_at=record.acted_at
    )
    assert deserving(clearing) is None


def test_a_decision_cancelled_whole_stands_again_in_words(world: StagedWorld) -> None:
    case = world.case("advanced").propose_cancellation(GRANT_YEN, whole=True, on=date(2025, 10, 1))
    case.cancel().order_back()
    given = replace(GIVEN, reduced_yen=20 * MILLION)
    perform(world, deed(propose_reduction, case.order.pk, given, on=THEN))
    told, text = of_act(world, deed(reduce_order, case.order.pk, 1, on=THEN))
    due_on = duty(case.pk, "COMPLETION").due_on
    assert (told["stands_again_yen"], told["report_due_on"]) == (20 * MILLION, due_on.isoformat())
    assert "20,000,000円の範囲で再び効力を有し" in text
    # Cancelled once more, the notice knows what stood.
    case.propose_cancellation(20 * MILLION, whole=True, on=date(2025, 11, 18)).cancel()
    again = ActRecord.objects.filter(subject_id=case.pk, act="cancel_decision").latest("acted_at")
    assert said(issued(world, again))["before_yen"] == 20 * MILLION


def test_what_an_appeal_gave_back_after_fixing_counts_as_standing(world: StagedWorld) -> None:
    case = world.case("SETTLED").propose_cancellation(GRANT_YEN, whole=True, on=date(2026, 9, 1))
    case.cancel().order_back()
    given = replace(GIVEN, reduced_yen=20 * MILLION)
    perform(world, deed(propose_reduction, case.order.pk, given, on=date(2026, 9, 8)))
    told, text = of_act(world, deed(reduce_order, case.order.pk, 1, on=date(2026, 9, 9)))
    assert (told["stands_again_yen"], told["report_due_on"]) == (20 * MILLION, None)
    assert "実績報告書を提出" not in text
    case.propose_cancellation(20 * MILLION, whole=True, on=date(2026, 9, 10)).cancel()
    again = ActRecord.objects.filter(subject_id=case.pk, act="cancel_decision").latest("acted_at")
    assert said(issued(world, again))["before_yen"] == 20 * MILLION


def test_what_an_appeal_gave_back_of_a_change_counts_as_standing(world: StagedWorld) -> None:
    given = replace(a_change(world), eligible_yen=(90 * MILLION, 20 * MILLION))
    case = world.case("advanced")
    perform(world, deed(propose_change, case.pk, given, on=CHANGED_ON))
    perform(world, deed(approve_change, case.pk, 1, on=APPROVED_ON))
    assert case.order.principal_yen == 10 * MILLION
    reduction = replace(GIVEN, reduced_yen=4 * MILLION)
    perform(world, deed(propose_reduction, case.order.pk, reduction, on=THEN))
    perform(world, deed(reduce_order, case.order.pk, 1, on=THEN))
    case.propose_cancellation(MILLION, on=date(2025, 11, 18)).cancel()
    made = ActRecord.objects.get(subject_id=case.pk, act="cancel_decision")
    assert said(issued(world, made))["before_yen"] == 44 * MILLION


def test_a_cancellation_after_a_payment_that_failed_knows_what_was_fixed(
    world: StagedWorld,
) -> None:
    case = world.case("SETTLED")
    day = date(2026, 3, 2)
    perform(world, deed(record_failed_payment, case.payment, day, "口座なし", on=day))
    assert case.grant.state == "AMOUNT_FIXED"
    case.propose_cancellation(MILLION).cancel()
    made = ActRecord.objects.get(subject_id=case.pk, act="cancel_decision")
    assert said(issued(world, made))["before_yen"] == GRANT_YEN


def test_the_form_s_number_is_a_row_of_the_law(world: StagedWorld) -> None:
    told, text = of_act(world, test_approve_disposal.lawful(world))
    assert told["head"]["form"] == ""
    decision = next(iter(waiting().filter(act="decide_grant", subject_id=world.anew("DECIDED").pk)))
    paper = issued(world, decision)
    assert said(paper)["head"]["form"] == "様式第2"
    assert "様式第2" in text_of(draw(paper))
    assert "様式" not in text


def test_an_order_must_have_its_paper_before_its_demand_has_one(world: StagedWorld) -> None:
    order = world.anew("ordered").order
    record = perform(world, deed(mark_overdue, order.pk, on=order.due_on + timedelta(days=1)))
    assert set(refusal(world, issue_notice, record.pk, by=record.actor)) == {"paper_first"}


def test_papers_that_contradict_themselves_cannot_be_built() -> None:
    with pytest.raises(PaperInconsistent, match="経費別"):
        replace(samples.extra_costs_notice(), granted_yen=4_500_001, after_yen=64_500_001)
    with pytest.raises(PaperInconsistent, match="費目別"):
        replace(samples.change_notice(), after_yen=2_400_000_001)
    with pytest.raises(PaperInconsistent, match="届出"):
        replace(samples.change_notice(), is_minor=True)
    with pytest.raises(PaperInconsistent, match="当事者"):
        replace(samples.succession_notice(), predecessor=samples.ADDRESSEE.organisation)
    with pytest.raises(PaperInconsistent, match="指示"):
        replace(samples.instruction_letter(), demands=())
    with pytest.raises(PaperInconsistent, match="未納"):
        replace(samples.demand_letter(), paid_yen=29_999_999)
    with pytest.raises(PaperInconsistent, match="未納"):
        replace(samples.charges_demand(), late_yen=822_001)
    with pytest.raises(PaperInconsistent, match="未納"):
        replace(samples.waiver_notice(), charges=())
    with pytest.raises(PaperInconsistent, match="期限"):
        replace(samples.disposal_notice(), due_on=None)
    with pytest.raises(PaperInconsistent, match="減額後"):
        replace(samples.reduction_notice(), reduced_yen=1)
    with pytest.raises(PaperInconsistent, match="過誤納金"):
        replace(samples.reduction_notice(), paid_yen=4_999_999)
