"""What the pages ask whoever approves: stages, sending back, 代決, 後閲, the end of a role."""

from typing import Any
from uuid import UUID

from django import forms

from fund.money import format_yen
from grants.bulk import choices, decide_each, in_words
from grants.documents import OWN_WAY_BACK
from grants.forms.subjects import text_field
from grants.steps import Reader
from grants.templatetags.drafts import document_name
from workflow.act_forms import ActForm
from workflow.fields import DayField
from workflow.models import Approval, Delegation, Draft, Membership, Person, Role
from workflow.models.person import OrganisationKind
from workflow.standing import Standing, stage_name, standing_of


class DraftForm(ActForm):
    """An act on a draft."""

    subject_model = Draft

    def prepare(self) -> None:
        """Show the draft that was put up."""
        self.draft = self.subject


class ApproveStage(DraftForm):
    """途中の段階の決裁."""

    act = "approve_stage"
    answers = ("stage",)
    button = "この段階を承認する"

    stage = forms.IntegerField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        """The stage the draft waits at."""
        super().prepare()
        self.initial["stage"] = standing_of(self.subject).stage or len(self.subject.stages)


class ApproveInBulk(ActForm):
    """一括決裁."""

    act = "approve_in_bulk"
    button = "選んだ起案を承認する"

    def prepare(self) -> None:
        """The drafts that wait for this person, each at the stage shown."""
        reader = Reader(self.request.person, self.request.roles, self.request.now)
        offered = {f"{s.draft.pk}:{s.stage}": _line(s) for s in choices(reader)}
        # What was on the screen stays a choice: its own act says what became of it meanwhile.
        posted: Any = self.data
        shown = set(posted.getlist("chosen")) if hasattr(posted, "getlist") else set()
        self.fields["chosen"] = forms.MultipleChoiceField(
            label="承認する起案",
            widget=forms.CheckboxSelectMultiple,
            choices=[
                *offered.items(),
                *((value, value) for value in shown - set(offered) if _is_choice(value)),
            ],
            error_messages={"required": "決裁する起案を選んでください。"},
        )

    def arguments(self) -> tuple[Any, ...]:
        """Decide on each, then hand over what became of it."""
        pairs = [value.split(":") for value in self.cleaned_data["chosen"]]
        return (
            decide_each(
                [(UUID(pk), int(stage)) for pk, stage in pairs],
                actor=self.request.person,
                now=self.request.now,
                key=f"web:{self.cleaned_data['key']}",
            ),
        )


def _is_choice(value: str) -> bool:
    pk, _, stage = value.partition(":")
    try:
        return stage.isdigit() and Draft.objects.filter(pk=UUID(pk)).exists()
    except ValueError:
        return False


def _line(standing: Standing) -> str:
    draft = standing.draft
    amount = f" {format_yen(draft.amount_yen)}" if draft.amount_yen else ""
    name = f"{document_name(draft)} 第{draft.version}版{amount}"
    return f"{in_words(draft)} {name} — {standing.waits_for}"


class SendBackDraft(DraftForm):
    """起案の差戻し."""

    act = "send_back_draft"
    answers = ("to_stage", "reason")
    button = "差し戻す"

    def prepare(self) -> None:
        """The stages before the one it waits at, and the drafter where that moves no state."""
        super().prepare()
        draft: Draft = self.subject
        # One that waits no more is refused by the act, which says what became of it.
        at_stage = standing_of(draft).stage or len(draft.stages)
        choices = [(stage, stage_name(draft, stage)) for stage in range(1, at_stage)]
        if draft.document not in OWN_WAY_BACK:
            choices.insert(0, (0, f"起案者（{draft.drafted_by.name}）"))
        self.fields["to_stage"] = forms.TypedChoiceField(
            label="戻す先", coerce=int, choices=choices
        )
        self.fields["reason"] = text_field("差戻しの理由")


class DelegateAuthority(ActForm):
    """代決者の指定."""

    act = "delegate_authority"
    button = "代決者を指定する"

    role = forms.ChoiceField(label="代決させる役割")
    deputy = forms.ModelChoiceField(Person.objects.none(), label="代決者")
    valid_from = DayField(label="開始日")
    valid_until = DayField(label="終了日")
    reason = text_field("理由", rows=2)

    def prepare(self) -> None:
        """One's own roles, and who is at NEDO today besides."""
        held = self.request.person.memberships_on(self.request.today)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(m.role, Role(m.role).label) for m in held]
        deputy = self.fields["deputy"]
        assert isinstance(deputy, forms.ModelChoiceField)
        at_nedo = Membership.objects.filter(organisation__kind=OrganisationKind.NEDO)
        deputy.queryset = (
            Person.objects.filter(is_active=True, pk__in=at_nedo.values("person"))
            .exclude(pk=self.request.person.pk)
            .order_by("kana", "name")
        )

    def arguments(self) -> tuple[Any, ...]:
        """Role, deputy, days, reason."""
        asked = self.cleaned_data
        rest = (asked[name] for name in ("valid_from", "valid_until", "reason"))
        return (asked["role"], asked["deputy"].pk, *rest)


class EndDelegation(ActForm):
    """代決の終了."""

    act = "end_delegation"
    button = "代決を終了する"
    subject_model = Delegation
    about = "acts/about_delegation.html"


class ViewAfterwards(ActForm):
    """後閲."""

    act = "view_afterwards"
    answers = ("remark",)
    button = "後閲を記録する"
    subject_model = Approval

    def prepare(self) -> None:
        """Show what was decided in one's stead."""
        self.draft = self.subject.draft
        self.fields["remark"] = forms.CharField(
            label="所見", required=False, widget=forms.Textarea(attrs={"rows": 3})
        )


class EndAuthority(ActForm):
    """権限の終了・職務停止."""

    act = "end_authority"
    answers = ("effective_at", "is_for_cause", "reason")
    button = "権限を終了する"
    subject_model = Membership
    about = "acts/about_membership.html"
    is_danger = True

    effective_at = forms.DateTimeField(
        label="効力の発生（日時）",
        widget=forms.DateTimeInput(attrs={"placeholder": "2026-04-01 09:00"}),
        help_text="例 2026-04-01 09:00。過去の日時は職務停止のときに限ります。",
    )
    is_for_cause = forms.BooleanField(
        label="職務停止（この時刻より後の承認を失効させる）", required=False
    )
    reason = text_field("理由")
