"""NEDO's own yearly duties: which there are, and writing those of a fiscal year."""

from collections.abc import Iterator
from datetime import date

from fund.models import Endowment
from grants.series import CHECK_TITLE, checks_to_come
from workflow import duties
from workflow.calendar import fiscal_year, fiscal_year_end
from workflow.law import article_of, due_on
from workflow.models import ActRecord, DutyYear, Obligation

# kind, title, rule of the law
YEARLY = (
    ("N_FUND", "基金業務報告書の提出", "fund_report_due"),
    ("N_COND", "基金の額及び実施状況の報告", "fund_condition_report_due"),
    ("N_FS", "財務諸表等の提出", "financial_statements_due"),
    ("N_SHEET", "基金シートの提出", "fund_sheet_due"),
    ("N_SHEET_OPEN", "基金シートの公表", "fund_sheet_open_due"),
    ("N_DOC", "法人文書の管理の状況の報告", "documents_report_due"),
    ("N_AUDIT", "計算証明書類の提出", "audit_papers_due"),
    ("N_PLAN", "翌年度の年度計画の届出及び公表", "yearly_plan_due"),
)
OWN_KINDS = frozenset(kind for kind, _, _ in YEARLY)


def owe_own_duties(record: ActRecord, year: DutyYear, ends_on: date) -> None:
    """Write the duties whose base is the end of the fiscal year; an endowment's act may have
    written some already, under the same period."""
    period = f"{year.segment}-{year.year}"
    known = set(
        Obligation.objects.filter(kind__in=OWN_KINDS, period_key=period).values_list(
            "kind", flat=True
        )
    )
    for kind, title, rule in YEARLY:
        if kind not in known:
            duties.owe(
                record, year, kind, f"{title}（{year.year}年度）", due_on(rule, ends_on, ends_on),
                article=article_of(rule, ends_on), period_key=period,
            )  # fmt: skip


def to_come(segment: int, today: date, from_on: date, to_on: date) -> Iterator[Obligation]:
    """What will be owed for fiscal years not begun, due in a span, by today's rules: never saved.

    A plan without an end is checked as long as it is valid.
    """
    if not Endowment.objects.filter(segment=segment).exists():
        return
    known = set(DutyYear.objects.filter(segment=segment).values_list("year", flat=True))
    for year in range(fiscal_year(today) + 1, fiscal_year(to_on) + 1):
        if year not in known:
            for duty in _of_year(segment, year):
                if from_on <= duty.due_on <= to_on:
                    yield duty


def _of_year(segment: int, year: int) -> Iterator[Obligation]:
    ends_on, period = fiscal_year_end(year), f"{segment}-{year}"
    for kind, title, rule in YEARLY:
        yield duties.draft(
            DutyYear(segment=segment, year=year), kind, f"{title}（{year}年度）",
            due_on(rule, ends_on, ends_on), article=article_of(rule, ends_on), period_key=period,
        )  # fmt: skip
    for plan, due, article in checks_to_come(segment, year):
        yield duties.draft(
            plan, "PLAN_CHECK", CHECK_TITLE, due, article=article, period_key=str(year)
        )


def years_to_set(segment: int, today: date) -> list[int]:
    """The fiscal years without their duties: this one and the last, from the first endowment on."""
    first = Endowment.objects.filter(segment=segment).order_by("received_on").first()
    if first is None:
        return []
    this = fiscal_year(today)
    known = DutyYear.objects.filter(segment=segment).values_list("year", flat=True)
    wanted = range(max(this - 1, fiscal_year(first.received_on)), this + 1)
    return [year for year in wanted if year not in set(known)]
