"""Reports behind the outside door's own database role: one's own rows, and nothing NEDO decides."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connections, transaction
from django.db.backends.utils import CursorWrapper

from config.testing.fixtures import HOUSE
from tests.grants.stage import Stage, StagedWorld
from tests.reports.filing import PDF, Filing, begun, received
from workflow.models import Organisation

OF_A_REPORT = {
    "reports_report": "id", "reports_reportdraft": "report_id", "reports_reportfile": "report_id",
    "reports_filing": "report_id", "workflow_upload": "subject_id",
    "workflow_evidence": "subject_id",
}  # fmt: skip


@dataclass
class Outside:
    """A filed and returned report, seen through the recipients' connection."""

    filing: Filing
    cursor: CursorWrapper
    own: Organisation
    other: Organisation

    def enter(self, organisation: Organisation) -> None:
        """Who asks, as the outside door tells the database."""
        self.cursor.execute(
            "SELECT set_config('app.organisation', %s, true)", [str(organisation.pk)]
        )

    def refused(self, sql: str, *values: str | UUID) -> str:
        """What the database says against a statement."""
        with pytest.raises(DatabaseError) as refused, transaction.atomic(using="recipient"):
            self.cursor.execute(sql, values)
        return str(refused.value)


@pytest.fixture(scope="module")
def returned(stage: Stage) -> Callable[[], Filing]:
    """One committed report with a file, filed and sent back, and one upload half sent."""
    made: list[Filing] = []

    def once() -> Filing:
        if not made:
            world = StagedWorld(**vars(stage.world), stage=stage)
            # Of a kind of its own: it stays, and would be the one before in other tests.
            filing = begun(world, "FY_END", period="外側").complete()
            filing.attach()
            filing.release().send_back()
            received(filing, PDF + b"unfinished", "途中.pdf")
            made.append(filing)
        return made[0]

    return once


@pytest.fixture
def outside(committed: None, returned: Callable[[], Filing]) -> Iterator[Outside]:
    """The recipients' own connection; whatever it does is rolled back."""
    filing = returned()
    world = filing.world
    with transaction.atomic(using="recipient"), connections["recipient"].cursor() as cursor:
        own, other = filing.report.organisation, world.other.organisation
        yield Outside(filing, cursor, own, other)
        transaction.set_rollback(True, using="recipient")


def test_a_company_sees_every_row_of_its_report_and_another_company_none(outside: Outside) -> None:
    seen: dict[Organisation, set[str]] = {}
    for organisation in (outside.own, outside.other):
        outside.enter(organisation)
        for table, column in OF_A_REPORT.items():
            outside.cursor.execute(
                f"SELECT count(*) FROM {table} WHERE {column} = %s", [outside.filing.pk]
            )
            if outside.cursor.fetchone()[0]:
                seen.setdefault(organisation, set()).add(table)
    assert seen == {outside.own: set(OF_A_REPORT)}


def test_nobody_is_seen_before_the_organisation_is_known(outside: Outside) -> None:
    outside.cursor.execute("SELECT count(*) FROM reports_report")
    assert outside.cursor.fetchone() == (0,)


def test_another_company_changes_and_adds_nothing(outside: Outside) -> None:
    outside.enter(outside.other)
    outside.cursor.execute(
        "UPDATE reports_report SET version = 99 WHERE id = %s RETURNING id", [outside.filing.pk]
    )
    assert outside.cursor.fetchone() is None
    said = outside.refused(
        "INSERT INTO reports_reportdraft (id, report_id, organisation_id, number, base, answers,"
        " saved_by_id, saved_at) VALUES (%s, %s, %s, 99, 1, '{}', %s, now())",
        uuid4(), outside.filing.pk, outside.own.pk, outside.filing.world.company.writer.pk,
    )  # fmt: skip
    assert "row-level security" in said


@pytest.mark.parametrize("change", ["state = 'ACCEPTED'", "repair_until = '2099-01-01'"])
def test_a_company_does_not_judge_its_own_report(outside: Outside, change: str) -> None:
    outside.enter(outside.own)
    report: UUID = outside.filing.pk
    said = outside.refused(f"UPDATE reports_report SET {change} WHERE id = %s", report)
    assert "may not judge" in said or "no legal move" in said


def test_what_was_filed_is_changed_by_nobody(outside: Outside) -> None:
    outside.enter(outside.own)
    report = outside.filing.pk
    assert "permission denied" in outside.refused(
        "UPDATE reports_filing SET received_at = '2020-01-01' WHERE report_id = %s", report
    )
    assert "permission denied" in outside.refused(
        "DELETE FROM reports_reportdraft WHERE report_id = %s", report
    )
    assert "permission denied" in outside.refused(
        "INSERT INTO reports_reportreturn (id) VALUES (%s)", uuid4()
    )


def test_a_hold_on_one_case_is_hidden_from_the_other_companies_of_the_plan(
    outside: Outside, pytestconfig: pytest.Config
) -> None:
    house = pytestconfig.stash[HOUSE]
    address = replace(house.postgres.admin, database=connections["default"].settings_dict["NAME"])
    grant = outside.filing.report.grant
    assert grant is not None
    by, placed = outside.filing.world.company.writer.pk, outside.filing.world.today
    with psycopg.connect(address.url()) as admin:
        admin.execute(
            "INSERT INTO grants_planparty (id, plan_id, organisation_id, is_lead) "
            "VALUES (gen_random_uuid(), %s, %s, false)", [grant.plan_id, outside.other.pk],
        )  # fmt: skip
        for case, ground in ((grant.pk, "LATE_REPORT"), (None, "REVOKED")):
            admin.execute(
                "INSERT INTO grants_paymenthold (id, plan_id, grant_id, ground, reason, source_id,"
                " placed_on, placed_by_id, release_reason)"
                " VALUES (gen_random_uuid(), %s, %s, %s, '理由', gen_random_uuid(), %s, %s, '')",
                [grant.plan_id, case, ground, placed, by],
            )
        admin.execute("SET LOCAL ROLE fund_recipient")
        seen = {}
        for company in (outside.own, outside.other):
            admin.execute("SELECT set_config('app.organisation', %s, true)", [str(company.pk)])
            rows = admin.execute("SELECT ground FROM grants_paymenthold ORDER BY ground").fetchall()
            seen[company] = [ground for (ground,) in rows]
        admin.rollback()
    assert seen == {outside.own: ["LATE_REPORT", "REVOKED"], outside.other: ["REVOKED"]}
