"""What becomes of second factors, told while it happens."""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import MultiFernet
from django.db import transaction
from django.http import HttpRequest  # noqa: TID251 -- a factor is shown in a session

from fourthp.accounts.models import User
from fourthp.accounts.operations.identities import drop_identities
from fourthp.accounts.operations.sessions import (
    announce,
    end_other_sessions,
    note_factor_in_use,
)
from fourthp.accounts.queries.factors import (
    factor_keys,
    factors_by_older_keys,
    kinds_of_factors,
    sealed_in,
)


def announce_factors(
    request: HttpRequest, user: User, *, before: Mapping[int, str]
) -> None:
    """Announce how somebody's factors differ from what they were before.

    Call it inside the transaction that changed them: the library announces some of it
    once that is over, and what is killed in between would be in no record. Setting a
    factor up has shown that it is held; recovery codes are only told.
    """
    after = kinds_of_factors(user)
    gone = [kind for pk, kind in before.items() if pk not in after]
    for kind in [kind for pk, kind in after.items() if pk not in before]:
        if kind in gone:
            gone.remove(kind)
            announce("renewed-factor", user, factor=kind)
            continue
        announce("added-factor", user, factor=kind)
        if kind != Authenticator.Type.RECOVERY_CODES:
            note_factor_in_use(request, user, kind=kind)
    for kind in gone:
        announce("removed-factor", user, factor=kind)


def drop_factors(user: User) -> None:
    """Take every second factor from an account, and end its sessions.

    Others have said that she has lost them all. Her password stays; an employer's
    sign-in, which may tell of a factor, goes too.
    """
    with transaction.atomic():
        gone = kinds_of_factors(user)
        Authenticator.objects.filter(user=user).delete()
        for kind in gone.values():
            announce("dropped-factor", user, factor=kind)
        drop_identities(user.pk)
        end_other_sessions(user, current="")


def reseal_factors() -> int:
    """Seal with the newest key what only an older one opens; return how many went.

    Each by itself, under a lock: a recovery code may be spent at this moment. What no
    key opens stays as it is.
    """
    older, _lost = factors_by_older_keys()
    for pk in older:
        with transaction.atomic():
            found = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if found is not None:
                found.data = _resealed(found.data)
                found.save(update_fields=["data"])
    return len(older)


def _resealed(data: dict[str, Any]) -> dict[str, Any]:
    box = MultiFernet(factor_keys())
    anew = {old: box.rotate(old.encode()).decode() for old in sealed_in(data)}
    return {
        name: [anew[old] for old in value]
        if name == "migrated_codes"
        else anew.get(value, value)
        for name, value in data.items()
    }
