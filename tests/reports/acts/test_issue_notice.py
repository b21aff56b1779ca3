"""Every act that deserves a paper gets it, once, as things stood on its day."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from config.demo import cases, office
from config.demo.office import MILLION
from grants.acts.record_failed_payment import record_failed_payment
from grants.acts.start_grant import start_grant
from grants.models import Grant
from reports.acts.issue_notice import issue_notice
from reports.due_papers import issue_due_papers
from reports.models import IssuedPaper
from reports.papers.deserved import waiting
from tests.reports.world import (
    FIRST_DAY,
    PaperWorld,
    a_project,
    company,
    decided,
)
from workflow.models import ActRecord, Organisation, Person, Series
from workflow.problems import Refused

LATER = datetime(2026, 11, 24, tzinfo=UTC)


def numbers() -> dict[str, int]:
    return dict(Series.objects.filter(name__startswith="paper-").values_list("name", "last_number"))


def issue(record: ActRecord, actor: Person | None = None, key: str = "") -> ActRecord:
    return issue_notice(record.pk, actor=actor or record.actor, now=LATER, key=key or str(uuid4()))


def due(world: PaperWorld) -> list[ActRecord]:
    """What waits for a paper in this world; other tests may have left cases of theirs."""
    return [
        r
        for r in waiting()
        if r.organisation_id
        in set(
            Grant.objects.filter(plan__segment=world.segment).values_list(
                "organisation_id", flat=True
            )
        )
    ]


def content(record: ActRecord) -> dict[str, Any]:
    data: dict[str, Any] = IssuedPaper.objects.get(cause=record).data
    return data


def a_decision(world: PaperWorld) -> ActRecord:
    world.endow()
    grant = decided(world, a_project(), company())
    return ActRecord.objects.get(subject_id=grant, act="decide_grant")


def test_every_act_that_deserves_a_paper_gets_one(told: PaperWorld) -> None:
    assert Counter(record.act for record in due(told))["confirm_payment"] == 9
    issue_due_papers()
    assert not due(told)
    issued = IssuedPaper.objects.filter(segment=told.segment)
    kinds = Counter(issued.values_list("kind", flat=True))
    assert kinds == {
        "decision_notice": 4, "payment_notice": 9, "amount_fixed_notice": 2,
        "cancellation_notice": 1, "refund_order": 2, "charges_notice": 2, "inspection_record": 10,
        "endowment_record": 1, "meti_record": 4, "application_receipt": 4, "review_record": 4,
        "withdrawal_receipt": 1, "inspection_plan": 10, "payment_sheet": 9, "refund_receipt": 7,
        "report_repair": 1, "completion_receipt": 2,
    }  # fmt: skip


def test_a_paper_says_what_its_act_did_to_the_yen(told: PaperWorld) -> None:
    issue_due_papers()
    issued = IssuedPaper.objects.filter(segment=told.segment).select_related("cause")
    says = {
        "decision_notice": lambda d: {"decided_yen": d["decided_yen"]},
        "payment_notice": lambda d: {"amount_yen": d["payments"][-1]["amount_yen"]},
        "amount_fixed_notice": lambda d: {"fixed_yen": d["fixed_yen"]},
        "cancellation_notice": lambda d: {
            "cancelled_yen": d["cancelled_yen"], "refund_yen": d["refund_yen"],
        },
        "refund_order": lambda d: {"principal_yen": d["principal_yen"]},
        "charges_notice": lambda d: {
            f"{name}_yen": sum(c["amount_yen"] for c in d["charges"] if c["kind"] == kind)
            for name, kind in (("surcharge", "加算金"), ("late", "延滞金"))
        },
    }  # fmt: skip
    found = issued.filter(kind__in=says)
    assert {paper.kind for paper in found} == set(says)
    for paper in found:
        assert paper.cause is not None
        assert says[paper.kind](paper.data).items() <= paper.cause.facts.items()


def test_issued_late_a_paper_says_what_was_so_on_the_day_of_its_act(world: PaperWorld) -> None:
    world.endow()
    world.play(cases.satoyama(world, company("R08")))
    issue_due_papers()
    grant = Grant.objects.get(organisation=company("R08").organisation)
    assert grant.decided_yen == 350 * MILLION
    records = {r.act: r for r in ActRecord.objects.filter(subject_id=grant.pk)}
    assert content(records["decide_grant"])["decided_yen"] == 2_700 * MILLION
    assert content(records["cancel_decision"])["before_yen"] == 2_700 * MILLION
    first = grant.payments.get(number=1)
    confirmed = ActRecord.objects.get(subject_id=first.pk, act="confirm_payment")
    assert content(confirmed)["entitled_yen"] == 2_700 * MILLION
    assert len(content(confirmed)["payments"]) == 1
    assert IssuedPaper.objects.get(cause=confirmed).issued_on == first.value_on


def test_a_payment_after_a_cancellation_counts_what_was_ordered_back(world: PaperWorld) -> None:
    world.endow()
    firm, project = company("R08"), cases.SATOYAMA
    world.play(cases.satoyama(world, firm))
    grant = Grant.objects.get(organisation=firm.organisation)
    world.today = date(2026, 3, 2)
    office.inspect(world, project, grant.pk, 4, (2_000 * MILLION, 300 * MILLION))
    with pytest.raises(Refused, match="残りの額 0円"):
        office.claim(world, firm, project, grant.pk, 9, 1)
    issue_due_papers()
    order = ActRecord.objects.get(
        act="order_refund",
        subject_id__in=grant.refund_orders.values("pk"),
    )
    assert content(order)["principal_yen"] == 650 * MILLION
    assert content(order)["surcharge"]["amount_yen"] > 0


def test_a_payment_the_bank_gave_back_before_its_paper_deserves_none(world: PaperWorld) -> None:
    world.endow()
    project, firm = a_project(), company()
    grant = decided(world, project, firm)
    world.today = date(2023, 9, 1)
    world.do(start_grant, grant, world.today, by="aoki", key="start")
    office.inspect(world, project, grant, 1, (400 * MILLION, 0))
    payment = office.claim(world, firm, project, grant, 1, 100 * MILLION)
    office.confirm(world, project, payment, 1)
    world.do(record_failed_payment, payment, world.today, "口座解約", by="hashimoto", key="failed")
    acts = {record.act for record in due(world)}
    assert "confirm_payment" not in acts
    assert {"decide_grant", "inspect_interim", "approve_payment"} <= acts


def test_the_number_is_the_one_the_decision_has(world: PaperWorld) -> None:
    record = a_decision(world)
    paper = IssuedPaper.objects.get(pk=issue(record).subject_id)
    assert paper.number == Grant.objects.get(pk=record.subject_id).decision_number


def test_issued_twice_is_issued_once(world: PaperWorld) -> None:
    record = a_decision(world)
    first = issue(record, key="same")
    assert issue(record, key="same") == first
    with pytest.raises(Refused, match="発行済み"):
        issue(record)
    assert IssuedPaper.objects.filter(cause=record).count() == 1


def test_an_act_without_a_paper_is_refused(world: PaperWorld) -> None:
    begun = ActRecord.objects.get(act="begin_review", subject_id=a_decision(world).subject_id)
    with pytest.raises(Refused, match="文書はありません"):
        issue(begun, actor=world.people["aoki"])


def test_the_wrong_person_issues_nothing(world: PaperWorld) -> None:
    record = a_decision(world)
    before = numbers()
    with pytest.raises(Refused, match="権限"):
        issue(record, actor=company().releaser)
    assert not IssuedPaper.objects.filter(cause=record).exists()
    assert numbers() == before


def test_a_character_that_cannot_be_printed_is_named_before_anything_is_issued(
    world: PaperWorld,
) -> None:
    record = a_decision(world)
    assert record.organisation_id is not None
    Organisation.objects.filter(pk=record.organisation_id).update(address="試験市\u2252町")
    with pytest.raises(Refused, match="U\\+2252"):
        issue(record)
    assert not IssuedPaper.objects.filter(cause=record).exists()


def test_a_paper_whose_elder_is_missing_waits_for_it(world: PaperWorld) -> None:
    world.endow()
    world.play(cases.satoyama(world, company("R08")))
    (order,) = (record for record in due(world) if record.act == "order_refund")
    with pytest.raises(Refused, match="先に発行すべき"):
        issue(order)
    issue_due_papers()
    assert IssuedPaper.objects.get(cause=order).data["ground"].count("決定取消第2025-")


def test_eight_at_a_time_issue_one_paper(own_world: PaperWorld) -> None:
    own_world.today = FIRST_DAY
    record = ActRecord.objects.get(
        subject_id=decided(own_world, a_project(), company()), act="decide_grant"
    )

    def attempt(number: int) -> bool:
        try:
            issue(record, key=f"{record.pk}:{number}")
        except Refused:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(attempt, range(8)))
    assert sum(done) == 1
    assert IssuedPaper.objects.filter(cause=record).count() == 1
