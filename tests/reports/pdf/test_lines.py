"""Breaking Japanese lines."""

from hypothesis import example, given
from hypothesis import strategies as st

from reports.pdf.fonts import Face, text_width
from reports.pdf.lines import NOT_AT_START, wrap

TEXTS = st.text(alphabet="助成金、。「」（）ー々1234567890,円年 　abcXYZ-\n△%", max_size=300)


@given(TEXTS, st.integers(20, 300))
@example("、" * 200, 50)
@example("1" * 200, 50)
@example("「「「「「「「「「「「「", 25)
def test_no_line_is_too_wide_and_nothing_but_spaces_at_a_break_is_lost(
    text: str, width: int
) -> None:
    lines = wrap(text, Face.REGULAR, 10, width)
    assert all(text_width(line.rstrip(" "), Face.REGULAR, 10) <= width for line in lines)
    spaceless = str.maketrans("", "", " \n")
    assert "".join(lines).translate(spaceless) == text.translate(spaceless)


def test_a_full_stop_or_closing_bracket_does_not_begin_a_line() -> None:
    text = "この決定に不服があるときは、申請を取り下げることができます（適正化法第9条）。" * 6
    for width in range(60, 300, 7):
        assert not any(line[0] in NOT_AT_START for line in wrap(text, Face.REGULAR, 10, width))


def test_an_opening_bracket_does_not_end_a_line() -> None:
    text = "額（税抜）を「様式」に記す。" * 8
    for width in range(60, 300, 7):
        assert not any(line[-1] in "（「" for line in wrap(text, Face.REGULAR, 10, width))


def test_a_figure_stays_with_its_sign_and_unit() -> None:
    lines = wrap("既に支払った助成金△999,999,999,999,999円について", Face.REGULAR, 10, 130)
    assert any("△999,999,999,999,999円" in line for line in lines)


def test_an_ideographic_space_at_the_start_is_kept() -> None:
    assert wrap("　令和　　8年", Face.REGULAR, 10, 300) == ("　令和　　8年",)


def test_a_newline_is_a_forced_break() -> None:
    assert wrap("本店\n普通", Face.REGULAR, 10, 300) == ("本店", "普通")
