"""The outside door as it is really served: its own process, its own database role."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import NamedTuple

import pytest
from django.db import DatabaseError, connections, transaction
from django.urls import reverse

from config.testing.fixtures import Doors
from grants.models import Grant
from grants.views.files import CASE
from tests.grants.attached import PDF, filed_with
from tests.grants.pages.test_access import NO_POST, OUTSIDE, POSTED, REPORTS, WRITING
from tests.grants.stage import FIRST_DAY, Stage, StagedWorld, verified
from tests.people import Company
from tests.reports.filing import begun, received
from tests.reports.test_shelf import REPORTED, with_papers
from workflow.models import EvidenceRead, Person, Role


class Answer(NamedTuple):
    status: int
    text: str
    url: str


class Browser:
    """Enough of a browser: cookies, redirects, and the form's own token."""

    def __init__(self, base: str) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.base, self.opener = base, urllib.request.build_opener(jar)

    def get(self, path: str) -> Answer:
        return self._ask(self._request(path))

    def post(self, path: str, token: str, **data: str) -> Answer:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **data}).encode()
        return self._ask(self._request(path, body))

    def become(self, person: Person) -> Answer:
        return self.post("/become/", token_of(self.get("/login/")), person=person.email)

    def _request(self, path: str, body: bytes | None = None) -> urllib.request.Request:
        # Our own server's address, never somebody else's.
        return urllib.request.Request(self.base + path, body, {"Origin": self.base})  # noqa: S310

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=30) as answer:
                return Answer(answer.status, answer.read().decode(errors="replace"), answer.url)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode(), error.url)


def token_of(answer: Answer) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text)
    assert found, answer.text[:2000]
    return found[1]


def fields_of(answer: Answer) -> dict[str, str]:
    """The hidden fields of the page's last form."""
    last = answer.text.rpartition("<form")[2]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', last))


@pytest.fixture
def served(stage: Stage, committed: None, doors: Doors) -> Stage:
    return stage


def test_a_company_sees_its_cases_and_not_another_company(served: Stage, doors: Doors) -> None:
    mark = served.marks["SETTLED"]
    number = Grant.objects.get(pk=mark.pk).number
    own, other = Browser(doors.outside), Browser(doors.outside)
    assert own.become(mark.company.releaser).url.endswith("/recipient/")
    assert other.become(served.world.other.releaser).status == 200
    page = own.get(f"/recipient/grants/{number}/")
    assert page.status == 200
    assert "精算済" in page.text
    assert other.get(f"/recipient/grants/{number}/").status == 404


def test_every_page_of_a_company_opens_with_the_recipients_own_database_role(
    served: Stage, doors: Doors
) -> None:
    browser = Browser(doors.outside)
    for situation in ("DRAFT", "verified", "SETTLED", "ordered", "cleared", "PARTLY_CANCELLED"):
        mark = served.marks[situation]
        grant = Grant.objects.get(pk=mark.pk)
        browser.become(mark.company.releaser)
        assert browser.get(f"/recipient/grants/{grant.number}/").status == 200, situation
        for order in grant.refund_orders.all():
            assert (
                browser.get(f"/recipient/grants/{grant.number}/refunds/{order.number}/").status
                == 200
            )


OF_A_REPORT = {*WRITING, *REPORTS} - {"reports"}


def address(page: str, *args: object) -> str:
    return reverse(f"recipient:{page}", args=args, urlconf="config.urls_outside")


@pytest.mark.parametrize("page", [p for p in OUTSIDE["recipient"] if p not in OF_A_REPORT])
def test_every_address_outside_opens_with_the_recipients_own_database_role(
    page: str, served: Stage, doors: Doors
) -> None:
    world = StagedWorld(**vars(served.world), stage=served)
    args = OUTSIDE["recipient"][page](world)
    browser = Browser(doors.outside)
    browser.become(world.company.releaser)
    assert browser.get(address(page, *args)).status == (NO_POST if page in POSTED else 200)


def test_the_pages_of_a_report_open_with_the_recipients_own_database_role(
    served: Stage, doors: Doors
) -> None:
    world = StagedWorld(**vars(served.world), stage=served)
    half_sent = received(begun(world, "FY_END", period="外側"))
    filing = begun(world)
    browser, pk = Browser(doors.outside), filing.pk
    browser.become(world.company.releaser)
    writing = {page: address(page, pk) for page in WRITING if page != "upload"}
    writing["upload"] = address("upload", half_sent.pk)
    assert {page: browser.get(at).status for page, at in writing.items()} == dict.fromkeys(
        WRITING, 200
    )
    filing.complete().attach()
    sent = filing.release().dossier.filings[0].pk
    file = filing.dossier.files[0].evidence_id
    reading = {"report": pk, "filing": sent, "filing_pdf": sent, "evidence": file}
    met = {page: browser.get(address(page, of)).status for page, of in reading.items()}
    assert met == dict.fromkeys(OF_A_REPORT - WRITING.keys(), 200)


def test_a_company_saves_its_own_file_whole_and_another_company_finds_none(
    served: Stage, doors: Doors
) -> None:
    served.world.today = FIRST_DAY
    case, evidence = filed_with(served.world, own := PDF + b"own")
    own_page, page = address("subject", CASE, case), address("evidence", evidence)
    browser, other = Browser(doors.outside), Browser(doors.outside)
    browser.become(reader := served.world.company.releaser)
    other.become(served.world.other.releaser)
    assert f'href="{page}"' in browser.get(own_page).text
    assert browser.get(page).text.encode() == own
    assert other.get(page).status == 404
    reads = EvidenceRead.objects.filter(evidence=evidence)
    assert [(r.person, r.audience, r.how) for r in reads] == [(reader, "recipient", "SAVED")]


def test_the_papers_of_a_company_s_reports_open_from_its_case_and_for_nobody_else(
    served: Stage, doors: Doors
) -> None:
    world = StagedWorld(**vars(served.world), stage=served)
    filing, number = with_papers(world), world.case("RUNNING").grant.number
    own, other = Browser(doors.outside), Browser(doors.outside)
    own.become(world.company.releaser)
    other.become(world.other.releaser)
    page = own.get(address("grant", number)).text
    shelf = page[page.index('id="papers-title"') :]
    shelf = shelf[: shelf.index("</section>")]
    links = re.findall(r'href="([^"]+)"', shelf)
    assert {title for title in REPORTED if title in shelf} == set(REPORTED)
    assert address("filing", filing.dossier.filings[0].pk) in links
    assert {own.get(link).status for link in links} == {200}
    assert {other.get(link).status for link in links} == {404}


def test_a_company_notes_no_reading_in_another_name_or_of_anothers_file(
    served: Stage, doors: Doors
) -> None:
    world = served.world
    world.today = FIRST_DAY
    _, evidence = filed_with(world, PDF + b"noted")
    own, other = world.company, world.other

    def note(company: Company, person: Person, audience: str) -> None:
        with transaction.atomic(using="recipient"), connections["recipient"].cursor() as cursor:
            cursor.execute(
                "SELECT set_config('app.organisation', %s, true),"
                " set_config('app.person', %s, true)",
                [str(company.organisation.pk), str(company.releaser.pk)],
            )
            cursor.execute(
                "INSERT INTO workflow_evidenceread (id, evidence_id, person_id, audience, how,"
                " read_at) VALUES (gen_random_uuid(), %s, %s, %s, 'SAVED', now())",
                [evidence, person.pk, audience],
            )

    for company, person, audience in (
        (own, own.writer, "recipient"), (own, own.releaser, "officer"),
        (other, other.releaser, "recipient"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="row-level security"):
            note(company, person, audience)
    note(own, own.releaser, "recipient")


def test_an_officer_is_not_found_outside(served: Stage, doors: Doors) -> None:
    browser = Browser(doors.outside)
    officer = next(iter(served.world.people.values()))
    assert browser.become(officer).status == 404
    assert browser.get("/officer/").status == 404


def test_a_company_claims_through_its_page_and_a_double_click_claims_once(
    served: Stage, doors: Doors
) -> None:
    served.world.today = FIRST_DAY
    grant = verified(served.world.draft()).grant
    browser = Browser(doors.outside)
    browser.become(served.world.company.accountant)
    path = f"/recipient/acts/claim_payment/{grant.pk}/"
    page = browser.get(path)
    hidden = fields_of(page)
    token = token_of(page)
    refused = browser.post(path, token, key=hidden["key"], kind="ADVANCE", amount_yen="９９９億")
    assert refused.status == 422
    assert "９９９億" in refused.text
    shown = browser.post(path, token, key=hidden["key"], kind="ADVANCE", amount_yen="1,000,000円")
    assert "この内容で行うと" in shown.text
    # Whom the outside door cannot see is told all the same, and named by the role.
    assert f"<dt>{Role.ACCOUNTING_CLERK.label}</dt>" in shown.text
    assert not grant.payments.exists()
    sure = fields_of(shown)
    sure.pop("csrfmiddlewaretoken")
    answers = [browser.post(path, token, **sure) for _ in range(2)]
    assert all("を記録しました" in answer.text for answer in answers[:1])
    assert [answer.status for answer in answers] == [200, 200]
    assert [p.amount_yen for p in grant.payments.all()] == [1_000_000]
