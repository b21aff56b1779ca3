"""The offline kit: a report's questions as an Excel workbook of ours, and reading it back.

Nothing in a workbook is ever run: formulas, errors and anything but plain values are refused, each
with the cell it stands in. Before it is opened it is looked into with limits
(`workflow.inspection`); only the cells of the form are read, however large the sheet claims to be.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any
from uuid import UUID

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from reports.dossier import Dossier
from reports.questions import AnswerError, Question, read_answer
from workflow.calendar import day_text
from workflow.inspection import MAIN_PART, look_into
from workflow.problems import Problem, Refused, refuse_if

KIT_BYTES = 2 * 2**20
SHEET, META = "記入", "様式"
HEADINGS = ("項目", "記入", "前回", "書き方", "コード")
FIRST_ROW = 5
VALUE, CODE = 1, 4
KINDS = {
    "yen": "円（整数）", "count": "数（整数）", "number": "数（小数も可）", "percent": "0から100",
    "day": "日付（2026-11-23）", "text": "文字", "long": "文章",
}  # fmt: skip
# What openpyxl raises over a workbook that was mangled; broken XML is a SyntaxError.
UNREADABLE = (
    InvalidFileException, zipfile.BadZipFile, SyntaxError, LookupError, AttributeError,
    ArithmeticError, ValueError, TypeError, OSError,
)  # fmt: skip
PALE, BLUE = PatternFill("solid", fgColor="F2F2F2"), PatternFill("solid", fgColor="E8F1FE")


@dataclass(frozen=True)
class KitAnswers:
    """What a workbook said: the version it was made from, and its answers."""

    version: int
    answers: dict[str, str]


@dataclass(frozen=True)
class _Asked:
    """A row of the workbook: the question or the reason that belongs to it."""

    code: str
    label: str
    hint: str
    before: str
    question: Question | None


def make_kit(dossier: Dossier) -> bytes:
    """The workbook of a report as it stands now."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    _put(sheet, 1, 1, dossier.report.title, bold=True)
    form = dossier.report.form
    _put(sheet, 2, 1, f"{form.title}（{day_text(form.valid_from)} 版）")
    _put(sheet, 3, 1, "青い欄に記入して保存し、報告書の画面から読み込みます。数式は使えません。")
    for column, heading in enumerate(HEADINGS, start=1):
        _put(sheet, FIRST_ROW - 1, column, heading, bold=True, fill=PALE)
    for number, asked in enumerate(_asked(dossier), start=FIRST_ROW):
        _write_row(sheet, number, asked, dossier.answers.get(asked.code, ""))
    for letter, width in zip("ABCD", (46, 60, 30, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["E"].hidden = True
    sheet.freeze_panes = f"B{FIRST_ROW}"
    sheet.protection.sheet = True
    _write_meta(book, dossier)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_row(sheet: Worksheet, number: int, asked: _Asked, value: str) -> None:
    texts = (asked.label, value, asked.before, asked.hint, asked.code)
    for column, text in enumerate(texts, start=1):
        _put(sheet, number, column, text, fill=BLUE if column == VALUE + 1 else None)
    cell = sheet.cell(number, VALUE + 1)
    cell.protection = Protection(locked=False)
    cell.number_format = "@"


def _write_meta(book: Workbook, dossier: Dossier) -> None:
    meta = book.create_sheet(META)
    meta.sheet_state = "hidden"
    report = dossier.report
    for number, text in enumerate((report.pk, report.version, report.form_id), start=1):
        _put(meta, number, 1, str(text))


def _put(
    sheet: Worksheet,
    row: int,
    column: int,
    text: str,
    *,
    bold: bool = False,
    fill: PatternFill | None = None,
) -> None:
    """Write text as text: what begins with = or + is no formula here."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    if fill is not None:
        cell.fill = fill


def _asked(dossier: Dossier) -> Iterator[_Asked]:
    for question in dossier.questions:
        need = "必須。" if question.is_required else ""
        how = "、".join(question.choices) or KINDS[question.kind]
        before = dossier.before.get(question.code, "")
        yield _Asked(question.code, question.label, f"{need}{how}", before, question)
        if question.compares:
            label = f"{question.label}が前回から大きく変わった理由"
            yield _Asked(question.reason_code, label, "大きく変わったとき", "", None)


def read_kit(dossier: Dossier, content: bytes) -> KitAnswers:
    """The answers of a filled-in workbook. Raises Refused with every fault and its cell."""
    refuse_if(_problems_with_file(content))
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        version = _version(dossier, book)
        rows = list(
            book[SHEET].iter_rows(
                min_row=FIRST_ROW,
                max_row=FIRST_ROW + len(dossier.codes) + 50,
                max_col=len(HEADINGS),
            )
        )
        answers, problems = _answers(dossier, rows)
    except UNREADABLE as e:
        raise Refused(_unreadable()) from e
    refuse_if(problems)
    return KitAnswers(version, answers)


def _problems_with_file(content: bytes) -> list[Problem]:
    if len(content) > KIT_BYTES:
        limit = KIT_BYTES // 2**20
        return [
            Problem(
                "too_large", f"ファイルが {limit} MB を超えています。",
                "この画面で作ったファイルに記入してください。", "kit",
            )
        ]  # fmt: skip
    refusal, _ = look_into(content, MAIN_PART["xlsx"])
    return [Problem("file", refusal, "この画面で作ったファイルに記入してください。", "kit")] * bool(
        refusal
    )


def _unreadable() -> Problem:
    return Problem(
        "unreadable", "この報告書の記入用ファイルとして読み取れません。",
        "この画面からもう一度ダウンロードし、それに記入してください。", "kit",
    )  # fmt: skip


def _version(dossier: Dossier, book: Any) -> int:
    told = [str(row[0].value) for row in book[META].iter_rows(max_row=3, max_col=1)]
    if len(told) != 3 or (UUID(told[0]), UUID(told[2])) != (
        dossier.report.pk,
        dossier.report.form_id,
    ):
        raise ValueError("another report's workbook")
    return int(told[1])


def _answers(dossier: Dossier, rows: list[Any]) -> tuple[dict[str, str], list[Problem]]:
    """Every value with the faults found; answers the workbook lacks stay as they are."""
    questions = {question.code: question for question in dossier.questions}
    answers, problems = dict(dossier.answers), []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=FIRST_ROW):
        code = row[CODE].value if len(row) > CODE else None
        if code is None:
            continue
        if code not in dossier.codes or code in seen:
            problems.append(_fault(f"E{number}", "様式にない項目です。"))
            continue
        seen.add(str(code))
        try:
            text = _text(row[VALUE])
            if text.strip() and code in questions:
                read_answer(questions[code], text)
            answers[str(code)] = text
        except AnswerError as error:
            problems.append(_fault(f"B{number}", str(error)))
    if not seen:
        problems.append(_unreadable())
    return answers, problems


def _text(cell: Any) -> str:
    """A cell's plain value as text. Raises AnswerError for anything that reckons or points."""
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return ""
    if kind == "f":
        raise AnswerError("数式は使えません。値を記入してください。")
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, str) and kind != "e":
        return value.replace("\r\n", "\n").replace("_x000D_", "")
    # Errors, yes and no, times of day, spans of time, numbers without end.
    if type(value) not in (int, float) or not isfinite(value):
        raise AnswerError("値として読み取れません。文字か数を記入してください。")
    if "%" in cell.number_format:
        value = round(value * 100, 9)  # the sheet shows 40% where it holds 0.4
    return str(int(value)) if value == int(value) else repr(value)


def _fault(cell: str, what: str) -> Problem:
    return Problem("cell", f"セル {cell}: {what}", f"{cell} を直してください。", "kit")
