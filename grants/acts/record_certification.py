"""認定の通知の受領 (推進法9条6項): METI notified NEDO that a plan was certified.

Who: case_officer
State: plan → CERTIFIED
Ledger: none
Paper: 受領記録
Deadline: 実施状況報告 and GX each year (推進法12条, the policy); 遂行の確認; 設備導入 (3 years)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from grants.models import Plan, PlanParty, Policy
from grants.plan_contents import kept, problems_with_contents
from grants.plan_notices import is_known
from grants.policies import BATTERY, date_policy_duties, policy_of, texts_of
from grants.policy_versions import possible_versions
from grants.series import date_plan_check, date_plan_reports
from workflow import notices
from workflow.act import act
from workflow.advance import record_act
from workflow.calendar import fiscal_year, jst_day
from workflow.models import ActRecord, Organisation, Person, Role
from workflow.problems import Problem, refuse_if


@dataclass(frozen=True)
class Certification:
    """What METI's notice says. ceiling_yen: 最大助成額. policy_version: its text's day.

    applied_on: when METI was asked; ends_on: the plan's last day. None if the notice is silent.
    contents: text by item of 推進法9条3項, as far as the notice gives it.
    """

    segment: int
    number: str
    notice_number: str
    notice_on: date
    certified_on: date
    policy_version: date
    item: str
    title: str
    ceiling_yen: int
    commodity: str = BATTERY
    applied_on: date | None = None
    ends_on: date | None = None
    is_development_only: bool = False
    development_starts_on: date | None = None
    contents: tuple[tuple[str, str], ...] = ()


def problems_certifying(
    given: Certification, parties: Sequence[Organisation], today: date
) -> list[Problem]:
    """Every reason why the notice cannot be recorded."""
    problems = []
    if not parties:
        problems.append(
            Problem("no_party", "認定供給確保事業者がありません。", "1者以上を選んでください。")
        )
    if len({party.pk for party in parties}) < len(parties):
        problems.append(
            Problem("party_twice", "同じ事業者が重複しています。", "1者につき1回選んでください。")
        )
    if given.ceiling_yen <= 0:
        problems.append(
            Problem(
                "ceiling", "最大助成額は正の額です。", "通知書を確認してください。", "ceiling_yen"
            )
        )
    applied_on = given.applied_on or given.certified_on
    if not applied_on <= given.certified_on <= given.notice_on <= today:
        problems.append(
            Problem(
                "dates",
                "認定の申請日、認定日、通知日、受領日の順が正しくありません。",
                "日付を確認してください。",
                "notice_on",
            )
        )
    if is_known(given.notice_number):
        problems.append(
            Problem(
                "notice_known",
                "この通知は既に受領済みです。",
                "通知文書番号を確認してください。",
                "notice_number",
            )
        )
    if Plan.objects.filter(number=given.number).exists():
        problems.append(
            Problem(
                "plan_known",
                "この認定番号は登録済みです。",
                "変更の通知なら変更として記録してください。",
                "number",
            )
        )
    problems += problems_with_contents(given.contents, given.certified_on)
    return problems + problems_with_policy(given) + problems_with_period(given)


def problems_with_policy(given: Certification) -> list[Problem]:
    """The text must be one the plan can have been certified under (附則 of 2024-03-26)."""
    if policy_of(given.commodity, given.policy_version) is None:
        return [
            Problem(
                "policy_unknown",
                f"{given.commodity}の取組方針 {given.policy_version} 版は登録されていません。",
                "版の日付を確認してください。",
                "policy_version",
            )
        ]
    possible = possible_versions(texts_of(given.commodity), given.certified_on, given.applied_on)
    if given.policy_version in possible:
        return []
    listed = "、".join(f"{version} 版" for version in sorted(possible)) or "該当する版なし"
    return [
        Problem(
            "policy_version",
            f"この計画に適用されるのは {listed} です（適用日前の申請は従前の例による）。",
            "認定の申請日と取組方針の版を確認してください。",
            "policy_version",
        )
    ]


def problems_with_period(given: Certification) -> list[Problem]:
    """A development-only plan says when it begins; the plan ends after its certification."""
    problems = []
    if given.is_development_only and given.development_starts_on is None:
        problems.append(
            Problem(
                "development",
                "技術開発のみの計画には技術開発の開始日が必要です。",
                "計画書の開始日を記入してください。",
                "development_starts_on",
            )
        )
    if given.ends_on is not None and given.ends_on <= given.certified_on:
        problems.append(
            Problem(
                "period", "取組の終了日が認定日以前です。", "日付を確認してください。", "ends_on"
            )
        )
    return problems


@act
def record_certification(
    given: Certification, parties: Sequence[Organisation], *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Mirror the plan, invite the companies to apply, and set their yearly report to METI."""
    refuse_if(problems_certifying(given, parties, jst_day(now)))
    columns = {k: v for k, v in vars(given).items() if k not in {"commodity", "policy_version"}}
    policy = Policy.objects.get(commodity=given.commodity, version=given.policy_version)
    plan = Plan.objects.create(policy=policy, **columns | {"contents": kept(given.contents)})
    for position, organisation in enumerate(parties):
        PlanParty.objects.create(plan=plan, organisation=organisation, is_lead=position == 0)
    record = record_act(
        plan, target=plan.state, notice_number=given.notice_number, policy=str(policy),
        ceiling_yen=given.ceiling_yen, companies=[party.name for party in parties],
    )  # fmt: skip
    _owe(record, plan)
    for organisation in parties:
        notices.tell(
            notices.people_of(organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER),
            "invited_to_apply",
            plan,
            "助成金の交付申請のご案内",
            f"認定供給確保計画「{plan.title}」（{plan.number}）について、交付申請ができます。",
        )
    return record


def _owe(record: ActRecord, plan: Plan) -> None:
    """Each company's yearly report to METI to the plan's end (the first where no end is known),
    NEDO's first yearly check, and the investment that must follow mere development."""
    date_plan_reports(record, plan, plan.certified_on)
    date_plan_check(record, plan, fiscal_year(plan.certified_on))
    date_policy_duties(record, plan)
