"""免除の起案: within what is open, with papers and METI's approval."""

from dataclasses import replace
from datetime import date

from grants.acts.propose_waiver import WaiverProposal, propose_waiver
from grants.refund_case import open_charges
from tests.deeds import Deed, deed, perform, refusal
from tests.grants.stage import StagedWorld
from workflow.approvals import latest_draft

DAY = date(2025, 11, 17)


def proposal(world: StagedWorld) -> WaiverProposal:
    """Half of the surcharge and the whole late charge of the billed order."""
    surcharge, late = open_charges(world.case("billed").order)
    return WaiverProposal(
        surcharge // 2,
        late,
        "災害による被害",
        "分割して納付した",
        "20251114製局第1号",
        date(2025, 11, 14),
        "DISASTER",
    )


def lawful(world: StagedWorld) -> Deed:
    """The proposal on the billed order."""
    return deed(propose_waiver, world.case("billed").order.pk, proposal(world), on=DAY)


def test_it_is_put_up_in_a_version(world: StagedWorld) -> None:
    doing = lawful(world)
    perform(world, doing)
    draft = latest_draft("WAIVER", doing.args[0])
    assert draft is not None
    assert draft.content["meti_approval"] == "20251114製局第1号"


def test_every_reason_is_told_at_once(world: StagedWorld) -> None:
    order = world.case("billed").order
    given = replace(
        proposal(world), surcharge_yen=10**12, reason=" ", meti_approved_on=date(2025, 12, 1)
    )
    found = refusal(world, propose_waiver, order.pk, given, on=DAY)
    assert set(found) == {"sums", "missing", "approved_on"}


def test_nothing_is_waived_before_the_principal_is_paid(world: StagedWorld) -> None:
    given = proposal(world)
    order = world.case("ordered").order
    assert {"wrong_state", "sums"} <= set(refusal(world, propose_waiver, order.pk, given, on=DAY))


def test_a_waiver_names_its_ground(world: StagedWorld) -> None:
    order = world.case("billed").order
    for code in ("", "FORGED"):
        given = replace(proposal(world), ground=code)
        assert set(refusal(world, propose_waiver, order.pk, given, on=DAY)) == {"ground"}
