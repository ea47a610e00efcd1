"""What is held for review is written anew, and nobody lets go what she did not read."""

from dataclasses import replace

import pytest

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.post.models import Mailing, Message
from fourthp.post.operations.mailings import (
    NotLikeThat,
    cancel,
    copy_to,
    pause,
    release,
    send_once_more,
    stop,
)
from fourthp.post.operations.retelling import retell, rewrite_waiting
from fourthp.post.operations.telling import News
from fourthp.post.queries.reviewing import version_of
from fourthp.post.rules.kinds import PRIORITY
from fourthp.post.rules.letters import Letter, Paragraph
from fourthp.post.rules.readers import ADDRESS, Reader
from fourthp.post.tests.makers import (
    ALERT,
    DUTY,
    NEWS,
    NOW,
    Paper,
    make_coordinator,
    make_mailing,
    make_reader,
    make_wishes,
)

pytestmark = pytest.mark.django_db
HOST, State = Host(), Message.State
NEW = Letter("New title", (Paragraph("New words."),))


def news(letter: Letter = NEW, **more) -> News:
    return News(more.pop("kind", DUTY), lambda _reader: letter, **more)


def anew(mailing: Mailing, readers: list[Reader], **more) -> Mailing:
    return retell(mailing, readers, news(**more), by=HOST, now=NOW)


def said(mailing: Mailing) -> list[tuple[str, str]]:
    return [(one.state, one.says.title) for one in mailing.messages.order_by("id")]


class TestRetell:
    def test_gives_every_reader_one_message_with_the_new_words(self):
        readers = [make_reader(), make_reader()]
        made = make_mailing(readers, is_held=True)
        anew(made, readers)
        assert said(made) == [(State.HELD, "New title")] * 2
        release(made, by=HOST, now=NOW)
        assert said(made) == [(State.WAITING, "New title")] * 2
        assert Entry.objects.filter(act="retold", matter_id=str(made.pk)).exists()

    def test_changes_whom_it_is_for_what_it_is_and_how_open(self):
        priority = PRIORITY[ALERT.stream]
        stays, leaves, comes = make_reader(), make_reader(), make_reader()
        made = make_mailing([stays, leaves], kind=NEWS, is_held=True)
        changed = anew(made, [stays, comes], kind=ALERT, is_open=True)
        assert changed.kind == ALERT.name
        found = {one.reader_id: one for one in made.messages.all()}
        assert set(found) == {stays.id, comes.id}
        for one in found.values():
            assert (one.kind, one.is_open, one.priority) == (ALERT.name, True, priority)

    def test_asks_again_who_wants_it(self):
        reader = make_reader()
        make_wishes(reader, news="never")
        made = make_mailing([reader], kind=NEWS, is_held=True)
        assert said(made) == [(State.WITHHELD, "")]
        anew(made, [reader], kind=DUTY)
        assert said(made) == [(State.HELD, "New title")]
        anew(made, [reader], kind=NEWS)
        assert said(made) == [(State.WITHHELD, "")]

    def test_leaves_out_whom_somebody_took_out(self):
        out, bare = make_reader(), Reader(ADDRESS, "", "a@x.example")
        readers = [out, bare, make_reader(), Reader(ADDRESS, "", "b@x.example")]
        made = make_mailing(readers, is_held=True)
        for one in made.messages.order_by("id")[:2]:
            cancel(one, by=HOST, now=NOW)
        anew(made, readers, kind=ALERT)
        assert sorted(said(made)) == [
            *[(State.CANCELLED, "New title")] * 2,
            *[(State.HELD, "New title")] * 2,
        ]
        # If she is to get it after all, she gets what everyone gets.
        release(made, by=HOST, now=NOW)
        message = made.messages.get(reader_id=out.id)
        again = send_once_more(message, by=HOST, now=NOW)
        assert (again.says.title, again.priority) == ("New title", message.priority)

    @pytest.mark.parametrize("becomes", ["going", "paused", "stopped"])
    def test_changes_nothing_of_what_is_not_held_any_more(self, becomes):
        reader = make_reader()
        made = make_mailing([reader], is_held=True)
        if becomes == "stopped":
            stop(made, by=HOST, now=NOW)
        else:
            release(made, by=HOST, now=NOW)
        if becomes == "paused":
            pause(made, by=HOST, now=NOW)
        before = said(made)
        with pytest.raises(NotLikeThat, match=r"by now"):
            anew(made, [reader])
        assert said(made) == before

    def test_of_a_message_that_was_written_anew_says_so(self):
        reader = make_reader()
        made = make_mailing([reader], is_held=True)
        message = made.messages.get()
        anew(made, [reader])
        with pytest.raises(NotLikeThat, match="anew"):
            cancel(message, by=HOST, now=NOW)

    def test_a_copy_says_the_new_words(self):
        reader, who = make_reader(), make_coordinator()
        made = make_mailing([reader], is_held=True, about=Paper())
        anew(made, [reader], about=Paper())
        copy = copy_to(made, make_reader(), by=who, now=NOW)
        assert copy.says.title == "New title"


class TestRelease:
    def test_lets_nothing_go_that_was_changed_since_it_was_read(self):
        reader = make_reader()
        made = make_mailing([reader], is_held=True)
        seen = version_of(made)
        anew(made, [reader])
        with pytest.raises(SomebodyWasFaster):
            release(made, by=HOST, now=NOW, seen=seen)
        made.refresh_from_db()
        assert (made.state, made.released_at) == (Mailing.State.HELD, None)
        assert said(made) == [(State.HELD, "New title")]
        # The control: once they were read, the new words go.
        release(made, by=HOST, now=NOW, seen=version_of(made))
        assert said(made) == [(State.WAITING, "New title")]


class TestSendOnceMore:
    def test_lets_nothing_out_of_a_mailing_that_is_held(self):
        made = make_mailing(is_held=True)
        message = cancel(made.messages.get(), by=HOST, now=NOW)
        with pytest.raises(NotLikeThat, match="held"):
            send_once_more(message, by=HOST, now=NOW)
        # The control: of one that was let go it is sent.
        release(made, by=HOST, now=NOW)
        assert send_once_more(message, by=HOST, now=NOW).state == State.WAITING


class TestVersionOf:
    def test_is_another_whenever_what_is_read_is(self):
        readers = [make_reader(), make_reader()]
        made = make_mailing(readers, is_held=True)
        seen = [version_of(made)]
        cancel(made.messages.last(), by=HOST, now=NOW)
        assert version_of(made) == seen[0]
        other = replace(NEW, title="Other title")
        for more in ({}, {"letter": other}, {"kind": ALERT}, {"is_open": True}):
            anew(made, readers, **more)
            seen.append(version_of(made))
        assert len(set(seen)) == 5

    def test_of_what_has_no_words_says_so(self):
        made = make_mailing(is_held=True)
        made.messages.update(letter={}, has_words=False)
        assert version_of(made) == "-"


class TestRewriteWaiting:
    def test_of_news_about_nothing_changes_no_mail(self):
        made = make_mailing([make_reader()])
        assert rewrite_waiting(news(), now=NOW) == 0
        assert [state for state, title in said(made) if title == "New title"] == []
