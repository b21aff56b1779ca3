"""`manage.py check_proof`: check a proof file; needs no database and no other entry."""

import re
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fund.anchors import AnchorsDisagree, read_anchor_file
from fund.management.plain import plain
from fund.management.unread import told_if_unread
from fund.money import format_yen
from fund.proof_file import Proof, ProofRefused, ProvenEntry, check_proof
from fund.seals import Seal, SealedSegment, fingerprint
from workflow.calendar import JST

_KEY = re.compile(r"[0-9a-f]{64}|[0-9a-f]{4}(-[0-9a-f]{4}){3}")


class Command(BaseCommand):
    """Say what the file proves and under whose key, or refuse it and end with 1."""

    help = (
        "Check a proof file without the books. Exit status 1 when it proves nothing, 2 when it or "
        "the anchor file could not be read, or that file does not hold the seal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and what the holder knows from elsewhere."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--key", action="append", default=[], type=_key,
            help="NEDO's public key (64 hex digits) or its fingerprint; several after a change",
        )  # fmt: skip
        parser.add_argument("--anchor", type=Path, help="an anchor file kept from earlier")

    @told_if_unread("検証できません", AnchorsDisagree)
    def handle(self, *args: Any, **options: Any) -> None:
        """Check the form, the path, the signature and what is given beside them."""
        try:
            proof = check_proof(_read(options["file"]))
            _compare(proof, options["key"], options["anchor"])
        except ProofRefused as error:
            raise CommandError(f"証明になりません: {error}") from error
        for line in _said(proof):
            self.stdout.write(line)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ProofRefused("ファイルがUTF-8ではありません。") from error


def _key(text: str) -> str:
    found = text.replace(" ", "").lower()
    if not _KEY.fullmatch(found):
        raise ArgumentTypeError(f"{text!r} is neither 64 hex digits nor a fingerprint")
    return found


def _compare(proof: Proof, keys: list[str], anchors: Path | None) -> None:
    """Hold the seals against what is known. Of a growth, the earlier one is whoever checks has."""
    seals = [proof.seal] if proof.old is None else [proof.old, proof.seal]
    for seal in seals:
        if keys and not {seal.public_key.hex(), fingerprint(seal.public_key)} & set(keys):
            raise ProofRefused(f"別の鍵で署名されています: {fingerprint(seal.public_key)}")
    if anchors is None:
        return
    known = {(a.seal.number, a.seal.hash) for a in read_anchor_file(anchors)}
    if seals[0].number not in {number for number, _ in known}:
        raise AnchorsDisagree(f"渡された外部控えに封印第{seals[0].number}号がありません。")
    for seal in seals:
        # One that contradicts is enough, whatever the others say.
        if any(number == seal.number and kept != seal.hash for number, kept in known):
            raise ProofRefused(f"渡された外部控えの封印第{seal.number}号は別のものです。")


def _said(proof: Proof) -> list[str]:
    seal, sealed, old = proof.seal, proof.sealed, proof.old
    if proof.entry:
        return [*_entry(proof.entry), *_seal(seal, sealed)]
    assert old is not None, "a proof of growth has an earlier seal"
    before = old.of_segment(sealed.segment)
    assert before is not None, "a proof that held names the segment in both seals"
    return [
        f"封印第{seal.number}号の帳簿は、封印第{old.number}号の帳簿に仕訳を追加したものです。",
        *_seal(old, before),
        *_seal(seal, sealed),
    ]


def _seal(seal: Seal, sealed: SealedSegment) -> list[str]:
    when = seal.sealed_at.astimezone(JST)
    return [
        f"封印第{seal.number}号（{when:%Y-%m-%d %H:%M:%S} 日本時間）、"
        f"勘定 {sealed.code}、仕訳 {sealed.entries}件",
        f"署名鍵 {fingerprint(seal.public_key)}（NEDOの公表する鍵と比べてください）",
    ]


def _entry(entry: ProvenEntry) -> list[str]:
    lines = [f"  {x.book} {x.debit} / {x.credit}  {format_yen(x.yen)}" for x in entry.lines]
    return [
        f"仕訳第{entry.seq}号は、封印された帳簿に次のとおり記帳されています。",
        f"  {entry.effective_on} {entry.event} {plain(entry.memo)}",
        *lines,
    ]
