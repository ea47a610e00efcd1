"""The network's matters, as messages and the record ask for them."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.matters import MatterKind
from fourthp.partnership.models import Circular, Person


def _may_see(reader: object | None, pk: UUID) -> bool:
    person = reader if isinstance(reader, Person) else None
    return Circular.objects.visible_to(person).filter(pk=pk).exists()


CIRCULAR = MatterKind(
    name=Circular.matter_kind,
    may_see=_may_see,
    title=lambda pk: Circular.objects.get(pk=pk).title,
    url=lambda pk: reverse("circular", args=[pk]),
    acts={"wrote": _("written"), "changed": _("changed before it was let go")},
    look=_("See the letter’s own page"),
)
