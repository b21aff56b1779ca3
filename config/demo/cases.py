"""The recipients' cases of the story (fictional): completion, excess, cancellation, withdrawal."""

from datetime import date
from uuid import UUID

from config.demo import office, reporting
from config.demo.office import MILLION, Project
from config.demo.people import Company
from config.demo.world import HALF, THIRD, Chapter, World
from grants.acts.begin_monitoring import begin_monitoring
from grants.acts.bill_charges import bill_charges
from grants.acts.cancel_decision import cancel_decision
from grants.acts.order_refund import order_refund
from grants.acts.propose_cancellation import CancellationProposal, propose_cancellation
from grants.acts.receive_refund import receive_refund
from grants.acts.report_completion import Completion, report_completion
from grants.acts.start_grant import start_grant
from grants.acts.withdraw_grant import withdraw_grant
from grants.models import Cancellation, PlanParty, RefundOrder
from grants.models.payment import PaymentKind
from grants.refund_terms import Ground

MINATO = Project(
    "R03", "定置用蓄電池の生産能力の拡大", "蓄電池（定置用）", "定置用電池 2GWh/年のライン整備",
    date(2023, 4, 28), date(2023, 7, 25), date(2025, 9, 30), 64_000, 4_400, THIRD, 23_533_333_000,
)  # fmt: skip
SHIRAMINE = Project(
    "R05", "電解液の生産能力の拡大", "部素材（電解液）", "電解液 20GWh/年相当の生産ライン整備",
    date(2023, 6, 16), date(2023, 9, 1), date(2026, 3, 31), 6_000, 800, THIRD, 2_400_000_000,
)  # fmt: skip
SATOYAMA = Project(
    "R08", "リサイクル材の生産能力の拡大", "部素材（リサイクル材）", "再資源化設備 4,000t/年の整備",
    date(2023, 6, 16), date(2023, 9, 1), date(2026, 9, 30), 4_800, 600, HALF, 2_700_000_000,
)  # fmt: skip
SHIOMI = Project(
    "R12", "バインダの生産能力の維持", "部素材（バインダ）", "水系バインダの生産能力の維持",
    date(2023, 6, 16), date(2023, 9, 1), date(2026, 3, 31), 2_400, 500, THIRD, 1_050_000_000,
)  # fmt: skip


def minato(world: World, company: Company) -> Chapter:
    """R03: carried out in full; two advances, 額の確定 at the decision, 精算払."""
    project = MINATO
    yield project.certified_on
    plan = office.certify(world, company, project)
    yield date(2023, 5, 22)
    grant = office.apply(world, company, project, plan)
    yield date(2023, 6, 20)
    office.examine(world, project, grant)
    yield date(2023, 6, 30)
    office.decide(world, project, grant)
    yield date(2023, 7, 25)
    world.do(start_grant, grant, world.today, by="aoki", key="R03:start")
    yield from _progress_report(world, company, grant)
    yield date(2024, 2, 15)
    office.inspect(world, project, grant, 1, (30_000 * MILLION, 2_000 * MILLION))
    yield date(2024, 3, 1)
    payment = office.claim(world, company, project, grant, 1, 11_000 * MILLION)
    yield date(2024, 3, 15)
    office.confirm(world, project, payment, 1)
    yield from _plan_report(world, company, plan)
    yield date(2025, 2, 14)
    office.inspect(world, project, grant, 2, (58_000 * MILLION, 4_000 * MILLION))
    yield date(2025, 3, 3)
    payment = office.claim(world, company, project, grant, 2, 10_000 * MILLION)
    yield date(2025, 3, 14)
    office.confirm(world, project, payment, 2)
    yield date(2025, 10, 20)
    _complete(
        world, company, project, grant, date(2025, 9, 30), (64_000 * MILLION, 4_400 * MILLION)
    )
    yield date(2025, 11, 14)
    office.inspect_at_the_end(world, project, grant, (64_000 * MILLION, 4_400 * MILLION))
    yield date(2025, 12, 5)
    office.fix(world, project, grant)
    yield date(2025, 12, 12)
    payment = office.claim(world, company, project, grant, 3, 2_533_333_000, kind=PaymentKind.FINAL)
    yield date(2025, 12, 25)
    office.confirm(world, project, payment, 3)
    yield date(2026, 1, 7)
    world.do(begin_monitoring, grant, by="aoki", key="R03:monitoring")


def _progress_report(world: World, company: Company, grant: UUID) -> Chapter:
    """遂行状況報告 of the first quarter, filed and accepted."""
    yield date(2023, 10, 12)
    answers = {
        "as_of": "2023-09-30", "progress": "6", "summary": "電極工程の設備を発注した。",
        "delays": "なし", "orders": "塗工機2台を発注", "production_on": "2025-09-01",
        "costs_1_actual": "3,800,000,000", "costs_1_forecast": "60,200,000,000",
        "costs_2_actual": "210,000,000", "costs_2_forecast": "4,190,000,000",
        "milestones_1_name": "建屋の完成", "milestones_1_planned": "2023-12-20",
        "milestones_2_name": "設備の据付け", "milestones_2_planned": "2024-09-30",
    }  # fmt: skip
    report, stem = reporting.prepare(world, company, grant, "PROGRESS", "2023-Q2", **answers)
    yield date(2023, 10, 16)
    reporting.release(world, company, report, stem, 2)
    yield date(2023, 10, 20)
    reporting.accept(world, report, stem)


def _plan_report(world: World, company: Company, plan: UUID) -> Chapter:
    """実施状況報告 of the plan's first year, sent back once for a price without its unit."""
    yield date(2024, 6, 17)
    party = PlanParty.objects.get(plan=plan, organisation=company.organisation).pk
    answers = {
        "status": "計画どおり", "summary": "電極及び組立工程の設備を発注し、建屋の整備を終えた。",
        "capacity": "0", "output": "0", "investment": "32,000,000,000", "jobs": "48",
        "supply": "2025年秋の供給開始に向け、計画どおり進んでいる。", "obstacles": "なし",
        "suppliers_1_supplier": "株式会社東雲マテリアル", "suppliers_1_item": "正極活物質",
        "suppliers_1_country": "日本", "suppliers_1_price": "2,850", "suppliers_1_unit": "1",
        "core": "取扱者の指定及び入退室の管理を行っている。",
    }  # fmt: skip
    report, stem = reporting.prepare(world, company, party, "PLAN_ANNUAL", "2023", **answers)
    yield date(2024, 6, 20)
    reporting.release(world, company, report, stem, 2)
    yield date(2024, 6, 26)
    comment = "単位（kg等）を記入してください。"
    reporting.send_back(
        world, report, stem, "単価の単位が読み取れません。", suppliers_1_unit=comment
    )
    yield date(2024, 7, 2)
    reporting.save(world, company, report, f"{stem}:mend", 2, suppliers_1_unit="kg")
    reporting.release(world, company, report, stem, 3)
    yield date(2024, 7, 8)
    reporting.accept(world, report, stem, 2)


def shiramine(world: World, company: Company) -> Chapter:
    """R05: three advances, part of the cost not admitted; the excess comes back late (18条2項)."""
    project = SHIRAMINE
    yield project.certified_on
    plan = office.certify(world, company, project)
    yield date(2023, 7, 10)
    grant = office.apply(world, company, project, plan)
    yield date(2023, 8, 1)
    office.examine(world, project, grant)
    yield date(2023, 8, 10)
    office.decide(world, project, grant)
    yield date(2023, 9, 1)
    world.do(start_grant, grant, world.today, by="aoki", key="R05:start")
    advances = (
        (date(2024, 3, 1), date(2024, 3, 22), (2_400, 200), 900),
        (date(2024, 9, 6), date(2024, 9, 27), (4_500, 400), 800),
        (date(2025, 3, 3), date(2025, 3, 21), (5_700, 650), 500),
    )
    for number, (claimed_on, paid_on, verified, million) in enumerate(advances, start=1):
        yield claimed_on
        office.inspect(world, project, grant, number, [x * MILLION for x in verified])
        payment = office.claim(world, company, project, grant, number, million * MILLION)
        yield paid_on
        office.confirm(world, project, payment, number)
    yield date(2026, 4, 20)
    claimed = (5_700 * MILLION, 800 * MILLION)
    _complete(world, company, project, grant, date(2026, 3, 31), claimed)
    yield date(2026, 6, 12)
    office.inspect_at_the_end(
        world, project, grant, (5_400 * MILLION, 775_308_644), *claimed,
        reason="関係会社との取引の利益相当額",
    )  # fmt: skip
    yield date(2026, 7, 10)
    office.fix(world, project, grant)
    order = RefundOrder.objects.get(grant_id=grant).pk
    yield date(2026, 8, 31)
    _repay(world, order, 12_345_678, "R05-1")
    yield date(2026, 9, 4)
    world.do(bill_charges, order, by="goto", key="R05:bill")
    yield date(2026, 9, 18)
    _repay(world, order, RefundOrder.objects.get(pk=order).late_yen or 0, "R05-2")
    world.do(begin_monitoring, grant, by="aoki", key="R05:monitoring")


def satoyama(world: World, company: Company) -> Chapter:
    """R08: partly cancelled under 17条1項; 650 million of three advances returns in parts."""
    project = SATOYAMA
    yield project.certified_on
    plan = office.certify(world, company, project)
    yield date(2023, 7, 12)
    grant = office.apply(world, company, project, plan)
    yield date(2023, 8, 1)
    office.examine(world, project, grant)
    yield date(2023, 8, 10)
    office.decide(world, project, grant)
    yield date(2023, 9, 1)
    world.do(start_grant, grant, world.today, by="aoki", key="R08:start")
    advances = (
        (date(2023, 10, 16), date(2023, 10, 31), (900, 100), 500),
        (date(2024, 3, 15), date(2024, 3, 29), (1_400, 200), 300),
        (date(2024, 9, 13), date(2024, 9, 30), (1_800, 300), 200),
    )
    for number, (claimed_on, paid_on, verified, million) in enumerate(advances, start=1):
        yield claimed_on
        office.inspect(world, project, grant, number, [x * MILLION for x in verified])
        payment = office.claim(world, company, project, grant, number, million * MILLION)
        yield paid_on
        office.confirm(world, project, payment, number)
    yield date(2025, 9, 12)
    proposal = CancellationProposal(
        Ground.ART17_1,
        False,
        2_350 * MILLION,
        "助成対象設備の一部を承認なく他の用途に使用したため。",
    )
    world.do(propose_cancellation, grant, proposal, by="aoki", key="R08:propose-cancel")
    yield date(2025, 9, 24)
    world.do(cancel_decision, grant, 1, by="doi", key="R08:cancel")
    yield date(2025, 9, 25)
    cancellation = Cancellation.objects.get(grant_id=grant).pk
    world.do(order_refund, cancellation, by="chiba", key="R08:order")
    order = RefundOrder.objects.get(grant_id=grant).pk
    parts = ((date(2025, 10, 10), 300), (date(2025, 11, 14), 250), (date(2026, 1, 16), 100))
    for number, (day, million) in enumerate(parts, start=1):
        yield day
        _repay(world, order, million * MILLION, f"R08-{number}")
    yield date(2026, 1, 23)
    world.do(bill_charges, order, by="goto", key="R08:bill")
    yield date(2026, 2, 10)
    _repay(world, order, 100 * MILLION, "R08-4")
    yield date(2026, 2, 12)
    billed = RefundOrder.objects.get(pk=order)
    rest = (billed.surcharge_yen or 0) + (billed.late_yen or 0) - 100 * MILLION
    _repay(world, order, rest, "R08-5")


def shiomi(world: World, company: Company) -> Chapter:
    """R12: withdrawn before the date, the whole budget released."""
    project = SHIOMI
    yield project.certified_on
    plan = office.certify(world, company, project)
    yield date(2023, 7, 14)
    grant = office.apply(world, company, project, plan)
    yield date(2023, 8, 1)
    office.examine(world, project, grant)
    yield date(2023, 8, 10)
    office.decide(world, project, grant)
    yield date(2023, 8, 25)
    world.do(
        withdraw_grant,
        grant,
        world.today,
        "交付の条件に応じられないため。",
        by="aoki",
        key="R12:withdraw",
    )


def _complete(
    world: World, company: Company, project: Project, grant: UUID, on: date, costs: tuple[int, ...]
) -> None:
    completion = Completion(on, "計画した生産設備の導入を完了し、量産を開始した。", costs)
    world.do(
        report_completion, grant, completion, by=company.releaser, key=f"{project.code}:complete"
    )


def _repay(world: World, order: UUID, yen: int, reference: str) -> None:
    world.do(
        receive_refund, order, world.today, yen, f"{world.today:%Y%m%d}-{reference}",
        by="fukuda", key=f"refund:{reference}",
    )  # fmt: skip
