"""The functions in the database, compared with the .sql files they were made from."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fund.checks.registry import INSTALLATION, Books, Finding, invariant

PROJECT = Path(__file__).resolve().parents[2]
_FUNCTION = re.compile(
    r"^CREATE (?:OR REPLACE )?FUNCTION (?:(?P<schema>\w+)\.)?(?P<name>\w+)\((?P<head>.*?)"
    r"(?:\bAS \$\$(?P<body>.*?)\$\$;|^END;|;$)",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Source:
    """A function as a file has it. digest: of its body, None where the body is not quoted text."""

    digest: str | None
    is_definer: bool
    path: str | None


def released_functions() -> dict[str, Source]:
    """Every function our SQL files make, by schema and name."""
    files = sorted(PROJECT.glob("*/sql/*.sql"))
    return {
        name: source for file in files for name, source in _functions_in(file.read_text("utf-8"))
    }


def _functions_in(text: str) -> Iterator[tuple[str, Source]]:
    for found in _FUNCTION.finditer(text):
        head, body = found["head"], found["body"]
        path = re.search(r"SET search_path = ([\w, ]+?)\s*(?:AS\b|BEGIN\b|$)", head)
        digest = None if body is None else sha256(body.encode()).hexdigest()
        source = Source(digest, "SECURITY DEFINER" in head, path and path[1])
        yield f"{found['schema'] or 'public'}.{found['name']}", source


_STORED = """
SELECT n.nspname || '.' || p.proname, encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex'),
       p.prosecdef, (SELECT substring(setting FROM 'search_path=(.*)')
                       FROM unnest(p.proconfig) AS setting WHERE setting LIKE 'search_path=%%'),
       n.nspname, pg_get_userbyid(p.proowner)
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
                   AND d.objid = p.oid AND d.deptype = 'e')
 ORDER BY 1
"""


@invariant("データベース関数は公開された原文と一致し、余分な権限付き関数はない", INSTALLATION)
def functions_are_those_released(books: Books) -> Iterable[Finding]:
    """Each ledger function has its file's text, rights and owner; none is missing or added.

    Elsewhere no function runs with its owner's rights but those the files declare.
    """
    released = released_functions()
    seen: list[str] = []
    for name, digest, is_definer, path, schema, owner in books.rows(_STORED):
        wanted = released.get(name)
        seen.append(name)
        if wanted is None:
            if schema == "ledger" or is_definer:
                yield Finding(None, None, None, f"function {name} stands in no file")
            continue
        if (wanted.digest or digest, wanted.is_definer, wanted.path) != (digest, is_definer, path):
            yield Finding(None, None, None, f"function {name} is not what its file says")
        if schema == "ledger" and owner != "ledger_owner":
            yield Finding(None, None, None, f"function {name} belongs to {owner}")
    for name in released:
        if seen.count(name) != 1:
            yield Finding(None, None, None, f"function {name} stands {seen.count(name)} times")
