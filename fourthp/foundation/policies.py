"""One policy per route: who may enter, how strong the door is, what may be cached.

A route is made by `door(path, view, policy, name=…)` in a room's `urls.py`. A
route without a policy is closed. Policies are names: who holds a role is answered
by one resolver that `partnership` registers, and whether a second factor was used
by one that `accounts` registers.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.module_loading import import_string

View = Callable[..., HttpResponseBase]


class Entry(Enum):
    """Who gets past a door at all."""

    PUBLIC = "everyone"
    SIGNING_IN = "everyone; the session of whoever signs in begins here"
    LINK = "whoever holds a signed link"
    SIGNED_IN = "whoever signed in"
    MEMBER = "whoever holds a current seat"
    ROLE = "whoever holds one of the named roles"
    DEMO = "everyone, in the demo only"


# Behind these a stranger may stand: emergency numbers and the way out belong there.
OPEN = frozenset({Entry.PUBLIC, Entry.SIGNING_IN, Entry.LINK, Entry.DEMO})


class Cache(StrEnum):
    """What a browser may keep; somebody signed in always gets `no-store`."""

    NOTHING = "no-store"
    BACK = "private, no-cache"  # Back after a POST search breaks with no-store
    SHORT = "public, max-age=300"


@dataclass(frozen=True)
class Rate:
    """At most `burst` at once and `per_hour` in the long run, per caller."""

    bucket: str
    burst: int
    per_hour: int


# Bytes of a form: what members may type, and what a stranger has to say at most.
MOST_TYPED, MOST_ASKED = 3_000_000, 100_000


@dataclass(frozen=True)
class Policy:
    """Who may enter a route, what it takes (bytes), and how its answers are handled."""

    entry: Entry
    roles: frozenset[str] = frozenset()
    second_factor: bool = False
    purpose: str = ""
    cache: Cache = Cache.NOTHING
    rate: Rate | None = None
    most_sent: int = MOST_TYPED

    def __str__(self) -> str:
        named = "/".join(sorted(self.roles)) or self.purpose
        strong = " with a second factor" if self.second_factor else ""
        return f"{self.entry.name.lower()}{f' ({named})' if named else ''}{strong}"


public = Policy(Entry.PUBLIC, most_sent=MOST_ASKED)
signing_in = Policy(Entry.SIGNING_IN, most_sent=MOST_ASKED)
for_signed_in = Policy(Entry.SIGNED_IN)
for_members = Policy(Entry.MEMBER)
# What is taken along needs the stronger door (S6).
taken_along = replace(for_members, second_factor=True)
in_demo = Policy(Entry.DEMO, most_sent=MOST_ASKED)


def open_to(policy: Policy, **more: Any) -> Policy:
    """Return a policy with another cache rule, a rate, or room for larger forms."""
    return replace(policy, **more)


def for_roles(*roles: str) -> Policy:
    """Return the policy of pages for people who hold one of the roles now.

    Every such page needs a second factor (S6).
    """
    return Policy(Entry.ROLE, roles=frozenset(roles), second_factor=True)


def by_link(purpose: str) -> Policy:
    """Return the policy of a page that a signed link of this purpose opens."""
    return Policy(Entry.LINK, purpose=purpose, most_sent=MOST_ASKED)


def door(
    route: str,
    view: View,
    policy: Policy,
    *,
    name: str,
    kwargs: dict[str, Any] | None = None,
) -> URLPattern:
    """Make a route that carries its policy."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    guarded.policy = policy  # type: ignore[attr-defined]  # read by policy_of
    return path(route, guarded, kwargs, name=name)


def policy_of(view: object) -> Policy | None:
    """Return the policy that `door` gave a view, or None for an undeclared one."""
    found = getattr(view, "policy", None)
    return found if isinstance(found, Policy) else None


@dataclass(frozen=True)
class Standing:
    """What somebody is in the network at this moment, by this session.

    is_officer: holds a role that acts for the network, not for her agency alone.
    is_strong: this session was opened with a second factor; the person carries it too.
    """

    person: Any = None
    roles: frozenset[str] = frozenset()
    is_member: bool = False
    is_officer: bool = False
    is_strong: bool = False


NOBODY = Standing()

_resolvers: dict[str, str] = {}


def register_standing(resolver: str) -> None:
    """Register by dotted path who answers what a user is in the network."""
    _resolvers["standing"] = resolver


def register_roles(resolver: str) -> None:
    """Register by dotted path who answers which roles an actor holds today."""
    _resolvers["roles"] = resolver


def roles_of(actor: object) -> frozenset[str]:
    """Return the roles that an actor holds today; nobody's are none."""
    roles: frozenset[str] = import_string(_resolvers["roles"])(actor)
    return roles


def register_second_factor(resolver: str) -> None:
    """Register by dotted path who answers whether a request has a second factor."""
    _resolvers["second factor"] = resolver


def register_first_page(resolver: str) -> None:
    """Register by dotted path who answers where somebody comes to who signed in."""
    _resolvers["first page"] = resolver


def first_page(request: HttpRequest) -> str:
    """Return the path for somebody who just signed in and asked for no page."""
    return str(import_string(_resolvers["first page"])(standing_of(request)))


def standing_of(request: HttpRequest) -> Standing:
    """Return what the signed-in user of a request is in the network now."""
    resolve = import_string(_resolvers["standing"])
    standing: Standing = resolve(request.user, is_strong=has_second_factor(request))
    return standing


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether a request's session was opened with a second factor."""
    resolver = _resolvers.get("second factor")
    return resolver is not None and bool(import_string(resolver)(request))


class Verdict(Enum):
    """What a door answers."""

    ENTER = "enter"
    SIGN_IN = "sign in first"
    STEP_UP = "use a second factor first"
    REFUSE = "not for you"
    ABSENT = "there is no such page"


def judge(policy: Policy, request: HttpRequest, *, demo: bool) -> Verdict:
    """Decide whether a request may enter, before anything is fetched.

    The answer never depends on ids in the path. request.standing must be set.
    """
    if policy.entry is Entry.DEMO and not demo:
        return Verdict.ABSENT
    if policy.entry in OPEN:
        return Verdict.ENTER
    if not request.user.is_authenticated:
        return Verdict.SIGN_IN
    standing: Standing = request.standing  # type: ignore[attr-defined]  # set by PolicyMiddleware
    if not admits(policy, standing):
        return Verdict.REFUSE
    if asks_for_factor(policy, standing) and not standing.is_strong:
        return Verdict.STEP_UP
    return Verdict.ENTER


def asks_for_factor(policy: Policy, standing: Standing) -> bool:
    """Tell whether a password alone is too little (S6): an officer's always is."""
    is_members = policy.entry is Entry.MEMBER
    return policy.second_factor or (is_members and standing.is_officer)


def admits(policy: Policy, standing: Standing) -> bool:
    """Tell whether a policy lets somebody of this standing in, once signed in."""
    if policy.entry is Entry.MEMBER:
        return standing.is_member
    if policy.entry is Entry.ROLE:
        return bool(policy.roles & standing.roles)
    return True
