"""The application's name for Django."""

from django.apps import AppConfig

from workflow.act_rooms import load_rooms


class GrantsConfig(AppConfig):
    """grants/: plans, grants, inspections, payments and refunds."""

    name = "grants"
    verbose_name = "助成金の交付"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every act and every form be known by its name."""
        load_rooms("grants.acts", "grants.forms")
