"""Answers to what the library for signing in announces."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from fourthp.accounts.models import User
from fourthp.accounts.operations.mailbox import note_mailbox
from fourthp.accounts.operations.sessions import announce, note_factor_in_use
from fourthp.accounts.queries import factors_used


@receiver(user_logged_in)
def signed_in(request: Any, user: User, **_: Any) -> None:
    """Announce who came in, and by what."""
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


@receiver(authenticator_added)
def factor_added(
    request: Any, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Announce a new factor; setting it up has shown that it is held."""
    announce("added-factor", user, factor=authenticator.type)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        note_factor_in_use(request, user, kind=authenticator.type)


@receiver(authenticator_removed)
def factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    """Announce a factor that is gone."""
    announce("removed-factor", user, factor=authenticator.type)


@receiver(authenticator_reset)
def factor_renewed(user: User, authenticator: Authenticator, **_: Any) -> None:
    """Announce recovery codes made anew."""
    announce("renewed-factor", user, factor=authenticator.type)


@receiver(password_reset)
def chosen_from_a_mail(user: User, **_: Any) -> None:
    """Note that the account's mail reaches whoever chose this password."""
    note_mailbox(user)


@receiver([password_changed, password_set, password_reset])
def new_password(user: User, **_: Any) -> None:
    """Announce a new password."""
    announce("changed", user, fields=["password"])
