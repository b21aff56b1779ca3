"""代表者・住所・名称の変更届 (適正化法7条1項, 軽微な変更): the company itself has changed.

Who: recipient_releaser
State: — (DECIDED … CANCELLED)
Ledger: none
Paper: none (the notification is the company's own)
Deadline: none
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from grants.acts.propose_succession import MOVABLE
from grants.models import BodyChange, Grant
from workflow import notices
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Organisation, Person, Role
from workflow.problems import Problem, refuse_if


@dataclass(frozen=True)
class BodyNotice:
    """How the company is called, where it sits and who represents it now, and since when."""

    name: str
    address: str
    representative: str
    changed_on: date
    evidence: str


def body_of(organisation: Organisation) -> dict[str, str]:
    """What such a notice is about, as registered."""
    return {
        "name": organisation.name,
        "address": organisation.address,
        "representative": organisation.representative,
    }


def problems_notifying(grant: Grant, given: BodyNotice, today: date) -> list[Problem]:
    """Every reason why the notice cannot be received."""
    problems = []
    if grant.state not in MOVABLE:
        problems.append(
            Problem("wrong_state", "交付決定後の案件に限ります。", "申請の内容は補正で改めます。")
        )
    after = {"name": given.name, "address": given.address, "representative": given.representative}
    if after == body_of(grant.organisation):
        problems.append(Problem("same", "変更がありません。", "変更した事項を記入してください。"))
    if not given.name.strip():
        problems.append(Problem("name", "名称がありません。", "記入してください。", "name"))
    if given.changed_on > today:
        problems.append(
            Problem(
                "changed_on", "変更日が先の日です。", "変更の後に届け出てください。", "changed_on"
            )
        )
    if not given.evidence.strip():
        problems.append(
            Problem(
                "evidence",
                "登記事項証明書等の確認書類がありません。",
                "記入してください。",
                "evidence",
            )
        )
    if grant.body_changes.filter(accepted_on=None).exists():
        problems.append(
            Problem("waiting", "受理を待つ届出があります。", "受理の後に届け出てください。")
        )
    return problems


@act
def notify_body_change(
    grant_id: UUID, given: BodyNotice, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Take the notice; it is in force once NEDO has compared it with its papers."""
    grant = lock(Grant, grant_id)
    refuse_if(problems_notifying(grant, given, jst_day(now)))
    BodyChange.objects.create(
        organisation=grant.organisation, grant=grant, before=body_of(grant.organisation),
        after={
            "name": given.name, "address": given.address, "representative": given.representative,
        },
        changed_on=given.changed_on, evidence=given.evidence, filed_at=now,
    )  # fmt: skip
    notices.tell_role(
        Role.CASE_OFFICER, "body_changed", grant, f"変更届（{grant.number}）", given.evidence
    )
    return record_act(grant, changed_on=given.changed_on)
