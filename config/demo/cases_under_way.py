"""The recipients of the story whose cases are still under way, or went another way (fictional)."""

from collections.abc import Generator
from datetime import date, timedelta
from uuid import UUID

from config.demo import office
from config.demo.office import MILLION, Project
from config.demo.people import Company
from config.demo.world import HALF, THIRD, Chapter, World
from grants.acts.approve_change import approve_change
from grants.acts.bill_charges import bill_charges
from grants.acts.cancel_decision import cancel_decision
from grants.acts.mark_overdue import mark_overdue
from grants.acts.order_refund import order_refund
from grants.acts.propose_cancellation import CancellationProposal, propose_cancellation
from grants.acts.propose_change import ChangeProposal, propose_change
from grants.acts.receive_refund import receive_refund
from grants.acts.record_change_order import record_change_order
from grants.acts.report_completion import Completion, report_completion
from grants.acts.report_trouble import Trouble, report_trouble
from grants.acts.request_change import request_change
from grants.acts.return_application import return_application
from grants.acts.set_off_refund import set_off_refund
from grants.acts.start_grant import start_grant
from grants.models import Cancellation, Grant, Payment, RefundOrder
from grants.plan_notices import MetiNotice
from grants.refund_terms import Ground

SPRING, AUTUMN = date(2023, 4, 28), date(2024, 9, 6)
AOBA = Project(
    "R01", "車載用セルの生産能力の拡大", "蓄電池（車載用）", "車載用セル 20GWh/年のライン整備",
    SPRING, date(2023, 9, 1), date(2027, 9, 30), 380_000, 32_000, THIRD, 142_666_666_000,
)  # fmt: skip
HOKUTO = Project(
    "R02", "車載用円筒セルの生産能力の拡大", "蓄電池（車載用）", "円筒セル 16GWh/年のライン整備",
    SPRING, date(2023, 9, 1), date(2027, 12, 28), 430_000, 18_000, THIRD, 152_333_333_000,
)  # fmt: skip
SHINONOME = Project(
    "R04", "正極活物質の生産能力の拡大", "部素材（正極活物質）", "正極活物質 6GWh相当の設備整備",
    date(2023, 6, 16), date(2024, 4, 1), date(2026, 9, 30), 21_000, 3_000, THIRD, 8_500_000_000,
    2023,
)  # fmt: skip
HEKIKAI = Project(
    "R06", "セパレータの生産能力の拡大", "部素材（セパレータ）", "セパレータ 12GWh相当の設備整備",
    date(2023, 6, 16), date(2023, 10, 2), date(2026, 3, 31), 15_900, 1_600, THIRD, 6_100_000_000,
)  # fmt: skip
MIZUHO = Project(
    "R07", "銅箔の生産能力の拡大", "部素材（銅箔）", "銅箔 10GWh相当の設備整備",
    AUTUMN, date(2027, 1, 12), date(2029, 9, 28), 10_200, 1_000, THIRD, 3_900_000_000, 2023,
)  # fmt: skip
ASANAGI = Project(
    "R09", "塗工装置の生産能力の拡大", "製造装置", "塗工装置の共同受注体制の整備",
    AUTUMN, date(2027, 1, 12), date(2029, 3, 30), 4_800, 1_000, THIRD, 2_100_000_000, 2023,
)  # fmt: skip
TSUKUMO = Project(
    "R10", "組立・注液装置の生産能力の拡大", "製造装置", "規格準拠の組立・注液装置の整備",
    date(2023, 6, 16), date(2023, 10, 2), date(2026, 12, 25), 1_000, 300, HALF, 650_000_000,
)  # fmt: skip
TSUKUMO_OTHER = Project(
    "R10-2", "積層装置の生産能力の拡大", "製造装置", "積層装置の生産設備の整備",
    AUTUMN, date(2025, 1, 15), date(2027, 3, 31), 200, 60, HALF, 130_000_000, 2023,
)  # fmt: skip
TENSHO = Project(
    "R11", "硫化物固体電解質の固有技術", "部素材（固体電解質）", "硫化物固体電解質の量産技術の開発",
    AUTUMN, date(2025, 1, 15), date(2028, 3, 31), 6_600, 6_600, THIRD, 5_500_000_000, 2023,
)  # fmt: skip


def aoba(world: World, company: Company) -> Chapter:
    """R01: the largest case under way, two advances paid."""
    grant = yield from _start(world, company, AOBA, date(2023, 5, 29), date(2023, 7, 14))
    yield date(2024, 3, 4)
    yield from _advance(world, company, AOBA, grant, 1, (96_000, 8_000), 36_000)
    yield date(2025, 9, 8)
    yield from _advance(world, company, AOBA, grant, 2, (210_000, 18_000), 43_000)


def hokuto(world: World, company: Company) -> Chapter:
    """R02: one advance paid, the next inspection is waited for."""
    grant = yield from _start(world, company, HOKUTO, date(2023, 6, 5), date(2023, 7, 28))
    yield date(2024, 9, 2)
    yield from _advance(world, company, HOKUTO, grant, 1, (120_000, 6_000), 43_000)


def shinonome(world: World, company: Company) -> Chapter:
    """R04: decided when the fund was topped up; completed and inspected, the sum to be put up."""
    project = SHINONOME
    grant = yield from _start(world, company, project, date(2023, 7, 18), date(2024, 3, 8))
    yield date(2025, 3, 3)
    yield from _advance(world, company, project, grant, 1, (12_000, 1_500), 4_700)
    yield date(2026, 10, 20)
    costs = (20_400 * MILLION, 2_950 * MILLION)
    done = Completion(date(2026, 9, 30), "計画した設備の導入を完了した。", costs)
    world.do(report_completion, grant, done, by=company.releaser, key="R04:complete")
    yield date(2026, 11, 17)
    office.inspect_at_the_end(world, project, grant, costs)


def hekikai(world: World, company: Company) -> Chapter:
    """R06: a year longer by an approved change, after a delay was reported."""
    project = HEKIKAI
    grant = yield from _start(world, company, project, date(2023, 7, 19), date(2023, 9, 1))
    yield date(2025, 3, 3)
    yield from _advance(world, company, project, grant, 1, (6_300, 800), 2_400)
    yield date(2025, 11, 10)
    trouble = Trouble(
        date(2025, 11, 4),
        "主要装置の納入が遅れる。",
        "海外工場の被災",
        "代替機の手配",
        date(2027, 3, 31),
    )
    world.do(report_trouble, grant, trouble, by=company.writer, key="R06:trouble")
    yield date(2025, 12, 1)
    case = Grant.objects.get(pk=grant)
    longer = ChangeProposal(
        case.purpose, date(2027, 3, 31), (15_900 * MILLION, 1_600 * MILLION), "装置の納入遅延"
    )
    world.do(request_change, grant, longer, by=company.releaser, key="R06:change-asked")
    yield date(2025, 12, 8)
    world.do(propose_change, grant, longer, by="aoki", key="R06:change")
    yield date(2025, 12, 19)
    world.do(approve_change, grant, 1, by="chiba", key="R06:change-approved")


def mizuho(world: World, company: Company) -> Chapter:
    """R07: the review is finished, the decision waits for approval."""
    yield AUTUMN
    plan = office.certify(world, company, MIZUHO)
    yield date(2026, 10, 13)
    grant = office.apply(world, company, MIZUHO, plan)
    yield date(2026, 11, 12)
    office.examine(world, MIZUHO, grant)


def asanagi(world: World, company: Company) -> Chapter:
    """R09: the application went back for repair."""
    yield AUTUMN
    plan = office.certify(world, company, ASANAGI)
    yield date(2026, 11, 4)
    grant = office.apply(world, company, ASANAGI, plan)
    yield date(2026, 11, 18)
    world.do(
        return_application, grant, "自己負担の調達先を示す書類を補ってください。",
        by="aoki", key="R09:return",
    )  # fmt: skip


def tsukumo(world: World, company: Company) -> Chapter:
    """R10: cancelled; of the refund two parts came, the third was set off; charges stay open."""
    project = TSUKUMO
    grant = yield from _start(world, company, project, date(2023, 7, 20), date(2023, 9, 1))
    yield date(2025, 4, 11)
    yield from _advance(world, company, project, grant, 1, (200, 60), 90)
    yield date(2025, 12, 3)
    proposal = CancellationProposal(
        Ground.ART17_1, is_whole=True, cancelled_yen=project.requested_yen,
        reason="助成対象設備を承認なく担保に供したため。",
    )  # fmt: skip
    world.do(propose_cancellation, grant, proposal, by="aoki", key="R10:propose-cancel")
    yield date(2025, 12, 24)
    world.do(cancel_decision, grant, 1, by="doi", key="R10:cancel")
    yield date(2026, 1, 9)
    cancellation = Cancellation.objects.get(grant_id=grant).pk
    world.do(order_refund, cancellation, by="chiba", key="R10:order")
    order = RefundOrder.objects.get(grant_id=grant).pk
    yield date(2026, 1, 15)
    _repay(world, order, 30, 1)
    yield date(2026, 2, 2)
    world.do(mark_overdue, order, by="fukuda", key="R10:overdue")
    yield date(2026, 2, 16)
    _repay(world, order, 20, 2)
    yield date(2026, 2, 24)
    world.do(mark_overdue, order, by="fukuda", key="R10:overdue-again")
    yield date(2026, 3, 31)
    _set_off(world, company, order)
    yield date(2026, 4, 8)
    world.do(bill_charges, order, by="goto", key="R10:bill")
    yield date(2026, 4, 24)
    surcharge = RefundOrder.objects.get(pk=order).surcharge_yen or 0
    _receive(world, order, surcharge, 3)


def other_of_tsukumo(world: World, company: Company) -> Chapter:
    """R10's other grant, of the same kind of business: its first claim is kept for the set-off."""
    project = TSUKUMO_OTHER
    grant = yield from _start(world, company, project, date(2024, 10, 8), date(2024, 12, 13))
    yield date(2026, 3, 9)
    office.inspect(world, project, grant, 1, (70 * MILLION, 20 * MILLION))
    yield date(2026, 3, 16)
    office.claim_and_approve(world, company, project, grant, 1, 40 * MILLION)


def _set_off(world: World, company: Company, order: UUID) -> None:
    """適正化法20条: what is to be paid for the other project pays the rest of the refund."""
    payment = Payment.objects.get(
        grant__organisation=company.organisation, grant__title=TSUKUMO_OTHER.title
    )
    world.do(
        set_off_refund, order, payment.pk,
        "返還命令に係る事業と同種の、製造装置の生産能力を拡大する助成事業に係る支払であるため。",
        by="goto", key="R10:set-off",
    )  # fmt: skip


def tensho(world: World, company: Company) -> Chapter:
    """R11: METI ordered the plan changed; payments are held."""
    grant = yield from _start(world, company, TENSHO, date(2024, 10, 7), date(2024, 12, 13))
    yield date(2026, 3, 2)
    yield from _advance(world, company, TENSHO, grant, 1, (2_100, 2_400), 1_800)
    yield date(2026, 11, 9)
    plan = Grant.objects.get(pk=grant).plan_id
    notice = MetiNotice(
        "20261106製局第11号", date(2026, 11, 6), "目標の達成時期の見直しを要するため。"
    )
    world.do(record_change_order, plan, notice, date(2027, 1, 29), by="aoki", key="R11:order")


def _start(
    world: World, company: Company, project: Project, applied_on: date, decided_on: date
) -> Generator[date, None, UUID]:
    yield project.certified_on
    plan = office.certify(world, company, project)
    yield applied_on
    grant = office.apply(world, company, project, plan)
    yield decided_on
    office.examine(world, project, grant)
    office.decide(world, project, grant)
    yield project.starts_on
    world.do(start_grant, grant, world.today, by="aoki", key=f"{project.code}:start")
    return grant


def _advance(
    world: World,
    company: Company,
    project: Project,
    grant: UUID,
    number: int,
    verified: tuple[int, int],
    million: int,
) -> Chapter:
    office.inspect(world, project, grant, number, [cost * MILLION for cost in verified])
    payment = office.claim(world, company, project, grant, number, million * MILLION)
    yield world.today + timedelta(days=14)
    office.confirm(world, project, payment, number)


def _repay(world: World, order: UUID, million: int, number: int) -> None:
    _receive(world, order, million * MILLION, number)


def _receive(world: World, order: UUID, yen: int, number: int) -> None:
    world.do(
        receive_refund, order, world.today, yen, f"{world.today:%Y%m%d}-R10-{number}",
        by="fukuda", key=f"R10:repay{number}",
    )  # fmt: skip
