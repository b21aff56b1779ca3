"""`python -m tests.bench.verifier`: how fast the stand-alone verifier is, and what it needs.

Makes an audit bundle of the size asked for (without a database), then runs the verifier as a
program and samples the memory of all its processes. Exit status 1 when it refuses the bundle.
"""

import argparse
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PAGE = os.sysconf("SC_PAGE_SIZE")


def memory_of(group: int) -> int:
    """Resident octets of a process group; what processes share is counted in each."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += int(fields[21]) * PAGE
    return total


def measure(folder: Path, jobs: int) -> dict[str, Any]:
    """One run of the verifier."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    child = subprocess.Popen(
        [sys.executable, folder / "verify_ledger.py", folder, "--json", "--jobs", str(jobs)],
        stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    peak = 0
    while child.poll() is None:
        peak = max(peak, memory_of(child.pid))
        time.sleep(0.1)
    wall = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert child.stdout is not None
    report = json.load(child.stdout)
    child.stdout.close()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "jobs": jobs,
        "ok": report["ok"],
        "entries": report["entries"],
        "seconds": round(wall, 1),
        "cpu_seconds": round(cpu, 1),
        "entries_per_second": round(report["entries"] / wall),
        "peak_mib": peak // 2**20,
        "load": os.getloadavg()[0],
    }


def main() -> int:
    """Make the bundle, or take one made before; run with one process and with all processors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the bundle is kept and taken again")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # The writers are Django's neighbours: they can be imported only now.
    write = importlib.import_module("tests.fund.audit.large")
    with tempfile.TemporaryDirectory() as place:
        folder = options.folder or Path(place) / "bundle"
        if not folder.exists():
            write.write_large_bundle(folder, options.entries, Ed25519PrivateKey.generate())
        runs = [measure(folder, jobs) for jobs in sorted({1, os.cpu_count() or 1})]
    sys.stdout.write(json.dumps(runs, indent=1) + "\n")
    return 0 if all(run["ok"] for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
