"""`manage.py export_audit DIR`: the sealed books as files that an outsider checks alone."""

import json
import shlex
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fund.audit.bundle import BundleRefused, Wanted, write_bundle
from fund.audit.reading import NothingSealed
from fund.management.unread import told_if_unread
from fund.seals import NotASeal
from workflow.arguments import count, day, path, text


class Command(BaseCommand):
    """Reads as the auditor's role in one snapshot; writes into an empty folder, manifest last."""

    help = (
        "Write an audit bundle (journal, accounts, trial balance, documents, beancount, hledger, "
        "ISO 21378 tables, chain, seals, verify_ledger.py) of everything the newest seal covers. "
        "Exit status 1 when it is refused, 2 when the books could not be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and which view of the books."""
        parser.add_argument("folder", type=path, metavar="DIR", help="an empty or new folder")
        parser.add_argument("--segment", type=text, metavar="CODE", help="only this 勘定's books")
        parser.add_argument(
            "--as-of", type=day, metavar="DAY", help="readable files: entries effective by then"
        )
        parser.add_argument(
            "--known-on", type=_day_or_number, metavar="DAY|NUMBER",
            help="readable files: entries recorded by the end of that day, or up to that number",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    @told_if_unread("書き出せません", NotASeal)
    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or say why not."""
        wanted = Wanted(options["segment"], options["as_of"], options["known_on"])
        folder: Path = options["folder"]
        try:
            manifest = write_bundle(folder, wanted, timezone.now())
        except (BundleRefused, NothingSealed) as refusal:
            raise CommandError(f"書き出しません: {refusal}") from refusal
        if options["json"]:
            said = {"folder": str(folder), **manifest, "files": len(manifest["files"])}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
            return
        for place in manifest["segments"]:
            self.stdout.write(f"{place['code']} {place['name']}: 仕訳 {place['entries']}件")
        self.stdout.write(f"封印第{manifest['seals']}号までを {folder} に書き出しました。")
        words = ["python3", str(folder / "verify_ledger.py"), str(folder), "--anchor", "手元の控え"]
        self.stdout.write(f"検証: {shlex.join(words)}")


def _day_or_number(text: str) -> date | int:
    return count(text) if text.isdecimal() else day(text)
