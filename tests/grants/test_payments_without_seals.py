"""Money does not leave where the evidence is too old: approval and instruction are refused."""

from datetime import date
from uuid import UUID

import pytest

from config.demo import office
from fund.sealer import seal_now
from grants.acts.approve_payment import approve_payment
from grants.acts.check_payment import check_payment
from grants.acts.claim_payment import claim_payment
from grants.acts.instruct_bank import instruct_bank
from grants.acts.start_grant import start_grant
from grants.models import Payment
from grants.models.payment import PaymentKind
from tests.reports.world import PaperWorld, a_project, company, decided, new_books
from workflow.machines.payment import PaymentState
from workflow.models import ActRecord, LegalRule
from workflow.problems import Refused

MILLION = 1_000_000
# A rule of a day long after every other test's: from then on no delay at all is borne.
STRICT_FROM = date(2190, 1, 4)


@pytest.fixture
def strict_law(committed: None) -> None:
    """From STRICT_FROM on payments are warned and stopped at once."""
    for code in ("seal_warn_minutes", "seal_stop_minutes"):
        LegalRule.objects.using("owner").get_or_create(
            code=code,
            valid_from=STRICT_FROM,
            defaults={"value": "0", "title": "試験", "article": "試験", "confidence": "試験"},
        )


def a_checked_payment(world: PaperWorld) -> UUID:
    """A payment that waits for its approval."""
    project, firm = a_project(), company()
    grant = decided(world, project, firm)
    world.today = date(2023, 9, 1)
    world.do(start_grant, grant, world.today, by="aoki", key="start")
    office.inspect(world, project, grant, 1, (400 * MILLION, 0))
    payment = world.do(
        claim_payment, grant, PaymentKind.ADVANCE, 100 * MILLION, by=firm.accountant, key="pay"
    )
    world.do(check_payment, payment, by="fukuda", key="check")
    return payment


def test_no_payment_is_approved_or_instructed_without_a_fresh_seal(strict_law: None) -> None:
    """Refused before, done after the limit is wide again; nothing changed meanwhile."""
    world = PaperWorld(new_books())
    world.endow()
    payment = a_checked_payment(world)
    seal_now()
    for act, arguments, by, state in (
        (approve_payment, (payment, 1, date(2190, 1, 4)), "goto", PaymentState.CHECKED),
        (instruct_bank, (payment,), "hashimoto", PaymentState.APPROVED),
    ):
        world.today, today = STRICT_FROM, world.today
        with pytest.raises(Refused) as refusal:
            world.do(act, *arguments, by=by, key=f"strict-{by}")
        assert [p.code for p in refusal.value.problems] == ["no_seal"]
        assert Payment.objects.get(pk=payment).state == state
        world.today = today
        world.do(act, *arguments, by=by, key=f"fresh-{by}")
    record = ActRecord.objects.filter(subject_id=payment, act="instruct_bank").get()
    assert "seal_delay_minutes" not in record.facts
