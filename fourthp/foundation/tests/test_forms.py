"""A double click is one act, and nothing that was typed is lost."""

import re
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client

from fourthp.foundation.actors import Host, Public
from fourthp.foundation.clock import now
from fourthp.foundation.models import FormKey, KeptText, WorkerBeat
from fourthp.foundation.operations.form_keys import (
    KEYS_STAY,
    MOST_TEXTS,
    Sending,
    SentBefore,
    keep_text,
    once,
    sweep_form_keys,
)
from fourthp.foundation.queries.texts import TEXTS_STAY, text_kept_for
from fourthp.foundation.tests.pages import write

pytestmark = pytest.mark.urls("fourthp.foundation.tests.pages")


def make_sending(**changes) -> Sending:
    return Sending(**{"key": uuid4(), "purpose": "note", "digest": "d"} | changes)


def make_user(name: str):
    return get_user_model().objects.create(email=f"{name}@example.org")


def hidden(html: str, name: str) -> str:
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', html).group()
    value = re.search(r'value="([^"]*)"', field)
    return value.group(1) if value else ""


def filled(client: Client, page: str, **typed) -> dict[str, str]:
    """Return a page's form as a browser would send it."""
    html = client.get(page).content.decode()
    names = ("form_key", "form_owner")
    return {name: hidden(html, name) for name in names} | typed


class TestOnce:
    def test_gives_the_first_answer_the_second_time(self, db):
        sending = make_sending()
        answers = [
            once(sending, lambda: write("a"), by=Public(), now=now()) for _ in range(2)
        ]
        assert answers == ["/answers/1/", "/answers/1/"]

    def test_leaves_the_key_free_when_the_act_fails(self, db):
        sending = make_sending()
        with pytest.raises(ZeroDivisionError):
            once(sending, lambda: f"{1 / 0}", by=Public(), now=now())
        assert once(sending, lambda: write("a"), by=Public(), now=now())

    @pytest.mark.parametrize("change", [{"digest": "e"}, {"purpose": "other"}])
    def test_refuses_a_key_that_did_something_else(self, db, change):
        sending = make_sending()
        once(sending, lambda: write("a"), by=Public(), now=now())
        other = make_sending(key=sending.key, **change)
        with pytest.raises(SentBefore):
            once(other, lambda: write("b"), by=Public(), now=now())

    def test_gives_nobody_elses_answer(self, db):
        sending = make_sending()
        once(sending, lambda: write("a"), by=Public(), now=now())
        with pytest.raises(SentBefore):
            once(sending, lambda: write("a"), by=Host(), now=now())


def sent_at_once(keys) -> list[str]:
    """Send one form per key, all in the same moment, each in its own thread."""
    answers, barrier = [], threading.Barrier(len(keys))

    def act() -> str:
        # Long enough that the others come while it is at it.
        threading.Event().wait(0.1)
        return write(uuid4().hex)

    def send(key) -> None:
        barrier.wait()
        sending = make_sending(key=key)
        answers.append(once(sending, act, by=Public(), now=now()))
        connections.close_all()

    threads = [threading.Thread(target=send, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
class TestOnceAtTheSameMoment:
    def test_is_one_act_with_one_answer(self):
        answers = sent_at_once([uuid4()] * 5)
        assert WorkerBeat.objects.count() == 1
        assert answers == ["/answers/1/"] * 5

    def test_control_without_the_unique_key_it_is_an_act_each(self):
        assert len(sent_at_once([uuid4() for _ in range(5)])) == 5
        assert WorkerBeat.objects.count() == 5


class TestKeyedForm:
    def test_sent_twice_leads_to_the_same_answer(self, client, db):
        form = filled(client, "/note/", words="a")
        answers = [client.post("/note/", form).url for _ in range(2)]
        assert answers == ["/answers/1/"] * 2

    def test_sent_again_after_an_error_is_the_first_act(self, client, db):
        form = filled(client, "/note/", words="", when="2026-01-01")
        answer = client.post("/note/", form)
        html = answer.content.decode()
        assert answer.status_code == 400
        assert hidden(html, "form_key") == form["form_key"]
        assert hidden(html, "when") == "2026-01-01"
        assert client.post("/note/", form | {"words": "a"}).url == "/answers/1/"

    def test_sent_again_with_other_words_keeps_them_and_asks(self, client, db):
        form = filled(client, "/note/", words="first")
        client.post("/note/", form)
        answer = client.post("/note/", form | {"words": "second"})
        html = answer.content.decode()
        assert WorkerBeat.objects.count() == 1
        assert hidden(html, "words") == "second"
        assert "sent this form before" in html
        again = form | {"words": "second", "form_key": hidden(html, "form_key")}
        assert client.post("/note/", again).url == "/answers/2/"

    def test_without_a_key_is_not_sent(self, client, db):
        for key in ("", "not-a-key"):
            answer = client.post("/note/", {"words": "a", "form_key": key})
            assert answer.status_code == 400
        assert not WorkerBeat.objects.exists()

    def test_of_a_public_page_sets_no_cookie_and_names_nobody(self, client, db):
        answer = client.get("/note/")
        assert not answer.cookies
        assert hidden(answer.content.decode(), "form_owner") == ""


@pytest.fixture
def ana(db):
    return make_user("ana")


def sent_too_late(user, page="/closed-note/", **typed) -> Client:
    """Let a user fill in a form, and send it when the session has ended."""
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(user)
    form = filled(client, page, **typed)
    Session.objects.all().delete()
    answer = client.post(page, form)
    assert answer.status_code == 302
    assert "/answers/" not in answer.url
    return client


class TestKeepTyped:
    def test_gives_back_to_the_same_user_after_signing_in(self, ana):
        client = sent_too_late(ana, words="nine o'clock", when="2026-01-01")
        client.force_login(ana)
        html = client.get("/closed-note/").content.decode()
        assert hidden(html, "words") == "nine o&#x27;clock"
        assert hidden(html, "when") == "2026-01-01"
        assert "What you typed is still here" in html

    def test_is_forgotten_once_the_form_is_sent(self, ana):
        client = sent_too_late(ana, words="a")
        client.force_login(ana)
        form = filled(client, "/closed-note/", words="a")
        assert client.post("/closed-note/", form).url == "/answers/1/"
        assert not KeptText.objects.exists()
        assert "still here" not in client.get("/closed-note/").content.decode()

    def test_gives_nothing_to_anybody_else_or_at_another_page(self, ana):
        client = sent_too_late(ana, words="canary")
        assert "canary" not in client.get("/note/").content.decode()
        client.force_login(ana)
        assert "canary" not in client.get("/other-note/").content.decode()
        client.force_login(make_user("ben"))
        assert "canary" not in client.get("/closed-note/").content.decode()

    def test_gives_nothing_after_its_hour(self, ana):
        sent_too_late(ana, words="a")
        later = now() + TEXTS_STAY
        assert text_kept_for(str(ana.pk), "/closed-note/", now=now())
        assert text_kept_for(str(ana.pk), "/closed-note/", now=later) is None

    def test_keeps_no_secret_and_nothing_readable(self, ana):
        sent_too_late(ana, words="canary", new_password="hunter2")
        row = KeptText.objects.get()
        assert "canary" not in row.sealed
        assert set(row.typed()) == {"words", "form_key"}

    @pytest.mark.parametrize(
        ("page", "spoil"),
        [
            ("/closed-note/", {"form_owner": ""}),
            ("/closed-note/", {"form_owner": "someone:1tq3x0:forged"}),
            ("/closed-note/", {"form_key": "none"}),
            ("/closed-note/", {"words": "a" * 200_000}),
            ("/other-note/", {}),
        ],
    )
    def test_keeps_nothing_that_was_not_drawn_for_the_page_and_user(
        self, client, ana, page, spoil
    ):
        client.force_login(ana)
        form = filled(client, "/closed-note/", words="a")
        client.logout()
        client.post(page, form | spoil)
        assert not KeptText.objects.exists()

    def test_is_unreadable_when_the_key_was_changed(self, ana, settings):
        sent_too_late(ana, words="a")
        settings.SECRET_KEY = "another" * 10
        assert KeptText.objects.get().typed() is None
        assert text_kept_for(str(ana.pk), "/closed-note/", now=now()) is None


class TestKeepText:
    def test_keeps_the_newest_of_a_form_and_so_many_forms(self, db):
        for n in range(MOST_TEXTS + 5):
            said = {"words": [f"{n}"]}
            keep_text(said, user_id="u", path=f"/{n}/", key=uuid4(), now=now())
        assert KeptText.objects.count() == MOST_TEXTS
        keep_text({"words": ["b"]}, user_id="u", path="/1/", key=uuid4(), now=now())
        assert text_kept_for("u", "/1/", now=now()) == {"words": ["b"]}


class TestSweepFormKeys:
    def test_forgets_each_in_its_time(self, db):
        once(make_sending(), lambda: write("a"), by=Public(), now=now())
        keep_text({}, user_id="u", path="/", key=uuid4(), now=now())
        minute = timedelta(minutes=1)
        assert sweep_form_keys(now=now()) == 0
        assert sweep_form_keys(now=now() + TEXTS_STAY + minute) == 1
        assert sweep_form_keys(now=now() + KEYS_STAY + minute) == 1
        assert not FormKey.objects.exists()
