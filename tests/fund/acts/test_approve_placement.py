"""運用の決裁: another person, and the limits once more."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import sleep

import pytest
from django.db import IntegrityError, connection, transaction

from fund.acts.approve_placement import approve_placement
from fund.acts.propose_placement import propose_placement
from fund.acts.settle_placement import settle_placement
from fund.forecast import ladder_of
from fund.models import Placement
from tests.deeds import Deed, deed, perform, posted, refusal
from tests.fund.conftest import new_segment
from tests.fund.treasury import DAY, FACE, PRICE, a_proposal, approved, money, proposed
from tests.grants.world import World
from tests.people import hire, hire_inside, new_company
from workflow.models import Role
from workflow.problems import Refused


def lawful(world: World) -> Deed:
    """The bond is approved as read."""
    return deed(approve_placement, proposed(money(world)).pk, 1, on=DAY)


def test_it_is_approved_and_books_nothing_yet(fund: World) -> None:
    record = perform(fund, lawful(fund))
    placement = Placement.objects.get(pk=record.subject_id)
    assert (placement.stage, placement.approved_by) == (
        "承認済", fund.people[Role.ACCOUNTING_APPROVER],
    )  # fmt: skip
    assert posted(fund.segment, record) == []


def test_nobody_approves_their_own_trade(fund: World) -> None:
    money(fund)
    nedo = fund.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.TREASURY_MANAGER, Role.EXECUTIVE)
    placement = fund.do(propose_placement, a_proposal(fund), by=both).subject_id
    assert set(refusal(fund, approve_placement, placement, 1, by=both)) == {"same_person"}


def test_until_it_is_settled_its_money_is_spoken_for_in_the_ladder(fund: World) -> None:
    placement = approved(money(fund), settles_on=date(2025, 5, 7), accrued_yen=100_000)
    april, may, *_, last = ladder_of(fund.segment, DAY)
    assert (april.due_yen, may.due_yen) == (0, PRICE + 100_000)
    assert (last.ends_on, last.matures_yen) == (date(2027, 4, 30), FACE)
    settled = deed(settle_placement, placement.pk, date(2025, 5, 7), "S", on=date(2025, 5, 7))
    perform(fund, settled)
    now, *_ = ladder_of(fund.segment, fund.today)
    assert now.cash_yen == may.cash_yen


def test_the_limits_are_asked_again(fund: World) -> None:
    money(fund)
    local = {"instrument": "LOCAL_BOND", "issuer": "甲県", "face_yen": 2_000_000_000,
             "price_yen": 2_000_000_000}  # fmt: skip
    first, second = proposed(fund, **local), proposed(fund, **local)
    perform(fund, deed(approve_placement, first.pk, 1))
    assert set(refusal(fund, approve_placement, second.pk, 1)) == {"limit"}


def waits_for_its_turn(segment: int) -> bool:
    """Whether somebody stands in the queue of this 勘定's placements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks CROSS JOIN hashtextextended('placements', %s) AS k"
            " WHERE locktype = 'advisory' AND NOT granted AND database = "
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND (classid::bigint << 32 | objid::bigint) = k",
            [segment],
        )
        return bool(cursor.fetchone()[0])


def test_two_who_approve_at_once_stay_within_the_limit_together(committed: None) -> None:
    """The second asks only when the first one's placement counts."""
    company = new_company("甲電池")
    world = money(World(new_segment(), hire_inside(), company, company, DAY))
    local = {"instrument": "LOCAL_BOND", "issuer": "甲県", "face_yen": 2_000_000_000,
             "price_yen": 2_000_000_000}  # fmt: skip
    first, second = proposed(world, **local), proposed(world, **local)

    def approve_second() -> set[str]:
        try:
            world.do(approve_placement, second.pk, 1)
        except Refused as refused:
            return {problem.code for problem in refused.problems}
        finally:
            connection.close()
        return set()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            world.do(approve_placement, first.pk, 1)
            answer = other.submit(approve_second)
            while not (answer.done() or waits_for_its_turn(world.segment)):
                sleep(0.01)
        assert answer.result() == {"limit"}


def test_another_version_or_a_day_gone_by_is_refused(fund: World) -> None:
    placement = proposed(money(fund))
    assert set(refusal(fund, approve_placement, placement.pk, 2)) == {"stale_version"}
    late = refusal(fund, approve_placement, placement.pk, 1, on=date(2025, 4, 8))
    assert set(late) == {"dates"}


def test_the_database_refuses_one_hand_and_any_rewriting(fund: World) -> None:
    placement = approved(money(fund))
    rows = Placement.objects.filter(pk=placement.pk)
    with pytest.raises(IntegrityError, match="three_people"), transaction.atomic():
        rows.update(settled_by=placement.approved_by, settled_on=DAY)
    for change in ({"price_yen": 1}, {"approved_by": None}, {"matures_on": date(2028, 1, 1)}):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            rows.update(**change)
