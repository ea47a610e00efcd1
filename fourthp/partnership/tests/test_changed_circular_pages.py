"""The page on which a letter that waits is changed."""

from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Circular, Group, Person, Role
from fourthp.partnership.tests.makers import (
    make_group,
    make_person,
    make_user,
)
from fourthp.partnership.tests.test_changed_circulars import (
    change,
    group_of,
    member,
    told,
    written,
    written_to_one,
)
from fourthp.post.models import Message
from fourthp.post.operations.mailings import release
from fourthp.post.queries.reviewing import version_of
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db


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
        first = '>\n<option value="">The group it was for has ended</option>'
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
