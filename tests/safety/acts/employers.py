"""Changes of signing in through an employer."""

import hashlib
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from fourthp.accounts.models import User
from fourthp.accounts.operations.identities import CONFIRMING, JOINING
from fourthp.accounts.queries.factors import mailbox_key
from fourthp.partnership.models import Person
from fourthp.partnership.tests.makers import make_member
from tests.safety.acts.sending import (
    HERE,
    Act,
    act,
    at,
    keeping,
    keyed,
    new_user,
    strong,
)

TOKEN = "a token that was mailed"


def _known() -> None:
    """What the provider said of itself within the hour."""
    [one] = settings.SIGN_IN_THROUGH
    places = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    facts: dict[str, Any] = {name: f"{one.url}/{name}" for name in places}
    name = f"employer facts {one.url}/.well-known/openid-configuration"
    cache.set(name, facts | {"issuer": one.issuer})


def _joined() -> User:
    user = new_user()
    [one] = settings.SIGN_IN_THROUGH
    user.identities.create(provider=one.word, issuer=one.issuer, key=str(user.pk))
    return user


@act("employer_sign_in")
def _begin() -> Act:
    _known()
    return Act(Client(headers=HERE), at("employer_sign_in", "clinic"))


@act("employer_join")
def _join_whom_it_named() -> Act:
    client = strong(new_user())
    session = client.session
    named = {"word": "clinic", "key": "k", "email": "", "token": TOKEN}
    session[CONFIRMING] = named | {"at": timezone.now().timestamp()}
    session.save()
    return Act(client, at("employer_join", "clinic"), {"yes": TOKEN})


@act("employer_again")
def _show_again() -> Act:
    _known()
    return Act(strong(_joined()), at("employer_again", "clinic"))


@act("employer_ending")
def _part() -> Act:
    user = _joined()
    return Act(strong(user), at("employer_ending", user.identities.get().pk))


@act("employer_joining")
def _join_by_mail() -> Act:
    user, client = new_user(), strong(new_user())
    session = client.session
    session[JOINING] = {
        "digest": hashlib.sha256(TOKEN.encode()).hexdigest(),
        "word": "clinic",
        "key": str(user.pk),
        "user": mailbox_key(user),
        "pk": str(user.pk),
        "at": timezone.now().timestamp(),
    }
    session.save()
    return Act(client, at("employer_joining", TOKEN))


@act("person-employers-parting")
def _part_somebodys() -> Act:
    person = make_member()
    Person.objects.filter(pk=person.pk).update(user=_joined())
    return Act(keeping(), at("person-employers-parting", person.pk), keyed())
