"""The bank's 残高証明書 as a file: encrypted evidence of the close it is attached to.

A close has one id from the first file on, though its row is written when it is put up: the id
follows from the 勘定 and the period.
"""

from dataclasses import dataclass
from typing import Any, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection
from django.db.models import QuerySet

from fund.models import PeriodClose
from workflow.models import Evidence
from workflow.problems import Problem

KIND = PeriodClose._meta.label_lower


@dataclass(frozen=True)
class CertificateFile:
    """A file as the draft of a close names it. sha256: in hex, of the plaintext."""

    id: UUID
    name: str
    sha256: str

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        """The file that was attached."""
        return cls(evidence.pk, evidence.filename, bytes(evidence.sha256).hex())


def close_id(segment: int, period: int) -> UUID:
    """The id of a period's close."""
    return uuid5(NAMESPACE_URL, f"{KIND}:{segment}:{period}")


def close_of(segment: int, period: int) -> PeriodClose:
    """A period's close; one that is not yet written where nobody has put it up."""
    found = PeriodClose.objects.filter(segment=segment, period=period).first()
    return found or PeriodClose(id=close_id(segment, period), segment=segment, period=period)


def find_close(pk: UUID) -> PeriodClose | None:
    """The close of an id, put up or not; None where no period of any 勘定 has it."""
    found = PeriodClose.objects.filter(pk=pk).first()
    if found is not None:
        return found
    with connection.cursor() as cursor:
        cursor.execute("SELECT segment_id, period_id FROM ledger.fiscal_period")
        periods = cursor.fetchall()
    return next((close_of(*period) for period in periods if close_id(*period) == pk), None)


def certificate_files(close: PeriodClose) -> QuerySet[Evidence]:
    """What is attached to a close, the newest first."""
    rows = Evidence.objects.filter(subject_type=KIND, subject_id=close.pk)
    return rows.order_by("-uploaded_at")


def is_kept(file: CertificateFile, close: PeriodClose) -> bool:
    """Whether this very file is attached to the close."""
    rows = certificate_files(close)
    return rows.filter(pk=file.id, sha256=bytes.fromhex(file.sha256)).exists()


def problems_attaching_to(close: PeriodClose | None) -> list[Problem]:
    """Why no certificate is attached now."""
    if close is not None and close.closed_on is None:
        return []
    return [
        Problem(
            "closed", "この期間は未開設か締切済みです。",
            "締める前の期間に、残高証明書を添付してください。",
        )
    ]  # fmt: skip


def file_content(file: CertificateFile | None) -> dict[str, Any]:
    """A file as the draft of a close keeps it; nothing where there is none."""
    if file is None:
        return {}
    return {
        "certificate_file": file.name,
        "certificate_file_id": str(file.id),
        "certificate_sha256": file.sha256,
    }


def file_of(content: dict[str, Any]) -> CertificateFile | None:
    """The file a draft names."""
    if "certificate_file" not in content:
        return None
    return CertificateFile(
        UUID(content["certificate_file_id"]),
        content["certificate_file"],
        content["certificate_sha256"],
    )
