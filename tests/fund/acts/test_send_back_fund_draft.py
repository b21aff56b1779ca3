"""基金の起案の差戻し: it goes back with a reason and is not approved any more."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from fund.acts.approve_placement import approve_placement
from fund.acts.approve_voucher import approve_voucher
from fund.acts.propose_placement import propose_placement
from fund.acts.send_back_fund_draft import send_back_fund_draft
from fund.acts.settle_placement import settle_placement
from fund.models import Placement, Voucher
from tests.deeds import Deed, deed, perform, posted, refusal
from tests.fund.treasury import DAY, a_proposal, approved, held, money, passed, proposed, put_up
from tests.grants.world import World, unique
from workflow.approvals import latest_draft
from workflow.models import Approval, Draft, Role


def draft_of(subject: Placement | Voucher) -> Draft:
    """The draft put up."""
    document = "PLACEMENT" if isinstance(subject, Placement) else "VOUCHER"
    found = latest_draft(document, subject.pk)
    assert found is not None
    return found


def lawful(world: World) -> Deed:
    """A cost without its invoice attached."""
    draft = draft_of(put_up(money(world)))
    return deed(send_back_fund_draft, draft.pk, "請求書の写しがありません。", on=DAY)


def test_a_voucher_sent_back_is_not_approved(fund: World) -> None:
    record = perform(fund, lawful(fund))
    voucher = Voucher.objects.get(pk=record.subject_id)
    assert voucher.stage == "差戻し"
    assert posted(fund.segment, record) == []
    assert set(refusal(fund, approve_voucher, voucher.pk, 1)) == {"no_draft"}


def test_a_placement_too(fund: World) -> None:
    placement = proposed(money(fund))
    perform(fund, deed(send_back_fund_draft, draft_of(placement).pk, "利率を確認すること。"))
    assert Placement.objects.get(pk=placement.pk).stage == "差戻し"
    assert set(refusal(fund, approve_placement, placement.pk, 1)) == {"no_draft"}


def test_with_a_reason_and_before_it_is_decided(fund: World) -> None:
    voucher = put_up(money(fund))
    draft = draft_of(voucher)
    assert set(refusal(fund, send_back_fund_draft, draft.pk, " ")) == {"reason"}
    passed(fund, voucher)
    assert set(refusal(fund, send_back_fund_draft, draft.pk, "遅い")) == {"already_approved"}


def test_an_approved_placement_that_is_not_settled_is_withdrawn(fund: World) -> None:
    half = {"face_yen": 6_000_000_000, "price_yen": 6_000_000_000}
    placement = approved(money(fund), **half, matures_on=date(2025, 10, 6))
    draft = draft_of(placement)
    again = a_proposal(fund, **half)
    assert set(refusal(fund, propose_placement, again)) == {"cash", "limit"}
    assert set(refusal(fund, send_back_fund_draft, draft.pk, "遅い")) == {"approved_since"}
    perform(fund, deed(send_back_fund_draft, draft.pk, "約定が不成立となった。", True))
    placement.refresh_from_db()
    assert placement.stage == "差戻し"
    (lapsed,) = Approval.objects.filter(draft=draft, lapse__isnull=False)
    assert (lapsed.outcome, lapsed.lapse.reason) == ("approved", "約定が不成立となった。")
    assert set(refusal(fund, settle_placement, placement.pk, DAY, "S")) == {"stage"}
    assert set(refusal(fund, approve_placement, placement.pk, 1)) == {"no_draft"}
    perform(fund, deed(propose_placement, again))


def test_after_its_settlement_it_stands(fund: World) -> None:
    placement = held(money(fund))
    draft = draft_of(placement)
    assert set(refusal(fund, send_back_fund_draft, draft.pk, "遅い")) == {"already_approved"}
    with pytest.raises(IntegrityError, match="returned_is_not_settled"):
        Placement.objects.filter(pk=placement.pk).update(returned_on=DAY)


def test_the_page_offers_it_until_it_is_settled(fund: World) -> None:
    placement = approved(money(fund))
    client = Client()
    client.force_login(fund.people[Role.EXECUTIVE])

    def offered() -> bool:
        page = client.get(reverse("officer:placement", args=[placement.pk])).content.decode()
        return f"/send_back_fund_draft/{draft_of(placement).pk}/" in page

    assert offered()
    fund.do(settle_placement, placement.pk, DAY, unique("SETTLE"))
    assert not offered()


def test_its_form_and_confirmation_say_whether_an_approval_is_taken_back(fund: World) -> None:
    client = Client()
    client.force_login(fund.people[Role.EXECUTIVE])
    kept = {"key": str(uuid4()), "reason": "約定が不成立となった。"}
    for placement, is_said in ((approved(money(fund)), True), (proposed(fund), False)):
        act = f"/officer/acts/send_back_fund_draft/{draft_of(placement).pk}/"
        seen = {**kept, "withdraws": "True" if is_said else ""}
        for page in (client.get(act), client.post(act, seen)):
            text = page.content.decode()
            assert ("承認済みの運用の取止め" in text) is is_said
            assert ("承認は取り消され" in text) is is_said
        assert text.count("承認を取り消して差し戻す（取止め）</button>") == is_said
    fund.do(approve_placement, placement.pk, 1)
    # Who confirms the page of before takes no approval back that was never seen.
    stale = client.post(act, {**kept, "step": "confirm"}, follow=True)
    assert "画面を表示した後に承認されました" in stale.content.decode()
    placement.refresh_from_db()
    assert placement.stage == "承認済"
    fresh = client.get(act).content.decode()
    assert '<input type="hidden" name="withdraws" value="True"' in fresh
    done = client.post(act, {**kept, "step": "confirm", "withdraws": "True"}, follow=True)
    assert "承認済みの運用の取止めを記録しました" in done.content.decode()


def test_one_withdrawn_does_not_stand_among_those_to_come(fund: World) -> None:
    placement, other = approved(money(fund)), proposed(fund)
    fund.do(send_back_fund_draft, draft_of(placement).pk, "約定が不成立となった。", True)
    client = Client()
    client.force_login(fund.people[Role.EXECUTIVE])
    page = client.get(reverse("officer:holdings", args=[f"TEST_{fund.segment}"]))
    assert [row.pk for row in page.context["coming"]] == [other.pk]
    assert [row.pk for row in page.context["returned"]] == [placement.pk]
    assert "差し戻した運用" in page.content.decode()


def test_the_pages_of_placement_and_voucher_have_one_heading_of_the_first_rank(fund: World) -> None:
    client = Client()
    client.force_login(fund.people[Role.EXECUTIVE])
    subjects = {"placement": proposed(money(fund)), "voucher": put_up(fund)}
    for name, subject in subjects.items():
        page = client.get(reverse(f"officer:{name}", args=[subject.pk])).content.decode()
        assert page.count("<h1") == page.count("</h1>") == 1
        act = f"/officer/acts/approve_{name}/{subject.pk}/"
        assert client.get(act).content.decode().count("<h1") == 1
