"""The frame of the plain papers: to the company, or to NEDO's own head."""

from collections.abc import Iterable, Sequence

from grants.models import Grant
from reports.papers.catalogue import PaperKind
from reports.papers.letterhead import (
    holder_of,
    issuer,
    letterhead,
    office_and_name,
    reference,
    remedy_on,
)
from reports.pdf.letter import (
    ACT_IN_FULL,
    Addressee,
    EntryMark,
    GrantReference,
    Letterhead,
    Sender,
)
from reports.pdf.notice import Fact, Notice, Part, SumTable
from reports.pdf.worksheet import ChargeWorksheet
from workflow.calendar import jst_day
from workflow.models import ActRecord

__all__ = ["ACT_IN_FULL", "asked_of", "inner_paper", "reason", "to_company"]

Pairs = Sequence[tuple[str, str]]


def to_company(
    kind: PaperKind,
    record: ActRecord,
    number: str,
    sentence: str,
    facts: Pairs,
    *,
    grant: GrantReference | Grant | None = None,
    strong: str = "",
    tables: Iterable[SumTable] = (),
    sheets: Iterable[ChargeWorksheet] = (),
    parts: Iterable[Part] = (),
    contestable: bool = False,
    entry: EntryMark | None = None,
) -> Notice:
    """A letter to the company that held the case. contestable: with the 教示."""
    issued_on = jst_day(record.acted_at)
    return Notice(
        head=letterhead(kind, holder_of(record), number, issued_on),
        title=kind.title,
        sentence=sentence,
        grant=reference(grant) if isinstance(grant, Grant) else grant,
        facts=_facts(facts, strong),
        tables=tuple(tables),
        worksheets=tuple(sheets),
        parts=tuple(parts),
        remedy=remedy_on(issued_on) if contestable else None,
        entry=entry,
    )


def inner_paper(
    kind: PaperKind,
    record: ActRecord,
    number: str,
    sentence: str,
    facts: Pairs,
    *,
    grant: GrantReference | Grant | None = None,
    strong: str = "",
    tables: Iterable[SumTable] = (),
    parts: Iterable[Part] = (),
    entry: EntryMark | None = None,
) -> Notice:
    """NEDO's own paper, from who did the act to its head."""
    nedo = issuer()
    office, head = office_and_name(nedo.representative, "理事長")
    return Notice(
        head=Letterhead(
            paper_number=number,
            issued_on=jst_day(record.acted_at),
            addressee=Addressee("", "", office, head),
            sender=Sender(nedo.name, "担当", record.actor.name),
        ),
        title=kind.title,
        sentence=sentence,
        grant=reference(grant) if isinstance(grant, Grant) else grant,
        facts=_facts(facts, strong),
        tables=tuple(tables),
        parts=tuple(parts),
        entry=entry,
    )


def asked_of(grant: Grant) -> GrantReference:
    """The case as a paper names it that does not rest on its decision."""
    return GrantReference(grant.title, grant.number)


def reason(text: str, title: str = "理由") -> Part:
    """The part that shows the reasons."""
    return Part(title, (text,))


def _facts(pairs: Pairs, strong: str) -> tuple[Fact, ...]:
    return tuple(Fact(label, value, label == strong) for label, value in pairs)
