"""Reading a PDF back, with a library that shares nothing with the one that wrote it."""

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from pypdf import PdfReader

from reports.pdf.pdf_file import PaperMeta

META = PaperMeta("試験（T-1）", "試験", "機構", "T-1", date(2026, 11, 23), "0" * 16)


def reader(pdf: bytes) -> PdfReader:
    """The PDF as pypdf sees it."""
    return PdfReader(io.BytesIO(pdf))


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in reader(pdf).pages]


def text_of(pdf: bytes) -> str:
    """All text without spaces and line ends: what wraps on paper is one text again."""
    return re.sub(r"\s", "", "".join(page_texts(pdf)))


def figures_of(pdf: bytes) -> list[str]:
    """Every figure with commas, in the order of the file."""
    return re.findall(r"△?\d{1,3}(?:,\d{3})+", "\n".join(page_texts(pdf)))


def fonts_of(pdf: bytes) -> Iterator[tuple[str, Any]]:
    """Base name and descriptor of every font any page refers to."""
    for page in reader(pdf).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            yield font.get_object()["/BaseFont"], font.get_object().get("/FontDescriptor")
