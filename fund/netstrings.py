"""Netstrings: fields joined so that no two lists of fields look alike. Pure.

A field is "<octets>:<text>," in UTF-8, and "-," where there is none: nothing differs from "".
"""

from collections.abc import Iterator

Field = str | int | bytes | None


class NotNetstrings(ValueError):
    """The bytes are not netstrings in their one canonical form."""


def netstrings(*fields: Field) -> bytes:
    """The fields one after the other; integers in decimal, bytes in lower-case hex."""
    return b"".join(map(_netstring, fields))


def read_netstrings(data: bytes) -> list[str | None]:
    """The fields again. Raises NotNetstrings for anything `netstrings` would not have written."""
    return list(_fields(data))


def _netstring(field: Field) -> bytes:
    if field is None:
        return b"-,"
    assert not isinstance(field, bool), "a truth is written 1 or 0"
    octets = (field.hex() if isinstance(field, bytes) else str(field)).encode()
    return b"%d:%s," % (len(octets), octets)


def _fields(data: bytes) -> Iterator[str | None]:
    at = 0
    while at < len(data):
        if data[at : at + 2] == b"-,":
            yield None
            at += 2
            continue
        colon = data.find(b":", at, at + 12)
        digits = data[at:colon] if colon > at else b""
        if not digits.isdigit() or (digits[:1] == b"0" and digits != b"0"):
            raise NotNetstrings(f"no length at octet {at}")
        end = colon + 1 + int(digits)
        if data[end : end + 1] != b",":
            raise NotNetstrings(f"the field at octet {at} has another length")
        try:
            yield data[colon + 1 : end].decode()
        except UnicodeDecodeError:
            raise NotNetstrings(f"the field at octet {at} is not UTF-8") from None
        at = end + 1
