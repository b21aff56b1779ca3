"""The Celery app and the one list of periodic jobs.

Every job reads what is due from the database and may run twice, late or in two copies at once.
"""

from dataclasses import dataclass
from typing import Any

from celery import Celery, bootsteps
from celery.schedules import crontab, schedule

from fund.seals import EVERY_MINUTES
from fund.start_check import refuse_unsafe_start


@dataclass(frozen=True)
class Job:
    """A task and the times (JST) at which beat asks for it; `why` is for the operator."""

    task: str
    when: crontab | schedule
    why: str


JOBS: tuple[Job, ...] = (
    Job(
        "reports.tasks.issue_and_print_due_papers",
        schedule(10),
        "Issue the paper every act deserves and draw what has no file yet.",
    ),
    Job(
        "reports.tasks.deliver_notices",
        schedule(10),
        "Send what the outbox holds: new notices, and those whose pause after a failure is over.",
    ),
    Job(
        "reports.tasks.read_returned_mail",
        crontab(minute="*/10"),
        "Note mail that came back, where FUND_BOUNCES names the Maildir it comes back to.",
    ),
    Job(
        "reports.tasks.set_duties_of_the_year",
        crontab(hour=5, minute=30),
        "Write what is owed for a fiscal year that has begun; a day missed is made up the next.",
    ),
    Job(
        "reports.tasks.remind_of_duties",
        crontab(hour="6-22", minute="*/10"),
        "Write the reminders whose day has come; later runs of a day find only what is new.",
    ),
    Job(
        "reports.tasks.sweep_unfinished_uploads",
        crontab(hour=3, minute=30),
        "Cancel uploads nobody has gone on with for a week, and remove what killed ones left.",
    ),
    Job(
        "fund.tasks.verify_nightly",
        crontab(hour=2, minute=30),
        "Ask every invariant of the books while nobody works on them.",
    ),
    Job(
        "fund.tasks.warn_of_cash_shortage",
        crontab(hour=3, minute=0),
        "Warn the treasury of cash that will fall short, once for each shortage.",
    ),
    Job(
        "fund.tasks.seal",
        crontab(minute=f"*/{EVERY_MINUTES}"),
        "Seal books and records and export the anchor; at 0:00 with the day that ended.",
    ),
)


class StartCheck(bootsteps.Step):
    """Stop a worker before its first task where its connection could break the books' promises."""

    def __init__(self, parent: Any, **options: Any) -> None:
        """Celery builds its steps before it connects to the broker."""
        super().__init__(parent, **options)
        refuse_unsafe_start()


app = Celery("fund")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(StartCheck)
app.conf.beat_schedule = {job.task: {"task": job.task, "schedule": job.when} for job in JOBS}
