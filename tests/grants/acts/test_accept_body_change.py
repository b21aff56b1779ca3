"""変更届の受理: the register follows, once; what was notified stands."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from grants.acts.accept_body_change import accept_body_change
from grants.models import BodyChange
from tests.deeds import Deed, deed, perform, refusal, told
from tests.grants.acts.test_notify_body_change import GIVEN
from tests.grants.acts.test_notify_body_change import lawful as notified
from tests.grants.stage import StagedWorld

DAY = date(2025, 9, 18)


def lawful(world: StagedWorld) -> Deed:
    """The officer compared it with the register of companies."""
    record = perform(world, notified(world))
    return deed(accept_body_change, BodyChange.objects.get(grant=record.subject_id).pk, on=DAY)


def test_the_company_is_called_so_from_now_on(world: StagedWorld) -> None:
    doing = lawful(world)
    record = perform(world, doing)
    organisation = world.case("advanced").grant.organisation
    assert (organisation.name, organisation.address) == (GIVEN.name, GIVEN.address)
    assert told(record) == {"body_change_accepted": 2}
    assert set(refusal(world, accept_body_change, doing.args[0], on=DAY)) == {"accepted"}


def test_what_was_notified_stands(world: StagedWorld) -> None:
    pk = lawful(world).args[0]
    with pytest.raises(IntegrityError, match="stands as filed"), transaction.atomic():
        BodyChange.objects.filter(pk=pk).update(evidence="別の書類")
