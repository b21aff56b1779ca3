"""Drawing an issued paper and keeping its file. The same paper gives the same bytes, always."""

import hashlib
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from reports.files import write_whole
from reports.models import IssuedPaper, PaperFile
from reports.papers.catalogue import KINDS
from reports.pdf.content import paper_from_data


class PaperChanged(Exception):
    """A paper drawn again gave other bytes than the first time: the file is not replaced."""


def draw(paper: IssuedPaper) -> bytes:
    """The PDF, from the frozen content alone."""
    kind = KINDS[paper.kind]
    return kind.draw(paper_from_data(kind.content, paper.data))


def print_paper(paper_id: UUID, *, now: datetime) -> PaperFile:
    """Draw a paper, keep its file and note its SHA-256. Twice, or two at once, is one effect.

    Raises PaperChanged when a noted paper would come out differently.
    """
    paper = IssuedPaper.objects.get(pk=paper_id)
    drawn = draw(paper)
    sha256 = hashlib.sha256(drawn).digest()
    name = f"{paper.number}.pdf"
    _refuse_change(PaperFile.objects.filter(paper=paper).first(), paper, sha256)
    path = folder() / name
    if not path.exists() or path.read_bytes() != drawn:
        write_whole(path, drawn)
    # The file first: a row without a file would never be looked at again.
    noted, _ = PaperFile.objects.get_or_create(
        paper=paper,
        defaults={
            "organisation_id": paper.organisation_id,
            "sha256": sha256,
            "size": len(drawn),
            "name": name,
            "drawn_at": now,
        },
    )
    _refuse_change(noted, paper, sha256)
    return noted


def folder() -> Path:
    """Where the files of papers lie."""
    return Path(settings.VAR) / "papers"


def _refuse_change(noted: PaperFile | None, paper: IssuedPaper, sha256: bytes) -> None:
    if noted is not None and bytes(noted.sha256) != sha256:
        raise PaperChanged(f"{paper.number} does not come out as it was first drawn")
