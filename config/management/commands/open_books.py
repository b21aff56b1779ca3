"""`manage.py open_books`: segments, chart, fiscal years, law and legal moves as data."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from fund.books import FIRST_YEAR, LAST_YEAR, open_books
from fund.instruments import load_instruments
from grants.policies import load_policies
from reports.ladders import load_duty_kinds, load_ladders
from reports.report_kinds import load_report_forms
from workflow.calendar.holidays import national_holidays
from workflow.law import load_closed_days, load_rules
from workflow.machines.moves import write_moves
from workflow.robot import settle_robot
from workflow.routes import load_routes

POLICIES = "grants/law/policies"
ROUTES = "grants/law/routes.csv"
RULES = (
    "grants/law/rules.csv", "fund/law/seals.csv", "fund/law/closing.csv",
    "fund/law/placements.csv", "fund/law/indicators.csv", "reports/law/papers.csv",
    "reports/law/reports.csv",
)  # fmt: skip


class Command(BaseCommand):
    """What the tables need before the first act; repeating it changes nothing."""

    help = "Open the segments with chart and fiscal years; load law rows and legal state moves."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run as the owner: the application's own roles may not write these."""
        open_books()
        rules = sum(load_rules(Path(settings.BASE_DIR) / path) for path in RULES)
        routes = load_routes(Path(settings.BASE_DIR) / ROUTES)
        policies = load_policies(Path(settings.BASE_DIR) / POLICIES)
        load_instruments()
        load_closed_days(national_holidays(FIRST_YEAR, LAST_YEAR + 2))
        load_ladders()
        load_report_forms()
        load_duty_kinds()
        settle_robot()
        write_moves()
        if options["verbosity"]:
            self.stdout.write(
                f"帳簿と規程を整えました（新しい規程の行 {rules} 件、決裁区分 {routes} 件、"
                f"取組方針 {policies} 件）。"
            )
