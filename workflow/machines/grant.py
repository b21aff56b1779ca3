"""交付: from the draft application to the end of every duty. No state blocks 17条3項."""

from django.db import models
from django_fsm import FSMField, transition


class GrantState(models.TextChoices):
    """Where a grant stands."""

    DRAFT = "DRAFT", "下書き"
    SUBMITTED = "SUBMITTED", "申請受理"
    RETURNED = "RETURNED", "補正依頼中"
    UNDER_REVIEW = "UNDER_REVIEW", "審査中"
    APPROVAL = "APPROVAL", "決裁中"
    REJECTED = "REJECTED", "不交付"
    DECIDED = "DECIDED", "交付決定"
    WITHDRAWN = "WITHDRAWN", "取下げ"
    RUNNING = "RUNNING", "事業実施中"
    SUSPENDED = "SUSPENDED", "一時停止"
    ABOLISHED = "ABOLISHED", "廃止承認"
    COMPLETED_REPORTED = "COMPLETED_REPORTED", "実績報告受理"
    UNDER_INSPECTION = "UNDER_INSPECTION", "確定検査済"
    CORRECTION_ORDERED = "CORRECTION_ORDERED", "是正命令"
    AMOUNT_FIXED = "AMOUNT_FIXED", "額の確定"
    SETTLED = "SETTLED", "精算済"
    MONITORING = "MONITORING", "事後管理中"
    CLOSED = "CLOSED", "終了"
    PARTLY_CANCELLED = "PARTLY_CANCELLED", "一部取消し"
    CANCELLED = "CANCELLED", "全部取消し"


S = GrantState
# 17条3項: a decision may be cancelled at any time after it was made, also after 額の確定.
CANCELLABLE = [
    S.DECIDED, S.RUNNING, S.SUSPENDED, S.ABOLISHED, S.COMPLETED_REPORTED, S.UNDER_INSPECTION,
    S.CORRECTION_ORDERED, S.AMOUNT_FIXED, S.SETTLED, S.MONITORING, S.CLOSED, S.PARTLY_CANCELLED,
]  # fmt: skip


class GrantMachine(models.Model):
    """The legal moves of a grant. Empty bodies: rules live in the acts."""

    state = FSMField("状態", default=S.DRAFT, choices=S, protected=True)

    class Meta:
        abstract = True

    @transition(field=state, source=[S.DRAFT, S.RETURNED], target=S.SUBMITTED)
    def to_submitted(self) -> None:
        """交付申請の到達 (適正化法5条・26条の3)."""

    @transition(field=state, source=[S.SUBMITTED, S.UNDER_REVIEW], target=S.RETURNED)
    def to_returned(self) -> None:
        """補正依頼."""

    @transition(field=state, source=S.SUBMITTED, target=S.UNDER_REVIEW)
    def to_under_review(self) -> None:
        """審査の開始 (6条1項)."""

    @transition(field=state, source=S.APPROVAL, target=S.UNDER_REVIEW)
    def to_sent_back(self) -> None:
        """決裁からの差戻し."""

    @transition(field=state, source=S.UNDER_REVIEW, target=S.APPROVAL)
    def to_approval(self) -> None:
        """審査の終了、決裁へ."""

    @transition(field=state, source=S.APPROVAL, target=S.DECIDED)
    def to_decided(self) -> None:
        """交付決定 (6条1項)."""

    @transition(field=state, source=[S.UNDER_REVIEW, S.APPROVAL], target=S.REJECTED)
    def to_rejected(self) -> None:
        """不交付決定."""

    @transition(field=state, source=S.DECIDED, target=S.UNDER_REVIEW)
    def to_voided(self) -> None:
        """交付決定の無効: a mistaken decision that nobody was told of."""

    @transition(field=state, source=S.DECIDED, target=S.WITHDRAWN)
    def to_withdrawn(self) -> None:
        """申請の取下げ (9条)."""

    @transition(field=state, source=[S.DECIDED, S.PARTLY_CANCELLED], target=S.RUNNING)
    def to_running(self) -> None:
        """着手、又は取下げ期日の経過. What a part cancellation left may still begin."""

    @transition(field=state, source=[S.RUNNING, S.PARTLY_CANCELLED], target=S.SUSPENDED)
    def to_suspended(self) -> None:
        """一時停止命令 (13条2項)."""

    @transition(field=state, source=S.SUSPENDED, target=S.RUNNING)
    def to_resumed(self) -> None:
        """一時停止の解除."""

    @transition(field=state, source=S.SUSPENDED, target=S.PARTLY_CANCELLED)
    def to_resumed_in_part(self) -> None:
        """一時停止の解除: what a part cancellation left goes on."""

    @transition(
        field=state, source=[S.RUNNING, S.SUSPENDED, S.PARTLY_CANCELLED], target=S.ABOLISHED
    )
    def to_abolished(self) -> None:
        """廃止の承認 (7条1項4号)."""

    @transition(
        field=state,
        source=[S.RUNNING, S.ABOLISHED, S.CORRECTION_ORDERED, S.PARTLY_CANCELLED],
        target=S.COMPLETED_REPORTED,
    )
    def to_completed_reported(self) -> None:
        """実績報告 (14条)."""

    @transition(field=state, source=S.COMPLETED_REPORTED, target=S.UNDER_INSPECTION)
    def to_under_inspection(self) -> None:
        """確定検査 (15条)."""

    @transition(field=state, source=S.UNDER_INSPECTION, target=S.CORRECTION_ORDERED)
    def to_correction_ordered(self) -> None:
        """是正命令 (16条)."""

    @transition(field=state, source=S.UNDER_INSPECTION, target=S.AMOUNT_FIXED)
    def to_amount_fixed(self) -> None:
        """額の確定 (15条)."""

    @transition(field=state, source=[S.AMOUNT_FIXED, S.PARTLY_CANCELLED], target=S.SETTLED)
    def to_settled(self) -> None:
        """精算の完了 (精算払、又は返還の完了)."""

    @transition(field=state, source=S.SETTLED, target=S.AMOUNT_FIXED)
    def to_unsettled(self) -> None:
        """精算払の組戻し: the bank gave the final payment back."""

    @transition(field=state, source=S.SETTLED, target=S.MONITORING)
    def to_monitoring(self) -> None:
        """事後管理 (財産・企業化状況)."""

    @transition(field=state, source=S.MONITORING, target=S.CLOSED)
    def to_closed(self) -> None:
        """全ての義務の終了."""

    @transition(field=state, source=CANCELLABLE, target=S.PARTLY_CANCELLED)
    def to_partly_cancelled(self) -> None:
        """一部取消し (10条・17条)."""

    @transition(field=state, source=S.CANCELLED, target=S.PARTLY_CANCELLED)
    def to_standing_again(self) -> None:
        """取消しの一部取消し: an appeal left a part of what was cancelled whole."""

    @transition(field=state, source=CANCELLABLE, target=S.CANCELLED)
    def to_cancelled(self) -> None:
        """全部取消し (10条・17条)."""
