"""Files become evidence of a report: whole, once, harmless."""

import hashlib

from reports.acts.attach_evidence import attach_evidence
from tests.deeds import Deed, deed, refusal, told
from tests.grants.stage import StagedWorld
from tests.reports.filing import PDF, begun, filed, received
from workflow.inspection import EICAR
from workflow.models import Evidence, Upload
from workflow.uploads import evidence_vault
from workflow.vault import Label, SealedBlob


def lawful(world: StagedWorld) -> Deed:
    """An invoice was sent and is attached."""
    return deed(attach_evidence, received(begun(world)).pk)


def test_the_evidence_is_what_was_sent_and_opens_with_its_own_row(staged: StagedWorld) -> None:
    filing = begun(staged)
    record = filing.attach(PDF)
    file = filing.dossier.files[0].evidence
    assert (file.size, bytes(file.sha256)) == (len(PDF), hashlib.sha256(PDF).digest())
    assert record.facts["sha256"] == hashlib.sha256(PDF).hexdigest()
    blob = SealedBlob(
        Label(file.pk), file.blob, bytes(file.sha256), file.size, bytes(file.wrapped_key),
        file.kek_id,
    )  # fmt: skip
    assert evidence_vault().read_whole(blob) == PDF


def test_the_same_file_again_or_an_unfinished_one_is_refused(staged: StagedWorld) -> None:
    filing = begun(staged)
    filing.attach(PDF)
    again = received(filing, PDF, "別名.pdf")
    assert set(refusal(staged, attach_evidence, again.pk)) == {"same_file"}
    half = Upload.objects.filter(pk=again.pk)
    half.update(state="CANCELLED", sha256=None, blob="", wrapped_key=None)
    assert set(refusal(staged, attach_evidence, again.pk)) == {"not_whole"}


def test_a_dangerous_file_stays_out_and_the_officer_is_told(staged: StagedWorld) -> None:
    filing = begun(staged)
    upload = received(filing, b"%PDF-1.7 " + EICAR)
    assert upload.state == "QUARANTINED"
    record = staged.do(attach_evidence, upload.pk)
    assert told(record) == {"file_quarantined": 1}
    assert not Evidence.objects.filter(subject_id=filing.pk).exists()
    filing.attach(PDF)  # the report can still be worked on


def test_nothing_is_attached_to_what_was_filed(staged: StagedWorld) -> None:
    late = received(filed(staged, "FY_END"), PDF + b"4")
    assert set(refusal(staged, attach_evidence, late.pk)) == {"filed"}
