#!/usr/bin/env python3
"""Django's command line; where no database is named, with the project's own servers around it."""

import errno
import io
import os
import signal
import sys

from django.core.management import execute_from_command_line

from config.stack.binaries import NoServer
from config.stack.house import House, surroundings

# These never open a connection. Every other command gets a running, migrated database.
WITHOUT_DATABASE = frozenset(
    {
        "acts",
        "check",
        "check_proof",
        "compilemessages",
        "help",
        "makemessages",
        "makemigrations",
        "surcharge",
        "version",
    }
)


def needs_database(argv: list[str]) -> bool:
    """Say whether the command line asks for a command that opens a connection."""
    if len(argv) < 2 or {"-h", "--help", "--version"} & set(argv[1:]):
        return False
    return argv[1] not in WITHOUT_DATABASE


def listen_for_the_end() -> None:
    """Let a polite kill count as Ctrl-C, so that every `finally` stops what it started."""
    # A shell starts background jobs with SIGINT ignored: whoever sends it to us means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # ignored under nohup, on purpose
        signal.signal(signal.SIGHUP, signal.default_int_handler)


# What a full disk says, a quota, a limit on files, and a reader who went away.
UNWRITTEN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EPIPE}


def execute(argv: list[str]) -> None:
    """Run Django's command; an answer that could not be written whole was not given (status 2)."""
    if isinstance(sys.stdout.buffer, io.RawIOBase):
        # Unbuffered, Python does not tell that a disk took only a part of what was written.
        encoding, errors = sys.stdout.encoding, sys.stdout.errors
        sys.stdout = open(1, "w", 1, encoding, errors, closefd=False)  # noqa: SIM115  # to the end
    try:
        try:
            execute_from_command_line(argv)
        finally:
            sys.stdout.flush()
    except OSError as error:
        if error.errno not in UNWRITTEN:
            raise
        # What is left in the buffer would fail once more as Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stderr.write(f"結果を出力できません: {error.strerror}\n")
        sys.exit(2)


def prepare_if_due(argv: list[str], house: House | None) -> None:
    """Make the tables and books of our own database; of a real one only for `serve` and `demo`."""
    if house is None:
        if argv[1] in {"serve", "demo"}:
            execute_from_command_line([argv[0], "prepare"])
    elif not house.is_prepared():
        execute_from_command_line([argv[0], "prepare", "--verbosity", "0"])
        house.mark_prepared()


def main(argv: list[str]) -> None:
    """Run one command with the servers it needs around it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if not needs_database(argv):
        execute(argv)
        return
    listen_for_the_end()
    try:
        with surroundings() as house:
            prepare_if_due(argv, house)
            execute(argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except NoServer as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main(sys.argv)
