"""Letters to members, where mail is looked after."""

from django.template.loader import render_to_string

from fourthp.foundation.shell import fills
from fourthp.partnership.models import Circular, Person
from fourthp.partnership.permissions import (
    can_write_circular,
)
from fourthp.post.models import Mailing

MOST_OVER = 3


@fills("outbox")
def write_to_members(reader: object) -> str:
    """Offer to write to the members of the network, where mail is looked after."""
    if not isinstance(reader, Person) or not can_write_circular(reader):
        return ""
    over = Circular.objects.over_for(reader).order_by("-made_at")[:MOST_OVER]
    return render_to_string("partnership/_write.html", {"over": over})


@fills("held-mailing")
def change_the_words(reader: object, *, mailing: Mailing) -> str:
    """Offer to change a letter to members, beside the button that lets it go."""
    if not isinstance(reader, Person) or not can_write_circular(reader):
        return ""
    found = Circular.objects.visible_to(reader).filter(mailing=mailing).first()
    if found is None:
        return ""
    return render_to_string("partnership/_change.html", {"circular": found})
