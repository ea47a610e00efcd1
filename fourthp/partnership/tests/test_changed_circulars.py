"""A letter to members is put right for as long as nothing of it has left."""

from collections.abc import Callable
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

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
    make_user,
)
from fourthp.post.models import Mailing, Message
from fourthp.post.operations import retelling
from fourthp.post.operations.mailings import NotLikeThat, release, stop
from fourthp.post.queries.reviewing import version_of
from tests.safety.actors import sign_in

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


class TestPage:
    @pytest.fixture
    def client(self) -> Client:
        return browser(member("Maya Lind", role=Role.COORDINATOR))

    def typed(self, circular: Circular, **changed) -> dict[str, object]:
        said = {"title": "New number", "words": "It *stays*.", "sort": "urgent"}
        said |= {"to": "everyone", "label": "TLP:GREEN", "form_key": uuid4()}
        return said | {"seen": circular.version} | changed

    def test_is_reached_from_the_letter_and_from_its_mails_while_it_is_held(
        self, client
    ):
        circular = written()
        path = reverse("circular-words", args=[circular.pk])
        pages = (
            reverse("circular", args=[circular.pk]),
            reverse("outbox-mailing", args=[circular.mailing_id]),
        )
        for one in pages:
            assert f'href="{path}"' in client.get(one).content.decode()
        release(circular.mailing, by=Host(), now=now())
        for one in pages:
            assert path not in client.get(one).content.decode()

    def test_is_offered_to_nobody_who_only_looks_after_the_record(self):
        circular = written_to_one()
        auditor = browser(member("Dele Obi", role=Role.AUDITOR))
        answer = auditor.get(reverse("outbox-mailing", args=[circular.mailing_id]))
        assert "/words/" not in answer.content.decode()
        path = reverse("circular-words", args=[circular.pk])
        assert auditor.get(path).status_code == 403

    def test_shows_what_it_says_and_leads_on_to_where_it_is_let_go(self, client):
        circular = written()
        path = reverse("circular-words", args=[circular.pk])
        assert "It *changes*." in client.get(path).content.decode()
        answer = client.post(path, self.typed(circular), follow=True)
        said = answer.content.decode()
        assert answer.request["PATH_INFO"].startswith("/outbox/mailings/")
        assert "<em>stays</em>" in said
        assert "Changed: the mails say the new words." in said

    def test_is_one_act_however_often_it_is_sent(self, client):
        circular = written()
        path = reverse("circular-words", args=[circular.pk])
        same = self.typed(circular)
        answers = [client.post(path, same) for _ in range(2)]
        assert [one.status_code for one in answers] == [302, 302]
        assert Entry.objects.filter(act="changed").count() == 1

    def test_shows_how_it_will_read_and_changes_nothing_yet(self, client):
        circular = written()
        path = reverse("circular-words", args=[circular.pk])
        answer = client.post(path, self.typed(circular, look="yes"))
        assert "<em>stays</em>" in answer.content.decode()
        circular.refresh_from_db()
        assert circular.words == "It *changes*."

    def test_keeps_the_group_that_has_ended(self, client):
        group = group_of(make_person(email="in@clinic.example"))
        circular = written(group=group)
        Group.objects.filter(pk=group.pk).update(
            ends_on=now().date().replace(year=2021)
        )
        path = reverse("circular-words", args=[circular.pk])
        said = client.get(path).content.decode()
        assert f'<option value="{group.pk}" selected>' in said

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [({"title": ""}, "Give it a title."), ({"to": "empty"}, "Nobody holds a seat")],
    )
    def test_loses_nothing_of_what_was_typed_wrong(self, client, wrong, says):
        circular = written()
        empty = make_group("Empty")
        wrong = {n: str(empty.pk) if v == "empty" else v for n, v in wrong.items()}
        path = reverse("circular-words", args=[circular.pk])
        answer = client.post(path, self.typed(circular, **wrong))
        assert answer.status_code == 400
        said = answer.content.decode()
        assert says in said
        assert "It *stays*." in said

    def test_let_go_meanwhile_says_so_and_offers_another_letter(self, client):
        circular = written()
        typed = self.typed(circular)
        release(circular.mailing, by=Host(), now=now())
        path = reverse("circular-words", args=[circular.pk])
        answer = client.post(path, typed)
        said = answer.content.decode()
        assert answer.status_code == 400
        assert "This mailing is “going out” by now." in said
        assert "It *stays*." in said
        assert f'formaction="{reverse("circular-new")}"' in said
        assert ">Save<" not in said
        other = client.post(reverse("circular-new"), typed | {"look": "yes"})
        assert "<em>stays</em>" in other.content.decode()

    def test_another_of_an_ended_group_is_for_nobody_until_one_is_chosen(self, client):
        group = group_of(member("Bea Quill"))
        circular = written(group=group)
        Group.objects.filter(pk=group.pk).update(ends_on="2020-01-01")
        said = client.get(f"{reverse('circular-new')}?from={circular.pk}")
        first = '>\n  <option value="">The group it was for has ended</option>'
        assert first in said.content.decode()
        typed = self.typed(circular) | {"to": ""}
        answer = client.post(reverse("circular-new"), typed)
        assert "Choose whom it is for." in answer.content.decode()
        chosen = '<option value="" selected>The group it was for has ended</option>'
        assert chosen in answer.content.decode()
        assert Circular.objects.count() == 1

    def test_opened_too_late_leads_to_another_letter(self, client):
        circular = written()
        release(circular.mailing, by=Host(), now=now())
        path = reverse("circular-words", args=[circular.pk])
        said = client.get(path).content.decode()
        assert "It is not held any more" in said
        assert f'href="{reverse("circular-new")}?from={circular.pk}"' in said
        assert "<textarea" not in said

    def test_changed_meanwhile_shows_what_it_says_now_and_then_saves(self, client):
        circular = written()
        typed = self.typed(circular)
        change(circular, title="Of another", words="Words of *another*.")
        path = reverse("circular-words", args=[circular.pk])
        answer = client.post(path, typed)
        said = answer.content.decode()
        assert answer.status_code == 400
        assert "Somebody changed this meanwhile." in said
        assert "Words of <em>another</em>." in said
        assert "It *stays*." in said
        circular.refresh_from_db()
        assert f'value="{circular.version}"' in said
        client.post(path, typed | {"seen": circular.version, "form_key": uuid4()})
        circular.refresh_from_db()
        assert circular.words == "It *stays*."

    def test_whoever_lets_it_go_must_have_read_the_latest_words(self, client):
        circular = written()
        path = reverse("outbox-mailing-release", args=[circular.mailing_id])
        seen = version_of(circular.mailing)
        change(circular, words="It *stays*.")
        answer = client.post(path, {"form_key": uuid4(), "seen": seen}, follow=True)
        said = answer.content.decode()
        assert "It was changed after you opened this page." in said
        assert "<em>stays</em>" in said
        assert told(circular) == [("held", "New number")]
        # The page shows the latest, and with that it goes.
        seen = version_of(circular.mailing)
        assert f'name="seen" value="{seen}"' in said
        client.post(path, {"form_key": uuid4(), "seen": seen})
        assert told(circular) == [("waiting", "New number")]

    def test_a_copy_to_look_at_says_the_new_words(self, client):
        circular = written()
        change(circular)
        path = reverse("outbox-mailing-copy", args=[circular.mailing_id])
        client.post(path, {"form_key": uuid4()})
        assert Message.objects.get(mailing=None).says.title == "New number"

    def test_its_story_tells_of_the_change(self, client):
        circular = change(written())
        path = reverse("outbox-mailing", args=[circular.mailing_id])
        assert (
            "Words changed, before it was approved" in client.get(path).content.decode()
        )

    def test_of_a_letter_that_is_not_there_is_not_found(self, client):
        pk: UUID = uuid4()
        assert client.get(reverse("circular-words", args=[pk])).status_code == 404


def browser(person: Person) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    sign_in(client, make_user(person, f"{uuid4()}@users.example"))
    return client
