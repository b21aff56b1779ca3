"""文書の保存期間: from the April after the last of all ends, by the law's row."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from grants.acts.begin_monitoring import begin_monitoring
from grants.acts.close_grant import close_grant
from grants.models import Retention
from grants.retention import end_of, kept
from tests.deeds import deed, perform
from tests.grants.acts import test_close_grant
from tests.grants.stage import StagedWorld
from workflow.models import Obligation, Role


def newest(world: StagedWorld, situation: str) -> Retention:
    """The period as reckoned last."""
    found = world.case(situation).grant.retentions.last()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("ended_on", "kept_from", "kept_until"),
    [
        (date(2027, 2, 26), date(2027, 4, 1), date(2032, 3, 31)),
        (date(2027, 3, 31), date(2027, 4, 1), date(2032, 3, 31)),
        (date(2027, 4, 1), date(2028, 4, 1), date(2033, 3, 31)),
    ],
)
def test_whole_years_run_from_the_april_after_the_end(
    ended_on: date, kept_from: date, kept_until: date
) -> None:
    assert kept(ended_on, 5) == (kept_from, kept_until)


def test_the_fixing_records_the_period_with_its_article(world: StagedWorld) -> None:
    row = newest(world, "AMOUNT_FIXED")
    # 額の確定 dates five reports on the business; the last falls due years after it.
    assert (row.ended_on, row.ends) == (date(2030, 7, 1), "企業化状況報告")
    assert (row.kept_from, row.kept_until) == kept(row.ended_on, 5)
    assert "別表13の項" in row.article
    assert "廃棄" in row.measure


def test_what_still_has_to_come_moves_the_end(world: StagedWorld) -> None:
    # The reports are no longer owed: what is left is the order, payable after 額の確定.
    excess = world.case("excess")
    Obligation.objects.filter(subject_id=excess.pk, kind="COMMERCIAL").update(status="cancelled")
    assert end_of(excess.grant) == (excess.order.due_on, "返還の期限")
    before = newest(world, "SETTLED")
    Obligation.objects.filter(subject_id=before.grant_id, kind="COMMERCIAL").update(
        status="met", met_on=date(2026, 2, 6)
    )
    perform(world, deed(begin_monitoring, before.grant_id, on=date(2026, 2, 9)))
    after = newest(world, "SETTLED")
    assert (after.ended_on, after.kept_until.year) == (date(2026, 2, 6), 2031)
    assert after.kept_until.year == before.kept_until.year - 5
    assert world.case("SETTLED").grant.retentions.count() == 2


def test_the_end_of_the_case_says_until_when_and_what_then(world: StagedWorld) -> None:
    doing = test_close_grant.lawful(world)
    record = perform(world, doing)
    row = Retention.objects.filter(grant=doing.args[0]).last()
    assert row is not None
    assert record.act == close_grant.__name__
    assert record.facts["kept_until"] == row.kept_until.isoformat()
    assert record.facts["measure"] == row.measure


def test_officers_see_it_on_the_case(world: StagedWorld) -> None:
    case = world.case("AMOUNT_FIXED")
    client = Client()
    client.force_login(world.person(Role.CASE_OFFICER))
    text = client.get(f"/officer/grants/{case.grant.number}/").content.decode()
    assert "文書の保存期間" in text
    assert "2036年3月31日" in text


def test_a_period_stands_as_reckoned(world: StagedWorld) -> None:
    row = newest(world, "AMOUNT_FIXED")
    rows = Retention.objects.filter(pk=row.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(measure="移管")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
