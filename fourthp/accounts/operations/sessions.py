"""Opening, strengthening and ending sessions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest  # noqa: TID251 -- a session belongs to a request

from fourthp.accounts.models import Remembered, User
from fourthp.accounts.queries.desks import DESK
from fourthp.accounts.rules.spans import OWN
from fourthp.accounts.signals import happened
from fourthp.foundation.inventory import LASTS, Retention


def announce(act: str, user: User, **detail: Any) -> None:
    """Tell the rooms above what happened, so that a failing one undoes it."""
    with transaction.atomic():
        happened.send(sender=User, act=act, user=user, detail=detail)


def sign_in_as(request: HttpRequest, user: User) -> None:
    """Become one of the demo's people, with a second factor; only in the demo.

    Raises PermissionDenied anywhere else.
    """
    if not settings.DEMO:
        raise PermissionDenied
    with transaction.atomic():
        # Whoever looks around is not to become nobody every ten minutes.
        request.session.setdefault(DESK, OWN)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        record_authentication(request, user, "mfa", type="demo")
        UserSession.objects.create_from_request(request)


def note_factor_in_use(request: HttpRequest, user: User, *, kind: str) -> None:
    """Count the factor that was just set up, and so shown, as used in this session."""
    record_authentication(request, user, "mfa", type=kind, reauthenticated=True)


def end_session(session: UserSession, *, by: User) -> None:
    """End one session of one's own; its next request is nobody's."""
    if session.user_id != by.pk:
        raise PermissionDenied
    with transaction.atomic():
        session.end()
        announce("ended-sessions", by, count=1)
        _tell_of_ended(by)


def sign_out_elsewhere(user: User, *, current: str) -> int:
    """End every other session of one's own, and be told by mail; return how many."""
    with transaction.atomic():
        count = end_other_sessions(user, current=current)
        if count:
            _tell_of_ended(user)
    return count


def _tell_of_ended(user: User) -> None:
    adapter = get_adapter()
    adapter.send_notification_mail("accounts/sessions_ended", user)


def end_other_sessions(user: User, *, current: str) -> int:
    """End every session of a user but the current one, and return how many."""
    with transaction.atomic():
        others = list(
            UserSession.objects.filter(user=user).exclude(session_key=current)
        )
        for session in others:
            session.end()
        if others:
            announce("ended-sessions", user, count=len(others))
    return len(others)


def end_sessions_of(user: UUID) -> int:
    """End every session of a user whose time here is over, and return how many.

    The caller has asked who may, and records it.
    """
    with transaction.atomic():
        sessions = list(UserSession.objects.filter(user=user))
        for session in sessions:
            session.end()
    return len(sessions)


def open_account(email: str) -> User:
    """Make an account by which whoever reads an address's mail can sign in.

    It has no password until one is chosen by a link in a mail.
    """
    return User.objects.create_user(email)


def close_accounts(users: Iterable[UUID]) -> None:
    """Delete accounts with their factors and sessions: their people are forgotten."""
    User.objects.filter(pk__in=list(users)).delete()


def forget_what_ended(*, now: datetime) -> int:
    """Delete sessions whose time is over and what is listed of them; say how many."""
    with transaction.atomic():
        sessions, _each = Session.objects.filter(expire_date__lt=now).delete()
        living = Session.objects.values("session_key")
        UserSession.objects.exclude(session_key__in=living).delete()
        spent, _each = Remembered.objects.filter(expires__lt=now).delete()
        asked = now - LASTS[Retention.DAYS_30]
        old = EmailConfirmation.objects.filter(created__lt=asked)
        links, _each = old.delete()
    return int(sessions + spent + links)
