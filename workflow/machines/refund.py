"""返還命令: principal, then 加算金・延滞金, until nothing is open (適正化法18条–21条)."""

from django.db import models
from django_fsm import FSMField, transition


class RefundState(models.TextChoices):
    """Where a refund order stands."""

    ORDERED = "ORDERED", "返還命令"
    PART_PAID = "PART_PAID", "一部納付"
    PRINCIPAL_PAID = "PRINCIPAL_PAID", "元本完納"
    CHARGES_BILLED = "CHARGES_BILLED", "加算金等請求"
    CLEARED = "CLEARED", "完納"
    OVERDUE = "OVERDUE", "期限経過"
    COMPULSORY = "COMPULSORY", "強制徴収"
    WAIVED = "WAIVED", "免除"


R = RefundState
UNPAID = [R.ORDERED, R.PART_PAID, R.OVERDUE, R.COMPULSORY]


class RefundMachine(models.Model):
    """The legal moves of a refund order."""

    state = FSMField("状態", default=R.ORDERED, choices=R, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=UNPAID, target=R.PART_PAID)
    def to_part_paid(self) -> None:
        """一部納付 (令10条2項)."""

    @transition(field=state, source=UNPAID, target=R.PRINCIPAL_PAID)
    def to_principal_paid(self) -> None:
        """元本の完納."""

    @transition(field=state, source=R.PRINCIPAL_PAID, target=R.CHARGES_BILLED)
    def to_charges_billed(self) -> None:
        """加算金・延滞金の納付通知 (19条)."""

    @transition(
        field=state, source=[R.PRINCIPAL_PAID, R.CHARGES_BILLED, R.COMPULSORY], target=R.CLEARED
    )
    def to_cleared(self) -> None:
        """完納."""

    @transition(field=state, source=[R.ORDERED, R.PART_PAID], target=R.OVERDUE)
    def to_overdue(self) -> None:
        """納期日の経過 (19条2項・20条)."""

    @transition(field=state, source=[R.OVERDUE, R.PART_PAID, R.CHARGES_BILLED], target=R.COMPULSORY)
    def to_compulsory(self) -> None:
        """強制徴収 (21条)."""

    @transition(field=state, source=[R.PRINCIPAL_PAID, R.CHARGES_BILLED], target=R.WAIVED)
    def to_waived(self) -> None:
        """加算金・延滞金の免除 (19条3項)."""
