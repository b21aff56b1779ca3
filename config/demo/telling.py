"""Whether the story was told in this database, and telling it if not."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import OutputWrapper
from django.db import connection

from config.demo.progress import Progress
from config.demo.story import play
from fund.sealer import SealingRefused, seal_now
from fund.seals import NoSealKey
from reports.reminding import reminders_wait
from workflow.notices import unsent


def tell_story(stream: OutputWrapper, *, today: date, is_chosen: bool) -> bool:
    """Tell the story once per database and say whether anything was told now.

    An interrupted telling goes on with the day it began under, unless a day was chosen by hand.
    """
    mark = settings.VAR / "demo" / "told.json"
    told = _read(mark)
    if told.get("database") != _database():
        told = {}
    seal_now_or_say_why(stream)
    begun = told.get("today")
    if begun and told.get("is_complete") and (not is_chosen or begun == today.isoformat()):
        return False
    day = today if is_chosen or not begun else date.fromisoformat(begun)
    mark.parent.mkdir(parents=True, exist_ok=True)
    said = {"database": _database(), "today": day.isoformat()}
    mark.write_text(json.dumps(said))
    with reminders_wait():
        play(today=day, progress=Progress(stream), seal=lambda: seal_now_or_say_why(stream))
    seal_now_or_say_why(stream)
    mark.write_text(json.dumps({**said, "is_complete": True}))
    return True


def seal_now_or_say_why(stream: OutputWrapper) -> None:
    """Seal: before the story, so that no payment has to wait; what it told, before a statement of
    it is printed; and the papers after it."""
    try:
        seal_now()
    except (SealingRefused, NoSealKey) as refusal:
        stream.write(f"封印しません: {refusal}")


def wait_for_post(patience_seconds: float) -> bool:
    """Wait until the worker has tried every notice; say whether it did."""
    end = time.monotonic() + patience_seconds
    untried = unsent().filter(attempts=0)
    while untried.exists():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def demo_people() -> list[dict[str, str]]:
    """The people the story's summary lists for signing in."""
    people: list[dict[str, str]] = _read(settings.VAR / "demo" / "summary.json").get("people", [])
    return people


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def _database() -> str:
    # A cluster's own number: a folder that was deleted and made anew is another world.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%s/%s', (pg_control_system()).system_identifier,"
            " (SELECT oid FROM pg_database WHERE datname = current_database()))"
        )
        return str(cursor.fetchone()[0])
