"""What looks like a person stays in the page of whoever typed it (S15)."""

import logging
import re
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.serializers import serialize
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.guarded import LOOKED, WARNING, GuardedForm
from fourthp.foundation.ids import new_id
from fourthp.partnership.forms.circulars import CircularForm
from fourthp.partnership.models import Circular, Person, Reach, Role
from fourthp.partnership.queries import guard
from fourthp.partnership.queries.guard import known_numbers
from fourthp.partnership.rules.guard import lists
from fourthp.partnership.rules.guard.marks import Kind
from fourthp.partnership.rules.guard.phones import tokens_in
from fourthp.partnership.tests.makers import (
    make_contact,
    make_network,
    make_person,
    make_seat,
    make_user,
)
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
CANARY = "QQ 12 34 56 C"
STOPPED = f"Her national insurance number is {CANARY}."
STORY = "A Polish man of 31 with diabetes sleeps in the park."


class NoteForm(GuardedForm):
    guarded = ("note", "more_*")

    note = forms.CharField(widget=forms.Textarea, required=False)
    more_0 = forms.CharField(widget=forms.Textarea, required=False)
    other = forms.CharField(required=False)


class LenientForm(NoteForm):
    guarded = ("other",)
    allowed = frozenset({Kind.NATIONAL_ID})


def sent(**typed: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    data["form_key"] = str(new_id())
    for name, said in typed.items():
        data.setlist(name, said if isinstance(said, list) else [said])
    return data


def tick_of(form: GuardedForm) -> str:
    form.full_clean()
    return form.fields[LOOKED].choices[0][0]  # type: ignore[attr-defined]


class TestGuardedForm:
    @pytest.mark.parametrize("name", ["note", "more_0"])
    def test_names_beside_the_field_what_was_found_and_why(self, name):
        form = NoteForm(sent(**{name: STOPPED}))
        assert not form.is_valid()
        told = " ".join(form.errors[name])
        assert CANARY in told
        assert "identity or insurance number" in told

    def test_says_how_a_number_or_a_place_of_work_passes(self):
        form = NoteForm(sent(note="They keep her at 27 Hollis Street, 07700 900 563"))
        told = " ".join(form.errors["note"])
        assert "duty phone" in told
        assert "hall" in told

    def test_does_not_read_what_is_not_guarded(self):
        assert NoteForm(sent(other=STOPPED)).is_valid()

    def test_reads_what_the_forms_it_is_made_of_guard_and_allows_what_it_may(self):
        assert LenientForm(sent(note=STOPPED, other=STOPPED)).is_valid()
        assert not LenientForm(sent(note="Passport AB123456")).is_valid()
        assert not LenientForm(sent(other="Passport AB123456")).is_valid()

    def test_asks_whether_a_story_was_looked_at_and_takes_a_tick(self):
        form = NoteForm(sent(note=STORY))
        assert not form.is_valid()
        [told] = form.errors[LOOKED]
        assert "a nationality (“\u2068Polish\u2069”)" in told
        assert NoteForm(sent(note=STORY, looked=tick_of(form))).is_valid()

    def test_a_tick_holds_for_these_very_words_alone(self):
        tick = tick_of(NoteForm(sent(note=STORY)))
        changed = NoteForm(sent(note=STORY + " In Dudley.", looked=tick))
        assert list(changed.errors) == [LOOKED]

    def test_a_tick_lets_nothing_pass_that_is_stopped(self):
        form = NoteForm(sent(note=STORY, more_0=STOPPED))
        again = NoteForm(sent(note=STORY, more_0=STOPPED, looked=tick_of(form)))
        assert list(again.errors) == ["more_0"]

    def test_a_tick_for_nothing_is_no_error(self):
        form = NoteForm(sent(note="Tea at four.", looked="old"))
        assert form.is_valid()
        assert LOOKED not in form.fields

    def test_says_once_above_its_boxes_what_not_to_write(self):
        helps = [field.help_text for field in NoteForm().fields.values()]
        assert helps.count(WARNING) == 1
        assert "who a victim is" in str(
            CircularForm(writer=make_person()).fields["words"].help_text
        )

    def test_without_the_guard_it_would_pass(self, monkeypatch):
        monkeypatch.setattr(GuardedForm, "clean", KeyedForm.clean)
        assert NoteForm(sent(note=STOPPED)).is_valid()


def coordinator(client: Client, name: str = "Asha Bell") -> Person:
    person = make_person(name)
    Person.objects.filter(pk=person.pk).update(email=f"{person.pk}@clinic.example")
    person.refresh_from_db()
    make_seat(person, role=Role.COORDINATOR)
    sign_in(client, make_user(person, f"{person.pk}@users.example"))
    return person


def in_the_database() -> str:
    """All that is stored, of every model."""
    rows = [serialize("json", model.objects.all()) for model in apps.get_models()]
    return "".join(rows)


@pytest.fixture
def client() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


class TestALetter:
    FACTS = {"title": "Night", "to": "everyone", "sort": "news", "label": "TLP:GREEN"}

    def send(self, client: Client, words: str, **more: str):
        typed = {"form_key": str(new_id()), "words": words} | self.FACTS | more
        return client.post(reverse("circular-new"), typed)

    def test_that_is_stopped_stays_in_the_page_and_nowhere_else(self, client, caplog):
        coordinator(client)
        caplog.set_level(logging.DEBUG)
        answer = self.send(client, STOPPED)
        assert answer.status_code == 400
        page = answer.content.decode()
        assert page.count(CANARY) >= 2  # in the box, and in what is said of it
        assert CANARY not in in_the_database()
        assert CANARY not in caplog.text

    def test_the_look_into_the_database_would_find_it(self, client):
        coordinator(client)
        self.send(client, "Words that are fine: CANARYWORD.")
        assert "CANARYWORD" in in_the_database()

    def test_that_tells_a_story_goes_once_it_was_looked_at(self, client):
        coordinator(client)
        page = self.send(client, STORY).content.decode()
        assert not Circular.objects.exists()
        tick = re.search(r'name="looked" value="(\w+)"', page)
        assert tick
        self.send(client, STORY, looked=tick[1])
        assert Circular.objects.get().words == STORY

    def test_is_not_drawn_before_it_may_be_sent(self, client):
        coordinator(client)
        answer = self.send(client, STOPPED, look="yes")
        assert answer.status_code == 400

    def send_signed_out(self, client: Client, words: str):
        """Send what was drawn for somebody who is signed out meanwhile."""
        page = client.get(reverse("circular-new")).content.decode()
        owner = re.search(r'name="form_owner" value="([^"]+)"', page)
        assert owner
        client.logout()
        return self.send(client, words, form_owner=owner[1])

    def test_what_was_kept_for_its_author_is_judged_when_it_is_sent(self, client):
        author = coordinator(client)
        self.send_signed_out(client, STORY)
        path = reverse("circular-new")
        other = Client(headers={"Sec-Fetch-Site": "same-origin"})
        coordinator(other, "Bo Carr")
        assert STORY not in other.get(path).content.decode()
        sign_in(client, author.user)
        assert STORY in client.get(path).content.decode()
        assert self.send(client, STORY).status_code == 400
        assert not Circular.objects.exists()

    def test_that_is_stopped_is_not_kept_for_its_author_either(self, client):
        author = coordinator(client)
        answer = self.send_signed_out(client, STOPPED)
        assert answer.status_code == 400
        assert CANARY in answer.content.decode()  # for whoever has just sent it
        assert CANARY not in in_the_database()
        sign_in(client, author.user)
        assert CANARY not in client.get(reverse("circular-new")).content.decode()


def tokens_listed(tokens: frozenset[str]) -> frozenset[str]:
    return tokens & tokens_in("07700 900 777")


class TestKnownNumbers:
    def test_are_the_networks_own_and_those_that_members_see(self):
        make_network(contact_phone="0121 496 0100")
        person = make_person("Asha Bell")
        make_contact(person, "0121 496 0911", reach=Reach.NETWORK)
        make_contact(person, "0121 496 0922", reach=Reach.AGENCY)
        texts = ("0121 496 0100", "+44 121 496 0911", "0121 496 0922")
        asked = frozenset[str]().union(*map(tokens_in, texts))
        assert known_numbers(asked) == tokens_in(texts[0]) | tokens_in(texts[1])

    def test_of_no_numbers_ask_nothing(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert not known_numbers(frozenset())

    def test_rooms_above_are_asked_for_what_is_not_known_yet(self, monkeypatch):
        path = f"{__name__}.tokens_listed"
        monkeypatch.setattr(guard, "lists", lambda: (*lists.lists(), path, path))
        asked = tokens_in("07700 900 777")
        assert known_numbers(asked) == asked
