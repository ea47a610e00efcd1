"""A concern, and an answer for everyone, as somebody else sees it."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from fourthp.foundation.text import markdown
from fourthp.partnership.models import Person
from fourthp.partnership.queries.audiences import readers_known_to
from fourthp.plan.models import Concern, PublicAnswer


def drawn_for_both(row: Concern, whom: Person | None, beside: Person) -> SafeString:
    """Draw a concern as two people see it; nothing where one of them does not."""
    hers = Concern.objects.visible_to(whom).values("pk")
    both = Concern.objects.visible_to(beside).filter(pk__in=hers)
    found = both.filter(pk=row.pk).first()
    if found is None:
        return SafeString("")
    context = {
        "concern": found,
        "drawn": markdown(found.words),
        "answers": found.answers.all(),
        "readers": readers_known_to(found, asks=beside),
    }
    return render_to_string("plan/_concern.html", context)


def drawn_answer(row: PublicAnswer, whom: Person | None, beside: Person) -> SafeString:
    """Draw an answer for everyone as two people see it."""
    hers = PublicAnswer.objects.visible_to(whom).values("pk")
    both = PublicAnswer.objects.visible_to(beside).filter(pk__in=hers)
    found = both.filter(pk=row.pk).first()
    if found is None:
        return SafeString("")
    return render_to_string("plan/_said_and_did.html", {"answer": found})
