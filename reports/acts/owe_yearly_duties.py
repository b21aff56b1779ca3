"""年度の定例の義務の登録 (推進法34条8項, 通則法31条・38条): what NEDO owes for a fiscal year begun.

Who: section_chief, deadline_keeper
State: — (each fiscal year once)
Ledger: none
Paper: none
Deadline: 基金業務報告書, 財務諸表, 年度計画, 基金シート …; for each plan its check and report
"""

from datetime import date, datetime

from grants.series import continue_plan_duties
from reports.own_duties import owe_own_duties
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import fiscal_year, fiscal_year_end, jst_day
from workflow.models import ActRecord, DutyYear, Person
from workflow.problems import Problem, refuse_if


def problems_setting(segment: int, year: int, today: date) -> list[Problem]:
    """A year is set once, not before it begins."""
    problems = []
    if DutyYear.objects.filter(segment=segment, year=year).exists():
        problems.append(
            Problem(
                "known",
                f"{year}年度の定例の義務は登録済みです。",
                "期限の一覧を確認してください。",
                "fiscal_year",
            )
        )
    if year > fiscal_year(today):
        problems.append(
            Problem("early", "まだ始まっていない年度です。", "年度を選び直してください。")
        )
    return problems


@act
def owe_yearly_duties(
    segment: int, year: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Write NEDO's own duties of the year and those of every plan that goes on."""
    refuse_if(problems_setting(segment, year, jst_day(now)))
    written = DutyYear.objects.create(segment=segment, year=year)
    record = record_act(written, year=year)
    owe_own_duties(record, written, fiscal_year_end(year))
    continue_plan_duties(record, segment, year)
    return record
