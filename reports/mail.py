"""Mail as files, for the demonstration and for tests: one file for each Message-ID."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from reports.files import write_whole


class MailFolder(BaseEmailBackend):
    """Writes each message to EMAIL_FILE_PATH under the name its Message-ID gives it.

    A message sent again, after a worker was killed between sending and noting it, finds its file
    there and changes nothing: what a mail server does with a Message-ID it knows.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; returns how many."""
        for message in email_messages:
            mime = message.message()
            name = re.sub(r"[^0-9A-Za-z-]", "_", mime["Message-ID"].strip("<>").split("@")[0])
            path = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
            if not path.exists():
                write_whole(path, mime.as_bytes())
        return len(email_messages)
