"""What is said of a reader by a link: noted as nobody's word, and looked at once."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.foundation import matters
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import actor_title
from fourthp.post.models import Answer
from fourthp.post.operations.acts import do_act, say_of_reader, undo_act
from fourthp.post.operations.forgetting import forget_reader
from fourthp.post.operations.said import let_wait_again, note_look
from fourthp.post.queries import said as queries
from fourthp.post.queries.acts import link_to
from fourthp.post.queries.said import (
    answers_of_readers,
    count_said_waiting,
    said_of,
    said_waiting,
)
from fourthp.post.rules import acts as rules
from fourthp.post.rules.acts import Choice, SignedAct
from fourthp.post.tests.makers import (
    NOW,
    Member,
    Paper,
    make_coordinator,
    make_reader,
)

pytestmark = pytest.mark.django_db
ABOUT = SignedAct(
    "still_here",
    "person",
    title="Is she still here?",
    choices=(Choice("here", "She is here", "Thank you.", todo="Look at her address."),),
    says=lambda _link: (),
    is_open=lambda _link, _now: True,
    act=lambda _link, said, _now: said.choice,
    undo=lambda _link, _trace, _now: None,
    is_about_reader=True,
)
OTHER = SignedAct(
    "paper_read",
    "paper",
    title="Have you read it?",
    choices=(Choice("read", "I have", "Thank you."),),
    says=lambda _link: (),
    is_open=lambda _link, _now: True,
    act=lambda _link, said, _now: said.choice,
)


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    ours = {one.purpose: one for one in (ABOUT, OTHER)}
    monkeypatch.setattr(rules, "_acts", rules._acts | ours)
    titles = [f"{__name__}.title_of"]
    monkeypatch.setattr(matters, "_titles", titles)
    with time_machine.travel(NOW, tick=False):
        yield


def title_of(_kind, _pk, *, on):
    return "Harbour Aid, representative"


def make_link(reader=None) -> SignedLink:
    return link_to(OTHER, reader or make_reader(), Paper(matter_kind="paper"), now=NOW)


def asked_about(reader) -> SignedLink:
    about = Paper(UUID(reader.id), matter_kind="person")
    return link_to(ABOUT, make_reader(), about, now=NOW)


class TestSayOfReader:
    @pytest.mark.parametrize("said", ["not-me", "left"])
    def test_is_not_noted_as_the_word_of_whom_the_mail_was_for(self, said):
        link = make_link()
        say_of_reader(link, said, now=NOW)
        entry = Entry.objects.get(act="reached-another")
        assert (entry.actor_kind, entry.actor_id) == ("bearer", link.actor_id)
        told = actor_title(entry.actor_kind, entry.actor_id, on=NOW.date())
        assert told == "whoever had the mail to Harbour Aid, representative"

    def test_control_what_she_answered_is_told_as_hers(self):
        link = make_link()
        do_act(OTHER, link, "read", now=NOW)
        entry = Entry.objects.get(act="answered")
        told = actor_title(entry.actor_kind, entry.actor_id, on=NOW.date())
        assert told == "Harbour Aid, representative, by a link in a mail"

    def test_of_nobody_known_is_told_without_a_title(self, monkeypatch):
        monkeypatch.setattr(matters, "_titles", [])
        told = actor_title("bearer", "person:1", on=NOW.date())
        assert told == "whoever had a mail to another"

    def test_waits_for_a_look_until_it_is_taken_back(self):
        reader = make_reader()
        link = make_link(reader)
        say_of_reader(link, "left", now=NOW)
        [one] = said_of(reader.kind, reader.id)
        assert (one.words, one.asked) == ("This person has left", "")
        assert "a link proves only who has the mail" in one.todo
        assert one.state == "waits for a look"
        assert (one.mailed, one.mailed_at) == ("Have you read it?", NOW)
        undo_act(OTHER, link, now=NOW)
        assert said_waiting() == ([], 0)
        [one] = said_of(reader.kind, reader.id)
        assert one.state == "taken back"
        assert Entry.objects.get(act="undone").actor_kind == "bearer"


class TestAnswerAboutReader:
    def test_waits_on_the_page_of_whom_it_is_about(self):
        reader = make_reader()
        link = asked_about(reader)
        do_act(ABOUT, link, "here", now=NOW)
        [one] = said_of(reader.kind, reader.id)
        assert (one.id, one.words) == (reader.id, "She is here")
        assert one.asked == f"Reader {str(link.holder_id)[:4]}"
        assert one.todo == "Look at her address."
        assert said_of(link.holder_kind, str(link.holder_id)) == []

    def test_control_of_a_matter_that_is_no_reader_nothing_waits(self):
        reader = make_reader()
        do_act(OTHER, make_link(reader), "read", now=NOW)
        assert count_said_waiting() == 0
        assert not answers_of_readers().exists()
        assert said_of(reader.kind, reader.id) == []

    def test_to_it_that_it_reached_another_is_said_of_whom_it_was_sent_to(self):
        reader = make_reader()
        link = asked_about(reader)
        say_of_reader(link, "not-me", now=NOW)
        assert said_of(reader.kind, reader.id) == []
        assert len(said_of(link.holder_kind, str(link.holder_id))) == 1

    def test_of_an_act_that_is_no_more_is_told_by_its_name(self, monkeypatch):
        do_act(ABOUT, asked_about(make_reader()), "here", now=NOW)
        monkeypatch.setattr(rules, "_acts", {})
        [one], _more = said_waiting()
        assert (one.words, one.mailed) == ("here", "")

    def test_goes_with_its_reader(self):
        reader = make_reader()
        do_act(ABOUT, asked_about(reader), "here", now=NOW)
        say_of_reader(make_link(reader), "left", now=NOW)
        forget_reader(reader.kind, reader.id)
        assert not Answer.objects.exists()


class TestNoteLook:
    def test_takes_it_from_what_waits_once(self):
        answer = say_of_reader(make_link(), "left", now=NOW)
        by = make_coordinator()
        for _ in range(2):
            note_look(answer, by=by)
        assert count_said_waiting() == 0
        assert Entry.objects.filter(act="looked-at").count() == 1

    def test_is_taken_back(self):
        reader, by = make_reader(), make_coordinator()
        answer = say_of_reader(make_link(reader), "left", now=NOW)
        note_look(answer, by=by)
        looked_at = "looked at on 4 March 2026 by Harbour Aid, representative"
        assert said_of(reader.kind, reader.id)[0].state == looked_at
        let_wait_again(answer, by=by)
        assert count_said_waiting() == 1

    def test_of_what_nobody_had_to_look_at_tells_no_day(self):
        reader = make_reader()
        answer = say_of_reader(make_link(reader), "left", now=NOW)
        Answer.objects.filter(pk=answer.pk).update(waits_for_look=False)
        assert said_of(reader.kind, reader.id)[0].state == "looked at"

    def test_of_what_was_taken_back_by_its_link_changes_nothing(self):
        link = make_link()
        answer = say_of_reader(link, "left", now=NOW)
        undo_act(OTHER, link, now=NOW)
        let_wait_again(answer, by=make_coordinator())
        assert count_said_waiting() == 0
        assert not Entry.objects.filter(act="brought-back").exists()

    @pytest.mark.parametrize("act", [note_look, let_wait_again])
    def test_refuses_everyone_who_does_not_look_after_mail(self, act):
        answer = say_of_reader(make_link(), "left", now=NOW)
        with pytest.raises(PermissionDenied):
            act(answer, by=Member("1", frozenset({"auditor"})))
        assert count_said_waiting() == 1


def test_a_page_shows_what_waits_longest_and_says_how_much_follows(monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    links = [make_link() for _ in range(3)]
    for days, link in enumerate(links):
        say_of_reader(link, "left", now=NOW + timedelta(days=days))
    shown, more = said_waiting()
    assert [one.answer.holder_id for one in shown] == [x.holder_id for x in links[:2]]
    assert more == 1
