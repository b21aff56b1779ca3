"""What a page asks before an act: one form class an act, found by the act's name.

A form carries a key of its own, so that sending it twice is one effect, and the version of the
draft that was read.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet

from workflow.act import ACTS
from workflow.act_sheet import sheet_of
from workflow.approvals import latest_draft
from workflow.audiences import audience_of_role
from workflow.authority import AUTHORITY
from workflow.door import DoorRequest
from workflow.models import ActRecord, Draft, Organisation, Role

FORMS: dict[str, type["ActForm"]] = {}


@dataclass(frozen=True)
class FieldRow:
    """A row of a form's table: its heading, what is known, and the fields to fill in."""

    heading: str
    known: tuple[Any, ...]
    fields: tuple[forms.BoundField, ...]


class ActForm(forms.Form):
    """The form of one act on one subject.

    subject_model: what the act is done to; None where the act makes something new. document: the
    kind of draft the act approves. about: the template that shows the subject. answers: the
    fields the act takes as its arguments, in their order. knows_figures: what is known in a row
    are sums and rates, not words.
    """

    act: ClassVar[str]
    button: str
    subject_model: ClassVar[type[Model] | None] = None
    document: ClassVar[str] = ""
    about: ClassVar[str] = ""
    is_danger: ClassVar[bool] = False
    column_headings: tuple[str, ...] = ()
    knows_figures: ClassVar[bool] = True
    answers: ClassVar[tuple[str, ...]] = ()

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register the form under its act."""
        super().__init_subclass__(**kwargs)
        if "act" in cls.__dict__:
            assert cls.act not in FORMS, f"two forms for {cls.act}"
            FORMS[cls.act] = cls

    def __init__(
        self, request: DoorRequest, subject: Any, data: Mapping[str, Any] | None = None
    ) -> None:
        """Prepare the fields for this subject. data: what was posted."""
        self.request, self.subject = request, subject
        self.draft: Draft | None = None
        super().__init__(data)
        self.initial["key"] = uuid.uuid4()
        if self.document:
            self.draft = latest_draft(self.document, subject.pk)
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
            self.initial["version"] = self.draft.version if self.draft else 0
        self.prepare()

    def prepare(self) -> None:
        """Add fields and first values that depend on the subject."""

    def arguments(self) -> tuple[Any, ...]:
        """What the act is called with, besides actor, now and key."""
        return (self.subject.pk, *self.given())

    def given(self) -> tuple[Any, ...]:
        """The act's arguments after the subject: the version read, and what was filled in."""
        version = (self.cleaned_data["version"],) if self.document else ()
        return (*version, *(self.cleaned_data[name] for name in self.answers))

    def perform(self) -> ActRecord:
        """Call the act on behalf of the person asking. Raises Refused."""
        return ACTS[self.act](
            *self.arguments(),
            actor=self.request.person,
            now=self.request.now,
            key=f"web:{self.cleaned_data['key']}",
        )

    @property
    def back_to(self) -> Any:
        """Whose page is shown to a person who gives up: the subject, or what it is a part of."""
        return self.subject

    @classmethod
    def own_rows(cls, rows: QuerySet[Model], organisation: Organisation) -> QuerySet[Model]:
        """The rows a company may act on: its own."""
        return rows.filter(organisation=organisation)

    @property
    def segment(self) -> int | None:
        """The 勘定 whose entries a rehearsal shows; None where the act books nothing."""
        return None

    @property
    def act_title(self) -> str:
        """The act's name without its articles."""
        return title_of(self.act)

    @property
    def act_articles(self) -> str:
        """The articles the act rests on, as in its own file; empty where none is named."""
        return sheet_of(ACTS[self.act]).title.partition(" (")[2].removesuffix(")")

    @property
    def asks(self) -> bool:
        """Whether there is anything for a person to fill in."""
        return any(not field.widget.is_hidden for field in self.fields.values())

    @property
    def rows(self) -> list[FieldRow]:
        """Fields that stand in a table, row by row."""
        return []

    def blocks(self) -> Iterator[forms.BoundField | None]:
        """The form's fields in order; None once, where the table of rows stands."""
        in_rows = {field.name for row in self.rows for field in row.fields}
        shown = False
        for field in self:
            if field.name not in in_rows:
                yield field
            elif not shown:
                shown = True
                yield None

    def first_data(self) -> dict[str, Any]:
        """The hidden values as if they had been posted: a form that asks nothing needs no post."""
        return {name: self.get_initial_for_field(f, name) for name, f in self.fields.items()}


def title_of(act: str) -> str:
    """The Japanese name of an act, e.g. 交付決定; an unknown one keeps its code."""
    return sheet_of(ACTS[act]).title.partition(" (")[0] if act in ACTS else act


def entitled(act: str) -> str:
    """Who may do an act, in words."""
    return "、".join(Role(role).label for role in AUTHORITY[act])


def form_for(act: str, audience: str) -> type[ActForm] | None:
    """The form of an act if this audience has the act at all."""
    is_theirs = audience in {audience_of_role(role) for role in AUTHORITY.get(act, ())}
    return FORMS.get(act) if is_theirs else None
