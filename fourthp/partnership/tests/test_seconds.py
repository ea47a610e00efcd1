"""The second person sat there before she was needed: nobody makes her own."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.foundation.clock import now, today
from fourthp.partnership.models import Label, Person, Role, Seat
from fourthp.partnership.operations.people_export import ask_for_people, take_people
from fourthp.partnership.operations.seats import end_seat, hand_on_seat, seat_person
from fourthp.partnership.operations.sharing import share_otherwise
from fourthp.partnership.operations.signing_in import give_account
from fourthp.partnership.operations.welcoming import NewPerson, invite_colleague
from fourthp.partnership.operations.widening import (
    OthersDecide,
    confirm_widening,
    takes_two,
    widen_alone,
)
from fourthp.partnership.queries.people import Asked
from fourthp.partnership.queries.widening import Wanted
from fourthp.partnership.tests.makers import (
    make_member_agency,
    make_network,
    make_person,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.papers import Paper
from fourthp.partnership.tests.test_sharing import papers
from fourthp.partnership.tests.test_widening import officer, told

__all__ = ["papers"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
GREEN = Wanted(label=Label.GREEN)


def of_agency(name: str, agency, role: str = Role.DEPUTY, **more) -> Person:
    person = make_person(name, email=f"{name.lower()}@two.example")
    make_seat(person, agency=agency, role=role, **more)
    make_user(person, person.email)
    return person


@pytest.fixture
def ours(papers):
    """A paper of an agency with its lead, in a network with one coordinator."""
    make_network()
    agency = make_member_agency("Quay Housing")
    lead = of_agency("Lead", agency, Role.LEAD)
    officer("Maya Lind")
    return Paper.objects.create(label=Label.AMBER, originator=agency), lead


def refuses(asked, by: Person) -> bool:
    with pytest.raises(PermissionDenied):
        confirm_widening(asked, by=by, now=now())
    return True


class TestOfTheAgency:
    def test_a_colleague_who_was_invited_since_is_no_second(self, ours):
        paper, lead = ours
        agency = paper.originator
        asked = share_otherwise(paper, GREEN, by=lead, now=now())
        friend = NewPerson("Friend", "lead+2@two.example")
        seat = invite_colleague(
            friend, agency, Role.DEPUTY, by=lead, now=now(), today=today()
        )
        found = give_account(seat.person, by=lead, now=now())
        found.is_strong = True
        assert refuses(asked, found)
        paper.refresh_from_db()
        assert paper.label == Label.AMBER

    @pytest.mark.parametrize("is_early", [True, False])
    def test_nor_one_who_was_seated_that_day_or_for_a_day_before(self, ours, is_early):
        paper, lead = ours
        agency = paper.originator
        old = of_agency("Old", agency)
        if is_early:
            same = of_agency("Same", agency, from_on=today())
        asked = share_otherwise(paper, GREEN, by=lead, now=now())
        if not is_early:
            same = of_agency("Same", agency, from_on=today() - 9 * DAY)
        assert refuses(asked, same)
        assert str(same.pk) not in told("partnership.widening-asked")
        # The control: who sat there before.
        assert confirm_widening(asked, by=old, now=now()).done_at

    def test_who_sat_there_and_has_another_seat_by_now_is(self, ours):
        paper, lead = ours
        old = of_agency("Old", paper.originator)
        asked = share_otherwise(paper, GREEN, by=lead, now=now())
        end_seat(old.seats.get(), by=officer("Runs"), now=now())
        assert refuses(asked, old)
        make_seat(old, agency=paper.originator, from_on=today())
        assert confirm_widening(asked, by=old, now=now()).done_at

    def test_whom_she_handed_her_seat_on_to_is_only_if_she_sat_there(self, ours):
        paper, lead = ours
        old = of_agency("Old", paper.originator)
        asked = share_otherwise(paper, GREEN, by=lead, now=now())
        hand_on_seat(lead.seats.get(), old, by=lead, now=now())
        lead.refresh_from_db()
        make_seat(lead, agency=paper.originator, from_on=today())
        assert confirm_widening(asked, by=old, now=now()).done_at

    def test_others_do_not_go_alone_because_its_people_are_new(self, ours):
        paper, lead = ours
        runs = officer("Runs")
        make_seat(runs, agency=paper.originator, role=Role.OBSERVER)
        Seat.objects.filter(person=lead).update(from_on=today())
        asked = share_otherwise(paper, GREEN, by=runs, now=now())
        assert asked.done_at is None
        assert refuses(asked, lead)
        assert refuses(asked, officer("Chair", Role.CHAIR))
        with pytest.raises(OthersDecide):
            widen_alone(asked, "Silence", by=runs, now=now() + DAY)

    @pytest.mark.parametrize("is_since", [True, False])
    def test_nor_because_she_took_a_seat_for_it(self, ours, is_since):
        paper, lead = ours
        runs, chair = officer("Runs"), officer("Chair", Role.CHAIR)
        make_seat(runs, agency=paper.originator, role=Role.OBSERVER)
        agency = paper.originator

        def sit_there() -> None:
            seat_person(
                runs, Role.REPRESENTATIVE, by=runs, today=today(), agency=agency
            )

        if not is_since:
            sit_there()
        asked = share_otherwise(paper, GREEN, by=runs, now=now())
        if is_since:
            sit_there()
        assert refuses(asked, chair)
        with pytest.raises(OthersDecide):
            widen_alone(asked, "Silence", by=runs, now=now() + DAY)
        assert confirm_widening(asked, by=lead, now=now()).done_at


class TestOfTheNetwork:
    def test_a_chair_who_was_seated_since_is_no_second(self):
        runs, old = officer("Runs"), officer("Old", Role.SECOND)
        asked = ask_for_people(Asked(), by=runs, now=now())
        friend = make_person("Friend")
        make_user(friend, "friend@two.example")
        seat_person(friend, Role.CHAIR, by=runs, today=today())
        assert refuses(asked, friend)
        make_seat(friend, role=Role.CHAIR, from_on=today() - 9 * DAY)
        assert refuses(asked, friend)
        assert confirm_widening(asked, by=old, now=now()).done_at

    def test_who_was_an_officer_and_is_another_by_now_is(self):
        runs, old = officer("Runs"), officer("Old", Role.SECOND)
        asked = ask_for_people(Asked(), by=runs, now=now())
        end_seat(old.seats.get(), by=runs, now=now())
        seat_person(old, Role.CHAIR, by=runs, today=today())
        assert confirm_widening(asked, by=old, now=now()).done_at

    def test_on_the_first_day_it_takes_two_and_the_second_is_seated_before(self):
        runs = officer("Runs")
        second = officer("Second", Role.SECOND)
        Seat.objects.filter(person=second).update(from_on=today())
        assert takes_two(runs)
        asked = ask_for_people(Asked(), by=runs, now=now())
        assert asked.done_at is None
        assert confirm_widening(asked, by=second, now=now()).done_at
        take_people(Asked(), by=runs, now=now())

    def test_and_goes_on_alone_where_whoever_could_answer_is_another_by_now(self):
        runs, old = officer("Runs"), officer("Old", Role.SECOND)
        asked = ask_for_people(Asked(), by=runs, now=now())
        end_seat(old.seats.get(), by=runs, now=now())
        later = now() + DAY
        assert widen_alone(asked, "Silence", by=runs, now=later).done_at == later
