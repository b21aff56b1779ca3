"""A small world: one fund, two companies, and cases carried on by the real acts.

One case is two cost lines worth 120 million yen: equipment 300 million at 1/3, research 40 million
at 1/2. Its days run from April 2025; `world.today` is the day of the next act.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any
from uuid import UUID

from fund import ledger
from fund.acts.endow_fund import EndowmentNotice, endow_fund
from fund.chart import CASH
from fund.entries import Entry, Line
from fund.queries import balance, period_of
from grants.acts.apply_for_grant import apply_for_grant
from grants.acts.approve_inspection import approve_inspection
from grants.acts.approve_payment import approve_payment
from grants.acts.approve_stage import approve_stage
from grants.acts.begin_review import begin_review
from grants.acts.bill_charges import bill_charges
from grants.acts.cancel_decision import cancel_decision
from grants.acts.check_payment import check_payment
from grants.acts.claim_payment import claim_payment
from grants.acts.confirm_payment import confirm_payment
from grants.acts.decide_grant import decide_grant
from grants.acts.examine_application import Examination, examine_application
from grants.acts.fix_amount import fix_amount
from grants.acts.inspect_final import inspect_final
from grants.acts.inspect_interim import inspect_interim
from grants.acts.instruct_bank import instruct_bank
from grants.acts.judge_checklist_item import Judgement, judge_checklist_item
from grants.acts.order_compliance import order_compliance
from grants.acts.order_refund import order_refund
from grants.acts.prepare_application import prepare_application
from grants.acts.propose_cancellation import CancellationProposal, propose_cancellation
from grants.acts.propose_compliance import propose_compliance
from grants.acts.propose_fixing import propose_fixing
from grants.acts.propose_inspection import InspectionProposal, propose_inspection
from grants.acts.propose_suspension import propose_suspension
from grants.acts.receive_refund import receive_refund
from grants.acts.record_certification import Certification, record_certification
from grants.acts.register_expense import ExpenseEntry, register_expense
from grants.acts.report_completion import Completion, report_completion
from grants.acts.start_grant import start_grant
from grants.acts.suspend_grant import suspend_grant
from grants.applications import Application, ApplicationLine
from grants.checklist import Verdict
from grants.evidence_match import SIX
from grants.expenses import evidenced_by_line, matched_expenses
from grants.inspecting import InspectedLine, InspectionResult
from grants.models import Cancellation, Grant, Payment, RefundOrder
from grants.models.inspection import InspectionKind
from grants.models.payment import PaymentKind
from grants.refund_case import open_charges
from grants.refund_terms import Ground
from tests.people import RECIPIENT_ROLES, Company
from workflow.approvals import latest_draft
from workflow.authority import AUTHORITY
from workflow.calendar import JST
from workflow.models import ActRecord, Person, Role

MILLION = 1_000_000
ENDOWED_YEN = 10_000 * MILLION
COSTS_YEN = (300 * MILLION, 40 * MILLION)
GRANT_YEN = 120 * MILLION
ENDOWED_ON, APPLIED_ON, DECIDED_ON = date(2025, 4, 1), date(2025, 4, 14), date(2025, 5, 12)
# What the form of 2024-03-26 asks in words.
PARTICULARS = (
    ("main_business", "蓄電池の製造"),
    ("finances", "直近の貸借対照表のとおり。"),
    ("execution", "設備は競争により発注し、四半期ごとに進捗を確認する。"),
    ("effects", "国内の供給能力が増える。"),
    ("income", "事業期間中の収入金はない。"),
    ("safeguards", "社内規程により行う。"),
)
CONDITIONS = (("事業の内容を変更するときは、あらかじめ承認を受けること。", "適正化法7条1項3号"),)


DISALLOWED = ("対象外の費用", "NOT_ELIGIBLE")
# Only expenses of a trillion yen are examined in full, and of the others one in a million.
SAMPLE = (10**12, Fraction(1, 10**6))


def unique(text: str) -> str:
    """The text with something nobody else has."""
    return f"{text}-{uuid.uuid4()}"


@dataclass
class World:
    """Who is there, which day it is, and the one way to do something."""

    segment: int
    people: Mapping[Role, Person]
    company: Company
    other: Company
    today: date = ENDOWED_ON

    @property
    def now(self) -> datetime:
        """Ten o'clock of the day in Japan."""
        return datetime.combine(self.today, time(10), tzinfo=JST)

    def person(self, role: Role, company: Company | None = None) -> Person:
        """Who holds a role; a recipient's role in this company (the first one unless said)."""
        if role in RECIPIENT_ROLES:
            return (company or self.company).people[role]
        return self.people[role]

    def do(
        self,
        act: Callable[..., ActRecord],
        *args: Any,
        by: Person | Role | None = None,
        key: str | None = None,
    ) -> ActRecord:
        """Perform an act today, by somebody entitled unless said otherwise."""
        if not isinstance(by, Person):
            by = self.person(by or AUTHORITY[act.__name__][0])
        return act(*args, actor=by, now=self.now, key=key or str(uuid.uuid4()))

    def endow(self, yen: int = ENDOWED_YEN, budget_year: int = 2024) -> ActRecord:
        """The State's subsidy arrives today."""
        notice = EndowmentNotice(
            self.segment, unique("基金補助金"), self.today, self.today, budget_year, yen,
            unique("国庫"),
        )  # fmt: skip
        return self.do(endow_fund, notice)

    def close_until(self, ended_on: date) -> None:
        """Every month of the segment up to this day is closed in the ledger, without its act."""
        clerk, approver = (
            self.people[role].pk for role in (Role.ACCOUNTING_CLERK, Role.ACCOUNTING_APPROVER)
        )
        for period in (year * 100 + n for year in range(2024, 2027) for n in range(1, 13)):
            found = period_of(self.segment, period)
            assert found is not None
            if found.ends > ended_on:
                break
            ledger.close_period(self.segment, period, actor=clerk, approver=approver)

    def spend_all_cash_but(self, yen: int) -> None:
        """Everything else is placed as a time deposit."""
        placed = balance(self.segment, CASH) - yen
        entry = Entry("PLACEMENT", self.today, (Line("P", "1102", CASH, placed),), "定期預金")
        ledger.post(self.segment, entry, key=unique("place"), actor=self.people[Role.CASHIER].pk)

    def certify(self, *companies: Company, ceiling_yen: int = 2 * GRANT_YEN) -> UUID:
        """METI's notice of a certified plan arrives today."""
        given = Certification(
            segment=self.segment,
            number=unique("蓄電池"),
            notice_number=unique("製局"),
            notice_on=self.today,
            certified_on=self.today,
            # Applied for before the newer text applied: judged by a person, in six items.
            policy_version=date(2023, 1, 19),
            applied_on=date(2024, 3, 25),
            item="蓄電池",
            title="生産能力の拡大",
            ceiling_yen=ceiling_yen,
        )
        parties = [company.organisation for company in companies or (self.company,)]
        return self.do(record_certification, given, parties).subject_id

    def draft(
        self,
        plan: UUID | None = None,
        company: Company | None = None,
        application: Application | None = None,
    ) -> "Case":
        """A company drafts its application under a plan (its own new one unless said)."""
        company = company or self.company
        plan = plan or self.certify(company)
        record = self.do(
            prepare_application, plan, company.organisation, application or an_application(),
            by=company.writer,
        )  # fmt: skip
        return Case(self, company, record.subject_id)


def an_application(
    requested_yen: int = GRANT_YEN, costs_yen: tuple[int, ...] = COSTS_YEN
) -> Application:
    """The usual application."""
    rates = (("設備費", Fraction(1, 3)), ("技術開発費", Fraction(1, 2)))
    return Application(
        title="定置用蓄電池の生産ライン整備",
        purpose="生産設備の導入及び技術開発を行う。",
        starts_on=date(2025, 6, 1),
        ends_on=date(2026, 1, 31),
        own_funds="自己資金",
        requested_yen=requested_yen,
        lines=tuple(
            ApplicationLine(item, yen, rate)
            for (item, rate), yen in zip(rates, costs_yen, strict=True)
        ),
        particulars=PARTICULARS,
    )


def an_examination(eligible_yen: tuple[int, ...] = COSTS_YEN, **changes: Any) -> Examination:
    """The usual examination: everything asked for is eligible."""
    given: dict[str, Any] = {
        "eligible_yen": eligible_yen,
        "conditions": CONDITIONS,
        "budget_year": 2024,
        "reasons": "認定計画の内容に適合する。",
    }
    return Examination(**(given | changes))


def a_result(
    on: date, admitted: tuple[int, ...], claimed: tuple[int, ...] | None = None
) -> InspectionResult:
    """An inspection's result; what was not admitted has a reason and its code."""
    lines = tuple(
        InspectedLine(asked, found, *(DISALLOWED if found < asked else ()))
        for asked, found in zip(claimed or admitted, admitted, strict=True)
    )
    return InspectionResult(on, "事業実施場所", lines)


def an_expense(position: int, yen: int, on: date, **changes: Any) -> ExpenseEntry:
    """An expense of a cost line whose six documents of one day agree."""
    documents = tuple((kind, on, yen, f"{n}頁") for n, kind in enumerate(SIX, start=1))
    given: dict[str, Any] = {
        "position": position, "title": "塗工機", "supplier": "架空機械株式会社",
        "claimed_yen": yen, "documents": documents,
    }  # fmt: skip
    return ExpenseEntry(**(given | changes))


@dataclass
class Case:
    """One grant under way and the acts that carry it on, each today unless a day is given."""

    world: World
    company: Company
    pk: UUID
    payment: UUID | None = field(default=None)

    @property
    def grant(self) -> Grant:
        """The grant as it stands in the database."""
        return Grant.objects.select_related("plan").get(pk=self.pk)

    @property
    def order(self) -> RefundOrder:
        """The newest refund order."""
        return RefundOrder.objects.filter(grant=self.pk).order_by("-number")[0]

    @property
    def cancellation(self) -> Cancellation:
        """The newest cancellation."""
        return Cancellation.objects.filter(grant=self.pk).order_by("-cancelled_on")[0]

    @property
    def last_payment(self) -> Payment:
        """The newest payment."""
        return Payment.objects.filter(grant=self.pk).order_by("-number")[0]

    def do(self, act: Callable[..., ActRecord], *args: Any, on: date | None = None) -> ActRecord:
        """Perform an act by somebody entitled; a recipient's act by this case's company."""
        self.world.today = on or self.world.today
        role = AUTHORITY[act.__name__][0]
        return self.world.do(act, *args, by=self.world.person(role, self.company))

    def apply(self, on: date = APPLIED_ON) -> "Case":
        """The application is filed."""
        self.do(apply_for_grant, self.pk, on=on)
        return self

    def review(self, on: date = date(2025, 4, 21)) -> "Case":
        """A case officer takes the case and judges the items of its plan's policy."""
        self.do(begin_review, self.pk, True, on=on)
        return self.judge()

    def judge(self, verdict: Verdict = Verdict.MET, by: Person | None = None) -> "Case":
        """Every item that a person judges, with one verdict."""
        for item in self.grant.plan.policy.items.filter(is_blocking=True):
            given = Judgement(item.code, item.evidence, "1頁", (), verdict, "資料で確認した。")
            self.world.do(judge_checklist_item, self.pk, given, by=by)
        return self

    def examine(self, given: Examination | None = None, on: date = date(2025, 5, 7)) -> "Case":
        """The decision is put up."""
        self.do(examine_application, self.pk, given or an_examination(), on=on)
        return self

    def decide(self, version: int = 1, on: date = DECIDED_ON) -> "Case":
        """The decision is made, stage by stage where its amount asks for it."""
        self.world.today = on
        self.approve_stages("DECISION", self.pk)
        return self.decide_last(version, on)

    def decide_last(self, version: int = 1, on: date = DECIDED_ON) -> "Case":
        """The last stage: the decision itself."""
        draft = latest_draft("DECISION", self.pk)
        last = draft.stages[-1][0] if draft else Role.SECTION_CHIEF
        self.world.today = on
        self.world.do(decide_grant, self.pk, version, by=Role(last))
        return self

    def approve_stages(self, document: str, subject: UUID, up_to: int = 99) -> "Case":
        """The stages before the last, each by its first role."""
        draft = latest_draft(document, subject)
        assert draft is not None
        for stage, roles in enumerate(draft.stages[:-1][:up_to], start=1):
            self.world.do(approve_stage, draft.pk, stage, by=Role(roles[0]))
        return self

    def start(self, on: date = date(2025, 6, 2)) -> "Case":
        """The work begins."""
        self.do(start_grant, self.pk, on, on=on)
        return self

    def to_running(self) -> "Case":
        """From the draft to the beginning of the work."""
        return self.apply().review().examine().decide().start()

    def inspect(self, *admitted: int, on: date = date(2025, 9, 1)) -> "Case":
        """An interim inspection admits these costs, cumulative: proved, planned, carried out."""
        self.prove(*admitted, on=on).plan_inspection(InspectionKind.INTERIM)
        self.do(inspect_interim, self.pk, a_result(on, admitted), on=on)
        return self

    def prove(self, *costs: int, on: date | None = None) -> "Case":
        """The company registers an expense for each cost line that is not proved up to its cost."""
        self.world.today = on or self.world.today
        grant = self.grant
        proved = evidenced_by_line(matched_expenses(grant, self.world.today))
        for line, yen in zip(grant.lines.all(), costs, strict=True):
            rest = yen - proved.get(line.pk, 0)
            if rest > 0:
                self.do(
                    register_expense, self.pk, an_expense(line.position, rest, self.world.today)
                )
        return self

    def plan_inspection(self, kind: str, on: date | None = None) -> "Case":
        """The inspection is planned for today, and approved."""
        self.world.today = on or self.world.today
        inspector = self.world.people[Role.INSPECTOR].pk
        plan = InspectionProposal(kind, self.world.today, "事業実施場所", (inspector,), *SAMPLE)
        version = self.do(propose_inspection, self.pk, plan).facts["version"]
        self.do(approve_inspection, self.pk, version)
        return self

    def claim(
        self, yen: int, kind: str = PaymentKind.ADVANCE, on: date = date(2025, 9, 8)
    ) -> "Case":
        """The company claims."""
        self.payment = self.do(claim_payment, self.pk, kind, yen, on=on).subject_id
        return self

    def check(self) -> "Case":
        """Accounting checks the claim and puts it up."""
        self.do(check_payment, self.payment)
        return self

    def approve(self) -> "Case":
        """The payment is approved."""
        self.do(approve_payment, self.payment, 1, self.world.today)
        return self

    def instruct(self) -> "Case":
        """The bank is instructed."""
        self.do(instruct_bank, self.payment)
        return self

    def confirm(self, on: date | None = None) -> "Case":
        """The bank's line confirms the payment."""
        day = on or self.world.today
        self.do(confirm_payment, self.payment, day, unique("BANK"), on=day)
        return self

    def pay(self, yen: int, kind: str = PaymentKind.ADVANCE, on: date = date(2025, 9, 8)) -> "Case":
        """From claim to confirmation in one day."""
        return self.claim(yen, kind, on).check().approve().instruct().confirm()

    def complete(self, *costs: int, on: date = date(2025, 12, 15)) -> "Case":
        """The completion report arrives."""
        self.do(report_completion, self.pk, Completion(on, "完了した。", costs or COSTS_YEN), on=on)
        return self

    def inspect_final(
        self, *admitted: int, claimed: tuple[int, ...] = COSTS_YEN, on: date = date(2026, 1, 13)
    ) -> "Case":
        """The final inspection admits these costs: proved, planned, carried out."""
        self.prove(*claimed, on=on).plan_inspection(InspectionKind.FINAL)
        self.do(inspect_final, self.pk, a_result(on, admitted or COSTS_YEN, claimed), on=on)
        return self

    def propose_fixing(self, on: date = date(2026, 1, 19)) -> "Case":
        """The sum is put up."""
        self.do(propose_fixing, self.pk, on=on)
        return self

    def fix(self, version: int = 1, on: date = date(2026, 1, 26)) -> "Case":
        """The sum is fixed."""
        self.do(fix_amount, self.pk, version, on=on)
        return self

    def to_fixed(self, *admitted: int) -> "Case":
        """From completion to 額の確定 of these costs (all unless said)."""
        return self.complete().inspect_final(*admitted).propose_fixing().fix()

    def order_to_comply(
        self, remedy_due_on: date, reason: str = "計画どおりに進んでいないため。",
        demand: str = "発注を行うこと。", on: date | None = None,
    ) -> "Case":  # fmt: skip
        """遂行命令 is put up and given."""
        self.do(propose_compliance, self.pk, reason, demand, remedy_due_on, on=on)
        draft = latest_draft("COMPLIANCE", self.pk)
        self.do(order_compliance, self.pk, draft.version if draft else 1, on=on)
        return self

    def suspend(
        self, remedy_due_on: date, reason: str = "遂行命令に従わないため。",
        demand: str = "是正すること。", on: date | None = None,
    ) -> "Case":  # fmt: skip
        """一時停止命令 is put up and given."""
        self.do(propose_suspension, self.pk, reason, demand, remedy_due_on, on=on)
        draft = latest_draft("SUSPENSION", self.pk)
        self.do(suspend_grant, self.pk, draft.version if draft else 1, on=on)
        return self

    def propose_cancellation(
        self, yen: int, ground: Ground = Ground.ART17_1, *, whole: bool = False,
        on: date | None = None,
    ) -> "Case":  # fmt: skip
        """A cancellation is put up."""
        given = CancellationProposal(ground, whole, yen, "他の用途に使用したため。")
        self.do(propose_cancellation, self.pk, given, on=on)
        return self

    def cancel(self, on: date | None = None) -> "Case":
        """The cancellation put up last is made."""
        draft = latest_draft("CANCELLATION", self.pk)
        self.do(cancel_decision, self.pk, draft.version if draft else 1, on=on)
        return self

    def order_back(self, on: date | None = None) -> "Case":
        """What was cancelled after payment is ordered back."""
        self.do(order_refund, self.cancellation.pk, on=on)
        return self

    def receive(self, yen: int, on: date | None = None) -> "Case":
        """Money comes back on the newest order."""
        day = on or self.world.today
        self.do(receive_refund, self.order.pk, day, yen, unique("BANK"), on=day)
        return self

    def receive_charges(self, on: date | None = None) -> "Case":
        """Whatever charges are open come in."""
        return self.receive(sum(open_charges(self.order)), on=on)

    def bill(self, on: date | None = None) -> "Case":
        """The charges are billed."""
        self.do(bill_charges, self.order.pk, on=on)
        return self
