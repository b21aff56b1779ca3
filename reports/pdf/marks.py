"""What can stand on a page, and the search for marks that collide.

Distances are millimetres from the top left corner of the page; type sizes and rule widths are
points.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.pdf.fonts import Face

MM = 72 / 25.4
SAFE_MARGIN_MM = 8.0
# Overlap of two texts' em squares that is still air between their letters.
SLACK_MM = 0.15

INK = "1a1a1a"
MUTED = "555555"
NAVY = "12305f"
RULE = "8a94a6"
SHADE = "eef1f6"


class PaperCollision(ValueError):
    """A text would overlap another text or leave the page; the paper is not drawn."""


class TextTooWide(PaperCollision):
    """A figure does not fit its column; it is neither shrunk nor cut."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; x, the baseline y and the width in mm, size and tracking in points."""

    x: float
    y: float
    text: str
    face: Face
    size: float
    colour: str
    tracking: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """A rule between two points, `width` in points."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    colour: str


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle, its top left corner at (x, y)."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(slots=True)
class Page:
    """The marks of one page: boxes lie under lines, lines under texts."""

    texts: list[Text] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def refuse_collisions(texts: Sequence[Text], width: float, height: float, page: int) -> None:
    """Raise PaperCollision if two texts of a page overlap or one leaves the safe area."""
    placed = sorted(
        (t.y - 0.88 * t.size / MM, t.y + 0.12 * t.size / MM, t.x, t.x + t.width, t.text)
        for t in texts
    )
    lowest, rightmost = height - SAFE_MARGIN_MM, width - SAFE_MARGIN_MM
    for index, (top, bottom, left, right, text) in enumerate(placed):
        if left < SAFE_MARGIN_MM or right > rightmost or top < SAFE_MARGIN_MM or bottom > lowest:
            raise PaperCollision(f"{page}頁目の文字が紙面からはみ出します: {text!r}")
        for below in range(index + 1, len(placed)):
            other_top, _, other_left, other_right, other = placed[below]
            if other_top >= bottom - SLACK_MM:
                break
            if other_left < right - SLACK_MM and left < other_right - SLACK_MM:
                raise PaperCollision(f"{page}頁目で文字が重なります: {text!r} と {other!r}")
