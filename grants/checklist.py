"""The certification checklist's arithmetic: a predicate as data, facts in, a finding out.

A predicate is a tree read from a policy's data, so that another 特定重要物資 needs no code:

    {"all": [p, …]}                       every one
    {"any": [p, …]}                       at least one
    {"if": p, "then": q}                  q where p holds
    {"choose": fact, "cases": {v: p}}     p by the fact's value; met where no case is named
    {"fact": f, "is": true}               a yes or no
    {"fact": f, "in": [v, …]}             one of a list
    {"fact": f, "at_least": n}            whole numbers in the unit the data names
    {"fact": f, "below": n}
    {"fact": f, "at_least_fact": g}       two numbers compared
    {"from": f, "to": g, "at_least_years": n}    two days compared; also at_most_years
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from workflow.calendar import day_text, months_later

Fact = bool | int | str | date
Facts = Mapping[str, Fact]
Predicate = Mapping[str, Any]


class Verdict(StrEnum):
    """What became of a requirement."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    NOT_APPLICABLE = "NOT_APPLICABLE"


@dataclass(frozen=True)
class Ask:
    """A fact that a predicate looks at. kind: bool, int, str or date; choices of a str."""

    name: str
    label: str
    kind: type
    unit: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """is_met is None while facts are missing. reasons: what is wrong; cures: what would mend it."""

    is_met: bool | None
    reasons: tuple[str, ...] = ()
    cures: tuple[str, ...] = ()
    missing: tuple[Ask, ...] = ()


@dataclass(frozen=True)
class Judged:
    """A verdict with its reason and cure; missing facts make it None."""

    verdict: Verdict | None
    reason: str = ""
    cure: str = ""
    missing: tuple[Ask, ...] = ()


MET = Finding(True)


def judge(predicate: Predicate, facts: Facts, when: Predicate | None = None) -> Judged:
    """The verdict on one item. when: the item applies only where this holds."""
    if when:
        applies = find(when, facts)
        if applies.is_met is None:
            return Judged(None, missing=applies.missing)
        if not applies.is_met:
            return Judged(Verdict.NOT_APPLICABLE, "この計画には適用されません。")
    found = find(predicate, facts)
    if found.is_met is None:
        return Judged(None, missing=found.missing)
    verdict = Verdict.MET if found.is_met else Verdict.NOT_MET
    return Judged(verdict, "".join(found.reasons), "".join(found.cures))


def find(predicate: Predicate, facts: Facts) -> Finding:
    """What a predicate says of the facts."""
    for word, read in _NODES.items():
        if word in predicate:
            return read(predicate, facts)
    missing = tuple(ask for ask in asks_of(predicate) if ask.name not in facts)
    if missing:
        return Finding(None, missing=missing)
    word = next(word for word in _LEAVES if word in predicate)
    return _LEAVES[word](predicate, facts)


def asks_of(predicate: Predicate) -> list[Ask]:
    """Every fact a predicate may look at, each once, in its order."""
    found: dict[str, Ask] = {}
    for ask in _asks(predicate):
        found.setdefault(ask.name, ask)
    return list(found.values())


def contradictions(answers: Iterable[tuple[str, Facts]]) -> list[tuple[str, str, str]]:
    """(fact, item, item) wherever two items rest on different values of one fact."""
    first: dict[str, tuple[str, Fact]] = {}
    found = []
    for code, facts in answers:
        for name, value in facts.items():
            earlier, known = first.setdefault(name, (code, value))
            if known != value:
                found.append((name, earlier, code))
    return found


def _asks(predicate: Predicate) -> Iterable[Ask]:
    for word in ("all", "any"):
        for part in predicate.get(word, ()):
            yield from _asks(part)
    if "if" in predicate:
        yield from _asks(predicate["if"])
        yield from _asks(predicate["then"])
    if "choose" in predicate:
        choices = tuple(predicate["cases"])
        yield Ask(predicate["choose"], predicate["label"], str, choices=choices)
        for part in predicate["cases"].values():
            yield from _asks(part)
    if "fact" in predicate:
        yield from _asks_of_leaf(predicate)
    if "from" in predicate:
        yield Ask(predicate["from"], predicate["from_label"], date)
        yield Ask(predicate["to"], predicate["to_label"], date)


def _asks_of_leaf(leaf: Predicate) -> Iterable[Ask]:
    name, label, unit = leaf["fact"], leaf["label"], leaf.get("unit", "")
    if "is" in leaf:
        yield Ask(name, label, bool)
    elif "in" in leaf:
        yield Ask(name, label, str, choices=tuple(leaf["in"]))
    else:
        yield Ask(name, label, int, unit)
    if "at_least_fact" in leaf:
        yield Ask(leaf["at_least_fact"], leaf["benchmark"], int, unit)


def _all(node: Predicate, facts: Facts) -> Finding:
    found = [find(part, facts) for part in node["all"]]
    missing = tuple(ask for one in found for ask in one.missing)
    if missing:
        return Finding(None, missing=missing)
    return Finding(
        all(one.is_met for one in found),
        tuple(text for one in found for text in one.reasons),
        tuple(text for one in found for text in one.cures),
    )


def _any(node: Predicate, facts: Facts) -> Finding:
    found = [find(part, facts) for part in node["any"]]
    if any(one.is_met for one in found):
        return MET
    missing = tuple(ask for one in found for ask in one.missing)
    if missing:
        return Finding(None, missing=missing)
    reasons = "／".join("".join(one.reasons) for one in found)
    cures = "又は".join("".join(one.cures).removesuffix("。") for one in found)
    return Finding(False, (f"次のいずれにも当たりません：{reasons}",), (f"{cures}。",))


def _if(node: Predicate, facts: Facts) -> Finding:
    condition = find(node["if"], facts)
    if condition.is_met is None:
        return condition
    return find(node["then"], facts) if condition.is_met else MET


def _choose(node: Predicate, facts: Facts) -> Finding:
    name = node["choose"]
    if name not in facts:
        return Finding(None, missing=(next(iter(_asks(node))),))
    part = node["cases"].get(facts[name])
    return find(part, facts) if part else MET


def _is(leaf: Predicate, facts: Facts) -> Finding:
    if facts[leaf["fact"]] is leaf["is"]:
        return MET
    label = leaf["label"]
    if leaf["is"]:
        cure = leaf.get("cure", "これを満たす取組と根拠資料を示してください")
        return _not_met(f"「{label}」が確認できません。", f"{cure}。")
    return _not_met(f"「{label}」に当たります。", "計画の内容を確認してください。")


def _in(leaf: Predicate, facts: Facts) -> Finding:
    if facts[leaf["fact"]] in leaf["in"]:
        return MET
    return _not_met(
        f"{leaf['label']}「{facts[leaf['fact']]}」は対象に含まれません。",
        f"対象は{'、'.join(leaf['in'])}です。",
    )


def _at_least(leaf: Predicate, facts: Facts) -> Finding:
    return _reaches(leaf, _number(facts, leaf["fact"]), leaf["at_least"])


def _at_least_fact(leaf: Predicate, facts: Facts) -> Finding:
    return _reaches(leaf, _number(facts, leaf["fact"]), _number(facts, leaf["at_least_fact"]))


def _reaches(leaf: Predicate, value: int, least: int) -> Finding:
    if value >= least:
        return MET
    unit, short = leaf.get("unit", ""), least - value
    return _not_met(
        f"{leaf['label']} {value:,}{unit} は {least:,}{unit} に {short:,}{unit} 足りません。",
        f"{least:,}{unit} 以上にしてください。",
    )


def _below(leaf: Predicate, facts: Facts) -> Finding:
    value, limit, unit = _number(facts, leaf["fact"]), leaf["below"], leaf.get("unit", "")
    if value < limit:
        return MET
    return _not_met(
        f"{leaf['label']} {value:,}{unit} は {limit:,}{unit} 未満ではありません。",
        f"{limit:,}{unit} 未満の場合に限ります。",
    )


def _at_least_years(leaf: Predicate, facts: Facts) -> Finding:
    start, end, years = _day(facts, leaf["from"]), _day(facts, leaf["to"]), leaf["at_least_years"]
    if end >= years_later(start, years):
        return MET
    return _not_met(
        f"{leaf['to_label']} {day_text(end)} は"
        f"{leaf['from_label']} {day_text(start)} から{years}年に達しません。",
        f"{leaf['to_label']}を {day_text(years_later(start, years))} 以後にしてください。",
    )


def _at_most_years(leaf: Predicate, facts: Facts) -> Finding:
    start, end, years = _day(facts, leaf["from"]), _day(facts, leaf["to"]), leaf["at_most_years"]
    if start <= end <= years_later(start, years):
        return MET
    return _not_met(
        f"{leaf['to_label']} {day_text(end)} は"
        f"{leaf['from_label']} {day_text(start)} から{years}年以内でありません。",
        f"{leaf['to_label']}を {day_text(years_later(start, years))} までにしてください。",
    )


def years_later(day: date, years: int) -> date:
    """The same day so many years on; 1 March where the year has no 29 February."""
    found = months_later(day, 12 * years)
    return found or months_later(day + timedelta(days=1), 12 * years) or date.max


def _number(facts: Facts, name: str) -> int:
    value = facts[name]
    assert isinstance(value, int), f"{name} is no number"
    return value


def _day(facts: Facts, name: str) -> date:
    value = facts[name]
    assert isinstance(value, date), f"{name} is no day"
    return value


def _not_met(reason: str, cure: str) -> Finding:
    return Finding(False, (reason,), (cure,))


_Reader = Callable[[Predicate, Facts], Finding]
_NODES: dict[str, _Reader] = {"all": _all, "any": _any, "if": _if, "choose": _choose}
_LEAVES: dict[str, _Reader] = {
    "is": _is,
    "in": _in,
    "at_least": _at_least,
    "at_least_fact": _at_least_fact,
    "below": _below,
    "at_least_years": _at_least_years,
    "at_most_years": _at_most_years,
}
