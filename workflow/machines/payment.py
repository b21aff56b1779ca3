"""支払: 概算払 and 精算払, from the claim to the bank's value date."""

from django.db import models
from django_fsm import FSMField, transition


class PaymentState(models.TextChoices):
    """Where a payment stands."""

    REQUESTED = "REQUESTED", "請求"
    CHECKED = "CHECKED", "審査済"
    APPROVED = "APPROVED", "支払決定"
    FILE_SENT = "FILE_SENT", "振込依頼済"
    CONFIRMED = "CONFIRMED", "支払済"
    FAILED = "FAILED", "不能"
    REFUSED = "REFUSED", "却下"


P = PaymentState


class PaymentMachine(models.Model):
    """The legal moves of a payment. CONFIRMED → FAILED: the bank returned it afterwards."""

    state = FSMField("状態", default=P.REQUESTED, choices=P, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=P.REQUESTED, target=P.CHECKED)
    def to_checked(self) -> None:
        """経理担当の確認."""

    @transition(field=state, source=[P.REQUESTED, P.CHECKED, P.APPROVED], target=P.REFUSED)
    def to_refused(self) -> None:
        """請求の却下: any time before the bank is instructed."""

    @transition(field=state, source=P.CHECKED, target=P.APPROVED)
    def to_approved(self) -> None:
        """支払の決定."""

    @transition(field=state, source=P.APPROVED, target=P.FILE_SENT)
    def to_file_sent(self) -> None:
        """銀行への振込依頼."""

    @transition(field=state, source=P.FILE_SENT, target=P.CONFIRMED)
    def to_confirmed(self) -> None:
        """銀行の支払日の確認."""

    @transition(field=state, source=P.APPROVED, target=P.CONFIRMED)
    def to_set_off(self) -> None:
        """相殺 (20条): 銀行を経ない支払."""

    @transition(field=state, source=[P.FILE_SENT, P.CONFIRMED], target=P.FAILED)
    def to_failed(self) -> None:
        """振込不能・組戻し."""
