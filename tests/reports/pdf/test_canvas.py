"""A paper's marks and the file they become."""

import pytest

from reports.pdf.canvas import Paper
from reports.pdf.layout import Column, Flow, TableStyle, row, yen_column
from reports.pdf.marks import PaperCollision, TextTooWide
from tests.reports.pdf.reading import META, page_texts, text_of

LARGEST = "△999,999,999,999,999"


def test_two_texts_that_overlap_stop_the_paper() -> None:
    paper = Paper(META)
    paper.text(20, 30, "期末残高", 10)
    paper.text(30, 31, "前月残高", 10)
    with pytest.raises(PaperCollision, match="重なります"):
        paper.finish()


def test_a_text_that_leaves_the_page_stops_the_paper() -> None:
    paper = Paper(META)
    paper.text(20, 30, "あ" * 60, 10)
    with pytest.raises(PaperCollision, match="はみ出します"):
        paper.finish()


def test_texts_on_following_lines_do_not_collide() -> None:
    paper = Paper(META)
    paper.text(20, 30, "期末残高", 10)
    paper.text(20, 34, "前月残高", 10)
    assert paper.finish().startswith(b"%PDF-")


def test_a_yen_column_holds_fifteen_digits_with_commas_and_a_minus_in_bold() -> None:
    flow = Flow(Paper(META))
    flow.table((yen_column("額"), yen_column("額")), [row(LARGEST, LARGEST, strong=True)])
    assert text_of(flow.paper.finish()).count(LARGEST) == 2


def test_a_figure_wider_than_its_column_is_refused_and_not_shrunk() -> None:
    flow = Flow(Paper(META))
    with pytest.raises(TextTooWide, match="収まらない"):
        flow.table((yen_column("額"),), [row("9,999" + LARGEST)])


def test_a_text_longer_than_a_page_is_continued_on_the_next_with_the_titles_repeated() -> None:
    flow = Flow(Paper(META))
    memo = "".join(f"{number}番目の費用、" for number in range(900))
    flow.table((Column("摘要見出し", 60), yen_column("金額見出し")), [row(memo, LARGEST)])
    pdf = flow.paper.finish()
    pages = page_texts(pdf)
    assert len(pages) > 1
    assert all("摘要見出し" in page and "金額見出し" in page for page in pages)
    text = text_of(pdf)
    assert all(f"{number}番目" in text for number in range(0, 900, 50))


def test_a_table_heading_is_never_left_alone_at_the_foot_of_a_page() -> None:
    for start in range(150, 275, 5):
        flow = Flow(Paper(META))
        flow.y = start
        rows = [row(f"行{number}") for number in range(40)]
        flow.table((Column("列", 60),), rows, TableStyle(heading="見出し"))
        page = next(text for text in page_texts(flow.paper.finish()) if "見出し" in text)
        assert "行0" in page
