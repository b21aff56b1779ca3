"""Many at once: the fund is never overspent, a key has one effect, nobody waits for ever."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from django.db import connections, transaction

from fund import ledger, queries
from tests.fund.ground import CHIEF, CLERK, DAY, budget, decide, endow, open_grant, verified
from workflow.problems import Problem, Refused

T = TypeVar("T")


def at_once(count: int, job: Callable[[int], T]) -> list[T]:
    """What a job returns in each of so many threads, started together, with own connections."""
    start = threading.Barrier(count)

    def run(number: int) -> T:
        try:
            # Connected before the race: what is tried is the ledger, not the login.
            connections["default"].ensure_connection()
            start.wait(timeout=20)
            return job(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_of_eight_decisions_at_once_exactly_the_five_the_fund_can_afford_are_made(
    segment: int,
) -> None:
    grants = [open_grant(segment, f"G{n}") for n in range(8)]
    for turn in range(20):
        # 549 suffices for five of 100 each; to a sixth 51 are missing.
        endow(segment, 549 if turn == 0 else 500, key=f"turn {turn}")

        def decide_one(number: int, turn: int = turn) -> Problem | None:
            try:
                with transaction.atomic():
                    decide(segment, grants[number], 100, key=f"{turn}-{number}")
            except Refused as refusal:
                return refusal.problems[0]
            return None

        answers = at_once(8, decide_one)
        assert answers.count(None) == 5, f"turn {turn}: {answers}"
        assert [p.short_yen for p in answers if p] == [51] * 3
        assert queries.balance(segment, "B200") == 49
    assert queries.head(segment).seq == 20 + 20 * 5
    assert verified(segment)


def endow_again(segment: int, turn: int, number: int) -> ledger.Posted:
    """The same endowment, whoever calls."""
    return endow(segment, 700, key=f"one {turn}")


def test_sixteen_calls_with_one_key_have_one_effect(segment: int) -> None:
    for turn in range(5):
        posted = at_once(16, partial(endow_again, segment, turn))
        assert sum(not each.replay for each in posted) == 1
        assert {each.seq for each in posted} == {turn + 1}
        assert len({each.hash for each in posted}) == 1
    assert queries.balance(segment, "1101") == 5 * 700
    assert verified(segment)


def test_one_key_for_two_amounts_is_taken_by_whoever_comes_first(segment: int) -> None:
    def post(number: int) -> str:
        try:
            endow(segment, 100 + number % 2, key="contested")
        except Refused as refusal:
            return refusal.problems[0].code
        return "posted"

    answers = at_once(8, post)
    assert sorted(answers) == ["key_reused"] * 4 + ["posted"] * 4
    assert queries.head(segment).seq == 1


def test_an_entry_is_reversed_by_one_of_eight(segment: int) -> None:
    endow(segment, 700)

    def reverse(number: int) -> str:
        try:
            ledger.reverse(segment, 1, key=f"r{number}", on=DAY, reason="誤記", actor=CLERK)
        except Refused as refusal:
            return refusal.problems[0].code
        return "reversed"

    assert sorted(at_once(8, reverse)) == ["already_reversed"] * 7 + ["reversed"]
    assert verified(segment)


def test_a_close_beside_eight_posts_knows_every_entry_of_its_month(segment: int) -> None:
    ledger.close_period(segment, 202401, actor=CLERK, approver=CHIEF)

    def work(number: int) -> int | str:
        try:
            if number == 4:
                return ledger.close_period(segment, 202402, actor=CLERK, approver=CHIEF)
            return ledger.post(segment, budget(1), key=f"k{number}", actor=CLERK).seq
        except Refused as refusal:
            return refusal.problems[0].code

    answers = at_once(9, work)
    closed_at = answers.pop(4)
    numbers = [answer for answer in answers if isinstance(answer, int)]
    assert max(numbers, default=0) == closed_at
    assert answers.count("period_closed") == 8 - len(numbers)
    assert verified(segment)


def test_singles_and_batches_side_by_side_make_one_chain(segment: int) -> None:
    def work(number: int) -> int:
        if number % 2:
            batch = [(f"{number}-{n}", budget(n + 1)) for n in range(10)]
            return len(ledger.post_batch(segment, batch, actor=CLERK))
        return sum(
            not ledger.post(segment, budget(n + 1), key=f"{number}-{n}", actor=CLERK).replay
            for n in range(10)
        )

    assert at_once(8, work) == [10] * 8
    assert queries.head(segment).seq == 80
    assert queries.balance(segment, "B200") == 8 * 55
    assert verified(segment)


def test_segments_do_not_wait_for_each_other(segment: int, other_segment: int) -> None:
    with transaction.atomic():
        endow(segment, 1)
        assert at_once(1, lambda _: endow(other_segment, 1).seq) == [1]


def test_who_waits_too_long_for_the_segment_is_told_so(segment: int) -> None:
    def post(number: int) -> str:
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SET lock_timeout = '100ms'")
            endow(segment, 2, key="second")
        except Refused as refusal:
            return refusal.problems[0].code
        return "posted"

    with transaction.atomic():
        endow(segment, 1)
        assert at_once(1, post) == ["busy"]
