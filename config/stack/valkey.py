"""One Valkey server of our own. It keeps nothing on disk: what must last is in PostgreSQL."""

import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from config.stack.binaries import NoServer, valkey_program
from config.stack.endings import dies_with_parent, stop_by_pid_file
from config.stack.ports import LOOPBACK

_PATIENCE_SECONDS = 20.0


@dataclass
class Valkey:
    """A server whose configuration and pid are in `<place>/valkey`."""

    place: Path
    port: int
    password: str = field(repr=False)
    log: Path
    ends_with_us: bool = False
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The server's URL without a database number."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}"

    @property
    def _pid_file(self) -> Path:
        return self.place / "valkey" / "pid"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        folder = self.place / "valkey"
        folder.mkdir(mode=0o700, exist_ok=True)
        # A file, because every user of the machine can read a command line.
        settings = folder / "valkey.conf"
        settings.touch(mode=0o600)
        settings.write_text(self._configuration(folder))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [valkey_program(), settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM) if self.ends_with_us else None,
            )
        end = time.monotonic() + _PATIENCE_SECONDS
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > end:
                raise NoServer(f"Valkey did not start; the reason is in {self.log}")
            time.sleep(0.02)

    def _configuration(self, folder: Path) -> str:
        return (
            f"bind {LOOPBACK}\nport {self.port}\nrequirepass {self.password}\n"
            f'dir "{folder}"\npidfile "{self._pid_file}"\nsave ""\nappendonly no\n'
            "maxmemory-policy noeviction\n"
        )

    def is_ready(self) -> bool:
        """Say whether our server (known by its password) answers on the port."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                line.settimeout(1)
                answer = line.recv(64)
                if b"PONG" not in answer:
                    answer += line.recv(64)
        except OSError:
            return False
        return answer.startswith(b"+OK") and b"PONG" in answer

    def stop(self) -> None:
        """Stop the server; return when it is gone."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=_PATIENCE_SECONDS)
            self._process = None
            return
        stop_by_pid_file(self._pid_file, signal.SIGTERM, _PATIENCE_SECONDS)
