"""The house rules, executed: each test's name is the rule, each rule finds its planted fault."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("workflow", "fund", "grants", "reports", "config")
TOP = {
    "manage.py", "pyproject.toml", "README.md", "Makefile", "LICENSE", "requirements", *LAYERS,
    "templates", "static", "tests",
}  # fmt: skip
PURE = (
    "fund/money.py", "fund/entries/", "fund/chart.py", "fund/netstrings.py", "fund/proofs.py",
    "fund/seals.py", "fund/proof_file.py", "fund/interest.py", "fund/ladder.py",
    "fund/audit/rows.py", "fund/audit/texts.py",
    "fund/audit/tables.py", "fund/audit/plain_accounting.py", "fund/audit/iso21378.py",
    "grants/amounts.py",
    "grants/surcharge.py", "grants/refund_terms.py", "grants/worksheet.py", "workflow/calendar/",
    "grants/checklist.py", "grants/core_technology.py", "grants/policy_versions.py",
    "grants/revocation.py", "grants/daily.py",
    "workflow/problems.py", "workflow/corporate_number.py", "reports/pdf/",
)  # fmt: skip
MONEY = ("fund/", "grants/", "workflow/")
STAND_ALONE = "fund/audit/verify_ledger.py"
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff"}
ACT_LINES = ("Who", "State", "Ledger", "Paper", "Deadline")


@dataclass(frozen=True)
class Source:
    """One file of the project: its path from the root, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of the tree: nearly every rule looks at each."""
        return list(ast.walk(self.tree))

    @property
    def layer(self) -> str:
        """The app it belongs to, or ''."""
        top = self.path.split("/")[0]
        return top if top in LAYERS else ""

    @property
    def is_product(self) -> bool:
        """Not a test, not a migration."""
        return bool(self.layer) and "/migrations/" not in self.path

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function, also nested ones."""
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imported(self) -> Iterator[str]:
        """Dotted names of imported modules."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or ""


Rule = Callable[[Source], list[str]]


def tracked() -> list[str]:
    """Files under version control or about to be."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line for line in done.stdout.splitlines() if (ROOT / line).is_file()]


FILES = tracked()
PYTHON = [Source(path, (ROOT / path).read_text("utf-8")) for path in FILES if path.endswith(".py")]


def layers_import_only_leftwards(source: Source) -> list[str]:
    """workflow ← fund ← grants ← reports ← config."""
    if not source.layer:
        return []
    allowed = LAYERS[: LAYERS.index(source.layer) + 1]
    tops = {name.split(".")[0] for name in source.imported()}
    return [f"imports {top}" for top in sorted(tops & set(LAYERS)) if top not in allowed]


def pure_modules_know_no_framework(source: Source) -> list[str]:
    """Sums, dates and drawings are reckoned without Django, clock or database."""
    if not source.path.startswith(PURE) or not source.is_product:
        return []
    banned = {"django", "psycopg", "celery", "redis"}
    return [name for name in source.imported() if name.split(".")[0] in banned]


def money_is_never_a_float(source: Source) -> list[str]:
    """No float literal, no float(), no Decimal: whole yen and Fractions."""
    if not source.path.startswith(MONEY):
        return []
    found = []
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"line {node.lineno}: {node.value}")
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in {"float", "FloatField", "DecimalField", "Decimal"}:
                found.append(f"line {node.lineno}: {name}")
    return found


def no_signals(source: Source) -> list[str]:
    """Business effects stand in acts, never in signal receivers."""
    banned = {"django.dispatch", "django.db.models.signals", "django_fsm.signals"}
    return [name for name in source.imported() if name in banned] if source.is_product else []


def imports_stand_on_top_and_absolute(source: Source) -> list[str]:
    """No import inside a function, no relative import."""
    found = []
    for function in source.functions():
        found += [
            f"line {node.lineno}: import inside {function.name}"
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
    relative = (n for n in source.nodes if isinstance(n, ast.ImportFrom) and n.level)
    return found + [f"line {node.lineno}: relative import" for node in relative]


def modules_have_a_noun_for_a_name(source: Source) -> list[str]:
    """No utils, helpers, common, misc."""
    names = {part.removesuffix(".py") for part in source.path.split("/")}
    return sorted(names & VAGUE)


def functions_and_files_stay_short(source: Source) -> list[str]:
    """Functions ≤ 60 lines, files ≤ 400 (tests may be longer)."""
    if "/migrations/" in source.path:
        return []
    found = [
        f"{f.name}: {(f.end_lineno or 0) - f.lineno + 1} lines"
        for f in source.functions()
        if (f.end_lineno or 0) - f.lineno + 1 > 60
    ]
    lines = source.text.count("\n")
    if lines > 400 and not source.path.startswith(("tests/", STAND_ALONE)):
        found.append(f"{lines} lines")
    return found


def the_verifier_stands_alone(source: Source) -> list[str]:
    """It imports the standard library only, and nothing of the product imports it."""
    tops = {name.split(".")[0] for name in source.imported()}
    if source.path == STAND_ALONE:
        return sorted(tops - sys.stdlib_module_names - {"__future__"})
    name = STAND_ALONE.removesuffix(".py").replace("/", ".")
    is_used = source.is_product and (
        name in source.imported() or f"import {name.rpartition('.')[2]}" in source.text
    )
    return ["imports the verifier"] if is_used else []


def everything_public_says_what_it_means(source: Source) -> list[str]:
    """A docstring on every module, and on every public class and function of the product."""
    found = [] if ast.get_docstring(source.tree) or not source.text.strip() else ["module"]
    if not source.is_product:
        return found
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            found += [] if ast.get_docstring(node) else [node.name]
    return found


def nothing_is_left_for_later(source: Source) -> list[str]:
    """No marks of unfinished work, no skipped test, no stub."""
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    skips = re.compile(r"pytest\.(mark\.)?(sk" + r"ip|xfa" + r"il)|NotImplemented" + r"Error")
    return [
        f"line {n}: {line.strip()[:60]}"
        for n, line in enumerate(source.text.splitlines(), start=1)
        if marks.search(line) or skips.search(line)
    ]


def ignored_types_say_why(source: Source) -> list[str]:
    """`type: ignore[code]  # reason`."""
    if not source.is_product:
        return []
    pattern = re.compile(r"# type: ignore(?!\[[a-z-]+(, ?[a-z-]+)*\]  # \S)")
    return [
        f"line {n}" for n, line in enumerate(source.text.splitlines(), 1)
        if pattern.search(line) and "re.compile" not in line
    ]  # fmt: skip


def only_the_ledger_module_posts(source: Source) -> list[str]:
    """Only fund/ledger.py calls the database's posting functions."""
    if not source.is_product or source.path == "fund/ledger.py":
        return []
    called = re.compile(r"ledger\.(post|post_batch|reverse|close_period|open_sub_account)\(%s")
    return called.findall(source.text)


def only_advance_moves_states_and_writes_records(source: Source) -> list[str]:
    """States move and ActRecords are written in workflow/advance.py alone."""
    if not source.is_product or source.path == "workflow/advance.py":
        return []
    found = []
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            if node.func.attr.startswith("to_") and owner in {"grant", "payment", "order", "plan"}:
                found.append(f"line {node.lineno}: {owner}.{node.func.attr}()")
            if owner.endswith("ActRecord.objects") and node.func.attr in {"create", "bulk_create"}:
                found.append(f"line {node.lineno}: writes a record")
    return found


def views_hold_no_rules(source: Source) -> list[str]:
    """A view reads, calls one act and answers: it neither writes rows nor posts."""
    if "/views" not in source.path or not source.is_product:
        return []
    writes = {"create", "bulk_create", "update", "delete", "save", "get_or_create"}
    return [
        f"line {node.lineno}: .{node.func.attr}()"
        for node in source.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writes
        and "session" not in ast.unparse(node.func.value)
    ]


def acts_have_their_five_lines_and_one_door(source: Source) -> list[str]:
    """An act file says Who/State/Ledger/Paper/Deadline and holds one @act named like the file."""
    parts = source.path.split("/")
    if len(parts) != 3 or parts[1] != "acts" or parts[2] == "__init__.py" or not source.layer:
        return []
    doc = ast.get_docstring(source.tree) or ""
    found = [f"no {word}: line" for word in ACT_LINES if f"\n{word}: " not in doc]
    acts = [
        f.name for f in source.functions() if any(ast.unparse(d) == "act" for d in f.decorator_list)
    ]
    if acts != [parts[2].removesuffix(".py")]:
        found.append(f"acts in the file: {acts}")
    return found


def acts_know_no_clock_mail_paper_or_web(source: Source) -> list[str]:
    """No mail, PDF, HTTP, clock, settings or Celery inside an act."""
    if "/acts/" not in source.path or not source.layer:
        return []
    banned = ("django.core.mail", "django.http", "django.conf", "django.utils.timezone", "celery",
              "reports.pdf", "requests", "urllib")  # fmt: skip
    found = [name for name in source.imported() if name.startswith(banned)]
    calls = re.findall(r"\b(?:datetime\.now|date\.today|timezone\.now|time\.time)\(", source.text)
    return found + calls


def migrations_stand_alone(source: Source) -> list[str]:
    """Named after what they do, and never importing app code."""
    if "/migrations/" not in source.path or source.path.endswith("__init__.py"):
        return []
    found = [name for name in source.imported() if name.split(".")[0] in LAYERS]
    return found + (["named auto"] if "_auto_" in source.path else [])


# A column or a hashed text says so by a format of its own.
DAY_NAME = re.compile(r"(?:\w+_)?(?:on|until)|valid_from|today")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def days_in_japanese_sentences_are_written_in_japanese(source: Source) -> list[str]:
    """day_text or wareki: nobody is told 2025-07-30 in a sentence."""
    if not source.is_product or "/management/" in source.path or source.path == STAND_ALONE:
        return []
    found = []
    for node in source.nodes:
        if not isinstance(node, ast.JoinedStr) or not JAPANESE.search(ast.unparse(node)):
            continue
        for value in node.values:
            if isinstance(value, ast.FormattedValue) and value.format_spec is None:
                name = ast.unparse(value.value).rpartition(".")[2]
                found += [f"line {node.lineno}: {name}"] if DAY_NAME.fullmatch(name) else []
    return found


RULES: dict[Rule, Source] = {
    layers_import_only_leftwards: Source("fund/x.py", "from grants.models import Grant"),
    pure_modules_know_no_framework: Source("fund/money.py", "from django.db import models"),
    money_is_never_a_float: Source("fund/x.py", "rate = 0.1095"),
    no_signals: Source("fund/x.py", "from django.dispatch import receiver"),
    imports_stand_on_top_and_absolute: Source("fund/x.py", "def f():\n    import os"),
    modules_have_a_noun_for_a_name: Source("fund/utils.py", ""),
    functions_and_files_stay_short: Source("fund/x.py", "def f():\n" + "    x = 1\n" * 61),
    the_verifier_stands_alone: Source(STAND_ALONE, "from fund.netstrings import netstrings"),
    everything_public_says_what_it_means: Source("fund/x.py", "def f(): pass"),
    nothing_is_left_for_later: Source("fund/x.py", "# TO" + "DO: later"),
    ignored_types_say_why: Source("fund/x.py", "x = 1  # type" + ": ignore"),
    only_the_ledger_module_posts: Source("grants/x.py", 'sql = "SELECT ledger.post(%s"'),
    only_advance_moves_states_and_writes_records: Source("grants/x.py", "grant.to_decided()"),
    views_hold_no_rules: Source("grants/views/x.py", "Grant.objects.update(state=1)"),
    acts_have_their_five_lines_and_one_door: Source("grants/acts/pay.py", '"""Pay."""'),
    acts_know_no_clock_mail_paper_or_web: Source("grants/acts/pay.py", "x = date.today()"),
    days_in_japanese_sentences_are_written_in_japanese: Source("fund/x.py", 'f"期限 {x.due_on}"'),
    migrations_stand_alone: Source("fund/migrations/0002_x.py", "from fund.money import share"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(rule: Rule) -> None:
    """Every file keeps it."""
    broken = [f"{source.path}: {fault}" for source in PYTHON for fault in rule(source)]
    assert not broken, "\n".join([rule.__doc__ or "", *broken])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_finds_its_planted_fault(rule: Rule) -> None:
    """A rule that cannot fail is no rule."""
    assert rule(RULES[rule])


def test_the_top_level_holds_exactly_the_named_rooms() -> None:
    """Nothing beside the layout but dotfiles."""
    tops = {path.split("/")[0] for path in FILES}
    assert not {top for top in tops - TOP if not top.startswith(".")}


def test_every_app_has_a_readme() -> None:
    """The words, invariants and decisions of each layer."""
    assert not [app for app in LAYERS if app != "config" and f"{app}/README.md" not in FILES]


def test_every_document_put_up_has_its_route() -> None:
    """DOCUMENT = "X" anywhere in the product → a row for X in grants/law/routes.csv."""
    rows = (ROOT / "grants/law/routes.csv").read_text("utf-8").splitlines()
    routed = {row.split(",")[0] for row in rows}
    pattern = re.compile(r'^\w*DOCUMENT = "(\w+)"', re.MULTILINE)
    named = {name for s in PYTHON if s.is_product for name in pattern.findall(s.text)}
    assert named, "the pattern finds the documents"
    assert not named - routed


def test_every_act_has_its_test() -> None:
    """grants/acts/decide_grant.py → tests/grants/acts/test_decide_grant.py."""
    acts = [p for p in FILES if re.fullmatch(r"\w+/acts/\w+\.py", p) and "__init__" not in p]
    tests = {f"tests/{p.replace('/acts/', '/acts/test_')}": p for p in acts}
    assert not sorted(act for test, act in tests.items() if test not in FILES)


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    """Requirements carry hashes, not hosts; no path of somebody's machine anywhere."""
    own = "/" + "work" + "/"
    found = []
    for path in FILES:
        if path.endswith((".ttf", ".png")):
            continue
        text = (ROOT / path).read_text("utf-8")
        if own in text or (path.startswith("requirements/") and "://" in text):
            found.append(path)
    assert not found


def test_no_file_is_large_but_fonts() -> None:
    """Generated output and other people's code stay out."""
    large = [p for p in FILES if (ROOT / p).stat().st_size > 300_000]
    assert all(path.endswith((".ttf", ".txt")) for path in large), large
