"""The pages on which somebody is given what is held of her, or is erased."""

import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fourthp.audit.models import Entry, Read
from fourthp.foundation.clock import now
from fourthp.partnership.models import Person, Role
from fourthp.partnership.operations.leaving import LastCoordinator
from fourthp.partnership.operations.subjects import note_package
from fourthp.partnership.permissions import can_take_package
from fourthp.partnership.rules.subjects import Asked, Shown
from fourthp.partnership.tests.makers import (
    make_contact,
    make_member,
    make_network,
    make_network_group,
    make_person,
    make_user,
)
from fourthp.post.models import Wishes
from tests.safety.acts.sending import keyed, strong

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _network(db):
    make_network()
    make_network_group()


def browser_of(person: Person):
    user = make_user(person, f"{person.pk}@signs-in.example")
    return strong(user)


@pytest.fixture
def asha():
    person = make_member("Asha Bell", agency="Harbour Street Clinic")
    Person.objects.filter(pk=person.pk).update(email="asha@clinic.example")
    make_contact(person, "0121 496 0911")
    return person


@pytest.fixture
def cora():
    return browser_of(make_member("Cora Dean", role=Role.COORDINATOR))


def package_of(answer) -> dict:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
        return json.loads(files.read("data.json"))


class TestPersonPackage:
    def test_somebody_takes_along_what_is_held_of_her(self, asha):
        browser, path = browser_of(asha), reverse("person-package", args=[asha.pk])
        assert "Get the file" in browser.get(path).content.decode()
        data = package_of(browser.post(path, keyed()))
        assert data["about"] == "Asha Bell"
        read = Read.objects.get()
        assert (read.act, read.actor_id, read.role) == ("exported", str(asha.pk), "")
        detail = Entry.objects.get(act="gave-package").detail
        assert detail == {"asked": "herself", "shown": "second-factor"}

    def test_pressed_twice_it_is_noted_once(self, asha):
        browser, path = browser_of(asha), reverse("person-package", args=[asha.pk])
        said = keyed()
        for _ in range(2):
            package_of(browser.post(path, said))
        assert Read.objects.count() == 1

    def test_who_has_left_can_still_have_it(self, asha):
        browser, path = browser_of(asha), reverse("person-package", args=[asha.pk])
        asha.seats.update(to_on="2021-01-01")
        assert package_of(browser.post(path, keyed()))["about"] == "Asha Bell"

    def test_a_coordinator_says_how_it_was_asked_for_and_how_it_is_known(
        self, asha, cora
    ):
        path = reverse("person-package", args=[asha.pk])
        refused = cora.post(path, keyed())
        assert refused.status_code == 400
        assert "Say how you know" in refused.content.decode()
        assert not Read.objects.exists()
        Wishes.objects.create(
            reader_kind="person",
            reader_id=str(asha.pk),
            language="en-xa",
            changed_at=now(),
        )
        said = keyed(how="letter", proof="called-back")
        data = package_of(cora.post(path, said))
        assert data["sections"][0]["title"] != "Who you are here"  # in her language
        detail = Entry.objects.get(act="gave-package").detail
        assert detail == {"asked": "letter", "shown": "called-back"}
        assert Read.objects.get().role == "coordinator"
        assert cora.post(path, said | {"how": "mail"}).status_code == 400

    def test_for_nobody_else_the_page_is_there(self, asha):
        path = reverse("person-package", args=[asha.pk])
        colleague = make_member("Ben Okafor")
        assert browser_of(colleague).get(path).status_code == 404

    def test_her_own_page_and_her_account_lead_to_it(self, asha):
        browser, path = browser_of(asha), reverse("person-package", args=[asha.pk])
        for page in (reverse("person", args=[asha.pk]), reverse("account")):
            assert path in browser.get(page).content.decode()
        own = browser.get(reverse("person", args=[asha.pk])).content.decode()
        assert "erasure" not in own


class TestNotePackage:
    def test_a_password_alone_is_too_little(self, asha):
        weak = Person.objects.get(pk=asha.pk)
        assert not can_take_package(weak, weak)
        with pytest.raises(PermissionDenied):
            note_package(weak, by=weak, asked=Asked.HERSELF, shown=Shown.SECOND_FACTOR)

    def test_nobody_says_that_another_took_it_herself(self, asha):
        cora = make_member("Cora Dean", role=Role.COORDINATOR)
        for by, asked in ((cora, Asked.HERSELF), (asha, Asked.LETTER)):
            with pytest.raises(PermissionDenied):
                note_package(asha, by=by, asked=asked, shown=Shown.KNOWN)


class TestPersonErasure:
    def test_says_what_will_happen_and_does_it(self, asha, cora):
        path = reverse("person-erasure", args=[asha.pk])
        page = cora.get(path).content.decode()
        for words in ("Nobody can undo this", "What stays, and why", "one last mail"):
            assert words in page
        said = keyed(why="asked", is_known="on")
        answer = cora.post(path, said, follow=True)
        assert answer.redirect_chain == [(reverse("people-erased"), 302)]
        page = answer.content.decode()
        assert "A person, erased on" in page
        assert "Harbour Street Clinic" in page
        assert "Asha Bell" not in page
        again = cora.post(path, said)
        assert (again.status_code, again["Location"]) == (302, reverse("people-erased"))
        assert cora.get(path).status_code == 404
        assert cora.get(reverse("person", args=[asha.pk])).status_code == 404

    def test_asks_for_a_reason_and_that_it_is_known_to_be_for_good(self, asha, cora):
        answer = cora.post(reverse("person-erasure", args=[asha.pk]), keyed())
        assert answer.status_code == 400
        assert "Tick that you know it" in answer.content.decode()
        assert Person.objects.filter(erased_at=None, pk=asha.pk).exists()

    def test_says_why_the_only_coordinator_stays(self, asha):
        cora = make_member("Cora Dean", role=Role.COORDINATOR)
        browser = browser_of(cora)
        path = reverse("person-erasure", args=[cora.pk])
        assert "cannot erase yourself" in browser.get(path).content.decode()
        answer = browser.post(path, keyed(why="left", is_known="on"))
        assert answer.status_code == 403

    def test_says_so_where_somebody_left_the_network_alone_meanwhile(
        self, asha, cora, monkeypatch
    ):
        from_other = make_member("Dele Obi", role=Role.COORDINATOR)
        path = reverse("person-erasure", args=[from_other.pk])
        cora_person = Person.objects.get(name="Cora Dean")
        monkeypatch.setattr(
            "fourthp.partnership.operations.leaving._keep_a_coordinator", _refuse
        )
        answer = cora.post(path, keyed(why="left", is_known="on"))
        assert answer.status_code == 400
        assert "Nobody else coordinates" in answer.content.decode()
        assert cora_person.erased_at is None

    def test_names_what_is_in_the_way_and_what_others_wrote(self, asha, cora):
        make_person("Asha Bell")
        asha.seats.get().agency.called.create(name="Asha Bell's", until_on="2024-01-01")
        path = reverse("person-erasure", args=[asha.pk])
        stands = "stands in these words"
        page = cora.get(path).content.decode()
        assert "Look at these first" in page
        assert stands not in page
        answer = cora.post(path, keyed(look="yes"))
        assert answer.status_code == 200
        page = answer.content.decode()
        assert stands in page
        assert "Tick that you know it" not in page
        assert Person.objects.filter(pk=asha.pk, erased_at=None).exists()

    def test_opened_it_looks_through_no_text(self, asha, cora, monkeypatch):
        def looks(*_args: object, **_more: object) -> None:
            raise AssertionError

        monkeypatch.setattr("fourthp.partnership.queries.erasing.where_named", looks)
        path = reverse("person-erasure", args=[asha.pk])
        assert cora.get(path).status_code == 200
        with pytest.raises(AssertionError):
            cora.post(path, keyed(look="yes"))  # the control

    def test_who_may_not_erase_looks_for_no_name(self, asha, cora):
        own = Person.objects.get(name="Cora Dean")
        path = reverse("person-erasure", args=[own.pk])
        assert cora.post(path, keyed(look="yes")).status_code == 403

    def test_the_list_says_that_nobody_was_erased(self, cora):
        page = cora.get(reverse("people-erased")).content.decode()
        assert "Nobody was erased" in page
        assert reverse("people-erased") in cora.get(reverse("people")).content.decode()


def _refuse(*_args: object) -> None:
    raise LastCoordinator("Nobody else coordinates the network.")
