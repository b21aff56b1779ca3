"""What a company gets about money: 領収, 相殺, 納付, 還付, 強制徴収, 請求の却下."""

from datetime import date

from fund.money import format_yen
from grants import models
from grants.models import Demand, Grant, Payment, RefundReceipt, SetOff
from grants.refund_terms import DatedYen
from grants.surcharge import Assessment, Charge, assess
from grants.templatetags.drafts import facts_of_content
from reports.papers.catalogue import (
    CLAIM_REFUSAL,
    COLLECTION_NOTICE,
    OVERPAYMENT_NOTICE,
    PAY_NOTICE,
    REFUND_ORDER,
    REFUND_RECEIPT,
    RETURN_RECEIPT,
    SET_OFF_NOTICE,
)
from reports.papers.history import before, issued, principal_yen
from reports.papers.letterhead import account_on, entry_mark
from reports.papers.plain import ACT_IN_FULL, reason, to_company
from reports.papers.refund import (
    made,
    order_of,
    paid_before,
    reallocated_before,
    receipts_before,
    terms,
    waivers_before,
    worksheet,
)
from reports.pdf.figures import headline_yen
from reports.pdf.notice import Notice, Part, SumRow, SumTable
from reports.pdf.worksheet import ChargeWorksheet
from workflow.calendar import jst_day, wareki
from workflow.law import fraction_on
from workflow.models import ActRecord

ORDER_OF_CHARGES = (
    "納付された額は、まず返還額（元本）に、次に加算金に、次に延滞金に充てます"
    "（適正化法施行令第10条第2項）。"
)


def refund_receipt(record: ActRecord, number: str) -> Notice:
    """領収書 of a receive_refund record: what the money went to, and the worksheet as it is now."""
    order = order_of(record)
    receipt = _receipt(order, record)
    found = _after(order, record, receipt)
    return to_company(
        REFUND_RECEIPT, record, number,
        f"下記のとおり領収しました。{ORDER_OF_CHARGES}",
        [
            *_order_facts(order, record),
            ("領収した額", headline_yen(receipt.amount_yen)),
            ("納付の日", wareki(receipt.received_on)),
            ("銀行照会番号", receipt.bank_reference),
            ("未納の返還額", headline_yen(found.principal_open_yen)),
        ],
        grant=order.grant, strong="領収した額",
        tables=(_allocation(receipt),), sheets=_sheets(order, found),
        parts=(_charges_to_come(order, record, found, receipt.received_on),),
        entry=entry_mark(order.grant.plan.segment, record),
    )  # fmt: skip


def set_off_notice(record: ActRecord, number: str) -> Notice:
    """相殺通知書 of a set_off_refund record: a payment that pays an order of the same company."""
    rows = Payment.objects.select_related("grant__plan")
    payment = rows.get(pk=record.subject_id)
    done = SetOff.objects.select_related("receipt").get(payment=payment)
    order = models.RefundOrder.objects.select_related("grant__plan").get(pk=done.receipt.order_id)
    found = _after(order, record, done.receipt)
    return to_company(
        SET_OFF_NOTICE, record, number,
        f"下記の支払うべき助成金については、{ACT_IN_FULL}第20条の規定により、下記の返還金の未納額と相殺したので、通知します。"
        "この支払の振込はありません。",
        [
            ("相殺した支払", f"{payment.grant.number}　第{payment.number}回　"
             f"{payment.get_kind_display()}"),
            *_order_facts(order, record),
            ("返還命令に係る助成事業", f"{order.grant.number}　{order.grant.title}"),
            ("相殺した額", headline_yen(payment.amount_yen)),
            ("相殺の日", wareki(done.set_off_on)),
            ("相殺の後の未納の返還額", headline_yen(found.principal_open_yen)),
        ],
        grant=payment.grant, strong="相殺した額",
        sheets=_sheets(order, found),
        parts=(
            reason(done.reason, "相殺の理由"),
            _charges_to_come(order, record, found, done.set_off_on),
        ),
        entry=entry_mark(order.grant.plan.segment, record),
    )  # fmt: skip


def pay_notice(record: ActRecord, number: str) -> Notice:
    """納付通知書 of a demand_return record: 収益納付 or 消費税, reckoned from what was reported."""
    grant = Grant.objects.select_related("plan").get(pk=record.subject_id)
    duty = grant.demands.all()
    demand = duty.get(pk__in=record.obligations_made.filter(kind="DEMANDED").values("subject_id"))
    return to_company(
        PAY_NOTICE, record, number,
        f"下記のとおり、{demand.get_kind_display()}として納付すべき額を定めたので、納付してください"
        f"（{_demand_article(demand)}）。",
        [
            ("納付すべき額", headline_yen(demand.amount_yen)),
            ("納付の期限", wareki(demand.due_on)),
            ("納付先", str(account_on(demand.demanded_on))),
            *(
                (label, value)
                for label, value in facts_of_content(demand.reckoning)
                if label not in {"種別", "納付額"}
            ),
        ],
        grant=grant, strong="納付すべき額",
        parts=(
            Part("納付すべき額の計算", (_formula(demand),)),
            Part("加算金及び延滞金", (
                "この納付には、適正化法第19条の加算金及び延滞金は課されません。",
            )),
        ),
        contestable=True,
        entry=entry_mark(grant.plan.segment, record),
    )  # fmt: skip


def return_receipt(record: ActRecord, number: str) -> Notice:
    """領収書 of a receive_return record."""
    demand = Demand.objects.select_related("grant__plan").get(pk=record.subject_id)
    assert demand.paid_on is not None, "a paid demand says when"
    return to_company(
        RETURN_RECEIPT, record, number, "下記のとおり領収しました。",
        [
            ("納付の請求", f"{demand.get_kind_display()} 第{demand.number}回　"
             f"{wareki(demand.demanded_on)}"),
            ("領収した額", headline_yen(record.facts["amount_yen"])),
            ("納付の日", wareki(demand.paid_on)),
            ("納付の期限", wareki(demand.due_on)),
            ("銀行照会番号", demand.bank_reference),
        ],
        grant=demand.grant, strong="領収した額",
        entry=entry_mark(demand.grant.plan.segment, record),
    )  # fmt: skip


def overpayment_notice(record: ActRecord, number: str) -> Notice:
    """還付通知書 of a return_overpayment record."""
    receipt = RefundReceipt.objects.select_related("order__grant__plan").get(pk=record.subject_id)
    given, order = receipt.overpayment_return, receipt.order
    return to_company(
        OVERPAYMENT_NOTICE, record, number,
        "納付すべき額を超えて納付された下記の額を、過誤納金として還付したので、通知します。",
        [
            *_order_facts(order, record),
            ("過誤納となった納付の日", wareki(receipt.received_on)),
            ("その納付の額", format_yen(receipt.amount_yen)),
            ("還付した額", headline_yen(given.amount_yen)),
            ("還付の日", wareki(given.value_on)),
            ("銀行照会番号", given.bank_reference),
        ],
        grant=order.grant, strong="還付した額",
        entry=entry_mark(order.grant.plan.segment, record),
    )  # fmt: skip


def collection_notice(record: ActRecord, number: str) -> Notice:
    """強制徴収着手通知書 of a begin_compulsory_collection record (21条)."""
    order = order_of(record)
    on = jst_day(record.acted_at)
    rate = fraction_on("charge_rate_per_day", order.ordered_on)
    principal = principal_yen(order, record)
    found = assess(terms(order, principal), paid_before(order, record), on, rate)
    charges = _charges_open(order, record, found)
    return to_company(
        COLLECTION_NOTICE, record, number,
        f"下記の返還金等が納期日までに納付されず、督促によっても完納されないので、{ACT_IN_FULL}第21条第1項の規定により、"
        "国税滞納処分の例により徴収することとし、これに着手したので、通知します。",
        [
            *_order_facts(order, record),
            ("納期日", wareki(order.due_on)),
            ("返還額", format_yen(principal)),
            ("未納の返還額", format_yen(found.principal_open_yen)),
            ("未納の加算金・延滞金", f"{format_yen(charges)}（{wareki(on)}までの計算）"),
            ("徴収する額", headline_yen(found.principal_open_yen + charges)),
        ],
        grant=order.grant, strong="徴収する額",
        parts=(
            reason(record.reason),
            Part("滞納処分について", (
                "財産の差押えその他の処分は、国税徴収法の例により、それぞれの処分の際に書面で通知します。"
                "徴収の順位は、国税及び地方税に次ぐものとします（適正化法第21条第2項）。",
                "直ちに完納されたときは、滞納処分を行いません。",
            )),
        ),
    )  # fmt: skip


def claim_refusal(record: ActRecord, number: str) -> Notice:
    """請求却下通知書 of a refuse_payment record."""
    payment = Payment.objects.select_related("grant").get(pk=record.subject_id)
    return to_company(
        CLAIM_REFUSAL, record, number,
        "下記の支払の請求については、支払うことができないと認めるので、却下したことを通知します。",
        [
            ("請求", f"第{payment.number}回　{payment.get_kind_display()}"),
            ("請求額", headline_yen(record.facts["amount_yen"])),
        ],
        grant=payment.grant, strong="請求額",
        parts=(
            reason(record.reason, "却下の理由"),
            Part("却下の後について", (
                "この却下は、交付決定額を変更するものではありません。理由が解消したときは、改めて請求することができます。",
            )),
        ),
    )  # fmt: skip


def _order_facts(order: models.RefundOrder, record: ActRecord) -> list[tuple[str, str]]:
    ordered = issued(REFUND_ORDER, made(order, record).pk)
    return [("返還命令", f"{ordered.number}　{wareki(order.ordered_on)}")]


def _receipt(order: models.RefundOrder, record: ActRecord) -> RefundReceipt:
    """The receipt a record's act wrote: each wrote one, days ascending."""
    rows = order.receipts.filter(reduction=None).order_by("received_on", "-principal_yen")
    return list(rows)[len(receipts_before(order, record))]


def _after(order: models.RefundOrder, record: ActRecord, receipt: RefundReceipt) -> Assessment:
    """The charges with a receipt in, to its day; final where it paid the principal up."""
    rate = fraction_on("charge_rate_per_day", order.ordered_on)
    paid = paid_before(order, record)
    money = receipt.amount_yen - receipt.recovered_yen
    if money:
        paid.append(DatedYen(receipt.received_on, money))
    return assess(terms(order, principal_yen(order, record)), paid, receipt.received_on, rate)


def _sheets(order: models.RefundOrder, found: Assessment) -> list[ChargeWorksheet]:
    rate = fraction_on("charge_rate_per_day", order.ordered_on)
    return [worksheet(found, kind, rate) for kind in Charge if found.yen_days(kind)]


def _allocation(receipt: RefundReceipt) -> SumTable:
    parts = (
        ("返還額（元本）", receipt.principal_yen),
        ("償却済みの返還額", receipt.recovered_yen),
        ("加算金", receipt.surcharge_yen),
        ("延滞金", receipt.late_yen),
        ("過誤納金（別に還付します）", receipt.overpaid_yen),
    )
    rows = [SumRow((name,), (yen,)) for name, yen in parts if yen]
    total = SumRow(("領収した額",), (receipt.amount_yen,), is_total=True)
    return SumTable("充当の内訳", ("充てた先",), (134,), ("金額",), (*rows, total))


def _charges_open(order: models.RefundOrder, record: ActRecord, found: Assessment) -> int:
    """加算金 and 延滞金 not paid, less what was waived or paid otherwise by then, in yen."""
    settled = reallocated_before(order, record)
    settled += sum(w.surcharge_yen + w.late_yen for w in waivers_before(order, record))
    return max(found.surcharge_open_yen + found.late_charge_open_yen - settled, 0)


def _charges_to_come(
    order: models.RefundOrder, record: ActRecord, found: Assessment, on: date
) -> Part:
    if found.principal_open_yen:
        text = (
            f"未納の返還額があるので、加算金及び延滞金は引き続き計算されます。上の計算は{wareki(on)}までのものです。"
            if found.surcharge_yen
            else "未納の返還額については、納期日の翌日から納付の日まで延滞金が加わります"
            "（適正化法第19条第2項）。"
        )
    else:
        left = _charges_open(order, record, found)
        billed = before(record).filter(subject_id=order.pk, act="bill_charges").exists()
        term = "加算金・延滞金納付通知書に定めるとおり" if billed else "別に通知するとおり"
        text = (
            f"返還額は完納されました。加算金及び延滞金の未納額は{format_yen(left)}です。"
            f"納付の期限は、{term}です。"
            if left
            else "返還額、加算金及び延滞金は、全て納付されました。"
        )
    return Part("今後の納付について", (text,))


def _formula(demand: Demand) -> str:
    """How the sum was reckoned, in figures."""
    given, asked = demand.reckoning, format_yen(demand.amount_yen)
    granted = format_yen(given["granted_yen"])
    if demand.kind == Demand.Kind.CTAX:
        return f"{granted} × 10/110 × {given['taxable_share']} = {asked}（円未満切捨て）"
    gain = f"（{format_yen(given['profit_yen'])} － {format_yen(given['own_share_yen'])}）"
    return (
        f"{gain} × {granted} ÷ {format_yen(given['cost_yen'])} － 納付済額"
        f"{format_yen(given['returned_yen'])} = {asked}（円未満切捨て。{granted}を限度とします。）"
    )


def _demand_article(demand: Demand) -> str:
    if demand.kind == Demand.Kind.PROFIT:
        return "適正化法第7条第2項の規定により付した条件"
    return "交付決定に付した条件"
