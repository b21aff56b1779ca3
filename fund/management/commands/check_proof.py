"""`manage.py check_proof`: check a proof file; needs no database and no other entry."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fund.anchors import AnchorsDisagree, read_anchor_file
from fund.money import format_yen
from fund.proof_file import Proof, ProofRefused, ProvenEntry, check_proof
from fund.seals import Seal, fingerprint
from workflow.calendar import JST


class Command(BaseCommand):
    """Say what the file proves and under whose key, or refuse it and end with 1."""

    help = "Check a proof file without the books. Exit status 1 when it proves nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and what the holder knows from elsewhere."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", help="NEDO's public key (64 hex digits) or its fingerprint")
        parser.add_argument("--anchor", type=Path, help="an anchor file kept from earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the form, the path, the signature and what is given beside them."""
        try:
            proof = check_proof(options["file"].read_text("utf-8"))
            _compare(proof.seal, options["key"], options["anchor"])
        except (ProofRefused, AnchorsDisagree, UnicodeDecodeError, OSError) as error:
            raise CommandError(f"証明になりません: {error}") from error
        for line in _said(proof):
            self.stdout.write(line)


def _compare(seal: Seal, key: str | None, anchors: Path | None) -> None:
    if key and key.lower() not in {seal.public_key.hex(), fingerprint(seal.public_key)}:
        raise ProofRefused(f"signed by another key: {fingerprint(seal.public_key)}")
    if anchors is None:
        return
    known = {a.seal.number: a.seal.hash for a in read_anchor_file(anchors)}
    if seal.number not in known:
        raise ProofRefused(f"the anchors given hold no seal {seal.number}")
    if known[seal.number] != seal.hash:
        raise ProofRefused(f"seal {seal.number} of the anchors given is another one")


def _said(proof: Proof) -> list[str]:
    seal, sealed = proof.seal, proof.sealed
    when = seal.sealed_at.astimezone(JST)
    if proof.entry:
        said = _entry(proof.entry)
    else:
        old = proof.old.number if proof.old else 0
        said = [f"封印第{seal.number}号の帳簿は、封印第{old}号の帳簿に仕訳を追加したものです。"]
    return [
        *said,
        f"封印第{seal.number}号（{when:%Y-%m-%d %H:%M:%S} 日本時間）、"
        f"勘定 {sealed.code}、仕訳 {sealed.entries}件",
        f"署名鍵 {fingerprint(seal.public_key)}（NEDOの公表する鍵と比べてください）",
    ]


def _entry(entry: ProvenEntry) -> list[str]:
    lines = [f"  {x.book} {x.debit} / {x.credit}  {format_yen(x.yen)}" for x in entry.lines]
    return [
        f"仕訳第{entry.seq}号は、封印された帳簿に次のとおり記帳されています。",
        f"  {entry.effective_on} {entry.event} {entry.memo}",
        *lines,
    ]
