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
from config.demo.story import FUND_BEGINS, STORY_REACHES, play
from fund.sealer import SealingRefused, seal_now
from fund.seals import NoSealKey
from reports.reminding import reminders_wait
from workflow.notices import unsent


class CannotTell(Exception):
    """The story has no such day, or was told beyond it. The message says what to do."""


def tell_story(stream: OutputWrapper, *, today: date, is_chosen: bool) -> bool:
    """Tell the story once per database and say whether anything was told now.

    An interrupted telling goes on with the day it began under, unless a later one was chosen by
    hand. Raises CannotTell for a day that cannot be told.
    """
    mark = settings.VAR / "demo" / "told.json"
    told = _read(mark)
    if told.get("database") != _database():
        told = {}
    begun = told.get("today")
    _refuse_what_cannot_be_told(today, begun if is_chosen else None)
    seal_now_or_say_why(stream)
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


def _refuse_what_cannot_be_told(today: date, begun: str | None) -> None:
    if not FUND_BEGINS <= today <= STORY_REACHES:
        raise CannotTell(f"物語は{FUND_BEGINS}から{STORY_REACHES}までです。")
    if begun and today.isoformat() < begun:
        raise CannotTell(
            f"物語は{begun}まで再生されていて、前の日には戻せません。別のデータの置き場所"
            "（FUND_VAR）で再生してください。"
        )


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
