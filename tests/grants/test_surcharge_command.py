"""`manage.py surcharge` as it is called: a process with a file, an output and an exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDER = {
    "ground": "ART17_1",
    "refund_yen": 10_000_000,
    "due_on": "2025-12-01",
    "receipts": [["2025-05-01", 10_000_000]],
    "payments": [["2025-12-01", 10_500_000]],
    "as_of": None,
}


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process that is told of no database."""
    env = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    return subprocess.run(
        [sys.executable, "manage.py", "surcharge", *map(str, words)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.fixture
def order_file(tmp_path: Path) -> Path:
    """A right file."""
    path = tmp_path / "order.json"
    path.write_text(json.dumps(ORDER), encoding="utf-8")
    return path


def test_json_goes_to_the_output_with_exactly_the_agreed_fields(order_file: Path) -> None:
    done = run(order_file, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "surcharge_yen": 645_000,
        "late_charge_yen": 0,
        "principal_open_yen": 0,
        "surcharge_open_yen": 145_000,
        "late_charge_open_yen": 0,
        "overpaid_yen": 0,
        "lots": [["2025-05-01", 10_000_000]],
        "worksheet": [
            {
                "kind": "surcharge",
                "from": "2025-05-01",
                "to": "2025-12-01",
                "days": 215,
                "base_yen": 10_000_000,
                "yen_days": 2_150_000_000,
            }
        ],
    }


def test_without_json_people_get_a_worksheet_and_may_ask_for_another_rate(
    order_file: Path,
) -> None:
    done = run(order_file, "--rate", "1/10000")
    assert (done.returncode, done.stderr) == (0, "")
    assert "加算金 2,150,000,000円日 × 1/10000 = 215,000円" in done.stdout
    assert "過納額" in done.stdout


def test_every_fault_is_named_on_the_error_output_with_status_two(tmp_path: Path) -> None:
    path = tmp_path / "order.json"
    wrong = ORDER | {"due_on": "2025-02-30", "payments": [["2025-12-01T00:00", 1.5]]}
    path.write_text(json.dumps(wrong), encoding="utf-8")
    done = run(path, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    for field in ("due_on: ", "payments[0][0]: ", "payments[0][1]: "):
        assert field in done.stderr
    assert "Traceback" not in done.stderr


def test_figures_that_contradict_each_other_end_with_status_two(tmp_path: Path) -> None:
    path = tmp_path / "order.json"
    path.write_text(json.dumps(ORDER | {"payments": []}), encoding="utf-8")
    done = run(path, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "as_of: " in done.stderr


@pytest.mark.parametrize("words", [["missing.json"], [], ["--rate", "0.0003"]])
def test_an_unusable_command_line_ends_with_status_two(words: list[str], order_file: Path) -> None:
    done = run(*words, *([order_file] if "--rate" in words else []))
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert any(said in done.stderr for said in ("読めません", "FILE.json", "--rate"))


def test_help_describes_the_file() -> None:
    done = run("--help")
    assert done.returncode == 0
    for said in ("refund_yen", "receipts", "as_of", "--json", "10.95%"):
        assert said in done.stdout
