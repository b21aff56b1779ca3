"""Reports that come round: one dated row a period, made and cut by the acts that move the end.

Calling again with another end adds what is missing and ends what lies beyond; rows written before
stand, met or late as they are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import QuerySet

from grants.models import Grant, Plan
from grants.policies import bound_from, companies_of, dues_under_policy
from workflow import duties
from workflow.act import running_act
from workflow.calendar import (
    Due,
    dues_of,
    fiscal_year,
    fiscal_year_end,
    fiscal_year_start,
    parse_due_rule,
)
from workflow.law import article_of, due_on, opening_days, rule_on
from workflow.machines.asset import AssetState
from workflow.machines.grant import GrantState
from workflow.machines.plan import VALID
from workflow.models import ActRecord

# While the work goes on: rule and title; the completion report takes their place.
_RUNNING = {
    "PROGRESS": ("progress_due", "遂行状況報告"),
    "FY_END": ("fy_end_report_due", "年度末実績報告"),
}
WHILE_RUNNING = tuple(_RUNNING)
# NEDO's duty to note that the work began, which opens inspections and payments.
START_RECORD = "START_RECORD"
CHECK_TITLE = "認定供給確保計画の遂行の確認"
_ENDED_ASSETS = (AssetState.RELEASED, AssetState.DISPOSED)


def date_reports_of_the_work(record: ActRecord, grant: Grant) -> None:
    """What a decision binds the company to report: 実績報告 (14条) and the running reports."""
    owe_completion(record, grant, "実績報告", grant.ends_on)
    assert grant.decided_on is not None, "the decision binds from its day"
    date_running_reports(record, grant, grant.decided_on)


def owe_completion(record: ActRecord, grant: Grant, title: str, base_on: date) -> None:
    """実績報告 (14条) from a day on; where one was received before, as another one."""
    rule, received = "completion_report_due", grant.completion_reports.count()
    duties.owe(
        record, grant, "COMPLETION", title, due_on(rule, base_on, grant.rules_on),
        article=article_of(rule, grant.rules_on), period_key=str(received + 1) if received else "",
    )  # fmt: skip


def date_running_reports(record: ActRecord, grant: Grant, since_on: date) -> None:
    """遂行状況報告 each quarter and 年度末実績報告 each year that end before the work does.

    None is late as it is made: what could have been due before today is not asked for.
    """
    for kind, dues in reports_while_running(grant, since_on):
        (rule, title), today = _RUNNING[kind], running_act().today
        to_come = {period: due for period, due in dues.items() if due.due_on >= today}
        article = article_of(rule, grant.rules_on)
        duties.owe_each(record, grant, kind, title, to_come, article=article)
    duties.cancel_later(record, grant, grant.ends_on - timedelta(days=1), *WHILE_RUNNING)


def reports_while_running(grant: Grant, since_on: date) -> Iterator[tuple[str, dict[str, Due]]]:
    """The kinds of running report, each with its dates by period, from a day on."""
    last = grant.ends_on - timedelta(days=1)
    # 14条後段 asks for the year in which the decision was made, were it on its last day.
    for kind, name, first in (
        ("PROGRESS", quarter_key, since_on + timedelta(days=1)), ("FY_END", year_key, since_on),
    ):  # fmt: skip
        dues = _dues(_RUNNING[kind][0], first, last, grant.rules_on)
        yield kind, {name(due.base_on): due for due in dues}


def date_reports_afterwards(record: ActRecord, grant: Grant) -> None:
    """企業化状況報告 (five times) and 消費税仕入控除税額報告, at 額の確定."""
    done, on = grant.completion_reports.latest("version").completed_on, grant.rules_on
    yearly = dues_of(parse_due_rule(rule_on("commercial_due", on).value), done, opening_days())
    for number, due in enumerate(yearly, start=1):
        duties.owe_each(
            record, grant, "COMMERCIAL", f"企業化状況報告（第{number}回）", {str(number): due},
            article=article_of("commercial_due", on),
        )  # fmt: skip
    duties.owe_each(
        record, grant, "CTAX", "消費税仕入控除税額報告", {"": due_on("ctax_due", done, on)},
        article=article_of("ctax_due", on),
    )  # fmt: skip


def date_asset_reports(record: ActRecord, grant: Grant) -> None:
    """取得財産等管理状況報告 each year until the last restriction ends.

    None of a case cancelled whole; and what such a case, standing again, was not asked for while it
    was cancelled, it is not asked for afterwards.
    """
    if grant.state == GrantState.CANCELLED:
        return
    kept = grant.assets.exclude(state__in=_ENDED_ASSETS)
    until = max((asset.restricted_until for asset in kept), default=None)
    if until is None:
        duties.cancel_later(record, grant, running_act().today, "ASSET")
        return
    first = min(asset.acquired_on for asset in kept)
    dues = _dues("asset_report_due", first, until, grant.rules_on)
    let_be = duties.ended_before(grant, "ASSET", running_act().today)
    duties.owe_each(
        record, grant, "ASSET", "取得財産等管理状況報告",
        {year_key(due.base_on): due for due in dues if year_key(due.base_on) not in let_be},
        article=article_of("asset_report_due", grant.rules_on),
    )  # fmt: skip
    duties.cancel_later(record, grant, until, "ASSET")


def date_plan_reports(record: ActRecord, plan: Plan, today: date) -> int:
    """実施状況報告 and GX of each company, each year since it is in the plan to the plan's end.

    Where no end is known, for the fiscal years begun by today. Returns the new rows.
    """
    known_end = plan.ends_on or fiscal_year_end(fiscal_year(today))
    rule, on = "plan_annual_due", plan.certified_on
    new = 0
    for party in companies_of(plan):
        dues = _dues(rule, bound_from(party, on), known_end, on)
        new += duties.owe_each(
            record, party, "PLAN_ANNUAL", "認定供給確保計画の実施状況報告", _by_year(dues),
            article=article_of(rule, on),
        )  # fmt: skip
        duties.cancel_later(record, party, known_end, "PLAN_ANNUAL")
    return new + _date_gx_reports(record, plan, known_end)


def _date_gx_reports(record: ActRecord, plan: Plan, until: date) -> int:
    """温室効果ガスの排出 each year from the certification on, where the plan's text asks for it.

    A small company may take other measures in its stead. Returns the new rows.
    """
    known = plan.policy.duties.get("gx")
    if known is None:
        return 0
    new = 0
    for party in companies_of(plan).filter(organisation__is_small=False):
        dues = dues_under_policy(plan, "gx", bound_from(party, plan.certified_on), until)
        new += duties.owe_each(
            record, party, "PLAN_GX", known["title"], _by_year(dues), article=known["article"]
        )
        duties.cancel_later(record, party, until, "PLAN_GX")
    return new


def _by_year(dues: Iterable[Due]) -> dict[str, Due]:
    return {year_key(due.base_on): due for due in dues}


def date_plan_check(record: ActRecord, plan: Plan, year: int) -> int:
    """NEDO's yearly check of a plan, once a year. Returns the new rows."""
    rule, on = "plan_check_due", plan.certified_on
    return duties.owe_each(
        record, plan, "PLAN_CHECK", CHECK_TITLE,
        {str(year): due_on(rule, fiscal_year_end(year), on)}, article=article_of(rule, on),
    )  # fmt: skip


def end_plan_reports(record: ActRecord, plan: Plan, last: date) -> None:
    """End the yearly duties of a plan whose base day lies after its last one, and the application
    for a change that METI ordered: there is no certified plan to be changed."""
    duties.cancel_later(record, plan, last, "PLAN_CHECK")
    for party in plan.parties.all():
        duties.cancel_later(record, party, last, "PLAN_ANNUAL", "PLAN_CFP", "PLAN_GX")
        duties.cancel_open(record, party, "PLAN_CHANGE_ORDER")


def continue_plan_duties(record: ActRecord, segment: int, year: int) -> int:
    """What every plan of a 勘定 owes for a fiscal year begun: check, and report where no end is
    known. Returns the new rows."""
    new = 0
    for plan in _plans_of(segment, year):
        if _is_checked_for(plan, year):
            new += date_plan_check(record, plan, year)
        if plan.ends_on is None:
            new += date_plan_reports(record, plan, fiscal_year_end(year))
    return new


def checks_to_come(segment: int, year: int) -> Iterator[tuple[Plan, Due, str]]:
    """NEDO's checks for a fiscal year not begun, as the plans stand: plan, date and article."""
    for plan in _plans_of(segment, year):
        if _is_checked_for(plan, year):
            rule, on = "plan_check_due", plan.certified_on
            yield plan, due_on(rule, fiscal_year_end(year), on), article_of(rule, on)


def _plans_of(segment: int, year: int) -> QuerySet[Plan]:
    plans = Plan.objects.filter(segment=segment, state__in=VALID).order_by("number")
    return plans.filter(certified_on__lte=fiscal_year_end(year))


def _is_checked_for(plan: Plan, year: int) -> bool:
    return plan.ends_on is None or plan.ends_on >= fiscal_year_start(year)


def quarter_key(day: date) -> str:
    """The quarter that ends on a day, e.g. 2026-Q2 for 30 September 2026."""
    return f"{fiscal_year(day)}-Q{(day.month - 4) % 12 // 3 + 1}"


def year_key(day: date) -> str:
    """The fiscal year of a day, e.g. 2026."""
    return str(fiscal_year(day))


def _dues(rule: str, first_on: date, last_on: date, rules_on: date) -> list[Due]:
    parsed = replace(parse_due_rule(rule_on(rule, rules_on).value), times=None)
    return dues_of(parsed, first_on, opening_days(), last_on)
