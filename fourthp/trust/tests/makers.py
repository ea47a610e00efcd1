"""Makers of witnesses, and of people who look after the record."""

from datetime import UTC, datetime, timedelta
from itertools import count

import time_machine
from django.test import Client

from fourthp.audit.models import Anchor
from fourthp.audit.operations import anchor_days, seal_entries
from fourthp.audit.tests.makers import make_entries
from fourthp.foundation.links import SignedLink
from fourthp.partnership.models import Person, Role
from fourthp.partnership.tests.makers import make_member, make_user
from fourthp.post.models import Message
from fourthp.trust.models import Witness
from fourthp.trust.queries.witnesses import NOTE, link_of
from tests.safety.actors import sign_in
from tests.safety.acts.sending import HERE

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)
_numbers = count()


def make_witness(name: str = "Clerk of Vale", **fields: object) -> Witness:
    """Somebody outside who said yes; confirmed_at=None was only asked."""
    address = f"clerk{next(_numbers)}@vale.example"
    facts = {"address": address, "asked_at": NOON, "confirmed_at": NOON}
    return Witness.objects.create(name=name, **(facts | fields))


def make_told(name: str = "Clerk of Vale", state: str = "sent") -> Witness:
    """A witness whose last note a mail server took; state="failed" refused."""
    witness = make_witness(name)
    Message.objects.create(
        kind=NOTE,
        reader_kind="address",
        reader_id=str(witness.pk),
        address=witness.address,
        state=state,
        due_at=NOON,
        made_at=NOON,
        ended_at=NOON,
    )
    return witness


def make_link(witness: Witness) -> SignedLink:
    return link_of(witness, now=NOON)


def make_coordinator(name: str = "Cora Vale") -> Person:
    return make_member(name, role=Role.COORDINATOR)


def make_anchors(days: int) -> list[Anchor]:
    """A record whose days since NOON are over and anchored."""
    with time_machine.travel(NOON, tick=False):
        make_entries(3)
    seal_entries(now=NOON)
    return anchor_days(now=NOON + days * DAY)


def mails(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind).order_by("id"))


def browser(role: str | None = Role.COORDINATOR) -> Client:
    """A browser of somebody who came by both factors; None is a stranger's."""
    client = Client(headers=HERE)
    if role is not None:
        sign_in(client, make_user(make_member("Cora Vale", role=role)))
    return client
