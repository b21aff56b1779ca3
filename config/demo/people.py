"""The demonstration's people: real roles at NEDO, METI and the auditors, fictional companies."""

import uuid
from dataclasses import dataclass
from datetime import date

from workflow.corporate_number import fictional_number
from workflow.models import Membership, Organisation, Person, Role
from workflow.models.person import OrganisationKind

BEGINNING = date(2023, 1, 1)
# Ids and addresses are made from names, so that two runs of the story agree.
NAMESPACE = uuid.UUID("6f0e3b4a-6a52-4d0c-9f2b-2e4b2a1d9c10")

BODIES = {
    "nedo": (OrganisationKind.NEDO, "新エネルギー・産業技術総合開発機構", "2020005008480"),
    "meti": (OrganisationKind.METI, "経済産業省", "4000012090001"),
    "audit": (OrganisationKind.AUDIT, "会計検査院", "6000012150001"),
}
INSIDE: dict[str, tuple[str, str, str, tuple[Role, ...]]] = {
    "aoki": ("nedo", "青木 恵", "あおき めぐみ", (Role.CASE_OFFICER,)),
    "baba": ("nedo", "馬場 健", "ばば けん", (Role.SECTION_CHIEF,)),
    "chiba": ("nedo", "千葉 亮子", "ちば りょうこ", (Role.DEPARTMENT_DIRECTOR,)),
    "doi": ("nedo", "土井 正", "どい ただし", (Role.EXECUTIVE,)),
    "eto": ("nedo", "江藤 直樹", "えとう なおき", (Role.INSPECTOR,)),
    "fukuda": ("nedo", "福田 彩", "ふくだ あや", (Role.ACCOUNTING_CLERK,)),
    "goto": ("nedo", "後藤 誠", "ごとう まこと", (Role.ACCOUNTING_APPROVER,)),
    "hashimoto": ("nedo", "橋本 結", "はしもと ゆい", (Role.CASHIER,)),
    "ikeda": ("nedo", "池田 学", "いけだ まなぶ", (Role.TREASURY_MANAGER,)),
    "jojima": ("nedo", "城島 誠司", "じょうじま せいじ", (Role.INTERNAL_AUDITOR,)),
    "kudo": ("meti", "工藤 梓", "くどう あずさ", (Role.METI_VIEWER,)),
    "mizuno": ("audit", "水野 秀", "みずの すぐる", (Role.EXTERNAL_AUDITOR,)),
}
COMPANY_ROLES = (
    ("releaser", "責任者", (Role.RECIPIENT_RELEASER,)),
    ("writer", "報告担当", (Role.RECIPIENT_WRITER,)),
    ("accountant", "経理責任者", (Role.RECIPIENT_ACCOUNTANT,)),
)


@dataclass(frozen=True)
class Company:
    """A fictional recipient and its people by role: releaser, writer, accountant."""

    code: str
    organisation: Organisation
    releaser: Person
    writer: Person
    accountant: Person


def settle_inside() -> dict[str, Person]:
    """The people inside, by short name. Settling them twice is one effect."""
    bodies = {
        code: _organisation(kind, name, number, is_fictional=False)
        for code, (kind, name, number) in BODIES.items()
    }
    return {
        short: _person(f"{short}@{body}.example.jp", name, kana, bodies[body], roles)
        for short, (body, name, kana, roles) in INSIDE.items()
    }


def settle_company(code: str, serial: int, name: str, *, is_small: bool = False) -> Company:
    """A fictional company with one person a role; its number fails the check digit on purpose."""
    organisation = _organisation(
        OrganisationKind.RECIPIENT, name, fictional_number(serial), is_fictional=True
    )
    Organisation.objects.filter(pk=organisation.pk).update(is_small=is_small)
    people = {
        role: _person(
            f"{role}@{code.lower()}.example.jp", f"{name[4:]} {label}", "", organisation, roles
        )
        for role, label, roles in COMPANY_ROLES
    }
    return Company(code, organisation, **people)


def _organisation(kind: str, name: str, number: str, *, is_fictional: bool) -> Organisation:
    return Organisation.objects.get_or_create(
        id=uuid.uuid5(NAMESPACE, number),
        defaults={
            "kind": kind,
            "name": name,
            "corporate_number": number,
            "is_fictional": is_fictional,
            "address": "東京都千代田区架空町1-1" if is_fictional else "",
            "representative": "代表取締役社長 架空 一郎" if is_fictional else "",
        },
    )[0]


def _person(
    email: str, name: str, kana: str, organisation: Organisation, roles: tuple[Role, ...]
) -> Person:
    # "!" is no hash: nobody logs in with a password; the demonstration's panel is the way in.
    person, _ = Person.objects.get_or_create(
        id=uuid.uuid5(NAMESPACE, email),
        defaults={"email": email, "name": name, "kana": kana, "password": "!"},
    )
    for role in roles:
        Membership.objects.get_or_create(
            id=uuid.uuid5(NAMESPACE, f"{email} {role}"),
            defaults={
                "person": person,
                "organisation": organisation,
                "role": role,
                "valid_from": BEGINNING,
            },
        )
    return person
