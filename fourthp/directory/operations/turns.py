"""One writer at a time, also where the engine lets in many."""

from fourthp.partnership.models import Network


def take_turn() -> None:
    """Wait until nobody else changes listings; hold that until the transaction ends.

    Call it first in the transaction of every change that an import may make too: an
    import writes what it compared, and must not write over what somebody saved since.
    """
    Network.objects.select_for_update(no_key=True).first()
