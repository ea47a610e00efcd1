"""An agency's lead looks after her own people; vacant seats are seen and asked for."""

import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.template import Context, Template
from django.urls import reverse
from django.utils.timezone import localdate

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.policies import Standing
from fourthp.partnership.models import Agency, Group, Person, Reach, Role, Seat
from fourthp.partnership.operations.asking import (
    AskedToday,
    NobodyToAsk,
    ask_who_follows,
)
from fourthp.partnership.operations.people import AddressIsAnothers, MailboxOfSeveral
from fourthp.partnership.operations.seats import SeatFacts, end_seat
from fourthp.partnership.operations.welcoming import (
    NewPerson,
    invite_colleague,
    welcome_person,
)
from fourthp.partnership.queries.asking import whom_to_ask, with_whom_to_ask
from fourthp.partnership.queries.followers import asked_once
from fourthp.partnership.queries.people import PAGE
from fourthp.partnership.queries.vacancies import vacancies
from fourthp.partnership.tests.makers import (
    make_agency,
    make_contact,
    make_group,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.seated import (
    browser,
    by_password,
    coordinator,
    keyed,
    seated,
)
from fourthp.post.models import Mailing, Message

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def agency() -> Agency:
    make_network_group()
    return make_member_agency("Harbour")


def invite(agency: Agency, by: Person, *, role: str = Role.DEPUTY, **said):
    new = NewPerson(**{"name": "Ben Cole", "email": "ben@clinic.example"} | said)
    return invite_colleague(new, agency, role, by=by, now=now(), today=today())


class TestInviteColleague:
    def test_makes_her_known_seats_her_and_tells_her(self, agency):
        seat = invite(agency, seated("Lead", agency, Role.LEAD))
        assert (seat.person.name, seat.agency) == ("Ben Cole", agency)
        message = Message.objects.get()
        assert message.address == "ben@clinic.example"
        said = str(message.letter)
        assert "Harbour" in said
        assert "You need no account" in said
        assert "A deputy stands in" in said

    def test_an_agency_whose_place_is_confidential_is_not_named_in_a_mail(self, agency):
        Agency.objects.update(place_is_confidential=True)
        agency.refresh_from_db()
        lead = seated("Lead", agency, Role.LEAD)
        invite(agency, lead, role=Role.REPRESENTATIVE)
        said = str(Message.objects.get().letter)
        assert "Harbour" not in said
        assert "speaks for the agency" in said

    def test_a_lead_makes_no_officers_and_invites_for_no_other_agency(self, agency):
        lead = seated("Lead", agency, Role.LEAD)
        for role, to in ((Role.CHAIR, agency), (Role.DEPUTY, make_agency("Quay"))):
            with pytest.raises(PermissionDenied):
                invite(to, lead, role=role)
        assert not Person.objects.filter(name="Ben Cole").exists()

    def test_refuses_another_persons_address_and_an_offices_mailbox(self, agency):
        lead = seated("Lead", agency, Role.LEAD)
        with pytest.raises(AddressIsAnothers):
            invite(agency, lead, email="LEAD@clinic.example")
        with pytest.raises(MailboxOfSeveral):
            invite(agency, lead, email="info@clinic.example")
        invite(agency, lead, email="info@clinic.example", shares_mailbox=True)
        invite(agency, lead, email="info@clinic.example", shares_mailbox=True)
        assert not Message.objects.exclude(address="info@clinic.example").exists()

    def test_what_somebody_signs_in_with_is_hers_alone(self, agency):
        lead, other = seated("Lead", agency, Role.LEAD), make_person("Other")
        browser(other)
        address = f"office@{other.pk}.example"
        other.user.email = address
        other.user.save()
        with pytest.raises(AddressIsAnothers):
            invite(agency, lead, email=address, shares_mailbox=True)


class TestWelcomePerson:
    def test_is_for_who_runs_the_network(self, agency):
        lead = seated("Lead", agency, Role.LEAD)
        facts = SeatFacts(Role.DEPUTY, agency)
        with pytest.raises(PermissionDenied):
            welcome_person(NewPerson("B"), facts, by=lead, today=today())
        seat = welcome_person(NewPerson("B"), facts, by=coordinator(), today=today())
        assert seat.person.name == "B"


def vacant(reader: Person, **of) -> list[tuple[str, str, object]]:
    return [(str(v.agency), v.place, v.since) for v in vacancies(reader, **of)]


class TestVacancies:
    def test_a_member_agency_without_a_voice_has_one(self, agency):
        reader = coordinator()
        assert vacant(reader) == [("Harbour", "", None)]
        deputy = seated("Deputy", agency, Role.DEPUTY)
        assert vacant(reader) == [("Harbour", "", None)]
        make_seat(deputy, agency=agency, to_on=today() - DAY)
        assert vacant(reader) == [("Harbour", "", today() - DAY)]
        make_seat(deputy, agency=agency)
        assert vacant(reader) == []

    def test_who_is_only_known_has_none(self, agency):
        seated("Asha", agency)
        make_agency("Known only")
        assert vacant(coordinator()) == []

    def test_a_smaller_groups_seat_is_vacant_when_nobody_follows(self, agency):
        seated("Asha", agency)
        group, reader = make_group("Housing"), coordinator()
        ended = today() - DAY
        make_seat(make_person("Gone"), agency=agency, group=group, to_on=ended)
        assert vacant(reader) == [("Harbour", "Housing", ended)]
        assert vacant(reader, agency=make_agency("Quay")) == []
        follower = make_seat(make_person("Next"), agency=agency, group=group)
        assert vacant(reader) == []
        follower.delete()
        Group.objects.filter(pk=group.pk).update(ends_on=ended)
        assert vacant(reader) == []

    def test_a_closed_groups_vacancy_is_not_told_to_an_outsider(self, agency):
        seated("Asha", agency)
        group = make_group("Closed", is_closed=True)
        make_seat(make_person(), agency=agency, group=group, to_on=today() - DAY)
        assert vacant(make_member("Outsider")) == []
        assert vacant(by_password(coordinator())) == []
        assert len(vacant(coordinator())) == 1

    def test_who_has_no_seat_is_told_of_none(self, agency):
        assert vacant(make_person()) == []

    def test_of_a_group_that_was_ended_today_nothing_is_vacant(self, agency):
        seated("Asha", agency)
        group = make_group("Housing")
        make_seat(make_person("Gone"), agency=agency, group=group, to_on=today() - DAY)
        # The control: as long as the group goes on, its seat is vacant.
        assert vacant(coordinator()) == [("Harbour", "Housing", today() - DAY)]
        Group.objects.filter(pk=group.pk).update(ends_on=today(), ended_at=now())
        assert vacant(coordinator("Other")) == []

    @pytest.mark.parametrize("seed", range(4))
    def test_of_one_agency_are_those_of_all_that_are_its(self, agency, seed):
        dice = random.Random(seed)  # noqa: S311 -- repeatable on purpose
        made = [make_member_agency(f"Agency {n}") for n in range(6)]
        agencies = [agency, make_agency("Known"), *made]
        days = [None, today() - DAY, today(), today() + DAY]
        groups = [
            make_network_group(),
            make_group("Open"),
            make_group("Closed", is_closed=True),
            make_group("Over", ends_on=today() - DAY),
            make_group("Ended", ends_on=today(), ended_at=now()),
            make_group("To come", begins_on=today() + DAY),
        ]
        for number in range(60):
            seat = make_seat(
                make_person(f"P {number}"),
                agency=dice.choice(agencies),
                group=dice.choice(groups),
                role=dice.choice((Role.REPRESENTATIVE, Role.LEAD, Role.DEPUTY)),
                from_on=dice.choice((today() - 9 * DAY, today() + DAY)),
            )
            seat.to_on = dice.choice(
                [one for one in days if not one or one > seat.from_on]
            )
            seat.ended_at = (
                now() if seat.to_on == today() and dice.random() < 0.5 else None
            )
            seat.save()
        insider = make_member("Insider")
        make_seat(insider, group=groups[2])
        for reader in (coordinator(), insider, make_member("Outsider")):
            found = vacancies(reader)
            assert found
            for one in agencies:
                its = [vacancy for vacancy in found if vacancy.agency == one]
                assert vacancies(reader, agency=one) == its


class TestAskWhoFollows:
    def test_asks_who_sits_for_the_agency_once_a_day(self, agency):
        runs, moment = coordinator(), now()
        with pytest.raises(NobodyToAsk):
            ask_who_follows(agency, by=runs, now=moment)
        seated("Deputy", agency, Role.DEPUTY)
        assert ask_who_follows(agency, by=runs, now=moment) == 1
        assert "Who takes the seat?" in str(Message.objects.get().letter)
        with pytest.raises(AskedToday):
            ask_who_follows(agency, by=runs, now=moment + timedelta(seconds=9))

    def test_asks_who_only_observes_where_nobody_speaks_for_it(self, agency):
        seated("Olga", agency, Role.OBSERVER)
        [found] = with_whom_to_ask(vacancies(coordinator(), agency=agency), now())
        assert (found.may_ask, found.asked_on) == (True, None)
        assert ask_who_follows(agency, by=coordinator(), now=now()) == 1
        seated("Deputy", agency, Role.DEPUTY)
        assert [one.name for one in whom_to_ask(agency)] == ["Deputy"]

    def test_says_when_it_was_asked_last_by_hand_or_for_a_leaver(self, agency):
        runs, nights, other = coordinator(), make_group("Nights"), make_group("Days")
        seated("Deputy", agency, Role.DEPUTY)
        left = [
            make_seat(make_person(f"Left {one}"), agency=agency, group=one)
            for one in (nights, other)
        ]
        for seat in left:
            end_seat(seat, by=Host(), now=now())
        moment = now() - 9 * DAY
        Mailing.objects.create(
            kind="partnership.who-follows",
            made_at=moment,
            once=asked_once(Seat.objects.get(pk=left[0].pk)),
        )

        def asked() -> dict[str, date | None]:
            found = with_whom_to_ask(vacancies(runs, agency=agency), now())
            return {one.vacancy.place: one.asked_on for one in found}

        assert asked() == {"": None, "Nights": localdate(moment), "Days": None}
        client, listed = browser(runs), reverse("vacancies")
        assert client.get(listed).content.decode().count("asked on") == 1
        ask_who_follows(agency, by=runs, now=now())
        assert set(asked().values()) == {today()}
        elsewhere = make_member_agency("Elsewhere")
        found = with_whom_to_ask(vacancies(runs, agency=elsewhere), now())
        assert [one.asked_on for one in found] == [None]
        shown = client.get(listed).content.decode()
        assert shown.count("Asked by mail today.") == 3
        assert reverse("agency-people-asking", args=[agency.pk]) not in shown

    def test_names_the_agency_unless_it_is_hidden_and_a_page_to_who_can_open_it(
        self, agency
    ):
        deputy = seated("Deputy", agency, Role.DEPUTY)
        ask_who_follows(agency, by=coordinator(), now=now() - DAY)
        said = str(Message.objects.get().says)
        assert ("For Deputy" in said, "Harbour" in said) == (True, True)
        assert "Button" not in said
        make_user(deputy, "deputy@asked.example")
        Agency.objects.filter(pk=agency.pk).update(place_is_confidential=True)
        agency.refresh_from_db()
        ask_who_follows(agency, by=coordinator("Two"), now=now())
        said = str(Message.objects.order_by("-pk")[0].says)
        assert ("Harbour" in said, "Button" in said) == (False, True)

    def test_asks_nobody_of_a_closed_groups_seat(self, agency):
        seated("Asha", agency)
        group, ended = make_group("Hidden"), today() - DAY
        make_seat(make_person("Gone"), agency=agency, group=group, to_on=ended)
        [found] = with_whom_to_ask(vacancies(coordinator(), agency=agency), now())
        assert found.may_ask  # the control: an open group’s
        Group.objects.filter(pk=group.pk).update(is_closed=True)
        runs = coordinator("Other")
        [found] = with_whom_to_ask(vacancies(runs, agency=agency), now())
        assert (found.vacancy.place, found.may_ask) == ("Hidden", False)
        client = browser(runs)
        page = client.get(reverse("vacancies")).content.decode()
        assert "Its group is closed, so no mail asks" in page
        page = client.get(reverse("agency-people", args=[agency.pk])).content.decode()
        assert "Ask the agency who follows" not in page

    def test_is_for_coordinators(self, agency):
        with pytest.raises(PermissionDenied):
            ask_who_follows(agency, by=seated("L", agency, Role.LEAD), now=now())


class TestPages:
    def test_are_the_leads_and_the_coordinators(self, agency):
        path = reverse("agency-people", args=[agency.pk])
        lead = seated("Lead Person", agency, Role.LEAD)
        assert browser(lead, factor=False).get(path).status_code == 200
        assert browser(coordinator()).get(path).status_code == 200
        assert browser(seated("Asha", agency)).get(path).status_code == 403
        stranger = make_member("Stranger", role=Role.LEAD, agency="Quay")
        assert browser(stranger).get(path).status_code == 403

    def test_show_people_in_order_with_what_may_be_done(self, agency):
        lead = seated("Lead Person", agency, Role.LEAD)
        for name in ("Ben Cole", "Cleo Dane"):
            seated(name, agency, Role.DEPUTY)
        make_seat(lead, agency=agency, group=make_group("Housing"))
        path = reverse("agency-people", args=[agency.pk])
        page = browser(lead).get(path).content.decode()
        assert "stands in as number 2" in page
        assert page.count("Stands in earlier") == 1
        assert page.count("Hand it on") == 3
        door = reverse("agency", args=[agency.pk])
        assert f'<a href="{door}"><bdi>Harbour</bdi></a>' in page
        assert browser(lead).get(door).status_code == 200

    def test_a_lead_invites_a_colleague(self, agency):
        lead = seated("Lead Person", agency, Role.LEAD)
        client, path = browser(lead), reverse("agency-invitation", args=[agency.pk])
        assert client.get(path).status_code == 200
        said = {"name": "Ben Cole", "role": "deputy", "email": "ben@clinic.example"}
        wrong = {
            "several people read": {"email": "info@clinic.example"},
            "cannot be used": {"email": "lead.person@clinic.example"},
        }
        for words, changed in wrong.items():
            answer = client.post(path, keyed(**said | changed))
            assert answer.status_code == 400
            assert words in answer.content.decode()
        answer = client.post(path, keyed(**said), follow=True)
        assert "Ben Cole has a seat now" in answer.content.decode()

    def test_a_coordinator_is_told_what_to_do_with_an_address_that_is_here(
        self, agency
    ):
        seated("Lead Person", agency, Role.LEAD)
        path = reverse("agency-invitation", args=[agency.pk])
        said = {"name": "Ben Cole", "role": "deputy"}
        said |= {"email": "lead.person@clinic.example"}
        answer = browser(coordinator()).post(path, keyed(**said))
        assert "find them, and give them a seat" in answer.content.decode()

    def test_a_lead_gives_one_of_her_people_a_seat(self, agency):
        lead = seated("Lead Person", agency, Role.LEAD)
        client, path = browser(lead), reverse("agency-seat", args=[agency.pk])
        said = {"person": str(lead.pk), "role": "representative"}
        assert client.get(path).status_code == 200
        assert client.post(path, keyed(**said)).status_code == 302
        answer = client.post(path, keyed(**said))
        assert "holds this seat already" in answer.content.decode()
        other = make_member("Other", agency="Quay")
        answer = client.post(path, keyed(**said | {"person": str(other.pk)}))
        assert "Choose somebody of this list" in answer.content.decode()

    def test_an_agency_without_people_says_what_to_do(self, agency):
        client = browser(coordinator())
        for name in ("agency-people", "agency-seat"):
            page = client.get(reverse(name, args=[agency.pk])).content.decode()
            assert "Nobody sits for this agency" in page

    def test_vacant_seats_stand_on_pages(self, agency):
        for number in range(PAGE):
            make_member_agency(f"A {number:02}")
        client, path = browser(coordinator()), reverse("vacancies")
        first, last = (client.get(f"{path}?page={n}").content.decode() for n in (1, 2))
        assert (first.count("<bdi>A "), last.count("<bdi>A ")) == (PAGE, 0)
        assert (last.count("<bdi>Harbour<"), "Page 2 of 2" in last) == (1, True)

    def test_vacant_seats_are_listed_and_asked_for(self, agency):
        client = browser(coordinator())
        page = client.get(reverse("vacancies")).content.decode()
        assert "Harbour" in page
        path = reverse("agency-people-asking", args=[agency.pk])
        answer = client.post(path, keyed(), follow=True)
        assert "ring it" in answer.content.decode()
        seated("Deputy", agency, Role.DEPUTY)
        answer = client.post(path, keyed(listed="yes"), follow=True)
        assert "1 person is asked." in answer.content.decode()
        assert "<h1>Vacant seats</h1>" in answer.content.decode()
        seated("Asha", agency)
        page = client.get(reverse("vacancies")).content.decode()
        assert "No seat is vacant" in page


class TestPanel:
    def drawn(self, agency: Agency, person: Person | None) -> str:
        page = Template('{% load shell %}{% slot "agency" agency=agency %}')
        standing = Standing(person)
        return page.render(Context({"agency": agency, "standing": standing}))

    def test_everyone_sees_whom_opened_something_to_everyone(self, agency):
        asha = seated("Asha Bell", agency)
        seated("Ben Cole", agency)
        make_contact(asha, "0121 496 0001", reach=Reach.PUBLIC)
        said = self.drawn(agency, None)
        assert "Asha Bell" in said
        assert "0121 496 0001" in said
        assert "Ben Cole" not in said
        Agency.objects.update(place_is_confidential=True)
        assert self.drawn(agency, None).strip() == ""

    def test_members_see_what_is_vacant(self, agency):
        seated("Dele", agency, Role.DEPUTY)
        said = self.drawn(agency, make_member("Reader"))
        assert "Nobody speaks for it" in said
        assert "Look after" not in said
        assert "Look after" in self.drawn(agency, coordinator())
