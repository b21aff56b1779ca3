"""Due dates: a rule, a day and the opening days make a `Due` that explains itself.

    anchor   the day the rule looks at: the event, the end of its month, quarter or fiscal year,
             or a day written in the rule
    term     days, months or business days from there, or a fixed day of a fiscal year, read as
             以内, を経過した日 or 遅滞なく (a guide only)
    cap      a second term from the same anchor; the earlier day counts
    roll     what happens when the day found is not a business day (民法142条)
    times    how often the anchor comes round; None: until an event

The anchor day itself does not count (民法140条) unless the term says 起算. A term in months ends
on the eve of the corresponding day, or at the month's end where there is none (民法143条).
`due_text` writes rules as rows of text.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from workflow.calendar.fiscal import (
    fiscal_year,
    fiscal_year_end,
    fiscal_year_start,
    month_end,
    months_later,
    quarter_end,
)
from workflow.calendar.opening import OpeningDays
from workflow.calendar.wareki import wareki, wareki_with_weekday

_ONE_DAY = timedelta(days=1)


class Anchor(StrEnum):
    """The day a rule looks at, from the day of the event."""

    EVENT = "event"
    MONTH_END = "month_end"
    QUARTER_END = "quarter_end"
    FY_END = "fy_end"

    def on(self, event_on: date) -> date:
        """The anchor day on or after the event."""
        if self is Anchor.MONTH_END:
            return month_end(event_on)
        if self is Anchor.QUARTER_END:
            return quarter_end(event_on)
        if self is Anchor.FY_END:
            return fiscal_year_end(fiscal_year(event_on))
        return event_on


class Unit(StrEnum):
    """What a length counts."""

    DAYS = "d"
    MONTHS = "m"
    OPEN_DAYS = "bd"


class Mode(StrEnum):
    """How a term is read: within it, on the day after it, or promptly with it as a guide."""

    WITHIN = "within"
    ELAPSED = "elapsed"
    PROMPTLY = "promptly"


class Roll(StrEnum):
    """Where a due date goes that falls on a closed day."""

    NONE = "none"
    NEXT = "next"
    PREVIOUS = "previous"


_ANCHOR_WORDS = {
    Anchor.EVENT: "基準日",
    Anchor.MONTH_END: "月末",
    Anchor.QUARTER_END: "四半期末",
    Anchor.FY_END: "年度末",
}
_UNIT_WORDS = {Unit.DAYS: "日", Unit.MONTHS: "か月", Unit.OPEN_DAYS: "営業日"}
_YEAR_WORDS = ("属する年度", "翌年度", "翌々年度")
_ROLL_WORDS = {
    Roll.NONE: "",
    Roll.NEXT: "(休日のときは翌営業日)",
    Roll.PREVIOUS: "(休日のときは前営業日)",
}


@dataclass(frozen=True, slots=True)
class Length:
    """So many days, months or business days; negative days: before the anchor."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0 and self.unit is Unit.MONTHS:
            raise ValueError("months run forward only: what lies a month back is not one day")

    def __str__(self) -> str:
        return f"{abs(self.count)}{_UNIT_WORDS[self.unit]}"


@dataclass(frozen=True, slots=True)
class FixedDay:
    """A day of the fiscal year `years_on` after the anchor's (0 the same, 1 the next, 2)."""

    years_on: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not 0 <= self.years_on < len(_YEAR_WORDS):
            raise ValueError("a fixed day lies in this, the next or the second next fiscal year")
        # 2001 has no 29 February: a fixed day must exist in every year.
        date(2001, self.month, self.day)

    def __str__(self) -> str:
        return f"{_YEAR_WORDS[self.years_on]}の{self.month}月{self.day}日"

    def on(self, base_on: date) -> date:
        """The day itself, seen from the anchor."""
        start = fiscal_year_start(fiscal_year(base_on) + self.years_on)
        year = start.year if self.month >= start.month else start.year + 1
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Term:
    """A length or a fixed day, and how it is read. counted: 起算, the anchor is day one."""

    span: Length | FixedDay
    mode: Mode = Mode.WITHIN
    counted: bool = False

    def __post_init__(self) -> None:
        plain = self.mode is not Mode.ELAPSED and not self.counted
        if isinstance(self.span, FixedDay):
            if not plain:
                raise ValueError("a fixed day is neither counted nor elapsed")
        elif self.span.count < 1 and not plain:
            raise ValueError("only a length of at least 1 can be counted or elapse")

    def __str__(self) -> str:
        """As it follows the anchor in a sentence."""
        if self.mode is Mode.PROMPTLY:
            return f"から遅滞なく(目安 {self.span})"
        if isinstance(self.span, FixedDay):
            return f"の{self.span}"
        if self.span.count <= 0:
            return f"の{self.span}前まで" if self.span.count else "まで"
        first = "から起算して" if self.counted else "の翌日から起算して"
        return f"{first}{self.span}{'以内' if self.mode is Mode.WITHIN else 'を経過した日'}"

    def ends_on(self, base_on: date, opening: OpeningDays) -> date:
        """The due date before any rolling."""
        if isinstance(self.span, FixedDay):
            return self.span.on(base_on)
        last = _last_day(self.span, base_on, self.counted, opening)
        return last + _ONE_DAY if self.mode is Mode.ELAPSED else last


def _last_day(length: Length, base_on: date, counted: bool, opening: OpeningDays) -> date:
    if length.unit is Unit.MONTHS:
        return _last_day_of_months(base_on if counted else base_on + _ONE_DAY, length.count)
    if length.unit is Unit.DAYS:
        return base_on + (length.count - counted) * _ONE_DAY
    if counted:
        return opening.add_open_days(opening.next_open(base_on), length.count - 1)
    return opening.add_open_days(base_on, length.count)


def _last_day_of_months(first_on: date, months: int) -> date:
    """The last day of so many months beginning with `first_on` (民法143条2項)."""
    corresponding = months_later(first_on, months)
    if corresponding is not None:
        return corresponding - _ONE_DAY
    reached = months_later(first_on.replace(day=1), months)
    assert reached is not None, "every month has a first day"
    return month_end(reached)


@dataclass(frozen=True, slots=True)
class DueRule:
    """A rule that can be a row of a table. times None: until the event given when it is used."""

    anchor: Anchor | date
    term: Term
    cap: Term | None = None
    roll: Roll = Roll.NONE
    times: int | None = 1

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError("a rule applies at least once")
        if self.times != 1 and (isinstance(self.anchor, date) or self.anchor is Anchor.EVENT):
            raise ValueError("only the end of a month, quarter or fiscal year comes round again")

    def anchor_on(self, event_on: date) -> date:
        """The day the rule looks at, for an event on a day."""
        return self.anchor if isinstance(self.anchor, date) else self.anchor.on(event_on)

    def __str__(self) -> str:
        """The rule as a Japanese phrase, for a person or an obligation's row."""
        day = self.anchor
        anchor = wareki(day) if isinstance(day, date) else _ANCHOR_WORDS[day]
        cap = f"又は{anchor}{self.cap}のいずれか早い日" if self.cap else ""
        return f"{anchor}{self.term}{cap}{_ROLL_WORDS[self.roll]}"


@dataclass(frozen=True, slots=True)
class Due:
    """A due date with its reasons: base day, the rule in words, and why it was moved, if it was.

    source: the rule itself, None for a day a person named; with it the date is reckoned anew when
    the calendar changes.
    """

    due_on: date
    base_on: date
    rule: str
    shift: str
    source: DueRule | None = field(default=None, compare=False)

    @property
    def explanation(self) -> str:
        """The whole reasoning in Japanese."""
        moved = f"{self.shift}。" if self.shift else ""
        base, due = wareki_with_weekday(self.base_on), wareki_with_weekday(self.due_on)
        return f"起算の基準は{base}。{self.rule}。{moved}期限は{due}。"


def due_of(rule: DueRule, event_on: date, opening: OpeningDays) -> Due:
    """The due date of an event: the first one of a rule that repeats."""
    return _due(rule, rule.anchor_on(event_on), opening)


def dues_of(
    rule: DueRule, event_on: date, opening: OpeningDays, until_on: date | None = None
) -> list[Due]:
    """Every due date of a rule: as often as it says, for anchors up to `until_on` if given.

    Raises ValueError when neither the rule nor `until_on` sets an end.
    """
    if rule.times is None and until_on is None:
        raise ValueError("a rule that repeats until an event needs the day of the event")
    dues: list[Due] = []
    base_on = rule.anchor_on(event_on)
    while len(dues) != rule.times and (until_on is None or base_on <= until_on):
        dues.append(_due(rule, base_on, opening))
        base_on = rule.anchor_on(base_on + _ONE_DAY)
    return dues


def _due(rule: DueRule, base_on: date, opening: OpeningDays) -> Due:
    found = rule.term.ends_on(base_on, opening)
    if rule.cap is not None:
        found = min(found, rule.cap.ends_on(base_on, opening))
    due_on = _rolled(found, rule.roll, opening)
    shift = ""
    if due_on != found:
        where = "翌" if due_on > found else "前"
        reason = opening.why_closed(found)
        shift = f"{wareki_with_weekday(found)}は{reason}のため{where}{opening.open_day}に移動"
    return Due(due_on, base_on, str(rule), shift, rule)


def due_again(rule: DueRule, base_on: date, opening: OpeningDays) -> Due:
    """The due date of a base day already found, by the opening days known now."""
    return _due(rule, base_on, opening)


def _rolled(day: date, roll: Roll, opening: OpeningDays) -> date:
    if roll is Roll.NEXT:
        return opening.next_open(day)
    if roll is Roll.PREVIOUS:
        return opening.previous_open(day)
    return day
