"""Redis emptied in the middle: what was asked for is lost, what was owed is not, none doubled."""

import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import redis
from django.conf import settings

from config.celery import app
from tests.drills.test_worker_killed import PATIENCE_SECONDS, Post
from tests.reports.test_delivery import a_notice, a_person
from workflow.models import Notice
from workflow.notices import unsent

TASK = "reports.tasks.deliver_notices"
COUNT = 20


def empty_the_broker() -> None:
    """Everything the broker knows is gone: queues, bindings, unacknowledged tasks."""
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        broker.flushdb()


def test_emptied_before_and_while_the_worker_runs(committed: None, tmp_path: Path) -> None:
    unsent().update(dropped_at=datetime.now().astimezone())
    post = Post(tmp_path)
    first = [str(a_notice(a_person()).pk) for _ in range(COUNT)]
    # One line kept open, as beat keeps its own.
    with app.connection_for_write() as line:
        for _ in range(5):
            app.send_task(TASK, queue=post.queue, connection=line)
        empty_the_broker()
        with post.worker():
            app.send_task(TASK, queue=post.queue, connection=line)
            wait_until_sent(post, first)
            later = [str(a_notice(a_person()).pk) for _ in range(COUNT)]
            empty_the_broker()
            for _ in range(3):
                app.send_task(TASK, queue=post.queue, connection=line)
            wait_until_sent(post, later)
    ours = {*first, *later}
    assert Counter(one for one in post.sent() if one in ours) == dict.fromkeys(ours, 1)


def wait_until_sent(post: Post, ids: list[str]) -> None:
    """Until every one of these is marked as sent."""
    end = time.monotonic() + PATIENCE_SECONDS
    while Notice.objects.filter(pk__in=ids, sent_at=None).exists():
        assert time.monotonic() < end, (post.place / "worker.log").read_text()[-3000:]
        time.sleep(0.05)
