"""1年内使用見込の振替: at the year's end 2101 shows what is expected to be used."""

from dataclasses import replace
from datetime import date

from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_reclassification import propose_reclassification
from fund.models import Voucher
from fund.queries import balance, entries_of_key, trial_balance
from tests.deeds import Deed, deed, lines_posted, perform, refusal
from tests.fund.treasury import money, passed, put_up
from tests.grants.world import World
from workflow.models import ActRecord

YEAR_END, OPENING, AFTER = date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 10)


def lawful(world: World) -> Deed:
    """Four billion will be used next year."""
    money(world)
    return deed(
        propose_reclassification, world.segment, 2025, 4_000_000_000, "支払見込み", on=AFTER
    )


def approval(world: World, doing: Deed) -> ActRecord:
    """Put up and approved."""
    voucher = Voucher.objects.get(pk=perform(world, doing).subject_id)
    passed(world, voucher)
    return ActRecord.objects.get(act="approve_voucher", subject_id=voucher.pk)


def standing(world: World, on: date) -> int:
    """What 2101 shows on a day."""
    return next(r.balance_yen for r in trial_balance(world.segment, on) if r.code == "2101")


def test_it_moves_in_the_adjusting_period_and_only_by_the_difference(fund: World) -> None:
    record = approval(fund, lawful(fund))
    assert lines_posted(fund.segment, record) == [
        "P 2151/2101 4000000000",
        "P 2101/2151 4000000000",
    ]
    at = [(entry.period, entry.effective_on) for entry in entries_of_key(fund.segment, record.key)]
    assert at == [(202513, YEAR_END), (202601, OPENING)]
    less = deed(propose_reclassification, fund.segment, 2025, 3_000_000_000, "見直し", on=AFTER)
    assert lines_posted(fund.segment, approval(fund, less)) == [
        "P 2151/2101 1000000000", "P 2101/2151 1000000000",
    ]  # fmt: skip
    assert (standing(fund, YEAR_END), standing(fund, OPENING)) == (3_000_000_000, 0)


def test_the_whole_fund_may_be_shown_as_current_and_is_used_all_the_same(fund: World) -> None:
    money(fund)
    whole = deed(propose_reclassification, fund.segment, 2025, 10_000_000_000, "全額", on=AFTER)
    approval(fund, whole)
    assert passed(fund, put_up(fund, amount_yen=10_000_000_000)).stage == "出納待ち"
    assert (standing(fund, YEAR_END), balance(fund.segment, "2151")) == (10_000_000_000, 0)


def test_late_in_the_year_it_goes_back_on_the_day_of_its_approval(fund: World) -> None:
    doing = lawful(fund)
    fund.close_until(date(2026, 4, 30))
    record = approval(fund, replace(doing, on=date(2026, 5, 11)))
    _, back = entries_of_key(fund.segment, record.key)
    assert (back.effective_on, back.original_on) == (date(2026, 5, 11), OPENING)


def test_of_a_year_that_ended_within_the_fund_with_a_basis(fund: World) -> None:
    money(fund)
    found = refusal(
        fund, propose_reclassification, fund.segment, 2025, 10_000_000_001, " ",
        on=date(2026, 3, 31),
    )  # fmt: skip
    assert set(found) == {"year", "expected", "basis"}
    none = refusal(fund, propose_reclassification, fund.segment, 2025, 0, "x", on=AFTER)
    assert set(none) == {"expected"}


def test_what_moved_since_it_was_put_up_is_not_moved_again(fund: World) -> None:
    doing = lawful(fund)
    early = perform(fund, doing).subject_id
    approval(fund, doing)
    assert set(refusal(fund, approve_voucher, early, 1)) == {"standing"}
