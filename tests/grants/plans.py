"""Certified plans for tests: METI's notices, cases under one plan, claims for the bank."""

import itertools
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from config.demo import office
from config.demo.office import MILLION, Project
from config.demo.people import Company
from grants.acts.approve_payment import approve_payment
from grants.acts.check_payment import check_payment
from grants.acts.claim_payment import claim_payment
from grants.acts.record_certification import Certification, record_certification
from grants.acts.start_grant import start_grant
from grants.checklist import Fact
from grants.models import Grant, Payment, Plan
from grants.models.payment import PaymentKind
from grants.plan_notices import MetiNotice
from tests.grants.world import World, unique
from tests.reports.world import PaperWorld, a_project, company
from workflow.models import ActRecord, Obligation

OLD_TEXT, NEW_TEXT = date(2023, 1, 19), date(2024, 3, 26)
# Facts under which every item of the newer text is met or does not apply.
FITTING: dict[str, Fact] = {
    "item": "部素材", "installs_equipment": True, "develops_technology": True,
    "building_only_as_needed": True, "systems_directly_needed": True,
    "uses_installed_equipment": True, "development_purpose": "製造工程の脱炭素化",
    "differs_in_structure": False, "energy_density_wh_per_l": 720, "benchmark_wh_per_l": 700,
    "capacity_added_mwh": 5_000, "reckons_cfp": True, "reports_cfp": True,
    "promotes_supply_chain_gx": True, "in_gx_league": True, "has_roadmap": True,
    "board_resolved_on": date(2024, 5, 20), "plan_applied_on": date(2024, 6, 3),
    "has_supply_plan": True, "complies_with_law": True, "has_bcp": True,
    "has_cyber_measures": True, "makes_stationary_systems": False,
    "production_starts_on": date(2026, 4, 1), "plan_ends_on": date(2031, 4, 1),
    "has_people": True, "funding_is_sound": True, "manages_information": True,
    "core_technology_named": True, "access_is_limited": True, "employees_are_bound": True,
    "partners_hold_core_technology": False, "consults_beforehand": True,
    "is_joint_in_one_trade": False,
}  # fmt: skip
CERTIFIED_ON = date(2023, 6, 16)
R = TypeVar("R", bound=Model)
_numbers = itertools.count(1)


class PlanWorld(PaperWorld):
    """A world with a company, whose acts need no key."""

    def __init__(self, segment: int) -> None:
        """Settle the company; the day is the certification's."""
        super().__init__(segment)
        self.company = company()
        self.today = CERTIFIED_ON

    def act(self, act: Any, *args: Any, by: Any = "aoki", key: str = "") -> ActRecord:
        """Perform an act today; returns its record."""
        actor = self.people[by] if isinstance(by, str) else by
        record = act(
            *args, actor=actor, now=self.now, key=f"{self.run}:{key or f'act-{next(_numbers)}'}"
        )
        assert isinstance(record, ActRecord)
        return record

    def certification(self, **changes: Any) -> Certification:
        """METI's notice of today, under the older text."""
        number = f"{self.run}-{next(_numbers)}"
        given = Certification(
            segment=self.segment, number=f"計画-{number}", notice_number=f"認定-{number}",
            notice_on=self.today, certified_on=self.today, policy_version=OLD_TEXT,
            item="部素材", title="部素材の生産", ceiling_yen=10_000 * MILLION,
        )  # fmt: skip
        return replace(given, **changes)

    def plan(self, *companies: Company, **changes: Any) -> Plan:
        """A certified plan of these companies (the world's own unless given)."""
        parties = [c.organisation for c in companies or (self.company,)]
        record = self.act(record_certification, self.certification(**changes), parties)
        return Plan.objects.get(pk=record.subject_id)

    def notice(self, reason: str = "計画に従った取組が行われていないため。") -> MetiNotice:
        """A notice of METI of today."""
        return MetiNotice(f"通知-{self.run}-{next(_numbers)}", self.today, reason)

    def under_review(self, plan: Plan, project: Project | None = None) -> UUID:
        """A case that an officer examines."""
        project = project or a_project()
        grant = office.apply(self, self.company, project, plan.pk)
        office.begin(self, project, grant)
        return grant

    def running(self, plan: Plan) -> UUID:
        """A case from its application to its start, all today: 600 million yen."""
        project = replace(a_project(), facts=FITTING)
        grant = office.apply(self, self.company, project, plan.pk)
        office.examine(self, project, grant)
        office.decide(self, project, grant)
        self.act(start_grant, grant, self.today)
        office.inspect(self, project, grant, 1, (800 * MILLION, 400 * MILLION))
        return grant

    def claimed(self, grant: UUID, yen: int) -> Payment:
        """A claim of today."""
        record = self.act(
            claim_payment, grant, PaymentKind.ADVANCE, yen, by=self.company.accountant
        )
        return Payment.objects.get(pk=record.subject_id)

    def approved(self, grant: UUID, yen: int) -> Payment:
        """A payment in the run: checked and approved, not yet with the bank."""
        payment = self.claimed(grant, yen)
        self.act(check_payment, payment.pk, by="fukuda")
        self.act(approve_payment, payment.pk, 1, self.today, by="goto")
        return again(payment)

    def paid(self, grant: UUID, yen: int) -> Payment:
        """A payment confirmed by the bank today."""
        project = a_project()
        payment = office.claim(self, self.company, project, grant, 1, yen)
        office.confirm(self, project, payment, 1)
        return Payment.objects.get(pk=payment)


def notice_to(world: World) -> MetiNotice:
    """A notice of METI that reaches a world today."""
    return MetiNotice(unique("通知"), world.today, "計画に従った取組が行われていないため。")


def again(row: R) -> R:
    """The row as it stands now; a machine's row cannot be refreshed in place."""
    return type(row)._default_manager.get(pk=row.pk)


def duties_of(subject: Any, **wanted: Any) -> list[Obligation]:
    """The duties of a subject, by due date."""
    return list(Obligation.objects.filter(subject_id=subject.pk, **wanted).order_by("due_on"))


def the_grant(pk: UUID) -> Grant:
    """The grant as it stands."""
    return Grant.objects.get(pk=pk)
