"""Everyone who may stand before a door."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.test import Client

from fourthp.accounts.models import User
from fourthp.foundation.policies import Entry, Policy
from fourthp.partnership.models import Person, Role
from fourthp.partnership.tests.makers import (
    make_group,
    make_member_agency,
    make_person,
    make_seat,
    make_user,
)

# Written again, not asked of the program.
OPEN = frozenset({Entry.PUBLIC, Entry.SIGNING_IN, Entry.LINK, Entry.DEMO})
OFFICERS = frozenset({"coordinator", "second", "chair", "analyst", "editor", "auditor"})
ENTERS, SIGN_IN, STEP_UP, REFUSED = "enters", "sign in", "step up", "refused"


@dataclass
class Actor:
    """Somebody with a browser; roles as this test knows them, not as asked."""

    name: str
    client: Client
    roles: frozenset[str] = frozenset()
    signed_in: bool = False
    strong: bool = False
    person: Person | None = None

    def expects(self, policy: Policy) -> str:
        """Return what the written rules say; independent of `policies.judge`."""
        if not self.signed_in and policy.entry not in OPEN:
            return SIGN_IN
        if not self.is_admitted(policy):
            return REFUSED
        officer = policy.entry is Entry.MEMBER and self.roles & OFFICERS
        if (officer or policy.entry is Entry.ROLE) and not self.strong:
            return STEP_UP
        return ENTERS

    def may_enter(self, policy: Policy) -> bool:
        return self.expects(policy) == ENTERS

    def is_admitted(self, policy: Policy) -> bool:
        return {
            Entry.PUBLIC: True,
            Entry.SIGNING_IN: True,
            Entry.LINK: True,
            Entry.DEMO: True,
            Entry.SIGNED_IN: self.signed_in,
            Entry.MEMBER: bool(self.roles),
            Entry.ROLE: bool(self.roles & policy.roles),
        }[policy.entry]


def make_actors() -> list[Actor]:
    """Make one of each kind, those who can sign in with a second factor in use."""
    ours, theirs = make_member_agency("Agency A"), make_member_agency("Agency B")
    group = make_group("Sub-group")
    actors = [
        Actor("anonymous", Client()),
        _signed_in("applicant"),
        _signed_in("deactivated", roles=[(Role.COORDINATOR, None, None)], active=False),
        _signed_in("member of A", roles=[(Role.REPRESENTATIVE, ours, None)]),
        _signed_in("member of B", roles=[(Role.REPRESENTATIVE, theirs, None)]),
        _signed_in("lead of A", roles=[(Role.LEAD, ours, None)]),
        _signed_in("group member", roles=[(Role.OBSERVER, None, group)]),
    ]
    alone = (
        Role.CHAIR,
        Role.TRAINER,
        Role.ANALYST,
        Role.EDITOR,
        Role.COORDINATOR,
        Role.AUDITOR,
    )
    actors += [
        _signed_in(str(role.value), roles=[(role, None, None)]) for role in alone
    ]
    by_password = {
        "member of A": (Role.REPRESENTATIVE, ours, None),
        "member of B": (Role.REPRESENTATIVE, theirs, None),
        "coordinator": (Role.COORDINATOR, None, None),
        "analyst": (Role.ANALYST, None, None),
    }
    return actors + [
        _signed_in(f"{name} by password", roles=[seat], factor=False)
        for name, seat in by_password.items()
    ]


def _signed_in(name, *, roles=(), active=True, factor=True) -> Actor:
    person = make_person(f"Person {name}")
    for role, agency, group in roles:
        make_seat(person, role=role, agency=agency, group=group)
    user = make_user(person, f"{name.replace(' ', '-')}@actors.example")
    client = Client()
    sign_in(client, user, factor=factor)
    if not active:
        User.objects.filter(pk=user.pk).update(is_active=False)
    held = frozenset(str(role.value) for role, _, _ in roles) if active else frozenset()
    person.is_strong = factor
    return Actor(name, client, held, active, factor, person)


def sign_in(client: Client, user: User, *, factor: bool = True) -> None:
    """Open a session as signing in with a password and a TOTP code would."""
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": 1.0, "email": user.email},
        {"method": "mfa", "at": time.time(), "type": "totp"},
    ][: 2 if factor else 1]
    session.save()
