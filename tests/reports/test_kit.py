"""The offline kit: out, filled in, back; every fault with its cell, and nothing ever run."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from reports.kit import FIRST_ROW, META, SHEET, make_kit, read_kit
from tests.grants.stage import Stage, StagedWorld
from tests.reports.filing import Filing, begun
from workflow.problems import Refused

SHEET_PART = "xl/worksheets/sheet1.xml"


@pytest.fixture
def filing(stage: Stage, db: None) -> Filing:
    return begun(StagedWorld(**vars(stage.world), stage=stage))


def book_of(filing: Filing) -> Workbook:
    return load_workbook(io.BytesIO(make_kit(filing.dossier)))


def cell_of(book: Workbook, code: str) -> Any:
    """The cell to fill in for a question."""
    for row in book[SHEET].iter_rows(min_row=FIRST_ROW):
        if row[4].value == code:
            return row[1]
    raise AssertionError(code)


def bytes_of(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(book: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    source, out = zipfile.ZipFile(io.BytesIO(book)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            target.writestr(part.filename, change(content) if part.filename == name else content)
    return out.getvalue()


def faults(filing: Filing, content: bytes) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_kit(filing.dossier, content)
    return [problem.text for problem in refused.value.problems]


def test_what_is_filled_in_comes_back_as_answers(filing: Filing) -> None:
    book = book_of(filing)
    cell_of(book, "summary").value = "設備を\n発注した。"
    cell_of(book, "progress").value = 42.5
    cell_of(book, "costs_1_actual").value = 1_234_567
    cell_of(book, "as_of").value = "2025-06-30"
    read = read_kit(filing.dossier, bytes_of(book))
    assert read.version == 1
    assert {code: text for code, text in read.answers.items() if text} == {
        "summary": "設備を\n発注した。", "progress": "42.5", "costs_1_actual": "1234567",
        "as_of": "2025-06-30",
    }  # fmt: skip


def test_answers_that_look_like_formulas_go_out_and_come_back_as_text(filing: Filing) -> None:
    filing.save(summary='=HYPERLINK("x")', delays="+81-3")
    book = book_of(filing)
    assert cell_of(book, "summary").data_type == "s"
    read = read_kit(filing.dossier, make_kit(filing.dossier))
    assert (read.answers["summary"], read.answers["delays"]) == ('=HYPERLINK("x")', "+81-3")


def test_formulas_errors_and_unreadable_values_are_named_by_their_cell(filing: Filing) -> None:
    book = book_of(filing)
    formula, error = cell_of(book, "costs_1_actual"), cell_of(book, "costs_1_forecast")
    formula.value = '=WEBSERVICE("http" & "://x")'
    error.value = "#REF!"
    error.data_type = "e"
    cell_of(book, "progress").value = "たぶん"
    cell_of(book, "delays").value = True
    texts = faults(filing, bytes_of(book))
    assert f"セル {formula.coordinate}: 数式は使えません。値を記入してください。" in texts
    assert any(text.startswith(f"セル {error.coordinate}: 値として") for text in texts)
    assert len(texts) == 4
    assert filing.report.version == 1


def test_times_spans_and_endless_numbers_are_named(filing: Filing) -> None:
    book = book_of(filing)
    cells = [cell_of(book, code) for code in ("costs_1_actual", "as_of", "costs_1_forecast")]
    cells[0].value = time(12, 30)
    cells[1].value = timedelta(days=2, hours=3)
    cells[2].value = 1e308
    content = with_part(
        bytes_of(book), SHEET_PART, lambda xml: re.sub(rb"<v>1e\+?308</v>", b"<v>1e999</v>", xml)
    )
    assert sorted(faults(filing, content)) == sorted(
        f"セル {cell.coordinate}: 値として読み取れません。文字か数を記入してください。"
        for cell in cells
    )


def test_a_percentage_is_read_as_the_sheet_shows_it(filing: Filing) -> None:
    book = book_of(filing)
    cell = cell_of(book, "progress")
    cell.value, cell.number_format = 0.425, "0.0%"
    assert read_kit(filing.dossier, bytes_of(book)).answers["progress"] == "42.5"
    cell.number_format = "0.000"
    assert read_kit(filing.dossier, bytes_of(book)).answers["progress"] == "0.425"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", SHEET_PART])
@pytest.mark.parametrize("left", [0, 0.5])
def test_a_mangled_workbook_is_refused_in_words(filing: Filing, part: str, left: float) -> None:
    whole = make_kit(filing.dossier)
    mangled = with_part(whole, part, lambda xml: xml[: int(len(xml) * left)])
    assert "読み取れません" in faults(filing, mangled)[0]


def test_unknown_and_doubled_rows_are_named(filing: Filing) -> None:
    book = book_of(filing)
    sheet = book[SHEET]
    sheet.cell(FIRST_ROW, 5).value = "state"
    sheet.cell(FIRST_ROW + 2, 5).value = sheet.cell(FIRST_ROW + 1, 5).value
    assert faults(filing, bytes_of(book)) == [
        f"セル E{FIRST_ROW}: 様式にない項目です。", f"セル E{FIRST_ROW + 2}: 様式にない項目です。"
    ]  # fmt: skip


def test_another_reports_workbook_and_other_files_are_refused(filing: Filing) -> None:
    other = begun(filing.world, "FY_END")
    assert "読み取れません" in faults(filing, make_kit(other.dossier))[0]
    book = book_of(filing)
    book[META].cell(2, 1).value = "second"
    assert "読み取れません" in faults(filing, bytes_of(book))[0]
    plain = Workbook()
    assert "読み取れません" in faults(filing, bytes_of(plain))[0]
    assert faults(filing, b"")
    assert faults(filing, b"PK\x03\x04" + bytes(100))
    assert "2 MB" in faults(filing, bytes(3 * 2**20))[0]


def test_a_sheet_that_claims_a_million_rows_is_read_to_its_end_and_no_further(
    filing: Filing,
) -> None:
    book = book_of(filing)
    book[SHEET].cell(1_000_000, 2).value = "=1+1"
    book[SHEET].cell(1_000_000, 5).value = "summary"
    assert read_kit(filing.dossier, bytes_of(book)).answers["summary"] == ""


@pytest.mark.parametrize("text", ['<!DOCTYPE x [<!ENTITY a "b">]>', "<!ENTITY a SYSTEM 'file:'>"])
def test_declarations_that_expand_are_refused_before_parsing(filing: Filing, text: str) -> None:
    whole = make_kit(filing.dossier)
    declared = with_part(whole, "xl/workbook.xml", lambda xml: text.encode() + xml)
    assert faults(filing, declared) == ["文書型宣言を含むため受け取れません。"]
