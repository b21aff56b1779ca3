"""The project's own processes side by side: web doors, worker and beat."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from config.stack.endings import dies_with_parent, undisturbed
from config.stack.ports import LOOPBACK

_PATIENCE_SECONDS = 12.0


class ChildDied(RuntimeError):
    """A process that should run has ended; the message names it and its log."""


@dataclass
class Child:
    """A process started with this Python: `arguments` follow `python -m`."""

    name: str
    arguments: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self, root: Path) -> None:
        """Start the process in a session of its own, its output going to the log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.arguments],
                cwd=root,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for us alone: we stop the children, in our order.
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )

    def signal(self, signum: signal.Signals) -> None:
        """Signal the process if it is still there."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signum)

    def ends_by(self, end: float) -> bool:
        """Wait until a moment of the monotonic clock; say whether the process is gone."""
        if self.process is None:
            return True
        try:
            self.process.wait(timeout=max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill_session(self) -> None:
        """Kill whatever is left of the process and of those it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return
            self.process.wait()


class Family:
    """Children that end together."""

    def __init__(self, root: Path, children: Iterable[Child]) -> None:
        """Take the children; none runs yet."""
        self.root = root
        self.children = list(children)

    def start(self) -> None:
        """Start those given, all at once."""
        for child in self.children:
            child.start(self.root)

    def join(self, *later: Child) -> None:
        """Start more beside those that run."""
        for child in later:
            self.children.append(child)
            child.start(self.root)

    def check(self) -> None:
        """Raise ChildDied if one has ended by itself."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                code = child.process.returncode
                raise ChildDied(f"{child.name} ended with code {code}; see {child.log}")

    def wait_for_pages(self, ports: Iterable[int], path: str) -> None:
        """Return when each port has answered the path with 200; raise ChildDied otherwise."""
        end = time.monotonic() + 60
        waiting = set(ports)
        while waiting:
            self.check()
            waiting = {port for port in waiting if not _answers(port, path)}
            if time.monotonic() > end:
                raise ChildDied(
                    f"no answer on {sorted(waiting)}; see {self.children[0].log.parent}"
                )
            time.sleep(0.05)

    def stop(self) -> list[str]:
        """Ask all to finish what they are doing; after a while insist, and name the stubborn."""
        stubborn = []
        with undisturbed():
            for child in self.children:
                child.signal(signal.SIGTERM)
            end = time.monotonic() + _PATIENCE_SECONDS
            for child in self.children:
                if not child.ends_by(end):
                    stubborn.append(child.name)
                child.kill_session()
        return stubborn


def _answers(port: int, path: str) -> bool:
    line = HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        line.request("GET", path)
        return line.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        line.close()
