"""運用の起案 (通則法47条, 推進法43条3項): what the law allows, within the limits.

Who: treasury_manager
State: placement 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import datetime
from typing import Any

from fund.models import Instrument, Placement
from fund.money import format_rate, format_yen
from fund.placing import PlacementProposal, problems_placing
from workflow.act import act
from workflow.advance import record_act
from workflow.approvals import put_up
from workflow.calendar import fiscal_year, jst_day
from workflow.law import next_number
from workflow.models import ActRecord, Person
from workflow.problems import refuse_if

DOCUMENT = "PLACEMENT"


def content_of(placement: Placement, kind: Instrument) -> dict[str, Any]:
    """What the approver reads."""
    every = placement.coupon_months
    return {
        "amount_yen": placement.price_yen + placement.accrued_yen,
        "facts": [
            ["運用番号", placement.number],
            ["種類", f"{kind.name}（{kind.article}）"],
            ["銘柄・商品", placement.name],
            ["発行者・預入先", placement.issuer],
            ["指定・契約の文書番号", placement.proof or "―"],
            ["額面・元本", format_yen(placement.face_yen)],
            ["取得価額", format_yen(placement.price_yen)],
            ["経過利息", format_yen(placement.accrued_yen)],
            ["年利", format_rate(placement.rate)],
            ["利払", f"{every}か月ごと" if every else "満期時"],
            ["受渡予定日", placement.settles_on.isoformat()],
            ["満期日", placement.matures_on.isoformat()],
        ],
    }


@act
def propose_placement(
    given: PlacementProposal, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Put the placement up."""
    today = jst_day(now)
    refuse_if(problems_placing(given, today))
    year = fiscal_year(today)
    asked = {
        name: value for name, value in vars(given).items() if name not in {"rate", "instrument"}
    }
    placement = Placement.objects.create(
        **asked,
        instrument_id=given.instrument,
        number=f"U{year}-{next_number(f'placement:{year}'):04}",
        rate_numerator=given.rate.numerator,
        rate_denominator=given.rate.denominator,
        proposed_by=actor,
    )
    kind = Instrument.objects.get(pk=given.instrument)
    draft = put_up(DOCUMENT, placement, content_of(placement, kind))
    return record_act(placement, price_yen=given.price_yen, version=draft.version)
