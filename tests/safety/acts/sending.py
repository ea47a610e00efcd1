"""What an act is, and who sends it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.urls import reverse

from fourthp.accounts.models import User
from fourthp.accounts.tests.makers import (
    make_user,
)
from fourthp.partnership.models import Person, Role
from fourthp.partnership.tests.makers import (
    make_member,
)

NEW = "another four unrelated words"
HERE = {"Sec-Fetch-Site": "same-origin"}
# Doors that take a form and change nothing, or that only a browser can go through.
EXCUSED = {
    "find": "answers a question",
    "search": "answers a question",
    "shortlist": "answers a question",
    "record": "answers a question",
    "design-confirmation": "shows what such a page looks like",
    "mfa_login_webauthn": "needs an authenticator: test_passkey",
    "mfa_add_webauthn": "needs an authenticator: test_passkey",
    "mfa_reauthenticate_webauthn": "needs an authenticator: test_passkey",
}


@dataclass
class Act:
    """A form ready to be sent."""

    client: Client
    path: str
    data: dict[str, Any] = field(default_factory=dict)

    def send(self) -> Any:
        for sent in self.data.values():
            if hasattr(sent, "seek"):
                sent.seek(0)
        return self.client.post(self.path, self.data, headers=HERE)


ACTS: dict[str, Callable[[], Act]] = {}


def act(name: str) -> Callable[[Callable[[], Act]], Callable[[], Act]]:
    """Declare how to get ready to go through a door."""

    def declare(make: Callable[[], Act]) -> Callable[[], Act]:
        ACTS[name] = make
        return make

    return declare


def new_user() -> User:
    return make_user(f"{uuid4()}@acts.example")


def strong(user: User) -> Client:
    """A session that just now showed both factors."""
    client = Client(headers=HERE)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True},
        {"method": "mfa", "at": time.time(), "type": "totp", "reauthenticated": True},
    ]
    session.save()
    client.get(reverse("account"))  # what every session notes on its first page
    return client


def keeping(role: str = Role.COORDINATOR) -> Client:
    user = new_user()
    person = make_member(role=role)
    Person.objects.filter(pk=person.pk).update(user=user)
    return strong(user)


def keyed(**data: Any) -> dict[str, Any]:
    return {"form_key": str(uuid4()), **data}


def at(name: str, *args: Any) -> str:
    return reverse(name, args=args)
