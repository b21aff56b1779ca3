"""The checklist of a close: what must be so before a period ends for good, each item with figures.

It is reckoned when the close is put up, when a page shows it and, under the segment's lock, when
the close is made.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from fund.certificates import CertificateFile, close_of, file_content, file_of, is_kept
from fund.chart import CASH, KEPT_FOR_OTHERS
from fund.checks import Report, examine
from fund.checks.registry import BOOKS, CASES
from fund.models import StrayReceipt
from fund.money import format_yen
from fund.queries import AccountRow, Period, head, segments, trial_balance
from fund.strays import sum_yen, suspended
from workflow.calendar import day_text
from workflow.law import number_on
from workflow.problems import Problem

DOCUMENT = "CLOSE"
SUSPENSE = ("2301", "2302")
BETWEEN_SEGMENTS = ("1141", "2303")
RESULT_KINDS = frozenset("NRX")


@dataclass(frozen=True)
class BankCertificate:
    """The bank's 残高証明書 as of a period's last day.

    certificate: its number and date. file: the paper itself, where it is attached.
    """

    certified_yen: int
    certificate: str
    file: CertificateFile | None = None


@dataclass(frozen=True)
class CloseItem:
    """One item: whether it passes, its figures (yen, or counts), what was found and the cure."""

    code: str
    title: str
    passes: bool
    figures: tuple[tuple[str, int], ...]
    cure: str
    found: tuple[str, ...] = field(default=())

    @property
    def problem(self) -> Problem:
        """Why the period cannot be closed, where the item does not pass."""
        shown = "、".join(f"{label} {value:,}" for label, value in self.figures)
        text = f"{self.title}: {shown}。" + "".join(f"{one}。" for one in self.found)
        return Problem(f"close_{self.code}", text, self.cure)

    def as_dict(self) -> dict[str, Any]:
        """The item as a draft keeps it."""
        return {
            "code": self.code,
            "title": self.title,
            "passes": self.passes,
            "figures": [list(figure) for figure in self.figures],
            "found": list(self.found),
            "cure": self.cure,
        }


def checklist(segment: int, period: Period, bank: BankCertificate | None) -> list[CloseItem]:
    """Every item of a period's close as it stands now. bank: None where none was given yet."""
    ending = {row.code: row for row in trial_balance(segment, period.ends)}
    items = [_bank_item(segment, period, ending[CASH].balance_yen, bank)]
    items += [_suspense_item(segment, code, ending[code], period.ends) for code in SUSPENSE]
    items += [_between_item(segment, code, ending[code], period.ends) for code in BETWEEN_SEGMENTS]
    if period.kind == "A":
        items.append(_result_item(ending.values()))
    items.append(_checks_item(segment, "books", "帳簿の不変条件", BOOKS))
    items.append(_checks_item(segment, "cases", "予算の帳簿と案件の状態の一致", CASES))
    return items


def problems_of(items: Iterable[CloseItem]) -> list[Problem]:
    """The items that do not pass."""
    return [item.problem for item in items if not item.passes]


def close_content(
    segment: int, period: Period, bank: BankCertificate, items: Iterable[CloseItem]
) -> dict[str, Any]:
    """What is put up: the bank's figure and every item with its figures, as of one entry."""
    return {
        "period": period.period_id,
        "as_of": period.ends.isoformat(),
        "known_seq": head(segment).seq,
        "certified_yen": bank.certified_yen,
        "certificate": bank.certificate,
        **file_content(bank.file),
        "checks": [item.as_dict() for item in items],
    }


def _bank_item(
    segment: int, period: Period, book_yen: int, bank: BankCertificate | None
) -> CloseItem:
    """The bank's figure is the books', and its paper is here where one is asked for or named."""
    figures = [("帳簿の残高（円）", book_yen)]
    if bank is not None:
        figures = [("銀行の証明額（円）", bank.certified_yen), *figures,
                   ("差額（円）", bank.certified_yen - book_yen)]  # fmt: skip
    lack = _lack_of_file(segment, period, bank.file if bank else None)
    found = [f"残高証明書 {bank.certificate}" if bank else "残高証明書は未記録です"]
    if bank is not None and bank.file is not None:
        found.append(f"ファイル {bank.file.name}（SHA-256 {bank.file.sha256}）")
    return CloseItem(
        "bank",
        "銀行の残高証明との一致",
        bank is not None and bank.certified_yen == book_yen and not lack,
        tuple(figures),
        f"{day_text(period.ends)} の残高証明書と通帳を帳簿に照らし、"
        "記帳していない入出金を記帳するか、証明額の記入を直してください。残高証明書のファイルは、この期間の締めの画面で添付します。",
        (*found, *lack),
    )


def _lack_of_file(segment: int, period: Period, file: CertificateFile | None) -> tuple[str, ...]:
    if file is not None:
        is_there = is_kept(file, close_of(segment, period.period_id))
        return () if is_there else (f"ファイル {file.name} はこの締めに添付されたものと異なります",)
    if number_on("certificate_file_required", period.ends):
        return ("残高証明書のファイルが添付されていません",)
    return ()


def _suspense_item(segment: int, code: str, row: AccountRow, ends: date) -> CloseItem:
    """What stood in suspense at the end must have been cleared by now, each receipt by itself.

    What stands there without a receipt on record was cleared by any later debit, oldest first.
    """
    left_yen = 0
    if row.balance_yen:
        unsettled_yen = row.balance_yen - _debited_after(segment, code, ends)
        left_yen = max(unsettled_yen, min(_astray_yen(segment, code, ends), row.balance_yen), 0)
    return CloseItem(
        f"suspense_{code}",
        f"{row.name}の整理",
        left_yen == 0,
        (("期末の残高（円）", row.balance_yen),
         ("その後に整理した額（円）", row.balance_yen - left_yen),
         ("未整理の額（円）", left_yen)),
        "振込人と内容を確かめ、正しい科目又は勘定に振り替えるか、返金してください。",
    )  # fmt: skip


def _between_item(segment: int, code: str, row: AccountRow, ends: date) -> CloseItem:
    """Between 勘定 nothing is open, or it answers to entries of the other one tied to ours."""
    loose_yen = _unlinked(segment, code, ends) if row.balance_yen else 0
    return CloseItem(
        f"between_{code}",
        f"{row.name}の一致",
        loose_yen == 0,
        (("期末の残高（円）", row.balance_yen), ("相手勘定の仕訳がない額（円）", abs(loose_yen))),
        "相手勘定の仕訳を記帳して結び付けるか、精算してください。",
    )


def _result_item(rows: Iterable[AccountRow]) -> CloseItem:
    """The fund earns and loses nothing: what is spent or received is matched in its liability."""
    result_yen = sum(row.credits_yen - row.debits_yen for row in rows if row.kind in RESULT_KINDS)
    return CloseItem(
        "result",
        "損益（基金は常に零）",
        result_yen == 0,
        (("損益（円）", result_yen),),
        "収益化又は基金への組入れの仕訳を、決算整理期間に記帳してください。",
    )


def _checks_item(segment: int, code: str, title: str, about: str) -> CloseItem:
    report = _asked(segment, about)
    broken = tuple(f"{result.title}（{result.bad[0]}）" for result in report.broken)
    return CloseItem(
        code,
        title,
        report.ok,
        (("確かめた条件の数", len(report.invariants)), ("成り立たない条件の数", len(broken))),
        "監査の画面「帳簿の検証」で内容を確かめ、原因を除いてから締めてください。",
        broken,
    )


def _asked(segment: int, about: str) -> Report:
    """The invariants of this 勘定 on the act's own connection: it sees what the act has written."""
    code = next(s.code for s in segments() if s.segment_id == segment)
    # A page that shows the checklist has no transaction of its own, and the questions need one.
    with transaction.atomic(), connection.cursor() as cursor:
        return examine(cursor, code, {about})


def _astray_yen(segment: int, code: str, ends: date) -> int:
    """The receipts of a period's end that are on record in a suspense account and not cleared."""
    rows = suspended(segment)
    if code == KEPT_FOR_OTHERS:
        kind = StrayReceipt.Kind
        kept = Q(segment=segment, kind=kind.OF_OTHERS)
        kept |= Q(other_segment=segment, kind=kind.ELSEWHERE)
        rows = StrayReceipt.objects.filter(kept, cleared_on=None)
    return sum_yen(rows.filter(received_on__lte=ends))


def _debited_after(segment: int, code: str, ends: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(p.amount), 0)::bigint FROM ledger.posting p "
            "JOIN ledger.entry e USING (segment_id, seq) WHERE p.segment_id = %s "
            "AND p.dr_account = %s AND e.effective_date > %s",
            [segment, code, ends],
        )
        return int(cursor.fetchone()[0])


def _unlinked(segment: int, code: str, ends: date) -> int:
    """What entries without a partner in another 勘定 left on an account, debits positive."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(CASE WHEN p.dr_account = %(c)s THEN p.amount ELSE -p.amount END),
                            0)::bigint
              FROM ledger.posting p JOIN ledger.entry e USING (segment_id, seq)
             WHERE p.segment_id = %(s)s AND %(c)s IN (p.dr_account, p.cr_account)
               AND e.effective_date <= %(d)s AND NOT EXISTS (
                   SELECT FROM ledger.intersegment_link l
                    WHERE (p.segment_id, p.seq) IN ((l.segment_a, l.seq_a), (l.segment_b, l.seq_b)))
            """,
            {"s": segment, "c": code, "d": ends},
        )
        return int(cursor.fetchone()[0])


def certificate_of(content: dict[str, Any]) -> BankCertificate:
    """The bank's figure as a draft keeps it."""
    return BankCertificate(content["certified_yen"], content["certificate"], file_of(content))


def told(items: Iterable[CloseItem]) -> list[list[Any]]:
    """The items as a record keeps them: code, and each figure."""
    return [[item.code, *(value for _, value in item.figures)] for item in items]


def problems_with_certificate(bank: BankCertificate) -> list[Problem]:
    """Why this cannot be a bank's certificate."""
    problems = []
    if bank.certified_yen < 0:
        text = f"残高証明の額 {format_yen(bank.certified_yen)} は負の額です。"
        problems.append(Problem("certified", text, "証明書を確認してください。", "certified_yen"))
    if not bank.certificate.strip():
        problems.append(
            Problem(
                "certificate", "残高証明書の番号がありません。", "記入してください。", "certificate"
            )
        )
    return problems
