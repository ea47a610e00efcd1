"""Audiences: made of ways in, each of which a seat has to meet in full."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.foundation.models import RevisionPart
from fourthp.foundation.strikes import Found, Store, Strike, strike_fields
from fourthp.partnership.models import Audience, AudienceRule, Group, Label, Person
from fourthp.partnership.models.shared import NETWORK_WIDE
from fourthp.partnership.queries.audiences import Way, shared_models
from fourthp.partnership.queries.sharing import Sharing

CLOSED_IS_NOT_CLEAR = gettext_lazy(
    "A closed group reads it, and TLP:CLEAR may go anywhere: nobody else is to learn"
    " that the group exists. Choose TLP:GREEN."
)


class AnyoneMayJoin(Exception):
    """A group that anyone may join lets nobody see what is above TLP:GREEN."""


class ClosedIsNotClear(Exception):
    """What is for a closed group does not say that it may go anywhere."""


def make_audience(ways: Sequence[Way], *, by: Actor, name: str = "") -> Audience:
    """Make an audience of some ways in; without any that names someone it is nobody.

    Whoever makes it may name no group and no person that she may not know of. The
    caller has the transaction of what is shared with it, and its record.
    """
    if isinstance(by, Person) and not _knows(by, ways):
        raise PermissionDenied
    with transaction.atomic():
        audience = Audience.objects.create(name=name)
        AudienceRule.objects.bulk_create(
            AudienceRule(
                audience=audience,
                group=way.group,
                role=way.role,
                kind=way.kind,
                agency=way.agency,
                person=way.person,
            )
            for way in ways
            if way.names_someone
        )
    return audience


def refuse_open_groups(sharing: Sharing) -> None:
    """Raise AnyoneMayJoin where anyone could come in to what is above TLP:GREEN.

    The caller has the transaction; the groups are held, so that none opens meanwhile.
    """
    if sharing.label in NETWORK_WIDE:
        return
    for group in _held(sharing):
        if group.joining == Group.Joining.OPEN:
            raise AnyoneMayJoin(
                _("Anyone may join “%s”, and so would see it: choose other readers.")
                % group
            )


def refuse_clear(sharing: Sharing) -> None:
    """Raise ClosedIsNotClear where what is TLP:CLEAR is for a closed group.

    TLP:CLEAR says that it may go anywhere (TLP 2.0, FIRST), and with it that the
    group is there. The caller has the transaction; the groups are held.
    """
    if sharing.label == Label.CLEAR and any(one.is_closed for one in _held(sharing)):
        raise ClosedIsNotClear(CLOSED_IS_NOT_CLEAR)


def _held(sharing: Sharing) -> models.QuerySet[Group]:
    """Return the groups that are ways in, held until the transaction ends."""
    named = [way.group.pk for way in sharing.ways or () if way.group]
    return Group.objects.select_for_update().filter(pk__in=named).order_by("pk")


def _knows(person: Person, ways: Sequence[Way]) -> bool:
    groups = {way.group.pk for way in ways if way.group}
    people = {way.person.pk for way in ways if way.person}
    seen = Group.objects.visible_to(person).filter(pk__in=groups).count()
    known = Person.objects.visible_to(person).filter(pk__in=people).count()
    return (seen, known) == (len(groups), len(people))


def strike_names(strike: Strike) -> list[Found]:
    """Take words out of what audiences are called, which others may have made."""
    needles = strike.needles_for(is_about_it=False)
    count = strike_fields(strike, Audience, ("name",), needles)
    return [Found(_("In what readers are called together"), count)]


NAMES = Store("audiences", ("partnership.Audience.name",), strike_names)


def forget_audiences() -> int:
    """Forget audiences that nothing has, and to which no history leads back."""
    shared = shared_models()
    strays = Audience.objects.all()
    for model in shared:
        rows = model._default_manager.filter(audience=OuterRef("pk"))
        strays = strays.filter(~Exists(rows))
    labels = [model._meta.label for model in shared]
    parts = RevisionPart.objects.filter(model__in=labels)
    said = parts.annotate(said=Cast("rows", models.TextField()))
    with transaction.atomic():
        found = strays.select_for_update(of=("self",)).values_list("pk", flat=True)
        gone = [pk for pk in found if not said.filter(said__contains=str(pk)).exists()]
        Audience.objects.filter(pk__in=gone).delete()
    return len(gone)
