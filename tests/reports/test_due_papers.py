"""The sweep for papers misses nothing and nobody holds up the others."""

import threading
from datetime import date
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.db.models import QuerySet

from config.demo import office
from config.demo.office import MILLION
from grants.acts.start_grant import start_grant
from reports.acts.issue_notice import issue_notice
from reports.due_papers import issue_due_papers
from reports.models import IssuedPaper
from reports.papers.deserved import waiting
from reports.papers.history import before
from tests.reports.test_delivery import together
from tests.reports.world import PaperWorld, a_project, company, decided, new_books
from workflow.models import ActRecord, Organisation, Person


def a_payment(world: PaperWorld) -> tuple[UUID, office.Project]:
    """A payment of a running case, instructed and not confirmed."""
    project, firm = a_project(), company()
    grant = decided(world, project, firm)
    world.today = date(2023, 9, 1)
    world.do(start_grant, grant, world.today, by="aoki", key=f"start-{grant}")
    office.inspect(world, project, grant, 1, (400 * MILLION, 0))
    return office.claim(world, firm, project, grant, 1, 100 * MILLION), project


DECIDED_OR_PAID = ("decision_notice", "payment_notice")


def is_issued(subject: UUID) -> bool:
    return papers_of(subject).exists()


def papers_of(subject: UUID) -> QuerySet[IssuedPaper]:
    return IssuedPaper.objects.filter(subject_id=subject, kind__in=DECIDED_OR_PAID)


def test_a_record_that_commits_late_is_not_passed_over(own_world: PaperWorld) -> None:
    other = PaperWorld(new_books())
    other.endow()
    slow, slow_project = a_payment(own_world)
    quick, quick_project = a_payment(other)
    issue_due_papers()
    written, release = threading.Event(), threading.Event()

    def confirm_slowly() -> None:
        try:
            with transaction.atomic():
                office.confirm(own_world, slow_project, slow, 1)
                written.set()
                assert release.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=confirm_slowly)
    thread.start()
    assert written.wait(30)
    office.confirm(other, quick_project, quick, 1)
    issue_due_papers()
    assert (is_issued(quick), is_issued(slow)) == (True, False)
    release.set()
    thread.join()
    issue_due_papers()
    assert is_issued(slow)
    # The late one was written first: a reader of "newer than the last" would have lost it.
    late = ActRecord.objects.get(subject_id=slow, act="confirm_payment")
    early = ActRecord.objects.get(subject_id=quick, act="confirm_payment")
    assert before(early).filter(pk=late.pk).exists()


def test_four_sweeps_at_once_issue_every_paper_once(own_world: PaperWorld) -> None:
    grants = [decided(own_world, a_project(), company()) for _ in range(5)]
    together(4, issue_due_papers)
    assert [papers_of(grant).count() for grant in grants] == [1] * 5


def test_one_that_cannot_be_issued_does_not_hold_up_the_others(
    world: PaperWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world.endow()
    bad, good = company(), company()
    Organisation.objects.filter(pk=bad.organisation.pk).update(address="試験市\u2252町")
    blocked = decided(world, a_project(), bad)
    free = decided(world, a_project(), good)
    issue_due_papers()
    assert (is_issued(blocked), is_issued(free)) == (False, True)
    assert "U+2252" in caplog.text
    Organisation.objects.filter(pk=bad.organisation.pk).update(address="試験市")
    issue_due_papers()
    assert is_issued(blocked)


def test_the_paper_of_somebody_who_left_is_issued_by_another_officer(world: PaperWorld) -> None:
    world.endow()
    grant = decided(world, a_project(), company())
    decider = ActRecord.objects.get(subject_id=grant, act="decide_grant").actor_id
    Person.objects.filter(pk=decider).update(is_active=False)
    issue_due_papers()
    (cause,) = waiting().filter(subject_id=grant, act="decide_grant")
    issue_notice(cause.pk, actor=world.people["aoki"], now=world.now, key="by hand")
    paper = papers_of(grant).get()
    assert paper.made_by.actor == world.people["aoki"]
    assert paper.issued_on == date(2023, 8, 10)


def test_the_paper_is_issued_by_the_acts_own_actor(world: PaperWorld) -> None:
    world.endow()
    grant = decided(world, a_project(), company())
    issue_due_papers()
    paper = papers_of(grant).get()
    assert paper.cause is not None
    assert paper.made_by.actor == paper.cause.actor == world.people["doi"]
    assert paper.made_by.acted_at == paper.cause.acted_at
