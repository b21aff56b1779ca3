"""How a server ends: with its parent if private, by its pid file if somebody else began it."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def dies_with_parent(signum: signal.Signals) -> Callable[[], None] | None:
    """A function for `preexec_fn`: Linux sends the child this signal when its parent is gone.

    Elsewhere there is no such call: there only an ordinary exit of the parent stops the child.
    """
    if sys.platform != "linux":
        return None
    # Loaded before the fork: between fork and exec nothing may be imported or allocated at length.
    libc = ctypes.CDLL(None, use_errno=True)

    def ask_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(signum))

    return ask_kernel


def stop_by_pid_file(identity: Path, signum: signal.Signals, patience_seconds: float) -> None:
    """Signal the process named on the file's first line and wait until it has removed the file."""
    try:
        os.kill(int(identity.read_text().split()[0]), signum)
    except (FileNotFoundError, ProcessLookupError):
        return
    end = time.monotonic() + patience_seconds
    while identity.exists() and time.monotonic() < end:
        time.sleep(0.03)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ignore a second Ctrl-C while cleaning up after the first: half a clean-up leaves orphans."""
    polite = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [(signum, signal.signal(signum, signal.SIG_IGN)) for signum in polite]
    try:
        yield
    finally:
        for signum, handler in before:
            signal.signal(signum, handler)
