"""From the completion report over 額の確定 to the last duty."""

from reports.acts.record_fulfilment import record_fulfilment
from tests.browser.journey.carrying_out import filed, inspector, order, paid, read, six
from tests.browser.journey.script import Journey, Step, leg, step
from tests.grants.world import MILLION, Case, unique
from workflow.models import Obligation


def lower(case: Case) -> None:
    """Costs worth 40 million of the grant are admitted, where 50 were advanced."""
    case.complete().inspect_final(90 * MILLION, 20 * MILLION).propose_fixing()


def handed_in(case: Case) -> None:
    """Every report of the years after came on paper, in time."""
    for duty in Obligation.objects.filter(subject_id=case.pk, status="open").order_by("due_on"):
        case.do(record_fulfilment, duty.pk, duty.due_on, unique("受付"), on=duty.due_on)


def disposed(name: str) -> tuple[Step, ...]:
    """What the grant did not pay for goes without a payment."""
    return (
        step("register_asset", "2026-02-17", kind="machinery", name=name, quantity="1",
             unit_yen="600,000", granted_yen="0", acquired_on="2025-08-01", place="第一工場"),
        step("request_disposal", "2026-02-18", beside=name, method="廃棄", reason="故障のため。",
             price_yen="0", dispose_on="2026-03-02"),
        step("propose_disposal", "2026-02-19", beside=name),
        step("approve_disposal", "2026-02-20", beside=name),
        step("record_disposal", "2026-03-02", beside=name, disposed_on="2026-03-02",
             evidence="廃棄証明書"),
    )  # fmt: skip


COMPLETION = Journey(
    "実績報告から精算払",
    (
        leg(23, *filed("実績報告", "2025-12-15"), shows="受領書"),
        leg(
            25,
            step("register_expense", "2025-12-16", six("2025-12-10", "150,000,000"), position="1",
                 title="乾燥機", supplier="架空機械株式会社", claimed_yen="150,000,000"),
            step("register_expense", "2025-12-16", six("2025-12-10", "20,000,000"), position="2",
                 title="試験装置", supplier="架空計測株式会社", claimed_yen="20,000,000"),
            step("propose_inspection", "2025-12-17", planned_on="2025-12-19",
                 inspectors=inspector, sample_share="1/5"),
            step("approve_inspection", "2025-12-18", at="home"),
            step("inspect_final", "2025-12-19", at="home", findings="一部が未設置"),
            step("order_correction", "2025-12-22", order("2025-12-22", "2026-01-09")),
            shows="是正命令",
        ),
        leg(23, step("report_completion", "2026-01-07", completed_on="2026-01-07",
                     cost_1="300,000,000", cost_2="40,000,000", results="設備を設置した。"),
            shows="実績報告"),
        leg(
            24,
            step("propose_inspection", "2026-01-08", planned_on="2026-01-13",
                 inspectors=inspector, sample_share="1/5"),
            step("approve_inspection", "2026-01-09", at="home"),
            step("inspect_final", "2026-01-13", findings="計画のとおり"),
            step("propose_fixing", "2026-01-19"),
            step("fix_amount", "2026-01-26", at="home"),
            shows="120,000,000",
        ),
        leg(26, *paid("2026-02-06", "70,000,000", "FINAL"),
            step("begin_monitoring", "2026-02-09"), shows="事後管理"),
    ),
    "advanced",
)  # fmt: skip
EXCESS = Journey(
    "超過額の返還",
    (leg(27, step("fix_amount", "2026-01-26", at="home"), shows="10,000,000"),),
    "advanced",
    then=lower,
)
AFTERWARDS = Journey(
    "事後管理",
    (
        leg(
            39,
            step("register_asset", "2026-02-10", kind="machinery", name="塗工機",
                 specification="TX-1", quantity="1", unit_yen="90,000,000",
                 granted_yen="30,000,000", acquired_on="2025-08-01", place="第一工場"),
            step("request_disposal", "2026-02-12", method="譲渡", partner="株式会社架空商事",
                 reason="設備の集約", price_yen="0", dispose_on="2026-03-02"),
            step("propose_disposal", "2026-02-13"),
            step("approve_disposal", "2026-02-16", at="home"),
            step("receive_return", "2026-02-27", paid_on="2026-02-27", amount_yen="30,000,000",
                 bank_reference=unique("BANK")),
            *disposed("分析装置"),
            shows="処分済",
        ),
        leg(
            40,
            *filed("企業化状況報告", "2026-06-10"),
            *read("2026-06-12", "2026-06-16"),
            step("propose_demand", "2026-06-17", kind="PROFIT", profit_yen="300,000,000",
                 own_share_yen="220,000,000", cost_yen="340,000,000",
                 reason="前年度までの収益を含めた累計による。"),
            step("demand_return", "2026-06-18", at="home"),
            step("receive_return", "2026-06-30", paid_on="2026-06-30", amount_yen="28,235,294",
                 bank_reference=unique("BANK")),
            shows="28,235,294",
        ),
    ),
    "MONITORING",
)  # fmt: skip
END = Journey(
    "義務の終了",
    (leg(44, step("close_grant", "2031-07-02"), shows="終了"),),
    "MONITORING",
    then=handed_in,
)
JOURNEYS = (COMPLETION, EXCESS, AFTERWARDS, END)
