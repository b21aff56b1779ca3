"""What a report asks, as data: sections of questions, and how an answer that was typed is read.

Answers are kept as they were typed, so that an unfinished draft loses nothing; they are read when
they are checked. Pure: no database, no clock. A question's code is also its field's name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from fund.money import MoneyTextError, format_amount, parse_yen
from workflow.calendar import is_usable_day
from workflow.problems import Problem

Answers = Mapping[str, str]
REASON = "_reason"
NUMBERS = frozenset({"yen", "count", "percent", "number"})
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，／－％", "0123456789.,/-%")


class AnswerError(ValueError):
    """An answer that cannot be read; the message is for the person who typed it."""


@dataclass(frozen=True)
class Question:
    """One thing asked. kind: text, long, yen, day, count, percent, number or choice.

    carries: begun with the last report's answer. compares: a large difference from the last report
    needs a reason. is_past: a day that cannot lie ahead.
    """

    code: str
    label: str
    kind: str
    is_required: bool = False
    hint: str = ""
    carries: bool = False
    compares: bool = False
    is_past: bool = False
    choices: tuple[str, ...] = ()

    @property
    def reason_code(self) -> str:
        """The name of the field for the reason of a large difference."""
        return self.code + REASON


@dataclass(frozen=True)
class TableRow:
    """A row of a table: its heading, what is known already, and what is asked."""

    heading: str
    known: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Section:
    """A part of a report: single questions, or the rows of a table under headings.

    rows_needed: how many rows at least must be filled in. is_free: rows may stay empty.
    """

    code: str
    title: str
    note: str = ""
    questions: tuple[Question, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[TableRow, ...] = ()
    rows_needed: int = 0
    is_free: bool = False

    def every(self) -> Iterator[Question]:
        """All questions of the section in their order."""
        yield from self.questions
        for row in self.rows:
            yield from row.questions


@dataclass(frozen=True)
class KnownRow:
    """A row the case brings with it, e.g. a cost line and its budget."""

    heading: str
    known: tuple[str, ...]


def sections_of(content: Mapping[str, Any], known: Sequence[KnownRow] = ()) -> list[Section]:
    """The sections of a form's version; tables of `lines` get the case's own rows."""
    return [_section(part, known) for part in content["sections"]]


def questions_of(sections: Sequence[Section]) -> list[Question]:
    """All questions in their order."""
    return [question for section in sections for question in section.every()]


def _section(part: Mapping[str, Any], known: Sequence[KnownRow]) -> Section:
    code, title, note = part["code"], part["title"], part.get("note", "")
    if "columns" not in part:
        asked = tuple(_question(field, field["code"]) for field in part["fields"])
        return Section(code, title, note, questions=asked)
    given = list(known) if part.get("rows") == "lines" else None
    heads = given or [KnownRow(str(n), ()) for n in range(1, int(part.get("count", 1)) + 1)]
    rows = tuple(_row(part, number, head) for number, head in enumerate(heads, start=1))
    headings = (part["heading"], *part.get("known", ()), *(c["label"] for c in part["columns"]))
    needed = int(part.get("needed", 0))
    return Section(
        code, title, note, headings=headings, rows=rows, rows_needed=needed, is_free=given is None
    )


def _row(part: Mapping[str, Any], number: int, head: KnownRow) -> TableRow:
    asked = tuple(
        _question(
            {**column, "label": f"{part['title']} {head.heading} {column['label']}"},
            f"{part['code']}_{number}_{column['code']}",
        )
        for column in part["columns"]
    )
    return TableRow(head.heading, head.known, asked)


def _question(field: Mapping[str, Any], code: str) -> Question:
    return Question(
        code=code,
        label=field["label"],
        kind=field["kind"],
        is_required=bool(field.get("required")),
        hint=field.get("hint", ""),
        carries=bool(field.get("carries")),
        compares=bool(field.get("compares")),
        is_past=bool(field.get("past")),
        choices=tuple(field.get("choices", ())),
    )


def read_answer(question: Question, typed: str) -> int | Fraction | date | str:
    """The value of an answer. Raises AnswerError with words for the person who typed it."""
    text = typed.strip()
    if question.kind == "yen":
        try:
            return parse_yen(text)
        except MoneyTextError as error:
            raise AnswerError(str(error)) from error
    if question.kind in NUMBERS:
        return _number(question.kind, text)
    if question.kind == "day":
        return _day(text)
    if question.kind == "choice" and text not in question.choices:
        raise AnswerError(f"{'、'.join(question.choices)} のいずれかを選んでください。")
    return text


def _number(kind: str, text: str) -> Fraction:
    plain = text.translate(_HALF_WIDTH).replace(",", "").removesuffix("%")
    digits = plain.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise AnswerError("0以上の数を、数字だけで記入してください（例: 12.5）。")
    value = Fraction(plain if plain[-1] != "." else plain + "0")
    if kind == "count" and value.denominator != 1:
        raise AnswerError("小数のない数を記入してください。")
    if kind == "percent" and value > 100:
        raise AnswerError("0から100までの割合を記入してください。")
    return value


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.translate(_HALF_WIDTH).replace("/", "-"))
    except ValueError:
        raise AnswerError("日付を 2026-11-23 の形で記入してください。") from None
    if not is_usable_day(day):
        raise AnswerError("日付の年を確かめてください。")
    return day


def large_differences(
    questions: Sequence[Question], answers: Answers, before: Answers, limit: Fraction
) -> dict[str, Fraction]:
    """Compared figures that moved by more than `limit` of the last one: code → change."""
    found = {}
    for question in questions:
        if not question.compares:
            continue
        change = change_of(question, answers.get(question.code, ""), before.get(question.code, ""))
        if change is not None and abs(change) > limit:
            found[question.code] = change
    return found


def change_of(question: Question, now: str, before: str) -> Fraction | None:
    """The change since the last report as a part of it; None where none can be reckoned."""
    if question.kind not in NUMBERS or not now.strip() or not before.strip():
        return None
    try:
        new, old = read_answer(question, now), read_answer(question, before)
    except AnswerError:
        return None
    assert isinstance(new, int | Fraction)
    assert isinstance(old, int | Fraction)
    was = Fraction(old)
    return (Fraction(new) - was) / abs(was) if was else None


def problems_answering(
    sections: Sequence[Section], answers: Answers, before: Answers, limit: Fraction, today: date
) -> list[Problem]:
    """Everything that keeps these answers from being filed, each with its field."""
    problems: list[Problem] = []
    for section in sections:
        filled = [row for row in section.rows if _is_filled(row, answers)]
        if len(filled) < section.rows_needed:
            problems.append(
                Problem(
                    "rows", f"「{section.title}」が記入されていません。",
                    f"少なくとも{section.rows_needed}行を記入してください。",
                    section.rows[0].questions[0].code,
                )
            )  # fmt: skip
        asked = [*section.questions]
        for row in filled if section.is_free else section.rows:
            asked += row.questions
        for question in asked:
            problems += _problems_of(question, answers.get(question.code, ""), today)
    return problems + _unexplained(questions_of(sections), answers, before, limit)


def _problems_of(question: Question, typed: str, today: date) -> list[Problem]:
    if not typed.strip():
        if not question.is_required:
            return []
        return [
            Problem(
                "missing", f"「{question.label}」が記入されていません。", "記入してください。",
                question.code,
            )
        ]  # fmt: skip
    try:
        value = read_answer(question, typed)
    except AnswerError as error:
        return [
            Problem(
                "unreadable", f"「{question.label}」を読み取れません。", str(error), question.code
            )
        ]
    if question.is_past and isinstance(value, date) and value > today:
        return [
            Problem(
                "ahead", f"「{question.label}」が先の日です。", "日付を直してください。",
                question.code,
            )
        ]  # fmt: skip
    return []


def _unexplained(
    questions: Sequence[Question], answers: Answers, before: Answers, limit: Fraction
) -> list[Problem]:
    large = large_differences(questions, answers, before, limit)
    return [
        Problem(
            "unexplained",
            f"「{question.label}」が前回から大きく変わっています（{percent(large[question.code])}）。",
            "変わった理由を記入してください。",
            question.reason_code,
        )
        for question in questions
        if question.code in large and not answers.get(question.reason_code, "").strip()
    ]


def percent(change: Fraction) -> str:
    """A change in words, e.g. +25.0%; cut to a tenth."""
    tenths = abs(change) * 1000 // 1
    sign = "△" if change < 0 else "+"
    return f"{sign}{format_amount(tenths // 10)}.{tenths % 10}%"


def _is_filled(row: TableRow, answers: Answers) -> bool:
    return any(answers.get(question.code, "").strip() for question in row.questions)
