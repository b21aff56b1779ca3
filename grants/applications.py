"""交付申請書: what a company says in it, what stands against it, and how it is written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from fund.money import format_yen
from grants.amounts import CostLine, granted_yen
from grants.application_files import files_of, files_said
from grants.application_form import FormVersion, may_be_withheld
from grants.models import ApplicationVersion, BudgetLine, BudgetYear, Grant, Plan
from workflow.act import running_act
from workflow.calendar import fiscal_year
from workflow.models import Organisation
from workflow.problems import Problem


@dataclass(frozen=True)
class ApplicationLine:
    """A cost item of the application: eligible cost in yen, its rate, and its yearly split.

    years: (fiscal year, yen); empty where the whole project lies in one fiscal year.
    """

    item: str
    eligible_yen: int
    rate: Fraction
    years: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Application:
    """The contents that 適正化法施行令3条 asks for. requested_yen: 交付を受けようとする額.

    particulars: what the form's version asks in words, by name. confidential: names of what is not
    to be published, with the reason. draft: what was typed before, if it was saved.
    """

    title: str
    purpose: str
    starts_on: date
    ends_on: date
    own_funds: str
    requested_yen: int
    lines: tuple[ApplicationLine, ...]
    particulars: tuple[tuple[str, str], ...] = ()
    confidential: tuple[str, ...] = ()
    confidential_reason: str = ""
    draft: UUID | None = None

    def split(self, line: ApplicationLine) -> tuple[tuple[int, int], ...]:
        """A line's cost by fiscal year."""
        first, last = fiscal_year(self.starts_on), fiscal_year(self.ends_on)
        return line.years or (((first, line.eligible_yen),) if first == last else ())


NOT_PARTY = Problem(
    "not_party", "この計画の認定供給確保事業者ではありません。", "計画を選び直してください。"
)


def problems_preparing(
    given: Application, plan: Plan, organisation: Organisation, form: FormVersion, unit_yen: int
) -> list[Problem]:
    """Every reason why this cannot be kept as an application."""
    written = dict(given.particulars)
    asked = [
        ("title", "事業名", given.title), ("purpose", "目的及び内容", given.purpose),
        ("own_funds", "自己負担の調達先", given.own_funds),
        *((a.name, a.label, "") for a in form.lacking(written)),
    ]  # fmt: skip
    problems = [
        Problem(
            "missing", f"{label}が記入されていません。", "記入してください（施行令3条）。", name
        )
        for name, label, text in asked
        if not text.strip()
    ]
    if not plan.parties.filter(organisation=organisation).exists():
        problems.append(NOT_PARTY)
    if given.starts_on > given.ends_on:
        problems.append(
            Problem(
                "period", "完了予定日が開始予定日より前です。", "期間を直してください。", "ends_on"
            )
        )
    return [
        *problems,
        *problems_with_form(given, form),
        *problems_with_amounts(given, unit_yen),
        *problems_with_years(given),
    ]


def problems_with_form(given: Application, form: FormVersion) -> list[Problem]:
    """What this version of the form does not know, and what is withheld without a reason."""
    problems = []
    if not set(dict(given.particulars)) <= form.names:
        problems.append(
            Problem("unknown", "様式にない項目があります。", "画面を開き直してください。")
        )
    if not set(given.confidential) <= set(may_be_withheld(form)):
        problems.append(
            Problem(
                "confidential", "非公開にできない項目です。", "選び直してください。", "confidential"
            )
        )
    if given.confidential and not given.confidential_reason.strip():
        problems.append(
            Problem(
                "confidential_reason",
                "非公開の理由が記入されていません。",
                "公にすると害されるおそれのある利益を記入してください。",
                "confidential_reason",
            )
        )
    return problems


def problems_with_amounts(given: Application, unit_yen: int) -> list[Problem]:
    """The arithmetic that 6条1項 makes NEDO re-run: lines, rates and the sum asked for."""
    items = [line.item for line in given.lines]
    problems = []
    if not items or len(set(items)) != len(items):
        problems.append(
            Problem(
                "lines", "費目は1つ以上、重複なく記入します。", "費目を直してください。", "lines"
            )
        )
    if any(x.eligible_yen <= 0 or not 0 < x.rate <= 1 for x in given.lines):
        problems.append(
            Problem(
                "line_sum",
                "費目の対象費用と助成率を確認してください。",
                "正の額と1以下の率です。",
                "lines",
            )
        )
        return problems
    most = granted_yen([CostLine(x.item, x.eligible_yen, x.rate) for x in given.lines], unit_yen)
    if not 0 < given.requested_yen <= most:
        problems.append(
            Problem(
                "requested",
                f"申請額が算定額 {format_yen(most)} を超えるか、正の額ではありません。",
                "費目ごとの対象費用×助成率の合計（端数切捨て）以下にしてください。",
                "requested_yen",
            )
        )
    return problems


def problems_with_years(given: Application) -> list[Problem]:
    """The split of each line adds up, within the fiscal years of the project."""
    if given.starts_on > given.ends_on:
        return []
    first, last = fiscal_year(given.starts_on), fiscal_year(given.ends_on)
    problems = []
    for line in given.lines:
        years = given.split(line)
        inside = all(first <= year <= last and yen >= 0 for year, yen in years)
        is_once = len({year for year, _ in years}) == len(years)
        if not inside or not is_once or sum(yen for _, yen in years) != line.eligible_yen:
            problems.append(
                Problem(
                    "years",
                    f"「{line.item}」の年度別の内訳が、対象費用 {format_yen(line.eligible_yen)} "
                    f"又は事業期間（{first}〜{last}年度）と合いません。",
                    "年度ごとの額の合計を対象費用に一致させてください。",
                    "lines",
                )
            )
    return problems


COLUMNS = (
    "title", "purpose", "starts_on", "ends_on", "own_funds", "requested_yen", "confidential_reason",
)  # fmt: skip


def columns_of(given: Application, form: FormVersion) -> dict[str, Any]:
    """The columns of a grant that an application writes."""
    return {
        **{name: getattr(given, name) for name in COLUMNS},
        "form_version": form.valid_from,
        "particulars": dict(given.particulars),
        "confidential": list(given.confidential),
    }


def write_lines(grant: Grant, given: Application) -> None:
    """The cost lines with their yearly split, in place of those there were."""
    BudgetYear.objects.filter(line__grant=grant).delete()
    BudgetLine.objects.filter(grant=grant).delete()
    for position, line in enumerate(given.lines, start=1):
        row = BudgetLine.objects.create(
            grant=grant,
            organisation=grant.organisation,
            position=position,
            item=line.item,
            eligible_yen=line.eligible_yen,
            rate_numerator=line.rate.numerator,
            rate_denominator=line.rate.denominator,
        )
        BudgetYear.objects.bulk_create(
            BudgetYear(
                line=row, organisation=grant.organisation, fiscal_year=year, eligible_yen=yen
            )
            for year, yen in given.split(line)
        )


def keep_version(grant: Grant, given: Application) -> ApplicationVersion:
    """Keep everything the application says now, beside what it said before."""
    content = {
        **{name: _plain(getattr(given, name)) for name in COLUMNS},
        "particulars": dict(given.particulars),
        "confidential": list(given.confidential),
        "lines": [
            [x.item, x.eligible_yen, str(x.rate), [list(year) for year in given.split(x)]]
            for x in given.lines
        ],
    }
    return _keep(grant, content)


def version_to_file(grant: Grant) -> ApplicationVersion:
    """The version that is filed: the newest, or one more where other files are attached since."""
    newest = grant.application_versions.last()
    assert newest is not None, "an application is kept in versions from the first"
    if newest.content.get("files", []) == files_said(files_of(grant)):
        return newest
    return _keep(grant, newest.content)


def _keep(grant: Grant, content: dict[str, Any]) -> ApplicationVersion:
    running = running_act()
    return ApplicationVersion.objects.create(
        grant=grant,
        organisation=grant.organisation,
        version=grant.application_versions.count() + 1,
        content=content | {"files": files_said(files_of(grant))},
        saved_by=running.actor,
        saved_by_name=running.actor.name,
        saved_at=running.now,
    )


def withheld(grant: Grant, names: Iterable[str]) -> set[str]:
    """Which of these fields the company wants kept from publication."""
    return set(names) & set(grant.confidential)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
