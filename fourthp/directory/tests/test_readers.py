"""Who may see a listing: chosen by whoever keeps it, looked at before it is saved."""

import re
from random import Random

import pytest
from django.urls import reverse

from fourthp.directory.forms.readers import ReadersForm
from fourthp.directory.models import Service
from fourthp.directory.operations.edits import Edit, edit_service, undo_edit
from fourthp.directory.operations.readers import (
    MoreWouldSee,
    given_readers,
    refuse_wider,
    widen_readers,
)
from fourthp.directory.tests.makers import make_refuge, make_service
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member, own_service
from fourthp.directory.tests.test_parts import page_of, send
from fourthp.directory.views.matters import SERVICE
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.matters import CannotUndo
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.models import (
    Agency,
    Audience,
    Group,
    Label,
    Person,
    Role,
    Widening,
)
from fourthp.partnership.operations.audiences import (
    AnyoneMayJoin,
    forget_audiences,
    make_audience,
)
from fourthp.partnership.operations.widening import confirm_widening
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.sharing import Sharing, sharing_of
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.test_audiences import TRIES, make_world

pytestmark = pytest.mark.django_db
client = client_of
SECRET = "Harbour raid group"
CHAIRS = Way(role=Role.CHAIR)


def shared(service: Service, label: str, *ways: Way, by=None) -> Service:
    sharing = Sharing(label, ways or None)
    return edit_service(service, Edit(readers=sharing), by=by or Host(), now=now())


def seeing(service: Service, people: list[Person]) -> set[str]:
    rows = Service.objects.filter(pk=service.pk)
    return {one.name for one in people if rows.visible_to(one).exists()}


def strong(*people: Person) -> list[Person]:
    for one in people:
        one.is_strong = True
    return list(people)


def second() -> Person:
    """Somebody who may say yes where more people are to see something."""
    chair = make_member("Officer", role=Role.COORDINATOR, agency="Canal Street")
    make_user(chair, "officer@clinic.example")
    chair = Person.objects.select_related("user").get(pk=chair.pk)
    chair.is_strong = True
    return chair


def token_in(page: str) -> str:
    [token] = re.findall(r'name="seen_readers" value="([0-9a-f]+)"', page)
    return token


class TestReaders:
    def test_shown_before_saving_are_those_who_see_it_after(self):
        ways, people = make_world()
        strong(*people)
        chance = Random(5)  # noqa: S311 -- nothing secret
        labels = [Label.GREEN, Label.AMBER, Label.AMBER_STRICT, Label.RED]
        agencies = list(Agency.objects.all())
        told = set()
        for _number in range(TRIES):
            service = make_service(organization=chance.choice(agencies))
            some = tuple(chance.sample(ways, chance.randint(0, 2)))
            wanted = Sharing(chance.choice(labels), chance.choice([None, some]))
            shown = given_readers(service, wanted).seats()
            before = set(shown.values_list("person__name", flat=True))
            edit_service(service, Edit(readers=wanted), by=Host(), now=now())
            assert seeing(service, people) == before, wanted
            assert not Service.objects.visible_to(None).filter(pk=service.pk).exists()
            told.add(len(before))
        assert len(told) > 4  # the control: not always all of them, or nobody

    def test_of_a_narrowed_listing_are_its_own_people_too(self):
        own = make_member("Own", agency="Harbour Aid")
        chair, other = make_member("Chair", role=Role.CHAIR), make_member("Other")
        people = strong(own, chair, other)
        service = own_service()
        assert len(seeing(service, people)) == 3
        service = shared(service, Label.AMBER, CHAIRS)
        assert seeing(service, people) == {"Own", "Chair"}
        service = shared(service, Label.RED)
        assert seeing(service, people) == {"Own"}

    def test_are_narrowed_in_one_act_by_whoever_keeps_it(self):
        own = make_member("Own", agency="Harbour Aid")
        service = shared(own_service(), Label.AMBER, CHAIRS, by=own)
        assert sharing_of(service).ways == (CHAIRS,)
        more = Way(role=Role.CHAIR, agency=service.organization)
        service = shared(service, Label.AMBER, more, by=own)
        assert sharing_of(service).ways == (more,)

    def test_are_never_widened_beyond_the_network_by_one(self):
        service = shared(make_service(), Label.AMBER, CHAIRS)
        for label, ways in (
            (Label.GREEN, (CHAIRS,)),
            (Label.AMBER, (CHAIRS, Way(role=Role.TRAINER))),
            (Label.GREEN, ()),
            (Label.CLEAR, ()),
        ):
            with pytest.raises(MoreWouldSee):
                shared(service, label, *ways)
        service.refresh_from_db()
        assert sharing_of(service).ways == (CHAIRS,)
        # The control: all members, and everyone, are chosen as before.
        plain = make_service(label=Label.GREEN)
        assert shared(plain, Label.CLEAR).is_public
        assert shared(plain, Label.GREEN).label == Label.GREEN

    def test_come_back_with_the_change_that_took_them_away(self):
        own = make_member("Own", agency="Harbour Aid")
        other = make_member("Other")
        service = own_service(label=Label.GREEN)
        shared(service, Label.GREEN, CHAIRS, by=own)
        assert seeing(service, strong(other)) == set()
        undo_edit(service, Revision.objects.get(), by=own, now=now())
        assert seeing(service, [other]) == {"Other"}
        service.refresh_from_db()
        assert (service.audience, service.originator) == (None, None)

    def test_of_what_is_restricted_do_not_come_back_by_one(self):
        own = make_member("Own", agency="Harbour Aid")
        other = make_member("Other")
        service = own_service(label=Label.GREEN)
        shared(service, Label.AMBER, CHAIRS, by=own)
        narrowed = Revision.objects.get()
        with pytest.raises(MoreWouldSee):
            undo_edit(service, narrowed, by=own, now=now())
        with pytest.raises(CannotUndo, match="second person"):
            SERVICE.undo(service.pk, narrowed, by=own, now=now())
        assert seeing(service, strong(other)) == set()
        assert Revision.objects.get().undone_at is None

    def test_narrowed_end_what_a_second_person_is_asked(self):
        own, _second = make_member("Own", agency="Harbour Aid"), second()
        service = shared(own_service(), Label.AMBER, CHAIRS, by=own)
        wider = Sharing(Label.AMBER, (CHAIRS, Way(role=Role.TRAINER)))
        [own] = strong(own)
        asked = widen_readers(service, wider, by=own, now=now(), seen=None)
        assert asked is not None
        assert asked.done_at is None
        shared(service, Label.RED, CHAIRS, by=own)
        asked.refresh_from_db()
        assert asked.dropped_at is not None

    def test_are_widened_of_what_was_seen(self):
        own = make_member("Own", agency="Harbour Aid")
        service = shared(own_service(), Label.GREEN, CHAIRS, by=own)
        with pytest.raises(SomebodyWasFaster):
            widen_readers(
                service, Sharing(Label.GREEN), by=own, now=now(), seen="another"
            )

    def test_stay_as_they_are_where_nothing_else_is_said(self):
        service = shared(make_service(), Label.AMBER, CHAIRS)
        audience = service.audience_id
        shared(service, Label.AMBER, CHAIRS)
        service.refresh_from_db()
        assert service.audience_id == audience
        assert Audience.objects.count() == 1
        assert Revision.objects.count() == 1

    def test_of_a_refuge_are_narrowed_without_reading(self):
        service = shared(make_refuge(label=Label.GREEN), Label.RED)
        assert service.label == Label.RED
        assert service.originator == service.organization


class TestForgetAudiences:
    def test_forgets_what_nothing_has_once_no_history_leads_back(self):
        service = shared(make_service(), Label.AMBER, CHAIRS)
        more = Way(role=Role.CHAIR, agency=service.organization)
        shared(service, Label.AMBER, more)
        stray = make_audience([CHAIRS], by=Host())
        assert forget_audiences() == 1
        assert not Audience.objects.filter(pk=stray.pk).exists()
        assert Audience.objects.count() == 2  # the one before, for the history
        Revision.objects.all().delete()
        assert forget_audiences() == 1
        service.refresh_from_db()
        assert sharing_of(service).ways == (more,)


class TestPage:
    def test_shows_exactly_who_would_see_it_before_it_is_saved(self, client):
        member(client)
        make_member("Chair", role=Role.CHAIR, agency="Canal Street")
        make_member("Other", agency="Left Out")
        service = own_service()
        said = {"label": Label.AMBER, "to": "some", "way0-role": "chair"}
        answer = send(client, service, "readers", **said)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert service.label == Label.CLEAR
        assert "2 people in 2 agencies would read it." in re.sub(r"\s+", " ", page)
        assert "<bdi>Left Out</bdi>" in page
        assert "Each of them needs a second factor for it." in page
        assert "Nothing is saved yet." in page
        said |= {"seen_readers": token_in(page)}
        assert send(client, service, "readers", **said).status_code == 302
        assert service.label == Label.AMBER
        page = page_of(client, service, "readers")
        assert "to these readers alone" in page
        assert '<option value="chair" selected>' in page
        listing = client.get(reverse("listing", args=[service.pk])).content.decode()
        assert "Chair: 1 person" in re.sub(r"<[^>]+>", "", listing)

    def test_warns_that_nobody_but_its_own_people_would_see_it(self, client):
        member(client, Role.EDITOR, agency="Editors")
        service = make_service(organization=make_member_agency("Harbour Aid"))
        said = {"label": Label.RED, "to": "some"}
        page = send(client, service, "readers", **said).content.decode()
        assert "Nobody whom you may know of would read it." in page
        assert "You would not see it any more yourself." in page
        said |= {"seen_readers": token_in(page)}
        answer = send(client, service, "readers", **said)
        assert answer.headers["Location"] == reverse("listings")
        assert client.get(reverse("listing", args=[service.pk])).status_code == 404

    def test_lets_nobody_be_chosen_for_what_is_everyones(self, client):
        member(client)
        service = own_service()
        said = {"label": Label.CLEAR, "to": "some", "way0-role": "chair"}
        answer = send(client, service, "readers", **said)
        assert answer.status_code == 400
        assert "TLP:CLEAR is for everyone" in answer.content.decode()

    def test_asks_a_second_person_before_more_see_what_is_restricted(self, client):
        own, officer = member(client), second()
        service = shared(own_service(), Label.AMBER, CHAIRS, by=own)
        said = {"label": Label.AMBER, "to": "some", "way0-role": "trainer"}
        page = send(client, service, "readers", **said).content.decode()
        assert "a second person is asked then." in page
        said |= {"seen_readers": token_in(page)}
        answer = send(client, service, "readers", **said)
        asked = Widening.objects.get()
        here = reverse("widening", args=[asked.pk])
        assert answer.headers["Location"] == here
        page = client.get(here).content.decode()
        assert "Nothing is changed yet: a second person is asked whether" in page
        service.refresh_from_db()
        assert sharing_of(service).ways == (CHAIRS,)
        sharing = client.get(reverse("sharing", args=["service", service.pk]))
        assert here in sharing.content.decode()
        confirm_widening(asked, by=officer, now=now())
        service.refresh_from_db()
        assert sharing_of(service).ways == (Way(role=Role.TRAINER),)
        assert service.originator == service.organization

    def test_lets_more_in_at_once_where_nobody_need_be_asked(self, client):
        own, _officer = member(client), second()
        service = shared(own_service(), Label.GREEN, CHAIRS, by=own)
        audience = service.audience_id
        said = {"label": Label.GREEN, "to": "some", "way0-role": "trainer"}
        page = send(client, service, "readers", **said).content.decode()
        said |= {"seen_readers": token_in(page)}
        answer = send(client, service, "readers", **said)
        assert answer.headers["Location"] == reverse("listing", args=[service.pk])
        assert not Widening.objects.exists()
        service.refresh_from_db()
        assert sharing_of(service).ways == (Way(role=Role.TRAINER),)
        # The history leads back to the audience before.
        assert Audience.objects.filter(pk=audience).exists()

    def test_opens_to_everyone_only_what_the_members_see(self, client):
        own = member(client)
        service = shared(own_service(), Label.GREEN, CHAIRS, by=own)
        said = {"label": Label.CLEAR, "to": "all"}
        answer = send(client, service, "readers", **said)
        assert answer.status_code == 400
        assert "Let all the members see it first." in answer.content.decode()

    def test_refuses_what_became_wider_meanwhile(self, client, monkeypatch):
        own = member(client)
        service = shared(own_service(), Label.AMBER, CHAIRS, by=own)
        monkeypatch.setattr(ReadersForm, "lets_more_in", lambda _form: False)
        said = {"label": Label.AMBER, "to": "some", "way0-role": "trainer"}
        page = send(client, service, "readers", **said).content.decode()
        said |= {"seen_readers": token_in(page)}
        answer = send(client, service, "readers", **said)
        assert answer.status_code == 400
        assert "Somebody could see it so who cannot now." in answer.content.decode()
        assert '<option value="trainer" selected>' in answer.content.decode()

    def test_shows_again_only_what_is_new_without_asking_twice(self, client):
        member(client)
        service = own_service(label=Label.GREEN)
        said = {"label": Label.CLEAR, "to": "all", "look": "yes"}
        page = send(client, service, "readers", **said).content.decode()
        assert "Everyone would read it, also without an account." in page
        del said["look"]
        assert send(client, service, "readers", **said).status_code == 302

    def test_above_green_takes_no_group_that_anyone_may_join(self, client):
        member(client)
        service, nights = own_service(label=Label.GREEN), make_group("Nights")
        shared(service, Label.AMBER, Way(group=nights))
        shared(service, Label.RED, Way(group=nights, role=Role.CHAIR))
        hers = Service.objects.get().audience
        Service.objects.update(label=Label.GREEN, audience=None)
        Group.objects.filter(pk=nights.pk).update(joining=Group.Joining.OPEN)
        said = {"label": Label.AMBER, "to": "some", "way0-group": str(nights.pk)}
        answer = send(client, service, "readers", **said)
        assert answer.status_code == 400
        assert "Anyone may join it, and so would see this" in answer.content.decode()
        service.refresh_from_db()
        with pytest.raises(AnyoneMayJoin):
            shared(service, Label.AMBER, Way(group=nights))
        was = Sharing(Label.GREEN)
        Service.objects.update(label=Label.RED, audience=hers)
        service.refresh_from_db()
        with pytest.raises(AnyoneMayJoin):
            refuse_wider(service, than=was)
        # The control: up to TLP:GREEN anyone who joins may see it.
        said["label"] = Label.GREEN
        assert send(client, service, "readers", **said).status_code == 200

    def test_never_names_a_closed_group_to_who_keeps_it(self, client):
        own = member(client)
        secret = make_group(SECRET, is_closed=True)
        make_seat(make_person("Insider"), group=secret)
        service = shared(own_service(), Label.GREEN, Way(group=secret), CHAIRS)
        page = page_of(client, service, "readers")
        listing = client.get(reverse("listing", args=[service.pk])).content.decode()
        for said in (page, listing):
            assert SECRET not in said
            assert "Insider" not in said
            assert str(secret.pk) not in said
            assert "by something that you may not know of" in said
        assert "It ends if you save" in page
        typed = {"label": Label.GREEN, "to": "some", "way0-group": str(secret.pk)}
        answer = send(client, service, "readers", **typed).content.decode()
        assert SECRET not in answer
        # The control: who sits in it is told its name.
        make_seat(own, group=secret)
        assert SECRET in page_of(client, service, "readers")

    def test_counts_nobody_by_a_closed_group_to_who_may_not_know_it(self, client):
        own = member(client)
        secret = make_group(SECRET, is_closed=True)
        make_seat(make_person("Insider"), group=secret, role=Role.CHAIR)
        service = shared(own_service(), Label.GREEN, CHAIRS)
        path = reverse("service", args=[service.pk])
        page = " ".join(client.get(path).content.decode().split())
        assert "1 person in 1 agency can see this." in page
        assert "Others can too" not in page
        # The control: who sits in it is told how many.
        make_seat(own, group=secret)
        page = " ".join(client.get(path).content.decode().split())
        assert "2 people in 1 agency can see this." in page
        assert "Others can too" not in page

    def test_of_a_service_says_to_members_who_can_see_it(self, client):
        member(client)
        for label, is_said in ((Label.GREEN, True), (Label.CLEAR, False)):
            service = own_service(str(label), label=label)
            page = client.get(reverse("service", args=[service.pk])).content.decode()
            assert ("can see this." in page) is is_said
