"""What looks like a person comes into no listing; its own numbers may (S15)."""

import pytest

from fourthp.directory.models import Service
from fourthp.directory.queries.numbers import listed_tokens
from fourthp.directory.tests.makers import make_phone
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member, own_service
from fourthp.directory.tests.test_new_listing import send as list_new
from fourthp.directory.tests.test_parts import page_of, send
from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.guarded import GuardedForm
from fourthp.partnership.models import Label
from fourthp.partnership.rules.guard.phones import tokens_in

pytestmark = pytest.mark.django_db
client = client_of
STOPPED = "Ask for the woman with passport BA1234567"
WORDS = {"name": "Drop-in", "status": "active"}
REFERRAL = {"referral": "ask", "is_free": "unknown"}
BOXES = [
    ("words", "description", WORDS),
    ("words", "alert", WORDS | {"alert_until": "2099-01-01"}),
    ("contact", "about_0", {"number_0": "0121 496 0123"}),
    ("hours", "rest", {}),
    ("languages", "interpretation_services", {}),
    ("languages", "spoken_other", {}),
    ("people", "eligibility_description", {}),
    *(
        ("referral", name, REFERRAL)
        for name in (
            "application_process",
            "what_to_say",
            "documents",
            "wait_time",
            "fees_description",
        )
    ),
]


class TestEveryBox:
    @pytest.mark.parametrize(("part", "name", "more"), BOXES)
    def test_refuses_a_person_and_keeps_what_was_typed(self, client, part, name, more):
        member(client)
        service = own_service()
        answer = send(client, service, part, **more, **{name: STOPPED})
        assert answer.status_code == 400
        page = answer.content.decode()
        assert "papers or case" in page
        assert STOPPED in page

    @pytest.mark.parametrize(("part", "name", "more"), BOXES)
    def test_takes_it_where_nobody_guards(self, client, monkeypatch, part, name, more):
        monkeypatch.setattr(GuardedForm, "clean", KeyedForm.clean)
        member(client)
        service = own_service()
        answer = send(client, service, part, **more, **{name: STOPPED})
        assert answer.status_code == 302

    @pytest.mark.parametrize("name", ["description", "rest", "what_to_say", "about_0"])
    def test_of_a_new_listing_too(self, client, name):
        member(client)
        answer = list_new(client, number_0="0121 496 0123", **{name: STOPPED})
        assert answer.status_code == 400
        assert not Service.objects.exists()


class TestWhatIsAListingsOwn:
    def test_its_street_and_its_mobile_may_stand_in_its_words(self, client):
        member(client)
        service = own_service()
        said = "Ring 07700 900 123, or come to the flat at 14 Mill Lane"
        assert (
            send(client, service, "words", **WORDS, description=said).status_code == 302
        )

    def test_but_not_somebodys_who_lives_there(self, client):
        member(client)
        said = "Anna Kowalska, 34, lives at 12 Mill Lane, her mobile is 07700 900123"
        answer = send(client, own_service(), "words", **WORDS, description=said)
        assert answer.status_code == 400
        page = answer.content.decode()
        assert "where somebody lives" in page
        assert said in page

    def test_what_stands_there_already_is_not_judged_again(self, client):
        member(client)
        service = own_service()
        Service.objects.filter(pk=service.pk).update(description=STOPPED)
        service.refresh_from_db()
        answer = send(
            client,
            service,
            "words",
            **WORDS | {"name": "Day centre"},
            description=STOPPED,
        )
        assert answer.status_code == 302
        assert service.name == "Day centre"

    def test_a_story_is_asked_about_on_its_page(self, client):
        member(client)
        service = own_service()
        said = "For the Polish man of 31 with diabetes in Dudley"
        answer = send(client, service, "hours", rest=said)
        assert "nobody can be known by it" in answer.content.decode()

    def test_its_page_says_what_not_to_write(self, client):
        member(client)
        assert "who a victim is" in page_of(client, own_service(), "words")


class TestListedTokens:
    def test_are_those_that_everyone_finds(self, client, django_assert_num_queries):
        member(client)
        service = own_service()
        make_phone(service, "0121 496 0001")
        asked = tokens_in("+44 121 496 0001") | tokens_in("0121 496 0002")
        with django_assert_num_queries(1):
            assert listed_tokens(asked) == tokens_in("0121 496 0001")
        Service.objects.update(label=Label.GREEN)
        assert not listed_tokens(asked)
