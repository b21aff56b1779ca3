"""Words of the board of deadlines."""

import re

from django import template

from reports.board import Line, Shown

register = template.Library()

_SHOWN = {Shown.DUE: "期限前", Shown.LATE: "期限経過", Shown.RECEIVED: "履行済"}
_PURPOSES = {
    "notice": "予告",
    "right": "案内",
    "overdue": "督促",
    "hold": "支払保留",
    "compliance_draft": "遂行命令の案",
    "suspension_draft": "一時停止命令の案",
    "cancellation_review": "取消しの検討",
    "collection": "強制徴収の検討",
}


@register.filter
def shown_name(shown: Shown) -> str:
    """The name of a list."""
    return _SHOWN[shown]


@register.filter
def escalation(line: Line) -> str:
    """How far a duty was taken: the last step told and its day."""
    if line.told is None:
        return "―"
    step, purpose = line.told.step, _PURPOSES.get(line.told.purpose, line.told.purpose)
    when = f"{-step}日前" if step < 0 else f"{step}日後" if step else "当日"
    return f"{purpose}（{when}、{line.told.planned_on:%Y/%m/%d}）"


@register.filter
def is_period(key: str) -> bool:
    """Whether a period's key is one that people read: a year or a quarter."""
    return re.fullmatch(r"20\d\d(-Q[1-4])?", key) is not None
