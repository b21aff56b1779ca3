"""Grants made up at random: every sum agrees to the yen with a reckoning that shares no code.

Two thousand in pure arithmetic; some of them through the real acts as well
(`make drill LONG=1`: all of them).
"""

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import jpholiday
import pytest

from fund.chart import AVAILABLE, CASH
from fund.queries import balance
from grants.amounts import CostLine, advance_ceiling_yen, fixed_yen, granted_yen
from grants.applications import Application, ApplicationLine
from grants.case import balances_of, paid_yen
from grants.models import Payment
from grants.models.payment import PaymentKind
from grants.refund_case import assessment_of, open_charges
from grants.refund_terms import DatedYen, Ground, RefundTerms
from grants.surcharge import STATUTORY_DAILY_RATE, assess
from tests.drills import rounds
from tests.grants.stage import StagedWorld
from tests.grants.world import PARTICULARS, Case, an_examination

MADE_UP = 2000
THROUGH_ACTS = rounds(5, MADE_UP)
RATES = tuple(Fraction(*pair) for pair in ((1, 3), (1, 2), (2, 3), (1, 1), (3, 7), (333, 1000)))
FIXED_ON, FINAL_ON = date(2026, 1, 26), date(2026, 2, 6)
CANCELLED_ON, ORDERED_ON = date(2026, 2, 24), date(2026, 2, 25)


@dataclass(frozen=True)
class Life:
    """A grant from its costs to the last yen returned: only what people choose.

    advances: parts per thousand of what may then be advanced. taken_back: parts per thousand of
    the fixed sum. instalments: days after the order, and parts per thousand of the principal
    (the last one pays the rest).
    """

    costs: tuple[int, ...]
    rates: tuple[Fraction, ...]
    verified: tuple[int, ...]
    advances: tuple[tuple[date, int], ...]
    admitted: tuple[int, ...]
    taken_back: int
    ground: Ground
    instalments: tuple[tuple[int, int], ...]


AUTUMN = (date(2025, 9, 1) + timedelta(n) for n in range(90))
BANK_DAYS = [day for day in AUTUMN if day.weekday() < 5 and not jpholiday.is_holiday(day)]


def made_up(seed: int) -> Life:
    """The grant of a seed."""
    chance = Random(seed)  # noqa: S311  not a secret
    count = chance.randint(1, 4)
    most = 10 ** chance.randint(5, 9)
    costs = tuple(chance.randint(most // 100, most) for _ in range(count))
    days = sorted(chance.sample(BANK_DAYS, chance.randint(0, 3)))
    parts = sorted(chance.sample(range(1, 250), chance.randint(1, 4)))
    return Life(
        costs=costs,
        rates=tuple(chance.choice(RATES) for _ in costs),
        verified=tuple(chance.randint(0, cost) for cost in costs),
        advances=tuple((day, chance.randint(1, 1000)) for day in days),
        admitted=tuple(chance.choice((cost, chance.randint(0, cost))) for cost in costs),
        taken_back=chance.choice((0, 1000, chance.randint(1, 999))),
        ground=chance.choice((Ground.ART17_1, Ground.ART10)),
        instalments=tuple((day, chance.randint(1, 999)) for day in parts),
    )


@dataclass
class Reckoning:
    """The sums of a life, reckoned here and nowhere else: no code of the product."""

    life: Life

    def __post_init__(self) -> None:
        """From the costs on."""
        life = self.life
        self.decided = self.earned(life.costs) // 1000 * 1000
        self.payments: list[tuple[date, int]] = []
        for day, part in life.advances:
            room = min(self.decided, self.earned(life.verified)) - self.paid
            if room * part // 1000 > 0:
                self.payments.append((day, room * part // 1000))
        self.advanced = self.paid
        self.fixed = min(self.decided, self.earned(life.admitted))
        if self.fixed > self.advanced:
            self.payments.append((FINAL_ON, self.fixed - self.advanced))
        self.is_excess = self.advanced > self.fixed
        taken = (
            self.advanced - self.fixed if self.is_excess else self.fixed * life.taken_back // 1000
        )
        self.principal = taken
        self.ordered_on = FIXED_ON if self.is_excess else ORDERED_ON
        # 20 days, the day of the order not counted.
        self.due_on = self.ordered_on + timedelta(20)
        self.repaid = self.repayments()

    def earned(self, costs: tuple[int, ...]) -> int:
        """Each line's share, cut to whole yen."""
        return sum(
            math.floor(cost * rate) for cost, rate in zip(costs, self.life.rates, strict=True)
        )

    @property
    def paid(self) -> int:
        """What the bank paid."""
        return sum(yen for _, yen in self.payments)

    @property
    def ground(self) -> Ground:
        """Why money comes back."""
        return Ground.ART18_2 if self.is_excess else self.life.ground

    def repayments(self) -> list[tuple[date, int]]:
        """The instalments, the last one with the rest."""
        found, rest = [], self.principal
        *first, last = self.life.instalments
        for day, part in first:
            yen = rest * part // 1000
            rest -= yen
            if yen:
                found.append((self.ordered_on + timedelta(day), yen))
        if rest:
            found.append((self.ordered_on + timedelta(last[0]), rest))
        return found

    def charges(self) -> tuple[int, int]:
        """加算金 and 延滞金 by a walk over the days: 3 yen a day for each 10,000 (10.95 %)."""
        if not self.repaid:
            return 0, 0
        left, lots = self.principal, []
        for day, yen in sorted(self.payments, reverse=True):
            lots.append((day, min(yen, left)))
            left -= lots[-1][1]
        surcharge = late = 0
        day = min(day for day, _ in lots)
        while day <= self.repaid[-1][0]:
            back = sum(yen for on, yen in self.repaid if on < day)
            if self.ground is Ground.ART17_1:
                surcharge += sum(yen for on, yen in lots if on <= day) - back
            if day > self.due_on:
                late += self.principal - back
            day += timedelta(1)
        return surcharge * 3 // 10_000, late * 3 // 10_000


def lines(life: Life, costs: tuple[int, ...]) -> list[CostLine]:
    """Costs as the product takes them."""
    return [
        CostLine(f"費目{n}", cost, rate)
        for n, (cost, rate) in enumerate(zip(costs, life.rates, strict=True), start=1)
    ]


def test_two_thousand_grants_agree_to_the_yen_with_another_reckoning() -> None:
    returned = 0
    for seed in range(MADE_UP):
        life = made_up(seed)
        by_hand = Reckoning(life)
        decided = granted_yen(lines(life, life.costs), 1000)
        assert decided == by_hand.decided, seed
        advanced = 0
        for _, part in life.advances:
            advanced += (
                advance_ceiling_yen(decided, lines(life, life.verified), advanced) * part // 1000
            )
        fixed = fixed_yen(decided, lines(life, life.admitted))
        assert (advanced, fixed) == (by_hand.advanced, by_hand.fixed), seed
        if by_hand.principal:
            returned += 1
            receipts = tuple(DatedYen(*row) for row in by_hand.payments)
            terms = RefundTerms(by_hand.ground, by_hand.principal, by_hand.due_on, receipts)
            found = assess(
                terms, [DatedYen(*row) for row in by_hand.repaid], None, STATUTORY_DAILY_RATE
            )
            assert (found.surcharge_yen, found.late_charge_yen) == by_hand.charges(), seed
            assert found.principal_open_yen == found.overpaid_yen == 0, seed
    assert returned > MADE_UP // 2


def lived(world: StagedWorld, by_hand: Reckoning) -> Case:
    """The same life by the real acts."""
    life = by_hand.life
    application = Application(
        title="生産設備の整備", purpose="設備の導入", starts_on=date(2025, 6, 1),
        ends_on=date(2026, 1, 31), own_funds="自己資金", requested_yen=by_hand.decided,
        lines=tuple(ApplicationLine(x.item, x.cost_yen, x.rate) for x in lines(life, life.costs)),
        particulars=PARTICULARS,
    )  # fmt: skip
    world.today = date(2025, 4, 7)
    case = world.draft(world.certify(ceiling_yen=by_hand.decided), application=application)
    case.apply().review().examine(an_examination(life.costs)).decide().start()
    case.inspect(*life.verified, on=date(2025, 8, 29))
    for day, yen in by_hand.payments:
        if day < FIXED_ON:
            case.pay(yen, on=day)
    case.complete(*life.costs).inspect_final(*life.admitted, claimed=life.costs)
    case.propose_fixing().fix(on=FIXED_ON)
    if by_hand.fixed > by_hand.advanced:
        case.pay(by_hand.fixed - by_hand.advanced, PaymentKind.FINAL, on=FINAL_ON)
    if by_hand.principal and not by_hand.is_excess:
        whole = by_hand.principal == by_hand.fixed
        case.propose_cancellation(by_hand.principal, life.ground, whole=whole, on=CANCELLED_ON)
        case.cancel(on=CANCELLED_ON).order_back(on=ORDERED_ON)
    return case


@pytest.mark.parametrize("seed", range(THROUGH_ACTS))
def test_the_acts_come_to_the_same_yen(seed: int, world: StagedWorld) -> None:
    # After 額の確定 there is nothing left that 10条 could cancel.
    by_hand = Reckoning(replace(made_up(seed), ground=Ground.ART17_1))
    stood = {account: balance(world.segment, account) for account in (AVAILABLE, CASH)}
    case = lived(world, by_hand)
    grant = case.grant
    assert (grant.decided_yen, grant.fixed_yen) == (by_hand.decided, by_hand.fixed)
    assert paid_yen(grant) == by_hand.paid
    paid = Payment.objects.filter(grant=grant).order_by("number")
    assert [(p.value_on, p.amount_yen) for p in paid] == by_hand.payments
    kept, charged = by_hand.paid - by_hand.principal, 0
    if by_hand.principal:
        assert (case.order.principal_yen, case.order.due_on) == (by_hand.principal, by_hand.due_on)
        for day, yen in by_hand.repaid:
            case.receive(yen, on=day)
        found = assessment_of(case.order, world.today)
        assert (found.surcharge_yen, found.late_charge_yen) == by_hand.charges()
        charged = sum(open_charges(case.order))
        assert charged == sum(by_hand.charges())
        if charged:
            case.receive(charged)
    assert set(balances_of(case.grant).values()) <= {0, by_hand.paid - by_hand.principal}
    for account, yen in stood.items():
        assert balance(world.segment, account) == yen - kept + charged, account
