"""One bundle for all tests of this folder; what they alter is a copy."""

import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from config.testing.fixtures import Committing
from fund.audit import verify_ledger
from fund.audit.bundle import Wanted, write_bundle
from tests.fund.audit.books import NOW, Books, build_books
from tests.fund.audit.forging import Forgery


@dataclass(frozen=True)
class Exported:
    """The books and the folder they were exported to, anchors beside it."""

    books: Books
    folder: Path
    anchors: tuple[Path, ...]


@pytest.fixture(scope="module")
def exported(
    committing: Committing,
    tmp_path_factory: pytest.TempPathFactory,
) -> Exported:
    """The small books, exported once; each seal also as the anchor file somebody kept."""
    place = tmp_path_factory.mktemp("audit")
    with committing():
        books = build_books()
        write_bundle(place / "bundle", Wanted(books.code), NOW)
    anchors = []
    for number, signed in enumerate(books.seals, start=1):
        anchors.append(place / f"anchor-{number}.ndjson")
        anchors[-1].write_text(signed.line() + "\n", encoding="ascii")
    return Exported(books, place / "bundle", tuple(anchors))


@pytest.fixture
def forgery(exported: Exported, tmp_path: Path) -> Forgery:
    """A copy to be altered."""
    shutil.copytree(exported.folder, tmp_path / "copy")
    return Forgery(tmp_path / "copy", exported.books.code)


@dataclass(frozen=True)
class Verdict:
    """What the verifier said: exit status, report (none with status 2), words."""

    status: int
    report: dict[str, Any]
    words: str

    @property
    def codes(self) -> set[str]:
        """The kinds of what was found."""
        return {finding["code"] for finding in self.report["findings"]}

    @property
    def first(self) -> int | None:
        """The first bad entry."""
        found = self.report["first_bad_entry"]
        return int(found["seq"]) if found else None


def verify(folder: Path, *options: str | Path) -> Verdict:
    """Run the verifier in this process, for its JSON."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = verify_ledger.main([str(folder), "--json", *map(str, options)])
    return Verdict(status, json.loads(out.getvalue() or "{}"), err.getvalue())
