"""A fund that whole grants went through, exported and added up by independent programs."""

import json
from pathlib import Path

from fund import queries
from fund.audit.bundle import Wanted, write_bundle
from fund.audit.plain_accounting import account_name
from fund.audit.rows import Account
from fund.sealer import seal_now
from tests.fund.audit.books import NOW
from tests.fund.audit.conftest import verify
from tests.fund.audit.independent import by_beancount, by_hledger
from tests.grants.stage import Stage


def test_whole_grants_add_up_in_independent_programs(
    stage: Stage, committed: None, tmp_path: Path
) -> None:
    """One case in every situation: decisions, payments, fixings, cancellations, refunds.

    beancount, hledger and the verifier accept the bundle, and all compute our trial balance.
    """
    seal_now()
    segment = stage.world.segment
    code = next(s.code for s in queries.segments() if s.segment_id == segment)
    place = write_bundle(tmp_path / "b", Wanted(code), NOW)["segments"][0]
    assert place["entries"] == queries.head(segment).seq > 50
    folder = tmp_path / "b" / code
    accounts = (folder / "accounts.ndjson").read_text("utf-8").splitlines()
    names = {account_name(segment, a): a.code for a in (Account(*json.loads(x)) for x in accounts)}
    rows = queries.trial_balance(segment)
    ours = {r.code: r.debits_yen - r.credits_yen for r in rows if r.debits_yen != r.credits_yen}
    for found in (
        by_beancount(folder / f"{code}.beancount"),
        by_hledger(folder / f"{code}.journal"),
    ):
        assert found is None or {names[name]: yen for name, yen in found.items()} == ours
    verdict = verify(tmp_path / "b")
    assert (verdict.status, verdict.report["findings"]) == (0, [])
    documents = (folder / "documents.csv").read_text("utf-8-sig").splitlines()
    assert len(documents) > 20, "payments and decisions rest on approved drafts"
    assert not [note for note in verdict.report["notes"] if note["code"] == "unknown_document"]
