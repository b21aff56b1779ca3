"""Files join an application while it is written, and are bound to the version that is filed."""

import hashlib

import pytest
from django.db import DatabaseError, transaction

from grants.acts.apply_for_grant import apply_for_grant
from grants.acts.attach_application_file import attach_application_file
from grants.acts.prepare_application import prepare_application
from grants.acts.return_application import return_application
from grants.acts.revise_application import revise_application
from grants.application_files import filed_files, files_of
from grants.models import ApplicationFile, Grant
from tests.deeds import Deed, deed, refusal, told
from tests.grants.attached import PDF, a_draft, attach, received
from tests.grants.stage import FIRST_DAY, StagedWorld
from tests.grants.world import APPLIED_ON, an_application
from workflow.inspection import EICAR
from workflow.models import Evidence, Upload

SAID = {"name": "計画書.pdf", "size": len(PDF), "sha256": hashlib.sha256(PDF).hexdigest()}


def lawful(world: StagedWorld) -> Deed:
    """A file was sent for a draft and is attached."""
    world.today = FIRST_DAY
    return deed(attach_application_file, received(world, a_draft(world)).pk, on=FIRST_DAY)


def said(file: dict[str, object]) -> dict[str, object]:
    return {name: file[name] for name in SAID}


def test_a_draft_s_files_go_with_it_into_the_case_and_its_first_version(
    world: StagedWorld,
) -> None:
    world.today = FIRST_DAY
    draft = a_draft(world)
    record = attach(world, draft)
    assert record.facts["sha256"] == SAID["sha256"]
    given = an_application()
    plan, firm = world.certify(), world.company.organisation
    grant = world.do(
        prepare_application, plan, firm, type(given)(**(vars(given) | {"draft": draft.pk}))
    ).subject_id
    case = Grant.objects.get(pk=grant)
    assert [file.evidence.filename for file in files_of(case)] == ["計画書.pdf"]
    assert not files_of(draft).exists()
    assert [said(x) for x in case.application_versions.get().content["files"]] == [SAID]


def test_what_is_filed_is_the_version_with_the_files_of_that_moment(world: StagedWorld) -> None:
    world.today = FIRST_DAY
    case = world.draft()
    record = attach(world, case.grant)
    assert filed_files(case.grant) == []
    filed = case.do(apply_for_grant, case.pk, on=APPLIED_ON)
    assert (filed.facts["version"], case.grant.filed_version) == (2, 2)
    assert [said(x) for x in filed.facts["files"]] == [SAID]
    newest = case.grant.application_versions.last()
    assert newest is not None
    assert newest.content["files"] == filed.facts["files"]
    assert [f.evidence.filename for f in filed_files(case.grant)] == [record.facts["file"]]


def test_while_it_is_returned_nedo_still_reads_what_had_arrived(world: StagedWorld) -> None:
    world.today = FIRST_DAY
    case = world.draft()
    attach(world, case.grant)
    case.apply()
    case.do(return_application, case.pk, "決算書を添付してください。", on=APPLIED_ON)
    attach(world, case.grant, PDF + b"2", "決算書.pdf")
    assert [f.evidence.filename for f in filed_files(case.grant)] == ["計画書.pdf"]
    # A repair in words alone names the files too.
    case.do(revise_application, case.pk, 2, an_application())
    case.do(apply_for_grant, case.pk)
    assert [f.evidence.filename for f in filed_files(case.grant)] == ["計画書.pdf", "決算書.pdf"]
    assert case.grant.filed_version == 3


def test_an_application_without_files_is_filed_as_it_was_kept(world: StagedWorld) -> None:
    world.today = FIRST_DAY
    case = world.draft().apply()
    assert case.grant.filed_version == 1
    assert filed_files(case.grant) == []


def test_a_file_on_its_way_holds_the_application_back(world: StagedWorld) -> None:
    world.today = FIRST_DAY
    case = world.draft()
    upload = received(world, case.grant)
    assert set(refusal(world, apply_for_grant, case.pk)) == {"uploading"}
    world.do(attach_application_file, upload.pk)
    case.apply()


def test_nothing_joins_what_was_filed_and_the_database_refuses_it_too(world: StagedWorld) -> None:
    world.today = FIRST_DAY
    case = world.draft()
    attach(world, case.grant)
    case.apply()
    late = received(world, case.grant, PDF + b"3")
    assert set(refusal(world, attach_application_file, late.pk)) == {"wrong_state"}
    file = ApplicationFile.objects.filter(grant=case.pk)
    for change in ({"removed_at": world.now}, {"grant": None}):
        with pytest.raises(DatabaseError, match="stand"), transaction.atomic():
            file.update(**change)


def test_a_dangerous_file_stays_out_and_the_officer_is_told_of_a_case(world: StagedWorld) -> None:
    world.today = FIRST_DAY
    case = world.draft()
    record = attach(world, case.grant, b"%PDF-1.7 " + EICAR)
    assert told(record) == {"file_quarantined": 1}
    assert told(attach(world, a_draft(world), b"%PDF-1.7 " + EICAR)) == {}
    assert not Evidence.objects.filter(subject_id=case.pk).exists()
    assert Upload.objects.get(subject_id=case.pk).state == "REFUSED"
