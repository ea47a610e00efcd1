"""Groups to be named in a list: those that go on and that a reader may know of."""

from django.db.models import QuerySet

from fourthp.foundation.clock import today
from fourthp.partnership.models import Group, Person


def other_groups(reader: Person, group: Group) -> QuerySet[Group]:
    """Return the groups that a reader may know of, beside one and the network."""
    seen = Group.objects.visible_to(reader).going_on(today())
    others = seen.filter(is_network=False).exclude(pk=group.pk)
    return others.order_by("name", "pk")
