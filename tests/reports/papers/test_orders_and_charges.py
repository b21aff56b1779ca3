"""Orders and charges after everything that may happen to them: changes, appeals, waivers, 相殺."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from config.demo import cases, office
from config.demo.office import MILLION, Project
from config.demo.people import Company
from grants.acts.approve_change import approve_change
from grants.acts.approve_payment import approve_payment
from grants.acts.approve_waiver import approve_waiver
from grants.acts.bill_charges import bill_charges
from grants.acts.check_payment import check_payment
from grants.acts.claim_payment import claim_payment
from grants.acts.mark_overdue import mark_overdue
from grants.acts.propose_change import ChangeProposal, propose_change
from grants.acts.propose_reduction import ReductionProposal, propose_reduction
from grants.acts.propose_waiver import WaiverProposal, propose_waiver
from grants.acts.receive_refund import receive_refund
from grants.acts.reduce_order import reduce_order
from grants.acts.set_off_refund import set_off_refund
from grants.acts.start_grant import start_grant
from grants.models import Grant, RefundOrder
from grants.models.payment import PaymentKind
from reports.due_papers import issue_due_papers
from reports.models import IssuedPaper
from reports.press import draw
from tests.reports.pdf.reading import text_of
from tests.reports.world import PaperWorld, a_project, company, decided

ORDERED_ON = date(2025, 9, 25)


@pytest.fixture
def firm(world: PaperWorld) -> Company:
    """The company of the case that was partly cancelled; 650 million are ordered back."""
    world.endow()
    firm = company("R08")
    world.play(cases.satoyama(world, firm), until=ORDERED_ON)
    return firm


def the_order(firm: Company) -> RefundOrder:
    return RefundOrder.objects.get(organisation=firm.organisation)


def paper(kind: str, subject: UUID) -> IssuedPaper:
    return IssuedPaper.objects.get(kind=kind, subject_id=subject)


def data(kind: str, subject: UUID) -> dict[str, Any]:
    found: dict[str, Any] = paper(kind, subject).data
    return found


def repay(world: PaperWorld, order: RefundOrder, yen: int, on: date) -> None:
    world.today = on
    world.do(receive_refund, order.pk, on, yen, f"{world.run}-{on}", by="fukuda", key=f"repay-{on}")


def reduce(world: PaperWorld, order: RefundOrder, yen: int) -> None:
    given = ReductionProposal(yen, "裁決第1号", "対象設備の評価の誤り。")
    world.do(propose_reduction, order.pk, given, by="aoki", key="propose-reduction")
    world.do(reduce_order, order.pk, 1, by="doi", key="reduce")


def test_an_order_issued_after_an_appeal_says_what_was_ordered(
    world: PaperWorld, firm: Company
) -> None:
    order = the_order(firm)
    world.today = ORDERED_ON + timedelta(days=5)
    reduce(world, order, 50 * MILLION)
    issue_due_papers()
    told = data("refund_order", order.pk)
    assert told["principal_yen"] == 650 * MILLION
    days = [(w["from_on"], w["base_yen"]) for w in told["surcharge"]["rows"]]
    assert days == [
        ("2023-10-31", 150 * MILLION),
        ("2024-03-29", 450 * MILLION),
        ("2024-09-30", 650 * MILLION),
    ]


def test_charges_after_an_appeal_are_reckoned_on_what_was_left(
    world: PaperWorld, firm: Company
) -> None:
    order = the_order(firm)
    world.today = ORDERED_ON + timedelta(days=5)
    reduce(world, order, 50 * MILLION)
    repay(world, order, 600 * MILLION, date(2025, 10, 10))
    world.do(bill_charges, order.pk, by="goto", key="bill")
    issue_due_papers()
    told = data("charges_notice", order.pk)
    assert told["principal_yen"] == 600 * MILLION
    billed = RefundOrder.objects.get(pk=order.pk)
    assert told["payable_yen"] == billed.surcharge_yen


def test_what_was_waived_or_paid_before_the_bill_is_taken_off(
    world: PaperWorld, firm: Company
) -> None:
    order = the_order(firm)
    repay(world, order, 651 * MILLION, date(2025, 11, 14))
    given = WaiverProposal(
        5 * MILLION, 1 * MILLION, "災害のため。", "分割納付を申し出た。", "承認第7号",
        date(2025, 11, 14), "DISASTER",
    )  # fmt: skip
    world.do(propose_waiver, order.pk, given, by="aoki", key="propose-waiver")
    world.do(approve_waiver, order.pk, 1, by="doi", key="waive")
    world.do(bill_charges, order.pk, by="goto", key="bill")
    repay(world, order, 2 * MILLION, date(2025, 11, 20))
    issue_due_papers()
    told = data("charges_notice", order.pk)
    billed = RefundOrder.objects.get(pk=order.pk)
    assert billed.surcharge_yen is not None
    assert billed.late_yen is not None
    assert (told["credited_yen"], told["waived_yen"]) == (1 * MILLION, 6 * MILLION)
    assert told["payable_yen"] == billed.surcharge_yen + billed.late_yen - 7 * MILLION
    assert len(told["receipts"]) == 1
    assert "承認第7号" in text_of(draw(paper("charges_notice", order.pk)))


def test_what_was_set_off_counts_as_paid(world: PaperWorld, firm: Company) -> None:
    project, order = a_project(), the_order(firm)
    payment = _an_approved_payment(world, project, firm)
    world.today = order.due_on + timedelta(days=1)
    world.do(mark_overdue, order.pk, by="fukuda", key="overdue")
    world.do(set_off_refund, order.pk, payment, "同種の事業である。", by="goto", key="set-off")
    repay(world, order, 550 * MILLION, date(2025, 11, 14))
    world.do(bill_charges, order.pk, by="goto", key="bill")
    issue_due_papers()
    told = data("charges_notice", order.pk)
    assert [r["amount_yen"] for r in told["receipts"]] == [100 * MILLION, 550 * MILLION]


def _an_approved_payment(world: PaperWorld, project: Project, firm: Company) -> UUID:
    """100 million of another case of the company, approved and not yet at the bank."""
    grant = decided(world, project, firm)
    world.today = date(2023, 9, 1)
    world.do(start_grant, grant, world.today, by="aoki", key="start-b")
    world.today = ORDERED_ON
    office.inspect(world, project, grant, 1, (400 * MILLION, 0))
    payment = world.do(
        claim_payment, grant, PaymentKind.ADVANCE, 100 * MILLION, by=firm.accountant, key="claim"
    )
    world.do(check_payment, payment, by="fukuda", key="check")
    world.do(approve_payment, payment, 1, world.today, by="goto", key="approve")
    return payment


def test_a_change_that_asks_money_back_sends_an_order_under_article_10(world: PaperWorld) -> None:
    world.endow()
    project, firm = a_project(), company()
    grant = decided(world, project, firm)
    world.today = date(2023, 9, 1)
    world.do(start_grant, grant, world.today, by="aoki", key="start")
    office.inspect(world, project, grant, 1, (800 * MILLION, 200 * MILLION))
    payment = office.claim(world, firm, project, grant, 1, 500 * MILLION)
    office.confirm(world, project, payment, 1)
    world.today = date(2024, 2, 1)
    change = ChangeProposal(
        "規模の縮小", date(2026, 9, 30), (800 * MILLION, 0), "需要の減少。", within_plan="計画書3"
    )
    world.do(propose_change, grant, change, by="aoki", key="propose-change")
    world.do(approve_change, grant, 1, by="chiba", key="change")
    issue_due_papers()
    order = RefundOrder.objects.get(grant=grant)
    told = data("refund_order", order.pk)
    assert (told["principal_yen"], told["surcharge"]) == (100 * MILLION, None)
    assert "計画変更の承認" in told["ground"]
    assert data("decision_notice", grant)["period_until"] == "2026-03-31"
    assert data("payment_notice", payment)["entitled_yen"] == 600 * MILLION
    assert Grant.objects.get(pk=grant).decided_yen == 400 * MILLION
    assert "課されません" in text_of(draw(paper("refund_order", order.pk)))
