"""A subject in each state of each machine, brought there on the stage by real acts."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Model

from grants.acts.answer_consultation import Answer
from grants.models import (
    Asset,
    CoreTechnologyConsultation,
    Demand,
    Grant,
    Payment,
    Plan,
    Question,
    RefundOrder,
)
from tests.deeds import Deed, deed, perform
from tests.grants import plan_deeds
from tests.grants.acts import (
    test_answer_question,
    test_approve_disposal,
    test_approve_waiver,
    test_begin_compulsory_collection,
    test_close_question,
    test_propose_disposal,
    test_receive_refund,
    test_receive_return,
    test_record_failed_payment,
    test_release_asset,
    test_request_disposal,
)
from tests.grants.stage import StagedWorld
from tests.grants.world import MILLION, Case
from workflow.machines.grant import GrantState

Scene = Callable[[StagedWorld], UUID]
Lawful = Callable[[StagedWorld], Deed]


def cancelled_in_part(case: Case, on: date) -> Case:
    """Ten of 120 million are cancelled."""
    return case.propose_cancellation(10 * MILLION, on=on).cancel(on=on)


def partly_cancelled(world: StagedWorld) -> UUID:
    """A running case of which the smaller part was cancelled, with nothing paid."""
    return cancelled_in_part(world.case("told to comply"), date(2025, 7, 2)).pk


def closed(world: StagedWorld) -> UUID:
    """The one in monitoring, years later: the only scene of a grant that takes another's place."""
    return world.force(world.case("MONITORING"), "CLOSED").pk


def payment(situation: str) -> Scene:
    """The payment of a case of the stage."""

    def found(world: StagedWorld) -> UUID:
        pk = world.case(situation).payment
        assert pk is not None
        return pk

    return found


def order(situation: str) -> Scene:
    """The refund order of a case of the stage."""
    return lambda world: world.case(situation).order.pk


def standing(state: str) -> Scene:
    """The case of the stage in a state."""
    return lambda world: world.case(state).pk


def plan(world: StagedWorld) -> UUID:
    """The plan of the running case."""
    return world.case("RUNNING").grant.plan_id


def subject_of(doing: Deed) -> UUID:
    """What a deed is done to."""
    found = doing.args[0]
    assert isinstance(found, UUID)
    return found


def before(lawful: Lawful) -> Scene:
    """The subject of a deed, not yet done."""

    def found(world: StagedWorld) -> UUID:
        return subject_of(lawful(world))

    return found


def after(lawful: Lawful) -> Scene:
    """The subject of a deed, done."""

    def done(world: StagedWorld) -> UUID:
        doing = lawful(world)
        perform(world, doing)
        return subject_of(doing)

    return done


def answered(outcome: str) -> Scene:
    """A consultation with METI's answer."""

    def told(world: StagedWorld) -> Deed:
        asked = plan_deeds.answered(world)
        given = Answer(outcome, "製局第9号", world.today, "回答のとおり。")
        return deed(asked.act, asked.args[0], given)

    return after(told)


def waived(world: StagedWorld) -> UUID:
    """Nothing is left of the charges but what was waived: a state that ends the order."""
    pk = after(test_approve_waiver.lawful)(world)
    RefundOrder.objects.filter(pk=pk).update(state="WAIVED")
    return pk


def disposed(world: StagedWorld) -> UUID:
    """The sum to return for the disposal has arrived."""
    perform(world, test_receive_return.lawful(world))
    return Asset.objects.get(grant=world.case("SETTLED").pk).pk


def released(world: StagedWorld) -> UUID:
    """The restriction ended; the day after."""
    pk = after(test_release_asset.lawful)(world)
    world.today += timedelta(days=1)
    return pk


SCENES: dict[type[Model], dict[str, Scene]] = {
    Plan: {
        "CERTIFIED": plan,
        "CHANGE_PENDING": after(plan_deeds.DEEDS["record_change_application"]),
        "CHANGED": after(plan_deeds.DEEDS["record_change_certification"]),
        "CHANGE_ORDERED": after(plan_deeds.DEEDS["record_change_order"]),
        "REVOKED": after(plan_deeds.DEEDS["record_revocation"]),
        "ENDED": after(plan_deeds.DEEDS["record_plan_end"]),
    },
    CoreTechnologyConsultation: {
        "OPEN": before(plan_deeds.answered),
        **{outcome: answered(outcome) for outcome in ("CLEARED", "CONDITIONAL", "OBJECTED")},
    },
    Grant: {
        **{state: standing(state) for state in GrantState},
        "PARTLY_CANCELLED": partly_cancelled,
        "CLOSED": closed,
    },
    Payment: {
        "REQUESTED": payment("claimed"),
        "CHECKED": payment("checked"),
        "APPROVED": payment("approved"),
        "FILE_SENT": payment("instructed"),
        "CONFIRMED": payment("advanced"),
        "FAILED": after(test_record_failed_payment.lawful),
        "REFUSED": after(plan_deeds.DEEDS["refuse_payment"]),
    },
    RefundOrder: {
        "ORDERED": order("ordered"),
        "PART_PAID": after(test_receive_refund.lawful),
        "PRINCIPAL_PAID": order("principal paid"),
        "CHARGES_BILLED": order("billed"),
        "CLEARED": order("cleared"),
        "OVERDUE": order("overdue"),
        "COMPULSORY": after(test_begin_compulsory_collection.lawful),
        "WAIVED": waived,
    },
    Asset: {
        "RESTRICTED": before(test_request_disposal.lawful),
        "DISPOSAL_REQUESTED": before(test_propose_disposal.lawful),
        "APPROVED": after(test_approve_disposal.lawful),
        "DISPOSED": disposed,
        "RELEASED": released,
    },
    Question: {
        "ASKED": lambda world: test_answer_question.asked(world).pk,
        "ANSWERED": lambda world: test_answer_question.answered(world).pk,
        "CLOSED": after(test_close_question.lawful),
    },
    Demand: {
        "DEMANDED": before(test_receive_return.lawful),
        "PAID": after(test_receive_return.lawful),
    },
}
