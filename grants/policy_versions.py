"""Which text of a policy binds a plan (附則 of 2024-03-26): decided by the day of application.

An application made before a new text applies is judged, also later, under the text before it
(附則2); a plan certified under a text keeps it for changes, change orders and revocation (附則3).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PolicyText:
    """A version of a policy, named by its day, and the day from which it applies."""

    version: date
    applies_from: date


def binding_version(texts: Iterable[PolicyText], applied_on: date) -> date | None:
    """The version that binds an application made on a day; None before the first text."""
    in_force = [text for text in texts if text.applies_from <= applied_on]
    return max(in_force, key=lambda text: text.applies_from).version if in_force else None


def possible_versions(
    texts: Iterable[PolicyText], certified_on: date, applied_on: date | None
) -> set[date]:
    """The versions a plan can have been certified under; more than one only while the day of its
    application is not known."""
    known = list(texts)
    if applied_on is not None:
        bound = binding_version(known, applied_on)
        return {bound} if bound else set()
    return {text.version for text in known if text.applies_from <= certified_on}
