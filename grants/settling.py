"""The end of the money's way: a case with nothing left to pay or to return is settled."""

from grants.case import is_settled
from grants.models import Grant
from workflow.advance import advance


def settle(grant: Grant) -> None:
    """Move the case to SETTLED if nothing is open. Asked after the act's entry is posted."""
    if is_settled(grant):
        advance(grant, "to_settled")
