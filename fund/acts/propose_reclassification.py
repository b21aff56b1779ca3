"""1年内使用見込の振替の起票 (独立行政法人会計基準): what a year end shows as to be used soon.

Who: accounting_clerk
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import date, datetime

from fund.entries.costs import within_a_year_entries
from fund.models import Voucher
from fund.money import format_yen
from fund.queries import trial_balance
from fund.vouchers import Planned, Slip, draw_up
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import fiscal_year_end, jst_day
from workflow.models import ActRecord, Draft, Person
from workflow.problems import Problem, refuse_if

EXPECTED = "見込額"


def problems_reclassifying(
    expected_yen: int, at: dict[str, int], on: date, basis: str, today: date
) -> list[Problem]:
    """Every reason why nothing is moved. at: balances at the year's end."""
    problems = []
    if today <= on:
        problems.append(
            Problem(
                "year",
                "この年度はまだ終わっていません。",
                "年度末の翌日以後に起票してください。",
                "year",
            )
        )
    if not 0 <= expected_yen <= at["2101"] + at["2151"] or expected_yen == at["2101"]:
        problems.append(
            Problem(
                "expected",
                "1年内に使用する見込みの額が正しくありません。",
                f"0円以上 {format_yen(at['2101'] + at['2151'])} 以下で、いまの額と異なる額です。",
                "expected_yen",
            )
        )
    if not basis.strip():
        problems.append(
            Problem("basis", "見込みの根拠がありません。", "記入してください。", "basis")
        )
    return problems


def problems_once_moved(voucher: Voucher, draft: Draft) -> list[Problem]:
    """Why the entry, which is posted by now, misses its sum: 2101 moved since it was put up."""
    on = date.fromisoformat(min(entry["on"] for entry in draft.content["entries"]))
    at = {row.code: row.balance_yen for row in trial_balance(voucher.segment, on)}
    reached, expected = format_yen(at["2101"]), dict(draft.content["facts"])[EXPECTED]
    if reached == expected:
        return []
    return [
        Problem(
            "standing",
            f"起票の後に残高が変わり、振替後の額が {reached} となって、見込額 {expected} と"
            "一致しません。",
            "差し戻し、いまの残高で起票し直してください。",
        )
    ]


@act
def propose_reclassification(
    segment: int, year: int, expected_yen: int, basis: str, *,
    actor: Person, now: datetime, key: str,
) -> ActRecord:  # fmt: skip
    """Put up what brings 2101 to what is expected within a year, and back on the day after."""
    on = fiscal_year_end(year)
    at = {row.code: row.balance_yen for row in trial_balance(segment, on)}
    refuse_if(problems_reclassifying(expected_yen, at, on, basis, jst_day(now)))
    memo = f"1年内使用見込の振替 {year}年度末"
    entries = within_a_year_entries(expected_yen, at["2101"], on, memo)
    moved = entries[0].lines[0].yen
    voucher, draft = draw_up(
        Slip(
            segment,
            Voucher.Kind.WITHIN_A_YEAR,
            moved,
            basis,
            (
                ("年度", f"{year}年度"),
                (EXPECTED, format_yen(expected_yen)),
                ("振替前の預り補助金等", format_yen(at["2101"])),
                ("振替額", format_yen(moved)),
                ("翌期首の振戻し", "同額を翌日に基金本体へ戻す"),
            ),
            entries=tuple(Planned(segment, entry) for entry in entries),
        )
    )
    return record_act(voucher, expected_yen=expected_yen, version=draft.version)
