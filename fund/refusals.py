"""What the ledger's refusals mean to the person at the desk."""

import re
from datetime import date

from fund.chart import AVAILABLE, CASH
from fund.money import format_yen
from fund.queries import period_name
from workflow.calendar import day_text
from workflow.problems import Problem

# Constraint → (code, text, cure). {detail} is what the database says besides.
_MEANINGS = {
    "period_is_open": (
        "period_closed",
        "{detail} を含む会計期間は開いていません（締切済み又は未開設）。",
        "開いている期間の日付で記帳し、原日付を付記してください。",
    ),
    "key_names_one_payload": (
        "key_reused",
        "この記帳番号は別の内容で使用済みです（仕訳 {detail}）。",
        "画面を開き直してから操作してください。",
    ),
    "periods_close_in_order": (
        "close_in_order",
        "先に{detail}を締めてください。",
        "古い月から順に締めます。",
    ),
    "original_date_comes_first": (
        "before_original",
        "取消し又は訂正の日付が、元の仕訳の日付より前です。",
        "元の日付以後の、開いている期間の日付で記帳してください。",
    ),
    "four_eyes_on_the_entry": (
        "same_person",
        "起案と承認を同じ人が行うことはできません（職務分離）。",
        "別の権限者に依頼してください。",
    ),
    "reversal_is_final": (
        "already_reversed",
        "この仕訳は既に取り消されているか、取消仕訳です。",
        "正しい仕訳を新たに記帳してください。",
    ),
}
_MEANINGS["entry_is_reversed_once"] = _MEANINGS["reversal_is_final"]

_SHORTAGES = {
    AVAILABLE: (
        "基金の未交付決定残が不足しています",
        "決定額を減らす、返還金や追加造成を待つ、又は不交付とする方法があります。",
    ),
    CASH: (
        "基金専用口座の残高が不足しています",
        "運用の満期を待つか、支払日を改めてください。",
    ),
}
# A row of ledger.account_balance as PostgreSQL shows what a CHECK refused.
_BALANCE = re.compile(
    r"\(\d+, [PB], (?P<code>[^,]+), -?\d, (?P<debits>\d+), (?P<credits>\d+), \d+\)"
)
_LOCK_NOT_AVAILABLE = "55P03"


def problem_of(error: Exception) -> Problem | None:
    """The problem behind a database error, or None where the error is our own mistake."""
    diag = getattr(error.__cause__, "diag", None)
    constraint = getattr(diag, "constraint_name", None) or ""
    detail = getattr(diag, "message_detail", None) or ""
    if constraint == "account_within_bound":
        return _shortage(detail)
    if getattr(diag, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
        return Problem(
            "busy", "同じ勘定で別の記帳が行われています。", "少し待って、もう一度操作してください。"
        )
    if constraint not in _MEANINGS:
        return None
    code, text, cure = _MEANINGS[constraint]
    said = detail.split(" ")[-1]
    if constraint == "period_is_open":
        said = day_text(date.fromisoformat(said))
    elif constraint == "periods_close_in_order":
        said = period_name(int(said))
    return Problem(code, text.format(detail=said), cure)


def _shortage(detail: str) -> Problem:
    # A posting is refused by the balance's CHECK, which shows the row; a batch says both itself.
    row = _BALANCE.search(detail)
    if row is None:
        code, short = detail.rsplit(" ", 1)
    else:
        code, short = row["code"], str(abs(int(row["debits"]) - int(row["credits"])))
    what, cure = _SHORTAGES.get(
        code, (f"科目 {code} の残高が不足しています", "金額を確認してください。")
    )
    yen = int(short)
    return Problem("short", f"{what}（不足額 {format_yen(yen)}）。", cure, short_yen=yen)
