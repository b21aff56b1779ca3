"""The export: one sealed, read-only view of the books in files that others can read."""

import csv
import json
import os
import re
import resource
import shlex
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections
from hypothesis import given, settings
from hypothesis import strategies as st

from fund import ledger, queries
from fund.audit.bundle import BundleRefused, Wanted, write_bundle
from fund.audit.reading import NothingSealed, Snapshot, sealed_snapshot
from fund.audit.texts import csv_row, free_text
from fund.sealer import seal_now
from tests.fund.audit.books import HOSTILE, NOW, decide_on, decided_draft, let_fall
from tests.fund.audit.conftest import Exported, verify
from tests.fund.audit.forging import Forgery
from tests.fund.audit.independent import Rejected, by_beancount, by_hledger, names_in
from tests.fund.ground import CHIEF, CLERK, budget, endow
from tests.people import hire_inside
from tests.test_manage import unmeasured
from workflow.approvals import canonical
from workflow.models import Approval, Draft, Role

FORMULA = re.compile(r"[ 　]*[=+\-@\t\r\n＝＋－＠]")


def rows_of(path: Path) -> list[dict[str, str]]:
    """A CSV file of the bundle as a spreadsheet reads it."""
    text = path.read_bytes().decode("utf-8-sig")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(text, newline="")))


def over_by_code(segment: int) -> dict[str, int]:
    """Our own trial balance: debits less credits, where not zero."""
    rows = queries.trial_balance(segment)
    return {row.code: row.debits_yen - row.credits_yen for row in rows
            if row.debits_yen != row.credits_yen}  # fmt: skip


def test_independent_programs_compute_the_same_trial_balance(
    exported: Exported, committed: None
) -> None:
    """beancount and hledger accept the files, hostile texts and all, and agree to the yen."""
    folder = exported.folder / exported.books.code
    names = names_in(folder, exported.books.segment)
    ours = over_by_code(exported.books.segment)
    assert sum(ours.values()) == 0
    for found in (
        by_beancount(folder / f"{exported.books.code}.beancount"),
        by_hledger(folder / f"{exported.books.code}.journal"),
    ):
        assert found is None or {names[name]: yen for name, yen in found.items()} == ours
    table = rows_of(folder / "trial_balance.csv")
    figures = {row["科目コード"]: int(row["借方合計"]) - int(row["貸方合計"]) for row in table}
    assert {code: yen for code, yen in figures.items() if yen} == ours


def test_an_account_s_name_is_no_tag_to_independent_programs(forgery: Forgery) -> None:
    """hledger reads tags in an account's comment, and refuses a type it does not know."""
    rows = forgery.folder / forgery.code / "accounts.ndjson"
    fields = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    for row in fields:
        row[2] = f"type: {row[2]}, date:x"
    text = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in fields)
    rows.write_text("".join(text), "utf-8", newline="")
    forgery.mend_papers().mend_manifest()
    by_beancount(forgery.folder / forgery.code / f"{forgery.code}.beancount")
    by_hledger(forgery.folder / forgery.code / f"{forgery.code}.journal")
    assert verify(forgery.folder).codes == {"accounts_differ"}


@pytest.mark.parametrize("old", ["1000000 JPY", "100000 JPY", "Assets:S{}:1121  100000", "  5 JPY"])
def test_independent_programs_reject_a_falsified_copy(forgery: Forgery, old: str) -> None:
    """A figure altered once, somewhere among the transactions."""
    segment = forgery.manifest()["segments"][0]["number"]
    sought = old.format(segment).encode()
    for name in (f"{forgery.code}.beancount", f"{forgery.code}.journal"):
        forgery.edit(
            f"{forgery.code}/{name}",
            lambda text: text.replace(sought, sought.replace(b"0", b"1").replace(b" 5", b" 6"), 1),
        )
    with pytest.raises(Rejected):
        by_beancount(forgery.folder / forgery.code / f"{forgery.code}.beancount")
    try:
        found = by_hledger(forgery.folder / forgery.code / f"{forgery.code}.journal")
    except Rejected:
        found = None
    assert found is None, "hledger took the falsified journal"


@pytest.mark.parametrize(
    ("as_of", "known_on"),
    [
        (date(2024, 5, 31), None), (date(2024, 6, 30), 9), (None, 3), (None, 0),
        (date(2025, 3, 31), None), (date(2024, 4, 30), None), (None, date(2024, 1, 1)),
    ],
)  # fmt: skip
def test_a_view_as_of_a_day_as_known_is_that_of_the_books(
    exported: Exported,
    tmp_path: Path,
    committed: None,
    as_of: date | None,
    known_on: int | date | None,
) -> None:
    """The readable files show the view; chain and seals are whole, and the verifier agrees."""
    code, segment = exported.books.code, exported.books.segment
    place = write_bundle(tmp_path / "b", Wanted(code, as_of, known_on), NOW)["segments"][0]
    known = place["known_to"]
    assert known == (11 if known_on is None else 0 if isinstance(known_on, date) else known_on)
    ours = {row.code: row for row in queries.trial_balance(segment, as_of, known)}
    for row in rows_of(tmp_path / "b" / code / "trial_balance.csv"):
        found = ours[row["科目コード"]]
        assert [int(row[x]) for x in ("借方合計", "貸方合計", "残高")] == [
            found.debits_yen, found.credits_yen, found.balance_yen,
        ]  # fmt: skip
    verdict = verify(tmp_path / "b", "--anchor", exported.anchors[2])
    assert (verdict.status, verdict.report["entries"]) == (0, 11)
    told = {note["code"] for note in verdict.report["notes"]}
    assert ("as_of" in told, "known_to" in told) == (as_of is not None, known < 11)
    by_beancount(tmp_path / "b" / code / f"{code}.beancount")
    by_hledger(tmp_path / "b" / code / f"{code}.journal")


def test_what_is_not_sealed_yet_is_not_exported(segment: int, tmp_path: Path) -> None:
    """It comes with the next bundle."""
    endow(segment, 1_000)
    seal_now()
    ledger.post(segment, budget(1), key="unsealed", actor=CLERK)
    manifest = write_bundle(tmp_path / "b", Wanted(f"TEST_{segment}"), NOW)
    assert manifest["segments"][0]["entries"] == 1
    assert verify(tmp_path / "b").status == 0


def resting_on(draft: Draft, segment: int, folder: Path) -> None:
    """A bundle of books with an entry that rests on the draft."""
    endow(segment, 1_000)
    resting = budget(1).resting_on(draft.pk, bytes(draft.content_sha))
    ledger.post(segment, resting, key="resting", actor=CLERK, approver=CHIEF)
    seal_now()
    write_bundle(folder, Wanted(f"TEST_{segment}"), NOW)


@pytest.mark.parametrize("stages_before", [0, 1])
def test_an_entry_on_a_draft_that_was_sent_back_is_named(
    exported: Exported, segment: int, tmp_path: Path, stages_before: int
) -> None:
    """A draft is a document of the bundle only when who decided last approved it."""
    clerk = exported.books.draft.drafted_by
    chief = exported.books.draft.approvals.get().approver
    other = hire_inside()[Role.ACCOUNTING_APPROVER]
    earlier = [(other, Approval.Outcome.APPROVED)] * stages_before
    draft = decided_draft(clerk, *earlier, (chief, Approval.Outcome.RETURNED), 金額=1_000)
    resting_on(draft, segment, tmp_path / "b")
    assert not (tmp_path / "b" / "documents").exists()
    found = verify(tmp_path / "b")
    assert (found.status, found.first, found.codes) == (1, 2, {"sent_back"})
    (tmp_path / "b" / "documents").mkdir()
    (tmp_path / "b" / "documents" / f"{draft.pk}.json").write_bytes(canonical(draft.content))
    Forgery(tmp_path / "b", f"TEST_{segment}").mend_manifest()
    assert verify(tmp_path / "b").codes == {"sent_back", "not_approved"}


def test_a_return_that_fell_and_was_decided_anew_counts_no_more(
    exported: Exported, segment: int, tmp_path: Path
) -> None:
    """Whoever sent it back had no authority any more; another person approved."""
    clerk = exported.books.draft.drafted_by
    people = [hire_inside()[Role.ACCOUNTING_APPROVER] for _ in range(3)]
    given = Approval.Outcome
    draft = decided_draft(clerk, (people[0], given.APPROVED), (people[1], given.RETURNED), 金額=1)
    let_fall(draft.approvals.get(stage=2))
    decide_on(draft, 2, people[2], given.APPROVED)
    resting_on(draft, segment, tmp_path / "b")
    assert (tmp_path / "b" / "documents" / f"{draft.pk}.json").exists()
    assert verify(tmp_path / "b").status == 0


def test_every_segment_is_exported_unless_one_is_named(
    exported: Exported, segment: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each 勘定 of the newest seal in a folder of its own (here of these two: there are many)."""
    endow(segment, 1_000)
    seal_now()
    all_of, ours = Snapshot.segments, {exported.books.code, f"TEST_{segment}"}
    monkeypatch.setattr(
        Snapshot, "segments",
        lambda self, code: [s for s in all_of(self, code) if s.at.code in ours],
    )  # fmt: skip
    manifest = write_bundle(tmp_path / "b", Wanted(), NOW)
    assert {place["code"] for place in manifest["segments"]} == ours
    verdict = verify(tmp_path / "b", "--anchor", exported.anchors[2])
    assert (verdict.status, verdict.report["entries"]) == (0, 12)


def test_the_books_are_read_as_the_auditor_and_never_written(committed: None) -> None:
    """One snapshot under the auditor's own role; a write is refused by the database."""
    with sealed_snapshot():
        with connections["auditor"].cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('transaction_isolation')")
            assert cursor.fetchone() == ("fund_auditor", "repeatable read")
        with pytest.raises(DatabaseError) as caught, connections["auditor"].cursor() as cursor:
            cursor.execute("UPDATE ledger.entry SET memo = ''")
        assert isinstance(caught.value.__cause__, psycopg.errors.ReadOnlySqlTransaction)
        connections["auditor"].needs_rollback = True


# ---- spreadsheets


def test_no_cell_is_a_formula(exported: Exported) -> None:
    """Whatever somebody typed into a memo or a key; numbers alone may begin with a minus."""
    for path in exported.folder.rglob("*.csv"):
        text = path.read_bytes().decode("utf-8-sig")
        for row in csv.reader(StringIO(text, newline="")):
            for cell in row:
                assert re.fullmatch(r"-\d+", cell) or not re.match(
                    r"[ 　]*[=+\-@\t\r＝＋－＠]", cell
                )
    journal = rows_of(exported.folder / exported.books.code / "journal.csv")
    assert [row["摘要"] for row in journal if row["仕訳番号"] == "4"] == ["'" + HOSTILE]
    assert {row["キー"] for row in journal if row["仕訳番号"] == "3"} == {"'=key"}


@given(st.text() | st.text("=+-@'＝＋－＠ 　\t\r\n,\"a", max_size=8))
@settings(max_examples=60)
def test_a_free_text_comes_back_from_a_spreadsheet(text: str) -> None:
    """Through CSV, and with one ' taken away where there is one."""
    ((_, cell),) = csv.reader(StringIO(csv_row(1, free_text(text)), newline=""))
    assert cell.removeprefix("'") == text
    assert not FORMULA.match(cell)


# ---- the command


def test_the_command_says_what_it_wrote(
    exported: Exported, tmp_path: Path, committed: None
) -> None:
    """As JSON for programs; the verifier in the bundle runs alone, in a bare Python."""
    out, folder = StringIO(), tmp_path / "b"
    call_command(
        "export_audit", str(folder), "--segment", exported.books.code, "--as-of", "2024-12-31",
        "--json", stdout=out,
    )  # fmt: skip
    said = json.loads(out.getvalue())
    assert (said["folder"], said["as_of"]) == (str(folder), "2024-12-31")
    assert said["segments"][0]["code"] == exported.books.code
    assert folder.stat().st_mode & 0o077 == 0
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", folder / "verify_ledger.py", folder, "--jobs",
         "2", "--lang", "en", "--anchor", exported.anchors[0]],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing is wrong: " in done.stdout


def test_the_line_to_verify_with_can_be_copied(
    exported: Exported, tmp_path: Path, committed: None
) -> None:
    """Also where the folder's name has a blank in it."""
    out, folder = StringIO(), tmp_path / "a b"
    call_command("export_audit", str(folder), "--segment", exported.books.code, stdout=out)
    line = next(x for x in out.getvalue().splitlines() if x.startswith("検証: "))
    words = shlex.split(line.removeprefix("検証: "))
    assert words[:3] == ["python3", str(folder / "verify_ledger.py"), str(folder)]


def test_the_command_refuses(exported: Exported, tmp_path: Path, committed: None) -> None:
    """A folder with something in it, a 勘定 that is not there, a number without its 勘定."""
    (tmp_path / "file").write_text("x")
    for arguments, said in (
        ([tmp_path], "空のフォルダー"),
        ([tmp_path / "file"], "空のフォルダー"),
        ([tmp_path / "b", "--segment", "NOBODY"], "NOBODY"),
        ([tmp_path / "b", "--known-on", "3"], "--segment"),
        ([tmp_path / "b", "--as-of", "1999-12-31"], "2000-01-01"),
        (
            [tmp_path / "b", "--segment", exported.books.code, "--known-on", "99999"],
            "封印された仕訳",
        ),
    ):
        with pytest.raises(CommandError, match=said) as caught:
            call_command("export_audit", *map(str, arguments))
        assert caught.value.returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "x"


def test_the_reasons_are_told_apart(exported: Exported, tmp_path: Path, committed: None) -> None:
    """What the operator cures, and what nobody sealed."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(BundleRefused):
        write_bundle(tmp_path, Wanted(exported.books.code), NOW)
    with pytest.raises(NothingSealed):
        write_bundle(tmp_path / "b", Wanted("NOBODY"), NOW)


# ---- the verifier as a program


def test_what_is_no_bundle_or_no_anchor_cannot_be_checked(
    exported: Exported, tmp_path: Path
) -> None:
    """Exit status 2, and why."""
    (tmp_path / "bad.ndjson").write_text("{}\n")
    cut = exported.anchors[0].read_text("ascii")[:-2]
    (tmp_path / "cut.ndjson").write_text(cut)
    signature = json.loads(exported.anchors[0].read_text("ascii"))["signature"]
    forged = exported.anchors[0].read_text("ascii").replace(signature[:8], "00000000")
    (tmp_path / "forged.ndjson").write_text(forged)
    (tmp_path / "empty.ndjson").write_text("")
    wrong: list[tuple[Path, list[str | Path], str]] = [
        (tmp_path, [], "目録"),
        (tmp_path / "nowhere", [], "目録"),
        (exported.folder, ["--anchor", tmp_path / "nothing.ndjson"], "控えとして読めません"),
        (exported.folder, ["--anchor", tmp_path / "bad.ndjson"], "控えとして読めません"),
        (exported.folder, ["--anchor", tmp_path / "cut.ndjson"], "控えとして読めません"),
        (exported.folder, ["--anchor", tmp_path / "forged.ndjson"], "署名が正しくありません"),
        (exported.folder, ["--anchor", tmp_path / "empty.ndjson"], "封印がありません"),
    ]
    for folder, options, why in wrong:
        found = verify(folder, *options)
        assert (found.status, found.report) == (2, {})
        assert found.words.startswith("検証できません")
        assert why in found.words


def test_the_report_is_japanese_or_english(forgery: Forgery, tmp_path: Path) -> None:
    """With the first bad entry on a line of its own, and nothing that steers a terminal."""
    forgery.entries[4][16] = "\x1b[2J"
    forgery.write().mend_manifest()
    for lang, first in (("ja", "最初の不適合な仕訳: "), ("en", "First bad entry: ")):
        done = subprocess.run(
            [sys.executable, forgery.folder / "verify_ledger.py", forgery.folder, "--lang", lang],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1
        (line,) = (line for line in done.stdout.splitlines() if line.startswith(first))
        assert "5" in line
        assert "\x1b" not in done.stdout


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_a_report_that_cannot_be_written_is_no_verdict(
    exported: Exported, words: list[str]
) -> None:
    """A full disk, or a reader that went away, ends with 2: 1 would say that the books are bad."""
    verifier = [
        sys.executable,
        str(exported.folder / "verify_ledger.py"),
        str(exported.folder),
        *words,
    ]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(verifier, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("検証できません: ")
    assert done.stderr.count("\n") == 1
    reader, writer = os.pipe()
    os.close(reader)
    gone = subprocess.run(verifier, stdout=writer, stderr=subprocess.DEVNULL, check=False)
    os.close(writer)
    assert gone.returncode == 2


@pytest.mark.parametrize("out", ["/dev/full", "answer"])
@pytest.mark.parametrize("words", [["-u"], []])
def test_nor_is_one_of_which_a_part_was_taken(
    exported: Exported, tmp_path: Path, words: list[str], out: str
) -> None:
    """As by a disk that fills up meanwhile, whether Python buffers what it writes or not."""
    run = [sys.executable, *words, f"{exported.folder}/verify_ledger.py", str(exported.folder)]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    with (tmp_path / out).open("w") as full:
        ended = subprocess.run(
            run, stdout=full, stderr=subprocess.PIPE, text=True, check=False, preexec_fn=limit,
            env=unmeasured(),
        )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stderr.startswith("検証できません: 結果を出力できません")
    assert "Traceback" not in ended.stderr
    assert subprocess.run(run, capture_output=True, check=False).returncode == 0


def test_in_a_folder_open_to_others_the_business_facts_are_not(
    exported: Exported, committed: None, tmp_path: Path
) -> None:
    """Made before by somebody else: it stays as it is, what names companies is closed."""
    tmp_path.chmod(0o755)
    write_bundle(tmp_path, Wanted(exported.books.code), NOW)
    found = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir() if path.is_dir()}
    assert found == dict.fromkeys((exported.books.code, "records", "documents"), 0)
    assert tmp_path.stat().st_mode & 0o777 == 0o755
