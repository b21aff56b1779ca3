"""What goes along when a case moves to another company, told by each layer that holds a part.

A layer right of this one names its part in a module `handing_over` of its own.
"""

from collections.abc import Callable

from django.utils.module_loading import autodiscover_modules

from grants.models import Grant, Question
from workflow.machines.question import QuestionState
from workflow.models import ActRecord, Organisation

# The act's record, the case as it stands with its new company, and the company it left.
Follower = Callable[[ActRecord, Grant, Organisation], None]
FOLLOWERS: list[Follower] = []


def goes_along(follower: Follower) -> Follower:
    """Register what happens to a part of a case as it moves."""
    FOLLOWERS.append(follower)
    return follower


def hand_over(record: ActRecord, grant: Grant, old: Organisation) -> None:
    """Let every part follow. Only inside the act that moves the case."""
    autodiscover_modules("handing_over")
    for follower in FOLLOWERS:
        follower(record, grant, old)


@goes_along
def open_threads(record: ActRecord, grant: Grant, old: Organisation) -> None:
    """An open thread is the successor's to answer; a closed one stays with who closed it."""
    threads = Question.objects.filter(grant=grant, organisation=old)
    threads.exclude(state=QuestionState.CLOSED).update(organisation=grant.organisation)
