"""基金の起案の差戻し: it goes back with a reason and is not approved any more."""

from fund.acts.approve_placement import approve_placement
from fund.acts.approve_voucher import approve_voucher
from fund.acts.send_back_fund_draft import send_back_fund_draft
from fund.models import Placement, Voucher
from tests.deeds import Deed, deed, perform, posted, refusal
from tests.fund.treasury import DAY, money, passed, proposed, put_up
from tests.grants.world import World
from workflow.approvals import latest_draft
from workflow.models import Draft


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
