"""Approving through the pages: too late, on an old version, one's own draft, many at once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from grants.acts.approve_stage import approve_stage
from grants.acts.return_application import return_application
from grants.acts.send_back_decision import send_back_decision
from grants.acts.send_back_draft import send_back_draft
from grants.models import BudgetLine, Grant
from tests.deeds import refusal
from tests.drills import rounds
from tests.grants.acts.test_approve_stage import put_up
from tests.grants.pages.conftest import Visit
from tests.grants.stage import LARGE_COSTS_YEN, StagedWorld
from tests.grants.world import DECIDED_ON, MILLION, Case, an_examination
from tests.people import hire
from tests.traces import nothing_changes
from workflow.models import Approval, BulkApproval, Draft, Notice, Role
from workflow.standing import standing_of

BULK = "/officer/acts/approve_in_bulk/"
CHOSEN = rounds(5, 50)
OnDay = Callable[[date], None]


def test_the_second_of_two_approvers_meets_409_and_nobody_is_told_twice(
    world: StagedWorld, visit: Visit, on_day: OnDay
) -> None:
    on_day(DECIDED_ON)
    draft = put_up(world.case("in stages"))
    url = f"/officer/acts/approve_stage/{draft.pk}/"
    people = [world.people[Role.SECTION_CHIEF], world.colleague(Role.SECTION_CHIEF)]
    clients = [visit(person) for person in people]
    forms: list[Any] = [client.get(url).context["form"] for client in clients]
    posts = [{**form.first_data(), "step": "confirm"} for form in forms]
    assert clients[0].post(url, posts[0]).status_code == 302
    late = clients[1].post(url, posts[1])
    assert late.status_code == 409
    assert f"{people[0].name} が 10:00:00 に承認済み" in late.content.decode()
    assert Approval.objects.filter(draft=draft).count() == 1
    assert Notice.objects.filter(subject_id=draft.pk, kind="stage_waits").count() == 1


def test_an_old_version_is_refused_with_what_changed(
    world: StagedWorld, visit: Visit, on_day: OnDay
) -> None:
    case = world.case("APPROVAL")
    on_day(world.today)
    client = visit(world.people[Role.SECTION_CHIEF])
    url = f"/officer/acts/decide_grant/{case.pk}/"
    shown: Any = client.get(url).context["form"]
    post = {**shown.first_data(), "step": "confirm"}
    # Sent back, repaired by the company from 120 to 118 million, and put up again.
    case.do(send_back_decision, case.pk, 1, "申請額を確かめてください。")
    case.do(return_application, case.pk, "申請額を補正してください。")
    Grant.objects.filter(pk=case.pk).update(requested_yen=118 * MILLION)
    BudgetLine.objects.filter(grant=case.pk, position=1).update(eligible_yen=294 * MILLION)
    case.apply(on=world.today).review(on=world.today)
    case.examine(an_examination((294 * MILLION, 40 * MILLION)), on=world.today)
    answer = client.post(url, post)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert '<th scope="row">交付決定額</th><td><del>120,000,000円</del></td>' in text
    assert "<td><ins>118,000,000円</ins></td>" in text
    assert case.grant.state == "APPROVAL"


def test_an_old_version_is_not_sent_back_to_a_stage_of_the_new_one(
    world: StagedWorld, visit: Visit, on_day: OnDay
) -> None:
    case = world.case("in stages")
    on_day(DECIDED_ON)
    world.today = DECIDED_ON
    world.do(approve_stage, put_up(case).pk, 1)
    client = visit(world.people[Role.DEPARTMENT_DIRECTOR])
    url = f"/officer/acts/send_back_draft/{put_up(case).pk}/"
    shown: Any = client.get(url).context["form"]
    post = {**shown.first_data(), "to_stage": "1", "reason": "第1版について。", "step": "confirm"}
    # A colleague was faster; the officer put another version up, which the chief has approved.
    director = world.colleague(Role.DEPARTMENT_DIRECTOR)
    world.do(send_back_decision, case.pk, 1, "理由を補うこと。", by=director)
    again = an_examination(LARGE_COSTS_YEN, reasons="理由を補った。")
    case.examine(again, on=DECIDED_ON)
    world.do(approve_stage, put_up(case).pk, 1)
    with nothing_changes():
        answer = client.post(url, post)
    assert answer.status_code == 409
    assert "表示していた版（第1版）は最新（第2版）ではありません" in answer.content.decode()
    assert standing_of(put_up(case)).stage == 2
    refused = refusal(
        world, send_back_draft, Draft.objects.get(subject_id=case.pk, version=1).pk, 1, "同じ。",
        by=Role.DEPARTMENT_DIRECTOR,
    )  # fmt: skip
    assert set(refused) == {"stale_version"}


def test_approving_one_s_own_draft_is_forbidden_and_logged(
    world: StagedWorld, visit: Visit, on_day: OnDay, caplog: pytest.LogCaptureFixture
) -> None:
    nedo = world.people[Role.CASE_OFFICER].memberships.get().organisation
    both = hire(nedo, Role.CASE_OFFICER, Role.EXECUTIVE)
    case = world.drafted_by(both)
    on_day(world.today)
    client = visit(both)
    with nothing_changes():
        answer = client.get(f"/officer/acts/decide_grant/{case.pk}/")
    assert answer.status_code == 403
    assert f"actor={both.pk}" in caplog.text
    assert "act=decide_grant" in caplog.text


def put_up_many(world: StagedWorld, count: int) -> tuple[list[Case], list[Case]]:
    """Cases that wait for their decision: lawful ones, and three of which the ceiling bears one."""
    plan = world.certify(world.company, world.other, ceiling_yen=150_000_000)
    capped = [world.draft(plan, company) for company in (world.company, world.other, world.company)]
    world.filed_unseen(*capped)
    lawful = [world.draft().apply() for _ in range(count)]
    for case in (*capped, *lawful):
        case.review().examine()
    return lawful, capped


def test_of_fifty_three_fail_with_reasons_and_a_second_press_changes_nothing(
    world: StagedWorld, visit: Visit, on_day: OnDay
) -> None:
    lawful, capped = put_up_many(world, CHOSEN - 4)
    staged = put_up(world.case("in stages"))
    on_day(DECIDED_ON)
    chief = world.people[Role.SECTION_CHIEF]
    client = visit(chief)
    form: Any = client.get(BULK).context["form"]
    wanted = {str(staged.pk), *(str(put_up(case).pk) for case in (*lawful, *capped))}
    offered = [value for value, _ in form.fields["chosen"].choices]
    chosen = [v for v in offered if v.split(":")[0] in wanted]
    assert len(chosen) == CHOSEN, (offered, wanted)
    # Meanwhile a colleague was faster at one of them.
    world.today = DECIDED_ON
    world.do(approve_stage, staged.pk, 1, by=world.colleague(Role.SECTION_CHIEF))
    data = {"key": str(form.initial["key"]), "chosen": chosen, "step": "confirm"}
    done = client.post(BULK, data)
    assert done.status_code == 302
    page: Any = client.get(done["Location"], follow=True)
    run = BulkApproval.objects.get(approved_by=chief)
    assert (page.context["approved"], page.context["refused"]) == (CHOSEN - 3, 3)
    problems = [problem for _, _, problem in run.rows if problem]
    assert sum("承認済み" in problem for problem in problems) == 1
    assert sum("最大助成額を 90,000,000円 超えます" in problem for problem in problems) == 2
    assert sorted(case.grant.state for case in capped) == ["APPROVAL", "APPROVAL", "DECIDED"]
    assert {case.grant.state for case in lawful} == {"DECIDED"}
    with nothing_changes():
        again = client.post(BULK, data)
    assert again["Location"] == done["Location"]


def test_the_workbench_shows_clock_sums_means_and_declarations(
    world: StagedWorld, visit: Visit, on_day: OnDay
) -> None:
    case = world.case("UNDER_REVIEW")
    on_day(world.today)
    client = visit(world.people[Role.CASE_OFFICER])
    page: Any = client.get(f"/officer/grants/{case.grant.number}/")
    assert (page.context["clock"].ran_days, page.context["reckoned_yen"]) == (7, 120 * MILLION)
    text = page.content.decode()
    for words in ("残り23日", "算定額以内", "足りています", "利益相反の申告"):
        assert words in text, words
