"""What the web processes add to gunicorn; its settings file."""

import os
from typing import Any

SILENT_LINE_SECONDS = float(os.environ.get("FUND_SILENT_LINE_SECONDS", "60"))


def pre_request(worker: Any, request: Any) -> None:
    """A sender from whom nothing comes for so long is taken for gone.

    gunicorn itself would wait for the rest of the body for ever, and lines that died without a word
    would one by one take all threads of the door.
    """
    request.unreader.sock.settimeout(SILENT_LINE_SECONDS)
