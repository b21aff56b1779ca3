"""The command line as a whole: how a command ends whose answer cannot be written."""

import subprocess
import sys
from pathlib import Path

import pytest

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"


def run(*words: str, out: Path) -> tuple[int, str]:
    """Exit status and standard error of a command that writes there."""
    with out.open("w") as file:
        ended = subprocess.run(
            [sys.executable, MANAGE, *words], stdout=file, stderr=subprocess.PIPE, text=True,
            check=False,
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
