"""Whatever is altered in a bundle is found, and the first bad entry is named."""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from fund.audit.bundle import MANIFEST, forms_of
from fund.audit.rows import View
from fund.seals import SignedSeal, fingerprint, signing_key
from tests.fund.audit.conftest import Exported, verify
from tests.fund.audit.forging import (
    EFFECTIVE,
    FIRST_CREDIT,
    FIRST_DEBIT,
    FIRST_YEN,
    MEMO,
    REVERSES,
    SEQ,
    Forgery,
)

Change = Callable[[Forgery], object]
OWN_KEY = signing_key(base64.b64encode(b"\x07" * 32).decode())


def genuine_key() -> Ed25519PrivateKey:
    """The fund's own sealing key: what its holder could do, too."""
    return signing_key(settings.SEAL_KEY)


def put(seq: int, place: int, value: str | None) -> Change:
    """Set one field of an entry."""

    def change(forgery: Forgery) -> None:
        assert forgery.entries[seq - 1][place] != value
        forgery.entries[seq - 1][place] = value

    return change


def raise_yen(seq: int) -> Change:
    """One yen more on an entry's first line."""

    def change(forgery: Forgery) -> None:
        fields = forgery.entries[seq - 1]
        fields[FIRST_YEN] = str(int(fields[FIRST_YEN] or "") + 1)

    return change


def drop(seq: int) -> Change:
    """Take an entry away."""

    def change(forgery: Forgery) -> None:
        del forgery.entries[seq - 1], forgery.stored[seq - 1]

    return change


def repeat(seq: int) -> Change:
    """The same entry twice."""

    def change(forgery: Forgery) -> None:
        forgery.entries.insert(seq, list(forgery.entries[seq - 1]))
        forgery.stored.insert(seq, forgery.stored[seq - 1])

    return change


def swap(seq: int) -> Change:
    """An entry and the next one change places."""

    def change(forgery: Forgery) -> None:
        for rows in (forgery.entries, forgery.stored):
            rows[seq - 1 : seq + 1] = rows[seq - 1 : seq + 1][::-1]

    return change


def cut(left: int) -> Change:
    """Everything after an entry is taken away."""

    def change(forgery: Forgery) -> None:
        del forgery.entries[left:], forgery.stored[left:]

    return change


def test_a_line_naming_no_account_is_exported_for_the_verifier_to_name(forgery: Forgery) -> None:
    """The readable files are written with its code."""
    put(9, FIRST_CREDIT, "9999")(forgery)
    found = verify(forgery.mend_hashes().mend_papers().mend_manifest().folder)
    assert (found.status, found.first) == (1, 9)
    assert "account" in found.codes


def test_what_was_not_altered_passes(exported: Exported) -> None:
    """The control, with everything an auditor may hold against it, in both languages."""
    seal = exported.books.seals[-1].seal
    outside = [x for anchor in exported.anchors for x in ("--anchor", anchor)]
    paper = ("--paper", f"{seal.number}:{seal.hash.hex()}")
    for lang in ("ja", "en"):
        for key in (seal.public_key.hex(), fingerprint(seal.public_key)):
            found = verify(exported.folder, *outside, *paper, "--key", key, "--lang", lang)
            assert (found.status, found.report["findings"]) == (0, [])
            assert set(found.report["checks"].values()) == {True}
            assert found.report["segments"] == {exported.books.code: 11}


ALTERED: dict[str, tuple[Change, int]] = {
    "amount": (raise_yen(3), 3),
    "memo": (put(4, MEMO, "利息"), 4),
    "date": (put(6, EFFECTIVE, "2024-05-11"), 6),
    "account": (put(9, FIRST_DEBIT, "1102"), 9),
    "actor": (put(7, 12, "00000000-0000-0000-0000-00000000000f"), 7),
    "document": (put(3, 15, "0" * 64), 3),
    "deletion": (drop(5), 5),
    "deletion of the first": (drop(1), 1),
    "duplicate": (repeat(6), 7),
    "order": (swap(6), 6),
    "tail": (cut(9), 10),
    "everything": (cut(0), 1),
}


@pytest.mark.parametrize("kind", ALTERED)
def test_an_altered_entry_is_named(forgery: Forgery, kind: str) -> None:
    """Hashes, files and seals left as they were; even the manifest mended."""
    change, first = ALTERED[kind]
    change(forgery)
    forgery.write()
    assert "file_hash" in verify(forgery.folder).codes
    if forgery.stored:
        forgery.mend_manifest()
    found = verify(forgery.folder)
    assert (found.status, found.first) == (1, first)


def insert(forgery: Forgery) -> None:
    """A payment nobody made, between two entries."""
    extra = list(forgery.entries[5])
    extra[2], extra[7] = "11111111-1111-4111-8111-111111111111", "forged"
    extra[3] = str(int(extra[3] or "") + 1)
    forgery.entries.insert(6, extra)


def exchange(forgery: Forgery) -> None:
    """Two entries change places, each with the time of its place."""
    times = [fields[3] for fields in forgery.entries]
    swap(6)(forgery)
    for fields, time in zip(forgery.entries, times, strict=True):
        fields[3] = time


COHERENT: dict[str, tuple[Change, tuple[int, int]]] = {
    "amount": (raise_yen(2), (1, 3)),
    "memo": (put(5, MEMO, "正当"), (4, 8)),
    "date": (put(9, EFFECTIVE, "2024-07-02"), (9, 11)),
    "deletion": (drop(7), (4, 8)),
    "insertion": (insert, (4, 8)),
    "order": (exchange, (4, 8)),
}


@pytest.mark.parametrize("kind", COHERENT)
def test_a_coherent_change_is_found_by_the_seals(forgery: Forgery, kind: str) -> None:
    """Chain, readable files and manifest made anew: the seals tell between which entries."""
    change, (first, upto) = COHERENT[kind]
    change(forgery)
    forgery.renumber().mend_hashes().mend_papers().mend_manifest()
    found = verify(forgery.folder)
    assert (found.status, found.first) == (1, first)
    assert {"not_as_sealed"} <= found.codes <= {"not_as_sealed", "unsealed"}
    assert found.report["first_bad_entry"]["upto"] == upto


def test_a_tail_cut_with_everything_recomputed_is_found_by_the_seals(forgery: Forgery) -> None:
    """The last seal covers more than is there."""
    cut(9)(forgery)
    forgery.mend_hashes().mend_papers().mend_manifest()
    found = verify(forgery.folder)
    assert (found.status, found.first, found.codes) == (1, 10, {"cut"})


def test_an_entry_added_after_the_last_seal_is_found(forgery: Forgery) -> None:
    """A bundle ends with what is sealed."""
    extra = list(forgery.entries[10])
    extra[2], extra[3] = "11111111-1111-4111-8111-111111111111", str(int(extra[3] or "") + 1)
    extra[7] = "forged"
    forgery.entries.append(extra)
    forgery.renumber().mend_hashes().mend_papers().mend_manifest()
    found = verify(forgery.folder)
    assert (found.status, found.first, found.codes) == (1, 12, {"unsealed"})


# ---- seals made anew: only what is kept outside shows it


def test_a_whole_rewriting_under_another_key_is_found_by_key_or_anchor(
    forgery: Forgery, exported: Exported
) -> None:
    """Alone it agrees with itself, and the report says that this shows nothing."""
    raise_yen(1)(forgery)
    forgery.mend_hashes().mend_papers().mend_seals(OWN_KEY).mend_manifest()
    alone = verify(forgery.folder)
    assert alone.status == 0
    assert alone.report["notes"][-2]["code"] == "alone"
    seal = exported.books.seals[0].seal
    by_key = verify(forgery.folder, "--key", seal.public_key.hex())
    assert (by_key.status, by_key.codes) == (1, {"other_key"})
    by_anchor = verify(forgery.folder, "--anchor", exported.anchors[0])
    assert (by_anchor.status, by_anchor.first) == (1, 1)
    assert by_anchor.report["first_bad_entry"]["upto"] == 3
    by_paper = verify(forgery.folder, "--paper", f"{seal.number}:{seal.hash.hex()}")
    assert (by_paper.status, by_paper.codes) == (1, {"anchor_differs"})


def test_a_rewriting_by_the_holder_of_the_key_is_found_by_an_anchor(
    forgery: Forgery, exported: Exported
) -> None:
    """From the second seal on; the first anchor still agrees, the second names the entries."""
    raise_yen(6)(forgery)
    before = exported.books.seals[0].seal.number
    forgery.mend_hashes().mend_papers().mend_seals(genuine_key(), kept=before).mend_manifest()
    key = ("--key", fingerprint(exported.books.seals[0].seal.public_key))
    assert verify(forgery.folder, *key, "--anchor", exported.anchors[0]).status == 0
    found = verify(forgery.folder, *key, "--anchor", exported.anchors[1])
    assert (found.status, found.first) == (1, 4)
    assert found.codes == {"anchor_differs", "not_as_sealed"}
    assert found.report["first_bad_entry"]["upto"] == 8


def test_a_tail_cut_with_its_seals_is_found_by_an_anchor(
    forgery: Forgery, exported: Exported
) -> None:
    """Restored from before: nothing in the bundle tells, the auditor's own file does."""
    cut(8)(forgery)
    forgery.mend_hashes().mend_papers()
    forgery.edit("seals.ndjson", lambda text: b"".join(text.splitlines(keepends=True)[:-1]))
    forgery.mend_manifest()
    assert verify(forgery.folder, "--anchor", exported.anchors[1]).status == 0
    found = verify(forgery.folder, "--anchor", exported.anchors[2])
    assert (found.status, found.first) == (1, 9)
    assert found.codes == {"anchor_beyond", "cut"}
    last = exported.books.seals[2].seal
    assert verify(forgery.folder, "--paper", f"{last.number}:{last.hash.hex()}").status == 1


def test_a_seal_without_its_keys_signature_is_found(forgery: Forgery, exported: Exported) -> None:
    """Rewritten under the genuine key's name, signed with another."""
    raise_yen(1)(forgery)
    forgery.mend_hashes().mend_papers().mend_seals(OWN_KEY)
    seals, previous = forgery.seals(), bytes(32)
    for n, signed in enumerate(seals):
        named = exported.books.seals[0].seal.public_key
        seal = replace(signed.seal, public_key=named, previous=previous)
        seals[n], previous = SignedSeal(seal, OWN_KEY.sign(seal.body())), seal.hash
    forgery.seals_file.write_text("".join(s.line() + "\n" for s in seals), "ascii")
    (forgery.folder / "keys.csv").write_bytes((exported.folder / "keys.csv").read_bytes())
    found = verify(forgery.mend_manifest().folder)
    assert (found.status, found.codes) == (1, {"signature"})


SMALL_ORDER = bytes(32), (1).to_bytes(32, "little"), b"\xec" + b"\xff" * 30 + b"\x7f"


def altered_signatures(line: str) -> list[str]:
    """Other signatures and keys that a lax reading might take."""
    found = json.loads(line)
    r, s = found["signature"][:64], int.from_bytes(bytes.fromhex(found["signature"])[32:], "little")
    order = 2**252 + 27742317777372353535851937790883648493
    key = SignedSeal.of_line(line).seal.public_key.hex()
    return [
        json.dumps({**found, "signature": r + (s + order).to_bytes(32, "little").hex()}),
        json.dumps({**found, "signature": r + (s ^ 1).to_bytes(32, "little").hex()}),
        json.dumps({**found, "signature": "0" * 128}),
        json.dumps({**found, "signature": (found["signature"] + "00")}),
        json.dumps({**found, "signature": found["signature"].upper()}),
        *(
            line.replace(found["signature"], weak.hex() + "0" * 64).replace(key, weak.hex())
            for weak in SMALL_ORDER
        ),
    ]


@pytest.mark.parametrize("n", range(8))
def test_no_lax_signature_is_taken(forgery: Forgery, n: int) -> None:
    """s + L, another s, zeros, a longer one, capitals, keys of small order."""
    lines = forgery.seals_file.read_text("ascii").splitlines()
    lines[-1] = altered_signatures(lines[-1])[n]
    forgery.seals_file.write_text("".join(line + "\n" for line in lines), "ascii")
    found = verify(forgery.mend_manifest().folder)
    assert found.status == 1
    assert found.codes & {"signature", "form"}


SEALS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "one is missing": lambda lines: [*lines[:-2], lines[-1]],
    "the first is missing": lambda lines: lines[1:],
    "two changed places": lambda lines: [*lines[:-2], lines[-1], lines[-2]],
    "one twice": lambda lines: [*lines, lines[-1]],
    "none": lambda lines: [],
    "a torn line": lambda lines: [*lines[:-1], lines[-1][:-20]],
    "other spaces": lambda lines: [*lines[:-1], lines[-1].replace(b'": ', b'":  ')],
    "another time": lambda lines: [*lines[:-1], lines[-1].replace(b"+00:00", b"+00:01")],
    "another number": lambda lines: [*lines[:-1], lines[-1].replace(b'"number": ', b'"number": 1')],
    "a truth for 1": lambda lines: [
        lines[0].replace(b'"number": 1', b'"number": true'),
        *lines[1:],
    ],
    "a fraction for 2": lambda lines: [lines[0], lines[1].replace(b": 2,", b": 2.0,"), *lines[2:]],
}


@pytest.mark.parametrize("kind", SEALS)
def test_an_altered_chain_of_seals_is_found(forgery: Forgery, kind: str) -> None:
    """Whatever is done to their file."""
    change = SEALS[kind]
    forgery.edit("seals.ndjson", lambda text: b"".join(change(text.splitlines(keepends=True))))
    assert verify(forgery.mend_manifest().folder).status == 1


# ---- rules that even the holder of the key cannot break unseen


def yen(text: str) -> Change:
    """An amount written another way."""
    return put(9, FIRST_YEN, text)


def same_key(forgery: Forgery) -> None:
    """Two entries under one key."""
    forgery.entries[8][7] = forgery.entries[5][7]


def same_id(forgery: Forgery) -> None:
    """Two entries under one id."""
    forgery.entries[8][2] = forgery.entries[5][2]


def document_called_nothing(forgery: Forgery) -> None:
    """A document and its hash that look like none, but are not null."""
    forgery.entries[8][14] = forgery.entries[8][15] = "-"


def earlier(forgery: Forgery) -> None:
    """An entry recorded before the one before it."""
    forgery.entries[8][3] = forgery.entries[6][3]


def mirrored_again(forgery: Forgery) -> None:
    """A second reversal of the same entry."""
    again = list(forgery.entries[4])
    again[2], again[3], again[7] = "1" * 8 + "-1111-4111-8111-" + "1" * 12, None, "again"
    again[3] = str(int(forgery.entries[5][3] or "") - 1)
    forgery.entries.insert(5, again)
    # Money enough for both, so that no bound is met first.
    forgery.entries[2][FIRST_DEBIT] = "1102"
    forgery.renumber().mend_hashes().mend_papers()


RULES: dict[str, tuple[Change, str, int]] = {
    "leading zero": (yen("07"), "entry_form", 9),
    "plus": (yen("+7"), "entry_form", 9),
    "exponent": (yen("1e1"), "entry_form", 9),
    "underscore": (yen("1_0"), "entry_form", 9),
    "full width": (yen("７"), "entry_form", 9),
    "space": (yen(" 7"), "entry_form", 9),
    "decimals": (yen("7.0"), "entry_form", 9),
    "zero": (yen("0"), "entry_form", 9),
    "negative": (yen("-7"), "entry_form", 9),
    "beyond 2^53": (yen(str(2**53 + 1)), "entry_form", 9),
    "none": (put(9, FIRST_YEN, None), "entry_form", 9),
    "number": (put(9, SEQ, "09"), "entry_form", 9),
    "no such day": (put(9, EFFECTIVE, "2024-02-30"), "entry_form", 9),
    "another day form": (put(9, EFFECTIVE, "20240701"), "entry_form", 9),
    "another segment": (put(9, 6, "999"), "entry_form", 9),
    "line number": (put(11, 27, "3"), "entry_form", 11),
    "line count": (put(9, 17, "2"), "entry_form", 9),
    "an approver called -": (put(11, 13, "-"), "entry_form", 11),
    "an original date called -": (put(9, 10, "-"), "entry_form", 9),
    "a document called -": (document_called_nothing, "entry_form", 9),
    "actor in capitals": (put(9, 12, "00000000-0000-0000-0000-00000000000F"), "entry_form", 9),
    "overdraft": (yen("1000000"), "bound", 9),
    "one account twice": (put(9, FIRST_DEBIT, "1101"), "account", 9),
    "account of the other book": (put(9, FIRST_DEBIT, "B200"), "account", 9),
    "unknown account": (put(9, FIRST_CREDIT, "9999"), "account", 9),
    "group account": (put(6, FIRST_CREDIT, "B300"), "account", 6),
    "outside its period": (put(9, EFFECTIVE, "2024-08-01"), "period", 9),
    "year end on another day": (put(10, EFFECTIVE, "2025-03-30"), "period", 10),
    "one person twice": (put(9, 13, "00000000-0000-0000-0000-000000000001"), "four_eyes", 9),
    "reversal of another amount": (put(5, FIRST_YEN, "49999"), "reversal", 5),
    "reversal of another entry": (put(5, REVERSES, "3"), "reversal", 5),
    "reversal of itself": (put(5, REVERSES, "5"), "entry_form", 5),
    "reversal twice": (mirrored_again, "reversal", 6),
    "key twice": (same_key, "repeated", 9),
    "id twice": (same_id, "repeated", 9),
    "time": (earlier, "time", 9),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_is_found_under_genuine_seals(forgery: Forgery, rule: str) -> None:
    """Hashes and seals are right, the bookkeeping is not."""
    change, code, first = RULES[rule]
    change(forgery)
    try:
        forgery.mend_hashes().mend_seals(genuine_key())
    except (ValueError, TypeError, KeyError):
        # No figure can be made of it: the seals stay, the entry is wrong before they are asked.
        forgery.mend_hashes()
    found = verify(forgery.mend_manifest().folder)
    assert (found.status, found.first) == (1, first)
    assert code in found.codes, found.report["findings"]


# ---- accounts, records, documents


def rows_changed(path: str, change: Callable[[list[bytes]], list[bytes]]) -> Change:
    """Lines of a file of the bundle altered."""

    def altered(forgery: Forgery) -> None:
        place = path.format(forgery.code)
        forgery.edit(place, lambda text: b"".join(change(text.splitlines(keepends=True))))

    return altered


def swap_documents(forgery: Forgery) -> None:
    """Two documents change places."""
    one, two = sorted((forgery.folder / "documents").iterdir())
    first = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(first)


def document_of(seq: int, change: Callable[[bytes], bytes] | None) -> Change:
    """The document of an entry altered, or taken away."""

    def altered(forgery: Forgery) -> None:
        path = f"documents/{forgery.entries[seq - 1][14]}.json"
        if change is None:
            (forgery.folder / path).unlink()
        else:
            forgery.edit(path, change)

    return altered


def extra_document(forgery: Forgery) -> None:
    """A document nobody approved, put among the others."""
    path = "documents/11111111-1111-4111-8111-111111111111.json"
    (forgery.folder / path).write_text("{}")


BESIDES: dict[str, tuple[Change, str, int | None]] = {
    "a wider bound": (
        rows_changed(
            "{}/accounts.ndjson", lambda r: [r[0].replace(b'"D","D"', b'"D","-"'), *r[1:]]
        ),
        "accounts_differ", None,
    ),
    "an account less": (
        rows_changed("{}/accounts.ndjson", lambda r: [*r[:5], *r[6:]]), "accounts_differ", None,
    ),
    "an account more": (
        rows_changed(
            "{}/accounts.ndjson", lambda r: [*r, r[-1].replace(b"G2024-0001", b"G2024-0002")]
        ),
        "accounts_differ", None,
    ),
    "accounts in another order": (
        rows_changed("{}/accounts.ndjson", lambda r: [r[1], r[0], *r[2:]]), "accounts_differ", None,
    ),
    "another approver": (
        rows_changed(
            "records/approval.ndjson",
            lambda r: [*r[:-1], r[-1].replace(b'"approved"', b'"returned"')],
        ),
        "records_differ", None,
    ),
    "an approval less": (
        rows_changed("records/approval.ndjson", lambda r: r[:-1]), "records_differ", None,
    ),
    "approvals in another order": (
        rows_changed("records/approval.ndjson", lambda r: [*r[:-2], r[-1], r[-2]]),
        "records_differ", None,
    ),
    "an approval twice": (
        rows_changed("records/approval.ndjson", lambda r: [*r, r[-1]]), "records_differ", None,
    ),
    "other evidence": (
        rows_changed(
            "records/evidence.ndjson", lambda r: [*r[:-1], r[-1].replace(b"ed7002b4", b"ed7002b5")]
        ),
        "document", 4,
    ),
    "no evidence": (rows_changed("records/evidence.ndjson", lambda r: []), "records_differ", None),
    "documents swapped": (swap_documents, "document", 3),
    "a document altered": (document_of(9, lambda text: text.replace(b"1", b"2")), "document", 9),
    "a document missing": (document_of(9, None), "no_document", 9),
    "a document more": (extra_document, "not_approved", None),
}  # fmt: skip


@pytest.mark.parametrize("kind", BESIDES)
def test_what_stands_beside_the_entries_cannot_be_altered(forgery: Forgery, kind: str) -> None:
    """Accounts, approvals, evidence and documents, with the manifest mended."""
    change, code, first = BESIDES[kind]
    change(forgery)
    found = verify(forgery.mend_manifest().folder)
    assert found.status == 1
    assert code in found.codes, found.report["findings"]
    if first is not None:
        assert found.first == first


# ---- readable files and the manifest


SOURCES = (
    "chain.ndjson", "accounts.ndjson", "seals.ndjson", "approval.ndjson", "evidence.ndjson",
    "lapse.ndjson",
)  # fmt: skip


def files_of(exported: Exported) -> tuple[list[str], list[str]]:
    """What the bundle rests on, and what is made of it for readers."""
    files = json.loads((exported.folder / MANIFEST).read_text("utf-8"))["files"]
    kept = [path for path in files if not path.startswith(("verify_ledger", "documents/"))]
    sources = [path for path in kept if path.endswith(SOURCES)]
    return sources, [path for path in kept if path.endswith((".csv", ".journal", ".beancount"))]


DAMAGES: dict[str, Callable[[bytes], bytes] | None] = {
    "another digit": lambda text: _other_digit(text),
    "an octet cut": lambda text: text[:-1],
    "half cut": lambda text: text[: len(text) // 2],
    "a line more": lambda text: text + b"\n",
    "missing": None,
}


def damage(forgery: Forgery, path: str, change: Callable[[bytes], bytes] | None) -> None:
    """Do it to a file."""
    place = forgery.folder / path
    if change is None:
        place.unlink()
    else:
        place.write_bytes(change(place.read_bytes()))


@pytest.mark.parametrize("kind", DAMAGES)
def test_every_damaged_file_is_found(exported: Exported, forgery: Forgery, kind: str) -> None:
    """The manifest mended: each file the bundle rests on alone, all the others named at once."""
    sources, made = files_of(exported)
    assert (len(sources), len(made)) == (6, 18)
    for path in sources:
        damage(forgery, path, DAMAGES[kind])
        assert verify(forgery.mend_manifest().folder).status == 1, path
        (forgery.folder / path).write_bytes((exported.folder / path).read_bytes())
    for path in made:
        damage(forgery, path, DAMAGES[kind])
    found = verify(forgery.mend_manifest().folder).report["findings"]
    named = {finding["where"] for finding in found}
    for path in made:
        is_digitless = (
            kind == "another digit"
            and (exported.folder / path).read_bytes() == (forgery.folder / path).read_bytes()
        )
        assert is_digitless or path.removeprefix(f"{forgery.code}/") in named, path


def _other_digit(text: bytes) -> bytes:
    digits = [n for n, octet in enumerate(text) if chr(octet).isdigit()]
    if not digits:
        return text
    at = digits[len(digits) // 2]
    return text[:at] + (b"5" if text[at : at + 1] != b"5" else b"6") + text[at + 1 :]


@pytest.mark.parametrize(
    "path", ["journal.csv", "{}.beancount", "{}.journal", "iso21378/GL_Details.csv"]
)
def test_a_figure_altered_for_readers_names_its_entry(forgery: Forgery, path: str) -> None:
    """The 100,000 yen of entry 3, in a readable file alone."""
    place = f"{forgery.code}/{path.format(forgery.code)}"
    forgery.edit(place, lambda text: re.sub(rb"\b100000\b", b"100001", text))
    found = verify(forgery.mend_manifest().folder)
    assert (found.status, found.first, found.codes) == (1, 3, {"paper"})


def test_a_falsified_manifest_is_found(forgery: Forgery) -> None:
    """Each of its figures; and it cannot lead the verifier out of its folder."""
    whole = forgery.manifest()
    path = f"{forgery.code}/journal.csv"
    place = whole["segments"][0]
    altered: list[object] = [
        {**whole, "seals": whole["seals"] + 1},
        {**whole, "as_of": "2024-05-31"},
        {**whole, "known_on": 3},
        {**whole, "known_on": "2024-05-31"},
        {**whole, "known_on": "2024-5-31"},
        {**whole, "known_on": [3]},
        {**whole, "files": dict(reversed(whole["files"].items()))},
        {**whole, "form": "fund-audit-1"},
        {**whole, "segments": []},
        {**whole, "segments": [{**place, "entries": 10}]},
        {**whole, "segments": [{**place, "known_to": 10}]},
        {**whole, "segments": [{**place, "head": "0" * 64}]},
        {**whole, "segments": [{**place, "number": 1}]},
        {**whole, "segments": [{**place, "folder": "../" + place["code"]}]},
        {**whole, "segments": [place, place]},
        *({**whole, "records": {**whole["records"], "act": wrong}} for wrong in ("none", -1, 0.0)),
        {**whole, "records": dict(reversed(whole["records"].items()))},
        {**whole, "files": {**whole["files"], path: {"size": 1, "sha256": "0" * 64}}},
        {**whole, "files": {k: v for k, v in whole["files"].items() if k != path}},
        {**whole, "files": {**whole["files"], "../../etc/passwd": whole["files"][path]}},
        {**whole, "files": {**whole["files"], "journal2.csv": whole["files"][path]}},
        {key: value for key, value in whole.items() if key != "records"},
        [whole],
    ]
    for manifest in altered:
        forgery.write_manifest(manifest)
        assert verify(forgery.folder).status == 1
    forgery.write_manifest(whole)
    forgery.edit(MANIFEST, lambda text: text.replace(b" ", b"  ", 1))
    assert verify(forgery.folder).status == 1
    forgery.write_manifest(whole)
    assert verify(forgery.folder).status == 0


def test_a_segment_no_seal_knows_is_found(forgery: Forgery) -> None:
    """A 勘定 of nothing at all, with every file a bundle has of one."""
    whole = forgery.manifest()
    (forgery.folder / "NOBODY" / "iso21378").mkdir(parents=True)
    view = View(999, "NOBODY", "無い勘定", (), None, 0)
    for form in forms_of(view):
        (forgery.folder / "NOBODY" / form.path).write_text(form.begin() + form.end(), newline="")
    for name in ("chain.ndjson", "accounts.ndjson"):
        (forgery.folder / "NOBODY" / name).touch()
    place = {"number": 999, "code": "NOBODY", "name": "無い勘定", "folder": "NOBODY", "entries": 0,
             "head": "0" * 64, "known_to": 0}  # fmt: skip
    forgery.mend_manifest(segments=[*whole["segments"], place])
    found = verify(forgery.folder)
    assert (found.status, found.codes) == (1, {"segment"})
    assert found.report["findings"][0]["where"] == "NOBODY"


def test_a_file_nobody_listed_is_found(forgery: Forgery) -> None:
    """A second journal beside the first."""
    (forgery.folder / forgery.code / "journal2.csv").write_text("x")
    assert verify(forgery.folder).codes == {"unlisted_file"}


def test_a_folder_linked_into_a_bundle_is_found(forgery: Forgery, tmp_path: Path) -> None:
    """Whatever lies behind it was never looked at."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "journal.csv").write_text("x")
    (forgery.folder / "more").symlink_to(tmp_path / "elsewhere")
    assert verify(forgery.folder).codes == {"unlisted_file"}


def test_readable_tables_up_to_a_number_below_0_are_found(forgery: Forgery) -> None:
    """They show nothing, and agree with themselves."""
    whole = forgery.mend_papers(known_to=-1).mend_manifest().manifest()
    whole["segments"][0]["known_to"] = -1
    forgery.write_manifest({**whole, "known_on": -1})
    found = verify(forgery.folder)
    assert (found.status, found.codes) == (1, {"form"})


@pytest.mark.parametrize("asked", [None, 4, "2999-12-31", "2000-01-01"])
def test_readable_tables_that_leave_out_more_than_was_asked_are_found(
    forgery: Forgery, asked: object
) -> None:
    """Journal and trial balance made anew without what came after entry 5."""
    whole = forgery.mend_papers(known_to=5).mend_manifest().manifest()
    whole["segments"][0]["known_to"] = 5
    forgery.write_manifest({**whole, "known_on": asked})
    found = verify(forgery.folder)
    assert (found.status, found.codes) == (1, {"form"})
    forgery.write_manifest({**whole, "known_on": 5})
    honest = verify(forgery.folder)
    assert honest.status == 0
    assert "known_to" in [note["code"] for note in honest.report["notes"]]
