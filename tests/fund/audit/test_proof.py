"""The proof of one entry, checked by the stand-alone program alone: the true one, and no other."""

import base64
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config.testing.fixtures import Committing
from fund.audit import verify_ledger
from fund.audit.bundle import VERIFIER
from fund.netstrings import netstrings, read_netstrings
from fund.proving import prove_entry
from fund.seals import SignedSeal, fingerprint, public_key_of, signing_key
from tests.fund.audit.conftest import Exported

Parts = dict[str, Any]


@pytest.fixture(scope="module")
def proof(exported: Exported, committing: Committing) -> str:
    """The proof file of the fourth entry."""
    with committing():
        return prove_entry("auditor", exported.books.segment, 4)


def asked(text: str, place: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Exit status and report on a file of this content."""
    file, out, err = place / "proof.json", io.StringIO(), io.StringIO()
    file.write_text(text, encoding="utf-8")
    with redirect_stdout(out), redirect_stderr(err):
        status = verify_ledger.main([str(file), "--json", *options])
    return status, json.loads(out.getvalue() or "{}")


def written(parts: Parts) -> str:
    """A proof file in its one form."""
    return json.dumps(parts, ensure_ascii=False, indent=1) + "\n"


def test_the_program_alone_says_what_the_proof_shows(
    proof: str, exported: Exported, tmp_path: Path
) -> None:
    """Without packages and without this project, by the published key and by an anchor kept."""
    file = tmp_path / "proof.json"
    file.write_text(proof, encoding="utf-8")
    key = fingerprint(exported.books.seals[-1].seal.public_key)
    known = ["--key", key, "--anchor", str(exported.anchors[-1])]
    done = subprocess.run(  # our own program
        [sys.executable, "-I", "-S", "-W", "error", VERIFIER, file, *known],
        capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "この仕訳は封印された帳簿にあります。"
    assert "仕訳4" in done.stdout
    assert key in done.stdout


def test_without_a_known_key_the_report_says_what_is_not_shown(proof: str, tmp_path: Path) -> None:
    """And the entry's figures are those of its text."""
    status, report = asked(proof, tmp_path)
    assert (status, report["ok"], report["seq"]) == (0, True, 4)
    assert [note["code"] for note in report["notes"]] == ["unknown_key"]
    fields = read_netstrings(json.loads(proof)["entry"].encode())
    assert [str(line["yen"]) for line in report["lines"]] == fields[22::9]


def test_another_key_and_another_anchor_are_refused(
    proof: str, exported: Exported, tmp_path: Path
) -> None:
    """What the holder knows from elsewhere decides; an anchor of other seals decides nothing."""
    status, report = asked(proof, tmp_path, "--key", "0000-0000-0000-0000")
    assert (status, report["findings"][0]["code"]) == (1, "other_key")
    number = exported.books.seals[-1].seal.number
    status, report = asked(proof, tmp_path, "--paper", f"{number}:{'0' * 64}")
    assert (status, report["findings"][0]["code"]) == (1, "anchor_differs")
    assert asked(proof, tmp_path, "--anchor", str(exported.anchors[0]))[0] == 2


def test_one_kept_seal_that_contradicts_refuses(
    proof: str, exported: Exported, tmp_path: Path
) -> None:
    """Whatever else was kept, on paper or as an anchor, and in whichever order."""
    last, anchor = exported.books.seals[-1].seal, ["--anchor", str(exported.anchors[-1])]
    paper, other_paper = (["--paper", f"{last.number}:{h}"] for h in (last.hash.hex(), "0" * 64))
    key = signing_key(base64.b64encode(b"\x07" * 32).decode())
    other = replace(last, public_key=public_key_of(key))
    line = SignedSeal(other, key.sign(other.body())).line()
    (tmp_path / "other").write_text(line + "\n", "ascii")
    other_anchor = ["--anchor", str(tmp_path / "other")]
    assert asked(proof, tmp_path, *anchor, *paper)[0] == 0
    for kept in (
        [*anchor, *other_anchor], [*other_anchor, *anchor], [*other_anchor, *paper],
        [*anchor, *other_paper], [*other_paper, *paper],
    ):  # fmt: skip
        status, report = asked(proof, tmp_path, *kept)
        assert (status, report["findings"][0]["code"]) == (1, "anchor_differs")


def fields_changed(text: str) -> Iterator[str]:
    """The text with each of its fields in turn another one."""
    fields = read_netstrings(text.encode())
    for at, field in enumerate(fields):
        other = "x" if field is None else f"{field[:-1]}{'0' if field[-1:] != '0' else '1'}"
        yield netstrings(*fields[:at], other, *fields[at + 1 :]).decode()


def entry_changed(parts: Parts) -> Iterator[Parts]:
    """Each field of the entry's text."""
    yield from (parts | {"entry": text} for text in fields_changed(parts["entry"]))


def path_changed(parts: Parts) -> Iterator[Parts]:
    """Each hash of the path: another, gone, twice; two exchanged."""
    path = parts["path"]
    for at, found in enumerate(path):
        other = ("0" if found[0] != "0" else "1") + found[1:]
        for new in ([other], [], [found, found]):
            yield parts | {"path": [*path[:at], *new, *path[at + 1 :]]}
    yield parts | {"path": path[::-1]}


def seal_changed(parts: Parts) -> Iterator[Parts]:
    """Each field of the seal's text, and its signature."""
    seal = parts["seal"]
    yield from (parts | {"seal": seal | {"body": text}} for text in fields_changed(seal["body"]))
    for at in (0, 63, 64, 127):
        digit = "0" if seal["signature"][at] != "0" else "1"
        other = seal["signature"][:at] + digit + seal["signature"][at + 1 :]
        yield parts | {"seal": seal | {"signature": other}}


def form_changed(parts: Parts) -> Iterator[Parts]:
    """Another form, kind, order of parts, or a part more."""
    yield parts | {"form": "fund-proof-2"}
    yield parts | {"kind": "growth"}
    yield dict(reversed(parts.items()))
    yield parts | {"more": ""}


@pytest.mark.parametrize("change", [entry_changed, path_changed, seal_changed, form_changed])
def test_a_proof_altered_in_any_field_is_refused(
    change: Callable[[Parts], Iterator[Parts]], proof: str, tmp_path: Path
) -> None:
    """By exit status 1, with something said."""
    assert written(json.loads(proof)) == proof
    altered = list(change(json.loads(proof)))
    assert len(altered) >= 4
    for parts in altered:
        status, report = asked(written(parts), tmp_path)
        assert status == 1, parts
        assert report["findings"], parts
