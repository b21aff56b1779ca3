"""審査項目の判定: reckoned from facts or judged by a person, with evidence, never changed."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from grants.acts.begin_review import begin_review
from grants.acts.judge_checklist_item import Judgement, judge_checklist_item
from grants.checklist import Verdict
from grants.models import ChecklistAnswer
from grants.policies import load_policies
from grants.review import newest_answers, problems_with_checklist
from tests.deeds import Deed, deed
from tests.grants.plans import NEW_TEXT, PlanWorld, the_grant
from tests.grants.stage import StagedWorld
from tests.grants.test_checklist import FOLDER
from workflow.problems import Refused


def lawful(world: StagedWorld) -> Deed:
    """A test of the older text, judged anew in person."""
    given = Judgement("L1", "計画書", "3頁", (), Verdict.MET, "資料で確認した。")
    return deed(judge_checklist_item, world.case("UNDER_REVIEW").pk, given)


@pytest.fixture
def case(plans: PlanWorld) -> UUID:
    """A case under review whose plan stands under the newer text."""
    plans.today = date(2024, 9, 6)
    return plans.under_review(plans.plan(policy_version=NEW_TEXT))


def reckoned(code: str, **facts: bool | int | str | date) -> Judgement:
    """A judgement of facts."""
    return Judgement(code, "供給確保計画書", "12頁", tuple(facts.items()))


def test_a_reckoned_item_says_why_it_is_not_met_and_what_cures_it(
    plans: PlanWorld, case: UUID
) -> None:
    given = reckoned("K04", item="車載用蓄電池", installs_equipment=True, capacity_added_mwh=2_500)
    plans.act(judge_checklist_item, case, given)
    answer = newest_answers(the_grant(case))["K04"]
    assert (answer.verdict, answer.is_reckoned) == ("NOT_MET", True)
    assert "500MWh/年 足りません" in answer.finding
    assert (answer.evidence, answer.page) == ("供給確保計画書", "12頁")
    assert answer.judge == plans.people["aoki"]


def test_facts_once_given_serve_later_items(plans: PlanWorld, case: UUID) -> None:
    plans.act(judge_checklist_item, case, reckoned("K01", item="リサイクル材"))
    given = reckoned("K06", installs_equipment=True, treated_packs_t=1_000)
    plans.act(judge_checklist_item, case, given)
    answers = newest_answers(the_grant(case))
    assert answers["K06"].verdict == "MET"
    assert answers["K06"].facts["item"] == "リサイクル材"


def test_a_newer_answer_supersedes_and_the_older_stays(plans: PlanWorld, case: UUID) -> None:
    plans.act(judge_checklist_item, case, reckoned("K01", item="部素材"))
    plans.act(judge_checklist_item, case, reckoned("K01", item="リサイクル材"))
    kept = ChecklistAnswer.objects.filter(grant=case, item__code="K01")
    assert [answer.facts["item"] for answer in kept] == ["部素材", "リサイクル材"]
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.update(verdict="MET")


def test_a_personal_item_takes_a_verdict_with_its_reason(plans: PlanWorld, case: UUID) -> None:
    given = Judgement("K08", "人材計画", "3頁", verdict="MET", reason="採用と育成の計画が具体的。")
    plans.act(judge_checklist_item, case, given)
    answer = newest_answers(the_grant(case))["K08"]
    assert (answer.verdict, answer.is_reckoned) == ("MET", False)


def test_a_personal_item_may_not_apply(plans: PlanWorld, case: UUID) -> None:
    plans.act(judge_checklist_item, case, reckoned("K20", is_joint_in_one_trade=False))
    assert newest_answers(the_grant(case))["K20"].verdict == "NOT_APPLICABLE"


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (reckoned("K99"), {"no_item"}),
        (Judgement("K01", "", "", (("item", "部素材"),)), {"evidence"}),
        (reckoned("K01"), {"fact_missing"}),
        (reckoned("K01", item=3), {"fact"}),
        (
            reckoned("K06", item="リサイクル材", installs_equipment=True, treated_packs_t=True),
            {"fact"},
        ),
        (reckoned("K11", co2_2020_t=-1), {"fact"}),
        (Judgement("K08", "人材計画", "3頁"), {"verdict"}),
        (Judgement("K08", "人材計画", "3頁", verdict="MET"), {"verdict"}),
        (Judgement("K01", "計画書", "1頁", (("item", "部素材"),), "MET", "良い"), {"reckoned"}),
    ],
)
def test_what_is_no_judgement_is_refused(
    plans: PlanWorld, case: UUID, given: Judgement, codes: set[str]
) -> None:
    with pytest.raises(Refused) as refusal:
        plans.act(judge_checklist_item, case, given)
    assert {p.code for p in refusal.value.problems} == codes
    assert not ChecklistAnswer.objects.filter(grant=case).exists()


def test_only_the_cases_officer_judges_and_only_under_review(plans: PlanWorld, case: UUID) -> None:
    with pytest.raises(Refused) as refusal:
        plans.act(judge_checklist_item, case, reckoned("K01", item="部素材"), by="baba")
    assert [p.code for p in refusal.value.problems] == ["not_entitled"]


def test_open_unmet_and_contradicting_items_are_listed(plans: PlanWorld, case: UUID) -> None:
    plans.act(judge_checklist_item, case, reckoned("K01", item="車載用蓄電池"))
    given = reckoned("K06", item="リサイクル材", installs_equipment=True, treated_packs_t=999)
    plans.act(judge_checklist_item, case, given)
    problems = problems_with_checklist(the_grant(case))
    by_code = {code: [p.field for p in problems if p.code == code] for code in
               ("checklist_open", "checklist_not_met", "checklist_contradicts")}  # fmt: skip
    assert "K04" in by_code["checklist_open"]
    assert not {"K01", "K06", "K21b", "K21c"} & set(by_code["checklist_open"])
    assert by_code["checklist_not_met"] == ["K06"]
    assert by_code["checklist_contradicts"] == ["K06"]


def test_another_commoditys_policy_is_data_alone(own_plans: PlanWorld) -> None:
    """Loaded from a file; certified, applied for and judged by the same acts."""
    load_policies(FOLDER / "samples")
    assert load_policies(Path(FOLDER / "samples")) == 0, "loading twice is one effect"
    own_plans.today = date(2024, 9, 6)
    plan = own_plans.plan(commodity="重要鉱物", policy_version=date(2024, 1, 1), item="ニッケル")
    case = own_plans.under_review(plan)
    own_plans.act(judge_checklist_item, case, reckoned("M01", mineral="ニッケル"))
    own_plans.act(judge_checklist_item, case, reckoned("M02", work="製錬", output_t=999))
    answers = newest_answers(the_grant(case))
    assert [answers[code].verdict for code in ("M01", "M02")] == ["MET", "NOT_MET"]
    fields = {p.field for p in problems_with_checklist(the_grant(case))}
    assert fields == {"M02", "M03"}


def test_the_case_is_not_put_up_while_items_are_open_or_unmet(world: StagedWorld) -> None:
    """Six items of the older text: none answered, then all unmet, then all met."""
    case = world.draft().apply()
    case.do(begin_review, case.pk, True)
    for verdict, code in ((None, "checklist_open"), (Verdict.NOT_MET, "checklist_not_met")):
        if verdict:
            case.judge(verdict)
        with pytest.raises(Refused) as refusal:
            case.examine()
        assert [p.code for p in refusal.value.problems] == [code] * 6
        assert case.grant.state == "UNDER_REVIEW"
    case.judge().examine()
    assert case.grant.state == "APPROVAL"


def test_a_case_under_the_newer_text_is_put_up_when_every_item_is_answered(
    plans: PlanWorld,
) -> None:
    """K01 to K21: reckoned from facts, judged in person, or not applying; then decided."""
    plans.today = date(2024, 9, 6)
    case = plans.running(plans.plan(policy_version=NEW_TEXT))
    verdicts = {code: a.verdict for code, a in newest_answers(the_grant(case)).items()}
    assert len(verdicts) == 22
    assert {code for code, verdict in verdicts.items() if verdict == "NOT_APPLICABLE"} == {
        "K03b", "K04", "K06", "K07", "K15", "K20",
    }  # fmt: skip
    assert the_grant(case).state == "RUNNING"
