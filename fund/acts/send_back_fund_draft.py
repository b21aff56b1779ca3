"""基金の起案の差戻し: a placement or voucher goes back to who drafted it.

A placement approved but not settled is withdrawn by it (取止め): cash and limits are free again.

Who: accounting_approver, executive
State: placement 決裁待ち or 承認済 → 差戻し, voucher 決裁待ち → 差戻し
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from fund.acts.propose_placement import DOCUMENT as PLACEMENT
from fund.models import Placement, Voucher
from fund.vouchers import DOCUMENT as VOUCHER
from workflow.act import act, find, lock
from workflow.advance import record_act
from workflow.approvals import lapse, latest_draft, pending_draft, send_back
from workflow.calendar import jst_day
from workflow.models import ActRecord, ApprovalLapse, Draft, Person
from workflow.problems import Problem, refuse_if
from workflow.standing import standing_of

SUBJECTS: dict[str, type[Placement] | type[Voucher]] = {PLACEMENT: Placement, VOUCHER: Voucher}

APPROVED_SINCE = Problem(
    "approved_since",
    "この運用は、画面を表示した後に承認されました。",
    "画面を開き直してください。取り止めるときは「承認を取り消して差し戻す（取止め）」を選びます。",
)


def take_back_approval(placement: Placement, reason: str) -> None:
    """Let the last approval count no more: the draft waits for it again."""
    draft = latest_draft(PLACEMENT, placement.pk)
    assert draft is not None, "an approved placement was put up"
    for approval in standing_of(draft).approvals[-1:]:
        lapse(approval, ApprovalLapse.Cause.SENT_BACK, reason)


@act
def send_back_fund_draft(
    draft_id: UUID, reason: str, withdraws: bool = False, *,
    actor: Person, now: datetime, key: str,
) -> ActRecord:  # fmt: skip
    """Return the draft with the reason. withdraws: it was seen that an approval falls with it."""
    draft = find(Draft, draft_id)
    problems = []
    if draft.document not in SUBJECTS:
        problems.append(
            Problem("document", "基金の起案ではありません。", "案件の画面から差し戻してください。")
        )
    if not reason.strip():
        problems.append(
            Problem("reason", "差戻しの理由がありません。", "記入してください。", "reason")
        )
    refuse_if(problems)
    subject = lock(SUBJECTS[draft.document], draft.subject_id)
    if isinstance(subject, Placement) and subject.stage == "承認済":
        refuse_if([] if withdraws else [APPROVED_SINCE])
        take_back_approval(subject, reason)
    send_back(pending_draft(draft.document, subject.pk), draft.version, reason=reason)
    subject.returned_on = jst_day(now)
    subject.save(update_fields=["returned_on"])
    return record_act(subject, reason=reason)
