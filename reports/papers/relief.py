"""督促状, 免除通知書 and 減額通知書 of a refund order, as things stood when the act was done."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from grants import models
from grants.acts.propose_waiver import GROUNDS
from grants.refund_terms import Ground
from grants.surcharge import Charge, assess
from reports.papers.catalogue import (
    CHARGES_DEMAND,
    CHARGES_NOTICE,
    DEMAND_LETTER,
    REDUCTION_NOTICE,
    REFUND_ORDER,
    WAIVER_NOTICE,
)
from reports.papers.history import before, issued, principal_yen
from reports.papers.letterhead import (
    account_on,
    annual_rate_text,
    entry_mark,
    holder_of,
    letterhead,
    reference,
)
from reports.papers.refund import (
    CHARGE_ARTICLES,
    made,
    order_of,
    paid_before,
    receipts_before,
    terms,
    worksheet,
)
from reports.pdf.charges_demand import ChargesDemand
from reports.pdf.demand_letter import DemandLetter
from reports.pdf.reduction_notice import ReductionNotice
from reports.pdf.waiver_notice import WaivedCharge, WaiverNotice
from reports.pdf.worksheet import ChargeWorksheet, WorksheetRow
from workflow.calendar import jst_day
from workflow.law import codes_on, fraction_on
from workflow.models import ActRecord, Obligation

FACTS = {Charge.SURCHARGE: "surcharge_yen", Charge.LATE: "late_yen"}


def demand_letter(record: ActRecord, number: str) -> DemandLetter:
    """The letter of a mark_overdue record: every 督促 has its own."""
    order, rate = _order_and_rate(record)
    issued_on, principal = jst_day(record.acted_at), principal_yen(order, record)
    paid = paid_before(order, record)
    found = assess(terms(order, principal), paid, issued_on, rate)
    open_yen: int = record.facts["open_yen"]
    return DemandLetter(
        head=letterhead(DEMAND_LETTER, holder_of(record), number, issued_on),
        grant=reference(order.grant),
        order_number=_number_of(order, record),
        ordered_on=order.ordered_on,
        principal_yen=principal,
        due_on=order.due_on,
        paid_yen=principal - open_yen,
        open_yen=open_yen,
        late=worksheet(found, Charge.LATE, rate),
        carries_surcharge=Ground(order.ground).bears_surcharge,
        again_on=Obligation.objects.get(made_by=record, kind="DEMAND").due_on,
        pay_to=account_on(issued_on),
    )


def charges_demand(record: ActRecord, number: str) -> ChargesDemand:
    """The letter of a demand_charges record: every 督促 has its own."""
    order, _ = _order_and_rate(record)
    bill = before(record).filter(subject_id=order.pk, act="bill_charges").last()
    assert bill is not None, "only billed charges are demanded"
    issued_on = jst_day(record.acted_at)
    surcharge, late = record.facts["surcharge_yen"], record.facts["late_yen"]
    return ChargesDemand(
        head=letterhead(CHARGES_DEMAND, holder_of(record), number, issued_on),
        grant=reference(order.grant),
        notice_number=issued(CHARGES_NOTICE, bill.pk).number,
        notified_on=jst_day(bill.acted_at),
        due_on=date.fromisoformat(record.facts["due_on"]),
        surcharge_yen=surcharge,
        late_yen=late,
        open_yen=surcharge + late,
        again_on=Obligation.objects.get(made_by=record, kind="DEMAND_CHARGES").due_on,
        pay_to=account_on(issued_on),
    )


def waiver_notice(record: ActRecord, number: str) -> WaiverNotice:
    """The notice of an approve_waiver record."""
    order, rate = _order_and_rate(record)
    waiver = order.waivers.get(meti_approval=record.facts["meti_approval"])
    issued_on = jst_day(record.acted_at)
    paid = paid_before(order, record)
    found = assess(terms(order, principal_yen(order, record)), paid, None, rate)
    charged = {Charge.SURCHARGE: found.surcharge_yen, Charge.LATE: found.late_charge_yen}
    settled = _settled_before(order, record)
    duty = Obligation.objects.filter(
        subject_id=order.pk, kind="CHARGES", made_by__acted_at__lte=record.acted_at
    ).first()
    return WaiverNotice(
        head=letterhead(WAIVER_NOTICE, holder_of(record), number, issued_on),
        grant=reference(order.grant),
        order_number=_number_of(order, record),
        ordered_on=order.ordered_on,
        charges=tuple(
            WaivedCharge(
                kind.label, CHARGE_ARTICLES[kind], charged[kind], settled[kind],
                record.facts[FACTS[kind]],
            )
            for kind in Charge
            if charged[kind]
        ),
        ground=codes_on(GROUNDS, issued_on)[waiver.ground],
        reasons=(waiver.reason,),
        approval_number=waiver.meti_approval,
        approved_on=waiver.meti_approved_on,
        due_on=duty.due_on if duty else None,
        entry=entry_mark(order.grant.plan.segment, record),
    )  # fmt: skip


def reduction_notice(record: ActRecord, number: str) -> ReductionNotice:
    """The notice of a reduce_order record, with both worksheets as they were kept."""
    order, rate = _order_and_rate(record)
    report = Obligation.objects.filter(
        subject_id=order.grant_id, kind="COMPLETION", made_by__act="reduce_order",
        made_by__acted_at=record.acted_at,
    ).first()  # fmt: skip
    reduction = order.reductions.get(pk=record.facts["reduction"])
    principal = principal_yen(order, record)
    paid = sum(r.principal_yen for r in receipts_before(order, record))
    return ReductionNotice(
        head=letterhead(REDUCTION_NOTICE, holder_of(record), number, jst_day(record.acted_at)),
        grant=reference(order.grant),
        order_number=_number_of(order, record),
        ordered_on=order.ordered_on,
        ruling=reduction.ruling,
        reasons=(reduction.reason,),
        before_yen=principal,
        reduced_yen=reduction.reduced_yen,
        after_yen=principal - reduction.reduced_yen,
        due_on=order.due_on,
        paid_yen=min(paid, principal),
        reckoned_on=date.fromisoformat(reduction.before["as_of"]),
        before=_kept(reduction.before, rate),
        after=_kept(reduction.after, rate),
        to_charges_yen=max(record.facts["surcharge_yen"] + record.facts["late_yen"], 0),
        overpaid_yen=record.facts["overpaid_yen"],
        entry=entry_mark(order.grant.plan.segment, record),
        stands_again_yen=record.facts.get("stands_again_yen", 0),
        report_due_on=report.due_on if report else None,
    )


def _order_and_rate(record: ActRecord) -> tuple[models.RefundOrder, Fraction]:
    order = order_of(record)
    return order, fraction_on("charge_rate_per_day", order.ordered_on)


def _number_of(order: models.RefundOrder, record: ActRecord) -> str:
    return issued(REFUND_ORDER, made(order, record).pk).number


def _settled_before(order: models.RefundOrder, record: ActRecord) -> dict[Charge, int]:
    """Of each charge, what had been paid or waived before a record, in yen."""
    money = receipts_before(order, record)
    other = before(record).filter(subject_id=order.pk, act__in=("reduce_order", "approve_waiver"))
    return {
        kind: sum(getattr(row, name) for row in money)
        + sum(row.facts.get(name, 0) for row in other)
        for kind, name in FACTS.items()
    }


def _kept(sheet: Mapping[str, Any], rate: Fraction) -> tuple[ChargeWorksheet, ...]:
    """A kept worksheet, charge by charge; one that counts no day is left out."""
    days = {
        kind: tuple(
            WorksheetRow(date.fromisoformat(first), date.fromisoformat(last), base)
            for code, first, last, _, base, _ in sheet["periods"]
            if code == kind.value
        )
        for kind in Charge
    }
    return tuple(
        ChargeWorksheet(
            kind.label, CHARGE_ARTICLES[kind], annual_rate_text(rate), rate, rows,
            sheet[FACTS[kind]],
        )
        for kind, rows in days.items()
        if rows
    )  # fmt: skip
