"""Files looked at as they come in: what is taken, what is refused, what is dangerous."""

import io
import zipfile
import zlib

import pytest

from workflow.inspection import (
    EICAR,
    LONGEST_NAME,
    Inspection,
    clean_name,
    look_into,
    refusal_of_name,
)

BOOK = "xl/workbook.xml"


def archive(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def seen(name: str, *parts: bytes) -> Inspection:
    inspection = Inspection(name)
    for part in parts:
        inspection.see(part)
    return inspection


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\請求書.pdf", "請求書.pdf"),
        ("請求書\u202efdp.exe", "請求書fdp.exe"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("長" * 300 + ".pdf", "長" * LONGEST_NAME + ".pdf"),
    ],
)
def test_a_name_is_its_last_part_without_what_misleads(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@pytest.mark.parametrize(
    "name", ["x.exe", "x", ".pdf", "x.pdf.exe", "x.html", "x.svg", "x.zip", ""]
)
def test_other_kinds_of_file_are_refused_by_name(name: str) -> None:
    assert refusal_of_name(clean_name(name))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7 ..."),
        ("a.png", b"\x89PNG\r\n\x1a\n..."),
        ("a.JPG", b"\xff\xd8\xff..."),
        ("a.csv", "項目,円\n設備,1".encode()),
        ("a.xlsx", archive({BOOK: b"<workbook/>", "xl/worksheets/sheet1.xml": b"<x/>" * 900})),
    ],
)
def test_good_files_are_taken(name: str, content: bytes) -> None:
    inspection = seen(name, content)
    assert inspection.conclude()[1] == ""
    assert not inspection.is_dangerous


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("not.pdf", b"<html>"),
        ("not.xlsx", b"PK\x03\x04 cut off"),
        ("word.xlsx", archive({"word/document.xml": b"<x/>"})),
        ("macro.xlsx", archive({BOOK: b"<x/>", "xl/vbaProject.bin": b"code"})),
        ("nested.docx", archive({"word/document.xml": b"<x/>", "word/embeddings/a.xlsx": b"PK"})),
        ("outside.xlsx", archive({BOOK: b"<x/>", "../../evil": b"x"})),
        ("entity.xlsx", archive({BOOK: b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'})),
        ("many.xlsx", archive({BOOK: b"x"} | {f"p{n}": b"" for n in range(2001)})),
        ("binary.csv", b"a\x00b"),
    ],
)
def test_broken_and_active_files_are_refused_in_words(name: str, content: bytes) -> None:
    inspection = seen(name, content)
    refusal = inspection.conclude()[1]
    assert refusal
    assert refusal.endswith(("。", "）。"))
    assert not inspection.is_dangerous


def test_a_zip_bomb_is_dangerous_however_it_lies_about_its_size() -> None:
    bomb = archive({BOOK: b"<x/>", "xl/sharedStrings.xml": bytes(220 * 2**20)})
    assert len(bomb) < 400_000
    refusal, is_dangerous = look_into(bomb, BOOK)
    assert "圧縮爆弾" in refusal
    assert is_dangerous
    # The size each part claims is not believed.
    small = archive({BOOK: bytes(3 * 2**20)})
    lying = small.replace((3 * 2**20).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != small
    assert look_into(lying, BOOK)[0]


def test_the_eicar_string_is_found_across_pieces_and_inside_office_files() -> None:
    half = len(EICAR) // 2
    assert seen("a.pdf", b"%PDF-" + EICAR[:half], EICAR[half:]).is_dangerous
    inside = seen("a.xlsx", archive({BOOK: b"<x/>", "xl/a.xml": EICAR}))
    assert "隔離" in inside.conclude()[1]
    assert inside.is_dangerous


def test_garbage_never_raises() -> None:
    good = archive({BOOK: b"<workbook/>" * 200})
    for place in range(0, len(good), 7):
        broken = bytearray(good)
        broken[place] ^= 0xFF
        look_into(bytes(broken), BOOK)
    assert zlib.crc32(good) >= 0
