"""The two sides of a thread: who is writing, and who is told."""

from grants.models import Grant, Question, QuestionEntry
from workflow import notices
from workflow.act import running_act
from workflow.authority import home_of
from workflow.models import Role
from workflow.models.person import OrganisationKind
from workflow.problems import Problem


def is_company_side() -> bool:
    """Whether the running act is a company's."""
    return all(home_of(m.role) == OrganisationKind.RECIPIENT for m in running_act().held)


def problems_with_text(text: str, field: str = "text") -> list[Problem]:
    """An empty sheet settles nothing."""
    if text.strip():
        return []
    return [Problem("no_text", "内容が記入されていません。", "記入してください。", field)]


def write_entry(question: Question, text: str) -> QuestionEntry:
    """Add the running actor's words to a thread."""
    running = running_act()
    return QuestionEntry.objects.create(
        question=question,
        organisation=question.organisation,
        position=question.entries.count() + 1,
        by_company=is_company_side(),
        author=running.actor,
        author_name=running.actor.name,
        text=text,
        written_at=running.now,
    )


def tell_other_side(question: Question, kind: str, title: str, text: str) -> None:
    """Tell NEDO's officers, or the company's writer and releaser."""
    grant: Grant = question.grant
    title = f"{title}（{grant.number} 第{question.number}号 {question.clause}）"
    if is_company_side():
        notices.tell_role(Role.CASE_OFFICER, kind, question, title, text)
        return
    people = notices.people_of(
        question.organisation, Role.RECIPIENT_WRITER, Role.RECIPIENT_RELEASER
    )
    notices.tell(people, kind, question, title, text)
