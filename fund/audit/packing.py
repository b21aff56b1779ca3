"""An audit bundle as one zip file, for a page to hand out."""

import zipfile
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from fund.audit.bundle import Wanted, write_bundle

# A page may take so long; a larger bundle is written by the command.
MOST_ENTRIES = 20_000


def packed_bundle(wanted: Wanted, now: datetime) -> IO[bytes]:
    """The zip, open at its beginning; what was unpacked is gone. Raises as write_bundle does."""
    with TemporaryDirectory(prefix="audit-") as place:
        root = Path(place) / "bundle"
        write_bundle(root, wanted, now)
        packed = TemporaryFile()  # noqa: SIM115  # closed by the response that sends it
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(root.rglob("*")):
                archive.write(path, path.relative_to(root.parent))
    packed.seek(0)
    return packed
