"""Invitations and changes by mail, as calendars obey them."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from icalendar import Calendar

from fourthp.foundation.actors import Host
from fourthp.gatherings.models import Gathering, Guest, Invitation, Says, Told
from fourthp.gatherings.operations.changes_told import STANDS
from fourthp.gatherings.operations.following import change_following, end_following
from fourthp.gatherings.operations.invitation_letters import (
    CHANGED,
    INVITED,
    NOT_ANY_MORE,
    changed_letter,
)
from fourthp.gatherings.operations.invitations import send_invitations, whole
from fourthp.gatherings.operations.inviting import GuestFacts, name_guest
from fourthp.gatherings.operations.moving import (
    Move,
    bring_back,
    cancel_gathering,
    hold_elsewhere,
    move_gathering,
)
from fourthp.gatherings.operations.series import IsOver, SeenBy, change_series
from fourthp.gatherings.operations.venues import Where
from fourthp.gatherings.tasks import keep
from fourthp.gatherings.tests.makers import (
    NOW,
    gatherings,
    later,
    make_chair,
    make_coordinator,
    make_gathering,
    make_series,
    make_when,
    wall,
)
from fourthp.gatherings.tests.test_answers import say, sits
from fourthp.gatherings.tests.test_pages import browser, seen, send
from fourthp.partnership.models import Person, Role, Seat
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_network,
    make_seat,
)
from fourthp.post.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    make_network()
    with time_machine.travel(NOW, tick=False):
        yield


def of(kind) -> list[Message]:
    return list(Message.objects.filter(kind=kind.name).order_by("made_at", "pk"))


def calendar(message: Message) -> Calendar:
    return Calendar.from_ical(message.letter["calendar"])


def events(message: Message) -> list:
    return calendar(message).walk("VEVENT")


def words(message: Message) -> str:
    return str(message.letter["title"]) + str(message.letter["blocks"])


def asha_of(group) -> Person:
    return sits("Asha Bell", group, email="asha@quay.example")


def sent_series(**facts):
    """A series whose group is invited, and somebody of it."""
    group = make_group()
    series, asha = make_series(group=group, **facts), asha_of(group)
    send_invitations(series, by=Host(), now=NOW)
    return series, asha


def stand(at) -> None:
    """Let the clockwork come by, and again once it stands still."""
    with time_machine.travel(at, tick=False):
        keep(at)
    with time_machine.travel(at + STANDS, tick=False):
        keep(at + STANDS)


def test_of_what_nothing_follows_the_mail_says_it_and_asks_nothing():
    series, asha = sent_series()
    [reader] = readers_for([asha])
    file = whole(gatherings(series)[0].rhythm, now=NOW)
    letter = changed_letter([("When", "harbour")], None, file, reader, now=NOW)
    assert "harbour" in str(letter.blocks)
    assert "METHOD:REQUEST" in letter.calendar
    assert not any(hasattr(one, "url") for one in letter.blocks)


def test_of_what_only_has_another_entry_the_mail_says_that():
    series, asha = sent_series()
    [reader] = readers_for([asha])
    first = gatherings(series)[0]
    file = whole(first.rhythm, now=NOW)
    letter = changed_letter([], first, file, reader, now=NOW)
    assert "another entry in your calendar" in str(letter.blocks)
    assert "Say whether you come" in str(letter.blocks)


class TestSending:
    def test_each_is_one_mail_with_her_own_address_alone(self):
        group = make_group()
        series, asha = make_series(group=group), asha_of(group)
        sits("Mina Farouk", group, email="mina@canal.example")
        assert send_invitations(series, by=make_chair(group), now=NOW) == 3
        found = {one.address: one for one in of(INVITED)}
        mine = found["asha@quay.example"]
        assert "mina@canal" not in str(mine.letter)
        [event] = events(mine)
        assert calendar(mine)["METHOD"] == "REQUEST"
        assert event["UID"] == gatherings(series)[0].rhythm.uid
        assert event["ATTENDEE"] == "mailto:asha@quay.example"
        assert event["SUMMARY"] == "A gathering of the network"
        assert "RRULE" in event
        assert "Say whether you come" in words(mine)
        assert series.name in words(mine)
        assert str(asha.pk) == mine.reader_id

    def test_none_goes_twice_and_a_newcomer_gets_hers_by_the_clockwork(self):
        series, _asha = sent_series()
        assert send_invitations(series, by=Host(), now=later(hours=1)) == 0
        sits("Mina Farouk", series.group, email="mina@canal.example")
        assert keep(later(hours=2)) == 1
        assert keep(later(hours=3)) == 0
        assert len(of(INVITED)) == 2

    def test_before_they_were_sent_the_clockwork_sends_none(self):
        group = make_group()
        make_series(group=group)
        asha_of(group)
        assert keep(later(hours=1)) == 0

    def test_a_deputy_who_comes_instead_gets_one(self):
        group, agency = make_group(), make_member_agency()
        gathering = make_gathering(group=group)
        asha = sits("Asha Bell", group, agency=agency, email="a@quay.example")
        dele = sits(
            "Dele Obi", group, agency=agency, role=Role.DEPUTY, email="d@quay.example"
        )
        send_invitations(gathering.series, by=Host(), now=NOW)
        say(gathering, asha, Says.DEPUTY, deputy=dele)
        keep(later(minutes=5))
        assert [one.address for one in of(INVITED)] == [
            "a@quay.example",
            "d@quay.example",
        ]

    def test_only_who_keeps_it_and_only_of_what_is_to_come(self):
        series = make_series()
        with pytest.raises(PermissionDenied):
            send_invitations(series, by=make_member("Mina Farouk"), now=NOW)
        gathering = make_gathering(name="B", group=make_group("B"))
        with pytest.raises(IsOver):
            send_invitations(gathering.series, by=Host(), now=later(days=30))

    def test_above_green_a_mail_says_nothing_and_has_no_file(self):
        """The control is every other test here: GREEN says it, with a file."""
        series, _asha = sent_series(seen_by=SeenBy.STRONG)
        [mail] = of(INVITED)
        assert mail.letter["calendar"] == ""
        assert series.name not in str(mail.letter)
        assert "2026" not in words(mail)
        cancel_gathering(gatherings(series)[0], "Secret", by=Host(), now=NOW)
        stand(later(minutes=1))
        [mail] = of(CHANGED)
        assert mail.letter["calendar"] == ""
        assert "Secret" not in words(mail)

    def test_who_has_no_address_gets_no_file(self):
        group = make_group()
        series = make_series(group=group)
        sits("Asha Bell", group)
        send_invitations(series, by=Host(), now=NOW)
        assert "VCALENDAR" not in str(of(INVITED)[0].letter)

    def test_a_guest_gets_one_of_her_gathering_and_answers_by_her_calendar(self):
        series, _asha = sent_series()
        one = gatherings(series)[1]
        facts = GuestFacts("Ann Roe", "", "ann@court.example")
        name_guest(one, facts, by=Host(), now=NOW)
        keep(later(minutes=5))
        mail = next(m for m in of(INVITED) if m.address == "ann@court.example")
        [event] = events(mail)
        assert event["RECURRENCE-ID"].dt.day == one.day.day
        assert "/acts/" not in words(mail)
        cancel_gathering(one, "Ill", by=Host(), now=later(minutes=6))
        stand(later(minutes=7))
        mail = next(m for m in of(CHANGED) if m.address == "ann@court.example")
        assert calendar(mail)["METHOD"] == "CANCEL"
        assert Guest.objects.get().sent_at is not None


class TestLeaving:
    def test_whoever_leaves_gets_a_cancel_and_nothing_else(self):
        series, asha = sent_series()
        seat = Seat.objects.get(person=asha)
        seat.end(NOW)
        seat.save()
        keep(later(minutes=5))
        [mail] = of(NOT_ANY_MORE)
        assert mail.state == Message.State.WAITING
        assert calendar(mail)["METHOD"] == "CANCEL"
        assert series.name not in str(mail.letter)
        assert not Invitation.objects.exists()
        cancel_gathering(gatherings(series)[0], "", by=Host(), now=later(minutes=6))
        stand(later(minutes=7))
        assert of(CHANGED) == []

    def test_above_green_nobody_is_mailed_of_it(self):
        _series, asha = sent_series(seen_by=SeenBy.STRONG)
        Seat.objects.filter(person=asha).delete()
        keep(later(minutes=5))
        assert of(NOT_ANY_MORE) == []
        assert not Invitation.objects.exists()


class TestChanges:
    def test_are_told_in_words_from_what_to_what_once_they_stand_still(self):
        series, _asha = sent_series()
        one = gatherings(series)[0]
        move = Move(wall(2026, 3, 11, 14, 0), 60, "The hall is let")
        move_gathering(one, move, by=Host(), now=later(minutes=1))
        keep(later(minutes=2))
        move = Move(wall(2026, 3, 12, 15, 0), 60, "The hall is let")
        move_gathering(one, move, by=Host(), now=later(minutes=4))
        keep(later(minutes=7))
        assert of(CHANGED) == []
        keep(later(minutes=12))
        keep(later(minutes=17))
        [mail] = of(CHANGED)
        said = "10:00 to 12:00 → Thursday 12 March 2026, 15:00 to 16:00"
        assert said in words(mail)
        [event] = events(mail)
        assert event["SEQUENCE"] == 2
        assert event["RECURRENCE-ID"].dt.hour == 10
        assert event["UID"] == one.rhythm.uid

    def test_moved_and_moved_back_is_no_mail(self):
        series, _asha = sent_series()
        one = gatherings(series)[0]
        move_gathering(one, Move(wall(2026, 3, 11, 14, 0), 60), by=Host(), now=NOW)
        keep(later(minutes=1))
        move_gathering(one, Move(one.wall, 120), by=Host(), now=NOW)
        stand(later(minutes=9))
        assert of(CHANGED) == []

    def test_of_one_that_is_cancelled_is_a_cancel_and_back_a_request(self):
        series, _asha = sent_series()
        one = gatherings(series)[1]
        cancel_gathering(one, "Too many are away", by=Host(), now=NOW)
        stand(later(minutes=1))
        mail = of(CHANGED)[0]
        assert calendar(mail)["METHOD"] == "CANCEL"
        assert "cancelled: Too many are away" in words(mail)
        assert events(mail)[0]["STATUS"] == "CANCELLED"
        bring_back(one, by=Host(), now=later(hours=1))
        stand(later(hours=1))
        mail = of(CHANGED)[1]
        assert calendar(mail)["METHOD"] == "REQUEST"
        assert "takes place after all" in words(mail)
        assert events(mail)[0]["SEQUENCE"] == 2

    def test_of_a_place_raise_the_sequence_too(self):
        series, _asha = sent_series(where=Where(place="Town Hall"))
        hold_elsewhere(gatherings(series)[0], Where(place="Quay"), by=Host(), now=NOW)
        stand(later(minutes=1))
        assert "Town Hall → Quay" in words(of(CHANGED)[0])
        keeper = make_coordinator("Priya Raman")
        change_series(series, series.name, Where(place="Canal"), by=keeper)
        stand(later(minutes=30))
        mail = of(CHANGED)[1]
        assert "Town Hall → Canal" in words(mail)
        assert events(mail)[0]["SEQUENCE"] == 2

    def test_of_a_place_that_was_not_said(self):
        gathering = make_gathering(group=make_group())
        asha_of(gathering.series.group)
        send_invitations(gathering.series, by=Host(), now=NOW)
        keeper = make_coordinator("Priya Raman")
        change_series(gathering.series, "B", Where(place="Canal"), by=keeper)
        stand(later(minutes=1))
        assert "not said → Canal" in words(of(CHANGED)[0])
        assert events(of(CHANGED)[0])[0]["SEQUENCE"] == 1

    def test_several_at_once_are_one_mail_with_the_whole_series(self):
        series, _asha = sent_series()
        rows = gatherings(series)
        cancel_gathering(rows[0], "", by=Host(), now=NOW)
        move_gathering(rows[1], Move(wall(2026, 4, 15, 9, 0), 60), by=Host(), now=NOW)
        stand(later(minutes=1))
        [mail] = of(CHANGED)
        assert calendar(mail)["METHOD"] == "REQUEST"
        assert "EXDATE" in events(mail)[0]
        assert len(events(mail)) == 2

    def test_from_the_middle_end_the_old_and_invite_to_the_new(self):
        series, _asha = sent_series()
        rows = gatherings(series)
        when = make_when(wall(2026, 5, 13, 14, 0), rule=rows[0].rhythm.repeats)
        change_following(rows[2], when, by=Host(), now=later(minutes=1))
        stand(later(minutes=2))
        [told] = of(CHANGED)
        assert "→ Wednesday 13 May 2026, 14:00 to 16:00" in words(told)
        assert "UNTIL" in str(events(told)[0]["RRULE"].to_ical())
        new = of(INVITED)[-1]
        assert events(new)[0]["UID"] != events(told)[0]["UID"]

    def test_of_a_series_that_ends_before_it_began_take_all_of_it_out(self):
        series, _asha = sent_series()
        end_following(gatherings(series)[0], "No need", by=Host(), now=NOW)
        stand(later(minutes=1))
        [mail] = of(CHANGED)
        [event] = events(mail)
        assert calendar(mail)["METHOD"] == "CANCEL"
        assert "RECURRENCE-ID" not in event
        assert keep(later(hours=1)) == 0

    def test_what_is_planned_meanwhile_is_noted_and_no_mail(self):
        series, _asha = sent_series()
        Told.objects.filter(gathering=gatherings(series)[-1]).delete()
        assert keep(later(minutes=5)) == 0
        assert Told.objects.count() == Gathering.objects.count()

    def test_with_nobody_who_had_it_no_mail_goes(self):
        group = make_group()
        series = make_series(group=group)
        send_invitations(series, by=Host(), now=NOW)
        cancel_gathering(gatherings(series)[0], "", by=Host(), now=NOW)
        stand(later(minutes=1))
        assert of(CHANGED) == []


class TestPage:
    def test_says_to_how_many_before_they_are_sent(self):
        group = make_group()
        series, _asha = make_series(group=group), asha_of(group)
        client = browser(make_chair(group))
        assert "Send 2 invitations" in seen(client, "series-invited", series.pk)
        assert send(client, "series-inviting", series.pk).status_code == 302
        page = seen(client, "series-invited", series.pk)
        assert "They go out since 2 March 2026" in page
        assert "Send" not in page.split("Invitations by mail")[1].split("Others")[0]

    def test_of_what_is_over_it_says_so(self):
        gathering = make_gathering()
        client = browser(make_coordinator("Priya Raman"))
        with time_machine.travel(later(days=30), tick=False):
            send(client, "series-inviting", gathering.series.pk)
        assert of(INVITED) == []

    def test_a_link_of_her_mail_opens_for_her_alone(self):
        series, asha = sent_series()
        other = make_group("B")
        assert INVITED.is_for(asha, series.pk)
        stranger = make_member("Mina Farouk")
        make_seat(stranger, group=other)
        assert not INVITED.is_for(stranger, series.pk)
        assert not INVITED.is_for(asha, None)
        assert timedelta(0) < STANDS
