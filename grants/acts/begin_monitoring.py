"""事後管理の開始: settled; assets, commercialisation and books remain.

Who: case_officer
State: SETTLED → MONITORING
Ledger: none
Paper: none
Deadline: 企業化状況報告 (5 times), 消費税仕入控除税額報告, 財産管理状況; 文書の保存期間 anew
"""

from datetime import date, datetime
from uuid import UUID

from grants.models import Grant
from grants.retention import record_retention
from workflow import duties
from workflow.act import act, lock
from workflow.advance import advance
from workflow.calendar import dues_of, jst_day, parse_due_rule
from workflow.law import article_of, due_on, opening_days, rule_on
from workflow.models import ActRecord, Person


def completed_on(grant: Grant) -> date:
    """The day of completion as last reported."""
    report = grant.completion_reports.order_by("-version").first()
    assert report is not None, "a settled case was reported"
    return report.completed_on


@act
def begin_monitoring(grant_id: UUID, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Date what the company still owes after settlement."""
    grant = lock(Grant, grant_id)
    record = advance(grant, "to_monitoring", monitored_from=jst_day(now))
    done = completed_on(grant)
    rule = parse_due_rule(rule_on("commercial_due", grant.rules_on).value)
    for number, due in enumerate(dues_of(rule, done, opening_days()), start=1):
        duties.owe(
            record, grant, "COMMERCIAL", f"企業化状況報告（第{number}回）", due,
            article=article_of("commercial_due", grant.rules_on), period_key=str(number),
        )  # fmt: skip
    duties.owe(
        record, grant, "CTAX", "消費税仕入控除税額報告", due_on("ctax_due", done, grant.rules_on),
        article=article_of("ctax_due", grant.rules_on),
    )  # fmt: skip
    record_retention(grant)
    return record
