"""遂行命令書, 一時停止命令書, 一時停止解除通知書, 是正命令書 (適正化法13条・16条・21条の2)."""

from grants.models import ConductOrder, Grant
from grants.models.carrying import OrderKind
from reports.papers.catalogue import (
    COMPLIANCE_ORDER,
    CORRECTION_ORDER,
    RESUMPTION_NOTICE,
    SUSPENSION_ORDER,
)
from reports.papers.plain import ACT_IN_FULL, reason, to_company
from reports.pdf.notice import Notice, Part
from workflow.calendar import jst_day, wareki
from workflow.models import ActRecord

REASONS = "命令の理由（適正化法第21条の2）"


def compliance_order(record: ActRecord, number: str) -> Notice:
    """The order of an order_compliance record."""
    order = _order(record, OrderKind.COMPLIANCE)
    warning = Part(
        "命令に従わないとき",
        (
            "この命令に従わないときは、適正化法第13条第2項の規定により、助成事業の遂行の一時停止を命ずることがあります。"
            "その停止に係る命令に違反した者は、同法第31条の罰則の対象となります。",
        ),
    )
    return to_company(
        COMPLIANCE_ORDER, record, number,
        "下記の助成事業は、交付決定の内容又はこれに付した条件に従って遂行されていないと認められるので、"
        f"{ACT_IN_FULL}第13条第1項の規定により、下記のとおり遂行することを命じます。",
        [("命令の根拠", "適正化法第13条第1項"), ("履行の期限", wareki(order.remedy_due_on))],
        grant=order.grant, strong="履行の期限",
        parts=(Part("命ずる内容", (order.demand,)), reason(order.reason, REASONS), warning),
        contestable=True,
    )  # fmt: skip


def suspension_order(record: ActRecord, number: str) -> Notice:
    """The order of a suspend_grant record: it names the day and what follows it (施行令7条)."""
    order = _order(record, OrderKind.SUSPENSION)
    demand, _, warning = order.demand.rpartition("\n")
    return to_company(
        SUSPENSION_ORDER, record, number,
        f"{wareki(_disobeyed(order).ordered_on)}に命じた助成事業の遂行に従っていないので、{ACT_IN_FULL}第13条第2項"
        "の規定により、下記の助成事業の遂行の一時停止を命じます。",
        [
            ("命令の根拠", "適正化法第13条第2項、同法施行令第7条"),
            ("従わなかった遂行命令", f"{wareki(_disobeyed(order).ordered_on)}（履行の期限 "
             f"{wareki(_disobeyed(order).remedy_due_on)}）"),
            ("是正の期限", wareki(order.remedy_due_on)),
        ],
        grant=order.grant, strong="是正の期限",
        parts=(
            Part("一時停止の間に採るべき措置", (demand,)),
            Part("期限までに是正されないとき（施行令第7条）", (
                warning, "一時停止の間は、助成金の支払を行いません。",
            )),
            reason(order.reason, REASONS),
        ),
        contestable=True,
    )  # fmt: skip


def resumption_notice(record: ActRecord, number: str) -> Notice:
    """The notice of a resume_grant record."""
    grant = Grant.objects.get(pk=record.subject_id)
    orders = grant.orders.filter(kind=OrderKind.SUSPENSION)
    order = orders.filter(ordered_on__lte=jst_day(record.acted_at)).latest("ordered_on")
    return to_company(
        RESUMPTION_NOTICE, record, number,
        "下記の助成事業の遂行の一時停止については、是正が認められたので、これを解除し、通知します。",
        [
            ("一時停止を命じた日", wareki(order.ordered_on)),
            ("解除の日", wareki(jst_day(record.acted_at))),
        ],
        grant=grant, strong="解除の日", parts=(reason(record.reason, "解除の理由"),),
    )  # fmt: skip


def correction_order(record: ActRecord, number: str) -> Notice:
    """The order of an order_correction record."""
    order = _order(record, OrderKind.CORRECTION)
    again = Part(
        "是正の後の報告",
        ("是正の措置を終えたときは、改めて実績報告書を提出してください（適正化法第16条第2項）。",),
    )
    return to_company(
        CORRECTION_ORDER, record, number,
        "実績報告に係る助成事業の成果が交付決定の内容及びこれに付した条件に適合しないと認めるので、"
        f"{ACT_IN_FULL}第16条第1項の規定により、下記のとおり是正のための措置を採ることを命じます。",
        [("命令の根拠", "適正化法第16条第1項"), ("是正の期限", wareki(order.remedy_due_on))],
        grant=order.grant, strong="是正の期限",
        parts=(Part("命ずる措置", (order.demand,)), reason(order.reason, REASONS), again),
        contestable=True,
    )  # fmt: skip


def _order(record: ActRecord, kind: OrderKind) -> ConductOrder:
    """The order a record gave: each names its duty, which is of the order's own key."""
    duty = record.obligations_made.get(kind=f"ORDER_{kind}")
    return ConductOrder.objects.select_related("grant").get(pk=duty.period_key)


def _disobeyed(order: ConductOrder) -> ConductOrder:
    """The compliance order behind a suspension."""
    rows = order.grant.orders.filter(kind=OrderKind.COMPLIANCE)
    return rows.filter(remedy_due_on__lt=order.ordered_on).latest("ordered_on")
