"""Flowing text and ruled tables down the pages of a paper.

`Flow` is a cursor: each block is placed below the last one and continues on a new page when it
must. A text wraps; a figure never wraps, shrinks or is cut: one that does not fit its column raises
TextTooWide.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.pdf.canvas import Paper
from reports.pdf.fonts import Face, text_width
from reports.pdf.lines import wrap
from reports.pdf.marks import INK, MM, MUTED, NAVY, RULE, SHADE, TextTooWide

BODY_SIZE = 10.0
BODY_LEADING_MM = 6.0
CELL_PADDING_MM = 1.8
# Largest gap a justified line may open between characters, as a part of the type size.
JUSTIFY_LIMIT = 0.08
HEADING_MM = 11.0
# A table up to this height is not divided between two pages.
KEEP_TOGETHER_MM = 75.0
# A table row longer than this is continued on the next page.
LONGEST_ROW_LINES = 30


@dataclass(frozen=True)
class Column:
    """A table column: its title, width in mm, and how cells stand (left, right, centre).

    Cells of a `figure` column hold one unbreakable figure.
    """

    title: str
    width: float
    align: str = "left"
    figure: bool = False


def yen_column(title: str, width: float = 38.0) -> Column:
    """A right-aligned column of yen; 38 mm hold △ and 15 digits with commas in bold."""
    return Column(title, width, "right", figure=True)


@dataclass(frozen=True)
class Row:
    """A table row: one text per column; `strong` for totals, `shaded` for a tinted ground,
    `open_first` when the first cell reaches into the next row, so that no rule parts them."""

    cells: tuple[str, ...]
    strong: bool = False
    shaded: bool = False
    open_first: bool = False


def row(*cells: str, strong: bool = False, shaded: bool = False, open_first: bool = False) -> Row:
    """A Row from its cells."""
    return Row(cells, strong, shaded, open_first)


# A row and the lines of its cells, or of the part of it that stands on one page.
Piece = tuple[Row, list[tuple[str, ...]]]


@dataclass(frozen=True)
class TableStyle:
    """How a table stands: type size in points, least row height and shift from the margin in mm,
    a section heading that stays with it, and whether the columns have titles."""

    size: float = 8.5
    row_height: float = 6.2
    shift: float = 0.0
    heading: str = ""
    titles: bool = True


class Flow:
    """Places blocks from top to bottom between the margins of a paper."""

    def __init__(
        self, paper: Paper, *, left: float = 20, top: float = 20, bottom: float = 20
    ) -> None:
        self.paper = paper
        self.left = left
        self.right = paper.width - left
        self.top = top
        self.bottom = paper.height - bottom
        self.y = top

    @property
    def width(self) -> float:
        """Width between the margins in mm."""
        return self.right - self.left

    def skip(self, height: float) -> None:
        """Leave a gap, unless it would fall at the head of a page."""
        if self.y > self.top:
            self.y += height

    def need(self, height: float) -> bool:
        """Turn the page if less than `height` mm is left; whether it was turned."""
        if self.y + height <= self.bottom or self.y == self.top:
            return False
        self.turn_page()
        return True

    def turn_page(self) -> None:
        """Go to the top of a new page."""
        self.paper.new_page()
        self.y = self.top

    def line_of(
        self,
        text: str,
        *,
        align: str = "left",
        size: float = BODY_SIZE,
        face: Face = Face.REGULAR,
        colour: str = INK,
        leading: float = BODY_LEADING_MM,
        tracking: float = 0.0,
    ) -> None:
        """One or more lines at the left, at the right or in the centre; wraps if it must."""
        x = {"left": self.left, "right": self.right, "centre": (self.left + self.right) / 2}[align]
        for part in wrap(text, face, size + tracking, self.width * MM):
            self.need(leading)
            self.y += leading
            self.paper.text(
                x,
                self.y - leading * 0.25,
                part,
                size,
                face=face,
                align=align,
                colour=colour,
                tracking=tracking,
            )

    def pair(
        self,
        left: str,
        right: str,
        *,
        size: float = BODY_SIZE,
        leading: float = BODY_LEADING_MM,
        face: Face = Face.REGULAR,
        colour: str = INK,
        share: float = 0.6,
    ) -> None:
        """A text at the left and one at the right; each wraps in its share of the width."""
        gap = 4.0
        parts = (
            (wrap(left, face, size, (self.width * share - gap) * MM), self.left, "left"),
            (wrap(right, face, size, self.width * (1 - share) * MM), self.right, "right"),
        )
        deepest = max(len(lines) for lines, _, _ in parts)
        self.need(deepest * leading)
        for lines, x, align in parts:
            for number, line in enumerate(lines):
                y = self.y + (number + 0.75) * leading
                self.paper.text(x, y, line, size, face=face, align=align, colour=colour)
        self.y += deepest * leading

    def paragraph(
        self,
        text: str,
        *,
        size: float = BODY_SIZE,
        leading: float = BODY_LEADING_MM,
        indent: float = 0.0,
        first_indent: float = 0.0,
        face: Face = Face.REGULAR,
        colour: str = INK,
    ) -> None:
        """A justified paragraph; `indent` and `first_indent` in characters (the latter is
        added)."""
        em = size / MM
        left = self.left + indent * em
        room = (self.right - left) * MM
        parts = wrap(text, face, size, room, room - first_indent * size)
        for number, part in enumerate(parts):
            if number == 0 and len(parts) > 1:
                self.need(leading * 2)
            self.need(leading)
            self.y += leading
            x = left + (first_indent * em if number == 0 else 0.0)
            slack = (self.right - x) * MM - text_width(part, face, size)
            last = number == len(parts) - 1
            tracking = 0.0 if last else _justifying(part, slack, size)
            baseline = self.y - leading * 0.25
            self.paper.text(x, baseline, part, size, face=face, colour=colour, tracking=tracking)

    def item(
        self,
        mark: str,
        text: str,
        *,
        size: float = BODY_SIZE,
        leading: float = BODY_LEADING_MM,
        hang: float = 2.0,
        colour: str = INK,
    ) -> None:
        """A numbered paragraph: the mark in the margin of `hang` characters, the text beside it."""
        self.need(leading * 2)
        self.paper.text(self.left, self.y + leading * 0.75, mark, size, colour=colour)
        self.paragraph(text, size=size, leading=leading, indent=hang, colour=colour)

    def heading(self, text: str, keep_with: float = 16.0, shift: float = 0.0) -> None:
        """A section heading with a bar at its left; stays with `keep_with` mm of what follows."""
        left = self.left + shift
        self.skip(3.5)
        self.need(HEADING_MM - 3.5 + keep_with)
        self.paper.box(left, self.y + 1.1, 1.1, 4.6, NAVY)
        self.paper.text(left + 3, self.y + 4.9, text, 10.5, face=Face.BOLD, colour=NAVY)
        self.y += HEADING_MM - 3.5

    def table(
        self, columns: Sequence[Column], rows: Sequence[Row], style: TableStyle | None = None
    ) -> None:
        """A ruled table; the column titles are repeated on every page it reaches."""
        Table(self, columns, style or TableStyle()).draw(rows)


def _justifying(part: str, slack_points: float, size: float) -> float:
    """Points to add after each character so that the line ends at the margin, or 0 if too many."""
    # The gap after the last character falls outside, so the line is a hair short, never too long.
    gap = slack_points / len(part) if part else 0.0
    return gap if 0 < gap <= JUSTIFY_LIMIT * size else 0.0


class Table:
    """One table being placed by a Flow."""

    def __init__(self, flow: Flow, columns: Sequence[Column], style: TableStyle) -> None:
        self.flow = flow
        self.columns = columns
        self.style = style
        self.size = style.size
        self.left = flow.left + style.shift
        self.right = self.left + sum(column.width for column in columns)
        self.leading = style.size * 1.42 / MM
        self._wrapped: dict[Row, list[Piece]] = {}

    def draw(self, rows: Sequence[Row]) -> None:
        """Place all rows."""
        pieces = [piece for row_ in rows for piece in self._pieces(row_)]
        self._wrapped.clear()
        head = self._titles() if self.style.titles else None
        self._make_room(head, [self._height(cells) for _, cells in pieces])
        if self.style.heading:
            self.flow.heading(self.style.heading, 0, self.style.shift)
        start = self._begin(head)
        for row_, cells in pieces:
            height = self._height(cells)
            if self.flow.y + height > self.flow.bottom:
                self._end(start)
                self.flow.turn_page()
                start = self._begin(head)
            self._place(cells, height, row_)
        self._end(start)

    def height_of(self, row_: Row) -> float:
        """The height of a row in mm once its texts are wrapped."""
        return sum(self._height(cells) for _, cells in self._pieces(row_))

    def _make_room(self, head: Sequence[Sequence[str]] | None, heights: Sequence[float]) -> None:
        """Turn the page if the whole of a short table, or the first rows of a long one, do not
        fit."""
        above = (HEADING_MM if self.style.heading else 0.0) + (self._height(head) if head else 0.0)
        whole = above + sum(heights)
        self.flow.need(whole if whole <= KEEP_TOGETHER_MM else above + sum(heights[:2]))

    def _titles(self) -> list[tuple[str, ...]]:
        return [
            wrap(column.title, Face.BOLD, self.size, self._room(column)) for column in self.columns
        ]

    def _room(self, column: Column) -> float:
        return (column.width - 2 * CELL_PADDING_MM) * MM

    def _height(self, cells: Sequence[Sequence[str]]) -> float:
        deepest = max(len(lines) for lines in cells)
        return max(self.style.row_height, deepest * self.leading + 2.0)

    def _pieces(self, row_: Row) -> list[Piece]:
        """`_wrap_row`, once for a row that is measured first and placed later."""
        if row_ not in self._wrapped:
            self._wrapped[row_] = self._wrap_row(row_)
        return self._wrapped[row_]

    def _wrap_row(self, row_: Row) -> list[Piece]:
        """The wrapped cells of a row, in several pieces when it is too long to stand on one
        page."""
        face = Face.BOLD if row_.strong else Face.REGULAR
        cells = [
            self._cell_lines(column, cell, face)
            for column, cell in zip(self.columns, row_.cells, strict=True)
        ]
        deepest = max(len(lines) for lines in cells)
        return [
            (row_, [lines[start : start + LONGEST_ROW_LINES] for lines in cells])
            for start in range(0, deepest, LONGEST_ROW_LINES)
        ]

    def _cell_lines(self, column: Column, cell: str, face: Face) -> tuple[str, ...]:
        if not column.figure:
            return wrap(cell, face, self.size, self._room(column))
        if text_width(cell, face, self.size) > self._room(column):
            raise TextTooWide(f"「{column.title}」欄に収まらない数値です: {cell}")
        return (cell,)

    def _begin(self, head: list[tuple[str, ...]] | None) -> float:
        start = self.flow.y
        if head:
            height = self._height(head)
            shade = Row((), strong=True, shaded=True)
            self._place(head, height, shade, centred=True)
        return start

    def _place(
        self, cells: Sequence[Sequence[str]], height: float, row_: Row, *, centred: bool = False
    ) -> None:
        flow = self.flow
        if row_.shaded:
            flow.paper.box(self.left, flow.y, self.right - self.left, height, SHADE)
        x = self.left
        for column, lines in zip(self.columns, cells, strict=True):
            align = "centre" if centred else column.align
            self._place_cell(x, column.width, lines, height, align, row_)
            x += column.width
        flow.y += height
        start = self.left + (self.columns[0].width if row_.open_first else 0.0)
        flow.paper.line(start, flow.y, self.right, flow.y, 0.35)

    def _place_cell(
        self, x: float, width: float, lines: Sequence[str], height: float, align: str, row_: Row
    ) -> None:
        face = Face.BOLD if row_.strong else Face.REGULAR
        place = {
            "left": x + CELL_PADDING_MM,
            "right": x + width - CELL_PADDING_MM,
            "centre": x + width / 2,
        }[align]
        above = (height - len(lines) * self.leading) / 2
        for number, part in enumerate(lines):
            # The em square is centred in its line: half the leading, then 0.38 em down to the
            # baseline.
            baseline = self.flow.y + above + (number + 0.5) * self.leading + 0.38 * self.size / MM
            self.flow.paper.text(place, baseline, part, self.size, face=face, align=align)

    def _end(self, start: float) -> None:
        """Frame what stands between `start` and the cursor on this page."""
        paper, bottom = self.flow.paper, self.flow.y
        paper.line(self.left, start, self.right, start, 0.9, NAVY)
        paper.line(self.left, bottom, self.right, bottom, 0.9, NAVY)
        x = self.left
        for column in self.columns[:-1]:
            x += column.width
            paper.line(x, start, x, bottom, 0.3, RULE)


def note_lines(flow: Flow, notes: Sequence[str], size: float = 7.5) -> None:
    """Small notes under a table, each marked 注1, 注2, …"""
    for number, note in enumerate(notes, 1):
        flow.item(f"注{number}", note, size=size, leading=size * 1.5 / MM, hang=2.6, colour=MUTED)
