"""Papers are held against the ledger: what they print must come out of the entries they name."""

from copy import deepcopy
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from fund.checks import examine
from reports.models import IssuedPaper
from reports.press import print_paper
from tests.reports.test_press import NOW, a_statement, file_of
from tests.reports.world import PaperWorld


def broken(segment: int) -> dict[str, str]:
    """What does not hold about papers, with the first finding of each."""
    with connection.cursor() as cursor:
        report = examine(cursor, f"TEST_{segment}")
    names = ("papers_name", "statements_reproduce", "paper_files")
    return {r.name: str(r.bad[0]) for r in report.broken if r.name.startswith(names)}


def forged(paper: IssuedPaper, **changes: object) -> None:
    """Another paper beside the true one, that says something else."""
    false = deepcopy(paper)
    false.pk, false.number, false.as_of = uuid4(), f"偽{uuid4()}", None
    for name, value in changes.items():
        setattr(false, name, value)
    false.save(force_insert=True)


@pytest.fixture
def paper(world: PaperWorld, var: Path) -> IssuedPaper:
    """One statement, issued and printed."""
    world.endow()
    paper = a_statement(world)
    print_paper(paper.pk, now=NOW)
    return paper


def test_a_true_paper_holds(world: PaperWorld, paper: IssuedPaper) -> None:
    assert broken(world.segment) == {}


@pytest.mark.parametrize("figure", ["opening_yen", "closing_yen", "committed_yen", "available_yen"])
def test_a_figure_the_entries_do_not_give_is_named(
    world: PaperWorld, paper: IssuedPaper, figure: str
) -> None:
    forged(paper, data=paper.data | {figure: paper.data[figure] + 1})
    assert set(broken(world.segment)) == {"statements_reproduce_from_the_entries"}


def test_a_head_the_ledger_never_had_is_named(world: PaperWorld, paper: IssuedPaper) -> None:
    forged(paper, ledger_hash="ab" * 32)
    found = broken(world.segment)
    assert set(found) == {"papers_name_the_ledger_s_head"}
    assert f"仕訳{paper.ledger_seq}" in found["papers_name_the_ledger_s_head"]


def test_a_file_that_was_exchanged_is_named(
    world: PaperWorld, paper: IssuedPaper, var: Path
) -> None:
    file_of(var, paper).write_bytes(b"%PDF another")
    found = broken(world.segment)
    assert set(found) == {"paper_files_are_as_first_drawn"}
    assert paper.number in found["paper_files_are_as_first_drawn"]
