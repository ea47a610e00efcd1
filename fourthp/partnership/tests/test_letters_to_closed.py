"""A letter to a closed group: it may not go anywhere, and its mail names no group."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.foundation.clock import now
from fourthp.partnership.models import Circular, Group, Label
from fourthp.partnership.operations import circulars as operations
from fourthp.partnership.operations.audiences import ClosedIsNotClear
from fourthp.partnership.operations.circulars import (
    CircularFacts,
    change_circular,
    circular_letter,
    write_circular,
)
from fourthp.partnership.operations.groups import close_group
from fourthp.partnership.operations.sharing import share_otherwise
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.widening import Wanted
from fourthp.partnership.tests.makers import (
    make_group,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.test_letters_to_some import client, cora, member
from fourthp.post.models import Message
from tests.safety.actors import sign_in

__all__ = ["client", "cora"]  # fixtures

pytestmark = pytest.mark.django_db
SECRET = "Harbour raid group"


@pytest.fixture
def closed(cora) -> Group:
    group = make_group(SECRET, is_closed=True)
    make_seat(member("Ines Roth"), group=group)
    return group


def words_waiting() -> str:
    return str([one.letter for one in Message.objects.all()])


def facts(label: str = Label.GREEN, **more) -> CircularFacts:
    said = {"title": "Thursday", "words": "At ten.", "sort": "duty", "label": label}
    return CircularFacts(**said | more)


class TestItsLabel:
    def test_is_not_clear(self, cora, closed):
        with pytest.raises(ClosedIsNotClear):
            write_circular(facts(Label.CLEAR, group=closed), by=cora, now=now())
        ways = (Way(group=closed),)
        with pytest.raises(ClosedIsNotClear):
            write_circular(facts(Label.CLEAR, ways=ways), by=cora, now=now())
        assert not Circular.objects.exists()

    def test_would_be_clear_if_nothing_refused_it(self, cora, closed, monkeypatch):
        monkeypatch.setattr(operations, "refuse_clear", lambda _sharing: None)
        made = write_circular(facts(Label.CLEAR, group=closed), by=cora, now=now())
        assert made.label == Label.CLEAR

    def test_may_be_clear_where_everyone_knows_of_the_group(self, cora, closed):
        Group.objects.update(is_closed=False)
        closed.refresh_from_db()
        made = write_circular(facts(Label.CLEAR, group=closed), by=cora, now=now())
        assert made.label == Label.CLEAR

    def test_does_not_become_clear_by_a_change(self, cora, closed):
        made = write_circular(facts(group=closed), by=cora, now=now())
        clear = facts(Label.CLEAR, group=closed)
        with pytest.raises(ClosedIsNotClear):
            change_circular(made, clear, by=cora, now=now())
        with pytest.raises(ClosedIsNotClear):
            share_otherwise(made, Wanted(label=Label.CLEAR), by=cora, now=now())
        made.refresh_from_db()
        assert made.label == Label.GREEN

    def test_is_refused_at_its_box_and_nothing_typed_is_lost(self, client, closed):
        said = {"title": "Thursday", "words": "At ten sharp.", "sort": "duty"}
        said |= {"label": Label.CLEAR, "to": str(closed.pk), "form_key": str(uuid4())}
        answer = client.post(reverse("circular-new"), said)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "Choose TLP:GREEN" in page
        assert "At ten sharp." in page
        assert not Circular.objects.exists()

    def test_is_refused_where_it_is_shared_otherwise(self, client, cora, closed):
        made = write_circular(facts(group=closed), by=cora, now=now())
        url = reverse("sharing", args=["circular", made.pk])
        seen = client.get(url).context["form"]
        said = {"label": Label.CLEAR, "seen": seen["seen"].value()}
        said |= {"form_key": str(uuid4())}
        answer = client.post(url, said)
        said |= {"seen_readers": answer.context["form"]["seen_readers"].value()}
        answer = client.post(url, said)
        assert "Choose TLP:GREEN" in answer.content.decode()


class TestItsMail:
    def test_does_not_name_the_group(self, cora, closed):
        made = write_circular(facts(group=closed), by=cora, now=now())
        letter = str(circular_letter(made))
        assert SECRET not in letter
        assert "A group of the network" in letter

    def test_names_one_that_everyone_knows_of(self, cora, closed):
        Group.objects.update(is_closed=False)
        made = write_circular(
            facts(group=Group.objects.get(pk=closed.pk)), by=cora, now=now()
        )
        assert SECRET in str(circular_letter(made))

    @pytest.mark.parametrize("label", [Label.CLEAR, Label.GREEN])
    def test_that_waits_is_written_anew_whatever_its_label(self, cora, closed, label):
        Group.objects.update(is_closed=False)
        closed.refresh_from_db()
        made = write_circular(facts(label, group=closed), by=cora, now=now())
        assert SECRET in words_waiting()
        close_group(closed, by=cora, now=now())
        made.refresh_from_db()
        assert made.label == Label.GREEN
        assert SECRET not in words_waiting()

    def test_is_told_so_to_whoever_writes_to_one(self, client, closed):
        hint = "your own words should not either"
        assert hint in client.get(reverse("circular-new")).content.decode()
        Group.objects.update(is_closed=False)
        assert hint not in client.get(reverse("circular-new")).content.decode()


def test_its_page_names_the_group_to_those_who_sit_in_it(cora, closed):
    made = write_circular(facts(group=closed), by=cora, now=now())
    page = Client(headers={"Sec-Fetch-Site": "same-origin"})
    sign_in(page, make_user(cora))
    url = reverse("circular", args=[made.pk])
    assert page.get(url).status_code == 200
    assert Client().get(url).status_code == 302


class TestClosedLater:
    """A group is closed after something was shared with it."""

    def test_takes_clear_from_what_it_was_for_and_its_name_from_mails(self, cora):
        group = make_group(SECRET)
        make_seat(member("Ines Roth"), group=group)
        letter = write_circular(facts(Label.CLEAR, group=group), by=cora, now=now())
        assert SECRET in words_waiting()
        close_group(group, by=cora, now=now())
        letter.refresh_from_db()
        assert letter.label == Label.GREEN
        assert SECRET not in words_waiting()
        assert "TLP:GREEN" in words_waiting()

    def test_leaves_what_is_for_another_as_it_is(self, cora):
        group, other = make_group(SECRET), make_group("Housing")
        make_seat(member("Ines Roth"), group=other)
        letter = write_circular(facts(Label.CLEAR, group=other), by=cora, now=now())
        close_group(group, by=cora, now=now())
        letter.refresh_from_db()
        assert letter.label == Label.CLEAR
        assert "Housing" in words_waiting()
