"""Which processes the service has, and what each of them is told: no more than it needs."""

import os
from collections.abc import Iterable

from django.conf import settings

from config.stack.family import Child
from config.stack.roles import APP, AUDITOR, RECIPIENT, ROLES, SEALER

_SECRETS = frozenset(
    {*(role.variable for role in ROLES), "ADMIN_DATABASE_URL", "FUND_EVIDENCE_KEY", "FUND_SEAL_KEY"}
)


def _environment(secrets: Iterable[str], **settled: str) -> dict[str, str]:
    """This process's environment with only the named ones of its secrets."""
    kept = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    given = {name: os.environ[name] for name in secrets if name in os.environ}
    return {**kept, **given, **settled, "DJANGO_SETTINGS_MODULE": "config.settings"}


def _child(name: str, arguments: list[str], environment: dict[str, str]) -> Child:
    folder = settings.VAR / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return Child(name, arguments, environment, folder / f"{name}.log")


def web_door(door: str, host: str, port: int) -> Child:
    """The web process of a door: `inside` for officers, `outside` for recipients."""
    urls = (APP.variable, AUDITOR.variable) if door == "inside" else (RECIPIENT.variable,)
    arguments = [
        *("gunicorn", "config.wsgi:application", "--bind", f"{host}:{port}"),
        *("--config", "python:config.web"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
        *("--graceful-timeout", "5", "--access-logfile", "-", "--no-control-socket"),
    ]
    return _child(
        f"web-{door}", arguments, _environment([*urls, "FUND_EVIDENCE_KEY"], FUND_DOOR=door)
    )


def worker() -> Child:
    """The Celery worker; the only running process that holds the sealing key."""
    arguments = [
        *("celery", "-A", "config.celery", "worker", "--concurrency", "2", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle"),
    ]
    secrets = (
        APP.variable,
        AUDITOR.variable,
        SEALER.variable,
        "FUND_EVIDENCE_KEY",
        "FUND_SEAL_KEY",
    )
    return _child("worker", arguments, _environment(secrets))


def beat() -> Child:
    """The clock that asks for the periodic jobs; it needs no database."""
    arguments = [
        *("celery", "-A", "config.celery", "beat", "--loglevel", "INFO", "--pidfile="),
        *("--schedule", str(settings.VAR / "beat")),
    ]
    return _child("beat", arguments, _environment(()))
