"""Letters that came in by mail, as their history asks for them."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.matters import MatterKind
from fourthp.partnership.models import Person
from fourthp.partnership.permissions import is_coordinator
from fourthp.post.models import Incoming


def _may_see(reader: object | None, pk: UUID) -> bool:
    if not isinstance(reader, Person) or not reader.is_strong:
        return False
    return is_coordinator(reader) and Incoming.objects.filter(pk=pk).exists()


LETTER_IN = MatterKind(
    name=Incoming.matter_kind,
    may_see=_may_see,
    title=lambda _pk: _("a letter that came in"),
    url=lambda pk: reverse("letter-in", args=[pk]),
    look=gettext_lazy("See the letter"),
    may_strike=_may_see,
)
