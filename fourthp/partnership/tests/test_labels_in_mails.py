"""A letter whose label changes leaves with the label of now."""

import pytest

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Label
from fourthp.partnership.operations import circulars as operations
from fourthp.partnership.operations.sharing import share_otherwise
from fourthp.partnership.queries.widening import Wanted
from fourthp.partnership.tests.test_sharing import coordinator, letter, reader
from fourthp.post.models import Message
from fourthp.post.operations.bundles import make_bundles

pytestmark = pytest.mark.django_db
State = Message.State


def narrow(circular) -> None:
    green = Wanted(label=Label.GREEN)
    share_otherwise(circular, green, by=coordinator(), now=now())


def labels() -> set[str]:
    return {
        label
        for message in Message.objects.filter(has_words=True)
        for label in (Label.CLEAR, Label.GREEN)
        if str(label) in str(message.letter)
    }


class TestWhatWaits:
    def test_leaves_as_what_it_is_by_now(self):
        reader(), reader("Ben Okafor")
        circular = letter(label=Label.CLEAR)
        assert labels() == {Label.CLEAR}
        assert set(Message.objects.values_list("is_open", flat=True)) == {True}
        narrow(circular)
        assert labels() == {Label.GREEN}
        assert set(Message.objects.values_list("is_open", flat=True)) == {False}
        assert set(Message.objects.values_list("state", flat=True)) == {State.WAITING}
        share_otherwise(circular, Wanted(label=Label.CLEAR), by=Host(), now=now())
        assert labels() == {Label.CLEAR}

    def test_would_leave_as_what_it_was(self, monkeypatch):
        reader()
        circular = letter(label=Label.CLEAR)
        monkeypatch.setattr(operations, "rewrite_waiting", lambda *_a, **_k: 0)
        narrow(circular)
        assert labels() == {Label.CLEAR}

    def test_in_a_bundle_that_has_not_left_is_bundled_anew(self):
        reader()
        circular = letter(label=Label.CLEAR, sort="news")
        gathered = Message.objects.filter(state=State.GATHERED)
        gathered.update(due_at=now())
        assert make_bundles(now=now()) == 1
        assert labels() == {Label.CLEAR}
        narrow(circular)
        assert labels() == {Label.GREEN}
        assert make_bundles(now=now()) == 1
        bundle = Message.objects.get(state=State.WAITING)
        assert str(Label.GREEN) in str(bundle.letter)

    def test_what_has_left_keeps_what_it_said(self):
        reader()
        circular = letter(label=Label.CLEAR)
        Message.objects.update(state=State.SENT, ended_at=now())
        narrow(circular)
        assert labels() == {Label.CLEAR}
