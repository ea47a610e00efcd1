"""Answers of calendars, as Outlook, Google and Apple send them."""

import base64
from datetime import UTC, datetime

from fourthp.post.formats.incoming import ArrivalKind
from fourthp.post.tests.corpus.shapes import (
    BACK,
    ELENA,
    REF,
    US,
    Shape,
    html,
    mail,
    parts,
    plain,
)

_C = ArrivalKind.CALENDAR
NINE = datetime(2026, 3, 4, 9, tzinfo=UTC)
_ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def event(
    partstat: str = "ACCEPTED",
    *,
    start: str = "DTSTART:20260304T090000Z",
    more: str = "",
    who: str = "mailto:elena@refuge.example",
) -> str:
    """Return an event with one attendee who answers."""
    return (
        f"BEGIN:VEVENT\nUID:gathering-7@anyshire.example\n{start}\n"
        f'ATTENDEE;CN="Ionescu, Elena";PARTSTAT={partstat}:{who}\n{more}END:VEVENT\n'
    )


def ics(*events: str, method: str = "REPLY", more: str = "") -> str:
    """Return a calendar object."""
    body = "".join(events)
    return (
        f"BEGIN:VCALENDAR\nPRODID:x\nVERSION:2.0\nMETHOD:{method}\n{more}{body}"
        "END:VCALENDAR\n"
    )


def answer(
    name: str,
    calendar: str,
    facts: dict | None = None,
    *,
    kind: ArrivalKind = _C,
    method: str = "REPLY",
    sender: str = ELENA,
) -> Shape:
    """Return an answer in an alternative part, as most programs send it."""
    body, head = parts(
        plain("Elena Ionescu has accepted."),
        html("<p>Elena Ionescu has accepted.</p>"),
        f"Content-Type: text/calendar; charset=utf-8; method={method}\n\n{calendar}",
        kind="alternative",
    )
    raw = mail(body, BACK + head, subject="Accepted: Gathering", sender=sender)
    known = {"reference": REF, "calendar.0.uid": "gathering-7@anyshire.example"}
    return Shape(name, raw, kind, {**(known if kind is _C else {}), **(facts or {})})


def _attached(name: str, content_type: str, file_name: str, data: bytes) -> Shape:
    coded = base64.encodebytes(data).decode()
    body, head = parts(
        plain("See the file."),
        f"Content-Type: {content_type}\nContent-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment; filename={file_name}\n\n{coded}",
    )
    raw = mail(body, head, to=US, subject="Declined: Gathering")
    facts = {"calendar.0.partstat": "declined", "attachments_left": 0, "reference": REF}
    return Shape(name, raw, _C, facts)


_DECLINED = ics(event("DECLINED")).replace("\n", "\r\n").encode()
_WINDOWS = "DTSTART;TZID=W. Europe Standard Time:20260304T100000"

SHAPES = [
    answer(
        "google: accepted",
        ics(event(more="DTSTAMP:20260301T080000Z\nSEQUENCE:2\n")),
        {
            "calendar.0.method": "REPLY",
            "calendar.0.partstat": "accepted",
            "calendar.0.attendee": "elena@refuge.example",
            "calendar.0.sequence": 2,
            "calendar.0.dtstamp": datetime(2026, 3, 1, 8, tzinfo=UTC),
            "attachments_left": 0,
        },
    ),
    answer(
        "outlook: tentative, a zone of Windows with its rules",
        ics(event("TENTATIVE", start=_WINDOWS), more=_ZONE),
        {"calendar.0.partstat": "tentative", "calendar.0.start": NINE},
    ),
    answer(
        "outlook: a zone of Windows without its rules",
        ics(event("DECLINED", start=_WINDOWS)),
        {"calendar.0.partstat": "declined", "calendar.0.start": NINE},
    ),
    answer(
        "outlook: address in capitals, comment over lines, no time stamp",
        ics(event(who="MAILTO:Elena@Refuge.example", more="COMMENT:Late\\nby ten\n")),
        {
            "calendar.0.attendee": "elena@refuge.example",
            "calendar.0.comment": "Late\nby ten",
            "calendar.0.dtstamp": None,
        },
    ),
    answer(
        "outlook: proposes another time",
        ics(
            event(
                "TENTATIVE",
                start="DTSTART;TZID=GMT Standard Time:20260304T090000\n"
                "DTEND;TZID=GMT Standard Time:20260304T100000",
                more="X-MS-OLK-ORIGINALSTART:20260304T080000Z\nCOMMENT:One later?\n",
            ),
            method="COUNTER",
        ),
        {
            "calendar.0.method": "COUNTER",
            "calendar.0.start": NINE,
            "calendar.0.end": datetime(2026, 3, 4, 10, tzinfo=UTC),
        },
        method="COUNTER",
    ),
    answer(
        "a proposal is declined",
        ics(event(), method="DECLINECOUNTER"),
        {"calendar.0.method": "DECLINECOUNTER"},
        method="DECLINECOUNTER",
    ),
    answer(
        "apple: one day of a series",
        ics(event(more="RECURRENCE-ID;TZID=Europe/Bucharest:20260304T110000\n")),
        {"calendar.0.recurrence_id": "20260304T090000Z"},
    ),
    answer(
        "a whole day of a series",
        ics(event(more="RECURRENCE-ID;VALUE=DATE:20260304\n")),
        {"calendar.0.recurrence_id": "20260304"},
    ),
    answer(
        "two days of a series in one answer",
        ics(
            event(more="RECURRENCE-ID:20260304T090000Z\n"),
            event("DECLINED", more="RECURRENCE-ID:20260311T090000Z\n"),
        ),
        {
            "calendar.0.partstat": "accepted",
            "calendar.1.partstat": "declined",
            "calendar.1.recurrence_id": "20260311T090000Z",
        },
    ),
    answer(
        "several attendees: the sender answers",
        ics(
            event(
                "NEEDS-ACTION",
                who="mailto:other@refuge.example",
                more="ATTENDEE;PARTSTAT=ACCEPTED:mailto:elena@refuge.example\n",
            )
        ),
        {
            "calendar.0.partstat": "accepted",
            "calendar.0.attendee": "elena@refuge.example",
        },
    ),
    answer(
        "method only in the calendar's own line",
        ics(event()),
        {"calendar.0.method": "REPLY"},
        method="PUBLISH",
    ),
    answer(
        "cut off in the middle",
        ics(event()).replace("END:VEVENT\nEND:VCALENDAR\n", ""),
        {"calendar.0.partstat": "accepted"},
    ),
    answer(
        "foreign lines inside, a mark of bytes above",
        "\ufeff" + ics(event(more="this is no line\nDTSTAMP:rubbish\nSEQUENCE:many\n")),
        {
            "calendar.0.partstat": "accepted",
            "calendar.0.sequence": 0,
            "calendar.0.dtstamp": None,
        },
    ),
    answer(
        "a zone that nobody knows",
        ics(event(start="DTSTART;TZID=Moon Standard Time:20260304T100000")),
        {"calendar.0.partstat": "accepted", "calendar.0.start": None},
    ),
    _attached("apple: as a file", "text/calendar; method=REPLY", "a.ics", _DECLINED),
    _attached(
        "as a file of no known type", "application/octet-stream", "x.ICS", _DECLINED
    ),
    Shape(
        "google: a calendar alone, folded lines",
        mail(
            ics(event()).replace("gathering-7@any", "gathering-7\n @any"),
            BACK + "Content-Type: text/calendar; method=REPLY\n",
        ),
        _C,
        {"calendar.0.uid": "gathering-7@anyshire.example", "reference": REF},
    ),
    answer(
        "an automatic answer of a room is an answer",
        ics(event()),
        {"calendar.0.partstat": "accepted"},
    ),
    answer(
        "rubbish instead of a calendar is what its words say",
        "BEGIN:NOTHING\nof the kind\n",
        {"calendar": ()},
        kind=ArrivalKind.ANSWER,
    ),
    answer(
        "an invitation of theirs is no answer of a calendar",
        ics(event("NEEDS-ACTION"), method="REQUEST"),
        {"calendar": ()},
        kind=ArrivalKind.ANSWER,
        method="REQUEST",
    ),
    answer(
        "an answer about no event at all",
        ics(event().replace("UID:gathering-7@anyshire.example\n", "")),
        {"calendar": ()},
        kind=ArrivalKind.ANSWER,
    ),
]
