"""Who may open which page: every address of both doors, for every kind of visitor."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from fund.books import FUND_SEGMENT
from fund.browsing import journal
from fund.certificates import close_of
from fund.models import PeriodClose
from fund.queries import segment_by_code
from grants.acts.approve_in_bulk import approve_in_bulk
from grants.acts.save_application_draft import save_application_draft
from grants.models import Grant, RefundOrder
from grants.own_entries import own_entries
from reports.acts.issue_notice import issue_notice
from reports.models import IssuedPaper
from reports.papers.deserved import waiting
from tests.fund.acts.test_attach_bank_certificate import attached
from tests.fund.acts.test_attach_bank_certificate import received as sent
from tests.fund.treasury import held, money, passed, put_up
from tests.grants.attached import filed_with
from tests.grants.pages.conftest import Visit
from tests.grants.stage import FIRST_DAY, Stage, StagedWorld
from tests.reports.filing import Filing, begun, received
from workflow.models import Draft, Person, Role

Arguments = Callable[[StagedWorld], tuple[Any, ...]]
OPEN, MOVED, LOGIN, FORBIDDEN, ABSENT, NO_POST = 200, 302, 302, 403, 404, 405


def code_of(world: StagedWorld) -> str:
    return f"TEST_{world.segment}"


def a_paper(world: StagedWorld) -> IssuedPaper:
    """A paper to the first company."""
    grant = world.case("DECIDED").grant
    for cause in waiting().filter(subject_id=grant.pk):
        world.do(issue_notice, cause.pk)
    company = world.company.organisation
    return IssuedPaper.objects.filter(subject_id=grant.pk, organisation=company).earliest("number")


def a_draft(world: StagedWorld) -> UUID:
    """An application somebody of the first company is writing."""
    given = (uuid4(), 0, (("title", "書きかけ"),))
    return world.do(save_application_draft, *given, by=world.company.releaser).subject_id


def a_filed_file(world: StagedWorld) -> tuple[str, UUID]:
    """A file an application was filed with."""
    world.today = FIRST_DAY
    grant, evidence = filed_with(world)
    return Grant.objects.get(pk=grant).number, evidence


def a_bulk(world: StagedWorld) -> UUID:
    """The result of one 一括決裁."""
    draft = Draft.objects.filter(subject_id=world.case("in stages").pk)[0]
    return world.do(approve_in_bulk, ((str(draft.pk), 1, ""),)).subject_id


def an_order(world: StagedWorld) -> tuple[str, int]:
    order: RefundOrder = world.case("ordered").order
    return order.grant.number, order.number


def a_filing(world: StagedWorld) -> Filing:
    """A report with a file, filed."""
    filing = begun(world).complete()
    filing.attach()
    return filing.release()


def first(filing: Filing) -> Any:
    return filing.dossier.filings[0].pk


# Page → the arguments of its address. The same pages stand under each audience that reads.
NONE: Arguments = lambda world: ()  # noqa: E731


def a_placement(world: StagedWorld) -> tuple[UUID]:
    """A bond held."""
    return (held(money(world)).pk,)


def a_voucher(world: StagedWorld) -> tuple[UUID]:
    """A cost approved, another put up."""
    put_up(money(world))
    return (passed(world, put_up(world)).pk,)


def a_period_to_close() -> PeriodClose:
    """April 2025 in the fund's own books, which the pages show."""
    return close_of(segment_by_code(FUND_SEGMENT).segment_id, 202501)


def a_certificate(world: StagedWorld) -> tuple[int, UUID]:
    """A bank's certificate attached to a close."""
    world.today = FIRST_DAY
    return 202501, attached(world, a_period_to_close()).id


FUND: dict[str, Arguments] = {
    "holdings": lambda world: (a_placement(world) and code_of(world),),
    "placement": a_placement,
    "ladder": lambda world: (passed(world, put_up(world)) and code_of(world),),
    "vouchers": lambda world: (a_voucher(world) and code_of(world),),
    "voucher": a_voucher,
    "stray_receipts": NONE,
    "own_fund_plan": NONE,
    "fund_plan": lambda world: (2025,),
    "endowments": NONE,
    "closes": NONE,
    "closes_of": lambda world: (2025,),
    "close": lambda world: (202501,),
    "close_file": a_certificate,
    "position": lambda world: (code_of(world),),
    "months": lambda world: (code_of(world),),
    "months_of": lambda world: (code_of(world), 2025),
    "trial_balance_of": lambda world: (code_of(world),),
    "account": lambda world: (code_of(world), "1101"),
    "entries": lambda world: (code_of(world),),
    "entry": lambda world: (code_of(world), journal(world.segment)[0].seq),
    "differences": lambda world: (code_of(world),),
    "statement": lambda world: (code_of(world), 202512),
}
CASES: dict[str, Arguments] = {
    "grants": NONE,
    "grant": lambda world: (world.case("SETTLED").grant.number,),
    "refund": an_order,
    "papers": NONE,
    "paper": lambda world: (a_paper(world).pk,),
    "pdf": lambda world: (a_paper(world).pk,),
}
REPORTS: dict[str, Arguments] = {
    "reports": NONE,
    "report": lambda world: (a_filing(world).pk,),
    "filing": lambda world: (first(a_filing(world)),),
    "filing_pdf": lambda world: (first(a_filing(world)),),
    "evidence": lambda world: (a_filing(world).dossier.files[0].evidence_id,),
}
WRITING: dict[str, Arguments] = {
    "report_check": lambda world: (begun(world).pk,),
    "report_kit": lambda world: (begun(world).pk,),
    "report_kit_file": lambda world: (begun(world).pk,),
    "report_uploads": lambda world: (begun(world).pk,),
    "upload": lambda world: (received(begun(world)).pk,),
}
# The second and third take a click only.
NOTICES: dict[str, Arguments] = {"notices": NONE, "wishes": NONE, "calendar_address": NONE}
POSTED = {"wishes", "calendar_address"}
DEADLINES: dict[str, Arguments] = {"deadlines": NONE, "deadline_map": NONE, "closed_days": NONE}
INSIDE_ONLY: dict[str, Arguments] = {
    "application_file": lambda world: a_filed_file(world),
    "application_file_content": lambda world: a_filed_file(world),
    "plans": NONE,
    "exceptions": NONE,
    "plan": lambda world: (world.case("SETTLED").grant.plan_id,),
    "draft": lambda world: (Draft.objects.filter(subject_id=world.case("APPROVAL").pk)[0].pk,),
}
ELSEWHERE: dict[str, Arguments] = {
    "fund": NONE,
    "own_holdings": NONE,
    "trial_balance": NONE,
    "own_statement": NONE,
}
SUBJECT: dict[str, Arguments] = {
    "subject": lambda world: ("grants.grant", world.case("SETTLED").pk),
}
ACT: dict[str, Arguments] = {"act": lambda world: ("decide_grant", world.case("APPROVAL").pk)}
READING = {**FUND, **CASES, **REPORTS, **DEADLINES, **INSIDE_ONLY, **ELSEWHERE, **SUBJECT}
BULK: dict[str, Arguments] = {"bulk": lambda world: (a_bulk(world),)}
INSIDE: dict[str, dict[str, Arguments]] = {
    "officer": {
        "home": NONE,
        **NOTICES,
        "undelivered": NONE,
        "delegations": NONE,
        "close_uploads": lambda world: (a_period_to_close().pk,),
        "upload": lambda world: (sent(world, a_period_to_close()).pk,),
        **BULK,
        **READING,
        **ACT,
    },
    "auditor": {"home": NONE, "bundle": NONE, **READING},
    "meti": {"home": NONE, **READING},
}
APPLYING: dict[str, Arguments] = {
    "applications": NONE,
    "application": lambda world: (a_draft(world),),
    "application_uploads": lambda world: (a_draft(world),),
    "grant_uploads": lambda world: (world.case("SETTLED").pk,),
}
OWN_BOOKS: dict[str, Arguments] = {
    "own_entries": lambda world: (world.case("SETTLED").grant.number,),
    # What no seal covers yet has no proof: back to the list, which says when there will be one.
    "entry_proof": lambda world: (
        world.case("SETTLED").grant.number,
        own_entries(world.case("SETTLED").grant)[0].seq,
    ),
    "verifier": NONE,
}
OUTSIDE: dict[str, dict[str, Arguments]] = {
    "recipient": {"home": NONE, **NOTICES, "deadlines": NONE, **CASES, **REPORTS, **WRITING,
                  **APPLYING, **SUBJECT, **OWN_BOOKS,
                  "act": lambda world: ("claim_payment", world.case("verified").pk)},
}  # fmt: skip
# These ask the database in a transaction of their own, so they have tests of their own.
AS_AUDITOR = {("auditor", "verify"), ("auditor", "bundle_zip")}
# Open to anybody, outside every audience's space.
FEED = ("", "calendar_feed")
ENTRANCE = {"home": MOVED, "login": OPEN, "logout": NO_POST, "health": OPEN}
REDIRECTING = {*ELSEWHERE, *SUBJECT, "applications", "entry_proof"}
AUDIENCE_OF = {
    Role.CASE_OFFICER: "officer",
    Role.DEPARTMENT_DIRECTOR: "officer",
    Role.ACCOUNTING_CLERK: "officer",
    Role.INTERNAL_AUDITOR: "auditor",
    Role.EXTERNAL_AUDITOR: "auditor",
    Role.METI_VIEWER: "meti",
}


def names(urlconf: str) -> Iterator[tuple[str, str]]:
    """(audience, page) of every address; audience '' for the entrance."""

    def walk(patterns: list[Any], space: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, pattern.namespace or space)
            elif isinstance(pattern, URLPattern):
                yield space, pattern.name or str(pattern.pattern)

    return walk(get_resolver(urlconf).url_patterns, "")


@pytest.mark.parametrize(
    ("urlconf", "table"), [("config.urls_inside", INSIDE), ("config.urls_outside", OUTSIDE)]
)
def test_every_address_has_its_row_in_the_table(
    urlconf: str, table: dict[str, dict[str, Arguments]]
) -> None:
    rows = {(audience, page) for audience, pages in table.items() for page in pages}
    if urlconf == "config.urls_inside":
        rows |= AS_AUDITOR
    assert set(names(urlconf)) == rows | {FEED} | {("", name) for name in ENTRANCE}


def expected(audience: str, page: str, role: Role) -> int:
    """What somebody inside meets at a page."""
    if AUDIENCE_OF[role] != audience:
        return FORBIDDEN
    if page in POSTED:
        return NO_POST
    if page == "act":
        return OPEN if role == Role.DEPARTMENT_DIRECTOR else FORBIDDEN
    if page in REDIRECTING or (audience, page) == ("meti", "home"):
        return MOVED
    return OPEN


@pytest.mark.parametrize(
    ("audience", "page"), [(audience, page) for audience in INSIDE for page in INSIDE[audience]]
)
def test_inside_everybody_opens_the_pages_of_their_own_audience(
    audience: str, page: str, world: StagedWorld, visit: Visit
) -> None:
    url = reverse(f"{audience}:{page}", args=INSIDE[audience][page](world))
    met = {role: visit(world.person(role)).get(url).status_code for role in AUDIENCE_OF}
    assert met == {role: expected(audience, page, role) for role in AUDIENCE_OF}
    nobody = visit(None).get(url)
    assert (nobody.status_code, nobody["Location"].split("?")[0]) == (LOGIN, "/login/")
    assert visit(world.company.releaser).get(url).status_code == FORBIDDEN


def test_only_an_auditor_has_the_books_verified(
    stage: Stage, committed: None, visit: Visit
) -> None:
    url = reverse("auditor:verify")
    assert visit(stage.world.person(Role.EXECUTIVE)).get(url).status_code == FORBIDDEN
    answer = visit(stage.world.person(Role.EXTERNAL_AUDITOR)).get(url)
    assert answer.status_code == OPEN
    assert answer.context["report"].ok, answer.context["report"].broken
    home = visit(stage.world.person(Role.INTERNAL_AUDITOR)).get(reverse("auditor:home"))
    assert home.context["report"]["ok"] is True


@pytest.mark.parametrize("page", OUTSIDE["recipient"])
def test_outside_a_company_opens_its_own_and_nobody_elses(
    page: str, world: StagedWorld, visit: Visit, outside: None
) -> None:
    url = reverse(f"recipient:{page}", args=OUTSIDE["recipient"][page](world))
    own = MOVED if page in REDIRECTING else NO_POST if page in POSTED else OPEN
    assert visit(world.company.releaser).get(url).status_code == own
    foreign = ABSENT if OUTSIDE["recipient"][page] is not NONE else own
    assert visit(world.other.releaser).get(url).status_code == foreign
    assert visit(None).get(url).status_code == LOGIN
    for role in (Role.CASE_OFFICER, Role.INTERNAL_AUDITOR, Role.METI_VIEWER):
        assert visit(world.person(role)).get(url).status_code == FORBIDDEN


@pytest.mark.parametrize("page", ENTRANCE)
@pytest.mark.django_db
def test_the_entrance_is_open(page: str, visit: Visit) -> None:
    assert visit(None).get(reverse(page)).status_code == ENTRANCE[page]


# What takes a click or a file; every other page is only read, and auditors and METI only read.
WRITTEN: dict[str, set[str]] = {
    "officer": {"act", "upload", "close_uploads", "notices", *POSTED},
    "recipient": {"act", "application", "report", "report_kit", "upload", "notices", *POSTED,
                  "report_uploads", "application_uploads", "grant_uploads"},
}  # fmt: skip
CLICKING = {
    "officer": Role.CASE_OFFICER, "auditor": Role.INTERNAL_AUDITOR, "meti": Role.METI_VIEWER,
}  # fmt: skip


@pytest.mark.parametrize("audience", [*INSIDE, *OUTSIDE])
def test_a_page_takes_no_click_but_where_it_says_so(
    audience: str, world: StagedWorld, visit: Visit, settings: Settings
) -> None:
    if audience in OUTSIDE:
        settings.DOOR, settings.ROOT_URLCONF = "outside", "config.urls_outside"
    role = CLICKING.get(audience)
    client = visit(world.person(role) if role else world.company.releaser)
    for page, arguments in {**INSIDE, **OUTSIDE}[audience].items():
        before = transaction.savepoint()
        url = reverse(f"{audience}:{page}", args=arguments(world))
        refused = client.post(url).status_code == NO_POST
        assert refused == (page not in WRITTEN.get(audience, ())), page
        # The next page's subject begins where this one's did.
        transaction.savepoint_rollback(before)


def test_an_address_nobody_declared_is_refused(
    world: StagedWorld, visit: Visit, settings: Settings
) -> None:
    settings.ROOT_URLCONF = "tests.grants.pages.undeclared"
    person: Person = world.person(Role.EXECUTIVE)
    answer: Any = visit(person).get("/forgotten/")
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == FORBIDDEN
    assert visit(None).get("/forgotten/").status_code == LOGIN


def test_what_has_no_page_among_ones_own_is_absent(
    world: StagedWorld, visit: Visit, outside: None
) -> None:
    client = visit(world.company.releaser)
    for kind in ("workflow.draft", "workflow.delegation", "workflow.bulkapproval"):
        answer = client.get(f"/recipient/subjects/{kind}/{uuid4()}/")
        assert answer.status_code == ABSENT, kind
