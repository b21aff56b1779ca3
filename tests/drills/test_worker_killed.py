"""A worker killed in the middle of its post: every mail arrives, and arrives once."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from config.celery import app
from config.processes import worker
from config.stack.family import Child
from config.stack.house import ROOT
from tests.reports.test_delivery import a_notice, a_person
from workflow.models import Notice
from workflow.notices import unsent

PATIENCE_SECONDS = 60.0
COUNT = 50


@pytest.fixture
def notices(committed: None) -> Iterator[list[Notice]]:
    """Fifty committed notices to fifty officers; what other tests left is out of the way."""
    unsent().update(dropped_at=datetime.now(UTC))
    made = [a_notice(a_person()) for _ in range(COUNT)]
    yield made
    left = Notice.objects.filter(pk__in=[one.pk for one in made], sent_at=None)
    left.update(dropped_at=datetime.now(UTC))


class Post:
    """A worker of its own on the real broker, its queue, and the mails it has sent."""

    def __init__(self, place: Path, *options: str) -> None:
        """Prepare the worker; mail goes to files below the place."""
        self.place = place
        self.mail = place / "mail"
        self.mail.mkdir()
        self.queue = f"drill-{uuid4()}"
        self.options = options

    def ask(self, task: str, *args: object) -> None:
        """Ask for a task, as beat does."""
        with app.connection_for_write() as line:
            app.send_task(task, args, queue=self.queue, connection=line)

    @contextmanager
    def worker(self) -> Iterator[Child]:
        """A running worker, killed at the end whatever happened."""
        child = worker()
        child.arguments = [*child.arguments, "-Q", self.queue, *self.options]
        child.environment = {
            **child.environment,
            "FUND_DEMO": "1",
            "FUND_VAR": str(self.place),
            "CARELESS_FOLDER": str(self.mail),
        }
        child.log = self.place / "worker.log"
        child.start(ROOT)
        try:
            yield child
        finally:
            child.kill_session()

    def sent(self) -> list[str]:
        """The notice ids of the mails that are there, doubles included."""
        found: list[str] = []
        for path in self.mail.glob("[!.]*"):
            found += re.findall(r"^Message-ID: <([0-9a-f-]{36})@", path.read_text(), re.MULTILINE)
        return found

    def count(self) -> int:
        """How many mail files there are."""
        return sum(1 for _ in self.mail.glob("[!.]*"))

    def wait_until(self, reached: Callable[[], bool]) -> None:
        """Look every two milliseconds."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not reached():
            assert time.monotonic() < end, (self.place / "worker.log").read_text()
            time.sleep(0.002)


def test_killed_twice_the_post_arrives_whole_and_once(
    notices: list[Notice], tmp_path: Path
) -> None:
    ours = {str(notice.pk) for notice in notices}
    post = Post(tmp_path)
    for goal in (5, 20):
        post.ask("reports.tasks.deliver_notices")
        with post.worker() as child:
            post.wait_until(lambda goal=goal: post.count() >= goal)  # type: ignore[misc]
            child.kill_session()
        assert len(ours & set(post.sent())) < COUNT, "the kill came too late to be a drill"
    post.ask("reports.tasks.deliver_notices")
    with post.worker():
        post.wait_until(lambda: not Notice.objects.filter(pk__in=ours, sent_at=None).exists())
    arrived = Counter(one for one in post.sent() if one in ours)
    assert arrived == dict.fromkeys(ours, 1)


def test_the_control_sends_twice_what_it_had_sent_before_the_kill(
    notices: list[Notice], tmp_path: Path
) -> None:
    ours = [str(notice.pk) for notice in notices]
    post = Post(tmp_path, "--include", "tests.drills.tasks")
    task = "tests.drills.tasks.send_then_mark"
    post.ask(task, ours)
    with post.worker() as child:
        post.wait_until(lambda: post.count() >= 5)
        child.kill_session()
    post.ask(task, ours)
    with post.worker():
        post.wait_until(lambda: not Notice.objects.filter(pk__in=ours, sent_at=None).exists())
    assert max(Counter(post.sent()).values()) == 2
