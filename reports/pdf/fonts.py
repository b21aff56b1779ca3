"""The two embedded fonts: checked when loaded, measured here, and text they cannot print refused.

Only the files under `reports/fonts/` are used, never a font of the machine, so that a paper has the
same bytes everywhere.
"""

import hashlib
import threading
import unicodedata
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts

FONT_FOLDER = Path(__file__).resolve().parent.parent / "fonts"


class Face(Enum):
    """A weight of the one family all papers use; the value is its PostScript name."""

    REGULAR = "NotoSansJP-Regular"
    BOLD = "NotoSansJP-Bold"


FONT_SHA256 = {
    Face.REGULAR: "d930d5d52d15231c283089760f84584272ad5e37e14607ba0d19c798e7a9caec",
    Face.BOLD: "c5b7b9d6a6eb682b0d4e6bbb38509575fd2759a28f147daa74714d1359a7909e",
}

# Characters a font may list but a paper cannot show: controls, invisible format marks, marks that
# need shaping to sit on their letter, private use, surrogates.
UNPRINTABLE_CATEGORIES = frozenset({"Cc", "Cf", "Mn", "Mc", "Me", "Co", "Cs", "Cn", "Zl", "Zp"})


class FontDamaged(RuntimeError):
    """A font file is missing or is not the file this version of the product was tested with."""


class MissingGlyph(ValueError):
    """A text holds a character the fonts cannot print; `character` is the first one."""

    def __init__(self, character: str, text: str) -> None:
        self.character = character
        name = unicodedata.name(character, "名称なし")
        super().__init__(
            f"文字「{character}」(U+{ord(character):04X} {name})は"
            f"帳票の書体にないため印字できません: {text[:60]!r}"
        )


def read_font(path: Path, sha256: str) -> bytes:
    """The bytes of a font file; raises FontDamaged unless they hash to `sha256` (hex)."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FontDamaged(f"書体ファイル {path.name} を読めません: {error.strerror}") from error
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise FontDamaged(
            f"書体ファイル {path.name} の SHA-256 が一致しません(期待 {sha256}、実際 {found})"
        )
    return data


def unicode_map(font_name: str, subset: Sequence[int]) -> str:
    """A ToUnicode CMap with UTF-16 targets.

    reportlab 5.1 writes a character beyond U+FFFF as five hex digits, which readers take for
    another character: 𠮷 would be found, copied and read aloud as ₻. It also exceeds 100 entries in
    one block.
    """
    pairs = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if point
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        f"/CMapName /{font_name} def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


class _Fonts:
    """The loaded fonts of this process; loading is guarded, since a font must be registered
    once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: dict[Face, Any] = {}
        self._printable: frozenset[str] = frozenset()
        self._widths: dict[Face, dict[str, int]] = {}

    def get(self, face: Face) -> Any:
        """The reportlab font of a face, loading and checking both files the first time."""
        if not self._loaded:
            with self._lock:
                if not self._loaded:
                    self._loaded = self._load()
        return self._loaded[face]

    def printable(self) -> frozenset[str]:
        """Every character both fonts hold and that needs no shaping."""
        self.get(Face.REGULAR)
        return self._printable

    def widths(self, face: Face) -> dict[str, int]:
        """Advance widths of the printable characters in thousandths of an em."""
        self.get(face)
        return self._widths[face]

    def _load(self) -> dict[Face, Any]:
        ttfonts.makeToUnicodeCMap = unicode_map
        loaded = {}
        for face in Face:
            path = FONT_FOLDER / f"{face.value}.ttf"
            read_font(path, FONT_SHA256[face])
            font = ttfonts.TTFont(face.value, str(path), asciiReadable=False)
            pdfmetrics.registerFont(font)
            loaded[face] = font
        shared = set.intersection(*(set(font.face.charToGlyph) for font in loaded.values()))
        printable = frozenset(
            chr(point)
            for point in shared
            if unicodedata.category(chr(point)) not in UNPRINTABLE_CATEGORIES
        )
        for face, font in loaded.items():
            widths = {character: font.face.getCharWidth(ord(character)) for character in printable}
            self._widths[face] = widths
        self._printable = printable
        return loaded


_FONTS = _Fonts()


def load_fonts() -> None:
    """Load and check both fonts now (about 0.1 s), as a worker does when it starts."""
    _FONTS.get(Face.REGULAR)


def refuse_unprintable(text: str) -> None:
    """Raise MissingGlyph for the first character the fonts cannot print as it stands."""
    printable = _FONTS.printable()
    for character in text:
        if character not in printable:
            raise MissingGlyph(character, text)


def text_width(text: str, face: Face, size: float, tracking: float = 0.0) -> float:
    """Width in points of a text at `size` points, with `tracking` points after each character.

    A character the font lacks counts one em; it is refused when it is placed.
    """
    widths = _FONTS.widths(face)
    try:
        thousandths = sum(map(widths.__getitem__, text))
    except KeyError:
        thousandths = sum(widths.get(character, 1000) for character in text)
    return thousandths * size / 1000 + tracking * len(text)
