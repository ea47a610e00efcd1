"""Calendars, read by a parser that did not write them, and by the RFC's own tables."""

from datetime import UTC, datetime, timedelta

import pytest
import recurring_ical_events
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from fourthp.foundation.text import MoreThanOneLine
from fourthp.gatherings.formats.calendars import Event, Method, Who, calendar_text
from fourthp.gatherings.formats.lines import folded, long_text, parameter, text, uri
from fourthp.gatherings.formats.zones import vtimezone
from fourthp.gatherings.models import Gathering, Rhythm
from fourthp.gatherings.operations.following import change_following
from fourthp.gatherings.operations.moving import (
    Move,
    cancel_gathering,
    hold_elsewhere,
    move_gathering,
)
from fourthp.gatherings.operations.series import SeenBy
from fourthp.gatherings.operations.venues import Where
from fourthp.gatherings.queries.calendars import event_of, events_of, organiser
from fourthp.gatherings.rules.repeating import By, Rule
from fourthp.gatherings.rules.walls import moment_of, zone_called
from fourthp.gatherings.tests.makers import (
    NOW,
    TEN,
    gatherings,
    later,
    make_coordinator,
    make_gathering,
    make_series,
    make_when,
    wall,
)
from fourthp.partnership.models import Agency
from fourthp.partnership.tests.makers import make_agency, make_group

WHO = Who("post@network.example")
ASKED = Who("post@network.example", "The network", "asha.bell@clinic.example")
# RFC 5546, 3.2.1, 3.2.2 and 3.2.5: how often each property of a VEVENT may stand.
ONCE, AT_MOST_ONCE, NEVER, SOME, ANY = (1, 1), (0, 1), (0, 0), (1, 99), (0, 99)
_ALL = {"DTSTAMP": ONCE, "ORGANIZER": ONCE, "UID": ONCE, "REQUEST-STATUS": NEVER}
_ALL |= {"RECURRENCE-ID": AT_MOST_ONCE, "STATUS": AT_MOST_ONCE, "URL": AT_MOST_ONCE}
_ALL |= {"CLASS": AT_MOST_ONCE, "LOCATION": AT_MOST_ONCE, "RRULE": AT_MOST_ONCE}
_ALL |= {"DTEND": AT_MOST_ONCE, "DURATION": AT_MOST_ONCE, "EXDATE": ANY}
TABLES = {
    "PUBLISH": _ALL | {"DTSTART": ONCE, "SUMMARY": ONCE, "ATTENDEE": NEVER},
    "REQUEST": _ALL | {"DTSTART": ONCE, "SUMMARY": ONCE, "ATTENDEE": SOME},
    "CANCEL": _ALL | {"SEQUENCE": ONCE, "ATTENDEE": ANY, "SUMMARY": AT_MOST_ONCE},
}


def faults(said: str) -> list[str]:
    """Return where a calendar breaks the table of its method, or the form of a file."""
    calendar = Calendar.from_ical(said)
    table, found = TABLES[str(calendar["METHOD"])], []
    lines = said.split("\r\n")
    if any(len(line.encode()) > 75 or "\n" in line or "\r" in line for line in lines):
        found.append("a line is too long, or not one")
    for event in calendar.walk("VEVENT"):
        for name, (least, most) in table.items():
            value = event.get(name)
            count = 0 if value is None else len(value) if _many(value) else 1
            if not least <= count <= most:
                found.append(f"{name} × {count}")
        if event.errors:
            found.append(str(event.errors))
    zones = {str(one["TZID"]) for one in calendar.walk("VTIMEZONE")}
    used = {
        event[name].params["TZID"]
        for event in calendar.walk("VEVENT")
        for name in ("DTSTART", "DTEND", "RECURRENCE-ID")
        if name in event
    }
    return found + [f"no zone {one}" for one in used - zones]


def _many(value: object) -> bool:
    return isinstance(value, list)


def event(**facts: object) -> Event:
    said = {"uid": "u1", "sequence": 0, "start": TEN, "minutes": 120}
    said |= {"zone": "Europe/London", "summary": "A gathering"}
    return Event(**said | {"url": "https://network.example/gatherings/1/"} | facts)


def written(method: Method = Method.PUBLISH, who: Who = WHO, **facts: object) -> str:
    return calendar_text(method, [event(**facts)], who=who, stamp=NOW)


def times(said: str, months: int = 13) -> list[datetime]:
    """Return when a calendar program would have them, in UTC."""
    found = recurring_ical_events.of(Calendar.from_ical(said)).between(
        NOW, NOW + timedelta(days=31 * months)
    )
    return sorted(one["DTSTART"].dt.astimezone(UTC) for one in found)


class TestMethods:
    @pytest.mark.parametrize("method", Method)
    def test_keep_the_tables_of_the_standard(self, method):
        who = WHO if method is Method.PUBLISH else ASKED
        assert faults(written(method, who, rule="FREQ=WEEKLY;BYDAY=TU")) == []
        assert faults(written(method, who, instead_of=TEN, location="Hall, 2")) == []

    def test_are_told_apart_by_a_table_that_finds_faults(self):
        assert faults(written(Method.REQUEST, WHO)) == ["ATTENDEE × 0"]
        published = written(Method.REQUEST, ASKED).replace("REQUEST", "PUBLISH")
        assert faults(published) == ["ATTENDEE × 1"]

    def test_publish_names_nobody_who_comes(self):
        assert "ATTENDEE" not in written(Method.PUBLISH, ASKED)

    def test_request_asks_one(self):
        [asked] = Calendar.from_ical(written(Method.REQUEST, ASKED)).walk("VEVENT")
        assert str(asked["ATTENDEE"]) == "mailto:asha.bell@clinic.example"
        assert asked["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
        assert asked["ORGANIZER"].params["CN"] == "The network"

    def test_cancel_takes_one_of_a_series_back(self):
        said = written(Method.CANCEL, ASKED, sequence=4, instead_of=TEN, rule="X")
        [one] = Calendar.from_ical(said).walk("VEVENT")
        assert one["STATUS"] == "CANCELLED"
        assert one["SEQUENCE"] == 4
        assert one["RECURRENCE-ID"].dt.hour == 10
        assert "RRULE" not in one
        assert "PARTSTAT" not in said


class TestLines:
    @pytest.mark.parametrize("bad", ["a\nATTENDEE:x", "a\rb", "a\u2028b", "a\x00b"])
    def test_refuse_what_would_be_another(self, bad):
        for facts in ({"summary": bad}, {"location": bad}):
            with pytest.raises(MoreThanOneLine):
                written(**facts)
        for address in (f"https://a.example/{bad}", "https://a.example/ b"):
            with pytest.raises(MoreThanOneLine):
                uri(address)
        with pytest.raises(MoreThanOneLine):
            written(who=Who("x@a.example\nATTENDEE:mailto:y@a.example"))

    def test_hold_a_parameter_in_quotes_that_nothing_leaves(self):
        assert parameter('A "B"; C:D,\n') == '"A  B   C D"'

    def test_hold_several_lines_as_one(self):
        assert long_text("a, b\r\nc;\rd\\") == "a\\, b\\nc\\;\\nd\\\\"
        [one] = Calendar.from_ical(written(about="Read it\nthere")).walk("VEVENT")
        assert str(one["DESCRIPTION"]) == "Read it\nthere"

    def test_take_a_title_of_100_kb_and_no_longer_for_it(self):
        said = written(summary="ü" * 100_000)
        assert faults(said) == []
        [one] = Calendar.from_ical(said).walk("VEVENT")
        assert str(one["SUMMARY"]) == "ü" * 100_000

    @given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))))
    def test_say_whatever_was_said(self, words):
        said = written(summary=words)
        [one] = Calendar.from_ical(said).walk("VEVENT")
        assert str(one["SUMMARY"]) == words.strip()
        assert folded(f"X:{text(words)}").replace("\r\n ", "") == f"X:{text(words)}"


class TestZones:
    @pytest.mark.parametrize(
        "zone",
        [
            *("Europe/London", "Europe/Bucharest", "Africa/Casablanca", "UTC"),
            *("America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"),
            *("Africa/Cairo", "America/Santiago", "Europe/Dublin", "Asia/Gaza"),
        ],
    )
    def test_tell_a_program_that_knows_none_what_the_time_is(self, zone):
        lines = ["BEGIN:VCALENDAR", *vtimezone(zone, 2026), "END:VCALENDAR", ""]
        [own] = Calendar.from_ical("\r\n".join(lines)).walk("VTIMEZONE")
        own["TZID"] = "Nowhere/Known"
        told, real = own.to_tz(lookup_tzid=False), zone_called(zone)
        for days in range(0, 5 * 365, 3):
            at = wall(2026, 1, 1, 12, 0) + timedelta(days=days)
            assert at.replace(tzinfo=told).utcoffset() == moment_offset(at, real), at

    def test_say_a_rule_where_there_is_one(self):
        assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in vtimezone(
            "Europe/London", 2026
        )
        assert not any(one.startswith("RDATE") for one in vtimezone("UTC", 2026))
        new_york = vtimezone("America/New_York", 2026)
        assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU" in new_york

    def test_tell_an_offset_of_seconds(self):
        assert any("-004430" in one for one in vtimezone("Africa/Monrovia", 1970))


def moment_offset(at: datetime, zone) -> timedelta:
    return at - moment_of(at, zone).replace(tzinfo=None)


@pytest.mark.django_db
class TestSeries:
    @pytest.fixture(autouse=True)
    def _clock(self):
        with time_machine.travel(NOW, tick=False):
            yield

    def said(self, now: datetime = NOW) -> str:
        return calendar_text(
            Method.PUBLISH,
            events_of(Rhythm.objects.all(), now=now),
            who=organiser(),
            stamp=now,
            name="Calendar",
        )

    def planned(self) -> list[datetime]:
        rows = Gathering.objects.filter(state=Gathering.State.PLANNED)
        return list(rows.order_by("starts_at").values_list("starts_at", flat=True))

    def test_is_in_calendars_when_it_is_here(self):
        make_series()
        assert times(self.said(), 12)[:12] == self.planned()
        assert faults(self.said()) == []

    def test_leaves_out_what_is_cancelled_and_moves_what_is_moved(self):
        by, rows = make_coordinator(), gatherings(make_series())
        cancel_gathering(rows[1], "", by=by, now=NOW)
        move_gathering(rows[2], Move(wall(2026, 5, 13, 15, 0), 60), by=by, now=NOW)
        said = self.said()
        assert times(said, 12)[:11] == self.planned()
        assert faults(said) == []
        master, moved = Calendar.from_ical(said).walk("VEVENT")
        assert master["EXDATE"].dts[0].dt.date() == rows[1].day
        assert str(moved["RECURRENCE-ID"].dt.date()) == "2026-05-12"
        assert master["UID"] == moved["UID"]
        assert (master["SEQUENCE"], moved["SEQUENCE"]) == (2, 2)

    def test_is_two_of_two_names_once_it_was_changed_from_the_middle(self):
        rows = gatherings(make_series())
        when = make_when(wall(2026, 5, 6, 14, 0))
        change_following(rows[2], when, by=make_coordinator(), now=NOW)
        said = self.said()
        assert times(said, 11)[: len(self.planned()) - 4] == self.planned()[:-4]
        assert faults(said) == []
        assert len({str(one["UID"]) for one in Calendar.from_ical(said).events}) == 2

    def test_keeps_names_and_only_rises(self):
        by, rows = make_coordinator(), gatherings(make_series())
        before = Calendar.from_ical(self.said()).events[0]
        cancel_gathering(rows[1], "", by=by, now=NOW)
        after = Calendar.from_ical(self.said()).events[0]
        assert before["UID"] == after["UID"]
        assert after["SEQUENCE"] > before["SEQUENCE"]

    def test_does_not_tell_what_fell_out_of_its_rule(self):
        only, by = make_gathering(), make_coordinator()
        change_following(only, make_when(), by=by, now=NOW)
        only.refresh_from_db()
        change_following(only, make_when(rule=Rule(By.WEEK, times=2)), by=by, now=NOW)
        assert times(self.said()) == self.planned()

    def test_is_forgotten_two_months_after_its_last(self):
        make_gathering()
        assert "BEGIN:VEVENT" in self.said(later(days=60))
        assert "BEGIN:VEVENT" not in self.said(later(days=80))

    def test_ends_on_its_last_day_in_every_zone(self):
        rule = Rule(By.WEEK, until=wall(2026, 3, 24).date())
        for zone in ("Pacific/Kiritimati", "America/Adak"):
            Rhythm.objects.all().delete()
            make_series(when=make_when(wall(2026, 3, 10, 23, 30), zone=zone, rule=rule))
            assert times(self.said()) == self.planned()

    def test_of_one_gathering_names_it_within_its_series(self):
        row = gatherings(make_series())[1]
        said = event_of(row)
        assert (said.uid, said.instead_of) == (str(row.rhythm_id), row.wall)
        assert event_of(make_gathering()).instead_of is None

    def test_says_nothing_that_is_not_for_everyone(self):
        where = Where(place="Zq hall", link="https://a.example/zq", passcode="zq")
        for seen_by in (SeenBy.MEMBERS, SeenBy.GROUP, SeenBy.STRONG):
            make_series("Zq name", seen_by=seen_by, where=where)
        said = self.said()
        assert "zq" not in said.lower()
        assert "CLASS:PUBLIC" not in said

    def test_says_name_and_place_where_everyone_may_know_them(self):
        where = Where(place="Town hall", room="2", link="https://a.example/zq")
        series = make_series("Open day", seen_by=SeenBy.EVERYONE, where=where)
        april, may = gatherings(series)[1:3]
        elsewhere = Where(place="Library")
        hold_elsewhere(april, elsewhere, by=make_coordinator(), now=NOW)
        said = self.said()
        assert "SUMMARY:Open day" in said
        assert "LOCATION:Town hall\\, 2" in said
        assert "LOCATION:Library" in said
        assert "a.example/zq" not in said
        assert event_of(may).location == "Town hall, 2"
        assert event_of(april).location == "Library"

    def test_says_no_place_of_an_agency_that_became_confidential(self):
        make_agency("Rowan House")
        where = Where(place="Rowan House")
        make_series(seen_by=SeenBy.EVERYONE, where=where)
        assert "Rowan" in self.said()
        Agency.objects.update(place_is_confidential=True)
        assert "Rowan" not in self.said()

    def test_never_says_the_name_of_a_group_that_was_closed(self):
        group = make_group("Zq group")
        make_series("Zq name", seen_by=SeenBy.EVERYONE, group=group)
        type(group).objects.filter(pk=group.pk).update(is_closed=True)
        assert "zq" not in self.said().lower()
