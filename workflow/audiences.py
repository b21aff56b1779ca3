"""Which pages a person's roles open: one audience per address prefix, each behind one door."""

from collections.abc import Iterable

from workflow.models import Role

OFFICER, AUDITOR, METI, RECIPIENT, PUBLIC = "officer", "auditor", "meti", "recipient", "public"
# Who only looks: a request that could change something does not reach a page of theirs.
READ_ONLY = frozenset({AUDITOR, METI, PUBLIC})
AUDIENCES_OF_DOOR = {"inside": (OFFICER, AUDITOR, METI), "outside": (RECIPIENT,)}

# The system's own account acts when a day has come; no page is open to it.
NOBODY = ""

_OF_ROLE: dict[str, str] = {
    Role.DEADLINE_KEEPER: NOBODY,
    Role.INTERNAL_AUDITOR: AUDITOR,
    Role.EXTERNAL_AUDITOR: AUDITOR,
    Role.METI_VIEWER: METI,
    Role.RECIPIENT_WRITER: RECIPIENT,
    Role.RECIPIENT_RELEASER: RECIPIENT,
    Role.RECIPIENT_ACCOUNTANT: RECIPIENT,
    Role.RECIPIENT_VIEWER: RECIPIENT,
}


def audience_of_role(role: str) -> str:
    """The audience a role belongs to; whoever works at NEDO is an officer."""
    return _OF_ROLE.get(role, OFFICER)


def audiences_of(roles: Iterable[str], door: str) -> list[str]:
    """The audiences these roles open at a door, in the door's order; empty for strangers."""
    held = {audience_of_role(role) for role in roles}
    return [audience for audience in AUDIENCES_OF_DOOR[door] if audience in held]
