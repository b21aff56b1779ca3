"""The calendar file against RFC 5545, read back by a reader of the test's own."""

from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.icalendar import Event, calendar_file

CHANGED = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


def an_event(**changes: object) -> Event:
    values = {
        "uid": "b0f5@fund.example.jp",
        "sequence": 2,
        "changed_at": CHANGED,
        "on": date(2026, 12, 31),
        "summary": "実績報告 [P26-0007]",
        "description": "年度末の翌日から起算して3か月以内",
    }
    return Event(**(values | changes))  # type: ignore[arg-type]


def unfolded(raw: bytes) -> list[str]:
    """Logical lines; every physical one is checked on the way."""
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    lines: list[bytes] = []
    for part in raw[:-2].split(b"\r\n"):
        assert len(part) <= 75
        part.decode("utf-8")
        if part.startswith(b" "):
            lines[-1] += part[1:]
        else:
            lines.append(part)
    return [line.decode() for line in lines]


def fields_of(raw: bytes) -> dict[str, str]:
    """Names and values of the first event, texts unescaped."""
    lines = unfolded(raw)
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    found: dict[str, str] = {}
    for line in event:
        name, _, value = line.partition(":")
        found.setdefault(name, value)
    return found


def unescaped(value: str) -> str:
    plain, rest = "", iter(value)
    for sign in rest:
        plain += {"n": "\n"}.get(following := next(rest), following) if sign == "\\" else sign
    return plain


def test_a_due_date_is_a_whole_day_with_an_alarm_a_week_before() -> None:
    lines = unfolded(calendar_file([an_event()]))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    for wanted in (
        "METHOD:PUBLISH", "UID:b0f5@fund.example.jp", "SEQUENCE:2", "DTSTAMP:20261101T030000Z",
        "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT", "TRIGGER:-P7D", "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ):  # fmt: skip
        assert wanted in lines


def test_what_is_owed_no_more_is_cancelled_without_an_alarm() -> None:
    lines = unfolded(calendar_file([an_event(is_cancelled=True)]))
    assert "STATUS:CANCELLED" in lines
    assert "BEGIN:VALARM" not in lines


def test_an_empty_calendar_is_a_calendar() -> None:
    assert unfolded(calendar_file([]))[-1] == "END:VCALENDAR"


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_comes_back_and_no_line_is_too_long(text: str) -> None:
    found = fields_of(calendar_file([an_event(summary=text)]))
    kept = "".join(s for s in text.replace("\r\n", "\n") if s == "\n" or s.isprintable())
    assert unescaped(found["SUMMARY"]) == kept


def test_a_hostile_title_adds_no_line() -> None:
    raw = calendar_file([an_event(summary="報告\r\nATTACH:http://evil.example/")])
    assert not [line for line in unfolded(raw) if line.startswith("ATTACH")]
