"""What the server could be given beside ours that goes around the guards, and was not.

A server of somebody else's (a managed one) has roles and standbys of its own: the operator names
those to answer for in `FUND_ACCEPTED`; the server's first superuser is always there.
"""

from collections.abc import Iterable

from django.conf import settings

from fund.checks.registry import INSTALLATION, Books, Finding, invariant

_UNACCEPTED = " (not named in FUND_ACCEPTED)"
# What `privileges.sql` gives on whatever is made later: maker, schema, kind (r tables, S sequences,
# f functions), to whom, what. The makers' own rights say that nobody else may run a new function.
GIVEN_LATER = frozenset(
    {
        ("fund_migrate", "public", "r", "fund_app", "SELECT"),
        ("fund_migrate", "public", "r", "fund_app", "INSERT"),
        ("fund_migrate", "public", "r", "fund_app", "UPDATE"),
        ("fund_migrate", "public", "r", "fund_auditor", "SELECT"),
        ("fund_migrate", "public", "S", "fund_app", "USAGE"),
        ("fund_migrate", "public", "S", "fund_app", "SELECT"),
        ("fund_migrate", "every schema", "f", "fund_migrate", "EXECUTE"),
        ("ledger_owner", "every schema", "f", "ledger_owner", "EXECUTE"),
    }
)


@invariant("防護の上に立つ役割は、初期の管理者と運用者が認めたものだけである", INSTALLATION)
def nobody_else_stands_above_the_guards(books: Books) -> Iterable[Finding]:
    """Who may log in as a superuser, pass row security or replicate: the first superuser and those
    the operator accepts. Of the service's own roles none: `login_roles_have_no_power`."""
    # 10 is the superuser made with the cluster, whatever its name.
    return books.find(
        """
        SELECT NULL::int, NULL::bigint, NULL::text, r.rolname || CASE
                   WHEN r.rolsuper THEN ' is a superuser'
                   WHEN r.rolbypassrls THEN ' passes row security'
                   ELSE ' may replicate' END || %(unaccepted)s
          FROM pg_roles r
         WHERE r.rolcanlogin AND (r.rolsuper OR r.rolbypassrls OR r.rolreplication)
           AND r.oid <> 10 AND NOT r.rolname = ANY(%(accepted)s) ORDER BY 4
        """,
        accepted=list(settings.ACCEPTED),
        unaccepted=_UNACCEPTED,
    )


@invariant("型変換は製品のものだけである", INSTALLATION)
def no_cast_was_added(books: Books) -> Iterable[Finding]:
    """No cast but PostgreSQL's and its extensions': one of another's runs inside our statements."""
    # Whatever is numbered from 16384 on was not there when the cluster was made.
    return books.find(
        """
        SELECT NULL::int, NULL::bigint, NULL::text, 'cast from '
               || format_type(c.castsource, NULL) || ' to ' || format_type(c.casttarget, NULL)
          FROM pg_cast c
         WHERE c.oid >= 16384 AND NOT EXISTS (
               SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass
                  AND d.objid = c.oid AND d.deptype = 'e') ORDER BY 4
        """
    )


@invariant("データベースの内容を運び出す複製の設定はない", INSTALLATION)
def nothing_carries_the_rows_away(books: Books) -> Iterable[Finding]:
    """No publication, no subscription, and no replication slot but those the operator accepts.

    A slot without a database is a standby's or a backup's and carries everything.
    """
    return books.find(
        """
        SELECT NULL::int, NULL::bigint, NULL::text, 'publication ' || pubname
          FROM pg_publication
         UNION ALL
        SELECT NULL, NULL, NULL, 'subscription ' || s.subname FROM pg_subscription s
          JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database()
         UNION ALL
        SELECT NULL, NULL, NULL, 'replication slot ' || slot_name || %(unaccepted)s
          FROM pg_replication_slots
         WHERE coalesce(database, current_database()) = current_database()
           AND NOT slot_name = ANY(%(accepted)s) ORDER BY 4
        """,
        accepted=list(settings.ACCEPTED),
        unaccepted=_UNACCEPTED,
    )


@invariant("新しく作られるものに与えられる権限は公開されたとおりである", INSTALLATION)
def new_objects_are_given_as_released(books: Books) -> Iterable[Finding]:
    """ALTER DEFAULT PRIVILEGES of the two roles that make our tables and functions: none more, none
    less. Nobody else makes anything here."""
    rows = books.rows(
        """
        SELECT pg_get_userbyid(d.defaclrole)::text, coalesce(n.nspname::text, 'every schema'),
               d.defaclobjtype::text, coalesce(r.rolname::text, 'PUBLIC'), x.privilege_type
          FROM pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) x
          LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
          LEFT JOIN pg_roles r ON r.oid = x.grantee
         WHERE d.defaclrole IN (SELECT oid FROM pg_roles
                                 WHERE rolname IN ('fund_migrate', 'ledger_owner'))
        """
    )
    given = set(rows)
    for maker, schema, kind, role, right in sorted(given ^ GIVEN_LATER):
        verb = "is" if (maker, schema, kind, role, right) in given else "is no longer"
        what = f"{role} {verb} given {right} on what {maker} makes later ({kind}, {schema})"
        yield Finding(None, None, None, what)
