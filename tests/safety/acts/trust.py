"""Changes of who keeps the notes of the record."""

from django.test import Client

from fourthp.foundation.clock import now
from fourthp.trust.models import Witness
from fourthp.trust.queries.witnesses import link_of
from tests.safety.acts.sending import HERE, Act, act, at, keeping, keyed


def _witness() -> Witness:
    count = Witness.objects.count()
    address = f"harbour{count}@acts.example"
    return Witness.objects.create(name="harbour", address=address, asked_at=now())


@act("witnesses")
def _ask_somebody() -> Act:
    said = {"name": "harbour", "address": "harbour@acts.example"}
    return Act(keeping(), at("witnesses"), keyed(**said))


@act("witness-asking")
def _ask_once_more() -> Act:
    return Act(keeping(), at("witness-asking", _witness().pk), keyed())


@act("witness-removal")
def _let_go() -> Act:
    return Act(keeping(), at("witness-removal", _witness().pk), keyed())


@act("witness")
def _say_yes() -> Act:
    token = link_of(_witness(), now=now()).token()
    return Act(Client(headers=HERE), at("witness", token), keyed(choice="yes"))
