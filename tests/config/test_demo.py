"""The demonstration as a newcomer runs it: it ends well, and all that it says agrees."""

import contextlib
import csv
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from config.stack.house import ROOT, House
from config.stack.roles import ROLES
from fund.audit.bundle import MANIFEST
from fund.money import format_amount
from tests.fund.audit.independent import Rejected, by_beancount, by_hledger, names_in

# The newest of the statements: those of four years' ends and of the last month that moved precede.
STATEMENT = "基金残高第2026-6号.pdf"


class Demo:
    """`manage.py` in a data folder of its own, on servers that the commands start themselves."""

    def __init__(self, var: Path) -> None:
        self.var = var

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        named = {"REDIS_URL", "FUND_DOOR", "FUND_DEMO", *(role.variable for role in ROLES)}
        kept = {name: value for name, value in os.environ.items() if name not in named}
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *words],
            env={**kept, "FUND_VAR": str(self.var)},
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    @property
    def summary(self) -> dict[str, Any]:
        """What the story says it left behind."""
        found: dict[str, Any] = json.loads((self.var / "demo" / "summary.json").read_text())
        return found


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """Told once for all tests of this file."""
    # Not pytest's own folder: PostgreSQL may run as another user, who has to get in.
    var = Path(tempfile.mkdtemp(prefix="fund-demo-"))
    var.chmod(0o755)
    told = Demo(var)
    done = told.manage("demo")
    assert done.returncode == 0, done.stdout + done.stderr
    # As another user of the same servers would: the next commands find them running.
    with (var / "users.lock").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        yield told
    House(var).stop()
    shutil.rmtree(var, ignore_errors=True)


def test_the_summary_agrees_with_verify(demo: Demo) -> None:
    done = demo.manage("verify", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["ok"] is True
    for code, segment in demo.summary["segments"].items():
        assert {name: found["segments"][code][name] for name in segment} == segment
    own = demo.summary["segments"]["BATTERY"]
    assert {name: demo.summary[name] for name in own} == own


def test_every_recipient_of_the_story_is_there_and_every_refund_reckoned(demo: Demo) -> None:
    summary = demo.summary
    assert sum(summary["grants"].values()) >= 4
    assert summary["grants"]["MONITORING"] == 2
    assert summary["grants"]["WITHDRAWN"] == 1
    assert summary["reports"] == {"ACCEPTED": 2}, "one of them after it was sent back and mended"
    refunds = {row["principal_yen"]: row for row in summary["refunds"]}
    # 650 million in parts: by hand 368.7 × 10^9 yen-days and 16.8 × 10^9 after the due date.
    assert refunds[650_000_000]["surcharge_yen"] == 110_610_000
    assert refunds[650_000_000]["late_charge_yen"] == 5_040_000
    # 90 million: 266 days, 32 on 60 million and 43 on 40 million; after the due date 18 and 43.
    assert refunds[90_000_000]["surcharge_yen"] == 27_580_000_000 * 3 // 10_000
    assert refunds[90_000_000]["late_charge_yen"] == 2_800_000_000 * 3 // 10_000
    assert refunds[90_000_000]["open_yen"] == refunds[90_000_000]["late_charge_yen"]
    assert refunds[12_345_678]["late_charge_yen"] == 12_345_678 * 32 * 3 // 10_000
    assert refunds[12_345_678]["open_yen"] == 0


def test_the_statement_s_figures_are_the_ledger_s(demo: Demo) -> None:
    pages = pypdf.PdfReader(demo.var / "papers" / STATEMENT).pages
    text = "".join(page.extract_text() for page in pages)
    for name in ("cash_yen", "committed_yen", "available_yen"):
        assert format_amount(demo.summary[name]) in text, name
    digits = "".join(text.split())
    assert demo.summary["head_hash"] in digits
    assert f"仕訳番号{demo.summary['head_seq']}まで" in digits, "the seal covers what is stated"
    assert "覆っていない" not in digits


def test_what_was_set_off_and_ordered_has_its_paper(demo: Demo) -> None:
    kinds = {Path(paper).name.partition("第")[0] for paper in demo.summary["papers"]}
    assert {"相殺", "督促", "返還領収", "申請受理", "受領記録", "支払決議"} <= kinds


@pytest.fixture(scope="module")
def bundle(demo: Demo) -> Path:
    """The whole story's books, exported for auditors."""
    place = demo.var / "audit"
    done = demo.manage("export_audit", str(place))
    assert done.returncode == 0, done.stdout + done.stderr
    return place


def test_two_independent_programs_take_the_books_and_agree_to_the_yen(
    demo: Demo, bundle: Path
) -> None:
    segments = json.loads((bundle / MANIFEST).read_text("utf-8"))["segments"]
    assert {place["code"] for place in segments} == set(demo.summary["segments"])
    for place in segments:
        code, folder = place["code"], bundle / place["folder"]
        stands = demo.summary["segments"][code]
        assert place["entries"] == stands["head_seq"], "sealed and exported to the last entry"
        with (folder / "trial_balance.csv").open(encoding="utf-8-sig", newline="") as table:
            rows = {row["科目コード"]: row for row in csv.DictReader(table)}
        over = {key: int(row["借方合計"]) - int(row["貸方合計"]) for key, row in rows.items()}
        ours = {key: yen for key, yen in over.items() if yen}
        assert sum(ours.values()) == 0
        assert ours.get("1101", 0) == stands["cash_yen"]
        if code == "BATTERY":
            assert -ours["B200"] == demo.summary["available_yen"]
        names = names_in(folder, place["number"])
        for found in (
            by_beancount(folder / f"{code}.beancount"), by_hledger(folder / f"{code}.journal"),
        ):  # fmt: skip
            assert found is None or {names[name]: yen for name, yen in found.items()} == ours


def test_the_verifier_finds_nothing_and_a_falsified_copy_is_refused_by_all_three(
    bundle: Path, tmp_path: Path
) -> None:
    def verify(place: Path) -> int:
        verifier = bundle / "verify_ledger.py"
        return subprocess.run(
            [sys.executable, "-I", "-S", verifier, place], capture_output=True, check=False
        ).returncode

    assert verify(bundle) == 0
    shutil.copytree(bundle, tmp_path / "copy")
    for name in ("BATTERY.beancount", "BATTERY.journal"):
        path = tmp_path / "copy" / "BATTERY" / name
        # The first figure of the first entry, one yen more.
        more = re.sub(
            r"(\d+)( JPY)", lambda m: f"{int(m[1]) + 1}{m[2]}", path.read_text("utf-8"), count=1
        )
        path.write_text(more, "utf-8")
    assert verify(tmp_path / "copy") == 1
    with pytest.raises(Rejected):
        by_beancount(tmp_path / "copy" / "BATTERY" / "BATTERY.beancount")
    with contextlib.suppress(Rejected):
        taken = by_hledger(tmp_path / "copy" / "BATTERY" / "BATTERY.journal")
        assert taken is None, "hledger took the falsified journal"


def test_every_paper_named_is_there_and_a_decision_notice_among_them(demo: Demo) -> None:
    papers = demo.summary["papers"]
    assert any("交付決定" in paper for paper in papers)
    for paper in papers:
        assert pypdf.PdfReader(demo.var / paper).pages


def test_a_paper_printed_again_is_the_same_bytes(demo: Demo) -> None:
    again = demo.var / "again.pdf"
    done = demo.manage("print_paper", STATEMENT.removesuffix(".pdf"), "--out", str(again))
    assert done.returncode == 0, done.stdout + done.stderr
    assert again.read_bytes() == (demo.var / "papers" / STATEMENT).read_bytes()


def test_applications_reports_and_the_last_closes_have_their_files(demo: Demo) -> None:
    applied, reported = sum(demo.summary["grants"].values()), sum(demo.summary["reports"].values())
    closed = 7  # April to October 2026
    assert demo.summary["files"] == {
        "fund.periodclose": closed, "grants.grant": applied, "reports.report": reported,
    }  # fmt: skip


def test_told_again_it_changes_nothing(demo: Demo) -> None:
    before = demo.summary
    done = demo.manage("demo")
    assert done.returncode == 0
    assert demo.summary == before


def test_a_day_that_cannot_be_told_is_refused_and_changes_nothing(demo: Demo) -> None:
    """The story does not go back, did not begin earlier, and has an end."""
    mark = demo.var / "demo" / "told.json"
    before = demo.summary, mark.read_text()
    for today, said in (
        ("2026-11-22", "2026-11-23まで再生されていて"),
        ("2023-03-30", "2023-03-31から"),
        ("2028-04-20", "2028-04-19まで"),
    ):
        done = demo.manage("demo", "--today", today)
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr
    assert (demo.summary, mark.read_text()) == before


def test_a_telling_that_was_cut_goes_on_and_repeats_nothing(demo: Demo) -> None:
    before, mark = demo.summary, demo.var / "demo" / "told.json"
    told = json.loads(mark.read_text())
    assert told.pop("is_complete")
    mark.write_text(json.dumps(told))
    done = demo.manage("demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "再生しました" in done.stdout
    assert demo.summary == before
