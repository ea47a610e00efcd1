"""What has been told and has not left yet."""

from collections.abc import Iterable

from django.db.models import Q

from fourthp.foundation.matters import Matter
from fourthp.post.models import Message
from fourthp.post.models.messages import OPEN
from fourthp.post.rules.delivery import Why
from fourthp.post.rules.kinds import Kind
from fourthp.post.rules.readers import Reader


def waits_for(
    readers: Iterable[Reader], kind: Kind, *, about: Matter | None = None
) -> bool:
    """Tell whether a message of a kind about a matter, or none, waits for a reader.

    What stands in a bundle that has not left yet waits still.
    """
    found = Message.objects.filter(
        Q(state__in=OPEN) | _in_a_bundle(),
        kind=kind.name,
        reader_id__in=[reader.id for reader in readers],
        about_kind=about.matter_kind if about else "",
        about_id=str(about.pk) if about else "",
    )
    return found.exists()


def _in_a_bundle() -> Q:
    """Return what waits in a bundle, or in one that is to be made anew."""
    changed = Q(bundle__state=Message.State.WITHHELD, bundle__why=Why.CHANGED.value)
    is_open = Q(bundle__state__in=OPEN)
    return Q(state=Message.State.BUNDLED) & (is_open | changed)
