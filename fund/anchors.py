"""Anchors: the seals copied outside the database, one line each, into files only appended to.

Whoever holds the key remembers here what it signed: books that fall behind their anchors were cut,
restored from an old copy or written anew, and are not sealed again.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from fund.seals import NotASeal, SignedSeal
from workflow.calendar import jst_day


class AnchorsDisagree(Exception):
    """The anchors and the books tell two stories. The message says where they part."""


class AnchorFolder:
    """A folder of files seals-YYYY-MM.ndjson, by the month (JST) of the seal."""

    def __init__(self, path: Path) -> None:
        """Name the folder; it is made when the first anchor is written."""
        self.path = path

    def files(self) -> list[Path]:
        """The files, oldest first."""
        return sorted(self.path.glob("seals-????-??.ndjson"))

    def read(self) -> Iterator[SignedSeal]:
        """Every anchor in order. Raises AnchorsDisagree where a line is no anchor."""
        for file in self.files():
            yield from read_anchor_file(file)

    def last(self) -> SignedSeal | None:
        """The newest anchor. A line that a crash left unfinished is not one."""
        for file in reversed(self.files()):
            lines = file.read_bytes().splitlines(keepends=True)
            whole = [line for line in lines[-2:] if line.endswith(b"\n")]
            if whole:
                return _anchor(whole[-1].decode("ascii", "replace"), file.name)
        return None

    def append(self, seals: Iterable[SignedSeal]) -> None:
        """Write anchors after the last one, and onto the disk before returning."""
        for month, group in groupby(seals, key=lambda signed: jst_day(signed.seal.sealed_at)):
            self._write(f"seals-{month:%Y-%m}.ndjson", "".join(s.line() + "\n" for s in group))

    def _write(self, name: str, lines: str) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / name).open("ab") as out:
            _drop_torn_line(self.path / name, out.fileno())
            out.write(lines.encode("ascii"))
            out.flush()
            os.fsync(out.fileno())
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_anchor_file(file: Path) -> Iterator[SignedSeal]:
    """The anchors of one file. Raises AnchorsDisagree where a whole line is no anchor."""
    with file.open(encoding="ascii", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if line.endswith("\n"):
                yield _anchor(line, f"{file.name}:{number}")


def _anchor(line: str, where: str) -> SignedSeal:
    try:
        return SignedSeal.of_line(line)
    except NotASeal as error:
        raise AnchorsDisagree(f"{where} は外部控えの行ではありません。") from error


def _drop_torn_line(file: Path, descriptor: int) -> None:
    # Only what a crash left without its end; a whole line is never touched.
    content = file.read_bytes()
    os.ftruncate(descriptor, content.rfind(b"\n") + 1)
