"""What is shared and is a group's: who may not know of the group sees none of it."""

from typing import Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from fourthp.partnership.models.groups import Group, group_seen
from fourthp.partnership.models.people import Person
from fourthp.partnership.models.shared import Label, Shared, SharedQuerySet

Row = TypeVar("Row", bound=models.Model, covariant=True)  # noqa: PLC0105 -- reads as the row it is


class OfGroupQuerySet(SharedQuerySet[Row]):
    """Rows of groups, by who may see them."""

    def within_reach_of(self, reader: Person | None) -> Self:
        """Return what label, audience and group let a reader see.

        A group that is closed later takes along what was open to all the members.
        """
        found = super().within_reach_of(reader)
        if reader is None:
            return found.filter(group__is_closed=False)
        return found.filter(group_seen(reader, "group__") | self._open_to_all())

    def _open_to_all(self) -> models.Q:
        """Return the condition that the public sees a row, whatever seats it holds."""
        return models.Q(label=Label.CLEAR, audience=None, group__is_closed=False)


class OfGroup(Shared):
    """A shared row that is one group's; the network itself is one."""

    group = models.ForeignKey(
        Group,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("group"),
    )

    class Meta:
        abstract = True
