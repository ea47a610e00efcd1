"""Looking at what one shares as somebody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fourthp.audit.models import Entry, Read
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Circular, Person, Role
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.operations.looking import look_as
from fourthp.partnership.permissions.sharing import can_look_as, can_share
from fourthp.partnership.queries import looking
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.looking import (
    LASTS_FOR,
    holder_of,
    look_of,
    seen_by_both,
    shared_row,
)
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_person,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.papers import Paper
from fourthp.partnership.views.letter import drawn_for_both
from fourthp.post.operations.mailings import release
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
SECRET = "Harbour raid group"


def member(name: str, **more) -> Person:
    person = make_member(name, **more)
    Person.objects.filter(pk=person.pk).update(email=f"{person.pk}@clinic.example")
    person.is_strong = True
    return person


@pytest.fixture
def cora() -> Person:
    return member("Cora Lind", role=Role.COORDINATOR)


@pytest.fixture
def client(cora) -> Client:
    found = Client(headers={"Sec-Fetch-Site": "same-origin"})
    sign_in(found, make_user(cora))
    return found


def letter(*ways: Way, label: str = "TLP:GREEN") -> Circular:
    facts = CircularFacts("Night number", "It changes.", "urgent", label)
    if ways:
        facts = CircularFacts("Night number", "It changes.", "urgent", ways=ways)
    circular = write_circular(facts, by=Host(), now=now())
    release(circular.mailing, by=Host(), now=now())
    return Circular.objects.get(pk=circular.pk)


def path_of(circular: Circular) -> str:
    return reverse("look-new", args=["circular", circular.pk])


def begin(client: Client, circular: Circular, **said: str):
    return client.post(path_of(circular), {"form_key": str(uuid4())} | said)


def page(client: Client) -> str:
    answer = client.get(reverse("look"))
    assert answer.status_code == 200
    return answer.content.decode()


def main_of(page: str) -> str:
    """What the page says, without the shell around it, which tells the time."""
    return page.split("<main", 1)[1].split("</main>", 1)[0]


class TestPermissions:
    def test_are_those_of_whoever_shares_with_a_second_factor(self, cora):
        circular, other = letter(), member("Other")
        assert can_look_as(cora, circular)
        assert not can_look_as(other, circular)
        assert not can_look_as(Host(), circular)
        cora.is_strong = False
        assert not can_look_as(cora, circular)
        assert can_share(cora, circular)

    def test_of_a_kind_that_nobody_registered_are_nobodys(self, cora, monkeypatch):
        monkeypatch.setattr(Paper, "matter_kind", "paper", raising=False)
        paper = Paper.objects.create(label="TLP:GREEN")
        assert not can_share(cora, paper)
        assert shared_row("paper", uuid4(), reader=cora) is None


class TestLookAs:
    def test_is_noted_with_the_seat_and_with_whom_she_was(self, cora):
        circular, other = letter(), member("Other")
        look_as(circular, other, by=cora)
        look_as(circular, None, by=cora)
        first, second = Read.objects.order_by("at", "id")
        assert (first.act, first.actor_id) == ("viewed-as", str(cora.pk))
        assert (first.matter_kind, first.matter_id) == ("circular", str(circular.pk))
        assert (first.role, second.role) == ("coordinator", "coordinator")
        entries = Entry.objects.filter(act="looked-as").order_by("at", "id")
        assert [one.detail["whom"] for one in entries] == [str(other.pk), "public"]

    def test_of_what_she_sees_by_no_seat_names_none(self, cora):
        circular = letter(Way(role=Role.CHAIR)) if member("C", role="chair") else None
        assert circular is not None
        circular.audience.rules.filter(role=Role.COORDINATOR).delete()
        look_as(circular, None, by=cora)
        assert Read.objects.get().role == ""

    def test_refuses_whoever_does_not_share_it(self):
        circular, other = letter() if member("M") else None, member("Other")
        assert circular is not None
        with pytest.raises(PermissionDenied):
            look_as(circular, None, by=other)
        assert not Read.objects.exists()


class TestSeenByBoth:
    def test_is_what_each_sees_alone(self, cora):
        chair, other = member("Chair", role=Role.CHAIR), member("Other")
        circular = letter(Way(role=Role.CHAIR))
        for whom, sees in ((chair, True), (other, False), (None, False)):
            assert seen_by_both(circular, by=cora, whom=whom).by_both is sees
        # She who looks does not see it herself: then nobody's eyes show it to her.
        assert not seen_by_both(circular, by=other, whom=chair).by_both
        assert drawn_for_both(circular, chair, other) == ""
        assert drawn_for_both(circular, other, cora) == ""
        assert "It changes." in drawn_for_both(circular, chair, cora)

    def test_is_nothing_by_a_seat_of_a_closed_group_for_others(self, cora):
        inside, looker = member("Inside"), member("Looker", role=Role.CHAIR)
        secret = make_group(SECRET, is_closed=True)
        make_seat(inside, group=secret)
        circular = letter(Way(group=secret), Way(role=Role.CHAIR))
        assert not seen_by_both(circular, by=looker, whom=inside).by_both
        # The control: who may know of the group is told that she sees it.
        assert seen_by_both(circular, by=cora, whom=inside).by_both

    def test_of_what_is_everyones_needs_no_seat(self, cora):
        circular = letter(label="TLP:CLEAR")
        seen = seen_by_both(circular, by=cora, whom=None)
        assert (seen.by_both, seen.by_password) == (True, True)


class TestHolderOf:
    def test_is_the_first_whom_she_may_know_and_not_herself(self, cora):
        assert holder_of(Role.COORDINATOR, by=cora) is None
        for name in ("Zoe", "Abe"):
            member(name, role=Role.CHAIR)
        found = holder_of(Role.CHAIR, by=cora)
        assert found is not None
        assert found.name == "Abe"

    def test_is_nobody_of_a_closed_group(self):
        looker = member("Looker")
        secret = make_group(SECRET, is_closed=True)
        make_seat(make_person("Inside"), group=secret, role=Role.OBSERVER)
        assert holder_of(Role.OBSERVER, by=looker) is None


class TestLookOf:
    def said(self, circular: Circular, whom: Person | None) -> dict[str, str]:
        return {
            "kind": "circular",
            "pk": str(circular.pk),
            "whom": str(whom.pk) if whom else "",
            "until": (now() + LASTS_FOR).isoformat(),
        }

    def test_is_over_after_its_time(self, cora):
        circular = letter()
        said = self.said(circular, None)
        assert look_of(said, by=cora, now=now()) is not None
        assert look_of(said, by=cora, now=now() + LASTS_FOR) is None

    def test_is_over_once_she_shares_or_sees_it_no_more(self, cora):
        circular, other = letter(), member("Other")
        assert look_of(self.said(circular, other), by=cora, now=now())
        assert look_of(self.said(circular, None), by=other, now=now()) is None
        cora.seats.all().delete()
        assert look_of(self.said(circular, other), by=cora, now=now()) is None

    def test_is_over_once_the_other_holds_no_seat(self, cora):
        circular, other = letter(), member("Other")
        said = self.said(circular, other)
        other.seats.all().delete()
        assert look_of(said, by=cora, now=now()) is None

    @pytest.mark.parametrize(
        "odd",
        [
            {},
            {"kind": "network"},
            {"pk": "x"},
            {"whom": "x"},
            {"until": ""},
            {"until": "2026-99-01"},
        ],
    )
    def test_is_nothing_of_what_no_page_wrote(self, cora, odd):
        said = (self.said(letter(), None) | odd) if odd else {}
        assert look_of(said, by=cora, now=now()) is None


class TestPages:
    def test_show_it_as_she_sees_it_with_a_banner_and_no_other_button(self, client):
        member("Asha Bell")
        circular = letter()
        assert (
            "Look as somebody else"
            in client.get(reverse("circular", args=[circular.pk])).content.decode()
        )
        answer = begin(client, circular, person="asha bell")
        assert answer.headers["Location"] == reverse("look")
        shown = page(client)
        assert "You look as Asha Bell" in shown
        assert "It changes." in shown
        main = main_of(shown)
        assert main.count("<form") == main.count("<button") == 1
        assert reverse("look-ending") in shown
        assert "outbox" not in shown
        assert client.post(reverse("look")).status_code == 405

    def test_say_that_it_is_not_there_for_who_does_not_see_it(self, client):
        member("Chair", role=Role.CHAIR)
        member("Asha Bell")
        circular = letter(Way(role=Role.CHAIR))
        begin(client, circular, person="Asha Bell")
        shown = page(client)
        assert "It is not there" in shown
        assert "It changes." not in shown
        begin(client, circular, role="chair")
        assert "You look as Chair" in page(client)
        assert "It changes." in page(client)

    def test_show_nothing_of_what_was_recalled_or_is_over(self, client, cora):
        asha = member("Asha Bell")
        for ends in ("recalled_at", "expires_on"):
            circular = letter()
            begin(client, circular, person="Asha Bell")
            assert "It changes." in page(client)
            yesterday = now() - timedelta(days=1)
            then = yesterday if ends == "recalled_at" else yesterday.date()
            Circular.objects.filter(pk=circular.pk).update(**{ends: then})
            circular.refresh_from_db()
            seen = seen_by_both(circular, by=cora, whom=asha)
            assert (seen.by_both, seen.by_password) == (False, False)
            assert drawn_for_both(circular, asha, cora) == ""
            assert "It changes." not in page(client)
            # She keeps it herself, but looks at it as nobody.
            path = reverse("circular", args=[circular.pk])
            assert "It changes." in (own := client.get(path).content.decode())
            assert "Look as somebody else" not in own
            assert client.get(path_of(circular)).status_code == 404

    def test_show_it_as_the_public(self, client):
        for label, sees in (("TLP:CLEAR", True), ("TLP:GREEN", False)):
            begin(client, letter(label=label), role="public")
            assert "without an account" in page(client)
            assert ("It changes." in page(client)) is sees

    def test_end_by_the_button_at_sign_out_and_with_time(
        self, client, cora, monkeypatch
    ):
        circular = letter()
        ending = {"form_key": str(uuid4())}
        begin(client, circular, role="public")
        answer = client.post(reverse("look-ending"), ending)
        assert answer.headers["Location"] == reverse("circular", args=[circular.pk])
        assert "You look as yourself" in page(client)
        begin(client, circular, role="public")
        client.post(reverse("account_logout"))
        sign_in(client, cora.user)
        assert "You look as yourself" in page(client)
        begin(client, circular, role="public")
        assert "You look as yourself" not in page(client)
        monkeypatch.setattr(looking, "LASTS_FOR", timedelta(0))
        monkeypatch.setattr("fourthp.partnership.views.looking.LASTS_FOR", timedelta(0))
        begin(client, circular, role="public")
        assert "You look as yourself" in page(client)
        answer = client.post(reverse("look-ending"), {"form_key": str(uuid4())})
        assert answer.headers["Location"] == reverse("front")

    def test_change_nothing_that_she_herself_sees_elsewhere(self, client):
        member("Asha Bell")
        circular = letter()
        path = reverse("circular", args=[circular.pk])
        plain = main_of(client.get(path).content.decode())
        begin(client, circular, person="Asha Bell")
        assert main_of(client.get(path).content.decode()) == plain

    def test_begin_once_however_often_it_is_pressed(self, client):
        circular, key = letter(), {"form_key": str(uuid4()), "role": "public"}
        for _time in range(2):
            answer = client.post(path_of(circular), key)
            assert answer.headers["Location"] == reverse("look")
        assert Read.objects.count() == 1
        answer = client.post(path_of(circular), key | {"role": "coordinator"})
        assert answer.status_code == 400

    def test_say_what_is_wrong_and_know_nobody_who_may_not_be_known(self, client):
        circular = letter()
        for said, told in (
            ({}, "one of the two"),
            ({"role": "public", "person": "Cora Lind"}, "one of the two"),
            ({"role": "chair"}, "You know nobody else in this role."),
            ({"person": "Nobody"}, "You know nobody of just that name"),
        ):
            answer = begin(client, circular, **said)
            assert answer.status_code == 400
            assert told in answer.content.decode()
        assert not Read.objects.exists()

    def test_are_for_whoever_shares_it_alone(self, client, cora):
        circular = letter()
        other = Client(headers={"Sec-Fetch-Site": "same-origin"})
        sign_in(other, make_user(member("Other"), "other@clinic.example"))
        assert other.get(path_of(circular)).status_code == 403
        assert begin(other, circular, role="public").status_code == 403
        nothing = reverse("look-new", args=["network", circular.pk])
        assert client.get(nothing).status_code == 404
        sign_in(client, cora.user, factor=False)
        assert client.get(path_of(circular)).status_code == 302
