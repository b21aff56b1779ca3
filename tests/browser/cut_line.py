"""A line between browser and door that is cut after so many bytes, as lines are."""

import math
import socket
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

BUFFER = 64 * 1024


class CutLine:
    """Forwards every connection to a door; at each mark of bytes sent, all of them break.

    For `silence` seconds after a cut nobody gets through; after the cut numbered `stays_cut` until
    it is mended. cuts: how often it broke.
    """

    def __init__(
        self, door: str, marks: Sequence[int], silence: float = 0.7, stays_cut: int = 0
    ) -> None:
        """door: the address to forward to. marks: bytes towards the door, ascending."""
        parts = urlsplit(door)
        self._door = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._marks, self._silence = list(marks), silence
        self._sent, self._open, self._deaf_until = 0, set[socket.socket](), 0.0
        self._stays_cut = stays_cut
        self._lock = threading.Lock()
        self.cuts = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def mend(self) -> None:
        """Let everybody through again."""
        self._deaf_until = 0.0

    def close(self) -> None:
        """End the line for good."""
        _hang_up((self._listener,))
        self._break()

    def _listen(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            if time.monotonic() < self._deaf_until:
                browser.close()
                continue
            try:
                door = socket.create_connection(self._door)
            except OSError:
                browser.close()
                continue
            with self._lock:
                self._open |= {browser, door}
            for source, target, counts in ((browser, door, True), (door, browser, False)):
                threading.Thread(
                    target=self._pump, args=(source, target, counts), daemon=True
                ).start()

    def _pump(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        try:
            while data := source.recv(BUFFER):
                if counts:
                    self._count(len(data))
                target.sendall(data)
        except OSError:
            pass
        _hang_up((source, target))

    def _count(self, size: int) -> None:
        with self._lock:
            self._sent += size
            is_due = bool(self._marks) and self._sent >= self._marks[0]
            if is_due:
                self._marks.pop(0)
        if is_due:
            self.cuts += 1
            wait = math.inf if self.cuts == self._stays_cut else self._silence
            self._deaf_until = time.monotonic() + wait
            self._break()

    def _break(self) -> None:
        with self._lock:
            broken, self._open = self._open, set()
        _hang_up(broken)


def _hang_up(ends: Iterable[socket.socket]) -> None:
    """Both sides hear of it at once; a bare close would not reach who is waiting to read."""
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
