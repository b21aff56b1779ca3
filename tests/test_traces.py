"""What looks for traces finds them: a new row, a changed one, also of an old transaction."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from uuid import UUID

import pytest
from django.db import transaction

from grants.models import BudgetLine
from tests.grants.stage import Stage
from tests.people import new_company
from tests.traces import nothing_changes
from workflow.models import Organisation

CHANGES: dict[str, Callable[[UUID], object]] = {
    "new": lambda pk: new_company("乙電池"),
    "changed": lambda pk: Organisation.objects.filter(pk=pk).update(name="丙電池"),
    "written again": lambda pk: Organisation.objects.filter(pk=pk).update(name="甲電池"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("inside", [transaction.atomic, nullcontext])
@pytest.mark.django_db
def test_a_change_is_found(
    change: str, inside: Callable[[], AbstractContextManager[object]]
) -> None:
    company = new_company("甲電池").organisation
    with pytest.raises(AssertionError, match="organisation"), nothing_changes(), inside():
        CHANGES[change](company.pk)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.django_db
def test_what_was_tried_and_undone_is_no_change(change: str) -> None:
    company = new_company("甲電池").organisation
    with nothing_changes(), transaction.atomic():
        CHANGES[change](company.pk)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", ["丙電池", "甲電池"])
def test_a_row_committed_long_before_is_not_written_again_unseen(
    name: str, committed: None
) -> None:
    company = new_company("甲電池").organisation
    new_company("乙電池")
    with nothing_changes():
        assert Organisation.objects.get(pk=company.pk).name == "甲電池"
    with pytest.raises(AssertionError, match="workflow_organisation"), nothing_changes():
        Organisation.objects.filter(pk=company.pk).update(name=name)


@pytest.mark.django_db
def test_a_deleted_row_is_missed(stage: Stage) -> None:
    lines = BudgetLine.objects.filter(grant=stage.marks["DRAFT"].pk)
    with pytest.raises(AssertionError, match="budgetline"), nothing_changes():
        lines.delete()
