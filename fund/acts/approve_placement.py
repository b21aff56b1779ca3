"""運用の決裁 (通則法47条): another person approves, and asks all limits again.

Who: accounting_approver, executive
State: placement 決裁待ち → 承認済
Ledger: none
Paper: 運用決裁書
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from fund.acts.propose_placement import DOCUMENT
from fund.models import Placement
from fund.placing import PlacementProposal, problems_placing, take_turn
from fund.seal_delay import problems_of_delay, seal_delay
from workflow.act import act, lock
from workflow.advance import record_act
from workflow.approvals import approve, pending_draft
from workflow.calendar import jst_day
from workflow.models import ActRecord, Person
from workflow.problems import refuse_if


def proposal_of(placement: Placement) -> PlacementProposal:
    """The proposal as it stands in the row."""
    return PlacementProposal(
        segment=placement.segment, instrument=placement.instrument_id, name=placement.name,
        issuer=placement.issuer, proof=placement.proof, face_yen=placement.face_yen,
        price_yen=placement.price_yen, accrued_yen=placement.accrued_yen, rate=placement.rate,
        coupon_months=placement.coupon_months, settles_on=placement.settles_on,
        matures_on=placement.matures_on,
    )  # fmt: skip


@act
def approve_placement(
    placement_id: UUID, version: int, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Approve the placement that was read."""
    placement = lock(Placement, placement_id)
    take_turn(placement.segment)
    draft = pending_draft(DOCUMENT, placement.pk)
    today = jst_day(now)
    delay = problems_of_delay(seal_delay(placement.segment, today))
    refuse_if(problems_placing(proposal_of(placement), today) + delay)
    approve(draft, version)
    placement.approved_by, placement.approved_on = actor, today
    placement.save(update_fields=["approved_by", "approved_on"])
    return record_act(placement, price_yen=placement.price_yen)
