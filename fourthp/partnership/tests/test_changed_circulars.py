"""A letter to members is put right for as long as nothing of it has left."""

from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.models import Audience, Circular, Group, Label, Person, Role
from fourthp.partnership.operations.circulars import (
    CircularFacts,
    NobodyToWriteTo,
    change_circular,
    write_circular,
)
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_person,
    make_seat,
)
from fourthp.post.models import Mailing
from fourthp.post.operations import retelling
from fourthp.post.operations.mailings import NotLikeThat, release, stop
from fourthp.post.queries.reviewing import version_of

pytestmark = pytest.mark.django_db


def member(name: str = "Asha Bell", **more) -> Person:
    person = make_member(name, **more)
    Person.objects.filter(pk=person.pk).update(email=f"{person.pk}@clinic.example")
    return person


def facts(**changed) -> CircularFacts:
    said = {"title": "Night number", "words": "It *changes*.", "sort": "urgent"}
    return CircularFacts(**(said | changed))


def written(**changed) -> Circular:
    return write_circular(facts(**changed), by=Host(), now=now())


def change(circular: Circular, *, by: object = None, **changed) -> Circular:
    seen = changed.pop("seen", None)
    said = facts(**({"title": "New number"} | changed))
    return change_circular(circular, said, by=by or Host(), now=now(), seen=seen)  # type: ignore[arg-type]


def group_of(person: Person, name: str = "Steering group") -> Group:
    group = make_group(name)
    make_seat(person, group=group)
    return group


def told(circular: Circular) -> list[tuple[str, str]]:
    found = circular.mailing.messages.order_by("id")
    return [(one.state, one.says.title) for one in found]


class TestChangeCircular:
    def test_says_the_new_words_everywhere(self):
        member()
        circular = written()
        change(circular, words="It does **not**.")
        circular.refresh_from_db()
        assert (circular.title, circular.words) == ("New number", "It does **not**.")
        [message] = circular.mailing.messages.all()
        assert "It does **not**." in str(message.letter)
        assert "changes" not in str(message.letter)

    def test_is_noted_of_the_letter_and_of_its_mails(self):
        member()
        circular = written()
        change(circular)
        acts = {(one.act, one.matter_id) for one in Entry.objects.all()}
        assert ("changed", str(circular.pk)) in acts
        assert ("retold", str(circular.mailing_id)) in acts

    def test_goes_to_a_group_alone_and_back_to_everyone(self):
        inside, outside = make_person(email="in@clinic.example"), member()
        group, other = group_of(inside), group_of(inside, "Other group")
        circular = written()
        for to in (group, other):
            circular = change(circular, group=to)
            [message] = circular.mailing.messages.all()
            assert message.reader_id == str(inside.pk)
            assert Audience.objects.get().name == to.name
        release(circular.mailing, by=Host(), now=now())
        assert not Circular.objects.visible_to(outside).exists()
        assert Circular.objects.visible_to(inside).exists()

    def test_for_everyone_again_has_no_readers_of_its_own(self):
        inside, outside = make_person(email="in@clinic.example"), member()
        circular = change(written(group=group_of(inside)))
        assert not Audience.objects.exists()
        ids = set(circular.mailing.messages.values_list("reader_id", flat=True))
        assert ids == {str(inside.pk), str(outside.pk)}

    def test_keeps_its_readers_where_its_group_stays(self):
        group = group_of(make_person(email="in@clinic.example"))
        circular = written(group=group)
        before = circular.audience_id
        assert change(circular, group=group).audience_id == before

    def test_of_another_sort_or_label_is_another_mail(self):
        member()
        circular = change(written(), sort="duty", label=Label.CLEAR)
        [message] = circular.mailing.messages.all()
        assert (message.kind, message.is_open) == ("partnership.circular-duty", True)
        release(circular.mailing, by=Host(), now=now())
        assert told(circular) == [("gathered", "New number")]

    def test_is_refused_to_everyone_but_coordinators(self):
        circular = written_to_one()
        for role in (Role.REPRESENTATIVE, Role.CHAIR, Role.AUDITOR):
            with pytest.raises(PermissionDenied):
                change(circular, by=member(role=role))
        change(circular, by=member(role=Role.COORDINATOR))
        circular.refresh_from_db()
        assert circular.title == "New number"

    @pytest.mark.parametrize("becomes", ["going", "stopped", "forgotten"])
    def test_comes_too_late_for_what_is_not_held(self, becomes):
        circular = written_to_one()
        if becomes == "going":
            release(circular.mailing, by=Host(), now=now())
        elif becomes == "stopped":
            stop(circular.mailing, by=Host(), now=now())
        else:
            Mailing.objects.all().delete()
        with pytest.raises(NotLikeThat):
            change(circular)
        circular.refresh_from_db()
        assert circular.title == "Night number"

    def test_to_a_group_of_nobody_changes_nothing(self):
        circular = written_to_one()
        with pytest.raises(NobodyToWriteTo):
            change(circular, group=make_group("Empty"))
        circular.refresh_from_db()
        assert (circular.title, circular.group) == ("Night number", None)

    def test_writes_over_nobodys_words(self):
        circular = written_to_one()
        seen = circular.version
        change(circular, seen=seen)
        with pytest.raises(SomebodyWasFaster):
            change(circular, title="Third", seen=seen)
        circular.refresh_from_db()
        assert circular.title == "New number"
        # The control: whoever read that may change it.
        change(circular, title="Third", seen=circular.version)


def written_to_one() -> Circular:
    member()
    return written()


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """One of two comes first, on either engine; the other is told."""

    def meanwhile(self, act: Callable[[], object], done: list[str]) -> Thread:
        def work() -> None:
            try:
                act()
                done.append("done")
            except (NotLikeThat, SomebodyWasFaster) as problem:
                done.append(type(problem).__name__)
            finally:
                connection.close()

        return Thread(target=work)

    def race(self, first: Callable[[], object], second: Callable[[], object]):
        """Do one thing, and another that begins before the first has ended."""
        done: list[str] = []
        thread = self.meanwhile(second, done)
        with transaction.atomic():
            first()
            thread.start()
            Event().wait(0.7)
            done.append("first")
        thread.join()
        return done

    def test_what_is_let_go_this_moment_is_not_changed(self):
        circular = written_to_one()
        done = self.race(
            lambda: release(circular.mailing, by=Host(), now=now()),
            lambda: change(circular),
        )
        assert done == ["first", "NotLikeThat"]
        assert told(circular) == [("waiting", "Night number")]

    def test_what_is_changed_this_moment_is_not_let_go_unread(self):
        circular = written_to_one()
        seen = version_of(circular.mailing)
        done = self.race(
            lambda: change(circular),
            lambda: release(circular.mailing, by=Host(), now=now(), seen=seen),
        )
        assert done == ["first", "SomebodyWasFaster"]
        assert told(circular) == [("held", "New number")]

    def test_of_two_who_change_it_the_second_is_told(self):
        circular = written_to_one()
        seen = circular.version
        done = self.race(
            lambda: change(circular, seen=seen),
            lambda: change(circular, title="Third", seen=seen),
        )
        assert done == ["first", "SomebodyWasFaster"]
        assert told(circular) == [("held", "New number")]

    def test_without_the_lock_words_would_go_that_nobody_read(self, monkeypatch):
        if connection.vendor == "sqlite":
            pytest.skip("one writer at a time here, whatever is asked")
        circular = written_to_one()
        monkeypatch.setattr(retelling, "begin", lambda mailing, *_states: mailing)
        self.race(
            lambda: release(circular.mailing, by=Host(), now=now()),
            lambda: change(circular),
        )
        assert told(circular) == [("waiting", "New number")]
