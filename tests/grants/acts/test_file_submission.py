"""届出・申請: filed by the company, it arrives by the server's record; an officer takes it up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from grants.acts.approve_abolition import approve_abolition
from grants.acts.approve_succession import approve_succession
from grants.acts.approve_waiver import approve_waiver
from grants.acts.file_submission import Submitted, file_submission
from grants.acts.propose_abolition import propose_abolition
from grants.acts.propose_succession import propose_succession
from grants.acts.propose_waiver import propose_waiver
from grants.acts.return_submission import return_submission
from grants.acts.send_back_draft import send_back_draft
from grants.acts.start_grant import start_grant
from grants.acts.withdraw_grant import withdraw_grant
from grants.desk import items_for
from grants.models import Submission
from grants.steps import Reader
from grants.submissions import KINDS, kinds_open
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.acts.test_propose_succession import lawful as succession
from tests.grants.acts.test_propose_waiver import DAY as WAIVED_ON
from tests.grants.acts.test_propose_waiver import proposal as a_waiver
from tests.grants.stage import StagedWorld
from tests.grants.world import GRANT_YEN, Case
from workflow.approvals import latest_draft
from workflow.calendar import JST
from workflow.models import Obligation, Role

DAY = date(2025, 9, 16)
ANSWERS: dict[str, tuple[tuple[str, str], ...]] = {
    "START": (("started_on", "2025-05-20"),),
    "WITHDRAWAL": (("reason", "条件に応じられないため。"),),
    "ABOLITION": (
        ("abolished_on", "2025-09-10"), ("reason", "需要の減少のため。"), ("spent_yen", "90000000"),
        ("property", "取得した装置は処分の承認を申請する。"),
    ),
    "SUCCESSION": (
        ("successor_name", "乙電池"), ("cause", "MERGER"), ("succeeded_on", "2025-09-01"),
        ("scope", "権利義務の一切"), ("reason", "合併のため。"),
    ),
    "WAIVER": (
        ("order", "1"), ("ground", "DISASTER"), ("surcharge_yen", "372000"), ("late_yen", "0"),
        ("reason", "災害による被害"), ("measures", "分割して納付した"),
    ),
}  # fmt: skip


def submitted(kind: str, **changes: str) -> Submitted:
    """The usual answers of a kind."""
    return Submitted(kind, tuple((dict(ANSWERS[kind]) | changes).items()))


def filed(world: StagedWorld, situation: str, kind: str, on: date, **changes: str) -> Submission:
    """What the company of a case filed on a day."""
    case = world.case(situation)
    perform(world, deed(file_submission, case.pk, submitted(kind, **changes), on=on))
    return Submission.objects.get(grant=case.pk, kind=kind, outcome="")


def outcome(row: Submission) -> str:
    """What became of it."""
    return Submission.objects.get(pk=row.pk).outcome


def waiting_items(world: StagedWorld, grant: UUID) -> list[str]:
    """What waits on the officer's desk to be taken up about a case."""
    role = Role.CASE_OFFICER
    reader = Reader(world.person(role), frozenset({role.value}), world.now)
    ours = [item for item in items_for(reader) if item.subject == grant]
    return [item.act for item in ours if "到達" in item.title]


def lawful(world: StagedWorld) -> Deed:
    """The company's rights went to another by a merger."""
    return deed(file_submission, world.case("advanced").pk, submitted("SUCCESSION"), on=DAY)


def test_the_recorded_moment_is_the_arrival_and_officers_owe_an_answer(world: StagedWorld) -> None:
    record = perform(world, lawful(world))
    case = world.case("advanced")
    row = Submission.objects.get(grant=case.pk)
    assert row.filed_at == datetime.combine(DAY, time(10), tzinfo=JST)
    assert (row.outcome, case.grant.state) == ("", "RUNNING")
    assert duty(case.pk, "SUBMISSION").period_key == "1"
    assert told(record) == {"submission_arrived": 1}


def test_it_waits_on_the_officer_s_desk_with_its_arrival(world: StagedWorld) -> None:
    filed(world, "DECIDED", "WITHDRAWAL", date(2025, 5, 20))
    number = world.case("DECIDED").grant.number
    reader = Reader(
        world.person(Role.CASE_OFFICER), frozenset({Role.CASE_OFFICER.value}), world.now
    )
    found = {(x.act, x.title) for x in items_for(reader) if x.number == number}
    assert ("withdraw_grant", "交付申請の取下げ書（到達 2025年5月20日）") in found


@pytest.mark.parametrize(
    ("situation", "kind", "name", "text"),
    [
        ("advanced", "ABOLITION", "abolished_on", "きのう"),
        ("advanced", "ABOLITION", "spent_yen", "たくさん"),
        ("advanced", "SUCCESSION", "cause", "GIFT"),
        ("DECIDED", "WITHDRAWAL", "reason", " "),
        ("billed", "WAIVER", "order", "9"),
    ],
)
def test_an_answer_that_says_nothing_is_refused_by_its_name(
    world: StagedWorld, situation: str, kind: str, name: str, text: str
) -> None:
    pk = world.case(situation).pk
    found = refusal(world, file_submission, pk, submitted(kind, **{name: text}))
    assert set(found) == {"answer"}
    assert found["answer"].field == name


@pytest.mark.parametrize("kind", ["START", "WITHDRAWAL"])
def test_what_the_state_does_not_allow_is_not_filed(world: StagedWorld, kind: str) -> None:
    pk = world.case("advanced").pk
    assert "wrong_state" in refusal(world, file_submission, pk, submitted(kind), on=DAY)
    unknown = Submitted("GIFT", ())
    assert set(refusal(world, file_submission, pk, unknown, on=DAY)) == {"kind"}


def test_one_of_a_kind_waits_at_a_time(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    assert set(refusal(world, doing.act, *doing.args)) == {"waiting"}
    assert set(kinds_open(world.case("advanced").grant, DAY)) == {"ABOLITION"}


def test_a_withdrawal_arrives_by_its_date_or_not_at_all(world: StagedWorld) -> None:
    case = world.case("DECIDED")
    until = date(2025, 6, 1)
    assert case.grant.withdrawal_until == until
    late = refusal(world, file_submission, case.pk, submitted("WITHDRAWAL"), on=date(2025, 6, 2))
    assert set(late) == {"too_late"}
    row = filed(world, "DECIDED", "WITHDRAWAL", until)
    # The officer is at work later: the arrival counts, and no other day is accepted.
    after = date(2025, 6, 3)
    wrong = refusal(world, withdraw_grant, case.pk, date(2025, 5, 30), "取下げ", on=after)
    assert set(wrong) == {"contradicts"}
    perform(world, deed(withdraw_grant, case.pk, until, "条件に応じられないため。", on=after))
    assert (case.grant.state, outcome(row)) == ("WITHDRAWN", "TAKEN")
    assert not Obligation.objects.filter(subject_id=case.pk, status="open").exists()
    assert duty(case.pk, "SUBMISSION").status == "met"


def test_no_work_begins_while_a_withdrawal_waits(world: StagedWorld) -> None:
    filed(world, "DECIDED", "WITHDRAWAL", date(2025, 5, 30))
    day = date(2025, 6, 2)
    found = refusal(world, start_grant, world.case("DECIDED").pk, day, on=day)
    assert set(found) == {"withdrawal_waits"}


def test_the_work_begins_on_the_day_the_company_notified(world: StagedWorld) -> None:
    row = filed(world, "DECIDED", "START", date(2025, 5, 21))
    pk, day = world.case("DECIDED").pk, date(2025, 6, 2)
    assert set(refusal(world, start_grant, pk, day, on=day)) == {"contradicts"}
    perform(world, deed(start_grant, pk, date(2025, 5, 20), on=day))
    assert outcome(row) == "TAKEN"


def test_an_abolition_is_put_up_from_what_was_applied_for(world: StagedWorld) -> None:
    row = filed(world, "advanced", "ABOLITION", DAY)
    pk = world.case("advanced").pk
    wrong = refusal(world, propose_abolition, pk, date(2025, 9, 11), "需要の減少", on=DAY)
    assert set(wrong) == {"contradicts"}
    perform(world, deed(propose_abolition, pk, date(2025, 9, 10), "需要の減少", on=DAY))
    # Only the approval answers: put up, it is owed still, and not to be sent back meanwhile.
    assert (outcome(row), duty(pk, "SUBMISSION").status) == ("", "open")
    back = deed(return_submission, row.pk, "書類が足りない。", on=DAY)
    assert set(refusal(world, back.act, *back.args, on=DAY)) == {"put_up"}
    assert not waiting_items(world, pk)
    draft = latest_draft("ABOLITION", pk)
    assert draft is not None
    world.do(send_back_draft, draft.pk, 0, "理由が足りない。", by=Role.DEPARTMENT_DIRECTOR)
    assert waiting_items(world, pk) == ["propose_abolition"]
    perform(world, deed(propose_abolition, pk, date(2025, 9, 10), "需要の減少", on=DAY))
    perform(world, deed(approve_abolition, pk, 2, on=DAY))
    assert (outcome(row), duty(pk, "SUBMISSION").status) == ("TAKEN", "met")


def test_a_succession_is_put_up_from_what_was_applied_for(world: StagedWorld) -> None:
    doing = succession(world)
    pk, given = doing.args
    said = submitted("SUCCESSION", succeeded_on=given.succeeded_on.isoformat())
    world.today = doing.on or world.today
    perform(world, deed(file_submission, pk, said, on=world.today))
    other = replace(given, succeeded_on=date(2025, 5, 1))
    assert "contradicts" in refusal(world, propose_succession, pk, other)
    perform(world, doing)
    perform(world, deed(approve_succession, pk, 1, on=world.today))
    assert Submission.objects.get(grant=pk).outcome == "TAKEN"


def test_a_waiver_s_approval_does_not_come_before_its_application(world: StagedWorld) -> None:
    row = filed(world, "billed", "WAIVER", WAIVED_ON)
    order = world.case("billed").order
    assert row.order == order
    early = replace(a_waiver(world), meti_approved_on=date(2025, 11, 1))
    assert set(refusal(world, propose_waiver, order.pk, early, on=WAIVED_ON)) == {"contradicts"}
    given = replace(a_waiver(world), meti_approved_on=WAIVED_ON)
    perform(world, deed(propose_waiver, order.pk, given, on=WAIVED_ON))
    perform(world, deed(approve_waiver, order.pk, 1, on=WAIVED_ON))
    assert outcome(row) == "TAKEN"


def withdrawn(case: Case) -> None:
    """The company wants nothing after all."""
    case.do(withdraw_grant, case.pk, case.world.today, "条件に応じられないため。")


def cancelled(case: Case) -> None:
    """All of it is taken back."""
    case.propose_cancellation(GRANT_YEN, whole=True).cancel()


def abolished(case: Case) -> None:
    """The project is given up."""
    case.do(approve_abolition, case.pk, 1)


@pytest.mark.parametrize(
    ("situation", "end"),
    [("DECIDED", withdrawn), ("RUNNING", cancelled), ("abolition proposed", abolished)],
)
def test_however_the_case_ends_what_was_filed_must_be_answered(
    situation: str, end: Callable[[Case], None], world: StagedWorld
) -> None:
    case = world.case(situation)
    row = filed(world, situation, "SUCCESSION", world.today, succeeded_on="2025-05-12")
    end(case)
    owed = duty(case.pk, "SUBMISSION")
    assert (owed.status, owed.period_key) == ("open", str(row.number))
    case.do(return_submission, row.pk, "案件が終わったため。")
    assert duty(case.pk, "SUBMISSION").status == "met"


def test_a_paper_by_post_is_typed_as_ever(world: StagedWorld) -> None:
    pk, day = world.case("DECIDED").pk, date(2025, 6, 2)
    perform(world, deed(withdraw_grant, pk, date(2025, 5, 30), "郵送による。", on=day))
    assert world.case("DECIDED").grant.state == "WITHDRAWN"
    assert not Submission.objects.filter(grant=pk).exists()


def test_what_was_filed_stands_as_filed(world: StagedWorld) -> None:
    rows = Submission.objects.filter(pk=filed(world, "advanced", "ABOLITION", DAY).pk)
    with pytest.raises(DatabaseError, match="stands as filed"), transaction.atomic():
        rows.update(answers={})
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_every_kind_is_taken_up_by_an_act_of_its_own() -> None:
    assert {kind.act for kind in KINDS.values()} == {
        "start_grant", "withdraw_grant", "propose_abolition", "propose_succession",
        "propose_waiver",
    }  # fmt: skip
