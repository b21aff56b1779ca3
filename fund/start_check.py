"""A process whose database connection could break the books' promises does not start."""

from django.db import connections

MUST_BE_ON = ("fsync", "full_page_writes", "data_checksums", "synchronous_commit")


class UnsafeStart(RuntimeError):
    """The reasons why this process must not serve."""


def refuse_unsafe_start() -> None:
    """Raise UnsafeStart unless every connection this process may open is harmless and durable.

    Harmless: neither a superuser nor above row security, and owning no table, also not through
    another role. Connections are closed again, so that a process may fork afterwards.
    """
    reasons = [reason for alias in connections for reason in reasons_against(alias)]
    connections.close_all()
    if reasons:
        raise UnsafeStart("; ".join(reasons))


def reasons_against(alias: str) -> list[str]:
    """What is wrong with the role or the server behind one alias."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            """
            SELECT current_user, r.rolsuper, r.rolbypassrls, EXISTS (
                       SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p')
                          AND pg_has_role(current_user, c.relowner, 'MEMBER')),
                   ARRAY(SELECT name || ' = ' || current_setting(name)
                           FROM unnest(%s::text[]) AS name
                          WHERE current_setting(name) NOT IN ('on', 'remote_apply'))
              FROM pg_roles r WHERE r.rolname = current_user
            """,
            [list(MUST_BE_ON)],
        )
        role, is_superuser, passes_rows, owns_tables, loose = cursor.fetchone()
    reasons = {
        f"{role} is a superuser": is_superuser,
        f"{role} passes row security": passes_rows,
        f"{role} owns tables": owns_tables and not is_superuser,
    }
    return [*(reason for reason, holds in reasons.items() if holds), *loose]
