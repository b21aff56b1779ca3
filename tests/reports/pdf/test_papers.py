"""What holds for every paper: the same bytes, embedded fonts, honest metadata, nothing lost."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from reports.pdf.account_statement import draw_account_statement
from reports.pdf.amount_fixed_notice import draw_amount_fixed_notice
from reports.pdf.cancellation_notice import draw_cancellation_notice
from reports.pdf.change_notice import draw_change_notice
from reports.pdf.charges_demand import draw_charges_demand
from reports.pdf.charges_notice import draw_charges_notice
from reports.pdf.content import content_code, paper_data, paper_from_data
from reports.pdf.decision_notice import draw_decision_notice
from reports.pdf.demand_letter import draw_demand_letter
from reports.pdf.disposal_notice import draw_disposal_notice
from reports.pdf.extra_costs_notice import draw_extra_costs_notice
from reports.pdf.fonts import MissingGlyph
from reports.pdf.fund_statement import draw_fund_statement
from reports.pdf.instruction_letter import draw_instruction_letter
from reports.pdf.letter import Addressee, GrantReference
from reports.pdf.payment_notice import draw_payment_notice
from reports.pdf.reduction_notice import draw_reduction_notice
from reports.pdf.refund_order import draw_refund_order
from reports.pdf.succession_notice import draw_succession_notice
from reports.pdf.waiver_notice import draw_waiver_notice
from tests.reports.pdf import samples
from tests.reports.pdf.reading import fonts_of, page_texts, reader, text_of

Draw = Callable[[Any], bytes]
LETTERS: list[tuple[Any, Draw]] = [
    (samples.decision_notice(), draw_decision_notice),
    (samples.payment_notice(), draw_payment_notice),
    (samples.amount_fixed_notice(), draw_amount_fixed_notice),
    (samples.cancellation_notice(), draw_cancellation_notice),
    (samples.refund_order(), draw_refund_order),
    (samples.charges_notice(), draw_charges_notice),
    (samples.change_notice(), draw_change_notice),
    (samples.succession_notice(), draw_succession_notice),
    (samples.instruction_letter(), draw_instruction_letter),
    (samples.demand_letter(), draw_demand_letter),
    (samples.charges_demand(), draw_charges_demand),
    (samples.reduction_notice(), draw_reduction_notice),
    (samples.waiver_notice(), draw_waiver_notice),
    (samples.disposal_notice(), draw_disposal_notice),
    (samples.extra_costs_notice(), draw_extra_costs_notice),
]
PAPERS: list[tuple[Any, Draw]] = [
    *LETTERS,
    (samples.fund_statement(), draw_fund_statement),
    (samples.account_statement(), draw_account_statement),
]
EVERY_PAPER = pytest.mark.parametrize(
    ("paper", "draw"), PAPERS, ids=[type(paper).__name__ for paper, _ in PAPERS]
)
EVERY_LETTER = pytest.mark.parametrize(
    ("letter", "draw"), LETTERS, ids=[type(letter).__name__ for letter, _ in LETTERS]
)
LONG = "株式会社" + "𠮷野川渡良瀬遊水地エナジーマテリアルズ・アンド・サステナブル" * 9


def amounts_in(part: Any) -> set[int]:
    """Every yen amount a paper states."""
    if isinstance(part, tuple):
        return {amount for element in part for amount in amounts_in(element)}
    if not is_dataclass(part):
        return set()
    found: set[int] = set()
    for field in fields(part):
        value = getattr(part, field.name)
        found |= {value} if field.name.endswith("_yen") else amounts_in(value)
    return found


@EVERY_PAPER
def test_the_same_paper_has_the_same_bytes_twice(paper: Any, draw: Draw) -> None:
    assert draw(paper) == draw(paper)


@EVERY_PAPER
def test_every_amount_of_a_paper_can_be_read_back_from_it(paper: Any, draw: Draw) -> None:
    text = text_of(draw(paper))
    hidden = {0, getattr(paper, "requested_yen", 0), getattr(paper, "credited_yen", 0)}
    missing = [yen for yen in amounts_in(paper) - hidden if f"{yen:,}" not in text]
    assert not missing


@EVERY_PAPER
def test_only_the_two_fonts_are_used_and_both_are_embedded(paper: Any, draw: Draw) -> None:
    fonts = list(fonts_of(draw(paper)))
    assert {name.split("+")[1] for name, _ in fonts} == {"NotoSansJP-Regular", "NotoSansJP-Bold"}
    assert all("/FontFile2" in descriptor for _, descriptor in fonts)


@EVERY_PAPER
def test_the_file_says_who_issued_it_what_it_is_and_when(paper: Any, draw: Draw) -> None:
    head = getattr(paper, "head", paper)
    about = reader(draw(paper)).metadata
    assert about is not None
    assert head.paper_number in str(about.title)
    assert about.author == samples.SENDER.organisation
    assert about.subject
    assert "anonymous" not in str(about.creator)
    assert about.creation_date is not None
    assert about.creation_date.date() == head.issued_on
    assert about.modification_date == about.creation_date


@EVERY_PAPER
def test_every_page_carries_the_paper_number_its_place_and_the_content_code(
    paper: Any, draw: Draw
) -> None:
    head = getattr(paper, "head", paper)
    pages = page_texts(draw(paper))
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page
        assert head.paper_number in page
        assert content_code(paper) in page


@EVERY_PAPER
def test_a_paper_kept_as_json_is_drawn_again_byte_for_byte(paper: Any, draw: Draw) -> None:
    kept = json.loads(json.dumps(paper_data(paper)))
    again = paper_from_data(type(paper), kept)
    assert again == paper
    assert draw(again) == draw(paper)


@EVERY_PAPER
def test_another_issue_date_changes_the_code_of_the_content(paper: Any, draw: Draw) -> None:
    if hasattr(paper, "head"):
        other = replace(paper, head=replace(paper.head, issued_on=date(2026, 12, 1)))
    else:
        other = replace(paper, issued_on=date(2026, 12, 1))
    assert content_code(other) != content_code(paper)
    assert draw(other) != draw(paper)


@EVERY_LETTER
def test_a_rare_kanji_in_a_name_is_read_back(letter: Any, draw: Draw) -> None:
    assert "𠮷田花子殿" in text_of(draw(letter))


@EVERY_LETTER
def test_a_name_of_hundreds_of_characters_wraps_and_is_whole(letter: Any, draw: Draw) -> None:
    to = Addressee(LONG, LONG, "代表取締役" * 12, LONG, "1" * 13)
    grant = GrantReference(LONG + "事業", "P" * 90, "第" * 60, date(2026, 6, 15))
    hostile = replace(letter, head=replace(letter.head, addressee=to), grant=grant)
    text = text_of(draw(hostile))
    assert text.count(LONG) >= 4
    assert LONG + "事業" in text


@EVERY_LETTER
def test_a_name_with_a_character_the_fonts_lack_stops_the_letter(letter: Any, draw: Draw) -> None:
    to = replace(samples.ADDRESSEE, organisation="株式会社😀")
    with pytest.raises(MissingGlyph, match="😀"):
        draw(replace(letter, head=replace(letter.head, addressee=to)))


@EVERY_LETTER
def test_a_letter_says_where_its_entry_stands_in_the_ledger(letter: Any, draw: Draw) -> None:
    text = text_of(draw(letter))
    # A succession, an instruction and a 督促 book nothing.
    assert ("仕訳番号1999" in text) is hasattr(letter, "entry")
    assert (samples.HASH in text) is hasattr(letter, "entry")


def test_a_moment_without_its_time_zone_can_never_be_part_of_a_paper() -> None:
    moment = samples.fund_statement().known_at.replace(tzinfo=None)
    with pytest.raises(TypeError, match="time zone"):
        draw_fund_statement(replace(samples.fund_statement(), known_at=moment))


def test_a_float_can_never_be_part_of_a_paper() -> None:
    with pytest.raises(TypeError, match="float"):
        paper_data((1.0, Fraction(1, 3)))
