"""People and companies for tests: unique each time, so that committed ones never meet."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflow.authority import home_of
from workflow.corporate_number import fictional_number
from workflow.models import Membership, Organisation, Person, Role
from workflow.models.person import OrganisationKind

BEGINNING = date(2023, 4, 1)
RECIPIENT_ROLES = (
    Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER, Role.RECIPIENT_ACCOUNTANT,
    Role.RECIPIENT_VIEWER,
)  # fmt: skip
INSIDE_ROLES = tuple(role for role in Role if role not in RECIPIENT_ROLES)


@dataclass(frozen=True)
class Company:
    """A fictional recipient with one person a role."""

    organisation: Organisation
    people: Mapping[Role, Person]

    @property
    def releaser(self) -> Person:
        return self.people[Role.RECIPIENT_RELEASER]

    @property
    def writer(self) -> Person:
        return self.people[Role.RECIPIENT_WRITER]

    @property
    def accountant(self) -> Person:
        return self.people[Role.RECIPIENT_ACCOUNTANT]


def new_organisation(kind: OrganisationKind, name: str) -> Organisation:
    """A fictional body of a kind with a number of its own."""
    return Organisation.objects.create(
        kind=kind,
        name=name,
        corporate_number=fictional_number(uuid.uuid4().int % 10**9),
        is_fictional=True,
    )


def hire(organisation: Organisation, *roles: Role, until: date | None = None) -> Person:
    """Somebody new who holds the roles there."""
    person = Person.objects.create(
        email=f"{uuid.uuid4()}@example.jp", name=f"試験 {roles[0].label}", password="!"
    )
    for role in roles:
        Membership.objects.create(
            person=person,
            organisation=organisation,
            role=role,
            valid_from=BEGINNING,
            valid_until=until,
        )
    return person


def hire_inside() -> dict[Role, Person]:
    """One person for each role inside, at NEDO, METI and the auditors."""
    homes = {
        kind: new_organisation(kind, f"試験{kind.label}")
        for kind in (OrganisationKind.NEDO, OrganisationKind.METI, OrganisationKind.AUDIT)
    }
    return {role: hire(homes[home_of(role)], role) for role in INSIDE_ROLES}


def new_company(name: str) -> Company:
    """A recipient and its people."""
    organisation = new_organisation(OrganisationKind.RECIPIENT, name)
    return Company(organisation, {role: hire(organisation, role) for role in RECIPIENT_ROLES})
