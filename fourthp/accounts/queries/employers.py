"""Employers’ sign-ins, and whose accounts they open."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251 -- a factor is asked of a session

from fourthp.accounts.models import Identity, User
from fourthp.accounts.queries.factors import came_just_now, factors_of
from fourthp.accounts.rules.providers import Provider


def providers() -> tuple[Provider, ...]:
    """Return the employers' sign-ins that the host set up."""
    return tuple(settings.SIGN_IN_THROUGH)


def provider_named(word: str) -> Provider | None:
    """Return the employer's sign-in of a name, if the host still has it."""
    return next((one for one in providers() if one.word == word), None)


def identity_of(key: str) -> Identity | None:
    """Return whose an identity is, unless her account is closed."""
    found = Identity.objects.select_related("user")
    return found.filter(key=key, user__is_active=True).first()


def has_identities(user: UUID | None) -> bool:
    """Tell whether an account is joined to any employer's sign-in."""
    return user is not None and Identity.objects.filter(user=user).exists()


def joined_by(user: User) -> list[tuple[Identity, Provider | None]]:
    """Return the employers' sign-ins that somebody joined; None: not offered now."""
    found = user.identities.order_by("pk")
    offered = {one.issuer: one for one in providers()}
    return [(one, offered.get(one.issuer)) for one in found]


def employers_that_vouch(user: User) -> list[Provider]:
    """Return the joined sign-ins from which a second factor may be told."""
    found = [one for _identity, one in joined_by(user) if one is not None]
    return [one for one in found if one.can_vouch]


def employer_to_ask(request: HttpRequest, user: User) -> Provider | None:
    """Return by which employer somebody shows once more that it is she.

    None where a password or factor of ours is asked instead, or she came just now.
    """
    if user.has_usable_password() or factors_of(user) or came_just_now(request, user):
        return None
    return next((one for _identity, one in joined_by(user) if one is not None), None)


def not_joined_by(user: User) -> list[Provider]:
    """Return the employers' sign-ins that somebody could join."""
    issuers = set(user.identities.values_list("issuer", flat=True))
    return [one for one in providers() if one.issuer not in issuers]
