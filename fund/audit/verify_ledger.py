#!/usr/bin/env python3
"""verify_ledger.py: check an audit bundle of the fund's ledger without trusting who made it.

One file, the standard library only, no code in common with the product: it was written from "The
form of an audit bundle" in fund/README.md. It reads files, changes nothing and opens no network.

    python3 verify_ledger.py BUNDLE [--anchor FILE]... [--paper N:HASH]... [--key KEY]...
                             [--lang ja|en] [--json] [--jobs N]
    python3 verify_ledger.py PROOF.json ...       the proof of one entry, without any other entry

--anchor  a file of seals you kept from earlier: what was sealed then must still stand
--paper   a seal printed on a statement: its number and hash
--key     the public key the fund publishes, or its fingerprint; several after a change of key
Without any of them only the bundle's agreement with itself is shown, and the report says so.

Exit status: 0 nothing is wrong, 1 something was altered (the first bad entry is named), 2 could
not be checked. Take this program from elsewhere than the bundle you suspect. Python 3.9 or newer.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256, sha512
from itertools import chain
from json.encoder import encode_basestring as json_text
from multiprocessing import Pool
from typing import Any, BinaryIO, Optional

FORM = "NLEDG1"
TEXTS = {str, type(None)}
ZERO, EMPTY_ROOT = bytes(32), sha256(b"").digest()
MAX_LINE, MAX_YEN, SHOWN = 8_000_000, 2**53, 20
# Records wait for a seal while an older transaction is open. No act takes an hour: where one is
# sealed that was recorded so much later, all that was recorded with an entry is.
SEALED_WITHIN = 3_600_000_000
# Below so many octets a second process costs more than it saves.
SMALL = 20_000_000
_N, _H, _D = "(?:0|[1-9][0-9]{0,18})", "[0-9a-f]{64}", "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_U = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# The fields of an entry between its form's name and its memo, but the key; - for none.
HEAD_FIELDS = {
    "number": _N, "id": _U, "time": _N, "period": _N, "previous hash": _H, "segment": _N,
    "event": "[A-Z][A-Z0-9_]{1,39}", "effective date": _D, "original date": f"{_D}|-",
    "reversed": f"{_N}|-", "actor": _U, "approver": f"{_U}|-", "document": f"{_U}|-",
    "document's hash": f"{_H}|-",
}  # fmt: skip
HEAD = re.compile(",".join(f"(?:{form})" for form in HEAD_FIELDS.values())).fullmatch
UUID = re.compile(_U).fullmatch
HEX64 = re.compile(_H).fullmatch
CODE = re.compile(r"[A-Z0-9][A-Za-z0-9:._-]{0,39}").fullmatch
PATH = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*").fullmatch
DOCUMENT = re.compile(r"documents/[0-9a-f-]{36}\.json").fullmatch
# A bundle's form → its manifest; its trees of records → the forms of a leaf, in the order in which
# they came into use, each with its number of fields.
MANIFESTS = {"fund-audit-1": "manifest.json", "fund-audit-2": "manifest-2.json"}
RECORDS: dict[str, dict[str, dict[str, int]]] = {
    "fund-audit-1": {"act": {"NACT1": 16}, "approval": {"NAPP1": 11}, "evidence": {"NEVI1": 11}},
    "fund-audit-2": {
        "act": {"NACT1": 16}, "approval": {"NAPP1": 11, "NAPP2": 13}, "evidence": {"NEVI1": 11},
        "lapse": {"NLAP1": 8},
    },
}  # fmt: skip

# ---- what can be wrong, in both languages; {} are filled in

SAID = {
    "form": ("{where} は定められた形でありません（{what}）", "{where} is not in its form ({what})"),
    "missing_file": ("{where} がありません", "{where} is missing"),
    "unlisted_file": (
        "{where} は目録又は一式の構成にありません",
        "{where} is not in the manifest, or no part of a bundle",
    ),
    "file_hash": (
        "{where} の内容が目録のハッシュと異なります",
        "{where} is not what the manifest hashes",
    ),
    "seal_order": (
        "封印第{n}号が前の封印に続いていません",
        "seal {n} does not follow the one before",
    ),
    "signature": ("封印第{n}号の署名が正しくありません", "seal {n} is not signed by its key"),
    "no_seal": ("封印が一つもありません", "there is no seal"),
    "other_key": (
        "封印第{n}号からの署名鍵 {key} は、示された鍵ではありません",
        "from seal {n} the key is {key}, not the one you gave",
    ),
    "anchor_differs": (
        "封印第{n}号は、手元の控えの第{n}号と異なります",
        "seal {n} is not the one you kept",
    ),
    "anchor_beyond": (
        "手元の控えにある封印第{n}号が、この一式にありません",
        "seal {n}, which you kept, is not here",
    ),
    "gap": (
        "仕訳{seq}がありません（次にあるのは{found}）",
        "entry {seq} is missing (found {found})",
    ),
    "cut": (
        "仕訳{seq}以降がありません（封印第{seal}号は{upto}までを含みます）",
        "entries are missing from {seq} on (seal {seal} covers up to {upto})",
    ),
    "unsealed": ("仕訳{seq}はどの封印にも含まれません", "entry {seq} is covered by no seal"),
    "link": (
        "仕訳{seq}は、次の仕訳が引き継いだハッシュと異なります",
        "entry {seq} is not the one the next entry was chained to",
    ),
    "hash": ("仕訳{seq}の内容がハッシュと異なります", "entry {seq} is not what its hash says"),
    "entry_form": (
        "仕訳{seq}の形が正しくありません（{what}）",
        "entry {seq} has a wrong form ({what})",
    ),
    "time": (
        "仕訳{seq}の記帳時刻が前の仕訳より後でありません",
        "entry {seq} was not recorded later",
    ),
    "period": ("仕訳{seq}の取引日が会計期間の外です", "entry {seq} is dated outside its period"),
    "account": (
        "仕訳{seq}の科目 {what} は同じ勘定・帳簿にありません",
        "entry {seq} posts to {what}, no account of its segment and book",
    ),
    "bound": (
        "仕訳{seq}で科目 {what} の残高が許されない側になりました",
        "at entry {seq} account {what} passes its bound",
    ),
    "reversal": (
        "取消仕訳{seq}が元の仕訳の正確な写しでありません",
        "reversal {seq} does not mirror its target",
    ),
    "repeated": (
        "仕訳{seq}の{what}は前の仕訳と重複しています",
        "entry {seq} repeats the {what} of another",
    ),
    "four_eyes": ("仕訳{seq}の起票者と承認者が同じです", "entry {seq}: actor and approver are one"),
    "not_as_sealed": (
        "仕訳{seq}〜{upto}のいずれかが封印第{seal}号の時と異なります（{what}）",
        "one of the entries {seq} to {upto} is not what seal {seal} saw ({what})",
    ),
    "accounts_differ": (
        "科目表が封印第{seal}号の時と異なります",
        "the accounts are not what seal {seal} saw",
    ),
    "records_differ": (
        "記録 {where} の{first}〜{upto}件目のいずれかが封印第{seal}号の時と異なります",
        "{where}: one of the records {first} to {upto} is not what seal {seal} saw",
    ),
    "record_form": (
        "記録 {where} の{first}件目の形が正しくありません",
        "{where}: record {first} has a wrong form",
    ),
    "paper": (
        "{where} が連鎖の仕訳{seq}と一致しません",
        "{where} does not say what entry {seq} of the chain says",
    ),
    "paper_rest": (
        "{where} が連鎖から計算した内容と一致しません",
        "{where} is not what the chain adds up to",
    ),
    "document": (
        "仕訳{seq}の文書 {what} が記帳時のハッシュと異なります",
        "document {what} of entry {seq} is not the one that was booked",
    ),
    "not_approved": (
        "{where} は承認された文書ではありません",
        "{where} is not a document that was approved",
    ),
    "sent_back": (
        "仕訳{seq}の文書 {what} は差し戻され、その後に承認されていません",
        "document {what} of entry {seq} was sent back and not approved since",
    ),
    "half_approved": (
        "仕訳{seq}の文書 {what} は、全ての段階で承認されてはいません（承認が途中であるか失効した）",
        "document {what} of entry {seq} is not approved at every stage (some not given, or lapsed)",
    ),
    "no_document": (
        "仕訳{seq}の文書 {what} がありません",
        "document {what} of entry {seq} is missing",
    ),
    "segment": (
        "勘定 {where} が封印の内容と一致しません",
        "segment {where} is not the one in the seals",
    ),
    "not_included": (
        "仕訳{seq}は、封印第{n}号の帳簿にこの内容では含まれません",
        "entry {seq} does not stand like this in seal {n}",
    ),
}
NOTES = {
    "alone": (
        "手元の控え（--anchor, --paper）も公表された鍵（--key）も示されていません。"
        "この一式が全部作り直されたものでないことは、確かめていません。",
        "Nothing from outside was given (--anchor, --paper, --key): that the whole bundle was not "
        "made anew is not shown.",
    ),
    "no_anchor": (
        "手元の控えが示されていません。鍵の持ち主による作り直しは、見つかりません。",
        "No anchor of your own was given: a rewriting by the holder of the key would not show.",
    ),
    "as_of": (
        "読むための表（仕訳帳、残高試算表など）が示すのは、取引日が {what} までの仕訳だけです。",
        "The readable tables (journal, trial balance, …) show entries effective by {what} only.",
    ),
    "known_to": (
        "読むための表（仕訳帳、残高試算表など）が示すのは、{entries}件のうち仕訳{upto}までです。",
        "The readable tables (journal, trial balance, …) show entries up to {upto} of {entries}.",
    ),
    "other_segments": (
        "封印にある勘定 {what} は、この一式に含まれません。",
        "Segments not in this bundle: {what}.",
    ),
    "unknown_document": (
        "仕訳{seq}の文書 {what} は封印された記録にまだありません。",
        "Document {what} of entry {seq} is in no sealed record yet.",
    ),
    "not_yet_approved": (
        "仕訳{seq}の文書 {what} の承認は、封印された記録にまだ揃っていません。",
        "Document {what} of entry {seq} is not yet approved at every stage in the sealed records.",
    ),
    "keys": ("署名鍵: {what}", "Keys: {what}"),
    "unknown_key": (
        "公表された鍵（--key）も手元の控え（--anchor）も示されていません。"
        "署名した鍵が基金の鍵であることは、確かめていません。",
        "Neither the published key (--key) nor an anchor of your own was given: that the key is "
        "the fund's is not shown.",
    ),
}
CHECKS = {
    "manifest": ("目録とファイルのハッシュ", "manifest and hashes of files"),
    "seals": ("封印の連なり", "chain of seals"),
    "signatures": ("封印の署名（Ed25519）と鍵", "signatures (Ed25519) and keys"),
    "anchors": ("手元の控えとの一致", "agreement with your own anchors"),
    "entries": (
        "仕訳の形・番号・連鎖・複式・残高の限度",
        "entries: form, numbers, chain, double entry, bounds",
    ),
    "books": (
        "封印された帳簿（木の根・残高・科目表）",
        "books as sealed: roots, balances, accounts",
    ),
    "records": (
        "行為・承認・証拠・失効の記録",
        "records of acts, approvals, evidence and lapses",
    ),
    "documents": ("文書のハッシュ", "hashes of documents"),
    "papers": ("読むための表と連鎖の一致", "readable tables agree with the chain"),
}


class Unreadable(Exception):
    """What was given is no bundle, no anchor, no key: nothing can be said."""


class Bad(Exception):
    """One thing that is wrong, by its code in SAID and what fills it in."""

    def __init__(self, check: str, code: str, **facts: Any) -> None:
        """Say which check found it."""
        super().__init__(code)
        self.finding = {"check": check, "code": code, **facts}


Finding = dict[str, Any]


def said(finding: Finding, lang: str) -> str:
    """A finding or note in words, with nothing in it that could steer a terminal."""
    texts = SAID.get(finding["code"]) or NOTES[finding["code"]]
    segment = finding.get("segment")
    text = (f"[{segment}] " if segment else "") + texts[lang == "en"].format(**finding)
    return tame(text)


def tame(text: str) -> str:
    """A text with nothing in it that could steer a terminal; a blank may be a Japanese one."""
    return "".join(c if c.isprintable() or c == "\u3000" else "?" for c in text)


# ---- the byte forms

Field = Optional[str]  # noqa: UP045  # Python 3.9 has no other way outside annotations
Fields = list[Field]


def netstrings(fields: Fields) -> bytes:
    """Octets:text, for each field and -, for none."""
    return "".join(
        ["-," if x is None else f"{len(x if x.isascii() else x.encode())}:{x}," for x in fields]
    ).encode()


def as_json(fields: Fields) -> str:
    """A list of fields in the one compact form."""
    return f"[{','.join(['null' if x is None else json_text(x) for x in fields])}]"


def read_netstrings(text: bytes) -> Fields:
    """The fields again; ValueError for anything but their one form."""
    fields: Fields = []
    at = 0
    while at < len(text):
        if text[at : at + 2] == b"-,":
            fields.append(None)
            at += 2
            continue
        colon = text.index(b":", at, at + 12)
        size = text[at:colon].decode("ascii")
        end = colon + 1 + int(size)
        if size != str(int(size)) or text[end : end + 1] != b",":
            raise ValueError("netstring")
        fields.append(text[colon + 1 : end].decode())
        at = end + 1
    return fields


def number(text: str | None, most: int = 2**63 - 1) -> int:
    """A whole number from 0 in its one form."""
    if text is None or len(text) > 20 or str(int(text)) != text or not 0 <= int(text) <= most:
        raise ValueError("number")
    return int(text)


def lines_of(path: str) -> Iterator[tuple[int, str]]:
    """Offset and text of each line; ValueError where the file does not end with a whole one."""
    at = 0
    with open(path, "rb", buffering=1 << 20) as file:
        while raw := file.readline(MAX_LINE):
            if raw[-1:] != b"\n":
                raise ValueError("the last line is cut")
            yield at, raw[:-1].decode()
            at += len(raw)


def read_fields(text: str) -> Fields:
    """The fields of a JSON line; ValueError for anything but their one form."""
    try:
        fields = texts(json.loads(text))
    except RecursionError:
        raise ValueError("nested") from None
    if as_json(fields) != text:
        raise ValueError("another form of JSON")
    return fields


def texts(found: Any) -> Fields:
    """A list of texts and nulls."""
    if type(found) is not list or not set(map(type, found)) <= TEXTS:
        raise ValueError("not a list of texts")
    return found


def moment(micros: str | None, hours: int = 9) -> str:
    """A moment in ISO 8601, in Japanese time unless said."""
    seconds, part = divmod(int(micros or ""), 1_000_000)
    days, seconds = divmod(seconds + 3600 * hours, 86_400)
    minute, second = divmod(seconds, 60)
    return f"{_date(days)}T{_minute(minute)}:{second:02}.{part:06}+{hours:02}:00"


@lru_cache(maxsize=10_000)
def _date(days: int) -> str:
    return date.fromordinal(date(1970, 1, 1).toordinal() + days).isoformat()


@lru_cache(maxsize=1_440)
def _minute(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


class Tree:
    """An RFC 9162 tree that grows leaf by leaf: only its peaks are kept."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.size, self.peaks = 0, list[bytes]()

    def add(self, text: bytes) -> None:
        """One more leaf."""
        found = sha256(b"\0" + text).digest()
        size = self.size
        while size & 1:
            found = sha256(b"\1" + self.peaks.pop() + found).digest()
            size >>= 1
        self.peaks.append(found)
        self.size += 1

    def root(self) -> bytes:
        """The root over what was added."""
        if not self.peaks:
            return EMPTY_ROOT
        found = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            found = sha256(b"\1" + peak + found).digest()
        return found


# ---- Ed25519 (RFC 8032), strict: s < L, canonical points, no point of small order

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def add(a: Point, b: Point) -> Point:
    """The sum of two points in extended coordinates."""
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    m, n = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    k, q = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = n - m, q - k, q + k, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def point(octets: bytes) -> Point:
    """The point of 32 octets; ValueError for none, another form, or one of small order."""
    y = int.from_bytes(octets, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if len(octets) != 32 or y >= P or (v * x * x - u) % P or (x == 0 and sign):
        raise ValueError("no point")
    x = P - x if x & 1 != sign else x
    found = eighth = (x, y, 1, x * y % P)
    for _ in range(3):
        eighth = add(eighth, eighth)
    if eighth[0] == 0:
        raise ValueError("a point of small order")
    return found


def table(base: Point) -> list[list[Point]]:
    """Multiples j · 16^i of a point, so that a product needs no doubling."""
    rows = []
    for _ in range(64):
        row = [NEUTRAL]
        for _ in range(15):
            row.append(add(row[-1], base))
        rows.append(row)
        base = add(row[-1], base)
    return rows


@lru_cache(maxsize=16)
def tables(public_key: bytes) -> tuple[list[list[Point]], list[list[Point]]]:
    """The multiples of the base point and of minus the key's point."""
    x, y, z, t = point(public_key)
    base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    return table(base), table((P - x, y, z, P - t))


def is_signed(text: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether s·B = R + h·A."""
    try:
        point(signature[:32])
        of_base, of_key = tables(public_key)
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(sha512(signature[:32] + public_key + text).digest(), "little") % L
    total = NEUTRAL
    for row in range(64):
        total = add(total, of_base[row][s >> 4 * row & 15])
        total = add(total, of_key[row][h >> 4 * row & 15])
    x, y, z, _ = total
    inverse = pow(z, -1, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little") == signature[:32]


def fingerprint(public_key: bytes) -> str:
    """Four groups of four hex digits of the key's SHA-256."""
    digits = sha256(public_key).hexdigest()[:16]
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


# ---- seals


class Seal:
    """A seal's text and signature, read strictly; ValueError if it is none."""

    def __init__(self, text: str, signature: str) -> None:
        """Read the text."""
        self.text = text.encode()
        self.signature = bytes.fromhex(signature)
        if self.signature.hex() != signature or len(self.signature) != 64:
            raise ValueError("signature")
        self.hash = sha256(self.text).digest()
        fields = read_netstrings(self.text)[::-1]
        if fields.pop() != "NSEAL1":
            raise ValueError("another version")
        self.number, self.at = number(fields.pop()), number(fields.pop())
        self.key, self.previous = octets(fields.pop()), octets(fields.pop())
        self.books = [
            (number(fields.pop()), fields.pop(), number(fields.pop()), octets(fields.pop()),
             octets(fields.pop()), octets(fields.pop()), number(fields.pop()), octets(fields.pop()))
            for _ in range(number(fields.pop()))
        ]  # fmt: skip
        self.trees = {
            fields.pop(): (number(fields.pop()), octets(fields.pop()))
            for _ in range(number(fields.pop()))
        }
        if fields:
            raise ValueError("more fields than a seal's")


def read_seal(line: str) -> Seal:
    """A line of seals.ndjson or of an anchor file; ValueError if it is none."""
    found = json.loads(line)
    if type(found) is not dict or json.dumps(found) != line:
        raise ValueError("another form of JSON")
    if list(found) != ["number", "sealed_at", "hash", "body", "signature"]:
        raise ValueError("other parts than a seal's")
    seal = Seal(found["body"], found["signature"])
    said = [seal.number, moment(str(seal.at), 0), seal.hash.hex()]
    # To Python true and 1.0 are 1.
    is_number = type(found["number"]) is int
    if not is_number or [found["number"], found["sealed_at"], found["hash"]] != said:
        raise ValueError("the line contradicts its text")
    return seal


def octets(text: str | None) -> bytes:
    """32 octets of 64 lower-case hex digits."""
    if text is None or not HEX64(text):
        raise ValueError("hash")
    return bytes.fromhex(text)


# A point: how many entries or records there are, what the seal says of them, and the seal's name.
Books = tuple[int, tuple[Any, ...], str]


class Sealed:
    """All seals of the bundle: their chain is checked while they are read, what they say kept."""

    def __init__(self, path: str, trees: dict[str, dict[str, int]]) -> None:
        """Read the file; findings hold what is wrong with the seals. trees: those there may be."""
        self.hashes: list[bytes] = []
        self.own_keys: dict[bytes, int] = {}
        self.codes: dict[int, str] = {}
        self.points: dict[int, list[Books]] = {}
        self.records: dict[str, list[Books]] = {name: [] for name in trees}
        self.findings: list[Finding] = []
        self.at, last, known = -1, ZERO, set(RECORDS["fund-audit-1"])
        try:
            for _, line in lines_of(path):
                seal = read_seal(line)
                ordered = (seal.number, seal.previous) == (len(self.hashes) + 1, last)
                # A tree of records may join; none that was sealed is left out.
                if not ordered or seal.at <= self.at or not known <= set(seal.trees) <= set(trees):
                    raise Bad("seals", "seal_order", n=len(self.hashes) + 1)
                self._keep(seal, str(seal.number))
                self.own_keys.setdefault(seal.key, seal.number)
                self.hashes.append(seal.hash)
                for name, said in seal.trees.items():
                    _append(self.records[str(name)], (said[0], said[1:], str(seal.number)))
                self.at, last, known = seal.at, seal.hash, {str(name) for name in seal.trees}
            if not self.hashes:
                raise Bad("seals", "no_seal")
        except OSError:
            self.findings.append(_bad("seals", "missing_file", where="seals.ndjson"))
        except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
            what, where = str(error)[:80], f"seals.ndjson:{len(self.hashes) + 1}"
            self.findings.append(_bad("seals", "form", where=where, what=what))
        except Bad as bad:
            self.findings.append(bad.finding)
        self.keys = dict(self.own_keys)

    def _keep(self, seal: Seal, name: str) -> None:
        for segment, code, entries, *said in seal.books:
            self.codes.setdefault(segment, str(code))
            _append(self.points.setdefault(segment, []), (entries, (code, *said), name))

    def compare(self, seal: Seal) -> list[Finding]:
        """Hold a seal from outside against those of the bundle."""
        self.keys.setdefault(seal.key, seal.number)
        found = self.differing(seal.number, seal.hash)
        if found:
            self._keep(seal, f"{seal.number} (anchor)")
        return found

    def differing(self, n: int, digest: bytes) -> list[Finding]:
        """Whether the bundle's seal of a number is another one, or missing."""
        known = self.hashes[n - 1 : n] if n else []
        if known == [digest]:
            return []
        return [_bad("anchors", "anchor_differs" if known else "anchor_beyond", n=n)]


def _append(points: list[Books], found: Books) -> None:
    # A seal that says what the one before said adds nothing.
    if not points or points[-1][:2] != found[:2]:
        points.append(found)


def _bad(check: str, code: str, **facts: Any) -> Finding:
    return {"check": check, "code": code, **facts}


def check_signatures(path: str, share: int, shares: int) -> list[Finding]:
    """Every seal's signature; of several processes each takes its share."""
    found = []
    for n, (_, line) in enumerate(lines_of(path)):
        if n % shares == share:
            seal = read_seal(line)
            if not is_signed(seal.text, seal.signature, seal.key):
                found.append(_bad("signatures", "signature", n=seal.number))
    return found[:SHOWN]


def read_anchors(paths: list[str]) -> Iterator[Seal]:
    """The auditor's own anchors. Raises Unreadable: they are what is trusted."""
    for path in paths:
        try:
            seals = [read_seal(line) for _, line in lines_of(path)]
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise Unreadable(f"{path}: 控えとして読めません / no anchors ({error})") from error
        if not seals:
            raise Unreadable(f"{path}: 封印がありません / no seal in it")
        for seal in seals:
            if not is_signed(seal.text, seal.signature, seal.key):
                texts = (text.format(n=seal.number) for text in SAID["signature"])
                raise Unreadable(f"{path}: {' / '.join(texts)}")
            yield seal


# ---- entries


def read_entry(text: str) -> tuple[str, Fields]:
    """Hash and fields of a line of chain.ndjson."""
    stored, fields = text[9:73], read_fields(text[84:-1])
    if not HEX64(stored) or text[:9] + text[73:84] + text[-1] != '{"hash":"","fields":}':
        raise ValueError("not hash and fields")
    if len(fields) < 27 or fields[0] != FORM or (len(fields) - 18) % 9:
        raise ValueError("another number of fields")
    return stored, fields


@lru_cache(maxsize=100_000)
def day(text: str) -> date:
    """A day in its one form."""
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError("day")
    return found


@lru_cache(maxsize=100_000)
def is_in_period(effective: str, period: str) -> bool:
    """Whether a day lies in the month of a fiscal year, or is the 31 March of a 13th period."""
    on, (year, month) = day(effective), divmod(number(period), 100)
    if month == 13:
        return (on.year, on.month, on.day) == (year + 1, 3, 31)
    return 1 <= month <= 12 and (on.year, on.month) == (year + (month > 9), (month + 2) % 12 + 1)


def form_faults(seq: int, f: Fields) -> list[str]:
    """Which fields of an entry are not canonical."""
    # A text that says - is none of these, nor null.
    head = ["-" if x is None else x if x != "-" else "" for x in (*f[1:7], *f[8:16])]
    if not HEAD(",".join(head)):
        forms = enumerate(HEAD_FIELDS.items())
        wrong = [name for n, (name, form) in forms if not re.fullmatch(form, head[n])]
        return wrong or ["fields"]
    effective, original, reverses = day(str(f[9])), f[10], f[11]
    yes = {
        "number": f[1] == str(seq),
        "key": f[7] and len(f[7].encode()) <= 200,
        "event": (f[8] == "REVERSAL") == (reverses is not None),
        "original date": original is None or day("2000-01-01") <= day(original) <= effective,
        "reversed": reverses is None or 0 < int(reverses) < seq,
        "document": (f[14] is None) == (f[15] is None),
        "memo": f[16] is not None and len(f[16].encode()) <= 4000,
        "lines": f[17] == str((len(f) - 18) // 9) and len(f) <= 18 + 9 * 1000,
    }
    return [] if all(yes.values()) else [name for name, good in yes.items() if not good]


@lru_cache(maxsize=50_000)
def are_dimensions(grant: Field, year: Field, item: Field, party: Field) -> bool:
    """Whether a line's grant, budget year, cost item and party are in their form."""
    is_year = year is None or 2000 <= number(year) <= 2200
    are_ids = all(x is None or UUID(x) for x in (grant, party))
    return is_year and are_ids and (item is None or len(item.encode()) <= 100)


class Account:
    """A row of the account table and its balance so far."""

    __slots__ = (
        "book", "bound", "code", "credits", "debits", "fields", "is_group", "was_moved",
    )  # fmt: skip

    def __init__(self, fields: Fields) -> None:
        """Read the row."""
        book, code, name, kind, side, bound, group, parent, grant, party, opened = fields
        good = (
            (book, kind) in {*(("P", k) for k in "ALNRX"), ("B", "B")}
            and CODE(code or "") and name and side in ("D", "C") and bound in ("D", "C", "-")
            and group in ("0", "1") and (parent is None or CODE(parent))
            and (grant is None or UUID(grant)) and (party is None or UUID(party))
        )  # fmt: skip
        if not good or not number(opened):
            raise ValueError("account")
        self.fields, self.book, self.code, self.bound = fields, str(book), str(code), bound
        self.is_group, self.was_moved = group == "1", False
        self.debits = self.credits = 0


def read_accounts(folder: str) -> list[Account]:
    """The account table in the order the accounts were opened."""
    where = os.path.join(folder, "accounts.ndjson")
    found = [Account(read_fields(line)) for _, line in lines_of(where)]
    if len({a.code for a in found}) != len(found):
        raise ValueError("an account twice")
    return found


def is_repeated(digests: array[int]) -> bool:
    """Whether a digest stands there twice; a share at a time, so that few are in memory as such."""
    for share in range(8):
        ordered = sorted([digest for digest in digests if digest & 7 == share])
        if any(map(int.__eq__, ordered, ordered[1:])):
            return True
    return False


class Chain:
    """The entries of a segment, one after the other; raises Bad at the first that is wrong."""

    def __init__(self, folder: str, segment: int, points: list[Books]) -> None:
        """Open the books of a segment that stood so in the seals."""
        self.path, self.segment = os.path.join(folder, "chain.ndjson"), str(segment)
        self.points = sorted(points, key=lambda found: found[0])
        rows = read_accounts(folder)
        self.accounts: dict[tuple[Field, Field], Account] = {
            (a.book, a.code): a for a in rows if not a.is_group
        }
        self.tables = self._digests([netstrings(a.fields) for a in rows])
        self.moved: list[Account] = []
        self.tree, self.head, self.seq, self.time, self.good = Tree(), "0" * 64, 0, 0, 0
        self.keys, self.ids, self.offsets = array("q"), array("q"), array("q")
        self.mirrored: set[str] = set()

    def _digests(self, rows: list[bytes]) -> dict[int, bytes]:
        digest, wanted = sha256(), {said[4] for _, said, _ in self.points}
        found = {0: digest.digest()}
        for count, row in enumerate(rows, start=1):
            digest.update(row)
            if count in wanted:
                found[count] = digest.digest()
        if len(rows) > max(wanted, default=0):
            raise Bad("books", "accounts_differ", seal=self.points[-1][2] if self.points else "")
        return found

    def run(self) -> int:
        """Take every entry; their number."""
        with open(self.path, "rb") as self.targets:
            waiting = self.points[::-1]
            self._meet(waiting)
            for at, text in lines_of(self.path):
                self.offsets.append(at)
                self._take(text)
                self._meet(waiting)
        if waiting:
            upto, _, seal = waiting[-1]
            raise Bad("entries", "cut", seq=self.seq + 1, upto=upto, seal=seal)
        sealed = self.points[-1][0] if self.points else 0
        if self.seq > sealed:
            raise Bad("entries", "unsealed", seq=sealed + 1)
        for what, seen in (("key", self.keys), ("id", self.ids)):
            if is_repeated(seen):
                self._name_repeated(what, Counter(seen))
        return self.seq

    def _take(self, text: str) -> None:
        seq = self.seq + 1
        try:
            stored, f = read_entry(text)
            if f[1] != str(seq):
                found = str(number(f[1]))
                raise Bad("entries", "gap", seq=seq, found=found)
            body = netstrings(f)
            if sha256(body).hexdigest() != stored:
                raise Bad("entries", "hash", seq=seq)
            if f[5] != self.head:
                raise Bad("entries", "link", seq=max(self.seq, 1))
            faults = form_faults(seq, f)
            if faults or f[6] != self.segment:
                what = ", ".join(faults) or "segment"
                raise Bad("entries", "entry_form", seq=seq, what=what)
            self._lines(seq, f)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise Bad("entries", "entry_form", seq=seq, what=str(error)[:80]) from error
        self._rules(seq, f)
        self.tree.add(body)
        self.head, self.seq = stored, seq

    def _lines(self, seq: int, f: Fields) -> None:
        for n in range(18, len(f), 9):
            line, book, debit, credit, yen, *dimensions = f[n : n + 9]
            amount = int(yen or "")
            if str(amount) != yen or not 0 < amount <= MAX_YEN or line != str((n - 9) // 9):
                raise ValueError("amount or line number")
            if not are_dimensions(*dimensions):
                raise ValueError("grant, budget year, cost item or party")
            one, two = self.accounts.get((book, debit)), self.accounts.get((book, credit))
            if one is None or two is None or one is two:
                what = f"{book} {debit} / {credit}"
                raise Bad("entries", "account", seq=seq, what=what)
            if not (one.was_moved and two.was_moved):
                self._note_moved(one, two)
            one.debits += amount
            two.credits += amount
            if one.bound == "C" and one.debits > one.credits:
                raise Bad("entries", "bound", seq=seq, what=one.code)
            if two.bound == "D" and two.credits > two.debits:
                raise Bad("entries", "bound", seq=seq, what=two.code)

    def _note_moved(self, *accounts: Account) -> None:
        for account in accounts:
            if not account.was_moved:
                account.was_moved = True
                self.moved.append(account)
        self.moved.sort(key=lambda a: (a.book, a.code))

    def _rules(self, seq: int, f: Fields) -> None:
        time = int(f[3] or "")
        if time <= self.time:
            raise Bad("entries", "time", seq=seq)
        if not is_in_period(str(f[9]), str(f[4])):
            raise Bad("entries", "period", seq=seq)
        if f[12] == f[13]:
            raise Bad("entries", "four_eyes", seq=seq)
        if f[11] is not None:
            self._mirror(seq, f, f[11])
        self.keys.append(hash(f[7]))
        self.ids.append(hash(f[2]))
        self.time = time

    def _mirror(self, seq: int, f: Fields, target: str) -> None:
        self.targets.seek(self.offsets[int(target) - 1])
        _, t = read_entry(self.targets.readline()[:-1].decode())
        mirrored = [t[n : n + 9] for n in range(18, len(t), 9)][::-1]
        wanted = [
            [str(n), book, credit, debit, *rest]
            for n, (_, book, debit, credit, *rest) in enumerate(mirrored, 1)
        ]
        lines = [f[n : n + 9] for n in range(18, len(f), 9)]
        if lines != wanted or t[11] is not None or f[10] != t[9] or target in self.mirrored:
            raise Bad("entries", "reversal", seq=seq)
        self.mirrored.add(target)

    def _meet(self, waiting: list[Books]) -> None:
        """Compare the books with every seal made at this entry."""
        if not (waiting and waiting[-1][0] == self.seq):
            return
        root, balances = self.tree.root(), sha256(
            b"".join(netstrings([a.book, a.code, str(a.debits), str(a.credits)])
                     for a in self.moved)
        ).digest()  # fmt: skip
        while waiting and waiting[-1][0] == self.seq:
            _, (_, head, sealed_root, sealed_balances, count, accounts), seal = waiting.pop()
            if self.tables.get(count) != accounts:
                raise Bad("books", "accounts_differ", seal=seal)
            pairs = (("hash", head.hex(), self.head), ("root", sealed_root, root),
                     ("balances", sealed_balances, balances))  # fmt: skip
            for what, sealed, found in pairs:
                if sealed != found:
                    first = min(self.good + 1, max(self.seq, 1))
                    facts = {"seq": first, "upto": self.seq, "seal": seal, "what": what}
                    raise Bad("books", "not_as_sealed", **facts)
        self.good = self.seq

    def _name_repeated(self, what: str, counted: Counter[int]) -> None:
        # Equal digests of 64 bits are looked at again as texts.
        known, index = set(), 7 if what == "key" else 2
        for seq, (_, text) in enumerate(lines_of(self.path), 1):
            found = str(read_entry(text)[1][index])
            if counted[hash(found)] > 1 and found in known:
                raise Bad("entries", "repeated", seq=seq, what=what)
            known |= {found} if counted[hash(found)] > 1 else set()


def check_segment(root: str, place: dict[str, Any], points: list[Books]) -> list[Finding]:
    """Everything about a segment's chain; the first thing that is wrong ends it."""
    folder = os.path.join(root, place["folder"])
    try:
        chain = Chain(folder, place["number"], points)
        count = chain.run()
        if [count, chain.head] != [place["entries"], place["head"]]:
            return [_bad("manifest", "form", where="manifest", what="entries, head")]
        if not points or any(said[0] != place["code"] for _, said, _ in points):
            return [_bad("books", "segment", where=place["code"])]
    except Bad as bad:
        return [{**bad.finding, "segment": place["code"]}]
    except OSError as error:
        where = os.path.relpath(str(error.filename), root)
        return [_bad("entries", "missing_file", where=where, segment=place["code"])]
    except (ValueError, TypeError, RecursionError) as error:
        facts = {"where": place["folder"], "what": str(error)[:80], "segment": place["code"]}
        return [_bad("entries", "form", **facts)]
    return []


# ---- records


def check_records(
    root: str, name: str, forms: dict[str, int], points: list[Books], listed: object
) -> list[Finding]:
    """A tree of records against every seal, and against their number in the manifest."""
    where = f"records/{name}.ndjson"
    try:
        count = _follow_records(os.path.join(root, where), forms, points)
        if type(listed) is not int or listed != count:
            return [_bad("manifest", "form", where="manifest", what=f"records: {name}")]
    except OSError:
        return [_bad("records", "missing_file", where=where)]
    except Bad as bad:
        return [{**bad.finding, "where": where}]
    return []


def _follow_records(path: str, forms: dict[str, int], points: list[Books]) -> int:
    tree, good, waiting = Tree(), 0, points[::-1]
    try:
        for fields in chain([None], sound_records(path, forms)):
            if fields is not None:
                tree.add(netstrings(fields))
            while waiting and waiting[-1][0] == tree.size:
                _, (sealed,), seal = waiting.pop()
                if sealed != tree.root():
                    facts = {"first": min(good + 1, max(tree.size, 1)), "upto": tree.size}
                    raise Bad("records", "records_differ", seal=seal, **facts)
                good = tree.size
    except (ValueError, TypeError) as error:
        raise Bad("records", "record_form", first=tree.size + 1) from error
    if waiting or tree.size > (points[-1][0] if points else 0):
        upto, _, seal = (waiting or points or [(0, (), "")])[-1]
        facts = {"first": min(tree.size, upto) + 1, "upto": max(tree.size, upto)}
        raise Bad("records", "records_differ", seal=seal, **facts)
    return tree.size


def sound_records(path: str, forms: dict[str, int]) -> Iterator[Fields]:
    """The records of a file; ValueError at the first that is not in its form.

    After the first leaf of a form none of an earlier form follows.
    """
    form, later = "", iter(forms)
    for _, text in lines_of(path):
        fields = read_fields(text)
        if fields[:1] != [form]:
            form = next((x for x in later if fields[:1] == [x]), "")
        if len(fields) != forms.get(form) or not is_sound(form, fields):
            raise ValueError("fields")
        yield fields


def is_sound(form: str, f: Fields) -> bool:
    """Whether a record contradicts itself in nothing: who decided, at which stage of how many."""
    if form == "NAPP1":
        return f[4] != f[5]
    if form == "NAPP2":
        is_one_of = f[7] in ("approved", "returned") and 0 < number(f[3]) <= number(f[11], 99)
        return is_one_of and f[4] != f[5] and f[12] not in f[4:6]
    return form != "NLAP1" or f[4] in ("true", "false")


def evidence_of(root: str) -> dict[str, bytes]:
    """Which evidence has which SHA-256, from records that are checked elsewhere."""
    rows = (read_fields(text) for text in record_lines(root, "evidence"))
    return {str(f[1]): octets(f[7]) for f in rows}


def record_lines(root: str, name: str) -> Iterator[str]:
    """The lines of a tree of records."""
    return (text for _, text in lines_of(os.path.join(root, f"records/{name}.ndjson")))


def last_act(root: str) -> int:
    """When the last act that is sealed was recorded, µs; 0 where there is none."""
    text = ""
    for text in record_lines(root, "act"):  # noqa: B007  # the last one is wanted
        pass
    return number(read_fields(text)[2]) if text else 0


class Decided:
    """What was decided on a draft, from its approvals in the order of their leaves."""

    __slots__ = ("content", "is_returned", "last", "passed", "stages")

    def __init__(self, content: bytes) -> None:
        """Begin with the hash of the content that the first approval names."""
        self.content, self.last, self.stages = content, "", 0
        self.passed, self.is_returned = 0, False

    def add(self, f: Fields, *, counts: bool) -> None:
        """One more approval. counts: it did not lapse before the draft was carried out."""
        stages = number(f[11]) if f[0] == "NAPP2" else self.stages
        if octets(f[8]) != self.content or self.stages not in (0, stages):
            # Approvals of one draft that contradict each other approve no content.
            self.content = b""
        self.last, self.stages = str(f[7]), stages
        if counts and self.last == "approved":
            self.passed |= 1 << number(f[3], 99)
        elif counts:
            self.is_returned = True

    @property
    def outcome(self) -> str:
        """approved, returned or, where neither is so, open.

        Approvals that do not say how many stages there are: as the last of them decided.
        """
        if not self.stages:
            return self.last
        is_whole = self.passed == (2 << self.stages) - 2
        return "returned" if self.is_returned else "approved" if is_whole else "open"


def decided_on(root: str, form: str) -> dict[str, Decided]:
    """What was decided on each draft, from records that are checked elsewhere."""
    fallen, found = set[Field](), dict[str, Decided]()
    if "lapse" in RECORDS[form]:
        lapses = (read_fields(text) for text in record_lines(root, "lapse"))
        fallen = {f[2] for f in lapses if f[4] == "false"}
    for f in map(read_fields, record_lines(root, "approval")):
        draft = str(f[2])
        if draft not in found:
            found[draft] = Decided(octets(f[8]))
        found[draft].add(f, counts=f[1] not in fallen)
    return found


# ---- the readable files: each is written anew from the chain and compared octet by octet

BOM, DANGEROUS = "\ufeff", tuple("=+-@\t\r\n'＝＋－＠")
HEADINGS = {
    "accounts.csv": (
        "帳簿,科目コード,科目名,種類,通常の側,限度の側,集合科目,親科目,案件,相手先,開設時刻"
    ),
    "journal.csv": (
        "仕訳番号,行,取引日,原日付,記帳時刻,会計期間,事由,摘要,帳簿,借方科目,借方科目名,"
        "貸方科目,貸方科目名,金額,案件,予算年度,費目,相手先,取消した仕訳,起票者,承認者,文書,文書SHA-256,キー,仕訳ID,ハッシュ"
    ),
    "trial_balance.csv": "帳簿,科目コード,科目名,種類,通常の側,借方合計,貸方合計,残高",
    "documents.csv": "仕訳番号,文書,SHA-256,種類,ファイル",
    "iso21378/BAS_Profile.csv": "Name,Value",
    "iso21378/BAS_Currency.csv": "Currency_Code,Currency_Name,Decimal_Places",
    "iso21378/BAS_Customized_ACC_Segment.csv": "Segment_ID,Segment_Name",
    "iso21378/BAS_Customized_ACC_Segment_Value.csv": (
        "Segment_ID,Segment_Value_Code,Segment_Value_Name"
    ),
    "iso21378/BAS_Chart_Of_Accounts.csv": (
        "GL_Account_Number,GL_Account_Name,Account_Type,Book,Balance_Side,Parent_GL_Account_Number"
    ),
    "iso21378/BAS_Accounting_Period.csv": (
        "Fiscal_Year,Accounting_Period,Period_Start_Date,Period_End_Date"
    ),
    "iso21378/BAS_Journal_Entry_Type.csv": "JE_Type_Code",
    "iso21378/BAS_User.csv": "User_ID",
    "iso21378/BAS_Project.csv": "Project_ID",
    "iso21378/GL_Details.csv": (
        "Journal_ID,Journal_Line_Number,Journal_Number,JE_Type_Code,JE_Header_Description,"
        "Effective_Date,Entered_DateTime,Entered_By,Approved_By,Fiscal_Year,Accounting_Period,"
        "GL_Account_Number,Amount,Amount_Currency,Amount_Credit_Debit_Indicator,"
        "Segment_Value_Code,Project_ID"
    ),
    "iso21378/GL_Trial_Balance.csv": (
        "Fiscal_Year,Accounting_Period,GL_Account_Number,Beginning_Balance,Amount_Debit,"
        "Amount_Credit,Ending_Balance"
    ),
}
ROOTS = {"A": "Assets", "L": "Liabilities", "N": "Equity", "R": "Income", "X": "Expenses"}
_special = re.compile('[",\r\n]').search
_plain = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]")
_component = re.compile("[A-WYZ0-9][A-Za-z0-9-]*").fullmatch


def csv(*fields: str | int | None) -> str:
    """A row of a CSV file."""
    return ",".join(["" if x is None else quoted(str(x)) for x in fields]) + "\r\n"


def quoted(text: str) -> str:
    """A field of a CSV file."""
    return '"' + text.replace('"', '""') + '"' if _special(text) else text


@lru_cache(maxsize=10_000)
def cell(text: str | None) -> str:
    """A field of free text."""
    return quoted(safe(text))


def safe(text: str | None) -> str:
    """A free text that no spreadsheet takes for a formula."""
    text = text or ""
    return "'" + text if text.lstrip(" \u3000").startswith(DANGEROUS) else text


def plain(text: str | None) -> str:
    """A free text on one line."""
    return _plain.sub(" ", text or "").strip(" ")


def escaped(text: str) -> str:
    """A text between beancount's quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def account_name(segment: str, account: Account) -> str:
    """What beancount and hledger call an account."""
    parts = [
        part if _component(part) else "X" + part.encode().hex().upper()
        for part in account.code.split(":")
    ]
    kind = str(account.fields[3])
    root = f"Equity:Budget:S{segment}" if kind == "B" else f"{ROOTS[kind]}:S{segment}"
    return ":".join([root, *parts])


class Twin:
    """A file of the bundle, read beside the text it must hold."""

    def __init__(self, folder: str, name: str) -> None:
        """Open the file; one that is missing differs from the start."""
        self.name, self.seq, self.is_good = name, 0, True
        self.file: BinaryIO | None = None
        path = os.path.join(folder, *name.split("/"))
        if os.path.isfile(path):
            self.file = open(path, "rb", buffering=1 << 20)  # noqa: SIM115  # closed by who compares

    def expect(self, text: str, seq: int = 0) -> None:
        """The next octets are this text, which belongs to an entry, or to none."""
        if self.is_good:
            found = text.encode()
            self.is_good = self.file is not None and self.file.read(len(found)) == found
            self.seq = seq

    def end(self) -> Iterator[Finding]:
        """What was wrong, and that nothing follows."""
        if self.file is None:
            yield _bad("papers", "missing_file", where=self.name)
            return
        rest = self.file.read(1)
        if not self.is_good and self.seq:
            yield _bad("papers", "paper", where=self.name, seq=self.seq)
        elif rest or not self.is_good:
            yield _bad("papers", "paper_rest", where=self.name)


class Papers:
    """All readable files of a segment, compared in one pass over its chain."""

    def __init__(self, root: str, place: dict[str, Any], manifest: dict[str, Any]) -> None:
        """Open the files."""
        folder, until = os.path.join(root, place["folder"]), manifest["as_of"]
        self.root, self.place, self.folder, self.until = root, place, folder, until
        self.known_on: str | int | None = manifest["known_on"]
        self.segment, self.code = str(place["number"]), place["code"]
        self.rows = read_accounts(folder)
        self.accounts = {a.code: a for a in self.rows}
        self.names = {a.code: account_name(self.segment, a) for a in self.rows}
        self.titles = {a.code: cell(a.fields[2]) for a in self.rows}
        self.periods: dict[str, dict[str, list[int]]] = {}
        self.events, self.users = set[str](), set[str]()
        self.projects, self.last = set[str](), "2000-01-01"
        self.form, self.recorded_to = manifest["form"], last_act(root)
        self.drafts = decided_on(root, self.form)
        self.evidence = evidence_of(root)
        self.findings: list[Finding] = []
        self.notes: list[Finding] = []
        self.seen_document: tuple[str, str] | None = None
        self.csv = {name: Twin(folder, name) for name in HEADINGS}
        self.beancount = Twin(folder, f"{self.code}.beancount")
        self.hledger = Twin(folder, f"{self.code}.journal")
        self.twins = (*self.csv.values(), self.beancount, self.hledger)

    def run(self) -> list[Finding]:
        """Compare everything."""
        for name, heading in HEADINGS.items():
            self.csv[name].expect(BOM + heading + "\r\n")
        self._begin()
        chain = os.path.join(self.folder, "chain.ndjson")
        edge = (self.place["known_to"], self.place["known_to"] + 1)
        if not self._is_known_to(edge[0]):
            self.findings.append(_bad("manifest", "form", where="manifest", what="known_on"))
        for seq, (_, text) in enumerate(lines_of(chain), start=1):
            stored, f = text[9:73], json.loads(text)["fields"]
            if seq in edge and not self._is_edge(seq, moment(f[3])[:10]):
                where = "manifest"
                self.findings.append(_bad("manifest", "form", where=where, what="known_on"))
            if f[14] is not None:
                self._document(seq, f)
            if seq <= self.place["known_to"] and not (self.until and str(f[9]) > self.until):
                self._entry(seq, f, stored)
        self._balances()
        self._tables()
        for twin in self.twins:
            self.findings += twin.end()
        return self.findings

    def _is_known_to(self, upto: int) -> bool:
        """Whether the tables end where it was asked: at a number, or with everything."""
        entries: int = self.place["entries"]
        if isinstance(self.known_on, str):
            return 0 <= upto <= entries
        return 0 <= upto == (entries if self.known_on is None else self.known_on) <= entries

    def _is_edge(self, seq: int, recorded_on: str) -> bool:
        """Whether the day asked for lies between the last entry shown and the next one."""
        if not isinstance(self.known_on, str):
            return True
        return (recorded_on <= self.known_on) is (seq <= int(self.place["known_to"]))

    def close(self) -> None:
        """Let go of the files."""
        for twin in self.twins:
            if twin.file is not None:
                twin.file.close()

    def _begin(self) -> None:
        title = plain(f"{self.code} {self.place['name']}")
        self.beancount.expect(
            f'option "title" "{escaped(title)}"\noption "operating_currency" "JPY"\n'
            "2000-01-01 commodity JPY\n"
        )
        self.hledger.expect(f"; {title}\ncommodity 1000. JPY\n")
        for a in self.rows:
            name, label = self.names[a.code], plain(a.fields[2])
            if not a.is_group:
                self.beancount.expect(f'2000-01-01 open {name} JPY\n  name: "{escaped(label)}"\n')
                comment = label.replace(":", "：")
                self.hledger.expect(f"account {name}  ; {comment}\n")
            book, code, title_, kind, side, bound, group, parent, grant, party, at = a.fields
            bound = None if bound == "-" else bound
            row = (book, code, safe(title_), kind, side, bound, group, parent, grant, party)
            self.csv["accounts.csv"].expect(csv(*row, moment(at)))
            chart = csv(code, safe(title_), kind, book, side, parent)
            self.csv["iso21378/BAS_Chart_Of_Accounts.csv"].expect(chart)

    def _entry(self, seq: int, f: Fields, stored: str) -> None:
        event, on, at, period = str(f[8]), str(f[9]), moment(f[3]), str(f[4])
        self.last = max(self.last, on)
        self.events.add(event)
        self.users.update(x for x in f[12:14] if x)
        bean, journal = self._heads(seq, event, on, at, f[16], stored)
        # Only free texts can need quotes; what stands in the same place of each row is made once.
        memo, year, month = cell(f[16]), period[:-2], int(period[-2:])
        first, second, third, fourth, fifth, sixth = [x or "" for x in f[10:16]]
        lead = f"{on},{first},{at},{period},{event},{memo}"
        tail = f"{second},{third},{fourth},{fifth},{sixth},{cell(f[7])},{f[2]},{stored}\r\n"
        head = f"{f[2]},{event},{memo},{on},{at},{third},{fourth},{year},{month}"
        rows, details, names, titles = "", "", self.names, self.titles
        for n in range(18, len(f), 9):
            line, book, debit, credit, yen, grant, budget, item, party = f[n : n + 9]
            one, two, half = names[debit or ""], names[credit or ""], 2 * int(line or "")
            bean += f"  {one}  {yen} JPY\n  {two}  -{yen} JPY\n"
            journal += f"    {one}  {yen} JPY\n    {two}  -{yen} JPY\n"
            grant = grant or ""
            rows += (
                f"{seq},{line},{lead},{book},{debit},{titles[debit or '']},{credit},"
                f"{titles[credit or '']},{yen},{grant},{budget or ''},{cell(item)},{party or ''},"
                + tail
            )
            end = f"{self.code},{grant}\r\n"
            details += f"{seq},{half - 1},{head},{debit},{yen},JPY,D,{end}"
            details += f"{seq},{half},{head},{credit},{yen},JPY,C,{end}"
            self._move(period, str(debit), str(credit), int(yen or ""))
            if grant:
                self.projects.add(grant)
        self.beancount.expect(bean, seq)
        self.hledger.expect(journal, seq)
        self.csv["journal.csv"].expect(rows, seq)
        self.csv["iso21378/GL_Details.csv"].expect(details, seq)

    def _heads(
        self, seq: int, event: str, on: str, at: str, memo: str | None, stored: str
    ) -> tuple[str, str]:
        said = plain(memo)
        other = f" | {said.replace(';', '；')}" if said else ""
        return (
            f'\n{on} * "{event}" "{escaped(said)}"\n  seq: "{seq}"\n  hash: "{stored}"\n'
            f'  recorded_at: "{at}"\n',
            f"\n{on} * ({seq}) {event}{other}\n    ; hash:{stored}\n",
        )

    def _move(self, period: str, debit: str, credit: str, yen: int) -> None:
        sums = self.periods.setdefault(period, {})
        sums.setdefault(debit, [0, 0])[0] += yen
        sums.setdefault(credit, [0, 0])[1] += yen
        self.accounts[debit].debits += yen
        self.accounts[credit].credits += yen

    def _document(self, seq: int, f: Fields) -> None:
        """The document an entry rests on is the one that was booked."""
        document, booked = str(f[14]), str(f[15])
        kind, path, found = "", "", b""
        outcome = self.drafts[document].outcome if document in self.drafts else ""
        if outcome == "approved":
            kind, path, found = "draft", f"documents/{document}.json", self.drafts[document].content
            if self._file_hash(document, path) not in ("", booked):
                self._find("document", seq, document)
            elif not os.path.isfile(os.path.join(self.root, *path.split("/"))):
                self._find("no_document", seq, document)
        elif document in self.evidence:
            kind, found = "evidence", self.evidence[document]
        else:
            self._not_approved(seq, document, outcome, int(f[3] or ""))
        if kind and found.hex() != booked:
            self._find("document", seq, document)
        if seq <= self.place["known_to"] and not (self.until and str(f[9]) > self.until):
            row = csv(seq, document, booked, kind, path)
            self.csv["documents.csv"].expect(row, seq)

    def _not_approved(self, seq: int, document: str, outcome: str, recorded_at: int) -> None:
        if outcome == "returned":
            self._find("sent_back", seq, document)
        elif outcome and recorded_at + SEALED_WITHIN < self.recorded_to:
            self._find("half_approved", seq, document)
        else:
            code = "not_yet_approved" if outcome else "unknown_document"
            self.notes.append(_bad("", code, seq=seq, what=document))

    def _file_hash(self, document: str, path: str) -> str:
        # Entries that rest on one document mostly follow one another.
        if self.seen_document is None or self.seen_document[0] != document:
            where = os.path.join(self.root, *path.split("/"))
            digest = hash_file(where)[1] if os.path.isfile(where) else ""
            self.seen_document = (document, digest)
        return self.seen_document[1]

    def _find(self, code: str, seq: int, document: str) -> None:
        if len(self.findings) < SHOWN:
            self.findings.append(_bad("documents", code, seq=seq, what=document))

    def _balances(self) -> None:
        end = date.fromisoformat(self.until or self.last)
        self.hledger.expect(f"\n{end} * closing balances\n")
        after = end + timedelta(days=1)
        posted = [a for a in self.rows if not a.is_group]
        for a in sorted(posted, key=lambda a: (a.book != "P", a.code)):
            over, name = a.debits - a.credits, self.names[a.code]
            kind, side = a.fields[3:5]
            row = (a.book, a.code, safe(a.fields[2]), kind, side, a.debits, a.credits)
            self.csv["trial_balance.csv"].expect(csv(*row, over if side == "D" else -over))
            self.beancount.expect(f"\n{after} balance {name}  {over} JPY\n")
            self.hledger.expect(f"    {name}  0 JPY = {over} JPY\n")

    def _tables(self) -> None:
        def fill(name: str, *rows: str) -> None:
            self.csv[f"iso21378/{name}.csv"].expect("".join(rows))

        known, name = self.place["known_to"], safe(self.place["name"])
        facts = {"Form": self.form, "Segment": self.code, "Currency": "JPY",
                 "As_Of": self.until, "Known_To": known}  # fmt: skip
        fill("BAS_Profile", *(csv(*fact) for fact in facts.items()))
        fill("BAS_Currency", csv("JPY", "Japanese yen", 0))
        fill("BAS_Customized_ACC_Segment", csv(1, "勘定"))
        fill("BAS_Customized_ACC_Segment_Value", csv(1, self.code, name))
        fill("BAS_Journal_Entry_Type", *map(csv, sorted(self.events)))
        fill("BAS_User", *map(csv, sorted(self.users)))
        fill("BAS_Project", *map(csv, sorted(self.projects)))
        carried: dict[str, int] = {}
        for period, sums in sorted(self.periods.items()):
            year, month = divmod(int(period), 100)
            starts = date(year + (month > 9), (month + 2) % 12 + 1, 1)
            ends = (starts + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            if month == 13:
                starts = ends = date(year + 1, 3, 31)
            fill("BAS_Accounting_Period", csv(year, month, str(starts), str(ends)))
            for account in sorted({*carried, *sums}):
                debit, credit = sums.get(account, (0, 0))
                before = carried.get(account, 0)
                carried[account] = before + debit - credit
                row = (year, month, account, before, debit, credit, carried[account])
                fill("GL_Trial_Balance", csv(*row))


def check_papers(root: str, place: dict[str, Any], manifest: dict[str, Any]) -> list[Finding]:
    """The readable files of a segment; notes come among the findings, without a check."""
    try:
        with closing(Papers(root, place, manifest)) as papers:
            found = papers.run() + papers.notes[:SHOWN]
    except OSError as error:
        where = os.path.relpath(str(error.filename), root)
        found = [_bad("papers", "missing_file", where=where)]
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
        found = [_bad("papers", "form", where=place["folder"], what=str(error)[:80])]
    return [{**finding, "segment": place["code"]} for finding in found]


# ---- the manifest


def hash_file(path: str) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    digest, size = sha256(), 0
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def read_manifest(root: str) -> dict[str, Any]:
    """The manifest, its parts of the right kinds. Raises Unreadable, Bad."""
    names = [x for x in MANIFESTS.values() if os.path.isfile(os.path.join(root, x))]
    if not names:
        files = ", ".join(MANIFESTS.values())
        raise Unreadable(f"{root}: 目録（{files}）がありません / there is no manifest")
    where = os.path.join(root, names[-1])
    kinds = {"form": str, "made_at": str, "as_of": (str, type(None)), "known_on": object,
             "seals": int, "records": dict, "segments": list, "files": dict}  # fmt: skip
    parts = {"number": int, "code": str, "name": str, "folder": str, "entries": int, "head": str,
             "known_to": int}  # fmt: skip
    try:
        with open(where, "rb") as file:
            text = file.read().decode()
        found = json.loads(text)
        good = (
            json.dumps(found, ensure_ascii=False, indent=1) + "\n" == text
            and _are(found, kinds) and MANIFESTS[known_form(found["form"])] == names[-1]
            and all(_are(place, parts) and place["folder"] == place["code"] and
                    re.fullmatch("[A-Z][A-Z0-9_]{1,29}", place["code"])
                    for place in found["segments"])
            and len({p["number"] for p in found["segments"]}) == len(found["segments"]) > 0
            and len({p["code"] for p in found["segments"]}) == len(found["segments"])
            and all(PATH(path) and _are(file, {"size": int, "sha256": str})
                    for path, file in found["files"].items())
            and list(found["files"]) == sorted(found["files"])
            and (found["as_of"] is None or day(found["as_of"]))
            and (found["known_on"] is None or type(found["known_on"]) is int
                 or day(found["known_on"]))
        )  # fmt: skip
    except (ValueError, TypeError, RecursionError):
        good = False
    if not good:
        raise Bad("manifest", "form", where=names[-1], what="another form")
    return dict(found)


def known_form(form: str) -> str:
    """The form; ValueError for none. Raises Unreadable for one that came after this program."""
    if not re.fullmatch("fund-audit-[1-9][0-9]{0,3}", form):
        raise ValueError("form")
    if form not in RECORDS:
        raise Unreadable(
            f"{form}: この verify_ledger.py より新しい形です / newer than this program"
        )
    return form


def _are(found: Any, kinds: dict[str, Any]) -> bool:
    return (
        type(found) is dict
        and list(found) == list(kinds)
        and all(isinstance(found[name], kind) for name, kind in kinds.items())
        and not any(type(value) is bool for value in found.values())
    )


def expected_files(manifest: dict[str, Any]) -> set[str]:
    """What a bundle consists of, besides documents."""
    found = {MANIFESTS[manifest["form"]], "verify_ledger.py", "seals.ndjson", "keys.csv"}
    found |= {f"records/{name}.ndjson" for name in RECORDS[manifest["form"]]}
    for place in manifest["segments"]:
        own = ("chain.ndjson", "accounts.ndjson", "{}.beancount", "{}.journal", *HEADINGS)
        found |= {f"{place['folder']}/{name.format(place['code'])}" for name in own}
    return found


def check_files(root: str, manifest: dict[str, Any]) -> list[Finding]:
    """Every file is listed, is what the manifest says, and belongs to a bundle."""
    found, files = [], manifest["files"]
    for path, listed in files.items():
        where = os.path.join(root, *path.split("/"))
        if not os.path.isfile(where):
            found.append(_bad("manifest", "missing_file", where=path))
        elif hash_file(where) != (listed["size"], listed["sha256"]):
            found.append(_bad("manifest", "file_hash", where=path))
    wanted = expected_files(manifest)
    for folder, inner, names in os.walk(root):
        # A link to a folder is not walked into: what it holds is no part of a bundle.
        for name in (*names, *(x for x in inner if os.path.islink(os.path.join(folder, x)))):
            path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
            if path not in wanted and not (path in files and DOCUMENT(path)):
                found.append(_bad("manifest", "unlisted_file", where=path))
    absent = sorted(wanted - set(files) - {MANIFESTS[manifest["form"]]})
    found += [_bad("manifest", "unlisted_file", where=path) for path in absent]
    return found[:SHOWN]


def check_documents(root: str, manifest: dict[str, Any]) -> list[Finding]:
    """Every document in the bundle is one that was approved."""
    try:
        decided = decided_on(root, manifest["form"])
    except (OSError, ValueError, TypeError, LookupError):
        decided = {}
    approved = {key: draft.content for key, draft in decided.items() if draft.outcome == "approved"}
    found = []
    for path in filter(DOCUMENT, manifest["files"]):
        digest = approved.get(path[len("documents/") : -len(".json")], b"")
        where = os.path.join(root, *path.split("/"))
        if os.path.isfile(where) and hash_file(where)[1] != digest.hex():
            found.append(_bad("documents", "not_approved", where=path))
    return found[:SHOWN]


# ---- all of it


def check(options: argparse.Namespace) -> dict[str, Any]:
    """Check a bundle; what was found, as plain values. Raises Unreadable."""
    root, notes = options.bundle, list[Finding]()
    try:
        manifest = read_manifest(root)
    except Bad as bad:
        return _report({}, None, [bad.finding], [])
    trees, listed = RECORDS[manifest["form"]], manifest["records"]
    sealed = Sealed(os.path.join(root, "seals.ndjson"), trees)
    findings = [*sealed.findings, *_outside(options, sealed), *_check_keys(root, sealed)]
    places = manifest["segments"]
    missing = sorted(set(sealed.codes.values()) - {p["code"] for p in places})
    if missing:
        notes.append(_bad("", "other_segments", what=", ".join(missing)))
    notes += _view(manifest)
    if [manifest["seals"], list(listed)] != [len(sealed.hashes), list(trees)]:
        findings.append(_bad("manifest", "form", where="manifest", what="seals, records"))
    if not (options.anchor or options.paper):
        notes.append(_bad("", "no_anchor" if options.key else "alone"))
    notes.append(_bad("", "keys", what=", ".join(map(fingerprint, sealed.keys))))
    size = sum(listed["size"] for listed in manifest["files"].values())
    jobs = max(1, options.jobs or (os.cpu_count() or 1 if size > SMALL else 1))
    work: list[tuple[Any, ...]] = [
        *((check_segment, root, p, sealed.points.get(p["number"], [])) for p in places),
        *((check_papers, root, p, manifest) for p in places),
        *(
            (check_records, root, name, trees[name], points, listed.get(name))
            for name, points in sealed.records.items()
        ),
        (check_files, root, manifest),
        (check_documents, root, manifest),
    ]
    if not sealed.findings:
        path = os.path.join(root, "seals.ndjson")
        work += [(check_signatures, path, share, jobs) for share in range(jobs)]
    for found in _done(work, jobs):
        notes += [f for f in found if not f["check"]]
        findings += [f for f in found if f["check"]]
    report = _report(manifest, sealed, findings, notes)
    if not (options.anchor or options.paper):
        report["checks"]["anchors"] = None
    return report


def _view(manifest: dict[str, Any]) -> Iterator[Finding]:
    """What the readable tables leave out, as was asked for: nobody shall take them for all."""
    if manifest["as_of"]:
        yield _bad("", "as_of", what=manifest["as_of"])
    for place in manifest["segments"]:
        if place["known_to"] < place["entries"]:
            facts = {"upto": place["known_to"], "entries": place["entries"]}
            yield _bad("", "known_to", segment=place["code"], **facts)


def _check_keys(root: str, sealed: Sealed) -> list[Finding]:
    """keys.csv names the keys of the seals."""
    keys = Twin(root, "keys.csv")
    keys.expect(BOM + "公開鍵,指紋,最初の封印\r\n")
    for key, first in sealed.own_keys.items():
        keys.expect(csv(key.hex(), fingerprint(key), first))
    found = list(keys.end())
    if keys.file is not None:
        keys.file.close()
    return found


def _done(work: list[tuple[Any, ...]], jobs: int) -> list[list[Finding]]:
    if jobs == 1:
        return [_call(task) for task in work]
    with Pool(jobs) as pool:
        return pool.map(_call, work, chunksize=1)


def _call(task: tuple[Any, ...]) -> list[Finding]:
    found: list[Finding] = task[0](*task[1:])
    return found


def _outside(options: argparse.Namespace, sealed: Sealed) -> list[Finding]:
    """What the auditor knows from elsewhere, held against the seals."""
    found = [f for anchor in read_anchors(options.anchor) for f in sealed.compare(anchor)][:SHOWN]
    for n, printed in options.paper:
        found += sealed.differing(n, printed)
    for key, n in sealed.keys.items():
        if options.key and not {key.hex(), fingerprint(key)} & set(options.key):
            found.append(_bad("signatures", "other_key", n=n, key=fingerprint(key)))
    return found


def _report(
    manifest: dict[str, Any], sealed: Sealed | None, findings: list[Finding], notes: list[Finding]
) -> dict[str, Any]:
    places = manifest.get("segments", [])
    order = {place["code"]: n for n, place in enumerate(places)}
    entries = [f for f in findings if "seq" in f]
    entries.sort(key=lambda f: (order.get(f.get("segment"), 0), f["seq"]))
    return {
        "ok": not findings,
        "entries": sum(place["entries"] for place in places),
        "seals": len(sealed.hashes) if sealed else 0,
        "segments": {place["code"]: place["entries"] for place in places},
        "checks": {name: not any(f["check"] == name for f in findings) for name in CHECKS},
        "first_bad_entry": entries[0] if entries else None,
        "findings": findings,
        "notes": notes,
    }


# ---- the proof of one entry

PROOF_FORM, PROOF_PARTS = "fund-proof-1", ["form", "kind", "entry", "path", "seal"]


class Proof:
    """A proof file of an entry, read strictly; ValueError if it is none."""

    def __init__(self, path: str) -> None:
        """Read the file."""
        with open(path, "rb") as file:
            text = file.read(MAX_LINE).decode()
        found = json.loads(text)
        if type(found) is not dict or as_proof(found) != text or list(found) != PROOF_PARTS:
            raise ValueError("other parts than a proof's, or another form of JSON")
        if (found["form"], found["kind"]) != (PROOF_FORM, "entry"):
            raise ValueError("not the proof of an entry")
        if list(found["seal"]) != ["body", "signature"]:
            raise ValueError("other parts than a seal's")
        self.seal = Seal(found["seal"]["body"], found["seal"]["signature"])
        self.path = [octets(x) for x in texts(found["path"])]
        self.text = found["entry"].encode()
        self.fields = read_netstrings(self.text)
        if len(self.fields) < 27 or self.fields[0] != FORM or (len(self.fields) - 18) % 9:
            raise ValueError("another number of fields")
        self.seq, self.segment = number(self.fields[1]), number(self.fields[6])
        faults = form_faults(self.seq, self.fields)
        if faults:
            raise ValueError(", ".join(faults))

    def lines(self) -> Iterator[dict[str, Any]]:
        """Each line's book, accounts and yen."""
        for at in range(18, len(self.fields), 9):
            book, debit, credit, yen = self.fields[at + 1 : at + 5]
            yield {"book": book, "debit": debit, "credit": credit, "yen": number(yen)}

    def leads_to(self, size: int, root: bytes) -> bool:
        """Whether the path leads from the entry to the root over so many (RFC 9162 2.1.3.2)."""
        place, last, found = self.seq - 1, size - 1, sha256(b"\0" + self.text).digest()
        if not 0 <= place <= last:
            return False
        for sibling in self.path:
            if last == 0:
                return False
            is_right = place & 1 or place == last
            pair = sibling + found if is_right else found + sibling
            found = sha256(b"\1" + pair).digest()
            while is_right and not place & 1 and place:
                place, last = place >> 1, last >> 1
            place, last = place >> 1, last >> 1
        return last == 0 and found == root


def as_proof(found: dict[str, Any]) -> str:
    """A proof file in its one form."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def check_proof(options: argparse.Namespace) -> dict[str, Any]:
    """Check the proof of an entry; what was found. Raises Unreadable for a useless anchor."""
    try:
        proof = Proof(options.bundle)
        lines = list(proof.lines())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        found = _bad("proof", "form", where=options.bundle, what=str(error)[:80])
        return {"ok": False, "findings": [found], "notes": []}
    seal, findings = proof.seal, list[Finding]()
    if not is_signed(seal.text, seal.signature, seal.key):
        findings.append(_bad("proof", "signature", n=seal.number))
    code = ""
    for segment, name, entries, _, root, *_ in seal.books:
        if segment == proof.segment and proof.leads_to(entries, root):
            code = str(name)
    if not code:
        findings.append(_bad("proof", "not_included", seq=proof.seq, n=seal.number))
    findings += _known_seal(options, seal)
    return {
        "ok": not findings,
        "segment": code, "seq": proof.seq, "effective_on": proof.fields[9],
        "event": proof.fields[8], "memo": proof.fields[16], "lines": lines,
        "seal": seal.number, "sealed_at": moment(str(seal.at)), "key": fingerprint(seal.key),
        "findings": findings,
        "notes": [] if options.key or options.anchor else [_bad("", "unknown_key")],
    }  # fmt: skip


def _known_seal(options: argparse.Namespace, seal: Seal) -> list[Finding]:
    """What the holder of a proof knows from elsewhere, held against its seal."""
    kept = [(anchor.number, anchor.hash) for anchor in read_anchors(options.anchor)]
    kept += options.paper
    of_this = {digest for n, digest in kept if n == seal.number}
    findings = []
    if kept and not of_this:
        raise Unreadable(
            f"手元の控えに封印第{seal.number}号がありません"
            f" / no seal {seal.number} among what you kept"
        )
    # One that contradicts is enough, whatever the others say.
    if of_this - {seal.hash}:
        findings.append(_bad("proof", "anchor_differs", n=seal.number))
    if options.key and not {seal.key.hex(), fingerprint(seal.key)} & set(options.key):
        findings.append(_bad("proof", "other_key", n=seal.number, key=fingerprint(seal.key)))
    return findings


def proof_in_words(report: dict[str, Any], lang: str) -> Iterator[str]:
    """The report on a proof for people; what could not be shown is not repeated as if it were."""
    en = lang == "en"
    if report["ok"]:
        form = (
            "Entry {seq} ({segment}) of {effective_on}: {event} {memo}",
            "仕訳{seq}（勘定 {segment}） {effective_on} {event} {memo}",
        )
        yield form[not en].format(**report)
        for line in report["lines"]:
            yield "  {book} {debit} / {credit} {yen:,}".format(**line)
        form = ("Seal {seal}, {sealed_at}, key {key}", "封印第{seal}号（{sealed_at}） 署名鍵 {key}")
        yield form[not en].format(**report)
    for finding in report["findings"]:
        yield "  - " + said(finding, lang)
    for note in report["notes"]:
        yield ("Note: " if en else "注: ") + said(note, lang)
    shown = ("This entry stands in the sealed books.", "この仕訳は封印された帳簿にあります。")
    refused = ("THIS FILE PROVES NOTHING.", "このファイルは証明になりません。")
    yield (shown if report["ok"] else refused)[not en]


def in_words(report: dict[str, Any], lang: str) -> Iterator[str]:
    """The report for people."""
    en = lang == "en"
    for name, titles in CHECKS.items():
        state = report["checks"][name]
        words = ("not done", "OK", "BAD") if en else ("未実施", "適合", "不適合")
        yield f"{titles[en]}: {words[0 if state is None else 1 if state else 2]}"
    first = report["first_bad_entry"]
    if first:
        yield ("First bad entry: " if en else "最初の不適合な仕訳: ") + said(first, lang)
    for finding in report["findings"][:SHOWN]:
        yield "  - " + said(finding, lang)
    for note in report["notes"]:
        yield ("Note: " if en else "注: ") + said(note, lang)
    counted = ", ".join(f"{code} {n}" for code, n in report["segments"].items())
    if report["ok"]:
        total, seals = report["entries"], report["seals"]
        yield (
            f"Nothing is wrong: {total} entries ({counted}), {seals} seals."
            if en
            else f"異常はありません。仕訳 {total}件（{counted}）、封印 {seals}件。"
        )
    else:
        yield (
            "THE BUNDLE WAS ALTERED OR IS DAMAGED."
            if en
            else "この一式は改ざん又は破損しています。"
        )


def _paper(text: str) -> tuple[int, bytes]:
    n, _, digest = text.partition(":")
    if number(n) < 1:
        raise ValueError("seal number")
    # On paper the hash stands in groups, on two lines.
    return int(n), octets("".join(digest.split()).lower())


def _key(text: str) -> str:
    found = text.replace(" ", "").lower()
    if not (HEX64(found) or re.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4}){3}", found)):
        raise ValueError("key")
    return found


def _answer(report: dict[str, Any], is_proof: bool, options: argparse.Namespace) -> str:
    """The report as JSON or in words."""
    if options.json:
        for found in (*report["findings"], *report["notes"]):
            found["text"] = said(found, options.lang)
        return json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    words = (proof_in_words if is_proof else in_words)(report, options.lang)
    return "".join(tame(line) + "\n" for line in words)


def main(arguments: list[str] | None = None) -> int:
    """Run as a program; the exit status."""
    parser = argparse.ArgumentParser(
        description="Check an audit bundle. / 監査用一式を検証する。",
        epilog="Exit status: 0 nothing wrong, 1 altered, 2 could not be checked.",
    )
    parser.add_argument(
        "bundle", help="the folder, or a proof file / 一式のフォルダー又は証明ファイル"
    )
    parser.add_argument("--anchor", action="append", default=[], help="seals you kept / 手元の控え")
    parser.add_argument(
        "--paper", action="append", default=[], type=_paper, metavar="N:HASH",
        help="a printed seal / 書面に印刷された封印",
    )  # fmt: skip
    parser.add_argument(
        "--key", action="append", default=[], type=_key,
        help="public key or fingerprint / 公開鍵又は指紋",
    )  # fmt: skip
    parser.add_argument("--lang", choices=("ja", "en"), default="ja")
    parser.add_argument("--json", action="store_true", help="for programs / プログラム用")
    parser.add_argument("--jobs", type=int, default=0, help="processes (as many as processors)")
    options = parser.parse_args(arguments)
    try:
        is_proof = os.path.isfile(options.bundle)
        report = (check_proof if is_proof else check)(options)
        write_whole(_answer(report, is_proof, options))
    except (Unreadable, OSError) as error:
        lead = "検証できません: " if options.lang == "ja" else "Could not be checked: "
        sys.stderr.write(lead + tame(str(error)) + "\n")
        return 2
    return 0 if report["ok"] else 1


def write_whole(text: str) -> None:
    """Write the report. Raises Unreadable: one that nobody can read whole says nothing."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, AttributeError) as error:
        # What is left in the buffer would fail once more as Python ends; no stdout, no buffer.
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Unreadable(f"結果を出力できません / the answer cannot be written: {error}") from error


if __name__ == "__main__":
    # A Windows console may not be UTF-8. Unbuffered, Python does not tell that a disk took only a
    # part of what was written.
    getattr(sys.stderr, "reconfigure", lambda **_: None)(encoding="utf-8", errors="replace")
    if sys.stdout is not None:
        sys.stdout = open(1, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    # Nothing here refers to itself; to look for it would take a tenth of the time.
    gc.disable()
    sys.exit(main())
