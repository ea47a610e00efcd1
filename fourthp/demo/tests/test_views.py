"""Becoming one of the demo's people: in a demo's network, and in no other."""

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.partnership.tests.makers import make_member, make_network, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("is_demo", "status"), [(True, 302), (False, 404)])
def test_nobody_becomes_anybody_of_a_real_network(is_demo, status):
    make_network(is_demo=is_demo)
    person = make_member()
    make_user(person)
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    assert client.post(reverse("become", args=[person.pk])).status_code == status
    assert ("session" in client.cookies) == is_demo


def test_the_mails_of_the_demo_can_be_found_from_its_first_page_and_its_band():
    make_network(is_demo=True)
    page = Client().get(reverse("personas")).content.decode()
    assert page.count(f'href="{reverse("mails")}"') == 2
