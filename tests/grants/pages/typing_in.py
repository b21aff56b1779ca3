"""What a person would type into an act's form to perform a deed: arguments back into fields."""

from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Model

from fund.correcting import RightLine
from fund.forms.acts import FundForm
from grants.acts.propose_demand import ProfitReport, TaxReport
from grants.applications import ApplicationLine
from grants.inspecting import InspectedLine
from workflow.act_forms import ActForm

# A dataclass's field that the form calls otherwise, row by row.
PAIRS = {"answers": "", "particulars": "", "comments": "comment_", "contents": "content_"}
ROWS = {"eligible_yen": "eligible", "costs_yen": "cost"}


def typed(form: ActForm, args: tuple[Any, ...]) -> dict[str, Any]:
    """The form's fields for these arguments: what it begins with, overwritten by the deed's."""
    wanted = _hidden(form) | _cleared(form)
    rest = [value for value in args if not _is_subject(form, value)]
    is_of_fund = isinstance(form, FundForm) and rest[:1] == [form.segment]
    if is_of_fund or "fiscal_year" in form.fields:
        rest = rest[1:]  # the 勘定 is the fund's own, nobody types it
    # The version read stands hidden in the form already.
    visible = tuple(field.name for field in form.visible_fields())
    answers = iter([*(["version"] if form.document else []), *(form.answers or visible)])
    for value in rest:
        if is_dataclass(value):
            wanted |= _of_dataclass(value)
        elif isinstance(value, Model | list | tuple):
            wanted |= _of_companies(form, value)
        else:
            wanted[next(answers)] = _text(value)
    return {name: value for name, value in wanted.items() if value is not None}


def _is_subject(form: ActForm, value: Any) -> bool:
    return isinstance(value, UUID) and form.subject is not None and value == form.subject.pk


def _hidden(form: ActForm) -> dict[str, Any]:
    return {
        name: str(form.get_initial_for_field(field, name))
        for name, field in form.fields.items()
        if field.widget.is_hidden
    }


def _cleared(form: ActForm) -> dict[str, Any]:
    """Offered texts that a person would empty: standard conditions."""
    return {name: "" for name in form.fields if name.startswith(("condition_", "article_"))}


def _of_dataclass(given: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if isinstance(given, ProfitReport | TaxReport):
        found["kind"] = "PROFIT" if isinstance(given, ProfitReport) else "CTAX"
    for name, value in vars(given).items():
        found |= _of_part(name, value)
    return found


def _of_part(name: str, value: Any) -> dict[str, Any]:
    if name in ROWS:
        return {f"{ROWS[name]}_{n}": _text(yen) for n, yen in enumerate(value, start=1)}
    if name == "conditions":
        texts = {f"condition_{n}": text for n, (text, _) in enumerate(value)}
        return texts | {f"article_{n}": article for n, (_, article) in enumerate(value)}
    if name in PAIRS and not isinstance(value, str):
        return {f"{PAIRS[name]}{code}": _fact(answer) for code, answer in value}
    if name in _OF_ROWS:
        rows: dict[str, Any] = _OF_ROWS[name](value)
        return rows
    if is_dataclass(value):
        return _of_dataclass(value)
    return {name: list(value) if name == "confidential" else _text(value)}


def _of_lines(lines: Iterable[Any]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for n, line in enumerate(lines):
        if isinstance(line, ApplicationLine):
            found |= {f"item_{n}": line.item, f"cost_{n}": _text(line.eligible_yen)}
            found[f"rate_{n}"] = _text(line.rate)
            found[f"years_{n}"] = " ".join(f"{year}:{yen}" for year, yen in line.years)
        elif isinstance(line, RightLine):
            found |= {f"{name}_{n}": _text(value) for name, value in vars(line).items()}
        elif isinstance(line, InspectedLine):
            found[f"claimed_{n + 1}"] = _text(line.claimed_yen)
            found[f"admitted_{n + 1}"] = _text(line.admitted_yen)
            found[f"reason_{n + 1}"] = line.reason
            found[f"code_{n + 1}"] = line.reason_code
    return found


def _of_checks(checks: Iterable[Any]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for check in checks:
        found[f"disallowed_{check.number}"] = _text(check.disallowed_yen)
        found[f"check_code_{check.number}"] = check.reason_code
    return found


def _of_remedies(remedies: Iterable[Any]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for n, row in enumerate(remedies):
        found |= {f"finding_{n}": row.text, f"remedy_{n}": row.remedy}
        found[f"due_on_{n}"] = _text(row.due_on)
    return found


def _of_documents(documents: Iterable[Any]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for kind, on, yen, reference in documents:
        found |= {f"on_{kind}": _text(on), f"yen_{kind}": _text(yen)}
        found[f"reference_{kind}"] = reference
    return found


def _of_companies(form: ActForm, value: Any) -> Mapping[str, Any]:
    if "revision" in form.fields:
        return dict(value)
    if "chosen" in form.fields:
        return {"chosen": [f"{draft}:{stage}" for draft, stage, _ in value]}
    if isinstance(value, Model):
        return {}
    keys = [str(row.pk) for row in value]
    if "lead" in form.fields:
        return {"lead": keys[0], "others": keys[1:]}
    return {"joining": keys}


def _fact(value: Any) -> str | None:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else _text(value)


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "on" if value else None
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Fraction) and not value:
        return ""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


# A dataclass's field that is typed in row by row.
_OF_ROWS: dict[str, Any] = {
    "lines": _of_lines,
    "costs": lambda rows: {f"{kind}_{n}": _text(yen) for kind, n, yen in rows},
    "checks": _of_checks,
    "remedies": _of_remedies,
    "documents": _of_documents,
    "inspectors": lambda people: {"inspectors": [str(pk) for pk in people]},
}
