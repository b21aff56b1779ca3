"""The two fonts: the files themselves, what they can print, and how text is read back."""

from pathlib import Path

import pytest

from reports.pdf.canvas import Paper
from reports.pdf.fonts import (
    FONT_FOLDER,
    FONT_SHA256,
    Face,
    FontDamaged,
    MissingGlyph,
    read_font,
    refuse_unprintable,
    text_width,
    unicode_map,
)
from tests.reports.pdf.reading import META, page_texts, text_of


@pytest.mark.parametrize("face", list(Face))
def test_each_font_file_is_the_one_the_product_was_tested_with(face: Face) -> None:
    assert read_font(FONT_FOLDER / f"{face.value}.ttf", FONT_SHA256[face])


def test_a_font_file_with_one_changed_bit_is_refused(tmp_path: Path) -> None:
    data = bytearray((FONT_FOLDER / "NotoSansJP-Regular.ttf").read_bytes())
    data[1000] ^= 1
    damaged = tmp_path / "NotoSansJP-Regular.ttf"
    damaged.write_bytes(data)
    with pytest.raises(FontDamaged, match="SHA-256"):
        read_font(damaged, FONT_SHA256[Face.REGULAR])


def test_a_missing_font_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontDamaged, match=r"nowhere\.ttf"):
        read_font(tmp_path / "nowhere.ttf", FONT_SHA256[Face.BOLD])


@pytest.mark.parametrize("face", list(Face))
def test_all_digits_have_one_width(face: Face) -> None:
    assert len({text_width(digit, face, 10) for digit in "0123456789"}) == 1


@pytest.mark.parametrize(
    "text",
    ["한국", "納付😀", "辻󠄀", "≒", "か\u3099", "右\u202e左", "空\u200b白", "改\n行", "表\t", "\x00"],
    ids=[
        "hangul",
        "emoji",
        "variant",
        "approx",
        "combining",
        "bidi",
        "zero",
        "line",
        "tab",
        "null",
    ],
)
def test_a_character_that_cannot_be_printed_as_it_stands_is_refused(text: str) -> None:
    with pytest.raises(MissingGlyph):
        refuse_unprintable(text)


def test_the_refusal_names_the_character() -> None:
    with pytest.raises(MissingGlyph, match=r"「😀」\(U\+1F600") as refusal:
        refuse_unprintable("株式会社😀")
    assert refusal.value.character == "😀"


def test_every_kanji_of_jis_x_0208_can_be_printed() -> None:
    kanji = "".join(
        bytes((row, cell)).decode("euc_jp", "ignore")
        for row in range(0xB0, 0xF5)
        for cell in range(0xA1, 0xFF)
    )
    assert len(kanji) == 6355
    refuse_unprintable(kanji)


@pytest.mark.parametrize("name", ["𠮷田", "髙﨑", "渡邉", "塡頰剝", "㈱①△〜", "　令和　8年"])
def test_rare_characters_are_read_back_as_they_were_written(name: str) -> None:
    paper = Paper(META)
    paper.text(20, 30, name, 10)
    paper.text(20, 40, name, 10, face=Face.BOLD)
    assert text_of(paper.finish()).count("".join(name.split())) == 2


def test_ideographic_spaces_are_printed_and_read_back() -> None:
    paper = Paper(META)
    paper.text(20, 30, "　理事長　　見本　太郎", 10)
    assert "理事長　　見本　太郎" in page_texts(paper.finish())[0]


def test_the_unicode_map_writes_utf_16_and_at_most_100_entries_a_block() -> None:
    written = unicode_map("X", [0, ord("𠮷"), *range(0x4E00, 0x4E00 + 250)])
    assert "<01> <D842DFB7>" in written
    assert "<02> <4E00>" in written
    blocks = [int(line.split()[0]) for line in written.splitlines() if "beginbfchar" in line]
    assert blocks == [100, 100, 51]
