"""基金の造成 (機構法16条の6第2項): a subsidy of the State arrives on the fund's account.

Who: treasury_manager
State: —
Ledger: JE01 (1101 / 2151, B100 → B200)
Paper: 受入調書
Deadline: 基金業務報告書 (推進法34条8項), 基金の額等の報告 (施行令4条2項2号) of that fiscal year
"""

from dataclasses import dataclass
from datetime import date, datetime

from fund import ledger
from fund.bank_lines import problems_with_reference
from fund.entries import endowment_entry
from fund.models import Endowment
from workflow import duties
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import fiscal_year, jst_day
from workflow.law import article_of, due_on
from workflow.models import ActRecord, Obligation, Person
from workflow.problems import Problem, refuse_if

YEARLY_DUTIES = (
    ("N_FUND", "基金業務報告書の提出", "fund_report_due"),
    ("N_COND", "基金の額及び実施状況の報告", "fund_condition_report_due"),
)


@dataclass(frozen=True)
class EndowmentNotice:
    """METI's notice and one line of the bank that pays it, or a part of it.

    budget_year: the State's budget year of the money. amount_yen: what this line brought.
    """

    segment: int
    notice_number: str
    notice_on: date
    received_on: date
    budget_year: int
    amount_yen: int
    bank_reference: str


def problems_endowing(given: EndowmentNotice, today: date) -> list[Problem]:
    """Every reason why the money cannot be booked as an endowment."""
    problems = []
    if given.amount_yen <= 0:
        problems.append(
            Problem("amount", "受入額は正の額です。", "通知書を確認してください。", "amount_yen")
        )
    if not given.notice_on <= given.received_on <= today:
        problems.append(
            Problem(
                "dates",
                "通知日、受入日、本日の順が正しくありません。",
                "日付を確認してください。",
                "received_on",
            )
        )
    if not given.notice_number.strip():
        problems.append(
            Problem(
                "missing", "通知の文書番号がありません。", "記入してください。", "notice_number"
            )
        )
    booked = Endowment.objects.filter(bank_reference=given.bank_reference)
    problems += problems_with_reference(given.bank_reference, booked)
    return problems


@act
def endow_fund(given: EndowmentNotice, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Book the subsidy and note the reports it makes due."""
    refuse_if(problems_endowing(given, jst_day(now)))
    endowment = Endowment.objects.create(**vars(given))
    record = record_act(endowment, amount_yen=given.amount_yen, notice_number=given.notice_number)
    year = fiscal_year(given.received_on)
    for kind, title, rule in YEARLY_DUTIES:
        if Obligation.objects.filter(kind=kind, period_key=f"{given.segment}-{year}").exists():
            continue
        duties.owe(
            record,
            endowment,
            kind,
            f"{title}（{year}年度）",
            due_on(rule, given.received_on, given.received_on),
            article=article_of(rule, given.received_on),
            period_key=f"{given.segment}-{year}",
        )
    memo = f"基金造成 {given.notice_number}"
    entry = endowment_entry(given.amount_yen, given.budget_year, given.received_on, memo)
    entry = ledger.in_open_month(given.segment, entry, jst_day(now))
    ledger.post(given.segment, entry, key=key, actor=actor.pk)
    return record
