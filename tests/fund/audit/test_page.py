"""The auditors' page: what it hands out is a bundle that passes, and only auditors get it."""

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fund import ledger
from fund.books import FUND_SEGMENT
from fund.entries import Entry, Line
from tests.fund.audit.conftest import Exported, verify
from tests.fund.conftest import new_segment
from tests.fund.ground import CLERK, DAY, decide, endow, open_grant
from tests.people import hire_inside
from workflow.calendar import fiscal_year, jst_day
from workflow.models import Role


def browser(role: Role) -> Client:
    """Somebody of this role, logged in."""
    client = Client()
    client.force_login(hire_inside()[role])
    return client


def test_an_auditor_takes_a_bundle_home(
    exported: Exported, committed: None, tmp_path: Path
) -> None:
    """The page names the newest seal; the zip unpacks to a bundle that passes, as of a day."""
    client = browser(Role.EXTERNAL_AUDITOR)
    page = client.get(reverse("auditor:bundle"))
    assert page.context["key"] in page.content.decode()
    asked = {"segment": exported.books.code, "as_of": "2024-12-31", "known": "9"}
    answer = client.get(reverse("auditor:bundle_zip"), asked)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="audit-{asked["segment"]}.zip"'
    packed = BytesIO(answer.getvalue())
    zipfile.ZipFile(packed).extractall(tmp_path)
    found = verify(tmp_path / "bundle", "--anchor", exported.anchors[0])
    assert (found.status, found.report["entries"]) == (0, 11)
    journal = (tmp_path / "bundle" / exported.books.code / "journal.csv").read_text("utf-8-sig")
    assert journal.count("\n9,") == 1
    assert "\n10," not in journal


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "必須"),
        ({"segment": "NOBODY"}, "NOBODY"),
        ({"segment": "{}", "known": "3", "known_on": "2024-05-31"}, "どちらか一方"),
        ({"segment": "{}", "known": "99999"}, "封印された仕訳は"),
        ({"segment": "{}", "as_of": "2024-02-30"}, "日付"),
        ({"segment": "{}", "as_of": "9999-12-31"}, "2199年まで"),
        ({"segment": "{}", "known_on": "9999-12-31"}, "2199年まで"),
    ],
)
def test_what_cannot_be_handed_out_is_said(
    exported: Exported, committed: None, asked: dict[str, str], said: str
) -> None:
    """On the page again, with the cure."""
    asked = {name: text.format(exported.books.code) for name, text in asked.items()}
    answer = browser(Role.INTERNAL_AUDITOR).get(reverse("auditor:bundle_zip"), asked)
    assert answer.status_code == 400
    assert said in answer.content.decode()


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.METI_VIEWER, Role.SYSTEM_ADMIN])
def test_nobody_else_gets_a_bundle(exported: Exported, committed: None, role: Role) -> None:
    """Neither the page nor the file."""
    client = browser(role)
    for page in ("auditor:bundle", "auditor:bundle_zip"):
        assert client.get(reverse(page), {"segment": exported.books.code}).status_code == 403


@pytest.mark.parametrize("name", ["as_of", "known_on", "earlier_on", "from_on"])
@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31"])
def test_a_mistyped_year_is_told_on_the_pages_of_the_books(
    exported: Exported, committed: None, name: str, text: str
) -> None:
    """Trial balance, what was learnt, and the lines of an account."""
    client, code = browser(Role.INTERNAL_AUDITOR), exported.books.code
    pages = {
        "as_of": reverse("auditor:trial_balance_of", args=[code]),
        "known_on": reverse("auditor:trial_balance_of", args=[code]),
        "earlier_on": reverse("auditor:differences", args=[code]),
        "from_on": reverse("auditor:account", args=[code, "1101"]),
    }
    answer = client.get(pages[name], {name: text})
    assert answer.status_code == 200
    assert "2199年まで" in answer.content.decode()


def test_a_trial_balance_without_a_day_is_of_all_days_and_so_are_its_links(
    committed: None,
) -> None:
    """Heading, rows and links agree when something is dated in days to come."""
    today = jst_day(timezone.now())
    segment = new_segment(range(fiscal_year(today), fiscal_year(today) + 2))
    endow(segment, 1_000, key="past", on=today)
    endow(segment, 234, key="future", on=today + timedelta(days=1))
    client, code = browser(Role.INTERNAL_AUDITOR), f"TEST_{segment}"
    address, lines = (
        reverse("auditor:trial_balance_of", args=[code]),
        reverse("auditor:account", args=[code, "1101"]),
    )
    for asked, heading, yen in (
        ("", "すべての取引日 /", "1,234"),
        (f"as_of={today}", "までの取引 /", "1,000"),
        ("known=1", "すべての取引日 /", "1,000"),
    ):
        page = client.get(f"{address}?{asked}").content.decode()
        assert heading in page
        (link,) = re.findall(f'<a href="({lines}[^"]*)">{yen}</a>', page)
        assert f"<dd>{yen}円</dd>" in client.get(unescape(link)).content.decode(), link


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"earlier": "5", "later": "2"}, "入れ替えて"),
        ({"earlier_on": "2199-12-31", "later": "2"}, "入れ替えて"),
        ({"earlier": "1", "earlier_on": "2024-05-10"}, "どちらか一方"),
        ({"later": "1", "later_on": "2024-05-10"}, "どちらか一方"),
        ({"earlier": "x"}, "整数"),
        ({"as_of": "2024-02-30"}, "日付"),
    ],
)
def test_two_moments_that_cannot_be_understood_are_told_and_not_answered(
    exported: Exported, committed: None, asked: dict[str, str], said: str
) -> None:
    """That nothing was learnt in between would be an answer, and a wrong one."""
    address = reverse("auditor:differences", args=[exported.books.code])
    page = browser(Role.INTERNAL_AUDITOR).get(address, asked).content.decode()
    assert said in page
    assert "判明した仕訳はありません" not in page
    assert "<table" not in page
    same = browser(Role.INTERNAL_AUDITOR).get(address, {"earlier": "99", "later": "99"})
    assert "判明した仕訳はありません" in same.content.decode()


def test_no_statement_of_another_segment_offers_to_issue_the_fund_s(committed: None) -> None:
    """The act states the fund's own books, and the number handed over was the other's."""
    client = browser(Role.ACCOUNTING_APPROVER)

    def offered(code: str) -> bool:
        page = client.get(reverse("officer:statement", args=[code, 202401]))
        return reverse("officer:act", args=["issue_fund_statement"]) in page.content.decode()

    assert offered(FUND_SEGMENT)
    assert not offered("GENERAL")


def test_a_period_that_has_not_begun_is_not_called_running(committed: None) -> None:
    """And a year whose periods are not open is said to be so."""
    client = browser(Role.INTERNAL_AUDITOR)
    year = fiscal_year(jst_day(timezone.now())) + 1
    page = client.get(reverse("auditor:closes_of", args=[year])).content.decode()
    assert page.count("開始前") == 13
    assert "期間中" not in page
    one = client.get(reverse("auditor:close", args=[year * 100 + 1])).content.decode()
    assert "<dd>開始前</dd>" in one
    far = client.get(reverse("auditor:closes_of", args=[2199])).content.decode()
    assert "この年度の会計期間は開かれていません" in far


@pytest.mark.parametrize("page", ["position", "months", "entries", "statement", "account"])
def test_before_the_first_entry_no_page_names_a_day_or_an_entry(committed: None, page: str) -> None:
    """Of new books, and of old ones as known before they began."""
    segment, begun = new_segment(), new_segment()
    endow(begun, 1_000)
    more = {"statement": ["202401"], "account": ["1101"]}.get(page, [])
    asked = [(segment, "")] + [(begun, "?known=0")] * bool(more)
    for books, query in asked:
        code = f"TEST_{books}"
        address = reverse(f"auditor:{page}", args=[code, *more]) + query
        text = browser(Role.INTERNAL_AUDITOR).get(address).content.decode()
        assert "最初の仕訳の前" in text
        assert reverse("auditor:entry", args=[code, 0]) not in text


@contextmanager
def meanwhile(
    before: str, at: int, does: Callable[[], object], *, is_sure: bool = True
) -> Iterator[None]:
    """Let something happen right before the so-many-th question that holds these words.

    is_sure: there must be so many.
    """
    asked = 0

    def run(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal asked
        asked += before in sql
        if before in sql and asked == at:
            does()
        return execute(sql, *rest)

    with connection.execute_wrapper(run):
        yield
    assert asked >= at or not is_sure


def test_a_trial_balance_is_that_of_the_entry_it_names(committed: None) -> None:
    """However many entries come while the page is made."""
    segment = new_segment()
    endow(segment, 1_000)
    address = reverse("auditor:trial_balance_of", args=[f"TEST_{segment}"])
    client = browser(Role.INTERNAL_AUDITOR)
    with meanwhile("is_group", 1, lambda: endow(segment, 234, key="meanwhile")):
        page = client.get(address)
    named = page.context["clocks"].known.seq
    ((_, shown), _) = page.context["books"]
    assert named == 1
    assert [row.balance_yen for row in shown] == [1_000, 1_000]


@pytest.mark.parametrize("asked", ["segment_head", "ledger.account ", "ledger.posting"])
@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("page", ["position", "home", "1101", "B300", "months"])
def test_figures_and_newest_entries_are_those_of_the_entry_a_page_names(
    committed: None, monkeypatch: pytest.MonkeyPatch, page: str, asked: str, at: int
) -> None:
    """Whichever question an entry comes before."""
    segment = new_segment()
    monkeypatch.setattr("fund.views.audit.FUND_SEGMENT", f"TEST_{segment}")
    endow(segment, 1_000)
    decide(segment, grant := open_grant(segment, "G1"), 40, key="d1")

    def post() -> None:
        endow(segment, 234, key="meanwhile")
        decide(segment, grant, 5, key="d2")

    address = {
        "position": reverse("auditor:position", args=[f"TEST_{segment}"]),
        "home": reverse("auditor:home"),
        "months": reverse("auditor:months_of", args=[f"TEST_{segment}", DAY.year]),
    }.get(page) or reverse("auditor:account", args=[f"TEST_{segment}", page])
    with meanwhile(asked, at, post, is_sure=False):
        shown = browser(Role.INTERNAL_AUDITOR).get(address).context
    cash, decided = {2: (1_000, 40), 4: (1_234, 45)}[shown["head"].seq]
    if page == "months":
        assert shown["rows"][-1]["month"].closing_yen == cash
    elif "account" in shown:
        yen = {"1101": cash, "B300": decided}[page]
        lines = shown["page"].lines
        assert shown["account"].balance_yen == lines[-1].balance_yen == yen
        assert [part.balance_yen for part in shown["parts"]] == [yen] * (page == "B300")
    else:
        assert shown["newest"][0].seq == shown.get("entry_count", shown["head"].seq)
        assert (shown["summary"].cash_yen, shown["summary"].committed_yen) == (cash, decided)
    for _, figures in shown.get("groups", ()):
        said = {row["code"]: row["yen"] for row in figures}
        assert (said.get("1101", cash), said.get("B300", decided)) == (cash, decided)


def test_an_account_opened_meanwhile_is_no_difference(committed: None) -> None:
    """It has not moved by the entries compared."""
    segment = new_segment()
    endow(segment, 1_000)
    address = reverse("auditor:differences", args=[f"TEST_{segment}"])
    client = browser(Role.INTERNAL_AUDITOR)
    with meanwhile("is_group", 2, lambda: open_grant(segment, "G1")):
        page = client.get(address)
    assert {row["code"] for row in page.context["accounts"]} == {"1101", "2151", "B100", "B200"}


def test_the_parts_of_a_group_add_up_to_what_it_held_then(committed: None) -> None:
    """By the clocks asked for, as the heading says; without them, now."""
    segment = new_segment()
    endow(segment, 1_000)
    for n, yen in enumerate((100, 30, 5)):
        decide(segment, open_grant(segment, f"G{n}"), yen, key=f"d{n}")
    client = browser(Role.INTERNAL_AUDITOR)
    address = reverse("auditor:account", args=[f"TEST_{segment}", "B300"])
    for query, held in (("", [100, 30, 5]), ("?known=3", [100, 30, 0]),
                        ("?until_on=2024-05-09", [0, 0, 0])):  # fmt: skip
        page = client.get(address + query)
        assert [part.balance_yen for part in page.context["parts"]] == held
        _, _, total = page.content.decode().partition("合計</th>")
        assert total.startswith(f'<td class="num">{sum(held)}</td>')


def test_the_links_of_a_statement_lead_to_its_figures_as_it_knew_them(committed: None) -> None:
    """By both clocks; what is a sum of accounts leads to the trial balance."""
    segment = new_segment()
    endow(segment, 1_000, on=date(2024, 4, 10))
    placed = Entry("TEST", date(2024, 4, 20), (Line("P", "1102", "1101", 300),), "預入れ")
    ledger.post(segment, placed, key="placed", actor=CLERK)
    endow(segment, 20, key="late", on=date(2024, 4, 15))
    ledger.post(segment, replace(placed, effective_on=DAY), key="may", actor=CLERK)
    client, code = browser(Role.INTERNAL_AUDITOR), f"TEST_{segment}"
    page = client.get(reverse("auditor:statement", args=[code, 202401]), {"known": 2})
    accounts = reverse("auditor:account", args=[code, "1101"]).removesuffix("1101/")
    balances = reverse("auditor:trial_balance_of", args=[code])
    text = page.content.decode()
    found = re.findall(rf'<a href="({accounts}[^"]*)">([\d,]+)円</a>', text)
    assert [yen for _, yen in found] == ["700", "300", "1,000"]
    for link, yen in found:
        assert f"<dd>{yen}円</dd>" in client.get(unescape(link)).content.decode(), link
    sums = re.findall(rf'<a href="({balances}[^"]*)">([\d,]+)円?</a>', text)
    asked = f"{balances}?as_of=2024-04-30&amp;known=2"
    assert sums == [(asked, "1,000"), (asked, "0")]


def test_an_address_of_a_whole_line_still_turns_the_pages(
    exported: Exported, committed: None
) -> None:
    """`12-3` stands behind or before both sides of a line; what cannot be read is no key."""
    client, address = browser(Role.INTERNAL_AUDITOR), (exported.books.code, "1101")

    def shown(query: str) -> list[int]:
        page = client.get(reverse("auditor:account", args=address) + query).context["page"]
        return [line.seq for line in page.lines]

    every = shown("")
    assert shown(f"?after={every[0]}-1") == shown(f"?after={every[0]}-1-1") == every[1:]
    assert shown(f"?before={every[-1]}-1") == shown(f"?before={every[-1]}-1-0") == every[:-1]
    assert shown("?after=1-1-2") == shown("?before=1--1") == every


@pytest.mark.parametrize("account", ["9999", "1101 ", "11\0001", "\0"])
def test_there_is_no_page_of_an_account_that_is_not_there(
    exported: Exported, committed: None, account: str
) -> None:
    """Whatever an address may hold."""
    address = reverse("auditor:account", args=[exported.books.code, account])
    assert browser(Role.INTERNAL_AUDITOR).get(address).status_code == 404


@pytest.mark.parametrize("year", [1, 1999, 2200, 10**20])
def test_there_is_no_page_of_a_year_too_far_away(
    exported: Exported, committed: None, year: int
) -> None:
    """Closes, plans, months, statements."""
    client, code = browser(Role.INTERNAL_AUDITOR), exported.books.code
    for page in (
        reverse("auditor:months_of", args=[code, year]),
        reverse("auditor:closes_of", args=[year]),
        reverse("auditor:fund_plan", args=[year]),
        reverse("auditor:statement", args=[code, year * 100 + 1]),
    ):
        assert client.get(page).status_code == 404, page
