"""One writer at a time, also where the engine lets in many."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from fourthp.partnership.models import Network, Person


def take_turn() -> None:
    """Wait until nobody else writes much at once; hold that until the transaction ends.

    Call it first in the transaction of every change that an import may make too: an
    import writes what it compared, and must not write over what somebody saved since.
    """
    Network.objects.select_for_update(no_key=True).first()


def locked_person(pk: UUID) -> Person:
    """Return somebody, locked; raise PermissionDenied where she was erased meanwhile.

    Nobody writes anything to whom nobody is any more.
    """
    people = Person.objects.select_for_update(of=("self",))
    found = people.filter(pk=pk, erased_at=None).first()
    if found is None:
        raise PermissionDenied(_("This person is not here any more."))
    return found
