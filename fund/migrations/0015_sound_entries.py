"""An entry's conditions as one function, a balance's bound as a number."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


def text(name: str) -> str:
    """One SQL file."""
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """What books hold and what may be written stays the same; the rows of balances are rewritten."""

    dependencies = [("fund", "0014_withdrawn_placements")]
    operations = [
        migrations.RunSQL(
            [
                "SET LOCAL ROLE ledger_owner",
                (text("190_sound_entries.sql"), None),
                (text("030_post.sql"), None),
                (text("040_post_batch.sql"), None),
                (text("050_periods_and_accounts.sql"), None),
                "RESET ROLE",
            ],
            [
                "SET LOCAL ROLE ledger_owner",
                "ALTER TABLE ledger.entry DROP CONSTRAINT entry_is_sound,"
                " ADD CHECK (seq > 0),"
                " ADD CONSTRAINT reversal_follows_its_target CHECK (reverses_seq < seq),"
                " ADD CONSTRAINT mirrors_are_called_reversal"
                " CHECK ((event_type = 'REVERSAL') = (reverses_seq IS NOT NULL)),"
                " ADD CONSTRAINT original_date_comes_first"
                " CHECK (original_date BETWEEN DATE '2000-01-01' AND effective_date),"
                " ADD CONSTRAINT four_eyes_on_the_entry CHECK (actor <> approver),"
                " ADD CONSTRAINT document_and_its_hash CHECK ((doc_ref IS NULL) = (doc_sha IS NULL))",
                "DROP FUNCTION ledger.is_sound",
                "ALTER TABLE ledger.segment_head ALTER last_seq TYPE bigint, ADD CHECK (last_seq >= 0)",
                "DROP DOMAIN ledger.entry_count",
                "ALTER TABLE ledger.account ADD UNIQUE (segment_id, book, code, bound)",
                "ALTER TABLE ledger.account_balance DROP CONSTRAINT account_within_bound,"
                " DROP CONSTRAINT account_balance_segment_id_book_code_bound_sign_fkey,"
                " ALTER bound_sign TYPE text COLLATE \"C\""
                " USING CASE bound_sign WHEN 1 THEN 'D' WHEN -1 THEN 'C' ELSE '-' END",
                "ALTER TABLE ledger.account_balance RENAME bound_sign TO bound",
                "ALTER TABLE ledger.account_balance ADD FOREIGN KEY (segment_id, book, code, bound)"
                " REFERENCES ledger.account (segment_id, book, code, bound),"
                " ADD CONSTRAINT account_within_bound CHECK (CASE bound WHEN 'D' THEN debits >= credits"
                " WHEN 'C' THEN credits >= debits ELSE true END)",
                "ALTER TABLE ledger.account DROP bound_sign",
                "CREATE INDEX posting_of_party ON ledger.posting (party, segment_id, seq)"
                " WHERE party IS NOT NULL",
                "RESET ROLE",
            ],
        )
    ]
