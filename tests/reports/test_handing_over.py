"""A case moves: its open reports and threads are the successor's, what was written stays."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client
from pytest_django import Settings

from grants.acts.answer_question import answer_question
from grants.acts.approve_succession import approve_succession
from grants.acts.ask_question import ask_question
from grants.acts.close_question import close_question
from grants.acts.propose_succession import propose_succession
from grants.models import Grant, PlanParty, Question
from reports.acts.accept_report import accept_report
from reports.acts.begin_report import begin_report
from reports.acts.decide_extension import decide_extension
from reports.acts.request_extension import request_extension
from reports.acts.return_report import Return, return_report
from reports.acts.save_report_draft import save_report_draft
from reports.models import Report
from reports.report_page import due_reports
from tests.deeds import deed, perform, refusal
from tests.grants.acts.test_propose_succession import joined, proposal
from tests.grants.attached import attach
from tests.grants.conftest import new_world
from tests.grants.stage import FIRST_DAY, Stage, StagedWorld, advanced
from tests.grants.world import Case, World
from tests.people import Company
from tests.reports.filing import Filing, answers_over, begun, filed
from workflow.models import ActRecord, Extension, Notice, Obligation, Role

MOVED_ON = date(2025, 10, 6)


@pytest.fixture
def world(stage: Stage, db: None) -> StagedWorld:
    """The committed stage; what a test does on it is rolled back."""
    return StagedWorld(**vars(stage.world), stage=stage)


def move(world: World, case: Case) -> None:
    """The case goes on with the other company."""
    world.today = MOVED_ON
    world.do(propose_succession, case.pk, proposal(world))  # type: ignore[arg-type]
    world.do(approve_succession, case.pk, 1)


def of_successor(world: StagedWorld, filing: Filing) -> Report:
    """The successor begins its own report on the same duty."""
    report = filing.report
    duty = Obligation.objects.get(
        subject_id=report.subject_id, kind=report.kind, period_key=report.period_key, status="open"
    )
    assert duty.organisation == world.other.organisation
    pk = world.do(begin_report, duty.pk, by=world.other.writer).subject_id
    return Report.objects.get(pk=pk)


def test_the_successor_goes_on_from_what_was_written_in_a_report_of_its_own(
    world: StagedWorld,
) -> None:
    case = joined(world, "RUNNING")
    filing = begun(world)
    filing.save(summary="据付けを終えた。")
    move(world, case)
    report = of_successor(world, filing)
    assert report.pk != filing.pk
    assert report.drafts.get().answers["summary"] == "据付けを終えた。"
    assert filing.report.organisation == world.company.organisation
    given = answers_over(filing.dossier, 2, {"summary": "もう一度"})
    found = refusal(world, save_report_draft, filing.pk, given, by=world.company.writer)
    assert set(found) == {"handed_over"}
    ours = due_reports(world.other.organisation, MOVED_ON)
    assert report.pk in {row.report.pk for row in ours if row.report}
    theirs = due_reports(world.company.organisation, MOVED_ON)
    assert not [row for row in theirs if row.duty.subject_id == case.pk]


def test_what_was_filed_before_is_accepted_and_cannot_be_sent_back(world: StagedWorld) -> None:
    case = joined(world, "RUNNING")
    filing = filed(world)
    move(world, case)
    row = next(
        row for row in due_reports(world.other.organisation, MOVED_ON)
        if row.duty.period_key == filing.report.period_key
    )  # fmt: skip
    assert (row.state, row.report) == ("SUBMITTED", None)
    back = Return("不足がある。", MOVED_ON + timedelta(days=10), ())
    assert set(refusal(world, return_report, filing.pk, back)) == {"handed_over"}
    world.do(accept_report, filing.pk, 1)
    row.duty.refresh_from_db()
    assert row.duty.status == Obligation.Status.MET


def test_a_repair_begun_ends_and_the_successor_files_anew(world: StagedWorld) -> None:
    case = joined(world, "RUNNING")
    filing = filed(world)
    filing.send_back(days=100)
    move(world, case)
    assert not Obligation.objects.filter(subject_id=filing.pk, status="open").exists()
    assert of_successor(world, filing).drafts.get().answers == filing.dossier.answers


def test_a_wish_that_waits_is_answered_to_the_successor(world: StagedWorld) -> None:
    case = joined(world, "RUNNING")
    duty = Obligation.objects.filter(subject_id=case.pk, kind="PROGRESS", status="open")[0]
    later = max(duty.due_on, MOVED_ON) + timedelta(days=20)
    asked = (later, "決算の確定を待つため。")
    wish = world.do(request_extension, duty.pk, *asked, by=world.company.releaser).subject_id
    move(world, case)
    successor = world.other
    assert Extension.objects.get(pk=wish).organisation == successor.organisation
    found = refusal(world, request_extension, duty.pk, *asked, by=successor.releaser)
    assert set(found) == {"waiting"}
    world.do(decide_extension, wish, later, "認める。")
    answers = Notice.objects.filter(kind="extension_decided", subject_id=wish)
    told_to = {notice.person for notice in answers}
    assert successor.releaser in told_to
    assert world.company.releaser not in told_to


def test_a_wish_goes_to_nobody_but_who_owes_the_duty(world: StagedWorld) -> None:
    case = joined(world, "RUNNING")
    duty = Obligation.objects.filter(subject_id=case.pk, kind="PROGRESS", status="open")[0]
    asked = (duty.due_on + timedelta(days=20), "決算の確定を待つため。")
    wish = world.do(request_extension, duty.pk, *asked, by=world.company.releaser).subject_id
    with pytest.raises(IntegrityError, match="stands as asked"), transaction.atomic():
        Extension.objects.filter(pk=wish).update(organisation=world.other.organisation)


def test_two_reports_of_one_company_on_a_period_still_collide(world: StagedWorld) -> None:
    report = begun(world).report
    with pytest.raises(IntegrityError, match="report_once_a_period"), transaction.atomic():
        Report.objects.create(
            organisation=report.organisation, kind=report.kind, period_key=report.period_key,
            title="重複", subject_type=report.subject_type, subject_id=report.subject_id,
            plan=report.plan, grant=report.grant, form=report.form,
        )  # fmt: skip


def test_an_open_thread_is_the_successor_s_to_answer_and_a_closed_one_stays(
    world: StagedWorld,
) -> None:
    case = joined(world, "RUNNING")
    company, officer = world.company, world.person(Role.CASE_OFFICER)
    asked = world.do(ask_question, case.pk, "費目", "内訳は何か。", by=officer).subject_id
    done = world.do(ask_question, case.pk, "期間", "延長は可能か。", by=company.writer).subject_id
    world.do(answer_question, done, "可能である。", by=officer)
    world.do(close_question, done, by=company.writer)
    move(world, case)
    owners = dict(Question.objects.values_list("pk", "organisation"))
    assert owners[asked] == world.other.organisation.pk
    assert owners[done] == company.organisation.pk
    found = refusal(world, answer_question, asked, "前の会社である。", by=company.writer)
    assert set(found) == {"not_found"}
    world.do(answer_question, asked, "承継した会社である。", by=world.other.writer)
    entries = Question.objects.get(pk=asked).entries.order_by("position")
    assert [entry.organisation.name for entry in entries] == [company.organisation.name, "乙電池"]


def test_no_thread_moves_by_itself(world: StagedWorld) -> None:
    record = perform(world, deed(ask_question, world.case("RUNNING").pk, "費目", "内訳は何か。"))
    with pytest.raises(IntegrityError, match="stands as asked"), transaction.atomic():
        Question.objects.filter(pk=record.subject_id).update(organisation=world.other.organisation)


def test_the_page_of_the_predecessor_shows_its_time_and_nothing_after(
    world: StagedWorld, on_outside: Callable[[], None]
) -> None:
    case = joined(world, "RUNNING")
    filing = begun(world)
    pk = world.do(
        ask_question, case.pk, "期間", "延長は可能か。", by=world.company.writer
    ).subject_id
    move(world, case)
    officer = world.person(Role.CASE_OFFICER)
    world.do(answer_question, pk, "承継した会社にのみ答える。", by=officer)
    on_outside()
    client = Client()
    client.force_login(world.company.writer)
    text = client.get(f"/recipient/grants/{case.grant.number}/").content.decode()
    assert "延長は可能か。" in text
    assert "承継した会社にのみ答える。" not in text
    assert f"/recipient/reports/{filing.pk}/" in text
    own = client.get(f"/recipient/reports/{filing.pk}/").content.decode()
    assert "承継" in own
    assert "<textarea" not in own
    client.force_login(world.other.writer)
    text = client.get(f"/recipient/grants/{case.grant.number}/").content.decode()
    assert "承継した会社にのみ答える。" in text
    seen = client.get(f"/recipient/reports/{filing.pk}/")
    assert (seen.status_code, "<textarea" in seen.content.decode()) == (200, False)


@pytest.fixture
def on_outside(settings: Settings) -> Callable[[], None]:
    """Turn this process into the outside door."""

    def turn() -> None:
        settings.DOOR = "outside"
        settings.ROOT_URLCONF = "config.urls_outside"

    return turn


def seen(company: Company, sql: str, *values: UUID) -> int:
    """How many rows the outside door's own role shows a company."""
    with transaction.atomic(using="recipient"), connections["recipient"].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.organisation', %s, true)", [str(company.organisation.pk)]
        )
        cursor.execute(f"SELECT count(*) FROM {sql}", values)
        return int(cursor.fetchone()[0])


def test_the_database_shows_each_company_what_is_its_own(own_case: Case) -> None:
    world, case = own_case.world, own_case
    made_by = ActRecord.objects.filter(subject_id=case.pk).order_by("acted_at")[0]
    duty = Obligation.objects.create(
        kind="PROGRESS", title="遂行状況報告", subject_type="grants.grant", subject_id=case.pk,
        organisation=world.company.organisation, period_key="T", base_on=world.today,
        due_on=world.today + timedelta(days=30), rule="30日以内", article="適正化法12条",
        made_by=made_by,
    )  # fmt: skip
    world.do(begin_report, duty.pk, by=world.company.writer)
    world.do(ask_question, case.pk, "期間", "延長は可能か。", by=world.company.writer)
    tables = {
        "reports_report WHERE grant_id = %s": 1,
        "reports_reportdraft d JOIN reports_report r ON r.id = d.report_id"
        " WHERE r.grant_id = %s": 1,
        "grants_question WHERE grant_id = %s": 1,
        "grants_questionentry e JOIN grants_question q ON q.id = e.question_id"
        " WHERE q.grant_id = %s": 1,
        "grants_applicationversion WHERE grant_id = %s": 2,
        "grants_applicationfile WHERE grant_id = %s": 1,
        "workflow_evidence e JOIN grants_applicationfile f ON f.evidence_id = e.id"
        " WHERE f.grant_id = %s": 1,
    }  # fmt: skip
    assert {sql: seen(world.other, sql, case.pk) for sql in tables} == dict.fromkeys(tables, 0)
    move(world, case)
    assert {sql: seen(world.other, sql, case.pk) for sql in tables} == tables
    assert {sql: seen(world.company, sql, case.pk) for sql in tables} == tables
    world.do(
        answer_question, Question.objects.get(grant=case.pk).pk, "後の話。",
        by=world.people[Role.CASE_OFFICER],
    )  # fmt: skip
    words = (
        "grants_questionentry WHERE text = '後の話。' AND question_id IN"
        " (SELECT id FROM grants_question WHERE grant_id = %s)"
    )
    assert (seen(world.other, words, case.pk), seen(world.company, words, case.pk)) == (1, 0)


@pytest.fixture
def own_case(committed: None) -> Case:
    """A committed case with a file, and another company under its plan."""
    world = new_world()
    world.today = FIRST_DAY
    case = world.draft()
    attach(world, case.grant)
    advanced(case)
    PlanParty.objects.create(
        plan=Grant.objects.get(pk=case.pk).plan, organisation=world.other.organisation
    )
    return case
