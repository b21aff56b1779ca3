"""事後管理の開始: NEDO takes a settled case into its care; its reports were dated before."""

from datetime import date

from grants.acts.begin_monitoring import begin_monitoring
from grants.acts.record_failed_payment import record_failed_payment
from grants.models.payment import PaymentKind
from tests.deeds import Deed, deed, duty, perform, refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION
from workflow.models import Obligation

DAY = date(2026, 3, 2)


def lawful(world: StagedWorld) -> Deed:
    """The settled case."""
    return deed(begin_monitoring, world.case("SETTLED").pk, on=DAY)


def test_nedo_is_reminded_of_it_until_it_is_done(world: StagedWorld) -> None:
    doing = lawful(world)
    owed = duty(doing.args[0], "MONITORING_START")
    # Settled on Friday 6 February; the fourteenth day after it.
    assert (owed.status, owed.base_on, owed.due_on) == ("open", date(2026, 2, 6), date(2026, 2, 20))
    perform(world, doing)
    owed.refresh_from_db()
    assert (owed.status, owed.met_on) == ("met", DAY)


def test_money_given_back_by_the_bank_ends_the_duty_until_it_is_settled_again(
    world: StagedWorld,
) -> None:
    case = world.case("SETTLED")
    case.do(record_failed_payment, case.payment, date(2026, 2, 9), "口座解約のため。",
            on=date(2026, 2, 9))  # fmt: skip
    assert duty(case.pk, "MONITORING_START").status == "cancelled"
    case.pay(70 * MILLION, PaymentKind.FINAL, on=date(2026, 2, 12))
    rows = Obligation.objects.filter(subject_id=case.pk, kind="MONITORING_START")
    assert sorted(rows.values_list("status", flat=True)) == ["cancelled", "open"]


def test_what_the_company_owes_afterwards_is_dated_at_the_fixing(world: StagedWorld) -> None:
    """§10 event 24: nobody has to press anything for it."""
    case = world.case("AMOUNT_FIXED")
    duties = Obligation.objects.filter(subject_id=case.pk, status="open").order_by("due_on")
    days = [duty.due_on for duty in duties.filter(kind="COMMERCIAL")]
    # 29 June 2030 is a Saturday.
    assert days == [*(date(year, 6, 29) for year in range(2026, 2030)), date(2030, 7, 1)]
    assert duties.get(kind="CTAX").due_on == date(2027, 6, 30)


def test_a_case_not_settled_is_refused(world: StagedWorld) -> None:
    found = refusal(world, begin_monitoring, world.case("AMOUNT_FIXED").pk, on=DAY)
    assert set(found) == {"wrong_state"}
