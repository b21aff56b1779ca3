"""The actor of what falls due by itself: it does its acts on a day, and never logs in."""

import uuid
from datetime import date

from workflow.corporate_number import fictional_number
from workflow.models import Membership, Organisation, Person, Role
from workflow.models.person import OrganisationKind

ROBOT = uuid.UUID("0d0e5a2c-8f1b-4c55-9a57-6a1f5d3b7c01")
_NUMBER = fictional_number(100_000_001)


def settle_robot() -> None:
    """Write the system's own person and its one role. Owner only; twice is one effect."""
    home, _ = Organisation.objects.using("owner").get_or_create(
        id=ROBOT,
        defaults={
            "kind": OrganisationKind.NEDO,
            "name": "安定供給確保支援基金システム",
            "corporate_number": _NUMBER,
            "is_fictional": True,
        },
    )
    # "!" is no hash: no password opens this account.
    person, _ = Person.objects.using("owner").get_or_create(
        id=ROBOT,
        defaults={
            "email": "deadlines@fund.invalid",
            "name": "期限管理（自動処理）",
            "password": "!",
        },
    )
    Membership.objects.using("owner").get_or_create(
        id=ROBOT,
        defaults={
            "person": person,
            "organisation": home,
            "role": Role.DEADLINE_KEEPER,
            "valid_from": date(2022, 4, 1),
        },
    )


def robot() -> Person:
    """The person that acts when a day has come."""
    return Person.objects.get(pk=ROBOT)
