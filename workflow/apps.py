"""The application's name for Django."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """workflow/: people, acts, approvals, duties, notices and evidence."""

    name = "workflow"
    verbose_name = "業務の流れ"
    default_auto_field = "django.db.models.BigAutoField"
