"""Opening the books: segments, chart of accounts and fiscal years. Run by the owner, idempotent."""

from django.db import connections, transaction

from fund.chart import CHART, ChartAccount

# 勘定 are set up by law: this fund's own (機構法17条2項) and others it must stay apart from.
FUND_SEGMENT = "BATTERY"
SEGMENTS = (
    (1, FUND_SEGMENT, "安定供給確保支援勘定（蓄電池）"),
    (2, "GENERAL", "一般勘定"),
    (3, "RESEARCH_FUND", "特定公募型研究開発業務勘定"),
)
FIRST_YEAR, LAST_YEAR = 2022, 2034


def open_books() -> None:
    """Open every segment with the whole chart and its fiscal years. Twice is one effect."""
    for segment_id, code, name in SEGMENTS:
        open_segment(segment_id, code, name, range(FIRST_YEAR, LAST_YEAR + 1))


def open_segment(segment_id: int, code: str, name: str, years: range) -> None:
    """Open one segment, or bring it up to the chart and years wanted."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL ROLE ledger_owner")
        cursor.execute("SELECT 1 FROM ledger.segment WHERE segment_id = %s", [segment_id])
        if cursor.fetchone() is None:
            cursor.execute("SELECT ledger.open_segment(%s, %s, %s)", [segment_id, code, name])
        cursor.execute("SELECT code FROM ledger.account WHERE segment_id = %s", [segment_id])
        known = {row[0] for row in cursor.fetchall()}
        missing = [account for account in CHART if account.code not in known]
        if missing:
            _open_accounts(cursor, segment_id, missing)
        for year in years:
            cursor.execute("SELECT ledger.open_fiscal_year(%s, %s)", [segment_id, year])


def _open_accounts(cursor: object, segment_id: int, accounts: list[ChartAccount]) -> None:
    cursor.executemany(  # type: ignore[attr-defined]  # Django's cursor wrapper is untyped here
        "SELECT ledger.open_chart_account(%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            (segment_id, a.book, a.code, a.name, a.kind, a.side, a.bound, a.is_group)
            for a in accounts
        ],
    )
