"""Changing the address that somebody signs in with."""

from allauth.account.adapter import get_adapter
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fourthp.accounts.models import User
from fourthp.accounts.operations.sessions import announce
from fourthp.accounts.queries.addresses import AddressChange, change_token


class AddressIsTaken(Exception):
    """Somebody else signs in with this address."""


def ask_for_address(user: User, email: str, *, link: str) -> None:
    """Send the new address a link to confirm it.

    An address that somebody else signs in with gets a mail as well, without a link,
    so that nobody learns from this page who has an account.
    """
    taken = User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists()
    name = "address_taken" if taken else "address_confirm"
    address = link.replace("TOKEN", change_token(user, email))
    get_adapter().send_mail(f"accounts/{name}", email, {"link": address})


def change_address(change: AddressChange) -> User:
    """Take the confirmed address, and tell the old one.

    Raises AddressIsTaken, and BadSignature if the address changed since it was asked.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=change.user.pk)
        if user.email != change.old:
            raise signing.BadSignature
        user.email = change.new
        try:
            with transaction.atomic():
                user.save(update_fields=["email"])
        except IntegrityError as problem:
            raise AddressIsTaken(_("This address cannot be used.")) from problem
        announce("changed", user, fields=["email"])
    adapter = get_adapter()
    adapter.send_notification_mail("accounts/address_changed", user, email=change.old)
    return user
