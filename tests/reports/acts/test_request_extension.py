"""期限延長の申請: asked with reasons, also when late; the date stays until answered."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from reports.acts.request_extension import request_extension
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.world import World
from tests.reports.duties import owed, running
from workflow.models import Extension, Obligation

ASKED = date(2025, 7, 20)
WISHED = date(2025, 8, 29)


def lawful(world: World) -> Deed:
    """The first quarter's report is wished for a month later."""
    duty = owed(running(world), "PROGRESS", "2025-Q1")
    return deed(request_extension, duty.pk, WISHED, "検収が遅れているため。", on=ASKED)


def test_the_wish_waits_and_the_date_stays(small: World) -> None:
    doing = lawful(small)
    record = perform(small, doing)
    wish = Extension.objects.get(pk=record.subject_id)
    assert (wish.outcome, wish.wished_on, wish.granted_on) == ("pending", WISHED, None)
    assert wish.organisation == small.company.organisation
    duty = Obligation.objects.get(pk=doing.args[0])
    assert (duty.status, duty.due_on) == ("open", date(2025, 7, 30))
    assert told(record) == {"extension_requested": 1}


def test_one_wish_waits_at_a_time(small: World) -> None:
    doing = lawful(small)
    perform(small, doing)
    assert set(refusal(small, request_extension, *doing.args)) == {"waiting"}


def test_it_may_be_asked_after_the_due_date(small: World) -> None:
    doing = lawful(small)
    small.today = date(2025, 8, 4)
    record = small.do(request_extension, *doing.args)
    assert Extension.objects.get(pk=record.subject_id).outcome == "pending"


def test_every_reason_against_it_is_named(small: World) -> None:
    doing = lawful(small)
    wrong = refusal(small, request_extension, doing.args[0], date(2025, 7, 30), " ", on=ASKED)
    assert set(wrong) == {"day", "reason"}


def test_a_date_of_the_law_is_not_put_off(small: World) -> None:
    case = running(small)
    party = case.grant.plan.parties.get()
    duty = Obligation.objects.get(subject_id=party.pk, kind="PLAN_ANNUAL", period_key="2025")
    refused = refusal(small, request_extension, duty.pk, date(2026, 8, 31), "多忙", on=ASKED)
    assert set(refused) == {"not_extendable"}


def test_the_database_lets_no_wish_begin_answered_and_none_change(small: World) -> None:
    doing = lawful(small)
    record = perform(small, doing)
    wish = Extension.objects.filter(pk=record.subject_id)
    with pytest.raises(IntegrityError, match="stands as asked"), transaction.atomic():
        wish.update(wished_on=date(2026, 1, 5))
    given = wish.values("duty_id", "organisation_id", "wished_on", "reason", "requested_by_id")[0]
    answered = Extension(
        **given, requested_at=small.now, outcome="granted", granted_on=WISHED, answer="可",
        decided_by=record.actor, decided_at=small.now,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="begins unanswered"), transaction.atomic():
        answered.save(force_insert=True)
