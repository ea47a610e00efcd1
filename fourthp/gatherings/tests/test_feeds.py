"""A person's own calendar, by a link that she may end."""

from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fourthp.foundation.actors import Clockwork
from fourthp.foundation.subjects import Subject, all_holdings
from fourthp.gatherings.models import Feed
from fourthp.gatherings.operations.feeds import end_feed, make_feed
from fourthp.gatherings.operations.moving import cancel_gathering
from fourthp.gatherings.operations.series import SeenBy
from fourthp.gatherings.queries.feeds import address_of, link_of, person_by
from fourthp.gatherings.tests.makers import (
    NOW,
    gatherings,
    later,
    make_chair,
    make_coordinator,
    make_network_group,
    make_series,
)
from fourthp.gatherings.tests.test_calendars import faults
from fourthp.gatherings.tests.test_pages import browser, seen, send
from fourthp.partnership.models import Person, Seat
from fourthp.partnership.signals import people_merged, person_erased
from fourthp.partnership.tests.makers import make_group, make_member, make_network

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    make_network()
    with time_machine.travel(NOW, tick=False):
        yield


def path_of(person: Person) -> str:
    feed = make_feed(person, by=person, now=NOW)
    return reverse("calendar-feed", args=[link_of(feed).token()])


def fetched(path: str, **headers: str):
    return Client(headers=headers).get(path)


class TestFeed:
    def test_holds_the_networks_gatherings_and_those_of_her_groups(self):
        own = make_group("Own group")
        person = make_chair(own)
        for group, seen_by in (
            (own, SeenBy.GROUP),
            (make_network_group(), SeenBy.MEMBERS),
            (make_group("Other"), SeenBy.MEMBERS),
        ):
            make_series(group=group, seen_by=seen_by)
        answer = fetched(path_of(person))
        said = answer.content.decode()
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert said.count("BEGIN:VEVENT") == 2
        assert faults(said) == []
        assert "Housing" not in said

    def test_holds_nothing_that_asks_for_a_second_factor(self):
        own = make_group("Own group")
        path = path_of(make_chair(own))
        make_series(group=own, seen_by=SeenBy.STRONG)
        assert "BEGIN:VEVENT" not in fetched(path).content.decode()

    def test_asks_anew_what_she_may_see_at_every_fetch(self):
        own = make_group("Own group")
        person = make_chair(own)
        path = path_of(person)
        make_series(group=own, seen_by=SeenBy.GROUP)
        assert "BEGIN:VEVENT" in fetched(path).content.decode()
        Seat.objects.filter(group=own).delete()
        assert "BEGIN:VEVENT" not in fetched(path).content.decode()

    def test_ends_with_her_last_seat_in_the_same_minute(self):
        person = make_member()
        path = path_of(person)
        assert fetched(path).status_code == 200
        seat = person.seats.get()
        seat.end(NOW)
        seat.save()
        assert fetched(path).status_code == 404

    def test_of_before_leads_nowhere_once_there_is_another_or_none(self):
        person = make_member()
        first, second = path_of(person), path_of(person)
        assert fetched(first).status_code == 404
        assert fetched(second).status_code == 200
        end_feed(person, by=person)
        assert fetched(second).status_code == 404
        end_feed(person, by=person)

    def test_says_when_nothing_changed_since(self):
        own = make_group("Own group")
        person, by = make_chair(own), make_coordinator()
        path = path_of(person)
        rows = gatherings(make_series(group=own))
        tag = fetched(path).headers["ETag"]
        same = fetched(path, **{"If-None-Match": tag})
        assert (same.status_code, same.content) == (304, b"")
        assert same.headers["Cache-Control"] == "private, no-cache"
        cancel_gathering(rows[1], "", by=by, now=NOW)
        assert fetched(path, **{"If-None-Match": tag}).status_code == 200

    def test_is_fetched_and_never_sent(self):
        path = path_of(make_member())
        answer = Client(headers={"Sec-Fetch-Site": "same-origin"}).post(path)
        assert answer.status_code == 405

    @pytest.mark.parametrize("token", ["nothing", "calendar.person.x.feed.y.1.z"])
    def test_is_not_opened_by_anything_else(self, token):
        assert fetched(reverse("calendar-feed", args=[token])).status_code == 404

    def test_of_one_is_not_opened_by_the_link_of_another(self):
        one, other = make_member(), make_member("Ann Reed")
        link = link_of(make_feed(one, by=one, now=NOW))
        feed = make_feed(other, by=other, now=NOW)
        assert person_by(link) == one
        assert person_by(link_of(Feed(person=one, made_at=NOW))) is None
        Feed.objects.filter(person=one).delete()
        Feed.objects.filter(pk=feed.pk).update(id=link.matter_id)
        assert person_by(link) is None


class TestOwn:
    def test_is_made_replaced_and_ended_by_buttons(self):
        person = make_member()
        client = browser(person)
        assert "You have no link yet" in seen(client, "calendar")
        send(client, "calendar-making")
        feed = Feed.objects.get()
        page = seen(client, "calendar")
        assert address_of(feed) in page
        send(client, "calendar-making")
        assert Feed.objects.get().pk != feed.pk
        send(client, "calendar-ending")
        assert not Feed.objects.exists()

    def test_is_nobody_elses_to_make(self):
        person = make_member()
        for act in (
            lambda by: make_feed(person, by=by, now=NOW),
            lambda by: end_feed(person, by=by),
        ):
            for by in (make_coordinator(), Clockwork("x")):
                with pytest.raises(PermissionDenied):
                    act(by)

    def test_goes_with_whoever_is_erased_or_went_into_another_record(self):
        for signal, name in ((person_erased, "person"), (people_merged, "gone")):
            person = make_member(f"Person {uuid4()}")
            make_feed(person, by=person, now=NOW)
            sent = {name: person, "subject": None, "by": None, "now": NOW}
            sent |= {"stays": None, "revising": None}
            ours = [
                one
                for one in signal._live_receivers(Person)[0]
                if one.__module__.startswith("fourthp.gatherings")
                and "feed" in one.__name__
            ]
            [receive] = ours
            receive(**sent)
            assert not Feed.objects.filter(person=person).exists()

    def test_is_told_to_whoever_asks_what_is_held_of_her(self):
        person = make_member()
        feed = make_feed(person, by=person, now=NOW)
        [held] = [one for one in all_holdings() if one.model == "gatherings.Feed"]
        who = Subject(frozenset({("person", str(person.pk))}))
        assert [*held.find(who)] == [feed]


class TestFiles:
    def test_of_a_series_and_of_one_gathering_say_nothing_in_their_names(self):
        series = make_series()
        client = browser(make_member())
        row = gatherings(series)[0]
        for door, pk in (
            ("series-calendar", series.pk),
            ("gathering-calendar", row.pk),
        ):
            answer = client.get(reverse(door, args=[pk]))
            assert answer.headers["Content-Disposition"].endswith('"calendar.ics"')
            assert faults(answer.content.decode()) == []

    def test_are_forgotten_by_nobody_after_a_year(self):
        person = make_member()
        link = link_of(make_feed(person, by=person, now=NOW))
        assert link.expires_at > later(days=3000)
