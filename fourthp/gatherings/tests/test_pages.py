"""The pages of gatherings, as people use them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fourthp.foundation.offers import changed_for, kinds_found, waiting_for
from fourthp.foundation.typed import Typed
from fourthp.gatherings.models import Gathering, Series, Venue
from fourthp.gatherings.operations.moving import cancel_gathering
from fourthp.gatherings.operations.series import SeenBy
from fourthp.gatherings.operations.venues import Where
from fourthp.gatherings.rules.repeating import By, Rule
from fourthp.gatherings.tests.makers import (
    NOW,
    gatherings,
    later,
    make_chair,
    make_coordinator,
    make_gathering,
    make_network_group,
    make_series,
    make_when,
    wall,
)
from fourthp.gatherings.tests.test_joining import SHAPES
from fourthp.partnership.models import Person
from fourthp.partnership.operations.sharing import recall
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_network,
    make_seat,
    make_user,
)
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
MONTHLY = {"day": "2026-03-10", "at": "10:00", "to": "12:00", "repeats": "weekday"}
MONTHLY |= {"each": "1", "zone": "Europe/London"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def browser(person: Person, *, factor: bool = True) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    sign_in(client, make_user(person, f"{uuid4()}@users.example"), factor=factor)
    return client


@pytest.fixture
def coordinator() -> Person:
    make_network()
    return make_coordinator()


@pytest.fixture
def client(coordinator) -> Client:
    return browser(coordinator)


def seen(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, door: str, /, *args: object, **said):
    return client.post(reverse(door, args=args), {"form_key": uuid4(), **said})


def twice(client: Client, door: str, /, *args: object, **said):
    """Look at the days, then press once more."""
    first = send(client, door, *args, **said)
    assert first.status_code == 200, first.content.decode()[-3000:]
    form = first.context["form"]
    found = ("link", "numbers", "passcode", "meeting_id")
    again = {n: form[n].value() or "" for n in found if n in form.fields}
    token = form["seen_dates"].value()
    return first, send(client, door, *args, **(said | again), seen_dates=token)


class TestPlan:
    def test_shows_the_next_twelve_and_keeps_nothing_before_the_second_press(
        self, client
    ):
        group = make_group("Housing group")
        said = MONTHLY | {"name": "Housing meeting", "group": str(group.pk)}
        said |= {"seen_by": "members", "not_in": ["8"]}
        first, second = twice(client, "gathering-new", **said)
        page = first.content.decode()
        assert "The second Tuesday of each month, not in August" in page
        assert page.count("Tuesday") >= 13
        assert "August 2026" not in page
        series = Series.objects.get()
        assert second.headers["Location"] == reverse("series", args=[series.pk])
        assert Gathering.objects.count() == 12

    def test_takes_link_and_numbers_out_of_a_whole_invitation(self, client):
        group = make_group("Housing group")
        said = MONTHLY | {"name": "Meeting", "group": str(group.pk)}
        said |= {"seen_by": "members", "place": "Town hall, 2 Market Street"}
        said |= {"invitation": SHAPES["Zoom, English"][0]}
        first, _second = twice(client, "gathering-new", **said)
        assert first.context["form"]["invitation"].value() == ""
        venue = Venue.objects.get()
        assert venue.link.startswith("https://us02web.zoom.us/j/85012345678")
        assert venue.is_hybrid
        assert len(venue.telephones) == 3

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"to": "09:00"}, "ends before it begins"),
            ({"at": "later"}, "Write a time"),
            ({"day": "soon"}, "Write a day"),
            ({"day": "9999-12-31"}, "before 2200"),
            ({"day": "0001-01-01"}, "after 1990"),
            ({"zone": "Europe/Atlantis"}, "no such zone"),
            ({"repeats": "last"}, "is not the last of its weekday"),
            ({"not_in": ["3"]}, "month that is left out"),
            ({"times": "1000000000"}, "less than or equal to 500"),
            ({"times": "3", "until": "2027-01-01"}, "not both"),
            ({"day": "2026-03-31"}, "fifth of this weekday"),
            ({"name": "x" * 100_000}, "at most 120"),
            ({"name": "a\x0bb"}, "on one line"),
            ({"link": "javascript:alert(1)"}, "begins with https://"),
            ({"invitation": "See you there"}, "Nothing to join by"),
            ({"name": "Anna Kowalska, born 17/05/2001"}, "date of birth"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, client, wrong, told):
        group = make_group("Housing group")
        said = MONTHLY | {"name": "Meeting", "group": str(group.pk)}
        said |= {"seen_by": "members", "place": "Town hall"} | wrong
        answer = send(client, "gathering-new", **said)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert told in page
        assert 'value="Town hall"' in page
        assert not Series.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"day": "2026-02-10", "repeats": "once"}, "This day is over"),
            ({"place": "Rowan House"}, "place of this agency is confidential"),
            ({"seen_by": "everyone"}, "This group is closed"),
        ],
    )
    def test_says_at_the_second_press_what_cannot_be(self, client, wrong, told):
        make_agency("Rowan House", place_is_confidential=True)
        group = make_group("Closed", is_closed=True)
        said = MONTHLY | {"name": "Meeting", "group": str(group.pk)}
        _first, second = twice(
            client, "gathering-new", **(said | {"seen_by": "group"} | wrong)
        )
        assert second.status_code == 400
        assert told in second.content.decode()
        assert not Series.objects.exists()

    def test_is_for_whoever_chairs_a_group_of_her_own_alone(self):
        own, other = make_group("Own group"), make_group("Other group")
        page = seen(browser(make_chair(own)), "gathering-new")
        assert "Own group" in page
        assert "Other group" not in page
        said = MONTHLY | {"name": "x", "group": str(other.pk), "seen_by": "members"}
        answer = send(browser(make_chair(own, "Ann Reed")), "gathering-new", **said)
        assert answer.status_code == 400

    def test_is_not_for_the_chair_of_a_group_that_has_ended(self):
        ended = make_group("Ended", ends_on=wall(2026, 4, 1).date())
        client = browser(make_chair(ended))
        with time_machine.travel(NOW + timedelta(days=40), tick=False):
            assert client.get(reverse("gathering-new")).status_code in {302, 403}


class TestLists:
    def test_say_what_goes_there_where_there_is_none(self, client):
        assert "Plan the first gathering" in seen(client, "gatherings")
        assert "Nothing was yet" in seen(client, "gatherings", past="yes")
        member = browser(make_member())
        assert "your groups plan stands here" in seen(member, "gatherings")

    def test_show_what_is_to_come_by_group_and_page_by_page(self, client):
        make_series("Housing meeting", when=make_when(rule=Rule(By.WEEK)))
        other = make_series("Other meeting", group=make_group("Other group"))
        for _ in range(2):
            make_series("Many", when=make_when(rule=Rule(By.WEEK)))
        page = seen(client, "gatherings")
        assert "Tuesday 10 March 2026" in page
        assert "10:00 to 12:00" in page
        after = re.search(r'\?after=[^"]+"', page)[0][7:-1]
        assert "Tuesday 10 March 2026" not in seen(client, "gatherings", after=after)
        page = seen(client, "gatherings", group=str(other.group.pk))
        assert "Housing meeting" not in page.partition("<table")[2]
        assert "Other meeting" in page
        assert "take away" in page
        assert "Nothing is like that" in seen(client, "gatherings", mine="on")
        assert "Housing" in seen(client, "gatherings", group="nothing")

    def test_leave_a_group_that_has_ended_out(self, client):
        group = make_group("Ending")
        make_series("Its meeting", group=group)
        type(group).objects.filter(pk=group.pk).update(ends_on=wall(2026, 3, 1).date())
        assert "Its meeting" not in seen(client, "gatherings")

    def test_show_what_is_over(self, client):
        make_series("Housing meeting")
        with time_machine.travel(later(days=20), tick=False):
            sign_again = browser(make_coordinator("Other"))
            page = seen(sign_again, "gatherings", past="yes")
        assert "Tuesday 10 March 2026" in page
        assert "April" not in page


class TestGathering:
    def test_says_when_where_and_how_one_joins_to_whoever_is_invited(self):
        group = make_group("Housing group")
        where = Where(place="Town hall", link="https://a.example/x", passcode="open1")
        one = gatherings(make_series(group=group, where=where))[0]
        inside = seen(browser(make_chair(group)), "gathering", one.pk)
        outside = seen(browser(make_member()), "gathering", one.pk)
        assert "Town hall" in inside
        assert "https://a.example/x" in inside
        assert "Town hall" in outside
        assert "a.example" not in outside
        assert "open1" not in outside
        assert "told to those who sit in the group" in outside

    def test_of_the_network_tells_every_member_how_to_join(self):
        where = Where(link="https://a.example/x")
        one = make_gathering(group=make_network_group(), where=where)
        assert "a.example" in seen(browser(make_member()), "gathering", one.pk)

    def test_tells_no_place_of_an_agency_that_became_confidential(self, client):
        agency = make_agency("Rowan House")
        one = make_gathering(where=Where(place="Rowan House", link="https://a.example"))
        agency.place_is_confidential = True
        agency.save()
        page = seen(client, "gathering", one.pk)
        assert "Rowan" not in page
        assert "a.example" in page

    def test_is_moved_by_a_page_that_says_what_happens(self, client):
        one = gatherings(make_series())[1]
        page = seen(client, "gathering-moving", one.pk)
        assert "This one alone is moved" in page
        assert 'value="2026-04-14"' in page
        said = {"day": "2026-04-15", "at": "14:00", "to": "15:00"}
        said |= {"because": "The hall is taken", "seen": one.version}
        answer = send(client, "gathering-moving", one.pk, **said)
        assert answer.headers["Location"] == reverse("gathering", args=[one.pk])
        page = seen(client, "gathering", one.pk)
        assert "Before it was moved: Tuesday 14 April 2026" in page
        assert "The hall is taken" in page
        assert "Moved" in seen(client, "gatherings")
        again = send(client, "gathering-moving", one.pk, **said)
        assert again.status_code == 400
        assert "Somebody changed this meanwhile" in again.content.decode()

    def test_is_cancelled_and_brought_back(self, client):
        one = gatherings(make_series())[1]
        said = {"because": "Too few can come", "seen": one.version}
        assert "This one alone" in seen(client, "gathering-cancelling", one.pk)
        send(client, "gathering-cancelling", one.pk, **said)
        page = seen(client, "gathering", one.pk)
        assert "Cancelled" in page
        assert "Too few can come" in page
        one.refresh_from_db()
        moved = MONTHLY | {"seen": one.version}
        answer = send(client, "gathering-moving", one.pk, **moved)
        assert "Bring it back first" in answer.content.decode()
        send(client, "gathering-return", one.pk)
        one.refresh_from_db()
        assert not one.is_cancelled

    def test_is_not_brought_back_once_it_is_over(self, coordinator):
        one = gatherings(make_series())[0]
        cancel_gathering(one, "", by=coordinator, now=NOW)
        with time_machine.travel(later(days=20), tick=False):
            client = browser(make_coordinator("Other"))
            send(client, "gathering-return", one.pk)
            assert "Change it" not in seen(client, "gathering", one.pk)
        one.refresh_from_db()
        assert one.is_cancelled

    def test_is_held_elsewhere(self, client):
        one = gatherings(make_series(where=Where(place="Town hall")))[1]
        assert "Town hall" in seen(client, "gathering-place", one.pk)
        send(client, "gathering-place", one.pk, place="Library")
        assert "Library" in seen(client, "gathering", one.pk)

    def test_says_what_clocks_do(self, client):
        when = make_when(wall(2026, 3, 29, 1, 30), rule=None, minutes=60)
        page = seen(client, "gathering", make_gathering(when=when).pk)
        assert "skip this time" in page
        when = make_when(wall(2026, 10, 25, 1, 30), rule=None, zone="Europe/London")
        page = seen(client, "gathering", make_gathering(when=when).pk)
        assert "the first of the two is meant" in page
        when = make_when(wall(2026, 4, 1, 23, 0), rule=None, zone="Europe/Bucharest")
        page = seen(client, "gathering", make_gathering(when=when).pk)
        assert "23:00 to 2 April, 01:00 (time in Europe/Bucharest)" in page

    def test_is_not_there_for_whoever_may_not_see_it(self):
        group = make_group("Housing group")
        one = make_gathering(group=group, seen_by=SeenBy.GROUP)
        outside = browser(make_member())
        for door in ("gathering", "gathering-calendar"):
            assert outside.get(reverse(door, args=[one.pk])).status_code == 404
        for door in ("series", "series-calendar"):
            path = reverse(door, args=[one.series.pk])
            assert outside.get(path).status_code == 404

    def test_is_not_changed_by_the_chair_of_another_group(self):
        one = gatherings(make_series())[0]
        client = browser(make_chair(make_group("Other")))
        for door in ("moving", "cancelling", "place", "following", "ending"):
            path = reverse(f"gathering-{door}", args=[one.pk])
            assert client.get(path).status_code == 403
        path = reverse("series-facts", args=[one.series.pk])
        assert client.get(path).status_code == 403


class TestFollowing:
    def test_says_how_many_and_shows_the_days(self, client):
        series = make_series()
        one = gatherings(series)[2]
        page = seen(client, "gathering-following", one.pk)
        assert "10 gatherings that are planned get other times" in page
        said = MONTHLY | {"day": "2026-05-06", "seen": one.version}
        first, second = twice(client, "gathering-following", one.pk, **said)
        assert "The first Wednesday of each month" in first.content.decode()
        assert second.status_code == 302
        page = seen(client, "series", series.pk)
        assert "The first Wednesday of each month" in page
        assert "Before that" in page

    def test_ends_the_series_before_one(self, client):
        series = make_series()
        one = gatherings(series)[2]
        page = seen(client, "gathering-ending", one.pk)
        assert "10 gatherings are cancelled" in page
        send(client, "gathering-ending", one.pk, seen=one.version)
        assert [one.is_cancelled for one in gatherings(series)].count(True) == 10


class TestSeries:
    @pytest.mark.parametrize(
        ("first", "rule", "told"),
        [
            ((2026, 3, 10), None, "Once"),
            ((2026, 3, 10), Rule(By.WEEK), "Every Tuesday"),
            ((2026, 3, 10), Rule(By.WEEK, each=2), "Tuesday, every 2 weeks"),
            ((2026, 3, 31), Rule(By.LAST, each=3), "The last Tuesday, every 3 months"),
            ((2026, 3, 10), Rule(By.DATE, times=4), "Day 10 of each month, 4 times"),
            (
                (2028, 2, 29),
                Rule(By.DATE, each=12),
                "Day 29 of February, every year",
            ),
            (
                (2026, 3, 10),
                Rule(
                    By.WEEKDAY,
                    not_in=frozenset({7, 8, 12}),
                    until=wall(2027, 6, 30).date(),
                ),
                "not in July, August or December, until 30 June 2027",
            ),
        ],
    )
    def test_says_its_rhythm_in_words(self, client, first, rule, told):
        when = make_when(wall(*first, 10, 0), rule=rule)
        assert told in seen(client, "series", make_series(when=when).pk)

    def test_changes_name_and_place(self, client):
        series = make_series(where=Where(place="Town hall"))
        page = client.get(reverse("series-facts", args=[series.pk]))
        said = {"seen": page.context["form"]["seen"].value(), "name": "New name"}
        pasted = {"invitation": "Join: https://zoom.us/j/61234567890"}
        send(client, "series-facts", series.pk, **said, **pasted)
        page = seen(client, "series", series.pk)
        assert "New name" in page
        assert "https://zoom.us/j/61234567890" in page
        assert "Town hall" not in page
        again = send(client, "series-facts", series.pk, **said)
        assert again.status_code == 400

    def test_that_was_recalled_is_there_for_who_may_bring_it_back(
        self, client, coordinator
    ):
        series = make_series()
        recall(series, by=coordinator, now=NOW)
        assert "Recalled on" in seen(client, "series", series.pk)
        path = reverse("series", args=[series.pk])
        assert browser(make_member()).get(path).status_code == 404

    def test_says_who_sees_it_of_a_group_that_was_closed_since(self, client):
        group = make_group("Housing group")
        make_chair(group)
        series = make_series(group=group, seen_by=SeenBy.EVERYONE)
        assert "Everyone can see this" in seen(client, "series", series.pk)
        type(group).objects.filter(pk=group.pk).update(is_closed=True)
        page = seen(client, "series", series.pk)
        assert "Everyone can see this" not in page
        assert re.search(r"\d people", page)

    def test_leaves_no_name_in_a_browsers_history(self, client):
        series = make_series("Zq name")
        for door, pk in (
            ("series", series.pk),
            ("gathering", gatherings(series)[0].pk),
        ):
            page = seen(client, door, pk)
            assert "Zq name" not in page.partition("</title>")[0]


class TestOffers:
    def test_tell_who_plans_what_is_near_and_has_no_place(self, coordinator):
        make_series(group=make_group("Own"))
        make_series("Placed", where=Where(place="Town hall"))
        make_gathering(when=make_when(wall(2026, 5, 1, 10, 0), rule=None))
        told = [one for one in waiting_for(coordinator, NOW) if "where" in one.title]
        assert [one.of for one in told] == ["Housing meeting"]
        member = make_member()
        assert not any("where" in str(one.title) for one in waiting_for(member, NOW))

    def test_tell_what_was_planned_moved_and_cancelled(self, coordinator):
        group = make_group("Housing group")
        inside = make_chair(group)
        rows = gatherings(make_series(group=group, seen_by=SeenBy.GROUP))
        cancel_gathering(rows[1], "", by=coordinator, now=NOW)
        until = later(days=4000)  # rows are made by the machine's own clock
        since = later(hours=-1)
        told = [str(one.what) for one in changed_for(inside, since, until, 5)]
        assert "Gatherings are planned" in told
        assert "A gathering is cancelled" in told
        others = [str(one.what) for one in changed_for(make_member(), since, until, 5)]
        assert "A gathering is cancelled" not in others

    def test_count_what_is_too_much_to_name(self, coordinator):
        make_seat(coordinator, group=make_group("Own"))
        group = coordinator.seats.last().group
        for _ in range(3):
            series = make_series(group=group)
            cancel_gathering(gatherings(series)[1], "", by=coordinator, now=NOW)
        told = changed_for(coordinator, later(hours=-1), later(days=4000), 2)
        ours = [one for one in told if "athering" in str(one.what)]
        assert sum(one.count for one in ours) == 6

    def test_find_series_by_name_for_who_may_see_them(self, coordinator):
        [kind] = [one for one in kinds_found() if one.name == "gatherings"]
        make_series("Housing meeting", seen_by=SeenBy.GROUP)
        assert kind.find(coordinator, Typed(("housing",)), 5).count == 1
        assert kind.find(make_member(), Typed(("housing",)), 5).count == 0
