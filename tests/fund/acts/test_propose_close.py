"""締めの起案: a clerk puts an ended month up with the bank's certificate and its checklist."""

from datetime import date

from fund.acts.propose_close import propose_close
from fund.closing import BankCertificate
from fund.models import PeriodClose
from tests.deeds import Deed, deed, perform, posted, refusal
from tests.grants.world import World
from workflow.approvals import latest_draft
from workflow.models import Role

APRIL, MAY = 202401, 202402
NOTHING = BankCertificate(0, "第1号 2025-04-03")


def lawful(world: World) -> Deed:
    """April 2024 is put up: the account was empty."""
    return deed(propose_close, world.segment, APRIL, NOTHING, on=date(2025, 4, 7))


def test_the_period_waits_for_another_person_with_every_item_and_its_figures(fund: World) -> None:
    record = perform(fund, lawful(fund))
    close = PeriodClose.objects.get(pk=record.subject_id)
    assert (close.period, close.closed_by, close.close_seq) == (APRIL, None, None)
    assert close.proposed_by == fund.people[Role.ACCOUNTING_CLERK]
    assert posted(fund.segment, record) == []
    draft = latest_draft("CLOSE", close.pk)
    assert draft is not None
    assert draft.content["certificate"] == NOTHING.certificate
    checks = {check["code"]: check for check in draft.content["checks"]}
    assert list(checks) == [
        "bank", "suspense_2301", "suspense_2302", "between_1141", "between_2303", "books", "cases",
    ]  # fmt: skip
    assert all(check["passes"] for check in checks.values())
    assert [yen for _, yen in checks["bank"]["figures"]] == [0, 0, 0]


def test_a_period_is_put_up_once_as_long_as_nothing_changes(fund: World) -> None:
    perform(fund, lawful(fund))
    again = refusal(fund, propose_close, fund.segment, APRIL, NOTHING)
    assert set(again) == {"proposed"}
    other = BankCertificate(0, "第2号 2025-04-08")
    record = perform(fund, deed(propose_close, fund.segment, APRIL, other))
    assert record.facts["version"] == 2


def test_what_was_never_opened_or_is_closed_is_not_put_up(fund: World) -> None:
    assert set(refusal(fund, propose_close, fund.segment, 199901, NOTHING)) == {"period"}
    fund.close_until(date(2024, 4, 30))
    assert set(refusal(fund, propose_close, fund.segment, APRIL, NOTHING)) == {"period"}


def test_months_are_put_up_in_their_order_after_their_last_day(fund: World) -> None:
    problems = refusal(fund, propose_close, fund.segment, MAY, NOTHING)
    assert set(problems) == {"close_in_order"}
    assert "先に2024年4月を" in problems["close_in_order"].text
    today = date(2025, 4, 30)
    assert set(refusal(fund, propose_close, fund.segment, 202501, NOTHING, on=today)) == {
        "not_ended"
    }


def test_the_13th_period_is_no_month(fund: World) -> None:
    fund.close_until(date(2025, 3, 31))
    assert set(refusal(fund, propose_close, fund.segment, 202413, NOTHING)) == {"kind"}


def test_a_certificate_has_a_number_and_no_negative_sum(fund: World) -> None:
    problems = refusal(fund, propose_close, fund.segment, APRIL, BankCertificate(-1, " "))
    assert set(problems) == {"certified", "certificate"}
