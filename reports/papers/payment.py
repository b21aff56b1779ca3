"""支払通知書: this payment, those before it, and what is left."""

from uuid import UUID

from django.db.models import QuerySet

from grants.models import Grant, Payment
from reports.papers.catalogue import PAYMENT_NOTICE
from reports.papers.history import before, fixing_before, ordered_back_yen, standing_yen
from reports.papers.letterhead import entry_mark, letterhead, reference
from reports.pdf.payment_notice import PaymentLine, PaymentNotice
from workflow.calendar import jst_day
from workflow.machines.payment import PaymentState
from workflow.models import ActRecord


def payment_notice(record: ActRecord, number: str) -> PaymentNotice:
    """The notice of a confirm_payment record."""
    payment = Payment.objects.select_related("organisation").get(pk=record.subject_id)
    grant = Grant.objects.select_related("plan").get(pk=payment.grant_id)
    fixed = fixing_before(grant, record)
    return PaymentNotice(
        head=letterhead(PAYMENT_NOTICE, payment.organisation, number, jst_day(record.acted_at)),
        grant=reference(grant),
        payments=tuple(_line(p) for p in [*paid_before(grant, record), payment]),
        entitled_label="確定額" if fixed else "交付決定額",
        entitled_yen=standing_yen(grant, record),
        returned_yen=ordered_back_yen(grant, record),
        account=None,
        claim_number=f"{grant.number} 第{payment.number}回請求",
        entry=entry_mark(grant.plan.segment, record),
    )


def number_of_payment(payment: Payment) -> str:
    """A payment as papers name it: 交付番号 and its turn."""
    return f"{payment.grant.number}-{payment.number}"


def _line(payment: Payment) -> PaymentLine:
    assert payment.value_on is not None, "a confirmed payment has a date"
    return PaymentLine(
        number_of_payment(payment),
        payment.get_kind_display(),
        payment.value_on,
        payment.amount_yen,
    )


def paid_before(grant: Grant, record: ActRecord) -> list[Payment]:
    """Confirmed before, and not given back by the bank before, oldest first."""
    earlier = before(record).filter(subject_id__in=grant.payments.values("pk"))
    confirmed = _subjects(earlier.filter(target=PaymentState.CONFIRMED))
    failed = _subjects(earlier.filter(target=PaymentState.FAILED))
    kept = grant.payments.filter(pk__in=confirmed).exclude(pk__in=failed)
    return list(kept.order_by("value_on", "number"))


def _subjects(records: QuerySet[ActRecord]) -> set[UUID]:
    return set(records.values_list("subject_id", flat=True))
