"""管理費の起票: a cost of running the fund, put up with its invoice.

Who: accounting_clerk
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fund.entries.costs import admin_cost_entry, admin_payment_entry
from fund.models import Voucher
from fund.money import format_yen
from fund.placing import one_spelling
from fund.vouchers import DOCUMENT, ON_PAYMENT, Planned, Slip, draw_up
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Draft, Person
from workflow.problems import Problem, refuse_if

COST_ITEMS = ("人件費", "事務費", "委託費")


@dataclass(frozen=True)
class AdminCost:
    """A cost of the fund's administration. invoice: the number of the paper it rests on."""

    segment: int
    item: str
    amount_yen: int
    incurred_on: date
    payee: str
    invoice: str
    reason: str


def problems_with_cost(given: AdminCost, today: date) -> list[Problem]:
    """Every reason why the cost cannot be put up."""
    problems = []
    if given.item not in COST_ITEMS:
        problems.append(
            Problem(
                "item",
                "管理費の区分が正しくありません。",
                f"{'、'.join(COST_ITEMS)}から選んでください。",
                "item",
            )
        )
    if given.amount_yen <= 0:
        problems.append(
            Problem("amount", "金額は1円以上です。", "請求書を確認してください。", "amount_yen")
        )
    if given.incurred_on > today:
        problems.append(
            Problem(
                "incurred_on",
                "発生日が本日より後です。",
                "検収の日を記入してください。",
                "incurred_on",
            )
        )
    if not all(text.strip() for text in (given.payee, given.invoice, given.reason)):
        problems.append(
            Problem(
                "missing",
                "支払先、請求書の番号又は摘要がありません。",
                "記入してください。",
                "invoice",
            )
        )
    return problems


def problems_with_invoice(given: AdminCost, own: Voucher) -> list[Problem]:
    """Why the invoice is not paid by this voucher: another one pays it, or did."""
    others = Voucher.objects.filter(
        segment=given.segment, kind=Voucher.Kind.ADMIN_COST, returned_on=None, withdrawn_on=None
    ).exclude(pk=own.pk)
    drafts = Draft.objects.filter(document=DOCUMENT, subject_id__in=others.values("pk"))
    asked = paper_of([("支払先", given.payee), ("請求書", given.invoice)])
    rows = drafts.values_list("subject_id", "content__facts")
    found = next((pk for pk, facts in rows if paper_of(facts) == asked), None)
    if found is None:
        return []
    other = Voucher.objects.get(pk=found)
    return [
        Problem(
            "invoice",
            f"この請求書は、伝票 {other.number} で「{other.stage}」です。",
            "二重に支払わないよう確認してください。分割して支払うとき、又は訂正で取り消した分を"
            "改めて起票するときは、請求書の番号に枝番を付けてください。",
            "invoice",
        )
    ]


def paper_of(facts: Iterable[Sequence[str]]) -> tuple[str, str]:
    """Payee and number of the invoice a voucher pays, in any spelling the same."""
    said = {row[0]: row[1] for row in facts}
    return one_spelling(said["支払先"]), one_spelling(said["請求書"])


@act
def propose_admin_cost(given: AdminCost, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Put the cost up with what it will book when approved, and when paid."""
    refuse_if(problems_with_cost(given, jst_day(now)))
    memo = f"管理費（{given.item}） {given.invoice}"
    cost = admin_cost_entry(given.amount_yen, given.item, given.incurred_on, memo)
    paid = admin_payment_entry(given.amount_yen, given.item, ON_PAYMENT, f"{memo} 支払")
    voucher, draft = draw_up(
        Slip(
            given.segment,
            Voucher.Kind.ADMIN_COST,
            given.amount_yen,
            given.reason,
            (
                ("区分", given.item),
                ("金額", format_yen(given.amount_yen)),
                ("発生日", given.incurred_on.isoformat()),
                ("支払先", given.payee.strip()),
                ("請求書", given.invoice.strip()),
            ),
            entries=(Planned(given.segment, cost),),
            payments=(Planned(given.segment, paid),),
        )
    )
    # Numbering took the series' lock: of two vouchers for one invoice the later one sees the other.
    refuse_if(problems_with_invoice(given, voucher))
    return record_act(voucher, amount_yen=given.amount_yen, version=draft.version)
