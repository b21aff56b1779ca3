"""休業日の変更による期限の変更: the list that was read is put in place, old rows stay."""

from datetime import date

from reports.acts.decide_extension import decide_extension
from reports.acts.record_closed_day import ClosedDayEntry, record_closed_day
from reports.acts.redate_duties import redate_duties
from reports.acts.request_extension import request_extension
from reports.redating import digest_of, proposals
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.world import World
from tests.reports.duties import owed, running
from workflow.models import Notice, Obligation

DUE, MOVED = date(2025, 7, 30), date(2025, 7, 31)
DAY = date(2025, 7, 1)


def closed_by_law(world: World) -> Obligation:
    """A later law makes the due date a holiday."""
    duty = owed(running(world), "PROGRESS", "2025-Q1")
    world.today = DAY
    entry = ClosedDayEntry(DUE, "特別の祝日", "all", "令和7年法律第99号")
    world.do(record_closed_day, entry)
    return duty


def lawful(world: World) -> Deed:
    """The section chief puts the dates in place that were proposed."""
    closed_by_law(world)
    return deed(redate_duties, digest_of(proposals(DAY)), on=DAY)


def test_each_duty_has_a_new_row_by_its_own_rule(small: World) -> None:
    old = closed_by_law(small)
    small.do(redate_duties, digest_of(proposals(DAY)))
    old.refresh_from_db()
    new = old.superseded_by
    assert new is not None
    assert (old.status, old.due_on, new.status, new.due_on) == ("superseded", DUE, "open", MOVED)
    assert new.rule == old.rule
    assert new.shift == "令和7年7月30日(水)は特別の祝日のため翌開庁日に移動"
    told = Notice.objects.filter(kind="due_date_moved", subject_id=new.pk)
    assert {notice.person for notice in told} == {small.company.writer, small.company.releaser}
    assert proposals(DAY) == []


def test_a_list_that_changed_since_is_not_put_in_place(small: World) -> None:
    closed_by_law(small)
    read = digest_of(proposals(DAY))
    running(small)
    small.today = DAY
    # The second case fell due after the law was known: its date is right already.
    assert digest_of(proposals(DAY)) == read
    small.do(record_closed_day, ClosedDayEntry(MOVED, "臨時休業", "office", "決定"))
    assert set(refusal(small, redate_duties, read)) == {"stale"}


def test_without_a_change_there_is_nothing_to_move(small: World) -> None:
    doing = lawful(small)
    perform(small, doing)
    assert set(refusal(small, redate_duties, doing.args[0])) == {"nothing"}


def test_a_date_asked_to_be_put_off_is_answered_first(small: World) -> None:
    duty = closed_by_law(small)
    asked = small.do(request_extension, duty.pk, date(2025, 8, 29), "検収が遅れているため。")
    assert set(refusal(small, redate_duties, digest_of(proposals(DAY)))) == {"wish"}
    small.do(decide_extension, asked.subject_id, None, "理由に当たらない。")
    small.do(redate_duties, digest_of(proposals(DAY)))
    duty.refresh_from_db()
    assert (duty.superseded_by is not None, proposals(DAY)) == (True, [])
