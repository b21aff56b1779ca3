"""The JSON file of `manage.py surcharge`: strict reading, and the result as JSON values.

A file says one thing or is refused: no unknown or repeated field, no number in quotes, no
decimal, no date in another form than YYYY-MM-DD. Every fault found is reported, each with the
path of its field, such as `payments[1][0]`.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from fund.money import MAX_YEN
from grants.refund_terms import DatedYen, Ground, RefundTerms
from grants.surcharge import Assessment
from workflow.problems import Problem, Refused, refuse_if

FIELDS = ("ground", "refund_yen", "due_on", "receipts", "payments", "as_of")


@dataclass(frozen=True, slots=True)
class SurchargeFile:
    """What a file asks: the order, the payments, and the day to assess on (None: when paid up)."""

    terms: RefundTerms
    payments: tuple[DatedYen, ...]
    as_of: date | None


def read_surcharge_file(content: bytes) -> SurchargeFile:
    """Read a file's bytes. Raises Refused with every fault in the fields."""
    raw = _read_object(content)
    missing = [Problem("missing", "欄がありません。", field=f) for f in FIELDS if f not in raw]
    unknown = [Problem("unknown", "不明な欄です。", field=f) for f in raw if f not in FIELDS]
    refuse_if(missing + unknown)
    reader = _FieldReader()
    asked = SurchargeFile(
        terms=RefundTerms(
            ground=reader.ground("ground", raw["ground"]),
            refund_yen=reader.yen("refund_yen", raw["refund_yen"]),
            due_on=reader.day("due_on", raw["due_on"]),
            receipts=reader.rows("receipts", raw["receipts"]),
        ),
        payments=reader.rows("payments", raw["payments"]),
        as_of=None if raw["as_of"] is None else reader.day("as_of", raw["as_of"]),
    )
    refuse_if(reader.problems)
    return asked


def _read_object(content: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(content, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        raise Refused(Problem("not_json", f"JSONとして読めません({error})。")) from error
    if not isinstance(raw, dict):
        raise Refused(Problem("not_object", "全体が1つのJSONオブジェクトではありません。"))
    return raw


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Python would silently keep the last of two equal names."""
    names = [name for name, _ in pairs]
    repeated = sorted({name for name in names if names.count(name) > 1})
    refuse_if([Problem("repeated", "同じ欄が2回あります。", field=name) for name in repeated])
    return dict(pairs)


class _FieldReader:
    """Reads one field at a time and remembers what was wrong.

    After a fault a stand-in value is returned, so that the remaining fields are read too; the
    caller refuses before anything is computed from it.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def _fault(self, field: str, text: str) -> None:
        self.problems.append(Problem("bad_value", text, field=field))

    def ground(self, field: str, value: object) -> Ground:
        """One of the names of Ground."""
        if isinstance(value, str) and value in set(Ground):
            return Ground(value)
        self._fault(field, f"{'、'.join(Ground)} のいずれかを指定してください。")
        return Ground.ART10

    def yen(self, field: str, value: object) -> int:
        """A JSON integer that the ledger could hold; its sign is judged later."""
        if type(value) is not int:
            self._fault(field, "金額は1円単位の整数(引用符・小数なし)で指定してください。")
        elif value > MAX_YEN:
            self._fault(field, "金額が大きすぎます。")
        else:
            return value
        return 1

    def day(self, field: str, value: object) -> date:
        """A JSON string YYYY-MM-DD that is a day of the calendar."""
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self._fault(field, f"暦にない日付です({value})。")
                return date.min
        self._fault(field, "日付は YYYY-MM-DD の文字列で指定してください。")
        return date.min

    def rows(self, field: str, value: object) -> tuple[DatedYen, ...]:
        """A list of [day, yen] pairs."""
        if not isinstance(value, list):
            self._fault(field, "[日付, 金額] の一覧を指定してください。")
            return ()
        return tuple(self._row(f"{field}[{i}]", row) for i, row in enumerate(value))

    def _row(self, field: str, value: object) -> DatedYen:
        if not isinstance(value, list) or len(value) != 2:
            self._fault(field, "[日付, 金額] の2項目で指定してください。")
            return DatedYen(date.min, 1)
        return DatedYen(self.day(f"{field}[0]", value[0]), self.yen(f"{field}[1]", value[1]))


def assessment_values(assessment: Assessment) -> dict[str, Any]:
    """The result as JSON values: yen as integers, days as YYYY-MM-DD."""
    return {
        "surcharge_yen": assessment.surcharge_yen,
        "late_charge_yen": assessment.late_charge_yen,
        "principal_open_yen": assessment.principal_open_yen,
        "surcharge_open_yen": assessment.surcharge_open_yen,
        "late_charge_open_yen": assessment.late_charge_open_yen,
        "overpaid_yen": assessment.overpaid_yen,
        "lots": [[lot.on.isoformat(), lot.yen] for lot in assessment.lots],
        "worksheet": [
            {
                "kind": period.kind.value,
                "from": period.from_on.isoformat(),
                "to": period.to_on.isoformat(),
                "days": period.days,
                "base_yen": period.base_yen,
                "yen_days": period.yen_days,
            }
            for period in assessment.worksheet
        ],
    }
