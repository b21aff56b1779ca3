"""`manage.py seal`: seal everything recorded so far, now."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fund.management.unread import told_if_unread
from fund.sealer import SealingRefused, anchor_folder, seal_now
from fund.seals import NoSealKey, NotASeal, Seal, fingerprint


class Command(BaseCommand):
    """What the periodic job does, by hand; says what was sealed and where the anchor is."""

    help = (
        "Seal the books and records (Ed25519) and append the anchor to anchors/. Exit status 1 "
        "when nothing may be signed, 2 when books or anchors could not be read or written, or the "
        "answer could not be printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer JSON, and the one decision a key change needs."""
        parser.add_argument("--json", action="store_true", help="as JSON")
        parser.add_argument(
            "--change-key", action="store_true", help="the key in use replaces the last seal's"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, or say why not. What was sealed stays so, whether or not it can be printed."""
        try:
            with told_if_unread("封印できません"):
                seal = seal_now(is_key_change=options["change_key"]).seal
        except (SealingRefused, NoSealKey, NotASeal) as refusal:
            raise CommandError(f"封印しません: {refusal}") from refusal
        with told_if_unread(f"封印しました（第{seal.number}号）が、結果を出力できません"):
            self._tell(seal, as_json=options["json"])

    def _tell(self, seal: Seal, *, as_json: bool) -> None:
        said: dict[str, Any] = {
            "number": seal.number,
            "sealed_at": seal.sealed_at.isoformat(),
            "hash": seal.hash.hex(),
            "key": fingerprint(seal.public_key),
            "segments": {s.code: s.entries for s in seal.segments},
            "records": {tree.name: tree.leaves for tree in seal.trees},
            "anchors": str(anchor_folder().path),
        }
        if as_json:
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
            return
        entries = "、".join(f"{code} {count}件" for code, count in said["segments"].items())
        self.stdout.write(f"封印 {seal.number}号 {seal.sealed_at:%Y-%m-%d %H:%M:%S} UTC: {entries}")
        self.stdout.write(f"鍵 {said['key']}  外部控え {said['anchors']}")
