"""Drawn again, on any day, in any process, a paper comes out byte for byte."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections

from config.stack.house import ROOT
from reports.acts.issue_fund_statement import issue_fund_statement
from reports.due_papers import issue_and_print_due, issue_due_papers, print_due_papers
from reports.models import IssuedPaper, PaperFile
from reports.press import PaperChanged, draw, print_paper
from tests.reports.test_delivery import together
from tests.reports.world import PaperWorld, a_project, company, decided

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
AGAIN = """
import hashlib, django; django.setup()
from reports.models import IssuedPaper
from reports.press import draw
print(hashlib.sha256(draw(IssuedPaper.objects.get(number={number!r}))).hexdigest())
"""


def a_statement(world: PaperWorld) -> IssuedPaper:
    record = issue_fund_statement(
        world.segment, date(2023, 3, 31), actor=world.people["goto"], now=NOW, key=str(uuid4())
    )
    return IssuedPaper.objects.get(pk=record.subject_id)


@pytest.fixture
def paper(world: PaperWorld, var: Path) -> IssuedPaper:
    """One statement, issued and not drawn yet."""
    world.endow()
    return a_statement(world)


def sha(pdf: bytes) -> bytes:
    return hashlib.sha256(pdf).digest()


def file_of(var: Path, paper: IssuedPaper) -> Path:
    return var / "papers" / f"{paper.number}.pdf"


def test_a_place_that_cannot_be_written_is_told(paper: IssuedPaper, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="書き出せません"):
        call_command("print_paper", paper.number, "--out", str(tmp_path / "none" / "x.pdf"))


def test_every_paper_of_the_story_is_drawn_and_comes_out_the_same_again(
    told: PaperWorld, var: Path
) -> None:
    a_statement(told)
    issue_and_print_due(now=NOW)
    papers = list(IssuedPaper.objects.filter(segment=told.segment).select_related("file"))
    assert {"decision_notice", "refund_receipt", "payment_sheet"} <= {one.kind for one in papers}
    for one in papers:
        kept = file_of(var, one).read_bytes()
        assert kept.startswith(b"%PDF-")
        assert sha(kept) == bytes(one.file.sha256) == sha(draw(one))
        assert one.file.size == len(kept)


def test_another_process_in_another_place_draws_the_same_bytes(own_world: PaperWorld) -> None:
    paper = a_statement(own_world)
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", AGAIN.format(number=paper.number)],
        cwd=ROOT, env={**os.environ, **elsewhere}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == sha(draw(paper)).hex()


def test_printed_twice_there_is_one_file_and_one_note(paper: IssuedPaper, var: Path) -> None:
    first = print_paper(paper.pk, now=NOW)
    again = print_paper(paper.pk, now=datetime(2027, 1, 1, tzinfo=UTC))
    assert again.drawn_at == first.drawn_at == NOW
    assert [path.name for path in (var / "papers").iterdir()] == [f"{paper.number}.pdf"]


def test_a_file_that_was_lost_or_altered_is_drawn_again(paper: IssuedPaper, var: Path) -> None:
    noted = print_paper(paper.pk, now=NOW)
    for harm in (Path.unlink, lambda path: path.write_bytes(b"%PDF-forged")):
        harm(file_of(var, paper))
        print_paper(paper.pk, now=NOW)
        assert sha(file_of(var, paper).read_bytes()) == bytes(noted.sha256)


def test_a_paper_that_would_come_out_differently_is_not_printed(
    paper: IssuedPaper, var: Path
) -> None:
    PaperFile.objects.create(
        paper=paper, sha256=b"\0" * 32, size=1, name=f"{paper.number}.pdf", drawn_at=NOW
    )
    with pytest.raises(PaperChanged, match=paper.number):
        print_paper(paper.pk, now=NOW)
    assert not file_of(var, paper).exists()


@pytest.mark.parametrize("change", [{"title": "別の件名"}, {"data": {}}, {"number": "第0号"}])
def test_an_issued_paper_cannot_be_changed(paper: IssuedPaper, change: dict[str, object]) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        IssuedPaper.objects.filter(pk=paper.pk).update(**change)


def test_the_note_of_a_file_cannot_be_changed(paper: IssuedPaper, var: Path) -> None:
    print_paper(paper.pk, now=NOW)
    with pytest.raises(DatabaseError, match="append-only"):
        PaperFile.objects.filter(paper=paper).update(size=1)


def test_eight_printing_at_once_leave_one_whole_file(own_world: PaperWorld, var: Path) -> None:
    paper = a_statement(own_world)

    assert together(8, lambda: print_paper(paper.pk, now=NOW).paper_id) == [paper.pk] * 8
    assert [sha(path.read_bytes()) for path in (var / "papers").iterdir()] == [sha(draw(paper))]


class TestTheCommand:
    def test_it_writes_the_same_bytes_once_more(
        self, paper: IssuedPaper, var: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("print_paper", paper.number, "--out", str(var / "copy.pdf"))
        copy = (var / "copy.pdf").read_bytes()
        assert copy == file_of(var, paper).read_bytes()
        assert sha(copy).hex() in capsys.readouterr().out

    def test_it_fails_when_the_kept_file_is_another(self, paper: IssuedPaper, var: Path) -> None:
        print_paper(paper.pk, now=NOW)
        file_of(var, paper).write_bytes(b"%PDF-forged")
        with pytest.raises(CommandError, match="一致しません"):
            call_command("print_paper", paper.number, "--out", str(var / "copy.pdf"))
        assert not (var / "copy.pdf").exists()

    def test_it_fails_when_the_noted_bytes_were_others(self, paper: IssuedPaper, var: Path) -> None:
        PaperFile.objects.create(
            paper=paper, sha256=b"\0" * 32, size=1, name=f"{paper.number}.pdf", drawn_at=NOW
        )
        with pytest.raises(CommandError, match="一致しません"):
            call_command("print_paper", paper.number)

    def test_it_knows_no_number_it_was_not_given(self, db: None) -> None:
        with pytest.raises(CommandError, match="ありません"):
            call_command("print_paper", "第0号")


def test_a_paper_that_fails_does_not_hold_up_the_others(
    told: PaperWorld, var: Path, caplog: pytest.LogCaptureFixture
) -> None:
    issue_due_papers()
    blocked = IssuedPaper.objects.filter(segment=told.segment)[3]
    (var / "papers" / f"{blocked.number}.pdf").mkdir(parents=True)
    printed = print_due_papers(now=NOW)
    assert blocked.pk not in printed
    assert IssuedPaper.objects.filter(segment=told.segment, file=None).count() == 1
    assert str(blocked.pk) in caplog.text


def test_a_recipient_sees_the_papers_of_its_own_company_only(
    own_world: PaperWorld, var: Path
) -> None:
    a_statement(own_world)
    firms = [company(), company()]
    for firm in firms:
        decided(own_world, a_project(), firm)
    issue_and_print_due(now=NOW)
    with connections["recipient"].cursor() as cursor:
        for organisation, count in (("", 0), (str(firms[0].organisation.pk), 2)):
            cursor.execute("SELECT set_config('app.organisation', %s, false)", [organisation])
            for table in ("reports_issuedpaper", "reports_paperfile"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (count,)
