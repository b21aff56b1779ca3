"""The lawful deeds of the acts that mirror METI's side, in the world of the stage."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from grants.acts.answer_consultation import Answer, answer_consultation
from grants.acts.decide_revocation_ground import decide_revocation_ground
from grants.acts.file_core_technology_consultation import (
    ConsultationPaper,
    file_core_technology_consultation,
)
from grants.acts.judge_checklist_item import Judgement, judge_checklist_item
from grants.acts.record_change_application import record_change_application
from grants.acts.record_change_certification import PlanChange, record_change_certification
from grants.acts.record_change_order import record_change_order
from grants.acts.record_minor_change_notice import record_minor_change_notice
from grants.acts.record_plan_end import record_plan_end
from grants.acts.record_production_start import record_production_start
from grants.acts.record_revocation import record_revocation
from grants.acts.record_yearly_check import YearlyCheck, record_yearly_check
from grants.acts.refuse_payment import refuse_payment
from grants.acts.release_hold import release_hold
from grants.checklist import Verdict
from grants.core_technology import Conduct, PlannedConduct
from grants.models import CoreTechnologyConsultation, PaymentHold
from grants.models.plan import CheckOutcome
from grants.plan_notices import MetiNotice
from grants.revocation import NO_LONGER_FIT, NOT_CARRIED_OUT
from tests.deeds import Deed, deed, perform
from tests.grants.stage import StagedWorld
from tests.grants.world import GRANT_YEN, unique

CHANGE = PlanChange("蓄電池", "生産能力の拡大（増強）", 3 * GRANT_YEN)


def notice(world: StagedWorld) -> MetiNotice:
    """A notice of METI of today, with its reasons."""
    return MetiNotice(unique("製局"), world.today, "取組が行われていないため。")


def plan(world: StagedWorld) -> UUID:
    """The plan of a case that runs."""
    return world.case("RUNNING").grant.plan_id


def filed(world: StagedWorld) -> Deed:
    """A company means to disclose its technology abroad."""
    pk = plan(world)
    planned = PlannedConduct(
        Conduct.DISCLOSE, world.today + timedelta(days=90), is_under_foreign_influence=True
    )
    paper = ConsultationPaper("電極の塗工技術", "架空国の架空社", planned)
    return deed(file_core_technology_consultation, pk, world.company.organisation, paper)


def answered(world: StagedWorld) -> Deed:
    """METI lets it pass."""
    record = perform(world, filed(world))
    consultation = CoreTechnologyConsultation.objects.get(pk=record.subject_id)
    given = Answer("CLEARED", unique("製局"), world.today, "差し支えない。")
    return deed(answer_consultation, consultation.pk, given)


def revoked(world: StagedWorld, basis: str) -> UUID:
    """METI took the certification back; the plan."""
    pk = plan(world)
    perform(world, deed(record_revocation, pk, notice(world), basis))
    return pk


def ground(world: StagedWorld) -> Deed:
    """The director says what the revocation means for the grant."""
    revoked(world, NOT_CARRIED_OUT)
    return deed(decide_revocation_ground, world.case("RUNNING").pk, "ART17_1", "条件違反のため。")


def hold_released(world: StagedWorld) -> Deed:
    """METI certified what it had ordered to be changed."""
    pk = plan(world)
    perform(world, deed(record_change_order, pk, notice(world), date(2025, 9, 30)))
    perform(world, deed(record_change_certification, pk, notice(world), CHANGE, ()))
    hold = PaymentHold.objects.get(plan=pk)
    return deed(release_hold, hold.pk, "変更認定を確認した。")


def judged(world: StagedWorld) -> Deed:
    """The officer judges one item of the checklist."""
    given = Judgement("L1", "供給確保計画書", "12頁", (), Verdict.MET, "資料で確認した。")
    return deed(judge_checklist_item, world.case("UNDER_REVIEW").pk, given)


def checked(world: StagedWorld) -> Deed:
    """The plan was found carried out."""
    pk = plan(world)
    given = YearlyCheck(2025, world.today, CheckOutcome.CARRIED_OUT, "確認した。", "電池産業室")
    return deed(record_yearly_check, pk, given)


DEEDS: dict[str, Callable[[StagedWorld], Deed]] = {
    "answer_consultation": answered,
    "decide_revocation_ground": ground,
    "file_core_technology_consultation": filed,
    "judge_checklist_item": judged,
    "record_change_application": lambda w: deed(record_change_application, plan(w), notice(w)),
    "record_change_certification": lambda w: deed(
        record_change_certification, plan(w), notice(w), CHANGE, ()
    ),
    "record_change_order": lambda w: deed(
        record_change_order, plan(w), notice(w), date(2025, 9, 30)
    ),
    "record_minor_change_notice": lambda w: deed(
        record_minor_change_notice, plan(w), notice(w), "代表者の変更"
    ),
    "record_plan_end": lambda w: deed(record_plan_end, plan(w), notice(w), w.today),
    "record_production_start": lambda w: deed(
        record_production_start, plan(w), w.today, "生産開始届 1頁"
    ),
    "record_revocation": lambda w: deed(record_revocation, plan(w), notice(w), NO_LONGER_FIT),
    "record_yearly_check": checked,
    "refuse_payment": lambda w: deed(refuse_payment, w.case("claimed").payment, "重複のため。"),
    "release_hold": hold_released,
}
