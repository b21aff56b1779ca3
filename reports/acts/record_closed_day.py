"""休業日の登録 (民法142条, 祝日法): a day NEDO or the banks close besides, or open after all.

Who: system_admin, case_officer
State: — (the newest row of a day decides)
Ledger: none
Paper: none
Deadline: none is moved; what would fall on another day is proposed for re-dating
"""

from dataclasses import dataclass
from datetime import date, datetime

from reports.redating import proposals
from workflow import notices
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, ClosedDayChange, Person, Role
from workflow.models.law import Closing
from workflow.problems import Problem, refuse_if


@dataclass(frozen=True)
class ClosedDayEntry:
    """closing: who is closed. article: the law, gazette or decision it rests on."""

    day: date
    name: str
    closing: str
    article: str


def problems_closing_day(given: ClosedDayEntry, today: date) -> list[Problem]:
    """Days gone by are not reckoned anew; every change names what it rests on."""
    problems = []
    if given.day <= today:
        problems.append(Problem("day", "明日以後の日です。", "日付を直してください。", "day"))
    if given.closing not in Closing.values:
        problems.append(Problem("closing", "区分を選びます。", "選び直してください。", "closing"))
    if not given.name.strip() or not given.article.strip():
        problems.append(
            Problem(
                "article",
                "名称又は根拠がありません。",
                "官報又は決定を記入してください。",
                "article",
            )
        )
    return problems


@act
def record_closed_day(
    given: ClosedDayEntry, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Write the day; tell the chief how many duties would now fall on another date."""
    refuse_if(problems_closing_day(given, jst_day(now)))
    change = ClosedDayChange.objects.create(changed_at=now, **vars(given))
    found = proposals(jst_day(now))
    record = record_act(change, day=given.day, closing=given.closing, proposals=len(found))
    if found:
        notices.tell_role(
            Role.SECTION_CHIEF, "redating_proposed", change, "期限の再計算の候補があります",
            f"{given.name}（{day_text(given.day)}）の登録により、{len(found)}件の期限が変わります。"
            "確認のうえ、変更してください。",
        )  # fmt: skip
    return record
