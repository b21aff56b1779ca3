"""The way back: METI's notices, cancellations, orders, receipts, charges."""

from tests.browser.journey.script import Journey, leg, step
from tests.grants.stage import verified
from tests.grants.world import MILLION, Case, unique

BANK = "BANK"


def owed_a_payment(case: Case) -> None:
    """Another case of the company is owed fifteen million, decided and not yet sent."""
    case.world.today = case.world.today.replace(month=4, day=7)
    verified(case.world.draft()).claim(15 * MILLION).check().approve()


CANCELLED = Journey(
    "認定の取消しから返還まで",
    (
        leg(
            28,
            step("record_revocation", "2025-10-01", at="plan", number=unique("製局"),
                 notice_on="2025-09-30", reason="取組が行われていないため。", basis="11条1項"),
            step("decide_revocation_ground", "2025-10-02", ground="ART17_1",
                 reason="条件違反に当たる。"),
            shows="判断",
        ),
        leg(
            29,
            step("propose_cancellation", "2025-10-03", ground="ART17_1",
                 cancelled_yen="90,000,000", reason="他の用途に使用したため。"),
            step("cancel_decision", "2025-10-08", at="home"),
            shows="一部取消し",
        ),
        leg(31, step("order_refund", "2025-10-09", at="home"), shows="20,000,000"),
        leg(32, step("receive_refund", "2025-10-20", at="order", received_on="2025-10-20",
                     amount_yen="5,000,000", bank_reference=unique(BANK)), shows="一部納付"),
        leg(
            33,
            step("receive_refund", "2025-11-08", at="order", received_on="2025-11-08",
                 amount_yen="15,000,000", bank_reference=unique(BANK)),
            step("bill_charges", "2025-11-10", at="order"),
            shows="加算金",
        ),
        leg(
            36,
            step("file_submission", "2025-11-12", beside="免除申請書", order="1",
                 ground="DISASTER", surcharge_yen="0", late_yen="30,000",
                 reason="災害による被害", measures="分割して納付した"),
            step("propose_waiver", "2025-11-17", at="order",
                 meti_approval="20251114製局第1号", meti_approved_on="2025-11-14"),
            step("approve_waiver", "2025-11-18", at="home"),
            shows="免除",
        ),
        leg(38, step("receive_refund", "2025-11-20", at="order", received_on="2025-11-20",
                     amount_yen=lambda trip: trip.charges, bank_reference=unique(BANK)),
            shows="完納"),
    ),
    "advanced",
)  # fmt: skip
CHANGE_ORDERED = Journey(
    "変更指示",
    (
        leg(28, step("record_change_order", "2025-10-01", at="plan", number=unique("製局"),
                     notice_on="2025-09-30", reason="供給能力の不足", answer_by="2025-11-28"),
            shows="変更指示"),
    ),
    "advanced",
)  # fmt: skip
CIRCUMSTANCES = Journey(
    "事情変更による取消し",
    (
        leg(
            30,
            step("propose_cancellation", "2025-10-01", ground="ART10", circumstance="CHANGED",
                 cancelled_yen="60,000,000", reason="天災により継続できないため。"),
            step("cancel_decision", "2025-10-08", at="home"),
            step("propose_extra_costs", "2025-10-10", REMOVAL_1="9,000,000",
                 reason="設置した装置の撤去を要するため。"),
            step("approve_extra_costs", "2025-10-14", at="home"),
            shows="撤去・残務処理費",
        ),
    ),
    "advanced",
)  # fmt: skip
OVERDUE = Journey(
    "返還期限の経過",
    (
        leg(34, step("mark_overdue", "2025-10-30", at="home"), shows="督促"),
        leg(37, step("begin_compulsory_collection", "2025-12-01", at="order",
                     reason="督促に応じないため。"), shows="強制徴収"),
    ),
    "ordered",
)  # fmt: skip
CHARGES_UNPAID = Journey(
    "加算金等の未納",
    (
        leg(34, step("demand_charges", "2025-12-01", at="home"), shows="督促"),
        leg(37, step("begin_compulsory_collection", "2025-12-12", at="order",
                     reason="督促に応じないため。"), shows="強制徴収"),
    ),
    "billed",
)  # fmt: skip
SET_OFF = Journey(
    "相殺",
    (
        leg(35, step("set_off_refund", "2025-11-04", at="order", reason="同種の事業であるため。",
                     payment=lambda trip: trip.approved), shows="相殺"),
    ),
    "overdue",
    then=owed_a_payment,
)  # fmt: skip
JOURNEYS = (CANCELLED, CHANGE_ORDERED, CIRCUMSTANCES, OVERDUE, CHARGES_UNPAID, SET_OFF)
