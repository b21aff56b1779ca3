"""The application's name for Django."""

from django.apps import AppConfig

from workflow.act_rooms import load_rooms


class ReportsConfig(AppConfig):
    """reports/: papers in, papers out."""

    name = "reports"
    verbose_name = "報告と書類"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every act and every form be known by its name."""
        load_rooms("reports.acts", "reports.forms")
