"""The worksheet of 加算金 and 延滞金 as lines of text for people, aligned for a terminal."""

import unicodedata
from datetime import date
from fractions import Fraction

from fund.money import format_amount, format_rate, format_yen
from grants.refund_terms import RefundTerms
from grants.surcharge import Assessment, Charge

_HEADINGS = ("区分", "自", "至", "日数", "元本(円)", "円日")


def worksheet_lines(
    terms: RefundTerms, assessment: Assessment, as_of: date | None, rate: Fraction
) -> list[str]:
    """The order, its lots, every period, the two totals and what is open, on the day asked for."""
    return [
        f"返還額     {format_yen(terms.refund_yen)}",
        f"根拠       {terms.ground.label}",
        f"納付期限   {terms.due_on:%Y-%m-%d}",
        f"元本の完納 {assessment.principal_paid_on or f'未了({as_of} 現在)'}",
        "",
        "対象の受領額(後に受領したものから充てたもの、受領日順)",
        *(f"  {lot.on}  {format_yen(lot.yen)}" for lot in assessment.lots),
        "",
        *_table(assessment),
        "",
        _total(assessment, Charge.SURCHARGE, assessment.surcharge_yen, rate),
        _total(assessment, Charge.LATE, assessment.late_charge_yen, rate),
        "",
        *_aligned(
            [
                ("未納の元本", format_yen(assessment.principal_open_yen)),
                ("未納の加算金", format_yen(assessment.surcharge_open_yen)),
                ("未納の延滞金", format_yen(assessment.late_charge_open_yen)),
                ("過納額", format_yen(assessment.overpaid_yen)),
            ],
            left=1,
        ),
    ]


def _total(assessment: Assessment, kind: Charge, yen: int, rate: Fraction) -> str:
    yen_days = format_amount(assessment.yen_days(kind))
    return f"{kind.label} {yen_days}円日 × {format_rate(rate)} = {format_yen(yen)}(1円未満切捨て)"


def _table(assessment: Assessment) -> list[str]:
    if not assessment.worksheet:
        return ["加算金・延滞金の対象となる期間はありません。"]
    rows = [
        (
            period.kind.label,
            period.from_on.isoformat(),
            period.to_on.isoformat(),
            str(period.days),
            format_amount(period.base_yen),
            format_amount(period.yen_days),
        )
        for period in assessment.worksheet
    ]
    return _aligned([_HEADINGS, *rows], left=3)


def _aligned(rows: list[tuple[str, ...]], left: int) -> list[str]:
    """Columns of equal width: the first `left` flush left, the others flush right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) if i < left else " " * (width - _width(cell)) + cell
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Terminal columns: a kanji takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
