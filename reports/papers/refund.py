"""返還命令書 (適正化法18条) and 加算金・延滞金納付通知書 (19条) with their worksheets."""

from fractions import Fraction

from grants import models
from grants.refund_terms import DatedYen, Ground, RefundTerms
from grants.surcharge import Assessment, Charge, assess
from grants.write_offs import as_if_paid
from reports.papers.cancellation import ARTICLES
from reports.papers.catalogue import (
    AMOUNT_FIXED_NOTICE,
    CANCELLATION_NOTICE,
    CHARGES_NOTICE,
    REFUND_ORDER,
)
from reports.papers.history import before, fixing_before, issued, principal_yen
from reports.papers.letterhead import (
    account_on,
    annual_rate_text,
    entry_mark,
    holder_of,
    key_of_act,
    letterhead,
    reference,
    remedy_on,
)
from reports.papers.payment import number_of_payment
from reports.pdf.charges_notice import ChargesNotice, RefundReceipt
from reports.pdf.refund_order import RefundLot, RefundOrder
from reports.pdf.worksheet import ChargeWorksheet, WorksheetRow
from workflow.calendar import jst_day, wareki
from workflow.law import fraction_on
from workflow.machines.refund import RefundState
from workflow.models import ActRecord, Obligation

CHARGE_ARTICLES = {
    Charge.SURCHARGE: "適正化法第19条第1項",
    Charge.LATE: "適正化法第19条第2項",
}


def refund_order(record: ActRecord, number: str) -> RefundOrder:
    """The order of a record that made one, with 加算金 as it would be if paid on the due day."""
    order = order_of(record)
    ground = Ground(order.ground)
    rate = fraction_on("charge_rate_per_day", order.ordered_on)
    if_paid = [DatedYen(order.due_on, order.principal_yen)]
    preview = assess(terms(order, order.principal_yen), if_paid, None, rate)
    return RefundOrder(
        head=letterhead(REFUND_ORDER, holder_of(record), number, order.ordered_on),
        grant=reference(order.grant),
        ordered_under="第18条第2項" if ground is Ground.ART18_2 else "第18条第1項",
        ground=_ground_text(order, record),
        reasons=(order.reason,),
        principal_yen=order.principal_yen,
        due_on=order.due_on,
        pay_to=account_on(order.ordered_on),
        lots=tuple(
            RefundLot(
                lot.received_on,
                number_of_payment(lot.payment),
                lot.payment.amount_yen,
                lot.amount_yen,
            )
            for lot in order.lots.select_related("payment__grant").order_by(
                "-received_on", "-payment__number"
            )
        ),
        annual_rate=annual_rate_text(rate),
        daily_rate=rate,
        surcharge=worksheet(preview, Charge.SURCHARGE, rate) if ground.bears_surcharge else None,
        remedy=remedy_on(order.ordered_on),
        entry=entry_mark(order.grant.plan.segment, record, "REFUND_ORDER"),
    )


def charges_notice(record: ActRecord, number: str) -> ChargesNotice:
    """The notice of a bill_charges record: the charges are final, the principal is paid up."""
    order = order_of(record)
    rate = fraction_on("charge_rate_per_day", order.ordered_on)
    receipts = receipts_before(order, record)
    paid = paid_before(order, record)
    principal = principal_yen(order, record)
    found = assess(terms(order, principal), paid, None, rate)
    billed_on = jst_day(record.acted_at)
    credited_yen = sum(r.surcharge_yen + r.late_yen for r in receipts)
    credited_yen += reallocated_before(order, record)
    totals = (found.surcharge_yen, found.late_charge_yen)
    assert totals == (record.facts["surcharge_yen"], record.facts["late_yen"])
    waivers = waivers_before(order, record)
    # What was waived counts up to what is still charged: an appeal may have lowered it since.
    waived = (sum(w.surcharge_yen for w in waivers), sum(w.late_yen for w in waivers))
    waived_yen = sum(min(pair) for pair in zip(waived, totals, strict=True))
    return ChargesNotice(
        head=letterhead(CHARGES_NOTICE, holder_of(record), number, billed_on),
        grant=reference(order.grant),
        order_number=issued(REFUND_ORDER, made(order, record).pk).number,
        ordered_on=order.ordered_on,
        principal_yen=principal,
        refund_due_on=order.due_on,
        receipts=tuple(RefundReceipt(r.received_on, r.amount_yen) for r in receipts),
        charges=tuple(
            worksheet(found, kind, rate)
            for kind, yen in zip(Charge, totals, strict=True)
            if yen or found.yen_days(kind)
        ),
        credited_yen=credited_yen,
        waived_yen=waived_yen,
        waiver_reference="、".join(w.meti_approval for w in waivers),
        payable_yen=sum(totals) - credited_yen - waived_yen,
        due_on=Obligation.objects.get(made_by=record, kind="CHARGES").due_on,
        pay_to=account_on(billed_on),
        remedy=None,
    )


def order_of(record: ActRecord) -> models.RefundOrder:
    """The order a record is about."""
    rows = models.RefundOrder.objects.select_related("grant__plan", "organisation", "cancellation")
    return rows.get(pk=record.subject_id)


def terms(order: models.RefundOrder, principal: int) -> RefundTerms:
    """The order as the charge arithmetic takes it, at the principal of the day of a paper."""
    lots = tuple(DatedYen(lot.received_on, lot.amount_yen) for lot in order.lots.all())
    return RefundTerms(Ground(order.ground), principal, order.due_on, lots)


def worksheet(found: Assessment, kind: Charge, rate: Fraction) -> ChargeWorksheet:
    """One charge of an assessment as a paper shows it."""
    totals = {Charge.SURCHARGE: found.surcharge_yen, Charge.LATE: found.late_charge_yen}
    return ChargeWorksheet(
        kind=kind.label,
        article=CHARGE_ARTICLES[kind],
        annual_rate=annual_rate_text(rate),
        daily_rate=rate,
        rows=tuple(
            WorksheetRow(period.from_on, period.to_on, period.base_yen)
            for period in found.worksheet
            if period.kind is kind
        ),
        amount_yen=totals[kind],
    )


def _ground_text(order: models.RefundOrder, record: ActRecord) -> str:
    """The provision and the paper the order follows from, with its number and day."""
    article = ARTICLES[Ground(order.ground)]
    if record.act == "approve_change":
        return (
            f"適正化法{article}（計画変更の承認により、既に交付した額が変更後の交付決定額を超えたこと。"
            f"{wareki(order.ordered_on)}）"
        )
    if order.cancellation is None:
        fixing = fixing_before(order.grant, record)
        assert fixing is not None, "an excess is ordered back when the amount is fixed"
        paper = issued(AMOUNT_FIXED_NOTICE, fixing.pk)
        return (
            f"適正化法{article}（額の確定により、既に交付した額が確定額を超えたこと。"
            f"{paper.number}、{wareki(paper.issued_on)}）"
        )
    paper = issued(CANCELLATION_NOTICE, _cancelling(order, record).pk)
    scope = "全部" if order.cancellation.is_whole else "一部"
    return (
        f"適正化法{article}の規定による交付決定の{scope}取消し"
        f"（{paper.number}、{wareki(paper.issued_on)}）"
    )


def _cancelling(order: models.RefundOrder, record: ActRecord) -> ActRecord:
    """The record of the cancellation behind an order."""
    given = order.cancellation
    assert given is not None
    found = before(record).filter(
        subject_id=order.grant_id,
        act="cancel_decision",
        reason=given.reason,
        facts__ground=given.ground,
        facts__cancelled_yen=given.cancelled_yen,
        facts__refund_yen=given.refund_yen,
    )
    cancelling = found.last()
    assert cancelling is not None, "an order follows a recorded cancellation"
    return cancelling


def made(order: models.RefundOrder, record: ActRecord) -> ActRecord:
    """The record that made the order."""
    return before(record).get(subject_id=order.pk, target=RefundState.ORDERED)


def receipts_before(order: models.RefundOrder, record: ActRecord) -> list[models.RefundReceipt]:
    """What had come in before a record, days ascending: each of these acts wrote one receipt."""
    acts = before(record).filter(subject_id=order.pk, act__in=["receive_refund", "set_off_refund"])
    count = len({key_of_act(one) for one in acts})
    money = order.receipts.filter(reduction=None)
    return list(money.order_by("received_on", "-principal_yen")[:count])


def paid_before(order: models.RefundOrder, record: ActRecord) -> list[DatedYen]:
    """What counts as paid before a record: money, and what was written off by then."""
    money = [
        DatedYen(r.received_on, r.amount_yen - r.recovered_yen)
        for r in receipts_before(order, record)
        if r.amount_yen > r.recovered_yen
    ]
    day = jst_day(record.acted_at)
    return money + [lost for lost in as_if_paid(order) if lost.on < day]


def reallocated_before(order: models.RefundOrder, record: ActRecord) -> int:
    """Charges paid before a record by principal that an appeal had taken off, in yen."""
    lowered = before(record).filter(subject_id=order.pk, act="reduce_order")
    return sum(one.facts.get("surcharge_yen", 0) + one.facts.get("late_yen", 0) for one in lowered)


def waivers_before(order: models.RefundOrder, record: ActRecord) -> list[models.Waiver]:
    """What had been waived before a record, days ascending."""
    count = before(record).filter(subject_id=order.pk, act="approve_waiver").count()
    return list(order.waivers.order_by("waived_on")[:count])
