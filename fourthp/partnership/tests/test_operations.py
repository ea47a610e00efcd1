"""What may be changed in the network, by whom."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Clockwork, Host, Public
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import (
    IN_THE_NETWORK,
    Agency,
    HelpLine,
    Role,
    Seat,
    Term,
    Vocabulary,
)
from fourthp.partnership.operations.agencies import (
    AlreadyMember,
    HidingIsAnotherAct,
    add_agency,
    admit_agency,
    edit_agency,
)
from fourthp.partnership.operations.groups import add_group
from fourthp.partnership.operations.network import (
    AlreadySetUp,
    LastEmergencyNumber,
    NetworkFacts,
    NotANumber,
    remove_help_line,
    set_help_line,
    set_up_network,
)
from fourthp.partnership.operations.people import add_person
from fourthp.partnership.operations.seats import (
    ActsForTheNetwork,
    AlreadySeated,
    end_seat,
    seat_person,
)
from fourthp.partnership.tests.makers import (
    make_agency,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
)

DAY = date(2026, 3, 10)
FACTS = NetworkFacts("Anyshire Network", "GB", "Europe/London")

pytestmark = pytest.mark.django_db


def acts() -> list[str]:
    return list(Entry.objects.order_by("at", "id").values_list("act", flat=True))


class TestSetUpNetwork:
    def test_makes_the_network_and_its_group_once(self):
        assert set_up_network(FACTS, by=Host()).is_demo is False
        with pytest.raises(AlreadySetUp):
            set_up_network(FACTS, by=Host())
        assert acts() == ["brought-words", "set-up"]
        assert Term.objects.of(Vocabulary.FOUR_PS).count() == 4


class TestEveryChange:
    """Those who do not run the network change nothing."""

    @pytest.mark.parametrize("actor", [Public(), Clockwork("x")])
    def test_refuses_strangers(self, actor):
        agency, person = make_agency(), make_person()
        for change in (
            lambda: set_up_network(FACTS, by=actor),
            lambda: add_agency("New", by=actor),
            lambda: edit_agency(agency, {"name": "x"}, by=actor, today=DAY),
            lambda: admit_agency(agency, by=actor, today=DAY),
            lambda: add_group("New", by=actor, today=DAY),
            lambda: add_person("New", by=actor),
            lambda: seat_person(person, Role.CHAIR, by=actor, today=DAY),
            lambda: set_help_line(HelpLine(number="1"), by=actor, today=DAY),
            lambda: remove_help_line(HelpLine(number="1"), by=actor),
        ):
            with pytest.raises(PermissionDenied):
                change()
        assert acts() == []

    def test_allows_a_coordinator(self):
        coordinator = make_member(role=Role.COORDINATOR)
        assert add_agency(" New ", by=coordinator).name == "New"
        assert (
            add_person("Dele Obi", by=coordinator, email="d@quay.example").user is None
        )


class TestHelpLines:
    def test_refuse_what_nobody_can_ring(self):
        with pytest.raises(NotANumber):
            set_help_line(HelpLine(number="abc"), by=Host(), today=DAY)

    def test_are_taken_away_and_leave_an_entry(self):
        line = HelpLine(number="08000 121 700", kind="national")
        remove_help_line(set_help_line(line, by=Host(), today=DAY), by=Host())
        assert not HelpLine.objects.exists()
        assert acts() == ["checked", "removed"]

    def test_keep_the_last_emergency_number(self):
        lines = [HelpLine(number=n, kind="emergency") for n in ("999", "112")]
        first, second = (set_help_line(x, by=Host(), today=DAY) for x in lines)
        remove_help_line(first, by=Host())
        with pytest.raises(LastEmergencyNumber):
            remove_help_line(second, by=Host())


class TestEditAgency:
    def test_lets_its_lead_change_it_and_keeps_the_field_over_imports(self):
        agency = make_member_agency()
        lead = make_person()
        make_seat(lead, agency=agency, role=Role.LEAD)
        edit_agency(agency, {"name": "Renamed", "description": ""}, by=lead, today=DAY)
        agency.refresh_from_db()
        assert (agency.name, agency.local_fields) == ("Renamed", ["name"])
        assert Entry.objects.get().detail == {"fields": ["name"]}

    def test_refuses_the_lead_of_another_agency(self):
        agency, other = make_member_agency(), make_member_agency("Other")
        lead = make_person()
        make_seat(lead, agency=other, role=Role.LEAD)
        with pytest.raises(PermissionDenied):
            edit_agency(agency, {"name": "Renamed"}, by=lead, today=DAY)

    @pytest.mark.parametrize("hidden", [True, False])
    def test_hides_and_opens_no_agency(self, hidden):
        agency = make_agency(place_is_confidential=not hidden)
        with pytest.raises(HidingIsAnotherAct, match="with all its services"):
            edit_agency(agency, {"place_is_confidential": hidden}, by=Host(), today=DAY)
        same = {"place_is_confidential": not hidden, "name": "Renamed"}
        assert edit_agency(agency, same, by=Host(), today=DAY).name == "Renamed"


class TestAdmitAgency:
    def test_makes_a_known_agency_a_member_once(self):
        agency = make_agency()
        admit_agency(agency, by=Host(), today=DAY)
        assert Agency.objects.members(DAY).get() == agency
        with pytest.raises(AlreadyMember):
            admit_agency(agency, by=Host(), today=DAY)


class TestSeatPerson:
    def test_seats_in_the_network_unless_a_group_is_named(self):
        network, person = make_network_group(), make_person()
        group = add_group("Housing group", by=Host(), today=DAY)
        assert seat_person(person, Role.CHAIR, by=Host(), today=DAY).group == network
        seat = seat_person(person, Role.CHAIR, by=Host(), today=DAY, group=group)
        assert seat.group == group

    def test_refuses_the_same_seat_twice(self):
        make_network_group()
        person = make_person()
        seat_person(person, Role.CHAIR, by=Host(), today=DAY)
        with pytest.raises(AlreadySeated):
            seat_person(person, Role.CHAIR, by=Host(), today=DAY)

    def test_a_lead_seats_her_own_people_but_no_officer(self):
        agency, person = make_member_agency(), make_person("Dele Obi")
        lead = make_person()
        make_seat(lead, agency=agency, role=Role.LEAD)
        give = {"by": lead, "today": today(), "agency": agency}
        assert seat_person(person, Role.DEPUTY, **give).agency == agency
        with pytest.raises(PermissionDenied):
            seat_person(person, Role.COORDINATOR, **give)
        with pytest.raises(PermissionDenied):
            seat_person(person, Role.DEPUTY, by=lead, today=today())

    def test_a_lead_lets_nobody_into_a_smaller_group(self):
        agency, lead = make_member_agency(), make_person()
        make_seat(lead, agency=agency, role=Role.LEAD)
        steering, network = (
            add_group("Steering", by=Host(), today=DAY),
            make_network_group(),
        )
        give = {"today": today(), "agency": agency}
        with pytest.raises(PermissionDenied):
            seat_person(lead, Role.DEPUTY, by=lead, group=steering, **give)
        assert seat_person(lead, Role.DEPUTY, by=lead, group=network, **give)
        seat = seat_person(lead, Role.DEPUTY, by=Host(), group=steering, **give)
        with pytest.raises(PermissionDenied):
            end_seat(seat, by=lead, now=now())


class TestWhoActsForTheNetwork:
    @pytest.mark.parametrize("role", sorted(IN_THE_NETWORK))
    def test_has_no_such_seat_in_a_smaller_group(self, role):
        make_network_group()
        group = add_group("Housing group", by=Host(), today=DAY)
        with pytest.raises(ActsForTheNetwork, match="in the network itself"):
            seat_person(make_person(), role, by=Host(), today=DAY, group=group)
        assert seat_person(make_person(), role, by=Host(), today=DAY)
        assert not group.seats.exists()

    def test_but_a_smaller_group_has_a_chair(self):
        group = add_group("Housing group", by=Host(), today=DAY)
        give = {"by": Host(), "today": DAY, "group": group}
        assert seat_person(make_person(), Role.CHAIR, **give).group == group


class TestEndSeat:
    def test_ends_it_this_minute(self):
        seat, moment = make_seat(), now()
        ended = end_seat(seat, by=Host(), now=moment)
        assert (ended.to_on, ended.ended_at) == (today(), moment)
        assert not Seat.objects.holding(today()).exists()
        assert Seat.objects.holding(today() - timedelta(days=1)).exists()
        assert acts() == ["ended"]

    def test_a_seat_to_come_ends_on_the_day_it_would_begin(self):
        later = today() + timedelta(days=9)
        ended = end_seat(make_seat(from_on=later), by=Host(), now=now())
        assert ended.to_on == later
        assert not Seat.objects.holding(later).exists()

    @pytest.mark.parametrize("to_on", [DAY, None])
    def test_leaves_one_that_is_over(self, to_on):
        seat = make_seat(from_on=DAY, to_on=to_on)
        first = end_seat(seat, by=Host(), now=now()) if to_on is None else seat
        again = end_seat(seat, by=Host(), now=now() + timedelta(hours=1))
        assert (again.to_on, again.ended_at) == (first.to_on, first.ended_at)

    def test_refuses_who_may_not_give_it(self):
        with pytest.raises(PermissionDenied):
            end_seat(make_seat(), by=make_member("Dele Obi"), now=now())


class TestSetHelpLine:
    def test_notes_the_day_on_which_it_was_checked(self):
        line = HelpLine(country="GB", kind="emergency", name="Emergency", number="999")
        assert set_help_line(line, by=Host(), today=DAY).checked_on == DAY
        assert acts() == ["checked"]
