"""`manage.py prove`: a file that shows one entry, or the growth of a 勘定, without the books."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from fund.management.unread import COULD_NOT_RUN, told_if_unread
from fund.proving import NothingToProve, prove_entry, prove_growth
from fund.queries import segments
from workflow.arguments import path, text


class Command(BaseCommand):
    """An entry against the newest seal, or one seal against an earlier one."""

    help = (
        "Write a proof file: an entry in the newest seal, or --from-seal … --to-seal. Exit status "
        "1 when there is nothing to prove, 2 when books could not be read or the file not written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The entry's or the seals' numbers, and the file."""
        parser.add_argument("segment", type=text, help="number or code of the 勘定")
        parser.add_argument("seq", type=int, nargs="?", help="the entry's number")
        parser.add_argument("--from-seal", type=int, help="the earlier seal")
        parser.add_argument("--to-seal", type=int, help="the later seal")
        parser.add_argument("--out", type=path, required=True, help="the file to write")

    @told_if_unread("証明を作れません")
    def handle(self, *args: Any, **options: Any) -> None:
        """Make the proof, or say what is missing."""
        segment, seq = _segment(options["segment"]), options["seq"]
        seals = (options["from_seal"], options["to_seal"])
        if (seq is None and None in seals) or (seq is not None and seals != (None, None)):
            raise CommandError("仕訳番号か、--from-seal と --to-seal の両方を指定してください。")
        alias = "auditor" if "auditor" in connections else "default"
        try:
            if seq is not None:
                proof = prove_entry(alias, segment, seq)
            else:
                proof = prove_growth(alias, segment, *seals)
        except NothingToProve as error:
            raise CommandError(str(error)) from error
        try:
            options["out"].write_text(proof, encoding="utf-8")
        except OSError as error:
            message = f"書き出せません: {error}"
            raise CommandError(message, returncode=COULD_NOT_RUN) from error
        self.stdout.write(f"証明を書きました: {options['out']}")


def _segment(named: str) -> int:
    for found in segments():
        if named in {found.code, str(found.segment_id)}:
            return found.segment_id
    raise CommandError(f"勘定 {named} はありません。")
