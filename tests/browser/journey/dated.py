"""The service's own web application, for visitors whose cookie says which day it is.

A grant lives for years and a journey for a minute, so the day comes with the visitor; the fund is
the 勘定 of the journeys, which nobody else writes in. All else is as served.
"""

import os
import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any

from workflow.calendar import JST

# The pages take the name as they are loaded, so it stands before the service does.
books: Any = import_module("fund.books")
books.FUND_SEGMENT = os.environ["JOURNEY_FUND"]
served: Any = import_module("config.wsgi").application
door: Any = import_module("workflow.door")

visit = threading.local()


def moment() -> datetime:
    """Ten o'clock of the visitor's day."""
    return datetime.combine(visit.day, time(10), tzinfo=JST)


door.moment = moment


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Note the day and serve."""
    cookies = SimpleCookie(environ.get("HTTP_COOKIE", ""))
    told = cookies["day"].value if "day" in cookies else "2025-04-01"
    visit.day = date.fromisoformat(told)
    answer: Iterable[bytes] = served(environ, start_response)
    return answer
