"""コア技術の事前相談 (取組方針3章6節(3)(エ)): must METI be consulted before this conduct?

A conduct of the applicant or its group, and either a risk the applicant knows of or METI's own
request, make a consultation due. Building capacity abroad counts only above a growth of it, and
not where most of the output is consumed in that country. Shares are Fractions.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from grants.checklist import years_later


class Conduct(StrEnum):
    """What is to be done towards another party or in another country (i)–(v)."""

    TRANSFER = "TRANSFER"
    DISCLOSE = "DISCLOSE"
    JOINT_RESEARCH = "JOINT_RESEARCH"
    RESEARCH_ABROAD = "RESEARCH_ABROAD"
    CAPACITY_ABROAD = "CAPACITY_ABROAD"


@dataclass(frozen=True)
class Thresholds:
    """The policy's figures: growth above which capacity counts, local share from which it does
    not, years a violation is looked back on."""

    growth_over: Fraction
    local_share_from: Fraction
    violation_years: int


@dataclass(frozen=True)
class PlannedConduct:
    """What is planned and known. capacity_before and capacity_after: of the site abroad, in one
    unit; local_share: of its output consumed in that country."""

    conduct: Conduct
    planned_on: date
    fears_forced_transfer: bool = False
    violated_norms_on: date | None = None
    is_under_foreign_influence: bool = False
    was_asked_by_meti: bool = False
    capacity_before: int = 0
    capacity_after: int = 0
    local_share: Fraction = Fraction(0)


def is_a_conduct(given: PlannedConduct, by: Thresholds) -> bool:
    """Whether the conduct is one the policy names; for capacity abroad this is arithmetic."""
    if given.conduct is not Conduct.CAPACITY_ABROAD:
        return True
    grown = given.capacity_after - given.capacity_before
    # A new site grows from nothing: by more than any share.
    exceeds = grown > by.growth_over * given.capacity_before
    return exceeds and given.local_share < by.local_share_from


def reasons_to_consult(given: PlannedConduct, by: Thresholds) -> list[str]:
    """Why METI must be consulted beforehand, in Japanese; empty when it need not be."""
    if not is_a_conduct(given, by):
        return []
    reasons = []
    if given.fears_forced_transfer:
        reasons.append("コア技術等の強制的な技術移転のおそれがある（①）")
    violated = given.violated_norms_on
    if violated is not None and violated <= given.planned_on <= years_later(
        violated, by.violation_years
    ):
        reasons.append(
            f"相手方が過去{by.violation_years}年間に国連決議等の国際的な基準に違反した（①イ）"
        )
    if given.is_under_foreign_influence:
        reasons.append("相手方が外国政府等の影響を受けて事業を行う（①ロ）")
    if given.was_asked_by_meti:
        reasons.append("経済産業省から事前相談をすべき旨の連絡を受けた（②）")
    return reasons
