"""基金の起案の差戻し: a placement or voucher goes back to who drafted it.

Who: accounting_approver, executive
State: placement or voucher 決裁待ち → 差戻し
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
from workflow.approvals import pending_draft, send_back
from workflow.calendar import jst_day
from workflow.models import ActRecord, Draft, Person
from workflow.problems import Problem, refuse_if

SUBJECTS: dict[str, type[Placement] | type[Voucher]] = {PLACEMENT: Placement, VOUCHER: Voucher}


@act
def send_back_fund_draft(
    draft_id: UUID, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Return the draft with the reason."""
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
    send_back(pending_draft(draft.document, subject.pk), draft.version, reason=reason)
    subject.returned_on = jst_day(now)
    subject.save(update_fields=["returned_on"])
    return record_act(subject, reason=reason)
