"""`manage.py print_paper`: an issued paper again, byte for byte."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reports.models import IssuedPaper
from reports.press import PaperChanged, draw, folder, print_paper
from workflow.arguments import text


class Command(BaseCommand):
    """Draw a paper from its frozen content; exits 1 when the bytes are not the first ones."""

    help = "Draw an issued paper again and compare it with what was first drawn."

    def add_arguments(self, parser: CommandParser) -> None:
        """The paper's number, and a file to write besides."""
        parser.add_argument("number", type=text, help="文書番号")
        parser.add_argument("--out", type=Path, help="write the PDF here too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw, compare with the noted SHA-256 and the kept file, and say so."""
        paper = IssuedPaper.objects.filter(number=options["number"]).first()
        if paper is None:
            raise CommandError(f"文書番号 {options['number']} の文書はありません。")
        kept = folder() / f"{paper.number}.pdf"
        drawn = draw(paper)
        if kept.exists() and kept.read_bytes() != drawn:
            raise CommandError(f"保存されている {kept.name} と一致しません。")
        try:
            noted = print_paper(paper.pk, now=timezone.now())
        except PaperChanged as change:
            raise CommandError(f"発行時の文書と一致しません: {change}") from change
        if options["out"]:
            try:
                options["out"].write_bytes(drawn)
            except OSError as error:
                raise CommandError(f"書き出せません: {error}") from error
        self.stdout.write(f"{paper.number}  {noted.size} bytes  sha256 {bytes(noted.sha256).hex()}")
