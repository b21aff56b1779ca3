"""The configuration as a Django app: it brings the commands that run the project."""

from django.apps import AppConfig

from config.celery import app as celery_app

__all__ = ["ConfigConfig", "celery_app"]


class ConfigConfig(AppConfig):
    """Importing this module binds `shared_task` to the project's Celery app in every process."""

    name = "config"
    verbose_name = "構成"
