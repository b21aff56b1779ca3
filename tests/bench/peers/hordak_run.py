"""django-hordak under the same load: `Account.transfer_to` from one account to a thousand.

Runs in hordak's own environment: `{"database": url, "prepare": true}` or
`{"database": url, "clients": n, "seconds": s}` in, the run out; `{"database": url, "read": n}` in,
milliseconds of reading n transactions out.
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

from tests.bench.loop import Run, median_ms, timed

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


# The days are those of the books that `tests.bench.reading` grows. Its own triggers would look at
# each leg; what is written here balances by construction, and is counted afterwards.
FILL = (
    "ALTER TABLE hordak_leg DISABLE TRIGGER USER",
    """
    INSERT INTO hordak_transaction (uuid, timestamp, date, description)
    SELECT gen_random_uuid(), now(),
           (DATE '2024-04-01' + make_interval(months => (i * 60 / %(n)s)::int)
                + make_interval(days => ((i %% share) * 28 / share)::int))::date, i::text
      FROM generate_series(0, %(n)s::bigint - 1) i, (SELECT %(n)s::bigint / 60) s(share) ORDER BY i
    """,
    """
    INSERT INTO hordak_leg (uuid, transaction_id, account_id, debit, credit, currency, description)
    SELECT gen_random_uuid(), t.id, a.id, CASE side WHEN 'D' THEN yen END,
           CASE side WHEN 'C' THEN yen END, 'JPY', ''
      FROM (SELECT id, description::bigint AS i, 1 + (description::bigint * 7919) %% 1000000 AS yen
              FROM hordak_transaction) t, unnest('{D,C}'::text[]) AS side, hordak_account a
     WHERE a.code = CASE side WHEN 'C' THEN '0' ELSE (1 + (t.i * 7919) %% 1000)::text END
     ORDER BY t.i
    """,
    "ALTER TABLE hordak_leg ENABLE TRIGGER USER",
)


def read(entries: int) -> dict[str, float]:
    """Fill the books and read them as its documentation says; void unless the legs balance."""
    with connections["default"].cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, {"n": entries})
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*), sum(debit) - sum(credit) FROM hordak_leg")
        assert cursor.fetchone() == (2 * entries, 0), "void: the legs do not balance"
    return {
        "balance, hot account": _balance("0"),
        "balance, one grant": _balance("7"),
        "statement, one grant, 12 months": median_ms(_year, 5),
    }


def _balance(code: str) -> float:
    """The faster of the two ways that its documentation offers."""
    accounts = model("Account").objects
    return min(
        median_ms(lambda: accounts.get(code=code).get_balance()),
        median_ms(lambda: accounts.with_balances().get(code=code).balance),
    )


def _year() -> None:
    rows = model("LegView").objects.filter(
        account__code="7", date__gte="2027-04-01", date__lt="2028-04-01"
    )
    assert list(rows), "void: a grant without entries"


def main(argv: list[str]) -> None:
    """Print the run as JSON."""
    job: dict[str, Any] = json.loads(argv[0])
    set_up(job["database"])
    if job.get("prepare"):
        prepare()
        return
    if "read" in job:
        print(json.dumps(read(job["read"])))  # noqa: T201 - the program's answer
        return
    print(json.dumps(measure(job["clients"], job["seconds"]).as_dict()))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
