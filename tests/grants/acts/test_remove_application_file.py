"""A file attached by mistake is taken out before filing; earlier versions still name it."""

from grants.acts.apply_for_grant import apply_for_grant
from grants.acts.remove_application_file import remove_application_file
from grants.application_files import filed_files, files_of
from grants.models import ApplicationFile
from tests.deeds import Deed, deed, refusal
from tests.grants.attached import a_draft, attach
from tests.grants.stage import FIRST_DAY, StagedWorld


def lawful(world: StagedWorld) -> Deed:
    """A draft's file is taken out."""
    world.today = FIRST_DAY
    draft = a_draft(world)
    attach(world, draft)
    return deed(remove_application_file, draft.files.get().pk, on=FIRST_DAY)


def test_what_was_taken_out_is_not_filed(world: StagedWorld) -> None:
    world.today = FIRST_DAY
    case = world.draft()
    attach(world, case.grant)
    file = ApplicationFile.objects.get(grant=case.pk)
    world.do(remove_application_file, file.pk)
    assert not files_of(case.grant).exists()
    assert set(refusal(world, remove_application_file, file.pk)) == {"removed"}
    assert case.do(apply_for_grant, case.pk).facts["files"] == []
    assert filed_files(case.grant) == []


def test_nothing_is_taken_out_of_what_was_filed(world: StagedWorld) -> None:
    world.today = FIRST_DAY
    case = world.draft()
    attach(world, case.grant)
    case.apply()
    file = ApplicationFile.objects.get(grant=case.pk)
    assert set(refusal(world, remove_application_file, file.pk)) == {"wrong_state"}
