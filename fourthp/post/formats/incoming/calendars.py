"""Answers that a calendar sent: REPLY, COUNTER and DECLINECOUNTER (RFC 5546, 6047)."""

import re
from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar, Event

from fourthp.post.formats.incoming.arrivals import CalendarAnswer
from fourthp.post.formats.incoming.cleaning import many_lines, one_line
from fourthp.post.formats.incoming.headers import plain_address
from fourthp.post.formats.incoming.parts import Part, walk

UNREADABLE = "?"
_METHODS = {"REPLY", "COUNTER", "DECLINECOUNTER"}
_TYPES = {"text/calendar", "application/ics", "application/ical", "text/x-vcalendar"}
_MOST_ANSWERS = 20
_MOST_PARTS = 5
_MOST_UID = 250
_MOST_COMMENT = 2_000
_MOST_SEQUENCE = 2**31 - 1
_EVENT = re.compile(r"^BEGIN:VEVENT\s*?$.*?(?:^END:VEVENT\s*?$|\Z)", re.S | re.M | re.I)
_METHOD = re.compile(r"^METHOD:\s{0,5}(\w{1,20})", re.M | re.I)


def is_calendar(part: Part) -> bool:
    """Return whether a part is a calendar, inline or as a file."""
    return part.type.name in _TYPES or part.file_name.lower().endswith(".ics")


def calendar_answers(mail: Part, *, sender: str) -> tuple[CalendarAnswer, ...]:
    """Return what the first calendar of a mail that answers anything answers."""
    parts = [leaf for leaf in walk(mail) if is_calendar(leaf)]
    for part in parts[:_MOST_PARTS]:
        answers = _answers(part, sender)
        if answers:
            return answers
    return ()


def _answers(part: Part, sender: str) -> tuple[CalendarAnswer, ...]:
    text = part.text().lstrip("\ufeff \n\t")
    calendar = _calendar(text)
    if calendar is None:
        return ()
    said = _said(calendar, "METHOD") or part.type.params.get("method", "")
    method = said.strip().upper()
    if method not in _METHODS:
        return ()
    events = [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    answers = [_answer(event, method, sender) for event in events[:_MOST_ANSWERS]]
    return tuple(answer for answer in answers if answer.uid)


def _calendar(text: str) -> Calendar | None:
    """Return a calendar, put together anew when it is cut off or has foreign lines."""
    for version in (text, _mended(text)):
        try:
            found = Calendar.from_ical(version)
        except Exception:  # noqa: BLE001, S112 -- the library raises what its parsers raise
            continue
        if isinstance(found, Calendar):
            return found
    return None


def _mended(text: str) -> str:
    method = _METHOD.search(text)
    lines = ["BEGIN:VCALENDAR", f"METHOD:{method[1] if method else ''}"]
    for found in list(_EVENT.finditer(text))[:_MOST_ANSWERS]:
        inside = [line for line in found[0].split("\n") if _is_fit(line)]
        lines += ["BEGIN:VEVENT", *inside, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _is_fit(line: str) -> bool:
    name = line.partition(":")[0].partition(";")[0]
    is_more = line.startswith((" ", "\t"))
    is_field = ":" in line and name.replace("-", "").isalnum() and name.isascii()
    return is_more or (is_field and name.upper() not in {"BEGIN", "END"})


def _answer(event: Event, method: str, sender: str) -> CalendarAnswer:
    attendee = _attendee(event, sender)
    return CalendarAnswer(
        method=method,
        uid=_said(event, "UID")[:_MOST_UID],
        recurrence_id=_recurrence(event),
        partstat=_partstat(attendee),
        attendee=_mailbox(attendee),
        comment=_comment(event),
        start=_moment(event, "DTSTART"),
        end=_moment(event, "DTEND"),
        sequence=_sequence(event),
        dtstamp=_moment(event, "DTSTAMP"),
    )


def _values(component: Any, name: str) -> list[Any]:
    found = component.get(name)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _said(component: Any, name: str) -> str:
    """Return the first value of a property as text, empty when it cannot be read."""
    for value in _values(component, name)[:1]:
        return one_line(_text(value))
    return ""


def _text(value: Any) -> str:
    try:
        return str(value)[:_MOST_COMMENT]
    except Exception:  # noqa: BLE001 -- a broken property raises what it likes
        return ""


def _attendee(event: Event, sender: str) -> Any:
    """Return who answers: one of several is the one who sent the mail."""
    attendees = _values(event, "ATTENDEE")[:100]
    for attendee in attendees:
        if _mailbox(attendee) == sender:
            return attendee
    return attendees[0] if attendees else None


def _mailbox(attendee: Any) -> str:
    said = _text(attendee).strip() if attendee is not None else ""
    if said.lower().startswith("mailto:"):
        said = said[len("mailto:") :]
    found = plain_address(said)
    if found:
        return found
    named = _param(attendee, "EMAIL") or _param(attendee, "X-MS-OLK-SENDER")
    return plain_address(named)


def _partstat(attendee: Any) -> str:
    return _param(attendee, "PARTSTAT").lower()[:40]


def _param(value: Any, name: str) -> str:
    params = getattr(value, "params", None) or {}
    return one_line(_text(params.get(name, "")))


def _comment(event: Event) -> str:
    said = [_text(value) for value in _values(event, "COMMENT")[:5]]
    return many_lines("\n".join(said)).strip()[:_MOST_COMMENT]


def _sequence(event: Event) -> int:
    said = _said(event, "SEQUENCE")
    is_whole = said.isascii() and said.isdigit() and len(said) < 11
    return min(int(said), _MOST_SEQUENCE) if is_whole else 0


def _when(event: Event, name: str) -> date | None:
    for value in _values(event, name)[:1]:
        try:
            found = value.dt
        except Exception:  # noqa: BLE001 -- a broken property raises what it likes
            return None
        return found if isinstance(found, date) else None
    return None


def _moment(event: Event, name: str) -> datetime | None:
    """Return a time in UTC; None for a whole day, or a time of no known zone."""
    found = _when(event, name)
    if not isinstance(found, datetime) or found.tzinfo is None:
        return None
    try:
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _recurrence(event: Event) -> str:
    found, aware = _when(event, "RECURRENCE-ID"), _moment(event, "RECURRENCE-ID")
    if aware is not None:
        return aware.strftime("%Y%m%dT%H%M%SZ")
    if isinstance(found, datetime):
        return found.strftime("%Y%m%dT%H%M%S")
    if found is None:
        # One that cannot be read is not the whole series.
        return UNREADABLE if event.get("RECURRENCE-ID") is not None else ""
    return found.strftime("%Y%m%d")
