"""Who had something by mail that is recalled."""

import pytest

from fourthp.foundation.actors import Host
from fourthp.post.models import Mailing, Message
from fourthp.post.operations.recalling import recall_mails
from fourthp.post.rules.readers import ADDRESS
from fourthp.post.tests.makers import (
    NOW,
    Paper,
    leave,
    make_mailing,
    make_message,
    make_reader,
)

pytestmark = pytest.mark.django_db
SENT = {"state": Message.State.SENT, "ended_at": NOW}


def test_whoever_has_left_is_found_at_the_address_that_it_went_to():
    paper, reader = Paper(), make_reader("asha@clinic.example")
    make_message(about=paper, readers=[reader], **SENT)
    leave(reader)
    [had] = recall_mails(paper, by=Host(), now=NOW)
    assert (had.reader.kind, had.reader.address) == (ADDRESS, "asha@clinic.example")


def test_whoever_was_forgotten_is_nobody():
    paper = Paper()
    make_message(about=paper, **SENT, reader_id="", address="")
    assert recall_mails(paper, by=Host(), now=NOW) == []


def test_whoever_had_it_twice_is_asked_once_since_the_first():
    paper, reader = Paper(), make_reader()
    for _time in range(2):
        make_mailing([reader], about=paper).messages.update(**SENT)
    [had] = recall_mails(paper, by=Host(), now=NOW)
    assert (had.reader, had.at) == (reader, NOW)
    assert {one.state for one in Mailing.objects.all()} == {Mailing.State.STOPPED}
