"""The command line as a whole: how a command ends whose answer cannot be written."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"


def unmeasured() -> dict[str, str]:
    """The environment without what measures coverage, whose own file would meet the limit too."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


def run(*words: str, out: Path, most: int = -1, unbuffered: str = "") -> tuple[int, str]:
    """Exit status and standard error of a command that writes there.

    most: octets a file may have. unbuffered: what PYTHONUNBUFFERED says.
    """

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    with out.open("w") as file:
        ended = subprocess.run(
            [sys.executable, MANAGE, *words], stdout=file, stderr=subprocess.PIPE, text=True,
            check=False, preexec_fn=limit, env={**unmeasured(), "PYTHONUNBUFFERED": unbuffered},
        )  # fmt: skip
    return ended.returncode, ended.stderr


@pytest.mark.parametrize("words", [["acts"], ["version"]])
def test_an_answer_that_a_full_disk_does_not_take_ends_with_2(
    words: list[str], tmp_path: Path
) -> None:
    """A long answer fails while it is written, a short one as the command ends."""
    status, told = run(*words, out=Path("/dev/full"))
    assert (status, told.strip()) == (2, "結果を出力できません: No space left on device")
    assert run(*words, out=tmp_path / "answer") == (0, "")
    assert (tmp_path / "answer").read_text()


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_answer_that_is_taken_in_part_ends_with_2(tmp_path: Path, unbuffered: str) -> None:
    """As by a disk that fills up meanwhile, or a quota: what is missing is not an answer."""
    answer = tmp_path / "answer"
    status, told = run("acts", out=answer, most=1_000, unbuffered=unbuffered)
    assert (status, told.strip()) == (2, "結果を出力できません: File too large")
    assert answer.stat().st_size == 1_000
    assert run("acts", out=answer, unbuffered=unbuffered) == (0, "")
