"""What has been told and has not left yet."""

from collections.abc import Iterable

from fourthp.foundation.matters import Matter
from fourthp.post.models import Message
from fourthp.post.models.messages import OPEN
from fourthp.post.rules.kinds import Kind
from fourthp.post.rules.readers import Reader


def waits_for(
    readers: Iterable[Reader], kind: Kind, *, about: Matter | None = None
) -> bool:
    """Tell whether a message of a kind about a matter, or none, waits for a reader."""
    found = Message.objects.filter(
        kind=kind.name,
        state__in=OPEN,
        reader_id__in=[reader.id for reader in readers],
        about_kind=about.matter_kind if about else "",
        about_id=str(about.pk) if about else "",
    )
    return found.exists()
