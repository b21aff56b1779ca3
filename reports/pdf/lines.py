"""Breaking Japanese text into lines (JIS X 4051 in short: what may not begin or end a line)."""

import re
from functools import lru_cache

from reports.pdf.fonts import Face, text_width

NOT_AT_START = frozenset(
    "、。，．・：；？！」』）］｝〉》】〕゛゜ー々ゝゞヽヾ〜…‥％°"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%"
)
NOT_AT_END = frozenset("「『（［｛〈《【〔([{¥￥△")

# What stays together: a word or figure in ASCII, with the sign, unit or counter that belongs to it.
UNIT = re.compile(r"[第金]?△?[!-~]+(?:円|年度|年|月|日|条|項|号|か|分|時)?|[\s\S]")


@lru_cache(maxsize=8192)
def wrap(
    text: str, face: Face, size: float, width: float, first_width: float | None = None
) -> tuple[str, ...]:
    """The lines of `text` at `size` points within `width` points; nothing is lost but spaces at a
    break.

    A newline is a forced break. A piece wider than a line (a long code, a run of commas) is cut
    between characters. Raises ValueError if not even one character fits.
    """
    room = width if first_width is None else first_width
    lines: list[str] = []
    for paragraph in text.split("\n"):
        current = ""
        for piece in _pieces(paragraph, face, size, min(room, width)):
            if current and text_width(current + piece, face, size) > room:
                lines.append(current.rstrip(" "))
                current, room = piece.lstrip(" "), width
            else:
                current += piece
        lines.append(current)
        room = width
    return tuple(lines)


def _pieces(text: str, face: Face, size: float, width: float) -> list[str]:
    """The unbreakable pieces of a text, each no wider than a line."""
    joined: list[str] = []
    for unit in UNIT.findall(text):
        if joined and (unit[0] in NOT_AT_START or joined[-1][-1] in NOT_AT_END):
            joined[-1] += unit
        else:
            joined.append(unit)
    return [part for piece in joined for part in _cut(piece, face, size, width)]


def _cut(piece: str, face: Face, size: float, width: float) -> list[str]:
    """A piece as it is, or in single characters when it is wider than a line."""
    if text_width(piece, face, size) <= width:
        return [piece]
    widest = max(text_width(character, face, size) for character in piece)
    if widest > width:
        raise ValueError(f"欄の幅が一文字にも足りません: {piece[:20]!r}")
    return list(piece)
