"""申請の取下げ (適正化法9条): filed by its date, the decision is deemed never to have been made.

Who: case_officer
State: DECIDED → WITHDRAWN
Ledger: JE10 (B300 → B200, all of it)
Paper: 交付申請取下げ受理書
Deadline: ends every open duty but answers to what was filed; 届出・申請の処理 met
"""

from datetime import date, datetime
from uuid import UUID

from fund import ledger
from fund.entries import release_entry
from grants.case import balances_of, books_of
from grants.models import Grant
from grants.plan_measures import watch_ceiling
from grants.submissions import OUTLIVING, problems_contradicting, take_up
from workflow import duties, notices
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person, Role
from workflow.problems import Problem, refuse_if


def problems_withdrawing(grant: Grant, filed_on: date, today: date) -> list[Problem]:
    """Every reason why the withdrawal does not count."""
    problems = []
    if grant.withdrawal_until is not None and filed_on > grant.withdrawal_until:
        problems.append(
            Problem(
                "too_late",
                f"取下げの期限（{day_text(grant.withdrawal_until)}）を過ぎています。",
                "事業を行わないときは廃止の承認を申請してください（7条1項4号）。",
                "filed_on",
            )
        )
    if filed_on > today or (grant.decided_on is not None and filed_on < grant.decided_on):
        problems.append(
            Problem(
                "filed_on",
                "取下げ書の到達日が正しくありません。",
                "到達の記録を確認してください。",
                "filed_on",
            )
        )
    return problems


@act
def withdraw_grant(
    grant_id: UUID, filed_on: date, reason: str, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Accept the company's withdrawal and release the whole budget."""
    grant = lock(Grant, grant_id)
    refuse_if(
        problems_withdrawing(grant, filed_on, jst_day(now))
        + problems_contradicting(grant, "WITHDRAWAL", filed_on=filed_on)
    )
    record = advance(grant, "to_withdrawn", reason=reason, filed_on=filed_on)
    take_up(record, grant, "WITHDRAWAL")
    duties.cancel_all_but(record, grant, OUTLIVING)
    watch_ceiling(record, grant.plan, jst_day(now))
    notices.tell(
        notices.people_of(grant.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
        "withdrawal_accepted",
        grant,
        f"取下げの受理（{grant.number}）",
        "申請の取下げを受理しました。交付決定はなかったものとみなされます（適正化法9条2項）。",
    )
    entry = release_entry(
        books_of(grant),
        balances_of(grant)["B300"],
        jst_day(now),
        f"取下げ {grant.number}",
        "WITHDRAWAL",
    )
    ledger.post(grant.plan.segment, entry, key=key, actor=actor.pk)
    return record
