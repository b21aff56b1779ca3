"""A progress line for a terminal, and a few plain lines for a log file."""

from django.core.management.base import OutputWrapper

_WIDTH = 30


class Progress:
    """Call it with steps done, all steps and what was done last."""

    def __init__(self, stream: OutputWrapper) -> None:
        """Write to the stream; on a terminal over the same line again and again."""
        self._stream = stream
        self._last_tenth = -1

    def __call__(self, done: int, total: int, what: str) -> None:
        """Show where the story is."""
        if total <= 0:
            return
        if self._stream.isatty():
            bar = "#" * (_WIDTH * done // total)
            self._stream.write(f"\r\x1b[K[{bar:<{_WIDTH}}] {done}/{total} {what}", ending="")
            if done >= total:
                self._stream.write("")
            self._stream.flush()
        elif 10 * done // total > self._last_tenth:
            self._last_tenth = 10 * done // total
            self._stream.write(f"{done}/{total} {what}")
            self._stream.flush()
