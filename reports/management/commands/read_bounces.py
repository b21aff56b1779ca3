"""`manage.py read_bounces`: mail that came back, from files or standard input, noted once."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reports.bounces import failures_in, note_failure


class Command(BaseCommand):
    """Read messages, one a file, and note whom our mail did not reach."""

    help = (
        "Note delivery failures (RFC 3464) from messages: files, folders of files (Maildir), or "
        "standard input when none is named. Reading a message again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the messages are."""
        parser.add_argument("path", nargs="*", type=Path, help="a message or a folder of them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, note, count."""
        now = timezone.now()
        try:
            messages = [path.read_bytes() for path in _files(options["path"])]
        except OSError as error:
            raise CommandError(f"読めません: {error}") from error
        if not options["path"]:
            messages = [sys.stdin.buffer.read()]
        failures = [failure for raw in messages for failure in failures_in(raw)]
        noted = sum(note_failure(failure, now=now) for failure in failures)
        self.stdout.write(f"{len(messages)}通を読み、不達{noted}件を新たに記録しました。")


def _files(paths: list[Path]) -> list[Path]:
    found = []
    for path in paths:
        found += [p for p in sorted(path.rglob("*")) if p.is_file()] if path.is_dir() else [path]
    return found
