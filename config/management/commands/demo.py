"""`manage.py demo`: the story without the pages."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.celery import JOBS
from config.demo.story import STORY_ENDS
from config.demo.telling import CannotTell, tell_story, wait_for_post
from config.processes import beat, worker
from config.stack.family import ChildDied, Family
from workflow.arguments import day


class Command(BaseCommand):
    """Play the demonstration with a worker beside it, so that its notices are delivered."""

    help = "Play the demonstration once; the summary is demo/summary.json in the data folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """Let a caller choose the story's last day."""
        parser.add_argument("--today", type=day, help="YYYY-MM-DD (JST)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the worker, tell the story, stop the worker whatever happened."""
        if not settings.DEMO:
            raise CommandError("this is not a demonstration: FUND_DEMO=1 makes it one")
        family = Family(settings.BASE_DIR, [worker(), beat()])
        try:
            family.start()
            chosen = options["today"]
            was_told = tell_story(
                self.stdout, today=chosen or STORY_ENDS, is_chosen=chosen is not None
            )
            family.check()
            # Without a periodic job nobody carries the post.
            if JOBS and not wait_for_post(patience_seconds=90):
                raise CommandError(f"notices were not delivered; see {settings.VAR / 'log'}")
        except (ChildDied, CannotTell) as fault:
            raise CommandError(str(fault)) from fault
        finally:
            family.stop()
        self.stdout.write("デモを再生しました。" if was_told else "デモは再生済みです。")
