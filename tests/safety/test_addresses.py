"""S12: wherever an address stands with no person beside it, it is found and goes."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Q

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.inventory import DataClass, inventory_of
from fourthp.foundation.subjects import Subject
from fourthp.gatherings.tests.makers import make_gathering
from fourthp.partnership.operations.erasing import erase_person
from fourthp.partnership.queries.subjects import subject_of
from fourthp.partnership.rules.subjects import Why
from fourthp.partnership.tests.lives import dump
from fourthp.partnership.tests.makers import (
    make_network,
    make_network_group,
    make_person,
)
from fourthp.partnership.tests.test_known_as import came_in
from fourthp.post.models import Bounce, Message, Suppression
from fourthp.trust.models import Witness
from tests.safety.test_inventory import ours

ADDRESS, CANARY = "Zqbareqz@home.example", "zqbareqz"
# Rows that know an address and nobody, each with how one comes to be.
BARE: dict[str, Callable[[], object]] = {
    "post.Message.address": lambda: Message.objects.create(
        kind="x", reader_kind="address", address=ADDRESS, due_at=now(), made_at=now()
    ),
    "post.Bounce.address": lambda: Bounce.objects.create(
        address=ADDRESS, domain="home.example", is_hard=True, at=now()
    ),
    "post.Incoming.sender": lambda: came_in(ADDRESS),
    "post.Suppression.address": lambda: Suppression.objects.create(
        address=ADDRESS.lower(), because="hard", since=now()
    ),
    "gatherings.Guest.email": lambda: make_gathering().guests.create(
        name="Harbour guest", email=ADDRESS, named_at=now()
    ),
    "trust.Witness.address": lambda: Witness.objects.create(
        name="a clerk", address=ADDRESS, asked_at=now()
    ),
}
# Those that stand beside whom they are of.
OF_SOMEBODY = {
    "partnership.Person.email",
    "accounts.User.email",
    "account.EmailAddress.email",
}


def addresses() -> set[str]:
    """Return every column of a person's mail address, as it is typed or called."""
    return {
        f"{model._meta.label}.{one.name}"
        for model in ours()
        for one in model._meta.concrete_fields
        if inventory_of(model)[one.name].data_class is DataClass.PERSONAL
        and isinstance(one, models.CharField)
        and (
            isinstance(one, models.EmailField)
            or one.name in {"address", "sender", "email", "mail", "recipient"}
        )
    }


def test_every_column_of_addresses_is_known():
    assert addresses() == {*BARE, *OF_SOMEBODY}


@pytest.mark.django_db
class TestBare:
    @pytest.fixture(autouse=True)
    def _network(self):
        make_network()
        make_network_group()

    @pytest.mark.parametrize("label", BARE)
    def test_is_found_by_the_one_condition_and_goes_with_whom_it_was_of(self, label):
        model, _dot, column = label.rpartition(".")
        person = make_person("Ann", email=ADDRESS.upper())
        BARE[label]()
        who = subject_of(person, now=now())
        rows = apps.get_model(model)._default_manager
        assert rows.filter(who.is_at(column)).count() == 1
        assert CANARY in dump()
        erase_person(person, by=Host(), why=Why.ASKED, now=now())
        Message.objects.filter(kind="partnership.erased").delete()  # not sent yet
        assert CANARY not in dump()

    def test_a_column_that_nobody_asks_is_found(self, monkeypatch):
        """The control."""
        person = make_person("Ann", email=ADDRESS)
        BARE["trust.Witness.address"]()
        nothing = Q(pk__in=[])
        monkeypatch.setattr(Subject, "is_at", lambda *_: nothing)
        erase_person(person, by=Host(), why=Why.ASKED, now=now())
        Message.objects.all().delete()
        assert CANARY in dump()
