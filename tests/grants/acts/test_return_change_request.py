"""計画変更の承認申請の返付: with reasons, once; until then NEDO owes an answer."""

from datetime import date

from django.test import Client

from grants.acts.propose_change import propose_change
from grants.acts.request_change import request_change
from grants.acts.return_change_request import return_change_request
from grants.acts.send_back_draft import send_back_draft
from grants.desk import items_for
from grants.models import ChangeRequest
from grants.steps import Reader
from tests.deeds import Deed, deed, duty, perform, refusal, told
from tests.grants.acts.test_propose_change import DAY, proposal
from tests.grants.acts.test_request_change import lawful as requested
from tests.grants.stage import StagedWorld
from workflow.approvals import latest_draft
from workflow.models import Role

THEN = date(2025, 9, 24)
REASON = "認定計画の範囲を超えるため。"


def lawful(world: StagedWorld) -> Deed:
    """What the company asked for is not to be approved."""
    perform(world, requested(world))
    asked = ChangeRequest.objects.get(grant=world.case("advanced").pk)
    return deed(return_change_request, asked.pk, REASON, on=DAY)


def test_the_company_is_told_and_may_ask_anew(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    case = world.case("advanced")
    assert (record.reason, told(record)) == (REASON, {"change_request_returned": 2})
    assert (duty(case.pk, "CHANGE_REQUEST").status, case.grant.state) == ("met", "RUNNING")
    assert set(refusal(world, doing.act, *doing.args, on=DAY)) == {"answered"}
    perform(world, deed(request_change, case.pk, proposal(world), on=THEN))
    assert [row.number for row in case.grant.change_requests.all()] == [1, 2]


def test_the_page_of_the_case_offers_it_while_the_company_waits(world: StagedWorld) -> None:
    doing = lawful(world)
    client = Client()
    client.force_login(world.people[Role.CASE_OFFICER])
    path = f"/officer/grants/{world.case('advanced').grant.number}/"
    link = f"/officer/acts/return_change_request/{doing.args[0]}/"
    page = client.get(path).content.decode()
    assert ("処理中" in page, link in page) == (True, True)
    assert client.get(link).status_code == 200
    perform(world, doing)
    page = client.get(path).content.decode()
    assert ("処理中" in page, link in page) == (False, False)


def test_what_was_put_up_for_it_goes_back_first_and_is_owed_meanwhile(world: StagedWorld) -> None:
    doing = lawful(world)
    pk = world.case("advanced").pk
    officer = Reader(world.people[Role.CASE_OFFICER], frozenset({Role.CASE_OFFICER}), world.now)
    wanted = ("propose_change", pk)
    assert wanted in [(item.act, item.subject) for item in items_for(officer)]
    perform(world, deed(propose_change, pk, proposal(world), on=DAY))
    assert wanted not in [(item.act, item.subject) for item in items_for(officer)]
    assert set(refusal(world, doing.act, *doing.args, on=DAY)) == {"put_up"}
    draft = latest_draft("CHANGE", pk)
    assert draft is not None
    world.do(send_back_draft, draft.pk, 0, "理由が足りない。", by=Role.SECTION_CHIEF)
    assert duty(pk, "CHANGE_REQUEST").status == "open"
    assert wanted in [(item.act, item.subject) for item in items_for(officer)]
    perform(world, deed(doing.act, *doing.args, on=THEN))
    assert duty(pk, "CHANGE_REQUEST").status == "met"


def test_a_reason_is_asked_for(world: StagedWorld) -> None:
    doing = lawful(world)
    assert set(refusal(world, doing.act, doing.args[0], " ", on=DAY)) == {"no_reason"}
