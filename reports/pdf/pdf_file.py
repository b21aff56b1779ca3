"""Writing placed marks as a PDF whose bytes depend on nothing but them."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from reports.pdf.fonts import Face
from reports.pdf.marks import MM, Box, Line, Page, Text

CREATOR = "安定供給確保支援基金システム（蓄電池）"

# Compressed pages are written as they are, not as ASCII a quarter larger.
rl_config.useA85 = 0


@dataclass(frozen=True)
class PaperMeta:
    """What the file says about itself; `issued_on` becomes its creation date."""

    title: str
    subject: str
    author: str
    paper_number: str
    issued_on: date
    content_code: str


def write_pdf(
    meta: PaperMeta, pages: Sequence[Page], size: tuple[float, float], *, compressed: bool
) -> bytes:
    """The bytes of a PDF; `size` is the pages' width and height in mm."""
    width, height = size
    buffer = io.BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=(width * MM, height * MM),
        invariant=1,
        pageCompression=int(compressed),
        initialFontName=Face.REGULAR.value,
        lang="ja-JP",
    )
    _describe(canvas, meta)
    for page in pages:
        _draw_boxes(canvas, page.boxes, height)
        _draw_lines(canvas, page.lines, height)
        _draw_texts(canvas, page.texts, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _describe(canvas: Any, meta: PaperMeta) -> None:
    """Title, author and dates of the file, none of them from the clock or the environment."""
    canvas.setTitle(meta.title)
    canvas.setSubject(meta.subject)
    canvas.setAuthor(meta.author)
    canvas.setKeywords(f"{meta.paper_number} {meta.content_code}")
    canvas.setCreator(CREATOR)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    stamp = f"D:{meta.issued_on:%Y%m%d}000000+09'00'"
    canvas.setDateFormatter(lambda *_: stamp)
    # reportlab seeds the file identifier with a time stamp it may take from the environment.
    seed = f"{meta.paper_number} {meta.content_code} {stamp}".encode()
    canvas._doc.signature = hashlib.md5(seed, usedforsecurity=False)


def _draw_boxes(canvas: Any, boxes: Sequence[Box], height: float) -> None:
    fill = ""
    for box in boxes:
        if box.fill != fill:
            fill = box.fill
            canvas.setFillColor(_rgb(fill))
        top = (height - box.y - box.height) * MM
        canvas.rect(box.x * MM, top, box.width * MM, box.height * MM, stroke=0, fill=1)


def _draw_lines(canvas: Any, lines: Sequence[Line], height: float) -> None:
    pen: tuple[str, float] | None = None
    for line in lines:
        if (line.colour, line.width) != pen:
            pen = line.colour, line.width
            canvas.setStrokeColor(_rgb(line.colour))
            canvas.setLineWidth(line.width)
        start, end = (height - line.y1) * MM, (height - line.y2) * MM
        canvas.line(line.x1 * MM, start, line.x2 * MM, end)


def _draw_texts(canvas: Any, texts: Sequence[Text], height: float) -> None:
    """All texts of a page as one text object; font and colour are set when they change."""
    pen = canvas.beginText()
    state: tuple[Face, float, str, float] | None = None
    for text in texts:
        wanted = (text.face, text.size, text.colour, text.tracking)
        if wanted != state:
            pen.setFont(text.face.value, text.size)
            pen.setFillColor(_rgb(text.colour))
            pen.setCharSpace(text.tracking)
            state = wanted
        pen.setTextOrigin(text.x * MM, (height - text.y) * MM)
        pen.textOut(text.text)
    canvas.drawText(pen)


def _rgb(colour: str) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1 of a colour given as six hexadecimal digits."""
    red, green, blue = bytes.fromhex(colour)
    return red / 255, green / 255, blue / 255
