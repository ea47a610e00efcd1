"""A letter to members that is for some, who are looked at before it is written."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fourthp.foundation.clock import now, today
from fourthp.partnership.models import Audience, Circular, Group, Label, Person, Role
from fourthp.partnership.operations.circulars import (
    CircularFacts,
    NobodyToWriteTo,
    change_circular,
    write_circular,
)
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.circulars import (
    WHO_LETS_GO,
    and_who_lets_go,
    chosen_ways,
    sharing_of_letter,
)
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_person,
    make_seat,
    make_user,
)
from fourthp.post.operations.mailings import release
from fourthp.post.rules.letters import Facts
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
NEW = "circular-new"
SECRET = "Harbour raid group"
CHAIRS = Way(role=Role.CHAIR)


def member(name: str, **more) -> Person:
    person = make_member(name, **more)
    Person.objects.filter(pk=person.pk).update(email=f"{person.pk}@clinic.example")
    person.is_strong = True
    return person


@pytest.fixture
def cora() -> Person:
    return member("Cora Lind", role=Role.COORDINATOR)


@pytest.fixture
def client(cora) -> Client:
    found = Client(headers={"Sec-Fetch-Site": "same-origin"})
    sign_in(found, make_user(cora))
    return found


def facts(**changed) -> CircularFacts:
    said = {"title": "Night number", "words": "It *changes*.", "sort": "urgent"}
    return CircularFacts(**(said | changed))


def typed(**changed: str) -> dict[str, object]:
    said = {"title": "Night number", "words": "It changes.", "sort": "urgent"}
    said |= {"label": "TLP:GREEN", "to": "some", "form_key": str(uuid4())}
    return said | changed


def token_in(page: str) -> str:
    [token] = re.findall(r'name="seen_readers" value="([0-9a-f]+)"', page)
    return token


def seen(circular: Circular, *people: Person) -> set[str]:
    shown = Circular.objects.filter(pk=circular.pk)
    return {one.name for one in people if shown.visible_to(one).exists()}


class TestOperations:
    def test_write_to_some_alone_and_let_these_see_it(self, cora):
        chair, other = member("Asha Bell", role=Role.CHAIR), member("Dele Obi")
        circular = write_circular(facts(ways=(CHAIRS,)), by=cora, now=now())
        [message] = circular.mailing.messages.all()
        assert message.reader_id == str(chair.pk)
        release(circular.mailing, by=cora, now=now())
        assert seen(circular, chair, other, cora) == {"Asha Bell", "Cora Lind"}
        [told] = [one for one in message.says.blocks if isinstance(one, Facts)]
        assert told.lines[1] == ("To", "Some of the network, chosen for this letter")

    def test_name_no_group_in_what_some_get(self, cora):
        chair, secret = member("Asha Bell"), make_group(SECRET, is_closed=True)
        make_seat(chair, group=secret)
        ways = (Way(group=secret), Way(person=chair))
        circular = write_circular(facts(ways=ways), by=cora, now=now())
        assert SECRET not in str(circular.mailing.messages.get().letter)
        # The control: a mail names a group that every member may know of.
        group = make_group("Nights")
        make_seat(chair, group=group)
        circular = write_circular(facts(group=group), by=cora, now=now())
        assert "Nights" in str(circular.mailing.messages.get().letter)

    def test_refuse_nobody_and_a_group_that_its_writer_may_not_know(self, cora):
        with pytest.raises(NobodyToWriteTo):
            write_circular(facts(ways=()), by=cora, now=now())
        with pytest.raises(NobodyToWriteTo):
            write_circular(facts(ways=(CHAIRS,)), by=cora, now=now())
        inside, secret = member("Inside"), make_group(SECRET, is_closed=True)
        make_seat(inside, group=secret)
        cora.is_strong = False
        with pytest.raises(PermissionDenied):
            write_circular(facts(ways=(Way(group=secret),)), by=cora, now=now())
        assert not Circular.objects.exists()
        assert not Audience.objects.exists()

    def test_change_from_some_to_others_to_all_and_back(self, cora):
        chair, other = member("Asha Bell", role=Role.CHAIR), member("Dele Obi")
        circular = write_circular(facts(ways=(CHAIRS,)), by=cora, now=now())
        for ways, readers in (
            ((Way(person=other),), {other}),
            (None, {chair, other, cora}),
            ((CHAIRS, Way(person=other)), {chair, other}),
        ):
            changed = change_circular(circular, facts(ways=ways), by=cora, now=now())
            held = changed.mailing.messages.filter(state="held")
            ids = set(held.values_list("reader_id", flat=True))
            assert ids == {str(one.pk) for one in readers}
            assert Audience.objects.count() == (0 if ways is None else 1)
        assert chosen_ways(changed) == [CHAIRS, Way(person=other)]

    def test_are_of_another_version_once_it_is_for_others(self, cora):
        member("Asha Bell", role=Role.CHAIR)
        circular = write_circular(facts(ways=(CHAIRS,)), by=cora, now=now())
        before = circular.version
        change_circular(circular, facts(ways=(WHO_LETS_GO,)), by=cora, now=now())
        assert Circular.objects.get().version != before


class TestQueries:
    def test_add_whoever_lets_it_go_once(self):
        assert and_who_lets_go([CHAIRS]) == [CHAIRS, WHO_LETS_GO]
        assert and_who_lets_go([WHO_LETS_GO]) == [WHO_LETS_GO]

    def test_return_what_was_chosen_without_whoever_lets_it_go(self, cora):
        member("Asha Bell", role=Role.CHAIR)
        for ways in ((CHAIRS,), (WHO_LETS_GO,)):
            circular = write_circular(facts(ways=ways), by=cora, now=now())
            assert chosen_ways(circular) == list(ways)
        assert chosen_ways(write_circular(facts(), by=cora, now=now())) == []

    def test_show_before_it_is_written_who_sees_it_after(self, cora):
        group, chair = make_group("One"), member("Asha Bell", role=Role.CHAIR)
        people = [
            cora,
            chair,
            member("Dele Obi"),
            make_seat(make_person("Inside"), group=group).person,
        ]
        Person.objects.filter(name="Inside").update(email="inside@clinic.example")
        for said in ({}, {"group": group}, {"ways": (CHAIRS, Way(group=group))}):
            wanted = sharing_of_letter(Label.GREEN, said.get("group"), said.get("ways"))
            before = set(wanted.seats().values_list("person__name", flat=True))
            circular = write_circular(facts(**said), by=cora, now=now())
            release(circular.mailing, by=cora, now=now())
            assert seen(circular, *people) == before, said


class TestPages:
    def send(self, client: Client, **changed: str):
        return client.post(reverse(NEW), typed(**changed))

    def test_show_exactly_who_would_read_it_before_it_is_saved(self, client):
        member("Asha Bell", role=Role.CHAIR, agency="Harbour Aid")
        member("Dele Obi", agency="Canal Street")
        answer = self.send(client, **{"way0-role": "chair"})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert not Circular.objects.exists()
        assert "2 people in 1 agency would read it." in re.sub(r"\s+", " ", page)
        assert "<bdi>Asha Bell</bdi>" in page
        assert "<bdi>Canal Street</bdi>" in page  # of whom nobody reads it
        seen_now = {"seen_readers": token_in(page), "way0-role": "chair"}
        answer = self.send(client, **seen_now)
        assert answer.status_code == 302
        assert chosen_ways(Circular.objects.get()) == [CHAIRS]

    def test_show_them_again_once_they_are_others(self, client):
        member("Asha Bell", role=Role.CHAIR)
        page = self.send(client, **{"way0-role": "chair"}).content.decode()
        seen_now = {"seen_readers": token_in(page), "way0-role": "chair"}
        member("New Chair", role=Role.CHAIR)
        assert self.send(client, **seen_now).status_code == 200
        assert not Circular.objects.exists()

    def test_say_that_nobody_would_read_it_but_who_lets_it_go(self, client):
        page = self.send(client, **{"way0-role": "chair"}).content.decode()
        assert "1 person in 0 agencies would read it." in re.sub(r"\s+", " ", page)
        seen_now = {"seen_readers": token_in(page), "way0-role": "chair"}
        answer = self.send(client, **seen_now)
        assert answer.status_code == 400
        assert "Nobody holds a seat there today." in answer.content.decode()

    def test_keep_what_was_typed_and_say_what_is_wrong_with_a_way_in(self, client):
        wrong = {"way1-person": "Nobody Here", "way0-role": "chair"}
        answer = self.send(client, **wrong)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "You know nobody of just that name with a seat." in page
        assert 'href="#id_way1-person"' in page
        assert 'value="Nobody Here"' in page
        assert '<option value="chair" selected>' in page
        # Where it is for everyone, nothing is asked of the ways in.
        assert self.send(client, to="everyone", **wrong).status_code == 302

    def test_do_not_take_a_closed_group_from_who_may_not_know_it(self, client, cora):
        secret = make_group(SECRET, is_closed=True)
        sign_in(client, cora.user, factor=False)
        assert SECRET not in client.get(reverse(NEW), follow=True).content.decode()
        cora.is_strong = False
        answer = self.send(client, **{"way0-group": str(secret.pk)})
        assert SECRET not in answer.content.decode()
        # The control: with a second factor a coordinator chooses it.
        sign_in(client, cora.user)
        assert SECRET in client.get(reverse(NEW)).content.decode()

    def test_begin_with_the_ways_in_of_an_earlier_letter(self, client, cora):
        group = make_group("Steering group")
        make_seat(member("Asha Bell"), group=group)
        ways = (Way(group=group, role=Role.REPRESENTATIVE),)
        circular = write_circular(facts(ways=ways), by=cora, now=now())
        page = client.get(f"{reverse(NEW)}?from={circular.pk}").content.decode()
        assert '<option value="some" selected>' in page
        assert f'<option value="{group.pk}" selected>Steering group' in page
        path = reverse("circular-words", args=[circular.pk])
        sent = typed(seen=circular.version) | {"way0-role": "representative"}
        page = client.post(path, sent).content.decode()
        assert (
            client.post(path, sent | {"seen_readers": token_in(page)}).status_code
            == 302
        )
        circular.refresh_from_db()
        assert chosen_ways(circular) == [Way(role=Role.REPRESENTATIVE)]

    def test_say_of_a_group_that_has_ended_that_nobody_comes_by_it(self, client, cora):
        group = make_group("Task force")
        make_seat(member("Asha Bell"), group=group)
        circular = write_circular(facts(ways=(Way(group=group),)), by=cora, now=now())
        path = reverse("circular", args=[circular.pk])
        assert "The group has ended." not in client.get(path).content.decode()
        Group.objects.filter(pk=group.pk).update(ends_on=today(), ended_at=now())
        page = client.get(path).content.decode()
        assert "<bdi>Task force</bdi>" in page
        assert "The group has ended." in page
