"""Words of the ledger for the pages."""

from collections.abc import Mapping
from typing import Any

from django import template

from fund.chart import BY_CODE
from fund.events import event_name
from fund.queries import period_name, segments

register = template.Library()
register.filter(period_name)


@register.filter
def event(code: str) -> str:
    """``概算払`` of ADVANCE_PAYMENT."""
    return event_name(code)


@register.filter
def account_name(code: str) -> str:
    """``普通預金（基金専用口座）`` of 1101; a sub-account has its group's name."""
    found = BY_CODE.get(code.partition(":")[0])
    return found.name if found else code


@register.filter
def segment_name(number: int) -> str:
    """``一般勘定`` of 2."""
    return next((s.name for s in segments() if s.segment_id == number), f"勘定{number}")


STANDING = {
    "entries": "仕訳の数",
    "head_seq": "最終仕訳番号",
    "head_hash": "先頭のハッシュ",
    "cash_yen": "専用口座の残高（円）",
    "available_yen": "未交付決定残（円）",
    "liquid_yen": "流動資金（円）",
    "receivables_yen": "債権（円）",
    "liabilities_yen": "債務（円）",
    "result_yen": "損益（円）",
    "difference_yen": "差異（円）",
    "late_entries": "遅れて記帳された仕訳の数",
}


@register.filter
def standing_name(name: str) -> str:
    """The heading of a figure in the verification's summary; an unknown one keeps its name."""
    return STANDING.get(name, name)


@register.filter
def book_name(book: str) -> str:
    """財産 or 予算."""
    return "予算" if book == "B" else "財産"


STAGE_TONES = {
    "決裁待ち": "waiting", "承認済": "working", "出納待ち": "waiting", "保有中": "working",
    "償還済": "ended", "記帳済": "done", "出納済": "done", "差戻し": "stop", "取止め": "stop",
}  # fmt: skip


@register.filter
def stage_tone(stage: str) -> str:
    """The tone of a placement's or a voucher's stage."""
    return STAGE_TONES.get(stage, "draft")


@register.filter
def yearly_rate(placement: Any) -> str:
    """``5/1000`` as it was agreed."""
    return f"{placement.rate_numerator}/{placement.rate_denominator}"


@register.filter
def found_in(names: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key, or nothing."""
    return names.get(key, "")
