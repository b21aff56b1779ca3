"""What the pages ask when METI tells something of a plan, and about holds and consultations."""

from fractions import Fraction
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from fund.fields import RateField, YenField
from grants.acts.answer_consultation import MOVES, Answer
from grants.acts.decide_revocation_ground import NO_CANCELLATION
from grants.acts.file_core_technology_consultation import ConsultationPaper
from grants.acts.record_change_certification import PlanChange
from grants.acts.record_yearly_check import YearlyCheck
from grants.core_technology import Conduct, PlannedConduct
from grants.forms.subjects import GrantForm, text_field
from grants.models import CoreTechnologyConsultation, PaymentHold, Plan
from grants.models.consultation import CONDUCTS
from grants.models.plan import CheckOutcome
from grants.plan_contents import add_fields, typed
from grants.plan_notices import MetiNotice
from grants.refund_terms import Ground
from grants.revocation import NO_LONGER_FIT, NOT_CARRIED_OUT
from workflow.act_forms import ActForm
from workflow.calendar import fiscal_year, fiscal_year_name
from workflow.fields import DayField
from workflow.machines.consultation import ConsultationState
from workflow.models import Organisation
from workflow.models.person import OrganisationKind

# In any unit; what a page reads still fits the column.
LARGEST_CAPACITY = 10**15


class PlanForm(ActForm):
    """An act on a plan."""

    subject_model = Plan
    about = "acts/about_plan.html"

    @classmethod
    def own_rows(cls, rows: QuerySet[Model], organisation: Organisation) -> QuerySet[Model]:
        """A company sees the plans it is certified under."""
        return rows.filter(parties__organisation=organisation)


class NoticeForm(PlanForm):
    """A notice of METI about a plan."""

    number = forms.CharField(label="通知文書番号", max_length=60)
    notice_on = DayField(label="通知日")
    reason = forms.CharField(
        label="通知の理由", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def given(self) -> tuple[Any, ...]:
        """The notice, then the act's own answers."""
        asked = self.cleaned_data
        notice = MetiNotice(asked["number"], asked["notice_on"], asked["reason"])
        return (notice, *super().given())


class RecordChangeApplication(NoticeForm):
    """変更認定の申請の受領."""

    act = "record_change_application"
    button = "申請の通知を記録する"


class RecordChangeCertification(NoticeForm):
    """変更認定の通知の受領."""

    act = "record_change_certification"
    button = "変更認定を記録する"

    def prepare(self) -> None:
        """The plan as it is, to be changed; companies that may join."""
        plan: Plan = self.subject
        self.fields["title"] = forms.CharField(
            label="計画の名称", max_length=200, initial=plan.title
        )
        self.fields["item"] = forms.CharField(label="品目", max_length=60, initial=plan.item)
        self.fields["ceiling_yen"] = YenField(label="最大助成額（円）", initial=plan.ceiling_yen)
        self.fields["ends_on"] = DayField(
            label="取組の終了日", required=False, initial=plan.ends_on
        )
        add_fields(self, plan.certified_on, plan.contents)
        companies = Organisation.objects.filter(kind=OrganisationKind.RECIPIENT)
        self.fields["joining"] = forms.ModelMultipleChoiceField(
            companies.exclude(plan_parties__plan=plan).order_by("name"),
            label="加わる事業者",
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def given(self) -> tuple[Any, ...]:
        """Notice, the plan afterwards, and who joins."""
        asked = self.cleaned_data
        names = ("item", "title", "ceiling_yen", "ends_on")
        change = PlanChange(**{name: asked[name] for name in names}, contents=typed(asked))
        return (*super().given(), change, list(asked["joining"]))


class RecordMinorChangeNotice(NoticeForm):
    """軽微な変更の届出の受領."""

    act = "record_minor_change_notice"
    button = "届出を記録する"
    answers = ("contents",)

    contents = text_field("変更の内容")


class RecordChangeOrder(NoticeForm):
    """変更指示の通知の受領."""

    act = "record_change_order"
    button = "変更指示を記録し、支払を保留する"
    is_danger = True
    answers = ("answer_by",)

    answer_by = DayField(label="対応の期限", help_text="通知書にある日")


class RecordRevocation(NoticeForm):
    """認定取消しの通知の受領."""

    act = "record_revocation"
    button = "認定取消しを記録し、支払を保留する"
    is_danger = True
    answers = ("basis",)

    basis = forms.ChoiceField(
        label="取消しの根拠",
        choices=[
            (NOT_CARRIED_OUT, f"推進法{NOT_CARRIED_OUT}（計画に従って行われていない）"),
            (NO_LONGER_FIT, f"推進法{NO_LONGER_FIT}（認定の要件を満たさなくなった）"),
        ],
        widget=forms.RadioSelect,
    )


class RecordPlanEnd(NoticeForm):
    """計画の終了の記録."""

    act = "record_plan_end"
    button = "計画の終了を記録する"
    answers = ("ended_on",)

    ended_on = DayField(label="終了日")


class RecordProductionStart(PlanForm):
    """生産開始の記録."""

    act = "record_production_start"
    button = "生産開始を記録する"
    answers = ("started_on", "evidence")

    started_on = DayField(label="生産開始日")
    evidence = forms.CharField(label="根拠資料", max_length=200)


class RecordYearlyCheck(PlanForm):
    """計画の遂行の確認."""

    act = "record_yearly_check"
    button = "確認を記録する"

    def prepare(self) -> None:
        """The fiscal years from the certification on."""
        this = fiscal_year(self.request.today)
        first = fiscal_year(self.subject.certified_on)
        self.fields["year"] = forms.TypedChoiceField(
            label="対象年度",
            coerce=int,
            choices=[(year, fiscal_year_name(year)) for year in range(this, first - 1, -1)],
        )
        self.fields["checked_on"] = DayField(label="確認日", initial=self.request.today)
        self.fields["outcome"] = forms.ChoiceField(label="結果", choices=CheckOutcome.choices)
        self.fields["findings"] = text_field("所見")
        self.fields["meti_reference"] = forms.CharField(
            label="経済産業省の担当・文書", max_length=200
        )

    def given(self) -> tuple[Any, ...]:
        """The check."""
        return (YearlyCheck(**{k: v for k, v in self.cleaned_data.items() if k != "key"}),)


class ReleaseHold(ActForm):
    """支払の保留の解除."""

    act = "release_hold"
    button = "保留を解除する"
    subject_model = PaymentHold
    about = "acts/about_hold.html"
    answers = ("reason",)

    reason = text_field("解除の理由")

    @property
    def back_to(self) -> Plan:
        """The plan whose payments are held."""
        plan: Plan = self.subject.plan
        return plan


class DecideRevocationGround(GrantForm):
    """取消しの根拠の判断."""

    act = "decide_revocation_ground"
    button = "判断を記録する"
    answers = ("ground", "reason")

    ground = forms.ChoiceField(
        label="判断",
        choices=[
            (Ground.ART17_1.value, f"{Ground.ART17_1.label}として取り消す"),
            (Ground.ART10.value, f"{Ground.ART10.label}として取り消す"),
            (NO_CANCELLATION, "取り消さない"),
        ],
        widget=forms.RadioSelect,
    )
    reason = text_field("判断の理由")


class AnswerConsultation(ActForm):
    """事前相談の回答の記録."""

    act = "answer_consultation"
    button = "回答を記録する"
    subject_model = CoreTechnologyConsultation
    about = "acts/about_consultation.html"

    outcome = forms.ChoiceField(
        label="回答",
        choices=[(s.value, s.label) for s in ConsultationState if s.value in MOVES],
        widget=forms.RadioSelect,
    )
    reference = forms.CharField(label="回答文書の番号", max_length=60)
    answered_on = DayField(label="回答日")
    text = text_field("回答の内容")

    def given(self) -> tuple[Any, ...]:
        """The answer."""
        return (Answer(**{k: v for k, v in self.cleaned_data.items() if k != "key"}),)


class FileCoreTechnologyConsultation(PlanForm):
    """コア技術の事前相談."""

    act = "file_core_technology_consultation"
    button = "事前相談をする"

    conduct = forms.ChoiceField(label="行おうとする行為", choices=CONDUCTS)
    technology = text_field("コア技術等")
    counterpart = forms.CharField(label="相手方・国", max_length=200)
    planned_on = DayField(label="実施予定日")
    fears_forced_transfer = forms.BooleanField(
        label="コア技術等の強制的な技術移転のおそれがある", required=False
    )
    violated_norms_on = DayField(
        label="相手方が国際的な基準に違反した日", required=False, help_text="あるときだけ"
    )
    is_under_foreign_influence = forms.BooleanField(
        label="相手方が外国政府等の影響を受けて事業を行う", required=False
    )
    was_asked_by_meti = forms.BooleanField(
        label="経済産業省から事前相談をすべき旨の連絡を受けた", required=False
    )
    capacity_before = forms.IntegerField(
        label="他国の拠点の現在の能力",
        min_value=0,
        max_value=LARGEST_CAPACITY,
        initial=0,
        help_text="生産拠点のときだけ",
    )
    capacity_after = forms.IntegerField(
        label="増強後の能力",
        min_value=0,
        max_value=LARGEST_CAPACITY,
        initial=0,
        help_text="現在の能力と同じ単位",
    )
    local_share = RateField(
        label="生産物のうち、その国で消費される割合", required=False, help_text="例: 3/4"
    )

    def given(self) -> tuple[Any, ...]:
        """The company, and the paper."""
        asked = {k: v for k, v in self.cleaned_data.items() if k != "key"}
        technology, counterpart = asked.pop("technology"), asked.pop("counterpart")
        asked["conduct"] = Conduct(asked["conduct"])
        asked["local_share"] = asked["local_share"] or Fraction(0)
        paper = ConsultationPaper(technology, counterpart, PlannedConduct(**asked))
        return self.request.organisation, paper
