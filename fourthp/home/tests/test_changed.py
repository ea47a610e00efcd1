"""What changed since somebody last looked; and that only she says how far that is."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fourthp.audit.models import Entry
from fourthp.audit.operations import record
from fourthp.directory.models import Service
from fourthp.directory.operations.acts import LISTING_RIGHT
from fourthp.directory.tests.makers import make_service
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.ids import made_before
from fourthp.foundation.offers import Change, changed_for
from fourthp.home.models import LastLook
from fourthp.home.operations import note_look, take_look_back
from fourthp.home.queries.changed import (
    FEW_FOLDED,
    MOST_FOLDED,
    SETTLED,
    changed_since,
    together,
)
from fourthp.home.views import changed as views
from fourthp.home.views import front
from fourthp.partnership.models import (
    Agency,
    AgencyTerm,
    GroupTerms,
    Membership,
    Person,
    Role,
    Seat,
    Vocabulary,
)
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_term,
)
from fourthp.partnership.tests.seated import browser, by_password, keyed, seated
from fourthp.post.models import Mailing
from fourthp.post.queries.acts import link_to
from tests.safety.acts.post import _circular

pytestmark = pytest.mark.django_db
HOUR, MOMENT = timedelta(hours=1), timedelta(seconds=1)


def told(person: Person, **ago: float) -> list[str]:
    """What changed for somebody in the hour before now, in words."""
    # No later than that: an hour before midnight it would be tomorrow.
    rows = changed_for(person, now() - HOUR, now() + MOMENT, MOST_FOLDED)
    return [f"{one.what}: {one.of}" for one in rows]


def later(monkeypatch) -> None:
    """Let an hour pass for the pages: what just happened is not told yet."""
    monkeypatch.setattr(views, "now", lambda: now() + HOUR)
    monkeypatch.setattr(front, "now", lambda: now() + HOUR)


def happens(service, act: str = "edited") -> None:
    """Somebody did something to a listing."""
    record(Host(), act, service)


@pytest.fixture
def asha() -> Person:
    """She represents Harbour Aid, and sits in the housing group."""
    asha = seated("Asha Bell", make_member_agency("Harbour Aid"))
    make_seat(asha, group=make_group(), role=Role.OBSERVER)
    return asha


class TestNoteLook:
    def test_is_hers_alone(self, asha):
        for actor in (make_person("Ben"), Host()):
            with pytest.raises(PermissionDenied):
                note_look(asha, by=actor, until=now(), now=now())
            with pytest.raises(PermissionDenied):
                take_look_back(asha, by=actor)
        assert not LastLook.objects.exists()

    def test_never_goes_beyond_now_and_never_back(self, asha):
        moment = now()
        note_look(asha, by=asha, until=moment + HOUR, now=moment)
        assert LastLook.objects.get().until == moment
        note_look(asha, by=asha, until=moment - HOUR, now=moment)
        row = LastLook.objects.get()
        assert (row.until, row.before) == (moment, None)

    def test_stands_in_no_record(self, asha):
        note_look(asha, by=asha, until=now(), now=now())
        assert not Entry.objects.exists()

    def test_is_taken_back_once_and_then_to_the_beginning(self, asha):
        first, second = now() - HOUR, now()
        note_look(asha, by=asha, until=first, now=second)
        note_look(asha, by=asha, until=second, now=second)
        take_look_back(asha, by=asha)
        row = LastLook.objects.get()
        assert (row.until, row.before) == (first, None)
        take_look_back(asha, by=asha)
        assert not LastLook.objects.exists()
        take_look_back(asha, by=asha)


class TestChangedSince:
    def test_goes_two_weeks_back_at_first_and_two_months_at_most(self, asha):
        moment = now()
        assert changed_since(asha, moment).since == moment - timedelta(days=14)
        old = moment - timedelta(days=90)
        note_look(asha, by=asha, until=old, now=moment)
        assert changed_since(asha, moment).since == moment - timedelta(days=60)

    def test_tells_many_of_one_sort_and_day_as_one(self, asha, monkeypatch):
        for number in range(MOST_FOLDED + 3):
            make_member_agency(f"Agency {number}")
        found = changed_since(asha, now() + HOUR, most=1)
        assert (len(found.rows), found.more) == (1, 1)
        # The first page names fewer, and counts all of them too.
        first = found.rows[0]
        assert (len(first.rows), first.count) == (FEW_FOLDED, MOST_FOLDED + 4)
        whole = changed_since(asha, now() + HOUR).rows
        sizes = {str(one.what): (one.count, one.more) for one in whole}
        # Harbour Aid is new as well; fifty are named, and all are counted.
        assert sizes == {"A new member": (54, 4), "A new group": (1, 0)}
        assert whole[0].reaches_back
        assert [one.is_folded for one in whole] == [True, False]
        later(monkeypatch)
        page = browser(asha).get(reverse("changed")).content.decode()
        assert "<summary>A new member" in page
        assert "and 4 more, on this day or before" in page

    def test_ends_where_everything_is_written(self, asha):
        """What began before a page was drawn and is written after it is told next."""
        moment = now() + SETTLED
        slow, quick = made_before(moment - SETTLED / 2), moment + HOUR
        found = changed_since(asha, moment)
        assert found.until == moment - SETTLED
        quay = make_member_agency("Quay")
        late = UUID(int=slow.int | 1)
        Membership.objects.filter(agency=quay).update(id=late)
        note_look(asha, by=asha, until=found.until, now=moment)
        rows = changed_since(asha, quick).rows
        assert "Quay" in {change.of for one in rows for change in one.rows}

    def test_shows_every_line_so_that_none_is_lost(self):
        days = range(1, 60)
        many = [Change(now() - timedelta(days=n), w, "x") for n in days for w in "ab"]
        assert len(together(many)) == len(many)

    def test_folds_no_more_than_fit(self):
        many = [Change(now(), "x", str(n)) for n in range(MOST_FOLDED + 3)]
        [one] = together(many)
        assert (len(one.rows), one.more) == (MOST_FOLDED, 3)

    def test_nothing_is_told_to_who_holds_no_seat(self):
        make_member_agency("Quay")
        assert told(make_person()) == []
        assert changed_for(None, now() - HOUR, now() + HOUR, MOST_FOLDED) == []


class TestInTheNetwork:
    def test_new_members_are_told_but_not_those_that_left_again(self, asha):
        make_member_agency("Quay")
        left = make_member_agency("Gone")
        left.memberships.update(to_on=today(), ended_at=now())
        assert "A new member: Quay" in told(asha)
        assert "A new member: Gone" not in told(asha)

    def test_a_membership_to_come_is_not_told_and_one_that_will_end_is(self, asha):
        day = timedelta(days=1)
        for name, dates in (
            ("Soon", {"from_on": today() + day}),
            ("Ending", {"from_on": today() - day, "to_on": today() + day}),
        ):
            make_member_agency(name).memberships.update(**dates)
        assert "A new member: Soon" not in told(asha)
        assert "A new member: Ending" in told(asha)

    def test_a_seat_to_come_or_over_sits_with_nobody(self, asha):
        own, day = asha.seats.last().group, timedelta(days=1)
        make_seat(make_person("Ben"), group=own, from_on=today() + day)
        over = {"from_on": today() - 9 * day, "to_on": today() - day}
        make_seat(make_person("Cleo"), group=own, **over)
        assert not any("Ben" in one or "Cleo" in one for one in told(asha))

    def test_who_changed_her_role_sits_there_still(self, asha):
        own, dee = asha.seats.last().group, make_person("Dee")
        was = make_seat(dee, group=own, role=Role.OBSERVER)
        Seat.objects.filter(pk=was.pk).update(to_on=today(), ended_at=now())
        now_chair = make_seat(dee, group=own, role=Role.CHAIR)
        found = [one for one in told(asha) if "Dee" in one]
        assert found == ["Sits with you now: Dee, chair"]
        Seat.objects.filter(pk=now_chair.pk).update(to_on=today(), ended_at=now())
        found = [one for one in told(asha) if "Dee" in one]
        assert len(found) == 2
        assert all(one.startswith("No longer sits with you") for one in found)

    def test_seats_are_told_in_her_own_groups_alone(self, asha):
        quay = make_member_agency("Quay")
        own, other = asha.seats.last().group, make_group("Other")
        make_seat(make_person("Ben"), agency=quay, group=own)
        make_seat(make_person("Cleo"), agency=quay, group=other)
        make_seat(make_person("Dele"), agency=quay)  # in the network itself
        gone = make_seat(make_person("Ede"), agency=quay, group=own)
        Seat.objects.filter(pk=gone.pk).update(to_on=today(), ended_at=now())
        found = told(asha)
        assert "Sits with you now: Ben, representative, Quay" in found
        assert "No longer sits with you: Ede, representative, Quay" in found
        assert not any("Cleo" in one or "Dele" in one for one in found)
        # By password no name of another agency is told (S6).
        weak = told(by_password(asha))
        assert not any("Ben" in one or "Ede" in one for one in weak)

    def test_groups_and_terms_are_told_to_who_may_see_them(self, asha):
        own = asha.seats.last().group
        make_group("Open")
        make_group("Proposed", begins_on=None)
        closed = make_group("Closed", is_closed=True)
        for group in (own, closed, make_group("Far")):
            GroupTerms.objects.create(group=group, number=1, from_on=today(), words="x")
        found = told(asha)
        assert "A new group: Open" in found
        assert "A group is proposed: Proposed" in found
        assert f"New terms of reference: {own}" in found
        assert "New terms of reference: Far" not in found
        assert not any("Closed" in one for one in found)
        make_seat(asha, group=closed, role=Role.OBSERVER)
        assert any("Closed" in one for one in told(asha))

    def test_letters_are_told_once_they_were_let_go(self, asha):
        made = _circular()
        make_seat(asha, group=made.group, role=Role.OBSERVER)
        assert f"A letter to members: {made.title}" not in told(asha)
        Mailing.objects.update(state=Mailing.State.GOING, released_at=now())
        assert f"A letter to members: {made.title}" in told(asha)


class TestListings:
    def test_of_others_are_told_once_each_by_their_last_act(self, asha):
        service = make_service("Night shelter")
        happens(service, "listed")
        happens(service)
        record(asha, "edited", own := make_service("Mine"))
        found = told(asha)
        assert [one for one in found if "Night" in one] == [
            "A listing was changed: Night shelter"
        ]
        assert not any(own.name in one for one in found)

    def test_of_others_are_told_though_she_touched_them_since(self, asha):
        happens(make_service("Night shelter"))
        record(asha, "edited", Service.objects.get())
        [known] = readers_for([asha])
        link = link_to(LISTING_RIGHT, known, Service.objects.get(), now=now())
        record(link, "edited", make_service("By her link"))
        assert "A listing was changed: Night shelter" in told(asha)
        assert not any("By her link" in one for one in told(asha))

    def test_an_end_that_was_taken_back_is_none(self, asha):
        service = make_service("Night shelter")
        happens(service, "ended")
        assert "A listing has ended: Night shelter" in told(asha)
        happens(service, "undone")
        assert "A listing was changed: Night shelter" in told(asha)
        assert "A listing has ended: Night shelter" not in told(asha)

    def test_that_she_may_not_see_are_not_told(self, asha):
        happens(make_service("Secret", label="TLP:AMBER"))
        assert not any("Secret" in one for one in told(asha))

    def test_are_those_of_her_areas_if_she_has_any(self, asha):
        near, far = make_term("North", Vocabulary.AREA), make_term("South", "area")
        fine = make_term("Hill", Vocabulary.AREA, within=near)
        agencies = {n: make_member_agency(n) for n in ("Near", "Far", "Hidden")}
        said = {"Near": near, "Far": far, "Hidden": fine}
        for name, agency in agencies.items():
            AgencyTerm.objects.create(agency=agency, term=said[name])
            happens(make_service(f"{name} service", organization=agency))
        hidden = Service.objects.filter(organization=agencies["Hidden"])
        hidden.update(place_is_confidential=True)
        Agency.objects.filter(name="Hidden").update(place_is_confidential=True)
        assert sum("service" in one for one in told(asha)) == 3
        own = asha.seats.first().agency
        AgencyTerm.objects.create(agency=own, term=near)
        AgencyTerm.objects.create(agency=own, term=fine)
        found = [one for one in told(asha) if "service" in one]
        # Nothing finer than a region is told of one whose place is confidential.
        assert found == ["A listing was changed: Near service"]
        AgencyTerm.objects.create(agency=agencies["Hidden"], term=near)
        assert any("Hidden service" in one for one in told(asha))


class TestPage:
    def test_tells_what_is_new_until_she_says_that_she_has_seen_it(
        self, asha, monkeypatch
    ):
        client = browser(asha)
        make_member_agency("Quay")
        later(monkeypatch)
        page = client.get(reverse("changed"))
        assert "Quay" in page.content.decode()
        until = page.context["changed"].until.isoformat()
        assert not LastLook.objects.exists()  # looking changes nothing
        sent = keyed(until=until)
        for _twice in range(2):
            answer = client.post(reverse("changed"), sent, follow=True)
        assert "you have seen these" in answer.content.decode()
        assert "Quay" not in client.get(reverse("changed")).content.decode()
        assert "Quay" not in client.get("/").content.decode()
        client.post(reverse("changed"), keyed(again="yes"))
        assert "Quay" in client.get(reverse("changed")).content.decode()

    def test_takes_no_moment_that_is_none(self, asha):
        client = browser(asha)
        for until in ("", "soon", "2026-13-40T00:00+00:00", "2026-01-01T00:00"):
            answer = client.post(reverse("changed"), keyed(until=until))
            assert answer.status_code == 400
        assert not LastLook.objects.exists()

    def test_is_empty_as_something_good(self):
        client = browser(make_member())
        page = client.get(reverse("changed")).content.decode()
        assert "Nothing changed that concerns you" in page
        assert "Show the last ones again" not in page
