"""Telling people something: one message each, in the transaction of its cause."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext as _

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host
from fourthp.post.models import Mailing, Message, Suppression
from fourthp.post.operations.telling import News, tell
from fourthp.post.rules.letters import Letter
from fourthp.post.rules.readers import ADDRESS, Reader
from fourthp.post.tests.makers import (
    DUTY,
    FLASH,
    LETTER,
    NEWS,
    NOW,
    PAPERS,
    SECURITY,
    make_mailing,
    make_reader,
    make_wishes,
)

pytestmark = pytest.mark.django_db

State = Message.State


def states(mailing: Mailing) -> list[tuple[str, str]]:
    return list(mailing.messages.order_by("id").values_list("state", "why"))


class TestTell:
    def test_writes_a_message_for_each_reader(self):
        readers = [make_reader() for _ in range(3)]
        made = make_mailing(readers)
        found = list(made.messages.order_by("id"))
        assert [one.address for one in found] == [one.address for one in readers]
        assert {one.state for one in found} == {State.WAITING}
        assert {one.due_at for one in found} == {NOW}
        assert found[0].says == LETTER
        assert len({one.reference for one in found}) == 3

    def test_is_recorded_with_a_count_and_no_address(self):
        made = make_mailing([make_reader(), make_reader()])
        entry = Entry.objects.get(act="told")
        assert (entry.matter_id, entry.detail) == (str(made.pk), {"messages": 2})

    def test_leaves_nothing_of_an_act_that_was_undone(self):
        with transaction.atomic():
            make_mailing()
            transaction.set_rollback(True)
        assert not Message.objects.exists()
        assert not Mailing.objects.exists()

    def test_under_the_same_name_is_told_once(self):
        first = make_mailing(once="week 12")
        again = make_mailing([make_reader(), make_reader()], once="week 12")
        assert again == first
        assert first.messages.count() == 1

    def test_control_without_a_name_it_is_told_again(self):
        make_mailing()
        make_mailing()
        assert Message.objects.count() == 2

    def test_keeps_the_same_name_from_two_at_once_in_the_database(self):
        make_mailing(once="week 12")
        with pytest.raises(IntegrityError), transaction.atomic():
            Mailing.objects.create(kind=DUTY.name, once="week 12", made_at=NOW)

    def test_asks_few_questions_for_many(self):
        readers = [make_reader() for _ in range(30)]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            make_mailing(readers)
        assert len(asked) < 15

    def test_of_nobody_is_a_mailing_without_messages(self):
        made = tell([], News(DUTY, lambda _reader: LETTER), by=Host(), now=NOW)
        assert not made.messages.exists()

    def test_writes_in_the_language_of_each_reader(self):
        def write(_reader: Reader) -> Letter:
            return Letter(translation.get_language() or "")

        readers = [make_reader(), make_reader()]
        make_wishes(readers[1], language="ar-xb")
        made = make_mailing(readers, write=write)
        found = [one.says.title for one in made.messages.order_by("id")]
        assert found == ["en", "ar-xb"]
        assert translation.get_language() == "en"

    def test_keeps_the_words_where_no_copy_of_the_disk_tells_them(self):
        make_mailing()
        with connection.cursor() as cursor:
            cursor.execute("SELECT letter FROM post_message")
            [(kept,)] = cursor.fetchall()
        assert "Tuesday" not in kept


class TestWhatGoesWhen:
    def test_what_can_wait_waits_for_monday(self):
        [found] = make_mailing(kind=PAPERS).messages.all()
        assert found.state == State.GATHERED
        assert f"{found.due_at:%A %H:%M}" == "Monday 07:30"

    def test_what_cannot_wait_goes_now(self):
        made = make_mailing(kind=FLASH)
        assert states(made) == [(State.WAITING, "cannot wait")]

    def test_what_is_wanted_at_once_goes_now(self):
        reader = make_reader()
        make_wishes(reader, duty="at once", news="never")
        assert states(make_mailing([reader], kind=PAPERS)) == [
            (State.WAITING, "wanted at once")
        ]

    def test_news_are_not_sent_to_who_left_them_and_a_row_says_so(self):
        reader = make_reader()
        make_wishes(reader, news="never")
        made = make_mailing([reader], kind=NEWS)
        assert states(made) == [(State.WITHHELD, "not wanted")]
        assert made.messages.get().says == Letter("")

    def test_nothing_goes_to_a_stopped_address_but_what_was_asked_for(self):
        reader = make_reader("Asha@Clinic.example")
        Suppression.objects.create(
            address="asha@clinic.example", because="hard", since=NOW
        )
        assert states(make_mailing([reader])) == [(State.WITHHELD, "suppressed")]
        assert states(make_mailing([reader], kind=SECURITY)) == [
            (State.WAITING, "cannot wait")
        ]

    def test_who_has_no_address_has_a_row_that_says_so(self):
        made = make_mailing([Reader(ADDRESS, "", "")])
        assert states(made) == [(State.WITHHELD, "no address")]

    def test_what_is_held_waits_for_a_look(self):
        readers = [make_reader(), make_reader()]
        make_wishes(readers[1], news="never")
        made = make_mailing(readers, kind=NEWS, is_held=True)
        assert made.state == Mailing.State.HELD
        assert [state for state, _why in states(made)] == [State.HELD, State.WITHHELD]


def test_fixed_words_are_translated_where_they_are_read():
    assert str(DUTY.subject) == _("A word about %s") % "duty"
