"""What the pages ask a company: its application and its completion report."""

import re
import unicodedata
from typing import Any
from uuid import UUID, uuid4

from django import forms

from fund.fields import RateField, YenField
from fund.money import format_yen
from grants.acts.report_completion import Completion
from grants.application_form import FormVersion, form_of, form_on, may_be_withheld
from grants.applications import COLUMNS, Application, ApplicationLine
from grants.case import rate_of
from grants.forms.subjects import GrantForm, text_field
from grants.models import ApplicationDraft, Plan
from workflow.act_forms import ActForm, FieldRow
from workflow.fields import DayField

COST_ROWS = 6


class YearsField(forms.CharField):
    """A cost by fiscal year, as 2025:100,000,000 2026:50,000,000."""

    def to_python(self, value: Any) -> Any:
        """((year, yen), …); raises ValidationError where it cannot be read."""
        text = unicodedata.normalize("NFKC", super().to_python(value) or "").replace(",", "")
        pairs = [re.fullmatch("([0-9]{4}):([0-9]{1,18})", part) for part in text.split()]
        found = tuple((int(pair[1]), int(pair[2])) for pair in pairs if pair)
        if len(found) < len(pairs):
            raise forms.ValidationError("「2025:100,000,000 2026:50,000,000」のように記入します。")
        return found

    def shown(self, value: tuple[tuple[int, int], ...]) -> str:
        """The answer in a sentence."""
        return "、".join(f"{year}年度 {format_yen(yen)}" for year, yen in value) or "―"


class ApplicationFields(ActForm):
    """What the application asks: its fixed fields, cost rows, and the words of its version."""

    column_headings = ("", "費目", "助成対象費用（円）", "助成率", "年度別の内訳")

    title = forms.CharField(label="事業名", max_length=200)
    purpose = forms.CharField(label="目的及び内容", widget=forms.Textarea(attrs={"rows": 5}))
    starts_on = DayField(label="開始予定日")
    ends_on = DayField(label="完了予定日")

    @property
    def version(self) -> FormVersion:
        """The version of the form it is written in."""
        return form_on(self.request.today)

    def add_fields(self) -> None:
        """Rows for cost items, sums, the version's own questions, what is not to be published."""
        for n in range(COST_ROWS):
            self.fields[f"item_{n}"] = forms.CharField(
                label=f"費目 {n + 1}", required=False, max_length=60
            )
            self.fields[f"cost_{n}"] = YenField(label=f"費目 {n + 1} の対象費用", required=False)
            self.fields[f"rate_{n}"] = RateField(label=f"費目 {n + 1} の助成率", required=False)
            self.fields[f"years_{n}"] = YearsField(
                label=f"費目 {n + 1} の年度別の内訳", required=False
            )
        self.fields["requested_yen"] = YenField(
            label="交付を受けようとする額（円）",
            help_text="費目ごとの対象費用×助成率（円未満切捨て）の合計から千円未満を切り捨てた額以下。"
            "2つ以上の年度にわたるときは、費目ごとに年度別の内訳も記入"
            "（例 2025:100,000,000 2026:50,000,000）",
        )
        self.fields["own_funds"] = text_field("自己負担の調達先", rows=3)
        for asked in self.version.fields:
            field = text_field(asked.label, rows=3, help_text=asked.article)
            field.required = asked.required
            self.fields[asked.name] = field
        self.fields["confidential"] = forms.MultipleChoiceField(
            label="非公開とする項目",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=list(may_be_withheld(self.version).items()),
        )
        self.fields["confidential_reason"] = forms.CharField(
            label="非公開の理由", required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    @property
    def rows(self) -> list[FieldRow]:
        """Cost items."""
        names = ("item", "cost", "rate", "years")
        return [
            FieldRow(str(n + 1), (), tuple(self[f"{name}_{n}"] for name in names))
            for n in range(COST_ROWS)
        ]

    def clean(self) -> dict[str, Any]:
        """A row is filled in whole or left empty."""
        asked = super().clean() or {}
        for n in range(COST_ROWS):
            row = {f"{name}_{n}": asked.get(f"{name}_{n}") for name in ("item", "cost", "rate")}
            if any(row.values()):
                for name in (name for name, value in row.items() if not value):
                    if name not in self.errors:
                        self.add_error(name, "費目、対象費用、助成率をそろえて記入してください。")
        return asked

    def application(self, draft: UUID | None = None) -> Application:
        """What was filled in."""
        asked = self.cleaned_data
        lines = tuple(
            ApplicationLine(
                asked[f"item_{n}"], asked[f"cost_{n}"], asked[f"rate_{n}"], asked[f"years_{n}"]
            )
            for n in range(COST_ROWS)
            if asked[f"item_{n}"]
        )
        written = ((a.name, asked[a.name]) for a in self.version.fields)
        return Application(
            **{name: asked[name] for name in COLUMNS},
            lines=lines,
            particulars=tuple((name, text) for name, text in written if text),
            confidential=tuple(asked["confidential"]),
            draft=draft,
        )


class PrepareApplication(ApplicationFields):
    """交付申請書の作成."""

    act = "prepare_application"
    answers = ("plan",)
    button = "申請書として保存する"

    plan = forms.ModelChoiceField(Plan.objects.none(), label="認定供給確保計画")
    draft_id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial="")

    def prepare(self) -> None:
        """The company's own plans; what was typed before, in the version it was begun with."""
        self.saved = self._saved()
        field = self.fields["plan"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Plan.objects.filter(parties__organisation=self.request.organisation)
        self.add_fields()
        if self.saved is not None:
            typed = dict(self.saved.answers)
            typed["confidential"] = str(typed.get("confidential", "")).split()
            self.initial.update({**typed, "draft_id": self.saved.pk})

    @property
    def version(self) -> FormVersion:
        """The draft's own version."""
        begun = form_of(self.saved.form_version) if self.saved else None
        return begun or form_on(self.request.today)

    def arguments(self) -> tuple[Any, ...]:
        """Plan, company, application."""
        given = self.application(self.cleaned_data["draft_id"])
        return self.cleaned_data["plan"].pk, self.request.organisation, given

    def _saved(self) -> ApplicationDraft | None:
        if self.subject is not None:
            return self.subject  # type: ignore[no-any-return]  # subjects are Any
        typed = self.data.get("draft_id") or ""
        rows = ApplicationDraft.objects.filter(organisation=self.request.organisation)
        try:
            return rows.filter(pk=UUID(typed), grant__isnull=True).first()
        except ValueError:
            return None


class SaveApplicationDraft(ActForm):
    """交付申請書の下書きの保存: whatever was typed, finished or not."""

    act = "save_application_draft"
    answers = ("draft_id", "revision")
    button = "下書きを保存する"

    draft_id = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def prepare(self) -> None:
        """A draft of its own where none was begun."""
        self.initial.update({"draft_id": uuid4(), "revision": 0})

    @property
    def typed(self) -> tuple[tuple[str, str], ...]:
        """Everything posted that belongs to the application; several choices in one text.

        Without the NUL, which no keyboard types and the database cannot keep.
        """
        data: Any = self.data
        own = {"csrfmiddlewaretoken", "key", "draft_id", "revision", "step"}
        names = sorted(set(data) - own)
        every = getattr(data, "getlist", lambda name: [data[name]])
        return tuple(
            (name.replace("\0", ""), " ".join(every(name)).replace("\0", "")) for name in names
        )

    def arguments(self) -> tuple[Any, ...]:
        """The draft, the revision that was on the screen, what was typed."""
        return self.cleaned_data["draft_id"], self.cleaned_data["revision"], self.typed


class ReviseApplication(ApplicationFields, GrantForm):
    """交付申請書の修正."""

    act = "revise_application"
    answers = ("kept_version",)
    button = "修正を保存する"

    kept_version = forms.IntegerField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        """Everything as it stands."""
        self.add_fields()
        grant = self.grant
        self.initial.update({name: getattr(grant, name) for name in COLUMNS})
        self.initial.update({**grant.particulars, "confidential": grant.confidential})
        self.initial["kept_version"] = grant.application_versions.count()
        for n, line in enumerate(grant.lines.prefetch_related("years")):
            self.initial.update(
                {
                    f"item_{n}": line.item,
                    f"cost_{n}": line.eligible_yen,
                    f"rate_{n}": rate_of(line),
                    f"years_{n}": " ".join(
                        f"{year.fiscal_year}:{year.eligible_yen}" for year in line.years.all()
                    ),
                }
            )

    @property
    def version(self) -> FormVersion:
        """The version the application was begun with."""
        return form_on(self.grant.form_version or self.grant.rules_on)

    def given(self) -> tuple[Any, ...]:
        """The version on the screen, and the application."""
        return self.cleaned_data["kept_version"], self.application()


class ApplyForGrant(GrantForm):
    """交付申請."""

    act = "apply_for_grant"
    button = "この内容で申請する"


class ReportCompletion(GrantForm):
    """実績報告."""

    act = "report_completion"
    button = "実績報告を提出する"
    column_headings = ("費目", "助成率", "決定した対象費用", "実績額（円）")

    def prepare(self) -> None:
        """Day, results, and the cost of each line."""
        self.cost_lines = list(self.grant.lines.all())
        self.fields["completed_on"] = DayField(label="完了日")
        for line in self.cost_lines:
            self.fields[f"cost_{line.position}"] = YenField(
                label=f"{line.item}の実績額", help_text="実績のないときは0"
            )
        self.fields["results"] = forms.CharField(
            label="実施内容及び成果", widget=forms.Textarea(attrs={"rows": 6})
        )

    @property
    def rows(self) -> list[FieldRow]:
        """The cost lines."""
        return [
            FieldRow(
                line.item,
                (f"{line.rate_numerator}/{line.rate_denominator}", line.decided_eligible_yen),
                (self[f"cost_{line.position}"],),
            )
            for line in self.cost_lines
        ]

    def given(self) -> tuple[Any, ...]:
        """The report."""
        asked = self.cleaned_data
        costs = tuple(asked[f"cost_{line.position}"] for line in self.cost_lines)
        return (Completion(asked["completed_on"], asked["results"], costs),)
