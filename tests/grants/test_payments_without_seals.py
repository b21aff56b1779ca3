"""Money does not leave where the evidence is too old: approval and instruction are refused."""

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.test import Client

from config.demo import office
from fund.acts.approve_placement import approve_placement
from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_admin_cost import AdminCost, propose_admin_cost
from fund.acts.propose_placement import propose_placement
from fund.models import Placement, Voucher
from fund.placing import PlacementProposal
from fund.seal_delay import SealDelay
from fund.sealer import seal_now
from grants.acts.approve_payment import approve_payment
from grants.acts.approve_stage import approve_stage
from grants.acts.check_payment import check_payment
from grants.acts.claim_payment import claim_payment
from grants.acts.end_authority import end_authority
from grants.acts.instruct_bank import instruct_bank
from grants.acts.start_grant import start_grant
from grants.models import Payment
from grants.models.payment import PaymentKind
from tests.people import hire
from tests.reports.world import PaperWorld, a_project, company, decided, new_books
from workflow.calendar import JST
from workflow.machines.payment import PaymentState
from workflow.models import ActRecord, Draft, LegalRule, Role
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


def test_no_money_of_the_fund_is_let_out_without_a_fresh_seal(strict_law: None) -> None:
    """Neither for a cost nor into a placement."""
    world = PaperWorld(new_books())
    world.endow()
    cost = AdminCost(world.segment, "委託費", 5_000_000, world.today, "監査法人", "1", "監査")
    bond = PlacementProposal(
        world.segment, "JGB", "第1回利付国債", "国", "", MILLION, MILLION, 0, Fraction(1, 1000), 6,
        world.today, date(2025, 6, 20),
    )  # fmt: skip
    voucher = world.do(propose_admin_cost, cost, by="fukuda", key="cost")
    placement = world.do(propose_placement, bond, by="ikeda", key="bond")
    seal_now()
    for act, subject, kind in (
        (approve_voucher, voucher, Voucher),
        (approve_placement, placement, Placement),
    ):
        world.today, today = STRICT_FROM, world.today
        with pytest.raises(Refused) as refusal:
            world.do(act, subject, 1, by="goto", key=f"strict-{subject}")
        assert "no_seal" in [p.code for p in refusal.value.problems]
        world.today = today
        assert kind._default_manager.get(pk=subject).approved_on is None
        world.do(act, subject, 1, by="goto", key=f"fresh-{subject}")
        assert kind._default_manager.get(pk=subject).approved_on == today


def test_no_fallen_approval_is_given_again_without_a_fresh_seal(strict_law: None) -> None:
    """Money that waits for it alone would leave; what the bank has moved is approved again."""
    world = PaperWorld(new_books())
    world.today = date(2023, 9, 1)
    world.endow()
    seal_now()
    doi = world.people["doi"]
    cost = AdminCost(world.segment, "委託費", 5_000_000, world.today, "監査法人", "2", "監査")
    approver = hire(doi.memberships.get().organisation, Role.ACCOUNTING_APPROVER)
    voucher = world.do(propose_admin_cost, cost, by="fukuda", key="cost")
    world.do(approve_voucher, voucher, 1, by=approver, key="approve")
    held, since = approver.memberships.get().pk, world.now - timedelta(hours=1)
    world.do(end_authority, held, since, True, "非違行為の疑い", by=doi, key="end")
    draft = Draft.objects.get(subject_id=voucher)
    world.today, today = STRICT_FROM, world.today
    with pytest.raises(Refused, match="支払を停止"):
        world.do(approve_stage, draft.pk, 1, by=doi, key="late")
    world.today = today
    world.do(approve_stage, draft.pk, 1, by=doi, key="again")


def test_those_who_let_money_out_are_told_and_nobody_else(
    strict_law: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On their first page."""
    world = PaperWorld(new_books())
    strict = datetime.combine(STRICT_FROM, time(10), tzinfo=JST)
    seal_now()
    for by, is_told in (("goto", True), ("hashimoto", True), ("aoki", False)):
        client = Client()
        client.force_login(world.people[by])
        assert "支払を停止しています" not in client.get("/officer/").content.decode()
        with monkeypatch.context() as patch:
            patch.setattr("workflow.door.moment", lambda: strict)
            page = client.get("/officer/").content.decode()
        assert ("支払を停止しています" in page) == is_told


def test_before_the_stop_it_is_said_when_it_comes() -> None:
    told = render_to_string("fund/late_seals.html", {"delay": SealDelay(75, 60, 240)})
    assert "封印が遅れています" in told
    assert "1時間15分経過しています。4時間になると、支払を停止します。" in told
