"""届出・申請の返付: with reasons, once; another may be filed."""

from datetime import date

from grants.acts.file_submission import file_submission
from grants.acts.return_submission import return_submission
from grants.acts.start_grant import start_grant
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.acts.test_file_submission import filed, submitted
from tests.grants.stage import StagedWorld

DAY = date(2025, 5, 21)


def lawful(world: StagedWorld) -> Deed:
    """The notice names a day on which nothing began."""
    row = filed(world, "DECIDED", "START", DAY)
    return deed(return_submission, row.pk, "発注の日と異なります。", on=date(2025, 5, 26))


def test_the_company_is_told_and_may_file_another(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    case = world.case("DECIDED")
    row = case.grant.submissions.get()
    assert (row.outcome, row.answer) == ("RETURNED", "発注の日と異なります。")
    assert duty(case.pk, "SUBMISSION").status == "met"
    assert told(record) == {"submission_returned": 2}
    again = submitted("START", started_on="2025-05-22")
    perform(world, deed(file_submission, case.pk, again, on=date(2025, 5, 27)))
    assert [row.number for row in case.grant.submissions.all()] == [1, 2]
    perform(world, deed(start_grant, case.pk, date(2025, 5, 22), on=date(2025, 6, 2)))


def test_without_a_reason_or_twice_it_is_refused(world: StagedWorld) -> None:
    doing = lawful(world)
    pk = doing.args[0]
    assert set(refusal(world, return_submission, pk, " ", on=doing.on)) == {"no_reason"}
    perform(world, doing)
    assert set(refusal(world, doing.act, *doing.args)) == {"answered"}
