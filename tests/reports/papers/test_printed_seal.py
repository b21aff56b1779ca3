"""A fund statement carries the newest seal: whoever keeps the paper keeps an anchor."""

from datetime import date
from pathlib import Path

from fund.audit.bundle import Wanted, write_bundle
from fund.queries import head
from fund.sealer import seal_now
from reports.papers.fund import month_statement
from reports.pdf.content import paper_data, paper_from_data
from reports.pdf.fund_statement import FundStatement
from tests.fund.audit.books import NOW
from tests.fund.audit.conftest import verify
from tests.fund.conftest import new_segment
from tests.fund.ground import endow
from tests.people import new_organisation
from workflow.models.person import OrganisationKind


def test_the_printed_seal_is_the_newest_and_vouches_for_a_bundle(
    committed: None, tmp_path: Path
) -> None:
    """What the code to scan says is what the verifier takes, and another hash is refused."""
    segment = new_segment()
    endow(segment, 1_000)
    signed = seal_now()
    endow(segment, 500, key="unsealed")
    statement = month_statement(
        segment, date(2024, 5, 31), head(segment), number="基残第1号", issued_on=date(2024, 6, 3),
        issuer=new_organisation(OrganisationKind.NEDO, "試験機構"),
    )  # fmt: skip
    assert statement == paper_from_data(FundStatement, paper_data(statement))
    assert statement.seal is not None
    assert (statement.seal.number, statement.seal.entry_number) == (signed.seal.number, 1)
    assert "2番から2番までの仕訳を覆っていない" in "".join(statement.notes)
    facts = dict(fact.split("=") for fact in statement.qr_content.split(";")[1:])
    write_bundle(tmp_path / "b", Wanted(f"TEST_{segment}"), NOW)
    outside = ("--paper", facts["SEAL"], "--key", facts["KEY"])
    assert verify(tmp_path / "b", *outside).status == 0
    number, _, digest = facts["SEAL"].partition(":")
    groups = [digest[at : at + 8] for at in range(0, 64, 8)]
    as_printed = f"{number}: {' '.join(groups[:4])}\n{' '.join(groups[4:])}"
    assert verify(tmp_path / "b", "--paper", as_printed).status == 0
    other = f"{number}:{digest[::-1]}"
    assert verify(tmp_path / "b", "--paper", other).codes == {"anchor_differs"}


def test_a_statement_says_whether_its_seal_covers_it(committed: None) -> None:
    segment, other = new_segment(), new_segment()
    issuer = new_organisation(OrganisationKind.NEDO, "試験機構")

    def notes(place: int) -> str:
        stated = month_statement(
            place, date(2024, 5, 31), head(place), number="基残第2号", issued_on=date(2024, 6, 3),
            issuer=issuer,
        )  # fmt: skip
        return "".join(stated.notes)

    endow(segment, 1_000)
    seal_now()
    endow(other, 1_000)
    assert notes(segment) == ""
    assert "まだ封印に覆われていない" in notes(other)
