"""A paper's dataclass as plain data and back, so that it can be kept and drawn again byte for
byte."""

import hashlib
import json
import types
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

P = TypeVar("P")


def paper_data(paper: Any) -> Any:
    """The paper as JSON values: dates and moments (in UTC) as ISO text, rates as `1/3`.

    Raises TypeError for a value no paper may hold: a float, or a moment without its time zone.
    """
    if is_dataclass(paper):
        return {field.name: paper_data(getattr(paper, field.name)) for field in fields(paper)}
    if isinstance(paper, datetime):
        if paper.tzinfo is None:
            raise TypeError("a paper holds no moment without its time zone")
        return paper.astimezone(UTC).isoformat()
    if isinstance(paper, date):
        return paper.isoformat()
    if isinstance(paper, Fraction):
        return f"{paper.numerator}/{paper.denominator}"
    if isinstance(paper, tuple):
        return [paper_data(part) for part in paper]
    if paper is None or isinstance(paper, str | int):
        return paper
    raise TypeError(f"a paper holds no {type(paper).__name__}")


def paper_from_data(kind: type[P], data: dict[str, Any]) -> P:
    """The paper of that kind from what `paper_data` gave; its own checks run again."""
    return kind(**_fields(kind, data))


def _fields(kind: Any, data: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: _value(hints[name], value) for name, value in data.items()}


def _value(hint: Any, value: Any) -> Any:
    """A field's value in the type its hint names."""
    if value is None:
        return None
    if get_origin(hint) is types.UnionType:
        hint = next(part for part in get_args(hint) if part is not types.NoneType)
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], part) for part in value)
    if isinstance(value, dict):
        return hint(**_fields(hint, value))
    if hint in (date, datetime):
        return hint.fromisoformat(value)
    return Fraction(value) if hint is Fraction else value


def content_code(paper: Any) -> str:
    """16 hex digits that identify a paper's content, printed on every page of it.

    The screen twin shows the same code, so that one can see that both say the same.
    """
    content = {"paper": type(paper).__name__, "content": paper_data(paper)}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


class PaperInconsistent(ValueError):
    """The figures handed to a paper contradict each other; the paper cannot be built."""


def require_equal(what: str, stated: int | str, computed: int | str) -> None:
    """Raise PaperInconsistent unless a stated figure equals the one computed from its parts."""
    if stated != computed:
        raise PaperInconsistent(f"{what}が一致しません: 記載 {stated}、計算 {computed}")
