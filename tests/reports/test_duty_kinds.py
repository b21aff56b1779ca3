"""Every kind of duty is listed, told to people who can act on it, and met by an act."""

import ast
import importlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from grants.acts.propose_change import ChangeProposal
from grants.acts.request_change import request_change
from grants.case_page import duties_of
from grants.late_measures import MEASURES
from grants.models.carrying import OrderKind
from reports.acts.record_fulfilment import record_fulfilment
from reports.models import ReminderLine
from reports.reminding import remind, rungs_on
from tests.grants.world import COSTS_YEN, World
from tests.reports.duties import at, days_between, owed, running
from workflow import duties
from workflow.act import ACTS
from workflow.authority import AUTHORITY
from workflow.calendar import Due
from workflow.duty_kinds import is_met_by, kinds_on
from workflow.models import DutyKind, Obligation, Role

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 26)
OUTSIDE = {role for role in Role if role.startswith("recipient_")}
KIND = re.compile(r"[A-Z]+(_[A-Z]+)*")


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module that writes duties, by its name."""
    for layer in ("fund", "grants", "reports"):
        for path in sorted((ROOT / layer).rglob("*.py")):
            text = path.read_text("utf-8")
            if "duties.owe" in text:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield name, ast.parse(text)


def kinds_in(name: str, tree: ast.Module) -> Iterator[str]:
    """The kinds a module gives to `duties.owe` and `owe_each`: named, composed, or from a table."""
    module = importlib.import_module(name)
    words = {
        node.value for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and KIND.fullmatch(node.value)
    }  # fmt: skip
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or ast.unparse(call.func) not in {
            "duties.owe", "duties.owe_each",
        }:  # fmt: skip
            continue
        kind = call.args[2]
        if isinstance(kind, ast.Constant):
            yield str(kind.value)
        elif ast.unparse(kind) == "measure.kind":
            yield from (measure.kind for measure in MEASURES)
        elif isinstance(kind, ast.JoinedStr):
            yield from composed(ast.unparse(kind))
        elif isinstance(kind, ast.Name) and hasattr(module, kind.id):
            yield getattr(module, kind.id)
        else:
            # A variable: the module's own table or the names it has say which.
            named = {value for value in vars(module).values() if isinstance(value, str)}
            yield from words | {value for value in named if KIND.fullmatch(value)}


def composed(text: str) -> Iterable[str]:
    """The kinds an f-string may make: by order, or by the duties of a policy's text."""
    if "ORDER_" in text:
        return [f"ORDER_{kind}" for kind in OrderKind.values]
    assert "PLAN_" in text, f"composed in a way this test does not know: {text}"
    policies = [json.loads(path.read_text("utf-8"))
                for path in (ROOT / "grants/law/policies").rglob("*.json")]  # fmt: skip
    return [f"PLAN_{name.upper()}" for policy in policies for name in policy["duties"]]


@pytest.fixture
def listed(db: None) -> dict[str, DutyKind]:
    """Every kind as the law's rows have it."""
    return kinds_on(DAY)


def test_every_kind_that_an_act_makes_is_listed_and_every_listed_one_is_made(
    listed: dict[str, DutyKind],
) -> None:
    made = {kind for name, tree in sources() for kind in kinds_in(name, tree)}
    assert {"MATURITY", "ORDER_SUSPENSION", "PLAN_CFP", "N_DOC", "CHANGE_REQUEST"} <= made
    assert made == set(listed)


def test_every_kind_says_who_owes_it_and_is_met_by_acts_there_are(
    listed: dict[str, DutyKind],
) -> None:
    ladders = rungs_on(DAY)
    for kind, row in listed.items():
        assert row.owner in DutyKind.Owner.values, kind
        assert ladders[row.ladder], kind
        assert row.met_by.split(), kind
        assert set(row.met_by.split()) <= set(ACTS), kind
    owners = DutyKind.objects.values_list("kind", "owner").distinct()
    assert len(owners) == len(listed), "who owes a kind does not change with time"


def test_whoever_is_told_in_time_can_do_something_about_it(listed: dict[str, DutyKind]) -> None:
    """A company's duty is told to the company; NEDO's own never, but to one whose act meets it."""
    ladders = rungs_on(DAY)
    for kind, row in listed.items():
        early = {role for rung in ladders[row.ladder] if rung.step <= 0 for role in rung.roles}
        everybody = {role for rung in ladders[row.ladder] for role in rung.roles}
        if row.owner == DutyKind.Owner.COMPANY:
            assert early & OUTSIDE, kind
        else:
            able = {role for act in row.met_by.split() for role in AUTHORITY[act]}
            assert not everybody & OUTSIDE, kind
            assert early & able, f"{kind}: told to {early}, met by {able}"


def test_a_kind_that_is_not_listed_is_not_owed(small: World) -> None:
    case = running(small)
    due = Due(DAY, DAY, "", "")
    record = owed(case, "COMPLETION").made_by
    with pytest.raises(AssertionError, match=r"duty_kinds\.csv"):
        duties.owe(record, case.grant, "UNHEARD_OF", "何か", due, article="")
    assert duties.owe(record, case.grant, "CTAX", "報告", due, article="").kind == "CTAX"


@pytest.mark.parametrize(
    ("kind", "act", "meets"),
    [("COMPLETION", "report_completion", True), ("COMPLETION", "accept_report", False),
     ("COMPLETION", "report", False), ("UNHEARD_OF", "report_completion", False)],
)  # fmt: skip
def test_an_act_meets_only_what_it_is_listed_for(
    db: None, kind: str, act: str, meets: bool
) -> None:
    assert is_met_by(kind, act) is meets


def test_the_fund_s_own_dates_are_told_to_those_who_keep_them(
    listed: dict[str, DutyKind],
) -> None:
    """§10 event 2: a maturity 30 and 7 days before, to the treasury."""
    told = {
        (kind, rung.step): set(rung.roles)
        for kind, row in listed.items()
        for rung in rungs_on(DAY)[row.ladder]
    }
    for step in (-30, -7):
        assert Role.TREASURY_MANAGER in told["MATURITY", step]
    assert Role.CASHIER in told["TREASURY_PAYMENT", -7]
    assert Role.ACCOUNTING_CLERK in told["STRAY_RECEIPT", -1]
    assert Role.ACCOUNTING_CLERK in told["DEMAND", 0]
    assert Role.CASE_OFFICER not in told["TREASURY_PAYMENT", -7] | told["MATURITY", -30]


def test_the_company_is_not_reminded_that_nedo_must_answer_it(small: World) -> None:
    """What it asked for is processed by NEDO: officers hear before the day, the company never."""
    case = running(small)
    asked = ChangeProposal(case.grant.purpose, date(2026, 2, 28), COSTS_YEN, "納期の遅れのため。")
    case.do(request_change, case.pk, asked, on=date(2025, 9, 11))
    duty = owed(case, "CHANGE_REQUEST", "1")
    assert duty.organisation_id == case.grant.organisation_id
    for day in days_between(small.today, duty.due_on + timedelta(days=8)):
        remind(now=at(day))
    lines = ReminderLine.objects.filter(obligation=duty).select_related("notice__person")
    roles = {(line.step, m.role) for line in lines if line.notice.person
             for m in line.notice.person.memberships.all()}  # fmt: skip
    assert (-1, Role.CASE_OFFICER) in roles
    assert not {role for _, role in roles} & OUTSIDE
    # Nor does it stand among the company's own deadlines, but among NEDO's.
    own = {row.pk for row in duties_of(case.grant, of_company=True)}
    assert duty.pk not in own
    assert owed(case, "COMPLETION").pk in own
    assert duty.pk in {row.pk for row in duties_of(case.grant)}


def test_that_an_order_was_obeyed_can_be_noted_without_a_suspension(small: World) -> None:
    case = running(small)
    case.order_to_comply(date(2025, 8, 1), on=date(2025, 7, 1))
    order = Obligation.objects.get(subject_id=case.pk, kind="ORDER_COMPLIANCE")
    small.today = date(2025, 7, 25)
    small.do(record_fulfilment, order.pk, small.today, "履行確認第1号")
    order.refresh_from_db()
    assert (order.status, order.met_on) == ("met", small.today)
