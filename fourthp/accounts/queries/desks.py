"""How long sessions last, and at which computers somebody is signed in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest  # noqa: TID251 -- a factor is asked of a session
from django.utils.crypto import salted_hmac

from fourthp.accounts.models import User
from fourthp.accounts.rules.spans import (
    EMPLOYER_WHOLE,
    FACTOR_IDLE,
    OWN,
    OWN_IDLE,
    SHARED,
    Limits,
    Span,
)

# What a session says of itself, in words of our own.
DESK, BEGAN, SEEN, WEAK_SINCE = "desk", "began_at", "seen_at", "weak_since"
BY_EMPLOYER = "by_employer"
DESK_COOKIE = "desk"
Said = SessionBase | Mapping[str, Any]


def strong_since(session: Said, *, now: datetime) -> datetime | None:
    """Return the moment before which no factor of a session counts, if there is one."""
    span = span_of(session)
    if span is not None and now - span.seen > FACTOR_IDLE:
        return now
    told = session.get(WEAK_SINCE)
    return datetime.fromisoformat(told) if told else None


def limits_of(desk: str) -> Limits:
    """Return how long a session lasts at a computer of one kind."""
    if desk == OWN:
        whole = settings.OWN_WHOLE
        idle = min(OWN_IDLE, whole)
        return Limits(idle, whole, noted_every=timedelta(minutes=5))
    exactly = timedelta(seconds=15)
    return Limits(settings.SHARED_IDLE, settings.SHARED_WHOLE, noted_every=exactly)


def limits_for(session: Said) -> Limits:
    """Return how long a session lasts, by its computer and by what opened it."""
    found = limits_of(desk_of(session))
    if BY_EMPLOYER not in session:
        return found
    whole = min(found.whole, EMPLOYER_WHOLE)
    return replace(found, idle=min(found.idle, whole), whole=whole)


def desk_of(session: Said) -> str:
    """Return the kind of computer at which a session was begun."""
    return OWN if session.get(DESK) == OWN else SHARED


def span_of(session: Said) -> Span | None:
    """Return when a session began and was last used; None where nobody signed in."""
    told = [session.get(name) for name in (BEGAN, SEEN)]
    began, seen = (datetime.fromisoformat(one) if one else None for one in told)
    return Span(began, seen) if began and seen else None


def usual_desk(request: HttpRequest) -> str:
    """Return the kind of computer that this one is, if nobody says otherwise."""
    told = request.COOKIES.get(DESK_COOKIE)
    return told if told in {OWN, SHARED} else str(settings.DESKS)


@dataclass(frozen=True)
class Desk:
    """A session at a computer that others use: how long it still lasts."""

    minutes: int
    left: int
    """Seconds."""
    whose: str


def whose(user: User) -> str:
    """Return what a page says of whom it was drawn for: that it differs, no more."""
    found = salted_hmac("accounts.whose", str(user.pk), algorithm="sha256")
    return found.hexdigest()[:32]


def desk_now(session: Said, user: User, *, now: datetime) -> Desk | None:
    """Return how long a session at a shared computer still lasts; else None."""
    span, desk = span_of(session), desk_of(session)
    if span is None or desk == OWN:
        return None
    limits = limits_for(session)
    left = int((span.ends_at(limits) - now).total_seconds())
    minutes = int(limits.idle.total_seconds() // 60)
    return Desk(minutes, max(left, 0), whose(user))


@dataclass(frozen=True)
class SessionShown:
    """One session of somebody's, as its list shows it."""

    row: UserSession
    name: str
    is_shared: bool
    seen: datetime
    ends_at: datetime


def sessions_of(
    user: User, *, current: SessionBase, now: datetime
) -> list[SessionShown]:
    """Return the sessions in which somebody is signed in, the newest first.

    current: the one that asks, which is written only after its answer.
    """
    return list(_shown(user, current, now))


def _shown(user: User, current: SessionBase, now: datetime) -> Iterator[SessionShown]:
    rows = UserSession.objects.filter(user=user).order_by("-created_at")
    keys = [row.session_key for row in rows]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=now)
    said: dict[str, Said] = {one.session_key: one.get_decoded() for one in alive}
    said |= {str(current.session_key): current}
    for row in rows:
        session = said.get(row.session_key, {})
        span, desk = span_of(session), desk_of(session)
        limits = limits_for(session)
        # A session from before a new password opens nothing any more.
        is_open = session.get(HASH_SESSION_KEY) == user.get_session_auth_hash()
        if not is_open or span is None or span.is_over(limits, now=now):
            continue
        name, ends = browser_named(row.user_agent), span.ends_at(limits)
        yield SessionShown(row, name, desk == SHARED, span.seen, ends)


_BROWSERS = ("Edg/Edge", "Firefox/Firefox", "Chrome/Chrome", "Safari/Safari")
_DEVICES = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")


def browser_named(user_agent: str) -> str:
    """Name the browser and device of a session, as far as it says: “Chrome, Linux”."""
    pairs = [pair.split("/") for pair in _BROWSERS]
    browser = next((name for sign, name in pairs if f"{sign}/" in user_agent), "")
    device = next((name for name in _DEVICES if name in user_agent), "")
    return ", ".join(filter(None, (browser, device))) or user_agent[:60] or "?"
