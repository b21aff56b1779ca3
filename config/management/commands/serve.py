"""`manage.py serve`: everything runs, in one window, until Ctrl-C."""

import time
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demo.story import STORY_ENDS
from config.demo.telling import CannotTell, demo_people, tell_story
from config.processes import beat, web_door, worker
from config.stack.family import ChildDied, Family
from config.stack.ports import LOOPBACK, next_free_port
from workflow.arguments import day


class Command(BaseCommand):
    """Both web doors, the worker and beat; in a demonstration, the story as well."""

    help = "Run both web doors, the worker and beat until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and the story's last day."""
        parser.add_argument("--host", default=LOOPBACK, help="address to listen on")
        parser.add_argument("--inside", type=int, default=8000, help="first port to try, officers")
        parser.add_argument("--outside", type=int, default=8001, help="first port, recipients")
        parser.add_argument("--today", type=day, help="YYYY-MM-DD (JST), the story's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start all, wait for the pages, tell the story, watch; stop all on the way out."""
        host = options["host"]
        inside = next_free_port(options["inside"], host)
        outside = next_free_port(options["outside"], host, avoid=frozenset({inside}))
        doors = [web_door("inside", host, inside), web_door("outside", host, outside)]
        family = Family(settings.BASE_DIR, doors)
        try:
            family.start()
            family.wait_for_pages((inside, outside), "/health/")
            # Started with the doors they would share the processors with them: pages 3 s later.
            family.join(worker(), beat())
            self._tell(options["today"])
            self._greet(inside, outside)
            while True:
                family.check()
                time.sleep(0.5)
        except KeyboardInterrupt:
            self.stdout.write("終了します。")
        except (ChildDied, CannotTell) as fault:
            raise CommandError(str(fault)) from fault
        finally:
            if stubborn := family.stop():
                self.stderr.write(f"did not end when asked, killed: {', '.join(stubborn)}")

    def _tell(self, chosen: date | None) -> None:
        if settings.DEMO:
            today = chosen or STORY_ENDS
            tell_story(self.stdout, today=today, is_chosen=chosen is not None)

    def _greet(self, inside: int, outside: int) -> None:
        self.stdout.write(f"NEDO・監査・経済産業省  http://localhost:{inside}/")
        self.stdout.write(f"事業者・公開            http://localhost:{outside}/")
        for person in demo_people():
            self.stdout.write("  " + "  ".join(str(value) for value in person.values()))
        self.stdout.write(f"記録 {settings.VAR / 'log'}    終了は Ctrl-C")
        self.stdout.flush()
