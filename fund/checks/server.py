"""The server and the roles: what is acknowledged survives, nobody stands above the guards."""

from collections.abc import Iterable

from fund.checks.registry import INSTALLATION, Books, Finding, invariant
from workflow.machines.moves import all_moves

LOGIN_ROLES = ("fund_app", "fund_recipient", "fund_migrate", "fund_auditor", "fund_sealer")


@invariant("サーバーは確定した記帳を失わない設定で動いている", INSTALLATION)
def settings_keep_what_was_acknowledged(books: Books) -> Iterable[Finding]:
    """fsync, full_page_writes, checksums, synchronous_commit: on for every role; READ COMMITTED."""
    return books.find(
        """
        SELECT NULL::int, NULL::bigint, NULL::text, w.name || ' is ' || current_setting(w.name)
          FROM (VALUES ('fsync'), ('full_page_writes'), ('data_checksums'), ('synchronous_commit'))
               AS w(name)
         WHERE current_setting(w.name) NOT IN ('on', 'remote_apply')
         UNION ALL
        SELECT NULL, NULL, NULL, 'transactions begin ' || current_setting(w.name)
          FROM (VALUES ('default_transaction_isolation')) AS w(name)
         WHERE current_setting(w.name) <> 'read committed'
         UNION ALL
        SELECT NULL, NULL, NULL, coalesce(r.rolname, 'every role') || ' is given ' || setting
          FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole
         CROSS JOIN LATERAL unnest(s.setconfig) AS setting
         WHERE setting ~ '^(synchronous_commit=(off|local|remote_write)|session_replication_role='
                         '|default_transaction_isolation='
                         '|row_security=off|zero_damaged_pages=on|ignore_checksum_failure=on)'
         ORDER BY 4
        """
    )


@invariant("業務の接続役割に特権はない", INSTALLATION)
def login_roles_have_no_power(books: Books) -> Iterable[Finding]:
    """None of the login roles is a superuser, passes row security, makes roles or databases.

    Those that serve make no table either, and nobody was given a setting of the server's.
    """
    return books.find(
        """
        SELECT NULL::int, NULL::bigint, NULL::text, w.name || CASE WHEN r.rolname IS NULL
                   THEN ' does not exist' ELSE ' stands above the guards' END
          FROM unnest(%(roles)s::text[]) AS w(name) LEFT JOIN pg_roles r ON r.rolname = w.name
         WHERE r.rolname IS NULL OR r.rolsuper OR r.rolbypassrls OR r.rolcreaterole
            OR r.rolcreatedb OR r.rolreplication
         UNION ALL
        SELECT NULL, NULL, NULL, r.rolname || ' is a member of ' || g.rolname
          FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
          JOIN pg_roles g ON g.oid = m.roleid
         WHERE r.rolname = ANY(%(roles)s)
           AND (r.rolname, g.rolname) <> ('fund_migrate', 'ledger_owner')
         UNION ALL
        SELECT NULL, NULL, NULL, r.rolname || ' may log in' FROM pg_roles r
         WHERE r.rolname = 'ledger_owner' AND r.rolcanlogin
         UNION ALL
        SELECT NULL, NULL, NULL, r.rolname || ' may make tables' FROM pg_roles r
         WHERE r.rolname = ANY(%(roles)s) AND r.rolname <> 'fund_migrate'
           AND (has_schema_privilege(r.oid, 'public', 'CREATE')
                OR has_database_privilege(r.oid, current_database(), 'CREATE, TEMPORARY'))
         UNION ALL
        SELECT NULL, NULL, NULL, coalesce(r.rolname, 'PUBLIC') || ' may change ' || a.parname
          FROM pg_parameter_acl a CROSS JOIN LATERAL aclexplode(a.paracl) x
          LEFT JOIN pg_roles r ON r.oid = x.grantee
         WHERE r.rolname IS NULL OR r.rolname = ANY(%(roles)s)
         ORDER BY 4
        """,
        roles=list(LOGIN_ROLES),
    )


@invariant("状態遷移の表は手続の状態機械と一致する", INSTALLATION)
def state_moves_are_the_machines(books: Books) -> Iterable[Finding]:
    """The database lets through exactly the moves the machines know."""
    stored = {
        tuple(row) for row in books.rows("SELECT machine, source, target FROM workflow_statemove")
    }
    for machine, source, target in sorted(stored ^ all_moves()):
        where = "the table" if (machine, source, target) in stored else "the machine"
        yield Finding(None, None, None, f"{machine}: {source} → {target} stands only in {where}")
