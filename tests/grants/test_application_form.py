"""様式の版: a draft keeps the version it was begun with."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

from grants.acts.prepare_application import prepare_application
from grants.acts.save_application_draft import save_application_draft
from grants.application_form import VERSIONS, form_on
from grants.models import ApplicationDraft, Grant
from tests.deeds import refusal
from tests.grants.stage import StagedWorld
from tests.grants.world import PARTICULARS, an_application

OLD, NEW = VERSIONS[0], VERSIONS[1]
OLD_WORDS = tuple(pair for pair in PARTICULARS if pair[0] in OLD.names)


def test_the_versions_follow_each_other() -> None:
    assert form_on(date(2024, 3, 25)) == OLD
    assert form_on(NEW.valid_from) == NEW
    assert NEW.names - OLD.names == {"safeguards"}


def test_a_draft_begun_under_the_older_form_is_kept_by_it(world: StagedWorld) -> None:
    world.today = date(2024, 3, 20)
    draft = uuid4()
    world.do(save_application_draft, draft, 0, (("title", "定置用蓄電池"),))
    assert ApplicationDraft.objects.get(pk=draft).form_version == OLD.valid_from
    world.today = date(2025, 4, 8)
    world.do(save_application_draft, draft, 1, (("title", "定置用蓄電池の整備"),))
    assert ApplicationDraft.objects.get(pk=draft).form_version == OLD.valid_from
    plan, organisation = world.certify(), world.company.organisation
    words = replace(an_application(), particulars=OLD_WORDS)
    begun_today = refusal(world, prepare_application, plan, organisation, words)
    assert {problem.field for problem in begun_today.values()} == {"safeguards"}
    kept = world.do(prepare_application, plan, organisation, replace(words, draft=draft))
    assert Grant.objects.get(pk=kept.subject_id).form_version == OLD.valid_from
