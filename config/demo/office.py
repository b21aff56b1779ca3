"""What NEDO does again and again in the story: deciding, inspecting, paying, fixing, closing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from config.demo.attachments import Document, attach
from config.demo.people import Company
from config.demo.world import World
from fund.money import format_yen
from grants.acts.apply_for_grant import apply_for_grant
from grants.acts.approve_inspection import approve_inspection
from grants.acts.approve_payment import approve_payment
from grants.acts.approve_stage import approve_stage
from grants.acts.attach_application_file import attach_application_file
from grants.acts.begin_review import begin_review
from grants.acts.check_payment import check_payment
from grants.acts.claim_payment import claim_payment
from grants.acts.confirm_payment import confirm_payment
from grants.acts.decide_grant import decide_grant
from grants.acts.examine_application import DOCUMENT as DECISION
from grants.acts.examine_application import Examination, examine_application
from grants.acts.fix_amount import fix_amount
from grants.acts.inspect_final import inspect_final
from grants.acts.inspect_interim import inspect_interim
from grants.acts.instruct_bank import instruct_bank
from grants.acts.judge_checklist_item import Judgement, judge_checklist_item
from grants.acts.prepare_application import prepare_application
from grants.acts.propose_fixing import propose_fixing
from grants.acts.propose_inspection import InspectionProposal, propose_inspection
from grants.acts.record_certification import Certification, record_certification
from grants.acts.record_yearly_check import YearlyCheck, record_yearly_check
from grants.acts.register_expense import ExpenseEntry, register_expense
from grants.application_form import form_on
from grants.applications import Application, ApplicationLine
from grants.checklist import Fact, Verdict
from grants.evidence_match import SIX
from grants.expenses import evidenced_by_line, is_sampled, matched_expenses
from grants.inspecting import InspectedLine, InspectionResult, ItemCheck, waiting_plan
from grants.models import ChecklistItem, Grant, Plan
from grants.models.inspection import InspectionKind
from grants.models.payment import PaymentKind
from grants.models.plan import CheckOutcome
from grants.review import asks_of_item, reckon
from grants.standard_conditions import STANDARD_CONDITIONS
from workflow.approvals import latest_draft
from workflow.calendar import fiscal_year, fiscal_year_end, wareki
from workflow.machines.plan import VALID
from workflow.models import Role

MILLION = 1_000_000


@dataclass(frozen=True)
class Project:
    """A project of the story: sums in million yen; the ceiling and the request in yen."""

    code: str
    plan_title: str
    item: str
    title: str
    certified_on: date
    starts_on: date
    ends_on: date
    equipment: int
    research: int
    rate: Fraction
    requested_yen: int
    budget_year: int = 2022
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[ApplicationLine, ...]:
        """Equipment at the project's rate, research at one half."""
        return (
            ApplicationLine("設備費", self.equipment * MILLION, self.rate),
            ApplicationLine("技術開発費", self.research * MILLION, Fraction(1, 2)),
        )


def certify(world: World, company: Company, project: Project) -> UUID:
    """METI's notice of the certified plan arrives."""
    notice = Certification(
        segment=world.segment,
        number=f"{project.certified_on:%Y%m}蓄電池第{project.code[1:]}号",
        notice_number=f"{project.certified_on:%Y%m%d}製局第{project.code[1:]}号",
        notice_on=project.certified_on,
        certified_on=project.certified_on,
        policy_version=date(2023, 1, 19),
        item=project.item,
        title=project.plan_title,
        ceiling_yen=project.requested_yen,
        contents=plan_contents(project),
    )
    return world.do(
        record_certification, notice, (company.organisation,), by="aoki", key=f"{project.code}:plan"
    )


def plan_contents(project: Project) -> tuple[tuple[str, str], ...]:
    """What the certified plan says of the items of 推進法9条3項, in words for every company."""
    return (
        ("2", f"{project.item}の国内の供給能力を高める。"),
        ("3", f"{project.title}のための生産設備の導入及び技術開発。"),
        ("4", "生産本部が実施し、取締役会が進捗を管理する。"),
        ("5", "助成金のほか、自己資金及び金融機関からの借入れによる。"),
        ("6", "需給がひっ迫したときは増産し、国内の需要に優先して供給する。"),
        ("7", "コア技術の管理責任者を置き、社内規程により管理する。"),
        ("8", "原材料の一部を輸入に依存している。"),
    )


def apply(world: World, company: Company, project: Project, plan: UUID) -> UUID:
    """The company drafts its application and files it."""
    application = Application(
        title=project.title,
        purpose=f"{project.title}のための生産設備の導入及び技術開発を行う。",
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        own_funds="自己資金及び金融機関からの借入れ",
        requested_yen=project.requested_yen,
        lines=tuple(
            replace(line, years=split_by_year(project, line.eligible_yen)) for line in project.lines
        ),
        particulars=tuple(
            (asked.name, f"{asked.label}は、添付の資料のとおり。")
            for asked in form_on(world.today).fields
            if asked.required
        ),
    )
    grant = world.do(
        prepare_application, plan, company.organisation, application,
        by=company.writer, key=f"{project.code}:draft",
    )  # fmt: skip
    attach(
        world, attach_application_file, Grant.objects.get(pk=grant),
        business_plan(company, project), by=company.writer, of=company.organisation,
        key=f"{project.code}:file",
    )  # fmt: skip
    world.do(apply_for_grant, grant, by=company.releaser, key=f"{project.code}:apply")
    return grant


def business_plan(company: Company, project: Project) -> Document:
    """What the company attaches to its application."""
    return Document(
        author=company.organisation.name,
        title="事業計画書",
        number=f"{project.code}-計画",
        facts=(
            ("事業の名称", project.title),
            ("対象品目", project.item),
            ("事業期間", f"{wareki(project.starts_on)} から {wareki(project.ends_on)} まで"),
            *((line.item, format_yen(line.eligible_yen)) for line in project.lines),
            ("交付を受けようとする額", format_yen(project.requested_yen)),
            ("自己負担の調達", "自己資金及び金融機関からの借入れ"),
        ),
        text="設備は複数者の見積りにより選定し、据付けの後に試運転を経て生産を開始する。\n"
        "生産した物資は国内の需要家に優先して供給し、継続生産の期間中は供給能力を維持する。",
    )


def split_by_year(project: Project, yen: int) -> tuple[tuple[int, int], ...]:
    """A cost spread evenly over the fiscal years of the project; the first bears the rest."""
    years = range(fiscal_year(project.starts_on), fiscal_year(project.ends_on) + 1)
    each = yen // len(years)
    return tuple((year, each + (yen - each * len(years) if n == 0 else 0))
                 for n, year in enumerate(years))  # fmt: skip


def begin(world: World, project: Project, grant: UUID) -> None:
    """An officer takes the case."""
    world.do(begin_review, grant, True, by="aoki", key=f"{project.code}:review")


def judge(world: World, project: Project, grant: UUID) -> None:
    """The officer judges every blocking item: by the project's facts, or else in person."""
    items = ChecklistItem.objects.filter(policy__plans__grants=grant, is_blocking=True)
    for item in items:
        key = f"{project.code}:judge:{item.code}"
        given = judgement_of(item, project.facts)
        world.do(judge_checklist_item, grant, given, by="aoki", key=key)


def judgement_of(item: ChecklistItem, facts: Mapping[str, Fact]) -> Judgement:
    """What the officer enters for one item."""
    evidence, page = item.evidence, f"{item.position}頁"
    asked = tuple((a.name, facts[a.name]) for a in asks_of_item(item) if a.name in facts)
    found = reckon(item, facts)
    if found.verdict or found.missing:
        return Judgement(item.code, evidence, page, asked)
    if item.code == "L6":
        alone = "単独の計画である。"
        return Judgement(item.code, evidence, page, asked, Verdict.NOT_APPLICABLE, alone)
    agreed = "原文と資料を照合し、適合と認める。"
    return Judgement(item.code, evidence, page, asked, Verdict.MET, agreed)


def examine(world: World, project: Project, grant: UUID) -> None:
    """The officer reviews the case and puts the decision up."""
    begin(world, project, grant)
    judge(world, project, grant)
    examination = Examination(
        eligible_yen=tuple(line.eligible_yen for line in project.lines),
        conditions=STANDARD_CONDITIONS,
        budget_year=project.budget_year,
        reasons="認定計画の内容に適合し、対象費用の算定は適正と認める。",
    )
    world.do(examine_application, grant, examination, by="aoki", key=f"{project.code}:examine")


def decide(world: World, project: Project, grant: UUID) -> None:
    """Chief, director and executive approve the decision; the director alone a small one."""
    draft = latest_draft(DECISION, grant)
    assert draft is not None
    *earlier, last = ("baba", "chiba", "doi") if len(draft.stages) > 1 else ("chiba",)
    for stage, name in enumerate(earlier, start=1):
        key = f"{project.code}:stage:{stage}"
        world.do(approve_stage, draft.pk, stage, by=name, key=key)
    world.do(decide_grant, grant, 1, by=last, key=f"{project.code}:decide")


def inspected(
    grant: UUID, on: date, admitted: Sequence[int], *claimed: int, kind: str, reason: str = ""
) -> InspectionResult:
    """An inspection result in yen, cumulative; claimed is what was admitted unless given.

    The sample of the waiting plan is examined and agrees.
    """
    lines = tuple(
        InspectedLine(ask, yes, *((reason, "AFFILIATE") if ask > yes else ()))
        for ask, yes in zip(claimed or admitted, admitted, strict=True)
    )
    case = Grant.objects.get(pk=grant)
    plan = waiting_plan(case, kind)
    checks = tuple(
        ItemCheck(row.expense.number)
        for row in matched_expenses(case, on)
        if plan is not None and is_sampled(plan, row.expense)
    )
    return InspectionResult(
        inspected_on=on, place="事業実施場所", lines=lines, checks=checks,
        findings="帳簿、証拠書類及び現物を照合した。", card_number="検査第12号",
        witness="事業者の経理責任者", books="総勘定元帳、支払台帳、固定資産台帳",
    )  # fmt: skip


def file_evidence(world: World, project: Project, grant: UUID, costs: Sequence[int]) -> None:
    """The company registers one expense a cost line, up to these costs, with its six documents."""
    case = Grant.objects.get(pk=grant)
    assert case.decided_on is not None
    held = case.organisation.memberships.filter(role=Role.RECIPIENT_WRITER)
    writer = held.select_related("person")[0].person
    proved = evidenced_by_line(matched_expenses(case, world.today))
    for line, yen in zip(case.lines.all(), costs, strict=True):
        rest = yen - proved.get(line.pk, 0)
        if rest <= 0:
            continue
        number = case.expenses.count() + 1
        days = (max(case.decided_on, world.today - timedelta(n)) for n in (90, 85, 40, 35, 30, 10))
        documents = tuple(
            (kind, day, rest, f"{project.code}-{number}-{n}")
            for n, (kind, day) in enumerate(zip(SIX, days, strict=True), start=1)
        )
        title = f"{line.item}（第{number}次）"
        given = ExpenseEntry(line.position, title, "架空機械株式会社", rest, documents)
        world.do(
            register_expense, grant, given, by=writer,
            key=f"{project.code}:expense{number}",
        )  # fmt: skip


def plan_inspection(world: World, project: Project, grant: UUID, number: int, kind: str) -> None:
    """The officer plans the inspection; the section's director approves it."""
    plan = InspectionProposal(
        kind, world.today, "事業実施場所", (world.people["eto"].pk,), 1_000 * MILLION,
        Fraction(1, 5),
    )  # fmt: skip
    # Of the final inspection there is one, whatever came before it.
    key = f"{project.code}:plan{number if kind == InspectionKind.INTERIM else '-final'}"
    world.do(propose_inspection, grant, plan, by="aoki", key=key)
    world.do(approve_inspection, grant, number, by="chiba", key=f"{key}:approve")


def inspect(
    world: World, project: Project, grant: UUID, number: int, admitted: Sequence[int]
) -> None:
    """An interim inspection today: evidence filed, planned, carried out."""
    file_evidence(world, project, grant, admitted)
    plan_inspection(world, project, grant, number, InspectionKind.INTERIM)
    result = inspected(grant, world.today, admitted, kind=InspectionKind.INTERIM)
    world.do(inspect_interim, grant, result, by="eto", key=f"{project.code}:inspect{number}")


def inspect_at_the_end(
    world: World, project: Project, grant: UUID, admitted: Sequence[int], *claimed: int,
    reason: str = "",
) -> None:  # fmt: skip
    """The final inspection today, on what the company reported."""
    file_evidence(world, project, grant, claimed or admitted)
    number = Grant.objects.get(pk=grant).inspection_plans.count() + 1
    plan_inspection(world, project, grant, number, InspectionKind.FINAL)
    result = inspected(
        grant, world.today, admitted, *claimed, kind=InspectionKind.FINAL, reason=reason
    )
    world.do(inspect_final, grant, result, by="eto", key=f"{project.code}:inspect-final")


def claim(
    world: World, company: Company, project: Project, grant: UUID, number: int, yen: int,
    kind: str = PaymentKind.ADVANCE,
) -> UUID:  # fmt: skip
    """The company claims; accounting checks, approves and hands the payment to the bank."""
    payment = claim_and_approve(world, company, project, grant, number, yen, kind)
    key = f"{project.code}:pay{number}"
    world.do(instruct_bank, payment, by="hashimoto", key=f"{key}:instruct")
    return payment


def claim_and_approve(
    world: World, company: Company, project: Project, grant: UUID, number: int, yen: int,
    kind: str = PaymentKind.ADVANCE,
) -> UUID:  # fmt: skip
    """The company claims; accounting checks and approves."""
    key = f"{project.code}:pay{number}"
    payment = world.do(claim_payment, grant, kind, yen, by=company.accountant, key=key)
    world.do(check_payment, payment, by="fukuda", key=f"{key}:check")
    world.do(approve_payment, payment, 1, world.today, by="goto", key=f"{key}:approve")
    return payment


def confirm(world: World, project: Project, payment: UUID, number: int) -> None:
    """The bank's line of today confirms the payment."""
    world.do(
        confirm_payment, payment, world.today, f"{world.today:%Y%m%d}-{project.code}-{number}",
        by="hashimoto", key=f"{project.code}:pay{number}:confirm",
    )  # fmt: skip


def fix(world: World, project: Project, grant: UUID) -> None:
    """The sum is put up and fixed."""
    world.do(propose_fixing, grant, by="aoki", key=f"{project.code}:propose-fixing")
    world.do(fix_amount, grant, 1, by="chiba", key=f"{project.code}:fix")


def check_plans(world: World, year: int) -> None:
    """With METI: each plan certified in the fiscal year or before was carried out in it."""
    certified = Plan.objects.filter(
        segment=world.segment, state__in=VALID, certified_on__lte=fiscal_year_end(year)
    )
    for plan in certified.order_by("number"):
        given = YearlyCheck(
            year=year,
            checked_on=world.today,
            outcome=CheckOutcome.CARRIED_OUT,
            findings="認定計画のとおり取組が行われていることを、報告書と現地で確認した。",
            meti_reference="経済産業省 電池産業課",
        )
        key = f"check:{year}:{plan.number}"
        world.do(record_yearly_check, plan.pk, given, by="aoki", key=key)
