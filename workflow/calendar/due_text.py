"""Due-date rules as compact text, so that a rule can be a row of a table.

    rule     = anchor term ["cap" term] ["roll" roll] ["repeat" times]
    anchor   = "event" | "month_end" | "quarter_end" | "fy_end" | YYYY-MM-DD
    term     = span ["counted"] [mode]
    span     = N"d" | N"m" | N"bd"               days, months, business days
             | -N"d" | -N"bd"                    days, business days before the anchor
             | "fy+"N":"MM-DD                    that day of the anchor's fiscal year + N (0, 1, 2)
    mode     = "within" (if not given) | "elapsed" | "promptly"
    roll     = "none" (if not given) | "next" | "previous"
    times    = N | "until"                       until an event that is given when it is used

`counted` is 起算: the anchor is day one; without it the anchor day does not count (民法140条).
`elapsed` is を経過した日: the day after the term. `promptly` is 遅滞なく: the span is a guide.
Examples:

    event 20d                                  命令の日から20日以内
    event 30d counted                          起算して30日以内
    event 30d counted elapsed cap fy+1:04-10   起算して30日を経過した日か翌年度4月10日の早い日
    fy_end 6m                                  事業年度終了後6か月以内
    fy_end fy+1:04-10 repeat until             毎年度末、翌年度4月10日まで
    fy_end 90d repeat 5                        年度末から90日以内、5回
    event 5bd promptly roll next               遅滞なく(目安5営業日)
"""

import re
from datetime import date

from workflow.calendar.due import Anchor, DueRule, FixedDay, Length, Mode, Roll, Term, Unit


class DueTextError(ValueError):
    """Text that is not a due-date rule."""


def parse_due_rule(text: str) -> DueRule:
    """Read a rule. Raises DueTextError that quotes the text and says what is wrong."""
    words = text.split()
    try:
        anchor = _anchor(_take(words))
        term = _term(words)
        cap = _term(words) if _take_if(words, "cap") else None
        roll = Roll(_take(words)) if _take_if(words, "roll") else Roll.NONE
        times = _times(_take(words)) if _take_if(words, "repeat") else 1
        if words:
            raise ValueError(f"{words[0]!r} is not expected here")
        return DueRule(anchor, term, cap, roll, times)
    except ValueError as error:
        raise DueTextError(f"due-date rule {text!r}: {error}") from error


def format_due_rule(rule: DueRule) -> str:
    """The canonical text of a rule; reading it gives the same rule."""
    words = [rule.anchor.isoformat() if isinstance(rule.anchor, date) else rule.anchor.value]
    words += _term_words(rule.term)
    if rule.cap is not None:
        words += ["cap", *_term_words(rule.cap)]
    if rule.roll is not Roll.NONE:
        words += ["roll", rule.roll.value]
    if rule.times != 1:
        words += ["repeat", "until" if rule.times is None else str(rule.times)]
    return " ".join(words)


def _take(words: list[str]) -> str:
    if not words:
        raise ValueError("it ends too early")
    return words.pop(0)


def _take_if(words: list[str], word: str) -> bool:
    found = words[:1] == [word]
    del words[: int(found)]
    return found


def _anchor(word: str) -> Anchor | date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
        return date.fromisoformat(word)
    return Anchor(word)


def _term(words: list[str]) -> Term:
    span = _span(_take(words))
    counted = _take_if(words, "counted")
    mode = Mode(words.pop(0)) if words and words[0] in set(Mode) else Mode.WITHIN
    return Term(span, mode, counted)


def _span(word: str) -> Length | FixedDay:
    if length := re.fullmatch(r"(-?[0-9]{1,4})(d|m|bd)", word):
        return Length(int(length[1]), Unit(length[2]))
    if fixed := re.fullmatch(r"fy\+([0-9]):([0-9]{2})-([0-9]{2})", word):
        return FixedDay(int(fixed[1]), int(fixed[2]), int(fixed[3]))
    raise ValueError(f"{word!r} is neither a length like 30d nor a day like fy+1:04-10")


def _times(word: str) -> int | None:
    if word == "until":
        return None
    if not re.fullmatch(r"[0-9]{1,3}", word):
        raise ValueError(f"{word!r} is not a number of times")
    return int(word)


def _term_words(term: Term) -> list[str]:
    words = [_span_word(term.span)]
    words += ["counted"] if term.counted else []
    words += [term.mode.value] if term.mode is not Mode.WITHIN else []
    return words


def _span_word(span: Length | FixedDay) -> str:
    if isinstance(span, FixedDay):
        return f"fy+{span.years_on}:{span.month:02}-{span.day:02}"
    return f"{span.count}{span.unit.value}"
