"""django-hordak under the same load: `Account.transfer_to` from one account to a thousand.

Runs in hordak's own environment: `{"database": url, "prepare": true}` or
`{"database": url, "clients": n, "seconds": s}` in, the run out.
"""

import json
import random
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from moneyed import Money

from tests.bench.loop import Run, timed

GRANTS = 1_000


def set_up(url: str) -> None:
    """Settings as hordak's installation page says."""
    parts = urlsplit(url)
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts.path.lstrip("/"), "USER": parts.username,
                "PASSWORD": parts.password, "HOST": parts.hostname, "PORT": parts.port,
            }
        },
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DEFAULT_CURRENCY="JPY", CURRENCIES=["JPY"], USE_TZ=True, SECRET_KEY="bench",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )  # fmt: skip
    django.setup()


def model(name: str) -> Any:
    """One of hordak's models: they can be read only once its settings stand."""
    return apps.get_model("hordak", name)


def prepare() -> None:
    """Tables, the fund's account and a thousand others."""
    call_command("migrate", verbosity=0)
    account = model("Account")
    if not account.objects.exists():
        for n in range(GRANTS + 1):
            account.objects.create(name=f"a{n}", code=str(n), type="AS", currencies=["JPY"])


def legs() -> tuple[int, int]:
    """How many transactions there are, and what their legs add up to."""
    leg = model("Leg")
    transaction = model("Transaction")
    total = 0
    for one in leg.objects.values_list("debit", "credit").iterator():
        total += int(one[0] or 0) - int(one[1] or 0)
    return transaction.objects.count(), total


def client(number: int) -> Callable[[], int]:
    """One transfer a call."""
    account = model("Account")
    chance = random.Random(number)  # noqa: S311 - amounts of a measurement
    fund = account.objects.get(code="0")
    others = list(account.objects.exclude(code="0"))

    def one() -> int:
        fund.transfer_to(chance.choice(others), Money(chance.randint(1, 1_000_000), "JPY"))
        return 1

    return one


def measure(clients: int, seconds: float) -> Run:
    """One run; void unless every acknowledged transaction is there and all balance."""
    before, _ = legs()
    connections.close_all()
    run = timed(clients, seconds, client)
    after, total = legs()
    assert after - before == run.written
    assert total == 0
    return run


def main(argv: list[str]) -> None:
    """Print the run as JSON."""
    job: dict[str, Any] = json.loads(argv[0])
    set_up(job["database"])
    if job.get("prepare"):
        prepare()
        return
    print(json.dumps(measure(job["clients"], job["seconds"]).as_dict()))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
