"""Going a journey: open the page, take the act it offers, type, look, let others try, confirm."""

from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

from django.db import transaction
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as TimedOut

from config.testing.fixtures import Doors
from grants.models import Grant
from reports.dossier import dossier_of
from tests.browser.journey.script import RECIPIENTS, Journey, Leg, Step, Trip
from tests.browser.journey.visitor import Fields, Visitor, Window
from tests.grants.stage import APPLICATIONS, FIRST_DAY, SITUATIONS
from tests.grants.world import Case, World
from tests.people import Company, new_company
from tests.reports.filing import PDF, passing
from tests.traces import nothing_changes
from workflow.audiences import NOBODY, audience_of_role
from workflow.authority import AUTHORITY
from workflow.models import ActRecord, Person, Role

CONFIRM = ".consequences form"
WRITING = "form:has(button:text-is('下書きを保存する'))"
POSTED = """
form => [...form.elements].filter(e => e.name && e.name != "csrfmiddlewaretoken")
  .filter(e => e.tagName != "BUTTON" && (e.checked || !["radio", "checkbox"].includes(e.type)))
  .map(e => [e.name, e.value])
"""
ASKING = "main form .action-bar button:text-is('内容を確かめる')"
# Pages on which one writes on: by the words that lead there.
ENTRANCES = {
    "save_application_draft": "交付申請書を作成する",
    "prepare_application": "申請書の続きを書く",
    "save_report_draft": "記入を続ける",
    "attach_evidence": "記入を続ける",
    "attach_application_file": "申請書の続きを書く",
    "attach_bank_certificate": "2025年3月",
}
# The page of a request whose own proof failed: no refusal of the person.
UNPROVED = "操作を確かめられませんでした"
NAMELESS = "e => e.type != 'hidden' && !(e.labels && e.labels.length)"


def uuid_in(page: Page) -> UUID:
    """What a page's address ends with."""
    return UUID(page.url.partition("#")[0].rstrip("/").rpartition("/")[2])


class Traveller:
    """Goes journeys in one world, with one browser."""

    def __init__(self, browser: Browser, doors: Doors, world: World) -> None:
        """Nobody has entered yet."""
        self.doors, self.world = doors, world
        self.windows = {base: Window(browser, base) for base in doors}
        self.visitors: dict[str, Visitor] = {}
        self.ways = {
            "save_application_draft": self.save,
            "save_report_draft": self.save,
            "attach_evidence": self.attach,
            "attach_application_file": self.attach,
            "attach_bank_certificate": self.attach,
        }

    def go(self, journey: Journey) -> None:
        """Every leg, from where the journey begins."""
        trip = self.set_out(journey)
        for leg in journey.legs:
            self.travel(trip, leg)

    def set_out(self, journey: Journey) -> Trip:
        """A company of its own, whose case stands where the journey begins."""
        trip = Trip(new_company(journey.name))
        self.world.today, self.world.company = FIRST_DAY, trip.company
        journey.before(self.world)
        if journey.begins:
            with transaction.atomic():
                application = journey.application or APPLICATIONS.get(journey.begins)
                trip.case = self.world.draft(application=application)
                SITUATIONS[journey.begins](trip.case)
                journey.then(trip.case)
        return trip

    def travel(self, trip: Trip, leg: Leg) -> None:
        """The steps of an event; at the end the page says that it has come about."""
        for step in leg.steps:
            page = self.take(trip, step)
        expect(page.locator("main")).to_contain_text(leg.shows)

    def take(self, trip: Trip, step: Step) -> Page:
        """One act by the right person, after everybody else was refused."""
        visitor = self.visitor(self.world.person(step.by, trip.company), step.by).on(step.on)
        window = self.windows[visitor.base]
        page = window.show(visitor, self.path(trip, step.at))
        done = ActRecord.objects.filter(act=step.act, actor=visitor.person)
        before = done.count()
        self.press(self.find(trip, step, page))
        self.ways.get(step.act, self.confirm)(trip, step, page)
        assert done.count() > before
        assert window.complaints == []
        trip.there = page.url.partition(f"/{visitor.audience}/")[2].partition("#")[0]
        return page

    def press(self, button: Locator) -> None:
        """Click, and be on the page it leads to; what cannot be clicked tells what was there."""
        page = button.page
        try:
            with page.expect_navigation(wait_until="domcontentloaded"):
                button.click()
        except TimedOut as error:
            error.add_note(f"{page.url}\n{page.locator('main').inner_text()}")
            raise

    def find(self, trip: Trip, step: Step, page: Page) -> Locator:
        """The link by which a page offers an act; on an officer's desk, beside the company."""
        place = page.locator("main")
        beside = step.beside
        if step.at == "home" and step.by not in RECIPIENTS and trip.case is not None:
            beside = trip.company.organisation.name
        if beside:
            place = place.locator("tr, li, .summary__row").filter(has_text=beside).first
        if step.act in ENTRANCES:
            return place.get_by_text(ENTRANCES[step.act], exact=True).first
        return place.locator(f'a[href*="/acts/{step.act}/"]').first

    def confirm(self, trip: Trip, step: Step, page: Page) -> None:
        """Type, look at what would happen, let the others try, and press."""
        self.fill_in(page.locator("main form"), trip, step)
        if page.locator(ASKING).count():
            self.press(page.locator(ASKING))
        assert page.locator(CONFIRM).count() == 1, page.locator("main").inner_text()
        fields = self.posted(page, CONFIRM)
        tail = page.url.partition("/acts/")[2].partition("?")[0]
        self.refuse_others(trip, step, f"acts/{tail}", fields)
        self.press(page.locator(f"{CONFIRM} button"))
        expect(page.locator("main")).to_contain_text("を記録しました。")

    def save(self, trip: Trip, step: Step, page: Page) -> None:
        """Type into the page that is kept as it is typed; then the others try to go on with it."""
        self.fill_in(page.locator(WRITING), trip, step)
        if step.act == "save_report_draft":
            self.answer(page)
        self.press(page.get_by_role("button", name="下書きを保存する"))
        expect(page.locator("main")).to_contain_text("下書きを保存しました")
        report = f"{uuid_in(page)}/" if step.act == "save_report_draft" else ""
        fields = [*self.posted(page, WRITING), ("step", "confirm")]
        self.refuse_others(trip, step, f"acts/{step.act}/{report}", fields)

    def answer(self, page: Page) -> None:
        """An answer to every question of a report that passes."""
        dossier = dossier_of(uuid_in(page))
        for code, text in passing(dossier).items():
            self.put(page.locator(WRITING).locator(f"[name={code}]"), text)

    def attach(self, trip: Trip, step: Step, page: Page) -> None:
        """Send a file with the page's script."""
        fields = [("key", str(uuid4())), ("upload", str(uuid4())), ("step", "confirm")]
        self.refuse_others(trip, step, f"acts/{step.act}/{uuid4()}/", fields)
        page.locator("#id_files").set_input_files(
            {"name": "検収調書.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        page.get_by_role("button", name="ファイルを送信する").click()
        expect(page.get_by_text("送信が完了しました")).to_be_visible()

    def posted(self, page: Page, form: str) -> list[tuple[str, str]]:
        """What a form would post, without its proof."""
        return [(name, value) for name, value in page.locator(form).evaluate(POSTED)]

    def fill_in(self, form: Locator, trip: Trip, step: Step) -> None:
        """What is typed, field by field; each field has a name a person can read."""
        for name, given in step.typed.items():
            text = given(trip) if callable(given) else given
            field = form.locator(f"[name={name}]:not([type=hidden])")
            assert not field.first.evaluate(NAMELESS), f"{name} has no label"
            self.put(field, text)

    def put(self, field: Locator, text: str | bool) -> None:
        """Type, choose or tick."""
        kind = field.first.evaluate("e => e.tagName == 'SELECT' ? 'select' : e.type")
        if kind == "select":
            field.select_option(str(text))
        elif kind == "radio" or (kind == "checkbox" and field.count() > 1):
            field.and_(field.page.locator(f'[value="{text}"]')).check()
        elif kind == "checkbox":
            field.set_checked(bool(text))
        else:
            field.fill(str(text))

    def refuse_others(self, trip: Trip, step: Step, path: str, fields: Fields) -> None:
        """Whoever else confirms the same act meets a refusal, and nothing has changed."""
        others = list(self.others(trip.company, step))
        let_in = []
        with nothing_changes():
            for visitor in others:
                space = "recipient" if visitor.base == self.doors.outside else "officer"
                status, text = visitor.on(step.on).ask("POST", f"/{space}/{path}", fields)
                # What another company may do for itself, the act refuses it on this company's.
                is_entitled = visitor.role in AUTHORITY[step.act]
                refused = {403, 404, *((409, 422) if is_entitled else ())}
                if status not in refused or UNPROVED in text:
                    let_in.append((visitor.role, status, text.partition("</title>")[0][-60:]))
        assert not let_in, f"{step.act}: {let_in}"

    def others(self, company: Company, step: Step) -> Iterator[Visitor]:
        """Every role without the right, inside and at the company; and another company."""
        entitled = AUTHORITY[step.act]
        for role, person in {**self.world.people, **company.people}.items():
            if role not in entitled and audience_of_role(role) != NOBODY:
                yield self.visitor(person, role)
        for role in RECIPIENTS & set(entitled) or {Role.RECIPIENT_RELEASER}:
            yield self.visitor(self.world.other.people[role], role)

    def visitor(self, person: Person, role: Role) -> Visitor:
        """Somebody, let in once."""
        if person.email not in self.visitors:
            base = self.doors.outside if role in RECIPIENTS else self.doors.inside
            found = Visitor(person, role, base)
            self.visitors[person.email] = found.enter()
        return self.visitors[person.email]

    def path(self, trip: Trip, at: str) -> str:
        """The address of a page, after the audience."""
        if trip.case is None:
            grant = Grant.objects.filter(organisation=trip.company.organisation).first()
            trip.case = Case(self.world, trip.company, grant.pk) if grant else None
        pages: dict[str, Callable[[], str]] = {
            "home": lambda: "",
            "there": lambda: trip.there,
            "check": lambda: f"{trip.there}check/",
            "plan": lambda: f"plans/{trip.plan.pk}/",
            "case": lambda: f"grants/{trip.number}/",
            "order": lambda: f"grants/{trip.number}/refunds/{trip.own.order.number}/",
            "vouchers": lambda: f"fund/TEST_{self.world.segment}/vouchers/",
        }
        return pages[at]() if at in pages else at
