"""The coordinator makes two records one, and two again, in the browser."""

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.foundation.ids import new_id
from fourthp.partnership.models import Agency, Merge, Person, Role
from fourthp.partnership.panels.merging import merge_a_person, merge_an_agency
from fourthp.partnership.tests.makers import (
    make_agency,
    make_audience,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
    make_user,
)
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cora():
    make_network_group()
    return make_member("Cora Dean", role=Role.COORDINATOR)


@pytest.fixture
def client(cora) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    sign_in(client, make_user(cora))
    return client


def keyed(**data) -> dict[str, object]:
    return {"form_key": new_id(), **data}


def confirmed(client: Client, path: str, other: object) -> dict[str, object]:
    """What the page's form would send."""
    form = client.get(f"{path}?other={other}").context["form"]
    return keyed(other=form["other"].value(), seen=form["seen"].value())


class TestAgencyMerging:
    def test_from_looking_for_it_to_being_two_again(self, client):
        gone, stays = make_member_agency("Haven Ltd"), make_member_agency("Haven")
        make_seat(make_person("Bo Ng"), agency=stays)
        make_audience({"agency": gone})
        path = reverse("agency-merging", args=[stays.pk])
        assert b"Haven Ltd" in client.get(f"{path}?q=haven").content
        assert b"Nothing else" in client.get(f"{path}?q=zzz").content
        page = client.get(f"{path}?other={gone.pk}").content.decode()
        assert "1 person sees more than now" in page
        assert "Bo Ng" in page
        sent = confirmed(client, path, gone.pk)
        first = client.post(path, sent)
        merge = Merge.objects.get()
        assert first.url == reverse("merge", args=[merge.pk])
        assert client.post(path, sent).url == first.url
        page = client.get(first.url).content.decode()
        assert "<bdi>Haven Ltd</bdi>" in page
        assert reverse("agency", args=[stays.pk]) in page
        answer = client.post(first.url, keyed())
        page = client.get(answer.url).content.decode()
        assert "They are two again" in page
        assert reverse("agency", args=[gone.pk]) in page
        assert client.post(first.url, keyed()).status_code == 400
        assert Agency.objects.filter(pk=gone.pk).exists()

    def test_says_what_stands_against_it(self, client):
        hidden = make_agency("Hidden", place_is_confidential=True)
        path = reverse("agency-merging", args=[make_agency("Open").pk])
        page = client.get(f"{path}?other={hidden.pk}").content
        assert b"confidential" in page
        assert b"Make them one" not in page
        answer = client.post(path, keyed(other=hidden.pk, seen="x"))
        assert answer.status_code == 400
        assert not Merge.objects.exists()

    def test_shows_what_is_there_now_when_it_changed_meanwhile(self, client):
        gone, stays = make_agency("A"), make_agency("B")
        path = reverse("agency-merging", args=[stays.pk])
        sent = confirmed(client, path, gone.pk)
        make_seat(agency=gone)
        answer = client.post(path, sent)
        assert answer.status_code == 400
        assert b"since you looked" in answer.content
        again = answer.context["form"]
        sent = keyed(other=gone.pk, seen=again["seen"].value())
        assert client.post(path, sent).status_code == 302

    @pytest.mark.parametrize("other", ["not-an-id", new_id()])
    def test_knows_no_other_records(self, client, other):
        path = reverse("agency-merging", args=[make_agency().pk])
        assert client.get(f"{path}?other={other}").status_code == 404


class TestPersonMerging:
    def test_from_looking_for_her_to_one_record(self, client):
        gone, stays = make_person("Asha B"), make_person("Asha Bell")
        make_seat(gone, agency=make_member_agency("Harbour Aid"))
        path = reverse("person-merging", args=[stays.pk])
        assert b"Harbour Aid" in client.get(f"{path}?q=asha").content
        sent = confirmed(client, path, gone.pk)
        assert client.post(path, sent).status_code == 302
        assert not Person.objects.filter(pk=gone.pk).exists()
        there = reverse("person", args=[stays.pk])
        assert client.get(reverse("person", args=[gone.pk])).url == there
        nobody = Client(headers={"Sec-Fetch-Site": "same-origin"})
        sign_in(nobody, make_user(make_person("Out Side"), "out@a.example"))
        for pk in (gone.pk, stays.pk, new_id()):
            assert nobody.get(reverse("person", args=[pk])).status_code in {403, 404}

    def test_refuses_two_accounts_on_the_page(self, client):
        gone, stays = make_person("A"), make_person("B")
        make_user(gone, "a@a.example")
        make_user(stays, "b@a.example")
        path = reverse("person-merging", args=[stays.pk])
        page = client.get(f"{path}?other={gone.pk}").content
        assert b"Both have an account" in page
        assert b"end the seats of the other" in page


class TestAddressOfOneThatWent:
    def test_leads_to_the_one_that_stays_for_whoever_may_see_it(self, client):
        gone, stays = make_agency("A"), make_agency("B")
        path = reverse("agency-merging", args=[stays.pk])
        client.post(path, confirmed(client, path, gone.pk))
        old, there = (reverse("agency", args=[one.pk]) for one in (gone, stays))
        assert Client().get(old).url == there
        Agency.objects.filter(pk=stays.pk).update(place_is_confidential=True)
        assert Client().get(old).status_code == 404
        assert client.get(old).url == there
        assert Client().get(reverse("agency", args=[new_id()])).status_code == 404

    def test_of_nothing_kept_is_another_record(self, client):
        gone = make_agency("Open")
        stays = make_agency("Hidden", place_is_confidential=True)
        path = reverse("agency-merging", args=[stays.pk])
        answer = client.post(path, confirmed(client, path, gone.pk))
        page = client.get(answer.url).content.decode()
        assert "Another record went into" in page
        assert "Open" not in page.replace("Open the", "")
        Agency.objects.filter(pk=stays.pk).delete()
        assert "is not here any more" in client.get(answer.url).content.decode()


class TestPanels:
    def test_offer_it_to_a_coordinator_alone_and_tell_what_went_in(self, client, cora):
        gone, stays = make_agency("A"), make_agency("B")
        path = reverse("agency-merging", args=[stays.pk])
        client.post(path, confirmed(client, path, gone.pk))
        assert "<bdi>A</bdi> went into it" in merge_an_agency(cora, agency=stays)
        assert "went into it" not in merge_a_person(cora, person=cora)
        for reader in (None, make_member("Lee Ade", role=Role.LEAD)):
            assert merge_an_agency(reader, agency=stays) == ""
            assert merge_a_person(reader, person=cora) == ""
