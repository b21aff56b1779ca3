"""The application's name for Django."""

from django.apps import AppConfig

from workflow.act_rooms import load_rooms


class FundConfig(AppConfig):
    """fund/: segments, chart of accounts, the ledger and the acts on the fund itself."""

    name = "fund"
    verbose_name = "基金"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every act and every form be known by its name."""
        load_rooms("fund.acts", "fund.forms")
