"""A letter to members as somebody else sees it."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from fourthp.foundation.matters import actor_title
from fourthp.foundation.text import markdown
from fourthp.partnership.models import Circular, Person
from fourthp.partnership.queries.audiences import readers_known_to


def drawn_for_both(row: Circular, whom: Person | None, beside: Person) -> SafeString:
    """Draw a letter as two people see it; nothing where one of them does not."""
    hers = Circular.objects.visible_to(whom).values("pk")
    both = Circular.objects.visible_to(beside).filter(pk__in=hers)
    found = both.filter(pk=row.pk).first()
    if found is None:
        return SafeString("")
    context = {
        "circular": found,
        "drawn": markdown(found.words),
        "sender": actor_title(
            found.actor_kind, found.actor_id, on=localdate(found.made_at)
        ),
        "readers": readers_known_to(found, asks=beside),
    }
    return render_to_string("partnership/_letter.html", context)
