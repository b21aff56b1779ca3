"""Putting up drafts and approving them, stage by stage along the draft's route.

An approval is bound to version and hash, and is never the drafter's. The last stage belongs to the
act that carries the document out (`approve`); every earlier one is an act of its own.
"""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from workflow import notices
from workflow.act import running_act
from workflow.advance import subject_type
from workflow.authority import problems_of_same_person
from workflow.barring import barred_from, problems_of_bars
from workflow.calendar import JST, day_text
from workflow.models import Approval, ApprovalLapse, Draft, Membership, Person
from workflow.problems import Problem, Refused, refuse_if
from workflow.routes import route_of
from workflow.standing import Standing, standing_of, waiting_on

NO_DRAFT = Problem("no_draft", "決裁を待つ起案がありません。", "先に起案してください。")

OVERTAKEN = Problem(
    "overtaken",
    "起案の後に、起案の前提（報告の遅れなど）がなくなりました。",
    "決裁は不要です。必要があれば、改めて起案してください。",
)

CARRIED_OUT = Problem(
    "carried_out",
    "この起案の手続は済んでいます。",
    "起案者に戻さずに再承認するか、取消しなどの手続で改めてください。",
)


def put_up(
    document: str, subject: models.Model, content: dict[str, Any], *,
    amount_yen: int = 0, route_name: str = "",
) -> Draft:  # fmt: skip
    """Write the next version of a document about a subject (起案).

    amount_yen: what the document is about, in whole yen; it chooses the route. route_name: under
    which name the matrix has it, where that is not the document's.
    """
    running = running_act()
    route = route_of(route_name or document, amount_yen, running.today)
    return Draft.objects.create(
        document=document,
        subject_type=subject_type(subject),
        subject_id=subject.pk,
        version=Draft.objects.filter(document=document, subject_id=subject.pk).count() + 1,
        content=content,
        amount_yen=amount_yen,
        stages=route.stages,
        article=route.article,
        content_sha=sha_of(content),
        drafted_by=running.actor,
        drafted_at=running.now,
    )


def latest_draft(document: str, subject_id: UUID) -> Draft | None:
    """The newest version of a document about a subject."""
    return (
        Draft.objects.filter(document=document, subject_id=subject_id).order_by("-version").first()
    )


def pending_draft(document: str, subject_id: UUID) -> Draft:
    """The newest version, not yet decided upon; refused when there is none, or by whom it was."""
    draft = latest_draft(document, subject_id)
    if draft is None:
        raise Refused(NO_DRAFT)
    standing = standing_of(draft)
    if standing.is_returned:
        raise Refused(NO_DRAFT)
    if standing.is_overtaken:
        raise Refused(OVERTAKEN)
    if standing.stage is None or standing.is_done:
        last = draft.approvals.select_related("approver").order_by("decided_at").last()
        assert last is not None
        raise Refused(already_approved(last))
    return draft


def pending_documents(subject_id: UUID) -> set[str]:
    """The kinds of document about a subject that wait for a decision."""
    return set(waiting_on([subject_id]).get(subject_id, {}))


def problems_approving(draft: Draft, version: int) -> list[Problem]:
    """Why the running actor may not decide on this draft as read in this version."""
    problems = problems_of_same_person(running_act().actor, draft.drafted_by, "起案")
    if draft.version != version or bytes(draft.content_sha) != sha_of(draft.content):
        problems.append(
            Problem(
                "stale_version",
                f"表示していた版（第{version}版）は最新（第{draft.version}版）ではありません。",
                "最新の内容を確認してから決裁してください。",
                changes=tuple(changes_since(draft, version)),
            )
        )
    return problems


def approve(draft: Draft, version: int, *, reason: str = "") -> Approval:
    """Approve the draft that was read, at the last stage of its route (決裁)."""
    standing = standing_of(draft)
    problems = problems_approving(draft, version)
    if not standing.is_last:
        problems.append(
            Problem(
                "not_last_stage",
                f"{standing.waits_for}の決裁が済んでいません。",
                "前の段階の決裁を待ってください。",
            )
        )
    refuse_if(problems)
    return _decide(standing, Approval.Outcome.APPROVED, reason)


def approve_at(draft: Draft, version: int, stage: int) -> Approval:
    """Approve the draft that was read at a stage before the last, or at one that fell."""
    standing = standing_of(draft)
    given = next((a for a in standing.approvals if a.stage == stage), None)
    if given is not None:
        raise Refused(already_approved(given))
    refuse_if(problems_approving(draft, version))
    if standing.stage != stage:
        raise Refused(
            Problem(
                "wrong_stage",
                f"この起案は{standing.waits_for or '決裁を待っていません'}。",
                "画面を開き直し、現在の段階を確認してください。",
            )
        )
    return _decide(standing, Approval.Outcome.APPROVED, "")


def send_back(draft: Draft, version: int, *, reason: str, had_no_effect: bool = False) -> Approval:
    """Return the draft to its drafter (差戻し), unless it was carried out.

    had_no_effect: the act knows that nothing came of an approval that was given.
    """
    standing = standing_of(draft)
    is_done = standing.is_done and not had_no_effect
    refuse_if(problems_approving(draft, version) + ([CARRIED_OUT] if is_done else []))
    return _decide(standing, Approval.Outcome.RETURNED, reason)


def lapse(approval: Approval, cause: str, reason: str, *, after_effect: bool = False) -> None:
    """Let an approval count no more; it stands as written."""
    running = running_act()
    ApprovalLapse.objects.create(
        approval=approval,
        cause=cause,
        reason=reason,
        after_effect=after_effect,
        lapsed_by=running.actor,
        lapsed_at=running.now,
    )


def already_approved(approval: Approval) -> Problem:
    """What the second of two approvers is told."""
    at = approval.decided_at.astimezone(JST)
    is_returned = approval.outcome == Approval.Outcome.RETURNED
    decided = "差し戻しています" if is_returned else "承認済みです"
    return Problem(
        "already_approved",
        f"{approval.approver.name} が {at:%H:%M:%S} に{decided}（{day_text(at)}）。",
        "画面を開き直し、記録を確認してください。",
    )


def changes_since(draft: Draft, version: int) -> list[tuple[str, Any, Any]]:
    """What an older version said otherwise: path in the content, there, here."""
    older = Draft.objects.filter(
        document=draft.document, subject_id=draft.subject_id, version=version
    ).first()
    if older is None or older.pk == draft.pk:
        return []
    before, after = _flat(older.content), _flat(draft.content)
    paths = dict.fromkeys([*before, *after])
    return [
        (path, before.get(path), after.get(path))
        for path in paths
        if before.get(path) != after.get(path)
    ]


def canonical(content: dict[str, Any]) -> bytes:
    """A draft's content as the octets that are hashed, and handed to auditors."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def sha_of(content: dict[str, Any]) -> bytes:
    """SHA-256 of a draft's content in canonical form."""
    return hashlib.sha256(canonical(content)).digest()


def _flat(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, dict | list) and value:
        parts = value.items() if isinstance(value, dict) else enumerate(value, start=1)
        return {
            deeper: leaf
            for name, part in parts
            for deeper, leaf in _flat(part, f"{path}.{name}" if path else str(name)).items()
        }
    return {path: value}


def problems_of_approver(draft: Draft, actor: Person) -> list[Problem]:
    """Why the actor does not pay: they approved it, or another in their stead, even if it fell."""
    own = Q(approver=actor) | Q(principal=actor)
    if not draft.approvals.filter(own, outcome=Approval.Outcome.APPROVED).exists():
        return []
    return problems_of_same_person(actor, actor, "承認")


def problems_at(draft: Draft, version: int) -> list[Problem]:
    """Why the running actor may not decide, where it waits now, on this draft as read."""
    standing = standing_of(draft)
    read = problems_approving(draft, version)
    if standing.stage is None:
        return read or [NO_DRAFT]
    return read + (_problems_of_bars(standing) or _problems_standing_there(standing))


def _held_at(standing: Standing) -> Membership | None:
    return next((m for m in running_act().held if m.role in standing.roles), None)


def _principal_of(held: Membership | None) -> Person | None:
    return held.person if held and held.person_id != running_act().actor.pk else None


def _tell_principal(principal: Person, draft: Draft) -> None:
    deputy = running_act().actor.name
    notices.tell(
        [principal], "decided_in_stead", draft, "代決の報告（後閲のお願い）",
        f"{deputy} があなたに代わって決裁しました。内容を確認し、後閲してください。",
    )  # fmt: skip


def _decide(standing: Standing, outcome: str, reason: str) -> Approval:
    running, draft, stage = running_act(), standing.draft, standing.stage
    if stage is None:
        raise Refused(NO_DRAFT)
    refuse_if(_problems_of_bars(standing))
    refuse_if(_problems_standing_there(standing))
    held = _held_at(standing)
    assert held is not None
    principal = _principal_of(held)
    running.principal = principal
    if principal is not None:
        _tell_principal(principal, draft)
    return Approval.objects.create(
        draft=draft,
        stage=stage,
        stage_count=len(draft.stages),
        attempt=draft.approvals.filter(stage=stage).count() + 1,
        drafter=draft.drafted_by,
        approver=running.actor,
        principal=principal,
        role=held.role,
        outcome=outcome,
        content_sha=bytes(draft.content_sha),
        reason=reason,
        decided_at=running.now,
    )


def _problems_of_bars(standing: Standing) -> list[Problem]:
    """Nobody decides on what they are barred from, nor in the stead of somebody who is."""
    given = {pk for a in standing.approvals for pk in (a.approver_id, a.principal_id) if pk}
    barred = barred_from(standing.draft)
    if not barred:
        return []
    return problems_of_bars(barred, standing.roles, {standing.draft.drafted_by_id, *given})


def _problems_standing_there(standing: Standing) -> list[Problem]:
    """Why the running actor may not stand at the stage the draft waits at."""
    held = _held_at(standing)
    principal = _principal_of(held)
    if held is None:
        return [
            Problem(
                "not_of_the_stage",
                f"この起案は{standing.waits_for}の決裁を待っています。",
                "その役割の者が決裁します。",
            )
        ]
    actor = running_act().actor
    problems = (
        problems_of_same_person(principal, standing.draft.drafted_by, "起案（代決の本人）")
        if principal
        else []
    )
    if standing.taken_by(actor, principal):
        problems.append(
            Problem(
                "same_person",
                "同じ起案の別の段階を決裁した本人は、この段階を決裁できません（職務分離）。",
                "別の権限者に依頼してください。",
            )
        )
    return problems
