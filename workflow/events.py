"""The 44 events in the life of the fund and its grants, and the acts by which each comes about.

One table. An act may serve several events, an event may need several acts, in this order.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """One event: its number, its Japanese name, and its acts in their order."""

    number: int
    name_ja: str
    acts: tuple[str, ...]


FILING = ("begin_report", "save_report_draft", "attach_evidence", "release_report")
READING = ("return_report", "accept_report")
PAYING = ("claim_payment", "check_payment", "approve_payment", "instruct_bank", "confirm_payment")
VOUCHER = ("approve_voucher", "settle_voucher")
LATE = ("draft_late_measures", "end_late_measure")
CANCELLING = ("propose_cancellation", "cancel_decision")
EVENTS = (
    Event(1, "国の基金補助金の受入れ", ("endow_fund",)),
    Event(
        2,
        "運用・満期・利息",
        (
            "propose_placement",
            "approve_placement",
            "settle_placement",
            "receive_interest",
            "receive_account_interest",
            "record_market_value",
            "redeem_placement",
            "add_income",
        ),
    ),
    Event(3, "計画認定の通知", ("record_certification",)),
    Event(
        4,
        "交付申請の到達",
        (
            "save_application_draft",
            "attach_application_file",
            "remove_application_file",
            "prepare_application",
            "apply_for_grant",
        ),
    ),
    Event(5, "補正の依頼", ("return_application", "revise_application")),
    Event(6, "審査の終了", ("begin_review", "judge_checklist_item", "examine_application")),
    Event(7, "交付決定", ("approve_stage", "decide_grant")),
    Event(8, "不交付", ("reject_application",)),
    Event(9, "申請の取下げ", ("file_submission", "return_submission", "withdraw_grant")),
    Event(10, "着手", ("file_submission", "start_grant")),
    Event(
        11,
        "計画変更の承認",
        ("request_change", "return_change_request", "propose_change", "approve_change"),
    ),
    Event(
        12,
        "軽微な変更の届出",
        ("propose_change", "approve_change", "notify_body_change", "accept_body_change"),
    ),
    Event(13, "遂行状況報告", (*FILING, *READING, "record_fulfilment")),
    Event(14, "報告の遅延", ("hold_payments", "release_hold")),
    Event(
        15,
        "遅延・事故報告",
        (
            "report_trouble",
            "begin_event_report",
            "release_report",
            "instruct_on_trouble",
            "confirm_instruction",
        ),
    ),
    Event(16, "遂行命令", (*LATE, "propose_compliance", "order_compliance")),
    Event(17, "一時停止命令", (*LATE, "propose_suspension", "suspend_grant", "resume_grant")),
    Event(
        18,
        "中間検査",
        (
            "register_expense",
            "propose_inspection",
            "approve_inspection",
            "inspect_interim",
            "confirm_remedy",
        ),
    ),
    Event(19, "概算払", PAYING),
    Event(20, "支払の不能", ("record_failed_payment",)),
    Event(
        21,
        "事業年度末",
        (
            "owe_yearly_duties",
            *FILING,
            *READING,
            "value_holdings",
            "add_income",
            "propose_reclassification",
        ),
    ),
    Event(22, "廃止の承認", ("file_submission", "propose_abolition", "approve_abolition")),
    Event(23, "実績報告", ("report_completion", *FILING)),
    Event(24, "確定検査・額の確定", ("inspect_final", "propose_fixing", "fix_amount")),
    Event(25, "是正命令", ("order_correction",)),
    Event(26, "精算払", (*PAYING, "begin_monitoring")),
    Event(27, "超過額の返還命令", ("fix_amount",)),
    Event(
        28,
        "認定の取消し・変更指示",
        ("record_revocation", "record_change_order", "decide_revocation_ground"),
    ),
    Event(29, "交付決定の取消し（17条1項）", CANCELLING),
    Event(
        30,
        "交付決定の取消し（10条1項）",
        (*CANCELLING, "propose_extra_costs", "approve_extra_costs"),
    ),
    Event(31, "返還命令", ("order_refund",)),
    Event(32, "一部納付", ("receive_refund",)),
    Event(33, "元本の完納", ("receive_refund", "bill_charges")),
    Event(34, "返還期限の経過", ("mark_overdue", "demand_charges")),
    Event(35, "相殺", ("set_off_refund",)),
    Event(36, "加算金・延滞金の免除", ("file_submission", "propose_waiver", "approve_waiver")),
    Event(37, "強制徴収", ("begin_compulsory_collection",)),
    Event(38, "加算金・延滞金の納付", ("receive_refund",)),
    Event(
        39,
        "財産処分",
        ("request_disposal", "propose_disposal", "approve_disposal", "record_disposal"),
    ),
    Event(
        40,
        "企業化状況・消費税・収益納付",
        (*FILING, *READING, "propose_demand", "demand_return", "receive_return"),
    ),
    Event(41, "国庫納付・不要財産", ("propose_treasury_return", *VOUCHER)),
    Event(
        42,
        "誤入金・不明入金",
        ("record_stray_receipt", "propose_clearing", "propose_stray_correction", *VOUCHER),
    ),
    Event(
        43,
        "月次・年度の締め",
        (
            "attach_bank_certificate",
            "propose_close",
            "close_period",
            "propose_year_close",
            "close_year",
        ),
    ),
    Event(44, "義務の終了", ("close_grant",)),
)
