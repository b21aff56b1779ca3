"""Two people wrote in one report: joining what each changed since the version both began from.

Pure. A field only one of them touched takes that one's text; a field both changed differently is
a conflict, and a person decides.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Merged:
    """answers: what stands where there is no conflict (theirs where there is one).

    conflicts: the fields both changed. taken: fields that only the other one changed.
    """

    answers: dict[str, str]
    conflicts: tuple[str, ...]
    taken: tuple[str, ...]


def merge(
    base: Answers, theirs: Answers, mine: Answers, own: Collection[str] = frozenset()
) -> Merged:
    """Join two sets of answers that grew from one base.

    own: fields that I wrote last myself; what I type on is no conflict with myself.
    """
    answers, conflicts, taken = dict(theirs), [], []
    for code in sorted({*base, *theirs, *mine}):
        old, other, own_text = (side.get(code, "") for side in (base, theirs, mine))
        if own_text != old and other not in (old, own_text) and code not in own:
            conflicts.append(code)
        elif own_text != old:
            answers[code] = own_text
        elif other != old:
            taken.append(code)
    return Merged(answers, tuple(conflicts), tuple(taken))
