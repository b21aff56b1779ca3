"""Files of applications in tests: received from the company, attached by its act."""

import io
from uuid import UUID, uuid4

from grants.acts.attach_application_file import attach_application_file
from grants.acts.save_application_draft import save_application_draft
from grants.models import ApplicationDraft, Grant
from tests.grants.world import World
from workflow.incoming import Sender, begin_upload, receive_piece
from workflow.models import ActRecord, Upload
from workflow.uploads import evidence_vault

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def a_draft(world: World) -> ApplicationDraft:
    """A draft with its first words."""
    record = world.do(save_application_draft, uuid4(), 0, (("title", "書きかけ"),))
    return ApplicationDraft.objects.get(pk=record.subject_id)


def received(
    world: World, written: Grant | ApplicationDraft, content: bytes = PDF, name: str = "計画書.pdf"
) -> Upload:
    """A file sent in one piece by the writer."""
    sender = Sender(world.company.writer, written.organisation, world.now)
    begun = begin_upload(written, name, len(content), sender)
    stream = io.BytesIO(content)
    return receive_piece(begun.pk, 0, len(content), stream, evidence_vault(), world.now)


def attach(
    world: World, written: Grant | ApplicationDraft, content: bytes = PDF, name: str = "計画書.pdf"
) -> ActRecord:
    """A file received and attached."""
    upload = received(world, written, content, name)
    return world.do(attach_application_file, upload.pk)


def filed_with(world: World, content: bytes = PDF, name: str = "計画書.pdf") -> tuple[UUID, UUID]:
    """A case filed with a file; the case and the evidence."""
    case = world.draft()
    attach(world, case.grant, content, name)
    case.apply()
    return case.pk, case.grant.application_files.get().evidence_id
