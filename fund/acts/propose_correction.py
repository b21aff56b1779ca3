"""訂正の起票: the wrong entry is reversed and the right one booked, naming its date and number.

Who: accounting_clerk
State: voucher 決裁待ち
Ledger: none
Paper: none (the draft is put up)
Deadline: none
"""

from datetime import date, datetime

from fund.browsing import reversal_of
from fund.chart import BETWEEN_SEGMENTS, BY_CODE
from fund.correcting import Correction, RightLine, problems_with_records, voucher_behind
from fund.entries import Entry, Line
from fund.models import Voucher
from fund.money import format_yen
from fund.queries import EntryRow, PostingRow, entry, open_day, period_of, postings
from fund.vouchers import Planned, Slip, draw_up
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import day_text, jst_day
from workflow.models import ActRecord, Person
from workflow.problems import Problem, refuse_if

# They stand with entries tied between 勘定: one mirrored alone could be neither paid nor withdrawn,
# or would leave a 返還金 booked as such and not in the fund.
WITH_LINKED = frozenset({
    "COST_FUNDED", "COST_RELEASED", "RETURN_ADDED", "RETURN_ARRIVED", "STRAY_CORRECTED",
    "STRAY_REBUDGETED",
})  # fmt: skip


def problems_correcting(
    given: Correction, wrong: EntryRow | None, lines: list[PostingRow]
) -> list[Problem]:
    """Every reason why the entry is not corrected this way."""
    if wrong is None:
        return [Problem("seq", "この仕訳番号はありません。", "仕訳帳を確認してください。", "seq")]
    problems = []
    if wrong.reverses is not None or reversal_of(wrong.segment, wrong.seq) is not None:
        problems.append(
            Problem(
                "reversed",
                "取消済みの仕訳、又は取消仕訳です。",
                "正しい仕訳の番号を確認してください。",
                "seq",
            )
        )
    if any(line.grant for line in lines):
        problems.append(
            Problem(
                "grant",
                "交付案件の仕訳は、ここでは訂正できません。",
                "案件の手続（計画変更、取消し、返還等）で行ってください。",
                "seq",
            )
        )
    if wrong.event in WITH_LINKED or any(
        {line.debit, line.credit} & set(BETWEEN_SEGMENTS) for line in lines
    ):
        text = "他勘定との仕訳とその財源の仕訳は、片方だけ訂正できません。"
        problems.append(Problem("linked", text, cure_of_linked(wrong), "seq"))
    if not given.reason.strip():
        problems.append(
            Problem("reason", "訂正の理由がありません。", "記入してください。", "reason")
        )
    problems += problems_with_records(given, wrong, lines)
    return problems + [p for line in given.lines for p in problems_with_line(line)]


def cure_of_linked(wrong: EntryRow) -> str:
    """Where both entries of two 勘定 are put right, by what booked them."""
    voucher = voucher_behind(wrong)
    if voucher is None or voucher.receipt:
        return (
            "誤入金の記帳は、整理の前なら、整理の起票で「記帳を取り消し」を選び、両勘定とも取り消してください。"
            "送金の後は、誤入金の一覧から、科目の訂正を起票してください。"
        )
    share = voucher.corrects or voucher
    return (
        f"共通経費の配賦は、伝票 {voucher.number} の支払前なら、その取止めの起票で、支払の後なら、"
        f"伝票 {share.number} の配賦の訂正の起票で、両勘定とも改めてください。"
    )


def problems_with_line(line: RightLine) -> list[Problem]:
    """Why a line cannot be posted."""
    sides = [BY_CODE.get(code) for code in (line.debit, line.credit)]
    if any(side is None or side.is_group for side in sides) or line.debit == line.credit:
        return [
            Problem(
                "account",
                f"科目 {line.debit}／{line.credit} は使えません。",
                "科目表の科目を、借方と貸方で別に選んでください。",
            )
        ]
    if len({side.book for side in sides if side}) > 1:
        return [
            Problem(
                "book",
                "借方と貸方の帳簿（財産・予算）が違います。",
                "同じ帳簿の科目を選んでください。",
            )
        ]
    if {line.debit, line.credit} & set(BETWEEN_SEGMENTS):
        return [
            Problem(
                "linked_account",
                "他勘定の科目は訂正では使えません。",
                "誤入金又は配賦の手続で記帳してください。",
            )
        ]
    return [] if line.yen > 0 else [Problem("amount", "金額は1円以上です。", "確認してください。")]


def day_of_correction(wrong: EntryRow, today: date) -> tuple[date, bool]:
    """When an entry is corrected, and whether as 決算整理: in its 13th period while it is open."""
    own = period_of(wrong.segment, wrong.period)
    if own is not None and own.kind == "A" and not own.is_closed:
        return wrong.effective_on, True
    return open_day(wrong.segment, wrong.effective_on, today), False


def corrected_entry(
    given: Correction, wrong: EntryRow, year: int | None, today: date
) -> Entry | None:
    """The right entry: the same event, the wrong one's day as its original day."""
    if not given.lines:
        return None
    lines = tuple(
        Line(
            BY_CODE[line.debit].book,
            line.debit,
            line.credit,
            line.yen,
            budget_year=year,
            item=line.item or None,
        )
        for line in given.lines
    )
    on, is_adjusting = day_of_correction(wrong, today)
    memo = f"訂正 仕訳第{wrong.seq}号（{day_text(wrong.effective_on)}） {given.reason}"
    original = None if on == wrong.effective_on else wrong.effective_on
    return Entry(wrong.event, on, lines, memo, original, is_adjusting)


@act
def propose_correction(given: Correction, *, actor: Person, now: datetime, key: str) -> ActRecord:
    """Put the correction up: what is reversed, and what is booked instead."""
    wrong = entry(given.segment, given.seq)
    lines = postings(given.segment, given.seq)
    refuse_if(problems_correcting(given, wrong, lines))
    assert wrong is not None, "it was found"
    right = corrected_entry(given, wrong, lines[0].budget_year, jst_day(now))
    voucher, draft = draw_up(
        Slip(
            given.segment,
            Voucher.Kind.CORRECTION,
            wrong.total_yen,
            given.reason,
            (
                (
                    "訂正する仕訳",
                    f"第{wrong.seq}号（{day_text(wrong.effective_on)}、{wrong.memo}）",
                ),
                ("仕訳の合計", format_yen(wrong.total_yen)),
            ),
            entries=(Planned(given.segment, right),) if right else (),
            reverses=given.seq,
        )
    )
    return record_act(voucher, seq=given.seq, version=draft.version)
