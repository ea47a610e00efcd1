"""What becomes of second factors, told while it happens."""

from collections.abc import Mapping

from allauth.mfa.models import Authenticator
from django.http import HttpRequest  # noqa: TID251 -- a factor is shown in a session

from fourthp.accounts.models import User
from fourthp.accounts.operations.sessions import announce, note_factor_in_use
from fourthp.accounts.queries import kinds_of_factors


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
