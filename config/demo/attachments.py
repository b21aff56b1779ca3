"""The story's files: short papers of the companies and of the bank, sent and attached."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model

from config.demo.world import World
from reports.pdf.canvas import Paper
from reports.pdf.content import content_code
from reports.pdf.layout import Column, Flow, TableStyle, note_lines, row
from reports.pdf.pdf_file import PaperMeta
from workflow.calendar import wareki
from workflow.incoming import Sender, receive_whole
from workflow.models import ActRecord, Organisation, Person
from workflow.uploads import evidence_vault

FICTION = "この文書はデモのために作成した架空のものです。"
LABEL_MM = 55.0


@dataclass(frozen=True)
class Document:
    """One page: who wrote it, its title and number, and what it says line by line."""

    author: str
    title: str
    number: str
    facts: tuple[tuple[str, str], ...]
    text: str = ""


def attach(
    world: World, act: Callable[..., ActRecord], subject: Model, document: Document, *,
    by: Person, of: Organisation | None, key: str,
) -> None:  # fmt: skip
    """Somebody sends the document to the subject and attaches it, today and once."""
    if f"demo:{key}" in world.told:
        return
    content = draw(document, world)
    sender = Sender(by, of, world.now)
    # Interrupted in between, neither stands.
    with transaction.atomic():
        sent = receive_whole(
            subject, f"{document.title}.pdf", len(content), [content], evidence_vault(), sender
        )
        world.do(act, sent.pk, by=by, key=key)


def draw(document: Document, world: World) -> bytes:
    """The document of today as a PDF."""
    meta = PaperMeta(
        title=document.title,
        subject=document.number,
        author=document.author,
        paper_number=document.number,
        issued_on=world.today,
        content_code=content_code(document),
    )
    flow = Flow(Paper(meta, compressed=True), top=25, bottom=20)
    flow.pair(document.number, wareki(world.today))
    flow.skip(8)
    flow.line_of(document.title, align="centre", size=15, leading=9)
    flow.skip(4)
    flow.line_of(document.author, align="right")
    flow.skip(8)
    columns = (Column("", LABEL_MM), Column("", flow.width - LABEL_MM))
    style = TableStyle(size=9.5, row_height=8.0, titles=False)
    flow.table(columns, [row(*fact) for fact in document.facts], style)
    for part in filter(None, document.text.split("\n")):
        flow.skip(4)
        flow.paragraph(part, first_indent=1)
    flow.skip(6)
    note_lines(flow, [FICTION], size=8)
    return flow.paper.finish()
