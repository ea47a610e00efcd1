"""An action as somebody else sees it."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from fourthp.foundation.text import markdown
from fourthp.partnership.models import Person
from fourthp.plan.models import Action


def drawn_for_both(row: Action, whom: Person | None, beside: Person) -> SafeString:
    """Draw an action as two people see it; nothing where one of them does not."""
    hers = Action.objects.visible_to(whom).values("pk")
    both = Action.objects.visible_to(beside).filter(pk__in=hers)
    found = both.filter(pk=row.pk).select_related("group", "agency").first()
    if found is None:
        return SafeString("")
    context = {"action": found, "drawn": markdown(found.words)}
    return render_to_string("plan/_action_looked_at.html", context)
