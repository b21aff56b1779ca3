"""The tables people read: accounts, journal, trial balance, documents, as CSV. Pure."""

from fund.audit.rows import Account, ChainEntry, Line, View
from fund.audit.texts import BOM, csv_row, free_text, moment_text


def _heading(*names: str) -> str:
    return BOM + csv_row(*names)


class AccountTable:
    """科目表: every account in the order it was opened."""

    path = "accounts.csv"

    def __init__(self, view: View) -> None:
        """Remember whose accounts."""
        self._view = view

    def begin(self) -> str:
        """All of it: entries add nothing."""
        return _heading(
            "帳簿", "科目コード", "科目名", "種類", "通常の側", "限度の側", "集合科目", "親科目",
            "案件", "相手先", "開設時刻",
        ) + "".join(map(self._row, self._view.accounts))  # fmt: skip

    def entry(self, entry: ChainEntry) -> str:
        """Nothing."""
        return ""

    def end(self) -> str:
        """Nothing."""
        return ""

    def _row(self, a: Account) -> str:
        bound = "" if a.bound == "-" else a.bound
        return csv_row(
            a.book, a.code, free_text(a.name), a.kind, a.side, bound, a.group, a.parent, a.grant,
            a.party, moment_text(a.opened_at),
        )  # fmt: skip


class Journal:
    """仕訳帳: a row for each line."""

    path = "journal.csv"

    def __init__(self, view: View) -> None:
        """Remember the accounts' names."""
        self._names = {account.code: free_text(account.name) for account in view.accounts}

    def begin(self) -> str:
        """The heading."""
        return _heading(
            "仕訳番号", "行", "取引日", "原日付", "記帳時刻", "会計期間", "事由", "摘要", "帳簿",
            "借方科目", "借方科目名", "貸方科目", "貸方科目名", "金額", "案件", "予算年度", "費目",
            "相手先", "取消した仕訳", "起票者", "承認者", "文書", "文書SHA-256", "キー",
            "仕訳ID", "ハッシュ",
        )  # fmt: skip

    def entry(self, entry: ChainEntry) -> str:
        """Its lines."""
        return "".join(self._row(entry, line) for line in entry.lines)

    def end(self) -> str:
        """Nothing."""
        return ""

    def _row(self, entry: ChainEntry, line: Line) -> str:
        h = entry.head
        return csv_row(
            h.seq, line.line, h.effective_on, h.original_on, moment_text(h.recorded_at), h.period,
            h.event, free_text(h.memo), line.book,
            line.debit, self._names.get(line.debit), line.credit, self._names.get(line.credit),
            line.yen, line.grant, line.budget_year, free_text(line.item), line.party, h.reverses,
            h.actor, h.approver, h.document, h.document_sha, free_text(h.key), h.entry_id,
            entry.hash,
        )  # fmt: skip


class TrialBalance:
    """残高試算表: what each account adds up to."""

    path = "trial_balance.csv"

    def __init__(self, view: View) -> None:
        """Remember the view, whose sums grow."""
        self._view = view

    def begin(self) -> str:
        """The heading."""
        return _heading(
            "帳簿", "科目コード", "科目名", "種類", "通常の側", "借方合計", "貸方合計", "残高"
        )

    def entry(self, entry: ChainEntry) -> str:
        """Nothing yet."""
        return ""

    def end(self) -> str:
        """Every account; the balance is positive on its normal side."""
        return "".join(
            csv_row(
                a.book, a.code, free_text(a.name), a.kind, a.side, found.debits_yen,
                found.credits_yen, found.over_yen if a.side == "D" else -found.over_yen,
            )
            for a, found in self._view.balances()
        )  # fmt: skip


class DocumentTable:
    """文書一覧: which entry rests on which document."""

    path = "documents.csv"

    def begin(self) -> str:
        """The heading."""
        return _heading("仕訳番号", "文書", "SHA-256", "種類", "ファイル")

    def entry(self, entry: ChainEntry) -> str:
        """A row if it rests on one."""
        h = entry.head
        if h.document is None:
            return ""
        return csv_row(h.seq, h.document, h.document_sha, entry.document_kind, entry.document_path)

    def end(self) -> str:
        """Nothing."""
        return ""
