"""交付申請書の下書きの保存: what was typed is kept, finished or not.

Who: recipient_writer, recipient_releaser
State: — (revision n+1; refused where a colleague saved meanwhile)
Ledger: none
Paper: none
Deadline: none
"""

from datetime import datetime
from uuid import UUID

from grants.application_form import form_on
from grants.models import ApplicationDraft
from workflow.act import act, running_act
from workflow.advance import record_act
from workflow.calendar import jst_day
from workflow.models import ActRecord, Organisation, Person
from workflow.problems import Problem, Refused, refuse_if

LONGEST = 20_000
Answers = tuple[tuple[str, str], ...]


def problems_saving(
    draft: ApplicationDraft | None, revision: int, answers: Answers
) -> list[Problem]:
    """Why this cannot be saved over what is there."""
    problems = [
        Problem(
            "too_long", f"記入が{LONGEST:,}文字を超えています。", "添付資料にしてください。", name
        )
        for name, text in answers
        if len(text) > LONGEST
    ]
    if draft is None:
        return problems
    if draft.grant_id is not None:
        problems.append(
            Problem(
                "filed",
                "この下書きは申請書になっています。",
                "申請書の画面で修正してください。",
            )
        )
    if draft.revision != revision:
        here = dict(answers)
        there = {k: v for k, v in draft.answers.items() if here.get(k, "") != v}
        problems.append(
            Problem(
                "stale_version",
                f"{draft.saved_by.name} が別に保存しています（第{draft.revision}版）。",
                "相手の記入と見比べ、必要な記入を写してから保存してください。",
                changes=tuple((name, here.get(name, ""), text) for name, text in there.items()),
            )
        )
    return problems


@act
def save_application_draft(
    draft_id: UUID, revision: int, answers: Answers, *, actor: Person, now: datetime, key: str
) -> ActRecord:
    """Save what was typed on top of the revision that was on the screen."""
    rows = ApplicationDraft.objects.select_for_update(of=("self",)).filter(pk=draft_id)
    draft = rows.select_related("saved_by").first()
    if draft is not None and draft.organisation_id != _own().pk:
        raise Refused(Problem("not_found", "対象が見つかりません。", "一覧から開いてください。"))
    refuse_if(problems_saving(draft, revision, answers))
    if draft is None:
        draft = ApplicationDraft(
            id=draft_id, organisation=_own(), form_version=form_on(jst_day(now)).valid_from,
            revision=0,
        )  # fmt: skip
    draft.revision += 1
    draft.answers, draft.saved_by, draft.saved_at = dict(answers), actor, now
    draft.save()
    return record_act(draft, revision=draft.revision)


def _own() -> Organisation:
    """The company the running actor writes for."""
    return running_act().held[0].organisation
