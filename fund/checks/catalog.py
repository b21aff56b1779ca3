"""The schema ledger itself: guards in force, whole yen only, nobody writes but its functions."""

from collections.abc import Iterable

from django.apps import apps

from fund.checks.registry import INSTALLATION, Books, Finding, invariant

# Tables whose rows move on; every other table of the ledger is written once.
MOVING = ("segment_head", "account_balance")
# How many constraints each table has: c check, f foreign key, p primary key, u unique, x exclusion,
# t trigger. More may be added, none may go.
CONSTRAINTS = {
    "segment": "c3 p1 u1",
    "segment_head": "f1 p1 t1",
    "fiscal_period": "c7 f1 p1 t1 x1",
    "account": "c7 f2 p1 t1 u3",
    "account_balance": "c1 f1 p1",
    "entry": "c1 f2 i1 p1 u2",
    "posting": "c1 f3 p1",
    "period_balance": "c2 f2 p1",
    "intersegment_link": "c2 f2 p1 t1 u1",
    "seal": "c6 p1 t1 u2",
}
# Columns whose type says what they may hold (sql/150_types.sql, sql/190_sound_entries.sql).
TYPED = {
    "segment_head": "last_seq:entry_count head_hash:digest",
    "account_balance": "debits:side_yen credits:side_yen",
    "entry": "idem_key:idem_key payload_sha:digest event_type:event_type doc_sha:digest memo:memo"
    " n_posts:line_count total:entry_yen prev_hash:digest hash:digest",
    "posting": "line:line_number amount:line_yen budget_year:budget_year cost_item:cost_item",
}
# Tables of the other layers whose rows stand as written.
RECORDS = (
    "workflow_actrecord", "workflow_draft", "workflow_approval",
    "workflow_approvallapse", "workflow_legalrule",
    "fund_endowment", "fund_periodclose", "fund_placement", "fund_voucher", "fund_strayreceipt",
    "fund_fundplan", "fund_instrument", "fund_marketvalue", "fund_interestreceipt",
    "fund_cashshortage",
    "fund_valuation", "reports_issuedpaper", "reports_paperfile",
)  # fmt: skip
# (table, role, right) a migration has granted beyond SELECT.
GRANTED: frozenset[tuple[str, str, str]] = frozenset()
# Functions with the owner's rights that tell others than the inside hashes alone, or their own.
TOLD_OUTSIDE = ("leaf_hashes", "own_text")


@invariant("台帳の全ての表は追記専用の防護を常時有効にしている", INSTALLATION)
def ledger_tables_are_guarded(books: Books) -> Iterable[Finding]:
    """Every table refuses DELETE, TRUNCATE and, unless its rows move on, UPDATE; always enabled.

    No rule turns what is written into something else.
    """
    # tgtype: 1 for each row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate.
    return books.find(
        """
        WITH ledger_table AS (
            SELECT c.oid, c.relname FROM pg_class c
             WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind IN ('r', 'p')),
        guard AS (
            SELECT t.tgrelid, t.tgtype FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
             WHERE NOT t.tgisinternal AND t.tgenabled = 'A' AND t.tgqual IS NULL
               AND cardinality(t.tgattr::int2[]) = 0 AND p.pronamespace = 'ledger'::regnamespace
               AND p.proname LIKE 'refuse%%')
        SELECT NULL::int, NULL::bigint, NULL::text,
               'ledger.' || l.relname || ' is not guarded against ' || w.word
          FROM ledger_table l
          CROSS JOIN (VALUES ('DELETE', 8 + 3), ('UPDATE', 16 + 3), ('TRUNCATE', 32 + 2))
                  AS w(word, bits)
         WHERE NOT (w.word = 'UPDATE' AND l.relname = ANY(%(moving)s))
           AND NOT EXISTS (SELECT FROM guard g
                            WHERE g.tgrelid = l.oid AND g.tgtype & w.bits = w.bits)
         UNION ALL
        SELECT NULL, NULL, NULL,
               'trigger ' || t.tgname || ' on ' || t.tgrelid::regclass || ' is off'
          FROM pg_trigger t JOIN ledger_table l ON l.oid = t.tgrelid
         WHERE t.tgenabled <> CASE WHEN t.tgisinternal THEN 'O' ELSE 'A' END
         UNION ALL
        SELECT NULL, NULL, NULL, 'rule ' || r.rulename || ' on ' || r.ev_class::regclass
          FROM pg_rewrite r JOIN ledger_table l ON l.oid = r.ev_class
         ORDER BY 4
        """,
        moving=list(MOVING),
    )


@invariant("記帳の順序と確実な書込みを守る防護が有効である", INSTALLATION)
def late_lines_and_weak_commits_are_refused(books: Books) -> Iterable[Finding]:
    """No line joins a written entry, no closed period reopens, no commit is weakened."""
    return books.find(
        """
        SELECT NULL::int, NULL::bigint, NULL::text,
               'ledger.' || w.tbl || ' lacks the guard ' || w.func || '()'
          FROM (VALUES ('posting', 'refuse_late_lines', 4),
                       ('fiscal_period', 'refuse_reopening', 16),
                       ('segment_head', 'refuse_weak_commit', 16),
                       ('fiscal_period', 'refuse_weak_commit', 16 + 4),
                       ('account', 'refuse_weak_commit', 4),
                       ('intersegment_link', 'refuse_weak_commit', 4),
                       ('seal', 'refuse_weak_commit', 4)) AS w(tbl, func, event)
         WHERE NOT EXISTS (
               SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                 JOIN pg_class c ON c.oid = t.tgrelid
                WHERE c.relnamespace = 'ledger'::regnamespace AND c.relname = w.tbl
                  AND p.pronamespace = 'ledger'::regnamespace AND p.proname = w.func
                  AND t.tgtype & w.event = w.event AND t.tgenabled = 'A' AND t.tgqual IS NULL)
         ORDER BY 4
        """
    )


@invariant("記録の表の防護は常時有効である", INSTALLATION)
def records_are_guarded(books: Books) -> Iterable[Finding]:
    """Every trigger of ours fires always, and the tables of record have one against any change.

    Nobody may delete a record, and no rule stands between a statement and a table.
    """
    # tgtype: 1 for each row, 2 before, 8 delete, 16 update.
    return books.find(
        """
        SELECT NULL::int, NULL::bigint, NULL::text, 'trigger ' || t.tgname || ' on ' || c.relname
               || ' does not always fire'
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
           AND t.tgenabled <> 'A'
         UNION ALL
        SELECT NULL, NULL, NULL, w.name || ' is not guarded'
          FROM unnest(%(records)s::text[]) AS w(name) WHERE NOT EXISTS (
               SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                WHERE c.relnamespace = 'public'::regnamespace AND c.relname = w.name
                  AND NOT t.tgisinternal AND t.tgenabled = 'A' AND t.tgtype & 27 = 27)
         UNION ALL
        SELECT NULL, NULL, NULL, 'rule ' || r.rulename || ' on ' || c.relname
          FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         UNION ALL
        SELECT NULL, NULL, NULL, coalesce(r.rolname, 'PUBLIC') || ' holds ' || x.privilege_type
               || ' on ' || c.relname
          FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) x
          LEFT JOIN pg_roles r ON r.oid = x.grantee
         WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%(records)s)
           AND x.grantee <> c.relowner AND x.privilege_type IN ('DELETE', 'TRUNCATE', 'TRIGGER')
         ORDER BY 4
        """,
        records=list(RECORDS),
    )


@invariant("台帳と手続の制約は全て揃い、検証済みである", INSTALLATION)
def constraints_are_in_force(books: Books) -> Iterable[Finding]:
    """No constraint of a table is missing or left unvalidated.

    A unique index that is no constraint (kind i) keeps one just as well, for some of the rows.
    """
    rows = books.rows(
        """
        SELECT relname, kind, count(*), count(*) FILTER (WHERE NOT is_valid)
          FROM (SELECT conrelid AS id, contype::text AS kind, convalidated AS is_valid
                  FROM pg_constraint
                 UNION ALL
                SELECT indrelid, 'i', indisvalid AND indisready FROM pg_index
                 WHERE indisunique
                   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)) kept
          JOIN pg_class t ON t.oid = id
         WHERE t.relnamespace = 'ledger'::regnamespace GROUP BY 1, 2 ORDER BY 1, 2
        """
    )
    counts = {(table, kind): count for table, kind, count, _ in rows}
    for table, kinds in CONSTRAINTS.items():
        for kind, due in ((each[0], int(each[1:])) for each in kinds.split()):
            if counts.get((table, kind), 0) < due:
                what = f"ledger.{table} has lost a constraint: {due} of kind {kind} are due"
                yield Finding(None, None, None, what)
    for table, kind, _, loose in rows:
        if loose:
            what = f"ledger.{table}: {loose} constraints of kind {kind} are not validated"
            yield Finding(None, None, None, what)
    yield from _types_of_columns(books)
    yield from _constraints_of_models(books)


def _types_of_columns(books: Books) -> Iterable[Finding]:
    """Columns that have lost their type, and types that have lost their condition."""
    found = books.rows(
        """
        SELECT c.relname, a.attname, t.typname,
               EXISTS (SELECT FROM pg_constraint k WHERE k.contypid = t.oid AND k.convalidated)
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          JOIN pg_type t ON t.oid = a.atttypid
         WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind IN ('r', 'p')
           AND t.typnamespace = c.relnamespace AND t.typtype = 'd' AND NOT a.attisdropped
        """
    )
    conditioned = {f"{table}.{column}:{kind}" for table, column, kind, is_held in found if is_held}
    for table, columns in TYPED.items():
        for column in columns.split():
            if f"{table}.{column}" not in conditioned:
                name, _, kind = column.partition(":")
                what = f"ledger.{table}.{name} is not of type {kind}, or that lost its condition"
                yield Finding(None, None, None, what)


def _constraints_of_models(books: Books) -> Iterable[Finding]:
    """What the models of all layers name: four eyes, sums, states."""
    # A unique constraint with a condition is an index only.
    found = books.rows(
        """
        SELECT conrelid::regclass::text, conname FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace AND convalidated
         UNION
        SELECT i.indrelid::regclass::text, c.relname FROM pg_index i
          JOIN pg_class c ON c.oid = i.indexrelid
         WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique AND i.indisvalid
        """
    )
    known = set(found)
    for model in apps.get_models():
        table = model._meta.db_table
        for constraint in model._meta.constraints if model._meta.managed else ():
            if (table, constraint.name) not in known:
                what = f"{table} has lost its constraint {constraint.name}"
                yield Finding(None, None, None, what)


@invariant("台帳に小数・浮動小数の列はない", INSTALLATION)
def ledger_columns_are_whole_numbers(books: Books) -> Iterable[Finding]:
    """No column in the ledger is numeric, real, double precision or money."""
    return books.find(
        """
        SELECT NULL::int, NULL::bigint, NULL::text,
               a.attrelid::regclass || '.' || a.attname || ' is ' || format_type(a.atttypid, NULL)
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          JOIN pg_type t ON t.oid = a.atttypid
         WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
           AND a.attnum > 0 AND NOT a.attisdropped
           AND coalesce(nullif(t.typbasetype, 0), t.oid) IN ('numeric'::regtype, 'real'::regtype,
                              'double precision'::regtype, 'money'::regtype) ORDER BY 4
        """
    )


@invariant("台帳を書けるのは所有者の関数だけである", INSTALLATION)
def nobody_writes_but_the_functions(books: Books) -> Iterable[Finding]:
    """ledger_owner owns every table; others only read; nobody else creates in the schema."""
    found = books.rows(
        """
        WITH held AS (
            SELECT c.relname, c.relowner, c.relacl AS acl FROM pg_class c
             WHERE c.relnamespace = 'ledger'::regnamespace
             UNION ALL
            SELECT c.relname, c.relowner, a.attacl FROM pg_class c JOIN pg_attribute a
                ON a.attrelid = c.oid
             WHERE c.relnamespace = 'ledger'::regnamespace AND a.attacl IS NOT NULL)
        SELECT DISTINCT h.relname, coalesce(r.rolname, 'PUBLIC'), x.privilege_type
          FROM held h CROSS JOIN LATERAL aclexplode(h.acl) x
          LEFT JOIN pg_roles r ON r.oid = x.grantee
         WHERE x.grantee <> h.relowner AND x.privilege_type <> 'SELECT'
         UNION ALL
        SELECT DISTINCT 'ledger', coalesce(r.rolname, 'PUBLIC'), x.privilege_type
          FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) x
          LEFT JOIN pg_roles r ON r.oid = x.grantee
         WHERE n.nspname = 'ledger' AND x.grantee <> n.nspowner AND x.privilege_type <> 'USAGE'
         UNION ALL
        SELECT c.relname, pg_get_userbyid(c.relowner), 'OWNER' FROM pg_class c
         WHERE c.relnamespace = 'ledger'::regnamespace
           AND pg_get_userbyid(c.relowner) <> 'ledger_owner'
         UNION ALL
        SELECT 'ledger_owner', pg_get_userbyid(m.member), 'MEMBER' FROM pg_auth_members m
         WHERE m.roleid = 'ledger_owner'::regrole AND m.member <> 'fund_migrate'::regrole
         ORDER BY 1, 2, 3
        """
    )
    for thing, role, right in found:
        if (thing, role, right) not in GRANTED:
            yield Finding(None, None, None, f"{role} holds {right} on {thing}")


@invariant("記帳関数を呼べるのは職員側だけである", INSTALLATION)
def only_the_inside_calls_the_functions(books: Books) -> Iterable[Finding]:
    """Nobody but the officers' side and the migrations runs a function with the owner's rights."""
    return books.find(
        """
        SELECT NULL::int, NULL::bigint, NULL::text,
               coalesce(r.rolname, 'PUBLIC') || ' may call ' || p.oid::regprocedure
          FROM pg_proc p CROSS JOIN LATERAL
               aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
          LEFT JOIN pg_roles r ON r.oid = x.grantee
         WHERE p.pronamespace = 'ledger'::regnamespace AND x.grantee <> p.proowner
           AND (r.rolname IS NULL OR r.rolname = 'fund_recipient'
                OR p.prosecdef AND r.rolname NOT IN ('fund_app', 'fund_migrate')
                   AND (r.rolname, p.proname) <> ('fund_sealer', 'write_seal'))
           AND NOT (r.rolname IS NOT NULL AND p.proname = ANY(%(told)s))
         ORDER BY 4
        """,
        told=list(TOLD_OUTSIDE),
    )


@invariant("社外からは自組織の行だけが見える", INSTALLATION)
def outsiders_see_their_own_rows(books: Books) -> Iterable[Finding]:
    """Row security is on wherever fund_recipient may read: its own rows, and cases taken over.

    A layer further right may open the accounts of the cases a company has succeeded to; any other
    policy is a hole. Seals and tree nodes are hashes and counts, which leave the house as anchors.
    """
    return books.find(
        """
        SELECT NULL::int, NULL::bigint, NULL::text, 'ledger.' || c.relname || ' is not fenced'
          FROM pg_class c
         WHERE c.relnamespace = 'ledger'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
           AND c.relname NOT IN ('segment', 'fiscal_period', 'seal', 'tree_node')
           AND has_any_column_privilege('fund_recipient', c.oid, 'SELECT')
           AND (NOT c.relrowsecurity OR 1 <> (
                SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid
                   AND p.polroles && ARRAY[0::oid, 'fund_recipient'::regrole::oid]
                   AND NOT (p.polname = 'succeeded' AND p.polcmd = 'r'
                            AND p.polroles = ARRAY['fund_recipient'::regrole::oid]
                            AND pg_get_expr(p.polqual, p.polrelid) LIKE '%%succeeded_cases()%%'))
                OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid
                   AND pg_get_expr(p.polqual, p.polrelid) LIKE '%%app.organisation%%'
                   AND 'fund_recipient'::regrole = ANY(p.polroles)))
         UNION ALL
        SELECT NULL, NULL, NULL, c.relname || ' is not fenced'
          FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND EXISTS (
               SELECT FROM pg_policy p WHERE p.polrelid = c.oid
                  AND p.polroles && ARRAY[0::oid, 'fund_recipient'::regrole::oid]
                  AND (NOT c.relrowsecurity OR pg_get_expr(p.polqual, p.polrelid) = 'true'))
         ORDER BY 4
        """
    )
