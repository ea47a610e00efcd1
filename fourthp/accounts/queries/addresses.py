"""Addresses that people sign in with, and changes of them."""

from dataclasses import dataclass
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core import signing
from django.urls import reverse

from fourthp.accounts.models import User

LINK_LASTS = timedelta(hours=2)
_SALT = "accounts.address"


@dataclass(frozen=True)
class AddressChange:
    """A change of address that its new address has been asked to confirm."""

    user: User
    old: str
    new: str


def password_path(user: User) -> str:
    """Return the path at which somebody chooses a password, once, within two hours."""
    key = default_token_generator.make_token(user)
    named = {"uidb36": user_pk_to_url_str(user), "key": key}
    return reverse("account_reset_password_from_key", kwargs=named)


def is_taken(email: str) -> bool:
    """Tell whether somebody signs in with an address."""
    return User.objects.filter(email__iexact=email).exists()


def change_token(user: User, new: str) -> str:
    """Return the token of a change of address."""
    return signing.dumps([str(user.pk), user.email, new], salt=_SALT)


def read_change(token: str) -> AddressChange | None:
    """Return the change a token stands for, or None once it has ended."""
    try:
        pk, old, new = signing.loads(token, salt=_SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, email=old, is_active=True).first()
    return AddressChange(user, old, new) if user else None
