"""The fund's own affairs in the story: a ladder of bonds, what it earns, costs, money astray."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from config.demo.world import Chapter, World
from fund.acts.add_income import add_income
from fund.acts.approve_placement import approve_placement
from fund.acts.approve_voucher import approve_voucher
from fund.acts.file_fund_plan import PlanFiling, file_fund_plan
from fund.acts.propose_admin_cost import AdminCost, propose_admin_cost
from fund.acts.propose_clearing import Way, propose_clearing
from fund.acts.propose_correction import propose_correction
from fund.acts.propose_cost_allocation import Allocation, propose_cost_allocation
from fund.acts.propose_placement import propose_placement
from fund.acts.propose_reclassification import propose_reclassification
from fund.acts.receive_interest import receive_interest
from fund.acts.record_market_value import record_market_value
from fund.acts.record_plan_confirmation import record_plan_confirmation
from fund.acts.record_stray_receipt import StrayMoney, record_stray_receipt
from fund.acts.redeem_placement import redeem_placement
from fund.acts.settle_placement import settle_placement
from fund.acts.settle_voucher import settle_voucher
from fund.acts.value_holdings import value_holdings
from fund.correcting import Correction, RightLine
from fund.interest import accrued_yen, last_coupon_on
from fund.placing import PlacementProposal
from fund.queries import entries_of_key, segment_by_code
from workflow.calendar import fiscal_year_end
from workflow.law import opening_days

BILLION, MILLION = 1_000_000_000, 1_000_000
FIRST_YEAR = 2023


@dataclass(frozen=True)
class Bond:
    """A rung of the ladder: twenty billion of face value."""

    number: int
    matures_on: date
    discount_yen: int
    rate: Fraction

    @property
    def coupon_yen(self) -> int:
        """Half a year's interest."""
        return FACE_YEN * self.rate.numerator // (2 * self.rate.denominator)


FACE_YEN, BOUGHT_ON = 20 * BILLION, date(2023, 7, 20)
BONDS = (
    Bond(447, date(2024, 6, 20), 8 * MILLION, Fraction(1, 1000)),
    Bond(453, date(2025, 6, 20), 24 * MILLION, Fraction(2, 1000)),
    Bond(158, date(2026, 6, 20), 60 * MILLION, Fraction(2, 1000)),
    Bond(160, date(2027, 6, 20), 96 * MILLION, Fraction(4, 1000)),
)


def chapters(world: World) -> list[Chapter]:
    """Everything the treasury and accounting do besides the grants."""
    return [
        *(bond(world, found) for found in BONDS), year_ends(world), plans(world), costs(world),
        shared_costs(world), money_of_others(world), money_of_nobody(world), correction(world),
    ]  # fmt: skip


def bond(world: World, found: Bond) -> Chapter:
    """Bought in July 2023 with the interest accrued, its coupons, its maturity."""
    yield BOUGHT_ON
    key = f"bond:{found.number}"
    since = last_coupon_on(found.matures_on, 6, BOUGHT_ON, BOUGHT_ON)
    given = PlacementProposal(
        segment=world.segment, instrument="JGB", name=f"第{found.number}回利付国債", issuer="国",
        proof="", face_yen=FACE_YEN, price_yen=FACE_YEN - found.discount_yen,
        accrued_yen=accrued_yen(FACE_YEN, found.rate, since, BOUGHT_ON), rate=found.rate,
        coupon_months=6, settles_on=BOUGHT_ON, matures_on=found.matures_on,
    )  # fmt: skip
    placement = world.do(propose_placement, given, by="ikeda", key=f"{key}:propose")
    world.do(approve_placement, placement, 1, by="goto", key=f"{key}:approve")
    world.do(
        settle_placement, placement, BOUGHT_ON, f"{BOUGHT_ON:%Y%m%d}-国債-{found.number}",
        by="hashimoto", key=f"{key}:settle",
    )  # fmt: skip
    for day in _coupon_days(found):
        on = opening_days().next_open(day)
        yield on
        reference = f"{on:%Y%m%d}-国債-{found.number}"
        if day == found.matures_on:
            world.do(
                redeem_placement, placement, on, found.coupon_yen, reference,
                by="fukuda", key=f"{key}:redeem",
            )  # fmt: skip
            return
        world.do(
            receive_interest, placement, on, found.coupon_yen, reference,
            by="fukuda", key=f"{key}:coupon:{day}",
        )  # fmt: skip
        if day.month == 12:
            yield date(day.year + 1, 3, 31)
            worth = FACE_YEN - found.discount_yen - 10 * MILLION * (day.year - 2022)
            world.do(
                record_market_value, placement, world.today, worth, "売買参考統計値",
                by="ikeda", key=f"{key}:value:{day.year}",
            )  # fmt: skip


def _coupon_days(found: Bond) -> Iterator[date]:
    """Every twentieth of June and December after the purchase, the maturity included."""
    for year in range(BOUGHT_ON.year, found.matures_on.year + 1):
        for month in (6, 12):
            if BOUGHT_ON < (day := date(year, month, 20)) <= found.matures_on:
                yield day


def year_ends(world: World) -> Chapter:
    """In April the year that ended is valued, its income added, and what will be used shown."""
    year = FIRST_YEAR
    while True:
        yield date(year + 1, 4, 20)
        on = fiscal_year_end(year)
        world.do(value_holdings, world.segment, on, by="goto", key=f"value:{year}")
        world.do(add_income, world.segment, on, by="goto", key=f"income:{year}")
        expected = (20 + 5 * (year - FIRST_YEAR)) * BILLION
        voucher = world.do(
            propose_reclassification, world.segment, year, expected,
            "交付決定済みの案件の支払見込みによる。", by="fukuda", key=f"within:{year}",
        )  # fmt: skip
        world.do(approve_voucher, voucher, 1, by="goto", key=f"within:{year}:approve")
        year += 1


# What a year was to pay in grants, and the business to its end, as NEDO estimated it.
PLANNED_GRANTS = {2024: 264 * BILLION, 2025: 50 * BILLION}
COSTS_TO_END = {2024: 580 * BILLION, 2025: 495 * BILLION, 2026: 420 * BILLION}


def plans(world: World) -> Chapter:
    """Before each April the year's plan is filed, and METI confirms it in April."""
    year = FIRST_YEAR + 1
    while True:
        yield date(year, 3, 25)
        given = PlanFiling(
            segment=world.segment, year=year, number=f"年度計画 {year}-1", filed_on=world.today,
            outline="認定供給確保計画に基づく生産基盤の整備及び技術開発に助成金を交付する。",
            decisions_yen=60 * BILLION, subsidy_yen=0, income_yen=250 * MILLION,
            returns_yen=500 * MILLION, grants_yen=PLANNED_GRANTS.get(year, 25 * BILLION),
            admin_yen=60 * MILLION, treasury_yen=0, costs_to_end_yen=COSTS_TO_END.get(year),
        )  # fmt: skip
        plan = world.do(file_fund_plan, given, by="ikeda", key=f"plan:{year}")
        yield date(year, 4, 5)
        world.do(
            record_plan_confirmation, plan, world.today, f"{year}0405製局第1号",
            by="ikeda", key=f"plan:{year}:confirm",
        )  # fmt: skip
        year += 1


def pay(world: World, voucher: UUID, key: str) -> Iterator[date]:
    """The voucher is approved, and paid two days later."""
    world.do(approve_voucher, voucher, 1, by="goto", key=f"{key}:approve")
    yield world.today + timedelta(days=2)
    world.do(
        settle_voucher, voucher, world.today, f"{world.today:%Y%m%d}-{key}",
        by="hashimoto", key=f"{key}:settle",
    )  # fmt: skip


def costs(world: World) -> Chapter:
    """Twice a year the fund's administration is paid for."""
    year = FIRST_YEAR
    while True:
        for month in (9, 12):
            yield date(year, month, 18)
            key = f"cost:{year}-{month:02}"
            given = AdminCost(
                segment=world.segment, item="委託費", amount_yen=12_300_000,
                incurred_on=world.today, payee="基金監査法人", invoice=f"請求書 {year}-{month:02}",
                reason="基金の経理及び審査の補助",
            )  # fmt: skip
            voucher = world.do(propose_admin_cost, given, by="fukuda", key=key)
            yield from pay(world, voucher, key)
        year += 1


def shared_costs(world: World) -> Chapter:
    """Each March the general 勘定 is paid this fund's share of what all of them use."""
    year = FIRST_YEAR
    while True:
        yield date(year + 1, 3, 11)
        key = f"share:{year}"
        given = Allocation(
            segment=world.segment, other_segment=segment_by_code("GENERAL").segment_id,
            total_yen=80_000_000, own_weight=1_200, whole_weight=8_000,
            basis="共通経費配賦基準 第3条（従事時間）", allocated_on=world.today,
            reason=f"{year}年度の共通経費",
        )  # fmt: skip
        voucher = world.do(propose_cost_allocation, given, by="fukuda", key=key)
        yield from pay(world, voucher, key)
        year += 1


def money_of_others(world: World) -> Chapter:
    """Another 勘定's money arrives on the fund's account and goes where it belongs."""
    yield date(2024, 7, 8)
    given = StrayMoney(
        segment=world.segment, kind="OF_OTHERS",
        other_segment=segment_by_code("RESEARCH_FUND").segment_id, account="4301",
        received_on=world.today, amount_yen=4_500_000, bank_reference="20240708-誤入金",
        payer="カ）ケンキユウキカン",
    )  # fmt: skip
    yield from _cleared(world, given, Way.TRANSFER, "研究開発基金への返還金と判明した。", "others")


def money_of_nobody(world: World) -> Chapter:
    """Money whose payer nobody knows, found out within the week, goes back."""
    yield date(2025, 2, 17)
    given = StrayMoney(
        segment=world.segment, kind="UNKNOWN", other_segment=None, account="2301",
        received_on=world.today, amount_yen=1_234_000, bank_reference="20250217-不明入金",
        payer="カ）フメイシヨウジ",
    )  # fmt: skip
    yield from _cleared(world, given, Way.SEND_BACK, "振込先を誤ったものと確認した。", "nobody")


def _cleared(world: World, given: StrayMoney, way: Way, why: str, key: str) -> Chapter:
    receipt = world.do(record_stray_receipt, given, by="fukuda", key=f"astray:{key}")
    yield world.today + timedelta(days=2)
    voucher = world.do(
        propose_clearing, receipt, way.value, why, by="fukuda", key=f"astray:{key}:clear"
    )
    yield from pay(world, voucher, f"astray:{key}")


def correction(world: World) -> Chapter:
    """A cost was booked under the wrong item; the entry is mirrored and booked anew."""
    yield date(2025, 9, 25)
    cost = "demo:cost:2025-09:approve"
    (wrong,) = entries_of_key(world.segment, cost)
    sides = (("5201", "2202"), ("2151", "4101"), ("B200", "B800"))
    lines = tuple(RightLine(debit, credit, 12_300_000, "事務費") for debit, credit in sides)
    given = Correction(world.segment, wrong.seq, "費目の誤り（委託費ではなく事務費）", lines)
    voucher = world.do(propose_correction, given, by="fukuda", key="correct:2025-09")
    world.do(approve_voucher, voucher, 1, by="goto", key="correct:2025-09:approve")
