"""Answers to what the library for signing in announces."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from fourthp.accounts.models import User
from fourthp.accounts.operations.desks import begin_session
from fourthp.accounts.operations.mailbox import note_mailbox
from fourthp.accounts.operations.sessions import announce
from fourthp.accounts.queries.factors import factors_used


@receiver(user_logged_in)
def signed_in(request: Any, user: User, **_: Any) -> None:
    """Note when the session began; announce who came in, and by what."""
    begin_session(request, now=timezone.now())
    announce("signed-in", user, factors=sorted(factors_used(request, user)))


@receiver(user_logged_out)
def signed_out(user: User | None, **_: Any) -> None:
    """Announce who left."""
    if user is not None:
        announce("signed-out", user)


@receiver(authentication_failed)
def factor_failed(user: User, authenticator: Authenticator, **_: Any) -> None:
    """Announce a second factor that was not accepted."""
    announce("failed-factor", user, factor=authenticator.type)


@receiver(password_reset)
def chosen_from_a_mail(user: User, **_: Any) -> None:
    """Note that the account's mail reaches whoever chose this password."""
    note_mailbox(user)


@receiver([password_changed, password_set, password_reset])
def new_password(user: User, **_: Any) -> None:
    """Announce a new password."""
    announce("changed", user, fields=["password"])
