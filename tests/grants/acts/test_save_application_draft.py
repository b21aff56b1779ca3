"""交付申請書の下書きの保存: unfinished words are kept, colleagues see them, nothing is lost."""

from uuid import UUID, uuid4

from grants.acts.prepare_application import prepare_application
from grants.acts.save_application_draft import save_application_draft
from grants.models import ApplicationDraft
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import FIRST_DAY, StagedWorld
from tests.grants.world import an_application

TYPED = (("purpose", "生産設備の"), ("title", "定置用"))


def begun(world: StagedWorld) -> UUID:
    """A draft with its first words."""
    return perform(world, deed(save_application_draft, uuid4(), 0, TYPED, on=FIRST_DAY)).subject_id


def lawful(world: StagedWorld) -> Deed:
    """The writer goes on."""
    return deed(save_application_draft, begun(world), 1, TYPED, on=FIRST_DAY)


def test_a_colleague_goes_on_where_the_writer_stopped(world: StagedWorld) -> None:
    pk = begun(world)
    more = (*TYPED, ("own_funds", "自己資金"))
    world.do(save_application_draft, pk, 1, more, by=world.company.releaser)
    draft = ApplicationDraft.objects.get(pk=pk)
    assert (draft.revision, draft.answers) == (2, dict(more))
    assert (draft.saved_by, draft.organisation) == (
        world.company.releaser, world.company.organisation,
    )  # fmt: skip


def test_what_a_colleague_wrote_meanwhile_is_shown_and_not_overwritten(world: StagedWorld) -> None:
    pk = begun(world)
    world.do(save_application_draft, pk, 1, (("title", "定置用蓄電池"),), by=world.company.releaser)
    problem = refusal(world, save_application_draft, pk, 1, TYPED)["stale_version"]
    assert problem.changes == (("title", "定置用", "定置用蓄電池"),)
    assert ApplicationDraft.objects.get(pk=pk).answers == {"title": "定置用蓄電池"}


def test_another_company_never_meets_it(world: StagedWorld) -> None:
    pk = begun(world)
    problems = refusal(world, save_application_draft, pk, 1, TYPED, by=world.other.writer)
    assert set(problems) == {"not_found"}


def test_a_draft_that_became_an_application_is_closed(world: StagedWorld) -> None:
    pk = begun(world)
    given = an_application().__class__(**{**vars(an_application()), "draft": pk})
    plan, company = world.certify(), world.company
    grant = world.do(prepare_application, plan, company.organisation, given).subject_id
    assert ApplicationDraft.objects.get(pk=pk).grant_id == grant
    assert set(refusal(world, save_application_draft, pk, 1, TYPED)) == {"filed"}
    again = refusal(world, prepare_application, plan, company.organisation, given)
    assert set(again) == {"draft_used"}


def test_nobody_writes_a_book_into_a_field(world: StagedWorld) -> None:
    problems = refusal(world, save_application_draft, uuid4(), 0, (("title", "あ" * 20_001),))
    assert set(problems) == {"too_long"}
