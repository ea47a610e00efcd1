"""What calendars answer: shapes of Outlook, Google, Apple and Thunderbird."""

from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError

from fourthp.foundation.actors import Host
from fourthp.gatherings.models import Answer, Says, Way
from fourthp.gatherings.operations.answers import Coming, say_coming
from fourthp.gatherings.operations.invitation_letters import INVITED
from fourthp.gatherings.operations.inviting import GuestFacts, name_guest
from fourthp.gatherings.operations.moving import (
    Move,
    cancel_gathering,
    move_gathering,
)
from fourthp.gatherings.operations.replies import (
    NOT_TAKEN,
    NotForAProgram,
    take_answer,
    take_by_sender,
)
from fourthp.gatherings.operations.series import SeenBy
from fourthp.gatherings.tests.makers import NOW, gatherings, later, wall
from fourthp.gatherings.tests.test_answers import link_for, sits
from fourthp.gatherings.tests.test_invitations import of, sent_series
from fourthp.partnership.tests.makers import make_network
from fourthp.post.formats.incoming.arrivals import CalendarAnswer
from fourthp.post.models import Incoming, Message
from fourthp.post.operations import arrivals
from fourthp.post.operations.arrivals import take_in
from fourthp.post.queries import calendars
from fourthp.post.tests.boxes import HOST

pytestmark = pytest.mark.django_db
ME = "asha@quay.example"
LONDON = """BEGIN:VTIMEZONE
TZID:GMT Standard Time
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.fixture(autouse=True)
def _clock():
    make_network()
    with time_machine.travel(NOW, tick=False):
        yield


def reply(uid: str, part: str = "ACCEPTED", **said: str) -> bytes:
    """A mail as a calendar program sends it to the organizer."""
    sender, who = said.get("sender", ME), said.get("who", ME)
    method, more = said.get("method", "REPLY"), said.get("more", "")
    to, zone = said.get("to", f"post@{HOST}"), said.get("zone", "")
    text = f"""From: Asha Bell <{sender}>
To: {to}
Subject: Accepted: A gathering of the network
Message-ID: <{uuid4().hex}@quay.example>
MIME-Version: 1.0
Content-Type: text/calendar; method={method}; charset=utf-8

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//a.example//calendar//EN
METHOD:{method}
{zone}BEGIN:VEVENT
UID:{uid}
DTSTAMP:20260302T093000Z
ORGANIZER:mailto:post@{HOST}
ATTENDEE;PARTSTAT={part}:mailto:{who}
{more}END:VEVENT
END:VCALENDAR
"""
    return text.replace("\n", "\r\n").encode()


def came(mail: bytes, *, now=NOW) -> Incoming:
    return take_in(mail, f"maildir:{uuid4().hex}", now=now)


def uid_of(series) -> str:
    return gatherings(series)[0].rhythm.uid


SHAPES = {
    "outlook": {"more": "RECURRENCE-ID;TZID=GMT Standard Time:20260414T100000\n"},
    "outlook with its zone": {
        "more": "RECURRENCE-ID;TZID=GMT Standard Time:20260414T100000\n",
        "zone": LONDON,
    },
    "google": {"more": "RECURRENCE-ID:20260414T090000Z\nSEQUENCE:0\n"},
    "apple": {"more": "RECURRENCE-ID;TZID=Europe/London:20260414T100000\n"},
    "thunderbird": {
        "more": "X-MOZ-GENERATION:2\n"
        "RECURRENCE-ID;TZID=Europe/London:20260414T100000\n",
        "zone": LONDON.replace("GMT Standard Time", "Europe/London"),
    },
    "thunderbird's own zone": {
        "more": "RECURRENCE-ID;TZID=/mozilla.org/20050126_1/Europe/London:"
        "20260414T100000\n",
        "zone": LONDON.replace(
            "GMT Standard Time", "/mozilla.org/20050126_1/Europe/London"
        ),
    },
    "a day alone": {"more": "RECURRENCE-ID;VALUE=DATE:20260414\n"},
    "no zone": {"more": "RECURRENCE-ID:20260414T100000\n"},
}


class TestShapes:
    @pytest.mark.parametrize("shape", SHAPES)
    def test_name_the_one_they_are_of_in_summer_time(self, shape):
        series, asha = sent_series()
        found = came(reply(uid_of(series), "DECLINED", **SHAPES[shape]))
        assert found.outcome == "answered"
        answer = Answer.objects.get()
        assert answer.gathering == gatherings(series)[1]
        assert (answer.person, answer.says) == (asha, Says.APOLOGIES)
        assert answer.way == Way.CALENDAR

    def test_without_a_day_all_that_is_to_come(self):
        series, _asha = sent_series()
        cancel_gathering(gatherings(series)[2], "", by=Host(), now=NOW)
        came(reply(uid_of(series)))
        assert Answer.objects.filter(says=Says.ROOM).count() == 11

    def test_one_that_was_moved_may_be_named_by_when_it_is(self):
        series, _asha = sent_series()
        one = gatherings(series)[1]
        move_gathering(one, Move(wall(2026, 4, 15, 14, 0), 60), by=Host(), now=NOW)
        more = "RECURRENCE-ID:20260415T130000Z\nSEQUENCE:1\n"
        came(reply(uid_of(series), more=more))
        assert Answer.objects.get().gathering == one

    @pytest.mark.parametrize(
        ("part", "says"),
        [("ACCEPTED", "room"), ("DECLINED", "apologies"), ("TENTATIVE", "perhaps")],
    )
    def test_say_what_people_mean(self, part, says):
        series, _asha = sent_series()
        more = "RECURRENCE-ID:20260414T090000Z\nCOMMENT:Ten minutes\\nlate\n"
        came(reply(uid_of(series), part, more=more))
        answer = Answer.objects.get()
        assert (answer.says, answer.words) == (says, "Ten minutes late")

    def test_accepted_leaves_who_comes_online_online(self):
        series, asha = sent_series()
        one = gatherings(series)[1]
        said = Coming(Says.ONLINE)
        say_coming(one, asha, said, by=asha, way=Way.PAGE, now=NOW)
        came(reply(uid_of(series), more="RECURRENCE-ID:20260414T090000Z\n"))
        assert Answer.objects.get().says == Says.ONLINE

    def test_another_time_is_a_word_and_moves_nothing(self):
        series, _asha = sent_series()
        more = "RECURRENCE-ID:20260414T090000Z\nDTSTART:20260415T130000Z\n"
        more += "COMMENT:One later?\n"
        mail = reply(uid_of(series), "TENTATIVE", method="COUNTER", more=more)
        assert came(mail).outcome == "answered"
        answer = Answer.objects.get()
        assert answer.words == "Proposes 2026-04-15 13:00 (UTC): One later?"
        assert not gatherings(series)[1].is_moved

    def test_another_time_without_saying_which_is_a_word_too(self):
        series, _asha = sent_series()
        more = "RECURRENCE-ID:20260414T090000Z\n"
        came(reply(uid_of(series), method="COUNTER", more=more))
        assert Answer.objects.get().words == "Proposes another time"

    def test_a_word_that_tells_of_a_person_is_left_out(self):
        series, _asha = sent_series()
        more = "RECURRENCE-ID:20260414T090000Z\nCOMMENT:Ana Pop born 12.03.1998\n"
        came(reply(uid_of(series), more=more))
        assert Answer.objects.get().words == ""


class TestOfOthers:
    """The control is each shape above: the same mail of her own is taken."""

    @pytest.mark.parametrize(
        "said",
        [
            {"sender": "eve@x.example"},
            {"who": "mina@canal.example"},
            {"sender": "mina@canal.example"},
            {"sender": "eve@x.example", "who": "eve@x.example"},
        ],
    )
    def test_nothing_is_said_for_anybody_and_a_person_reads_it(self, said):
        series, _asha = sent_series()
        sits("Mina Farouk", series.group, email="mina@canal.example")
        found = came(reply(uid_of(series), "DECLINED", **said))
        assert found.outcome == "letter"
        assert found.state == Incoming.State.NEW
        assert not Answer.objects.exists()

    def test_nobody_of_two_who_share_an_address(self):
        series, _asha = sent_series()
        sits("Mina Farouk", series.group, email=ME)
        assert came(reply(uid_of(series))).outcome == "letter"

    def test_to_a_mail_of_hers_only_she_answers(self):
        series, asha = sent_series()
        mina = sits("Mina Farouk", series.group, email="mina@canal.example")
        [mail] = [one for one in of(INVITED) if one.reader_id == str(asha.pk)]
        to = f"post+{mail.reference}@{HOST}"
        more = "RECURRENCE-ID:20260414T090000Z\n"
        other = "mina@canal.example"
        mails = (
            reply(uid_of(series), to=to, sender=other, who=other, more=more),
            reply(uid_of(series), to=to, who=other, more=more),
        )
        for one in mails:
            assert came(one).outcome == Incoming.Outcome.NOT_TAKEN
        assert not Answer.objects.filter(person=mina).exists()
        assert came(reply(uid_of(series), to=to, more=more)).outcome == "answered"
        assert Answer.objects.get().person == asha

    def test_of_another_than_the_reader_of_the_mail_it_answers_a_person_reads(self):
        series, asha = sent_series()
        mina = sits("Mina Farouk", series.group, email="mina@canal.example")
        said = CalendarAnswer("REPLY", uid_of(series), "", "accepted", ME)
        mail, first = Message(address=ME), gatherings(series)[0]
        with pytest.raises(NotForAProgram):
            take_answer(mail, "", calendar=(said,), by=link_for(mina, first), now=NOW)
        assert not Answer.objects.exists()
        take_answer(mail, "", calendar=(said,), by=link_for(asha, first), now=NOW)
        assert {one.person for one in Answer.objects.all()} == {asha}

    def test_words_are_read_by_a_person(self):
        with pytest.raises(NotForAProgram):
            take_by_sender((), sender=ME, now=NOW)

    @pytest.mark.parametrize(
        ("uid", "said"),
        [
            ("not-one-of-ours", {}),
            ("00000000-0000-4000-8000-000000000000", {}),
            ("", {"part": "NEEDS-ACTION"}),
            ("", {"part": "DELEGATED"}),
            ("", {"method": "DECLINECOUNTER"}),
            ("", {"more": "RECURRENCE-ID:20300414T090000Z\n"}),
            ("", {"more": "RECURRENCE-ID:nonsense\n"}),
        ],
    )
    def test_what_no_program_takes_a_person_reads(self, uid, said):
        series, _asha = sent_series()
        assert came(reply(uid or uid_of(series), **said)).outcome == "letter"
        assert not Answer.objects.exists()


class TestGuests:
    def test_answer_by_their_calendar(self):
        series, _asha = sent_series()
        one, address = gatherings(series)[1], "ann@court.example"
        guest = name_guest(one, GuestFacts("Ann", "", address), by=Host(), now=NOW)
        said = {"sender": address, "who": address}
        more = "RECURRENCE-ID:20260414T090000Z\n"
        assert came(reply(uid_of(series), more=more, **said)).outcome == "answered"
        assert Answer.objects.get().guest == guest
        came(reply(uid_of(series), more=more, **said))
        assert Answer.objects.count() == 1
        cancel_gathering(one, "", by=Host(), now=NOW)
        assert came(reply(uid_of(series), more=more, **said)).outcome == "letter"


class TestTooLate:
    def test_of_what_is_cancelled_it_is_answered_in_words(self):
        series, _asha = sent_series()
        cancel_gathering(gatherings(series)[1], "Ill", by=Host(), now=NOW)
        more = "RECURRENCE-ID:20260414T090000Z\nSEQUENCE:5\n"
        for _twice in range(2):
            came(reply(uid_of(series), more=more))
        [mail] = of(NOT_TAKEN)
        assert "It does not take place." in str(mail.letter)
        assert not Answer.objects.exists()

    def test_to_an_old_time_it_is_asked_anew(self):
        series, _asha = sent_series()
        one = gatherings(series)[1]
        move_gathering(one, Move(wall(2026, 4, 15, 14, 0), 60), by=Host(), now=NOW)
        came(reply(uid_of(series), more="RECURRENCE-ID:20260414T090000Z\n"))
        [mail] = of(NOT_TAKEN)
        assert "Wednesday 15 April 2026, 14:00 to 15:00" in str(mail.letter)
        assert "Say whether you come" in str(mail.letter)

    def test_of_what_is_over_it_says_so(self):
        series, _asha = sent_series()
        more = "RECURRENCE-ID:20260310T100000Z\n"
        with time_machine.travel(later(days=20), tick=False):
            came(reply(uid_of(series), more=more), now=later(days=20))
        assert "It is over." in str(of(NOT_TAKEN)[0].letter)

    def test_above_green_not_a_word(self):
        series, _asha = sent_series(seen_by=SeenBy.STRONG)
        cancel_gathering(gatherings(series)[1], "Secret", by=Host(), now=NOW)
        came(reply(uid_of(series), more="RECURRENCE-ID:20260414T090000Z\n"))
        [mail] = of(NOT_TAKEN)
        assert "Secret" not in str(mail.letter)
        assert series.name not in str(mail.letter)


class TestHandedOver:
    def test_where_no_room_takes_them_a_person_reads_it(self, monkeypatch):
        monkeypatch.setattr(calendars, "_paths", [])
        series, _asha = sent_series()
        assert came(reply(uid_of(series))).outcome == "letter"

    def test_with_the_database_away_the_whole_mail_is_taken_another_time(
        self, monkeypatch
    ):
        def broken(*_all: object, **_more: object) -> str:
            raise DatabaseError

        series, _asha = sent_series()
        monkeypatch.setattr(arrivals, "takes_calendars", lambda: broken)
        with pytest.raises(DatabaseError):
            came(reply(uid_of(series)))
        assert not Incoming.objects.exists()
