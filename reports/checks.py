"""Printed papers against the ledger: what a paper says must come out of the entries it names."""

import hashlib
from collections.abc import Iterable

from fund.chart import FUND_ACCOUNTS
from fund.checks.registry import INSTALLATION, Books, Finding, invariant
from reports.press import folder


@invariant("発行した文書の仕訳番号とハッシュは台帳のものである")
def papers_name_the_ledger_s_head(books: Books) -> Iterable[Finding]:
    """The entry a paper names has the hash the paper prints."""
    return books.find(
        """
        SELECT p.segment, p.ledger_seq, NULL, p.number || ' names another hash than the entry has'
          FROM reports_issuedpaper p
          LEFT JOIN ledger.entry e ON (e.segment_id, e.seq) = (p.segment, p.ledger_seq)
         WHERE p.segment = ANY(%(segments)s) AND p.ledger_seq IS NOT NULL
           AND p.ledger_hash <> CASE p.ledger_seq WHEN 0 THEN repeat('0', 64)
                                     ELSE coalesce(encode(e.hash, 'hex'), '') END
         ORDER BY 1, 2
        """
    )


@invariant("発行した基金残高計算書の金額は仕訳から再計算できる")
def statements_reproduce_from_the_entries(books: Books) -> Iterable[Finding]:
    """期首残高, 期末残高, what is decided and what is free: summed anew as of the day and entry."""
    return books.find_legs(
        """
        , stated AS (
            SELECT p.segment, p.number, p.ledger_seq, (p.data->>'from_on')::date AS from_on,
                   (p.data->>'until_on')::date AS until_on, ARRAY[
                       (p.data->>'opening_yen')::bigint, (p.data->>'closing_yen')::bigint,
                       (p.data->>'committed_yen')::bigint, (p.data->>'available_yen')::bigint
                   ] AS printed
              FROM reports_issuedpaper p
             WHERE p.segment = ANY(%(segments)s) AND p.kind = 'fund_statement')
        SELECT s.segment, s.ledger_seq, NULL,
               s.number || ' prints ' || s.printed::text || ', entries add up to ' || r.yen::text
          FROM stated s CROSS JOIN LATERAL (
               SELECT ARRAY[
                   coalesce(sum(debit - credit) FILTER (
                       WHERE l.code = ANY(%(fund)s) AND e.effective_date < s.from_on), 0),
                   coalesce(sum(debit - credit) FILTER (WHERE l.code = ANY(%(fund)s)), 0),
                   coalesce(sum(credit - debit) FILTER (WHERE l.code ~ '^B[34]00:'), 0),
                   coalesce(sum(credit - debit) FILTER (WHERE l.code = 'B200'), 0)]::bigint[] AS yen
                 FROM legs l JOIN ledger.entry e USING (segment_id, seq)
                WHERE l.segment_id = s.segment AND e.effective_date <= s.until_on
                  AND e.seq <= s.ledger_seq) r
         WHERE r.yen <> s.printed ORDER BY 1, 2
        """,
        fund=list(FUND_ACCOUNTS),
    )


@invariant("保存した文書のファイルは初めに作られたままである", INSTALLATION)
def paper_files_are_as_first_drawn(books: Books) -> Iterable[Finding]:
    """A file that lies among the papers has the hash noted when it was first drawn."""
    rows = books.rows("SELECT name, sha256 FROM reports_paperfile ORDER BY name")
    for name, sha256 in rows:
        path = folder() / name
        if path.exists() and hashlib.sha256(path.read_bytes()).digest() != bytes(sha256):
            yield Finding(None, None, None, f"{name} is not the file first drawn")
