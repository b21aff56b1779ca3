"""A paper: its pages while they are being laid out.

What is placed is kept until `finish`, so that every page can carry "page x / y" and so that two
texts that would touch stop the paper instead of being printed over each other.
"""

from collections.abc import Sequence

from reportlab.graphics.barcode import qrencoder

from reports.pdf.fonts import Face, refuse_unprintable, text_width
from reports.pdf.lines import wrap
from reports.pdf.marks import (
    INK,
    MM,
    MUTED,
    RULE,
    SHADE,
    Box,
    Line,
    Page,
    Text,
    TextTooWide,
    refuse_collisions,
)
from reports.pdf.pdf_file import PaperMeta, write_pdf

A4_PORTRAIT = (210.0, 297.0)
A4_LANDSCAPE = (297.0, 210.0)
FOOTER_RISE_MM = 11.0
FOOTER_MARGIN_MM = 20.0


class Paper:
    """The pages of one document.

    A short paper is left uncompressed, so that its bytes do not depend on the machine's zlib; a
    long listing may be `compressed`.
    """

    def __init__(
        self,
        meta: PaperMeta,
        size: tuple[float, float] = A4_PORTRAIT,
        *,
        compressed: bool = False,
    ) -> None:
        self.meta = meta
        self.compressed = compressed
        self.width, self.height = size
        self._pages: list[Page] = []
        self.new_page()

    @property
    def page_count(self) -> int:
        """Pages begun so far."""
        return len(self._pages)

    def new_page(self) -> None:
        """Begin the next page; what is placed afterwards goes there."""
        self._page = Page()
        self._pages.append(self._page)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        face: Face = Face.REGULAR,
        align: str = "left",
        colour: str = INK,
        tracking: float = 0.0,
        within: float | None = None,
    ) -> Text:
        """Place a line with its baseline at y; x is its left end, right end or centre by `align`.

        Raises MissingGlyph for a character the fonts do not hold, TextTooWide beyond `within` mm.
        """
        refuse_unprintable(text)
        width = text_width(text, face, size, tracking) / MM
        if within is not None and width > within:
            raise TextTooWide(f"枠に収まらない数値です: {text}")
        left = x - {"left": 0.0, "right": width, "centre": width / 2}[align]
        placed = Text(left, y, text, face, size, colour, tracking, width)
        if text.strip(" \u3000"):
            self._page.texts.append(placed)
        return placed

    def line(
        self, x1: float, y1: float, x2: float, y2: float, width: float = 0.4, colour: str = RULE
    ) -> None:
        """Place a rule."""
        self._page.lines.append(Line(x1, y1, x2, y2, width, colour))

    def box(self, x: float, y: float, width: float, height: float, fill: str = SHADE) -> None:
        """Place a filled rectangle under the rules and texts."""
        self._page.boxes.append(Box(x, y, width, height, fill))

    def qr(self, x: float, y: float, side: float, content: str) -> None:
        """Place a QR code (error correction M), `side` mm wide with its quiet zone of 4 modules."""
        code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
        code.addData(content)
        code.make()
        count = code.getModuleCount()
        module = side / (count + 8)
        for row in range(count):
            for start, length in _dark_runs([bool(code.isDark(row, c)) for c in range(count)]):
                left, top = x + (start + 4) * module, y + (row + 4) * module
                # A hair of overlap downwards, else viewers show white seams between rows.
                self.box(left, top, length * module, module * 1.02, INK)

    def finish(self) -> bytes:
        """The PDF. Raises PaperCollision if any two texts touch or one leaves the page."""
        for number, page in enumerate(self._pages, 1):
            self._page = page
            self._place_footer(number)
            refuse_collisions(page.texts, self.width, self.height, number)
        size = (self.width, self.height)
        return write_pdf(self.meta, self._pages, size, compressed=self.compressed)

    def _place_footer(self, number: int) -> None:
        left, right = FOOTER_MARGIN_MM, self.width - FOOTER_MARGIN_MM
        y = self.height - FOOTER_RISE_MM
        identity = f"{self.meta.title}　内容照合 {self.meta.content_code}"
        self.line(left, y - 4.2, right, y - 4.2, 0.3)
        for row, part in enumerate(wrap(identity, Face.REGULAR, 7, (right - left - 25) * MM)):
            self.text(left, y - 0.4 + row * 2.7, part, 7, colour=MUTED)
        self.text(right, y, f"{number} / {self.page_count}", 8, align="right", colour=MUTED)


def _dark_runs(modules: Sequence[bool]) -> list[tuple[int, int]]:
    """(start, length) of each run of dark modules in a row."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(modules):
        if dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((place, 1))
    return runs
