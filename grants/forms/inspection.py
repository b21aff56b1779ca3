"""What the pages ask of expenses, of the plan of an inspection, and of the inspector."""

from typing import Any

from django import forms

from fund.fields import RateField, YenField
from fund.money import format_yen
from grants.acts.propose_inspection import DOCUMENT, STATES, InspectionProposal
from grants.acts.register_expense import ExpenseEntry
from grants.evidence_match import LABELS, SIX
from grants.expenses import (
    MatchedExpense,
    evidenced_by_line,
    is_sampled,
    matched_expenses,
)
from grants.forms.subjects import FindingForm, GrantForm, text_field
from grants.inspecting import (
    REASONS,
    InspectedLine,
    InspectionResult,
    ItemCheck,
    Remedy,
    waiting_plan,
)
from grants.models.inspection import InspectionKind
from workflow.act_forms import FieldRow
from workflow.fields import DayField
from workflow.law import codes_on
from workflow.models import Membership, Person, Role

REMEDIES = 3


class RegisterExpense(GrantForm):
    """証拠書類の登録."""

    act = "register_expense"
    button = "証拠書類を登録する"
    column_headings = ("書類", "日付", "金額（税抜、円）", "文書番号又は頁")

    def prepare(self) -> None:
        """The cost line, the sum, and three fields for each of the six documents."""
        lines = [(line.position, line.item) for line in self.grant.lines.all()]
        self.fields["position"] = forms.TypedChoiceField(label="費目", choices=lines, coerce=int)
        self.fields["title"] = forms.CharField(label="品名", max_length=200)
        self.fields["supplier"] = forms.CharField(label="支払先", max_length=200)
        self.fields["claimed_yen"] = YenField(label="申告額（税抜、円）")
        for kind in SIX:
            self.fields[f"on_{kind}"] = DayField(label=f"{LABELS[kind]}の日付", required=False)
            self.fields[f"yen_{kind}"] = YenField(label=f"{LABELS[kind]}の金額", required=False)
            self.fields[f"reference_{kind}"] = forms.CharField(
                label=f"{LABELS[kind]}の文書番号又は頁", max_length=100, required=False
            )
        self.fields["replaces"] = forms.IntegerField(
            label="訂正する証拠番号", required=False, min_value=1,
            help_text="登録済みの証拠を訂正するときに限り記入します。",
        )  # fmt: skip

    @property
    def rows(self) -> list[FieldRow]:
        """The six documents."""
        return [
            FieldRow(
                LABELS[kind], (),
                tuple(self[f"{name}_{kind}"] for name in ("on", "yen", "reference")),
            )
            for kind in SIX
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A document has its day, its sum and its number, or nothing at all."""
        asked = super().clean() or {}
        for kind in SIX:
            names = [f"{name}_{kind}" for name in ("on", "yen", "reference")]
            given = [asked.get(name) not in {None, ""} for name in names]
            if any(given) and not all(given):
                first = next(name for name, there in zip(names, given, strict=True) if not there)
                if first not in self.errors:
                    self.add_error(first, "日付、金額、文書番号又は頁を全て記入してください。")
        return asked

    def given(self) -> tuple[Any, ...]:
        """The expense."""
        asked = self.cleaned_data
        documents = tuple(
            (kind, asked[f"on_{kind}"], asked[f"yen_{kind}"], asked[f"reference_{kind}"])
            for kind in SIX
            if asked[f"on_{kind}"]
        )
        return (
            ExpenseEntry(
                asked["position"], asked["title"], asked["supplier"], asked["claimed_yen"],
                documents, asked["replaces"],
            ),
        )  # fmt: skip


class ProposeInspection(GrantForm):
    """検査計画の起案."""

    act = "propose_inspection"
    button = "検査計画を起案する"

    def prepare(self) -> None:
        """The kinds the state allows, and who may inspect."""
        kinds = [k for k, states in STATES.items() if self.grant.state in states]
        held = Membership.objects.filter(role=Role.INSPECTOR).exclude(person=self.grant.officer)
        people = Person.objects.filter(memberships__in=held, is_active=True).distinct()
        self.fields["kind"] = forms.ChoiceField(
            label="種別", choices=[(kind.value, InspectionKind(kind).label) for kind in kinds]
        )
        self.fields["planned_on"] = DayField(label="検査予定日")
        self.fields["place"] = forms.CharField(
            label="検査の場所", max_length=200, initial="事業実施場所"
        )
        self.fields["inspectors"] = forms.ModelMultipleChoiceField(
            people.order_by("name"), label="検査員", widget=forms.CheckboxSelectMultiple
        )
        self.fields["sample_from_yen"] = YenField(
            label="全件を検査する額（円）", initial=10_000_000,
            help_text="申告額がこの額以上の証拠は全件を検査します。",
        )  # fmt: skip
        self.fields["sample_share"] = RateField(
            label="その他の証拠の抽出割合", help_text="例: 1/5。全件なら 1/1"
        )

    def given(self) -> tuple[Any, ...]:
        """The plan."""
        asked = self.cleaned_data
        people = tuple(person.pk for person in asked["inspectors"])
        return (
            InspectionProposal(
                asked["kind"], asked["planned_on"], asked["place"], people,
                asked["sample_from_yen"], asked["sample_share"],
            ),
        )  # fmt: skip


class ApproveInspection(GrantForm):
    """検査計画の決裁."""

    act = "approve_inspection"
    button = "検査計画を決裁する"
    document = DOCUMENT


class InspectionForm(GrantForm):
    """An inspection: day, place, each expense of the sample, each cost line, findings."""

    kind = InspectionKind.INTERIM
    column_headings = (
        "費目", "決定した対象費用", "証拠書類の額", "申告額（累計、円）", "認定額（累計、円）",
        "認めない区分", "認めない理由",
    )  # fmt: skip
    row_fields = ("claimed", "admitted", "code", "reason")

    def prepare(self) -> None:
        """What the plan samples, and each cost line, beginning with what is known."""
        today = self.request.today
        plan = waiting_plan(self.grant, self.kind)
        matched = matched_expenses(self.grant, today) if self.grant.decided_on else []
        self.sample = [row for row in matched if plan and is_sampled(plan, row.expense)]
        self.codes = [("", "―"), *codes_on(REASONS, today).items()]
        self.cost_lines = list(self.grant.lines.all())
        self.evidenced = evidenced_by_line(matched)
        self.fields["inspected_on"] = DayField(label="検査日", initial=today)
        self.fields["place"] = forms.CharField(
            label="検査の場所", max_length=200, initial=plan.place if plan else "事業実施場所"
        )
        self._add_record()
        for row in self.sample:
            self._add_check(row)
        self._add_lines()
        self._add_findings()

    def claimed(self) -> dict[str, int]:
        """What is claimed, by cost item: what the documents prove."""
        return {line.item: self.evidenced.get(line.pk, 0) for line in self.cost_lines}

    def _add_record(self) -> None:
        for name, label, length in (
            ("card_number", "検査員の証票番号", 40), ("witness", "立会者", 200),
            ("books", "確認した帳票", 300), ("assets_seen", "現物を確認した財産（台帳番号）", 200),
        ):  # fmt: skip
            self.fields[name] = forms.CharField(label=label, max_length=length, required=False)

    def _add_check(self, row: MatchedExpense) -> None:
        expense, note = row.expense, row.fault_words or "六点の書類が一致しています"
        number, claimed = expense.number, format_yen(expense.claimed_yen)
        self.fields[f"disallowed_{number}"] = YenField(
            label=f"証拠{number} {expense.title}（申告 {claimed}）の不認定額", initial=0,
            help_text=f"{expense.line.item} / {expense.supplier} / {note}",
        )  # fmt: skip
        self.fields[f"check_code_{number}"] = forms.ChoiceField(
            label=f"証拠{number} の不認定の区分", choices=self.codes, required=False
        )

    def _add_lines(self) -> None:
        known = self.claimed()
        for line in self.cost_lines:
            n, claimed = line.position, known.get(line.item, 0)
            self.fields[f"claimed_{n}"] = YenField(label=f"{line.item}の申告額", initial=claimed)
            self.fields[f"admitted_{n}"] = YenField(
                label=f"{line.item}の認定額", initial=min(claimed, self.evidenced.get(line.pk, 0))
            )
            self.fields[f"code_{n}"] = forms.ChoiceField(
                label=f"{line.item}を認めない区分", choices=self.codes, required=False
            )
            self.fields[f"reason_{n}"] = forms.CharField(
                label=f"{line.item}を認めない理由", required=False, max_length=300
            )

    def _add_findings(self) -> None:
        self.fields["findings"] = text_field("所見")
        self.fields["findings"].required = False
        for n in range(REMEDIES):
            self.fields[f"finding_{n}"] = forms.CharField(
                label=f"指摘事項{n + 1}", required=False, max_length=500
            )
            self.fields[f"remedy_{n}"] = forms.CharField(
                label=f"指摘事項{n + 1} に求める是正", required=False, max_length=500
            )
            self.fields[f"due_on_{n}"] = DayField(
                label=f"指摘事項{n + 1} の是正の期限", required=False
            )

    @property
    def rows(self) -> list[FieldRow]:
        """The cost lines."""
        return [
            FieldRow(
                line.item,
                (line.decided_eligible_yen, self.evidenced.get(line.pk, 0)),
                tuple(self[f"{name}_{line.position}"] for name in self.row_fields),
            )
            for line in self.cost_lines
        ]

    def clean(self) -> dict[str, Any]:
        """A finding has its remedy and its day, or is not there."""
        asked = super().clean() or {}
        for n in range(REMEDIES):
            names = (f"finding_{n}", f"remedy_{n}", f"due_on_{n}")
            given = [bool(asked.get(name)) for name in names]
            if any(given) and not all(given):
                self.add_error(names[given.index(False)], "内容、是正、期限を全て記入します。")
        return asked

    def given(self) -> tuple[Any, ...]:
        """The result."""
        asked = self.cleaned_data
        lines = tuple(
            InspectedLine(
                asked[f"claimed_{x.position}"], asked[f"admitted_{x.position}"],
                asked[f"reason_{x.position}"], asked[f"code_{x.position}"],
            )
            for x in self.cost_lines
        )  # fmt: skip
        numbers = [row.expense.number for row in self.sample]
        checks = tuple(
            ItemCheck(n, asked[f"disallowed_{n}"], asked[f"check_code_{n}"]) for n in numbers
        )
        remedies = tuple(
            Remedy(asked[f"finding_{n}"], asked[f"remedy_{n}"], asked[f"due_on_{n}"])
            for n in range(REMEDIES)
            if asked[f"finding_{n}"]
        )
        rest = {name: asked[name] for name in ("card_number", "witness", "books", "assets_seen")}
        return (
            InspectionResult(
                asked["inspected_on"], asked["place"], lines, asked["findings"], checks, remedies,
                **rest,
            ),
        )  # fmt: skip


class InspectInterim(InspectionForm):
    """中間検査."""

    act = "inspect_interim"
    button = "中間検査を記録する"


class InspectFinal(InspectionForm):
    """確定検査."""

    act = "inspect_final"
    button = "確定検査を記録する"
    kind = InspectionKind.FINAL

    def claimed(self) -> dict[str, int]:
        """What the company reported."""
        report = self.grant.completion_reports.order_by("-version").first()
        return dict(report.costs) if report else {}


class ConfirmRemedy(FindingForm):
    """指摘事項の是正の確認."""

    act = "confirm_remedy"
    button = "是正を確認する"
    answers = ("remedied_on", "evidence")

    remedied_on = DayField(label="是正した日")
    evidence = forms.CharField(label="確認した書類", max_length=300)
