"""A company and the books: its own entries, the proof of each, and nothing of another company."""

import json
import re
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from config.testing.fixtures import Doors
from fund.audit.bundle import VERIFIER
from fund.sealer import seal_now
from fund.seals import fingerprint
from grants.models import Grant
from tests.grants.pages.test_outside import Browser
from tests.grants.stage import Stage


@pytest.fixture
def browser(doors: Doors) -> Browser:
    return Browser(doors.outside)


def page_of(browser: Browser, number: str) -> str:
    answer = browser.get(f"/recipient/grants/{number}/entries/")
    assert answer.status == 200
    return answer.text


def entries_of(grant: Grant) -> list[int]:
    """The numbers of a case's entries, as the officers' side reads them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT seq FROM ledger.posting WHERE grant_ref = %s ORDER BY seq DESC",
            [grant.pk],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def text_of(segment: int, seq: int, organisation: UUID) -> str | None:
    """What the outside role reads of an entry's text on this organisation's behalf."""
    with transaction.atomic("recipient"), connections["recipient"].cursor() as cursor:
        cursor.execute("SELECT set_config('app.organisation', %s, true)", [str(organisation)])
        cursor.execute("SELECT ledger.own_text(%s, %s)", [segment, seq])
        (text,) = cursor.fetchone()
    return None if text is None else str(text)


def test_before_the_first_seal_the_page_says_when_it_comes(
    stage: Stage, committed: None, browser: Browser
) -> None:
    mark = stage.marks["SETTLED"]
    number = Grant.objects.get(pk=mark.pk).number
    browser.become(mark.company.releaser)
    text = page_of(browser, number)
    assert re.search(r"未封印。<time[^>]*>\d\d:\d[05]</time> の封印の後に受け取れます", text)
    assert "証明ファイル</a>" not in text
    seq = re.findall(r'<th scope="row" class="shrink" rowspan="\d+">(\d+)</th>', text)[0]
    asked = browser.get(f"/recipient/grants/{number}/entries/{seq}/proof/")
    assert asked.url.endswith(f"/grants/{number}/entries/")
    assert "まだ作れません" in asked.text


def test_a_company_takes_the_proof_of_its_own_entry_and_checks_it_alone(
    stage: Stage, committed: None, browser: Browser, tmp_path: Path
) -> None:
    signed = seal_now()
    mark = stage.marks["SETTLED"]
    grant = Grant.objects.get(pk=mark.pk)
    browser.become(mark.company.releaser)
    page = page_of(browser, grant.number)
    listed = re.findall(r'entries/(\d+)/proof/" aria-label', page)
    assert [int(seq) for seq in listed] == entries_of(grant)
    answer = browser.get(f"/recipient/grants/{grant.number}/entries/{listed[0]}/proof/")
    assert answer.status == 200
    program, file = tmp_path / "verify_ledger.py", tmp_path / "proof.json"
    program.write_text(browser.get("/recipient/verifier/").text, encoding="utf-8")
    assert program.read_bytes() == VERIFIER.read_bytes()
    file.write_text(answer.text, encoding="utf-8")
    key = fingerprint(signed.seal.public_key)
    assert key in page
    done = subprocess.run(  # our own program
        [sys.executable, "-I", "-S", program, file, "--key", key, "--json"],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert (report["seq"], report["seal"]) == (int(listed[0]), signed.seal.number)


def test_another_companys_entry_is_not_there(
    stage: Stage, committed: None, browser: Browser
) -> None:
    """Neither under its own case, nor under the reader's, nor by SQL of the outside role."""
    seal_now()
    own = Grant.objects.get(pk=stage.marks["SETTLED"].pk)
    seq = entries_of(own)[0]
    other = stage.world.other
    assert own.organisation_id != other.organisation.pk
    browser.become(other.releaser)
    assert browser.get(f"/recipient/grants/{own.number}/entries/").status == 404
    assert browser.get(f"/recipient/grants/{own.number}/entries/{seq}/proof/").status == 404
    foreign = next(
        seq
        for grant in Grant.objects.exclude(organisation=own.organisation).order_by("pk")
        for seq in entries_of(grant)
    )
    browser.become(stage.marks["SETTLED"].company.releaser)
    assert browser.get(f"/recipient/grants/{own.number}/entries/{foreign}/proof/").status == 404
    segment = stage.world.segment
    mine = text_of(segment, seq, own.organisation_id)
    assert mine is not None
    assert mine.startswith("6:NLEDG1,")
    assert text_of(segment, seq, other.organisation.pk) is None
    # The endowment is nobody's.
    assert text_of(segment, 1, own.organisation_id) is None
