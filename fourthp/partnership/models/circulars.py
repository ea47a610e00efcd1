"""Circulars: letters from the network to its members."""

import json
from hashlib import sha256
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, PERSONAL, SYSTEM, Retention, held
from fourthp.partnership.models.groups import Group
from fourthp.partnership.models.people import Person
from fourthp.partnership.models.roles import Role
from fourthp.partnership.models.shared import (
    NETWORK_WIDE,
    Shared,
    SharedQuerySet,
    audience_index,
)
from fourthp.post.models import Mailing, Message

# How a message stands that went to its reader, by itself or in a bundle.
_LEFT = (Message.State.SENT, Message.State.BUNDLED)


class CircularQuerySet(SharedQuerySet["Circular"]):
    """Circulars by who may see them."""

    def within_reach_of(self, reader: Person | None) -> Self:
        """Return what a reader may see, whether it is over or not.

        What is held, or was stopped before any of it left, is seen by coordinators
        alone, who came with a second factor (S6).
        """
        found = super().within_reach_of(reader)
        roles = reader.roles_held if reader and reader.is_strong else frozenset()
        if Role.COORDINATOR in roles:
            return found
        left = Message.objects.filter(mailing=OuterRef("mailing"), state__in=_LEFT)
        goes = ~Q(mailing__state=Mailing.State.STOPPED) | Q(Exists(left))
        return found.filter(goes, mailing__released_at__isnull=False)


class Circular(Shared):
    """A letter that a coordinator writes to the members of the network or a group."""

    class Sort(models.TextChoices):
        NEWS = "news", _("news")
        DUTY = "duty", _("part of the seat")
        URGENT = "urgent", _("part of the seat, and it cannot wait")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("title"), max_length=120)
    words = models.TextField(_("words"))
    sort = models.CharField(_("what it is"), max_length=10, choices=Sort)
    # None is the whole network.
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    mailing = models.OneToOneField(
        Mailing, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    actor_kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(db_index=True)

    objects = CircularQuerySet.as_manager()

    matter_kind = "circular"
    inventory = (
        Shared.shared_inventory
        | held(SYSTEM, Retention.YEARS_2, "id", "sort", "group", "mailing", "made_at")
        | held(NETWORK, Retention.YEARS_2, "title", "words")
        | held(PERSONAL, Retention.YEARS_2, "actor_kind", "actor_id")
    )

    class Meta:
        verbose_name = _("letter to members")
        verbose_name_plural = _("letters to members")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="circular_has_a_title"),
            models.CheckConstraint(
                condition=Q(label__in=NETWORK_WIDE), name="circular_is_green_at_most"
            ),
        ]
        indexes = [audience_index("circular_audience")]

    def __str__(self) -> str:
        return self.title

    @property
    def version(self) -> str:
        """Return what stands for all that it says: a form hands it back."""
        readers = str(self.audience_id if self.is_for_some else self.group_id)
        says = self.title, self.words, self.sort, str(self.label), readers
        return sha256(json.dumps(says).encode()).hexdigest()

    @property
    def is_for_some(self) -> bool:
        """Tell whether it is for readers chosen for it, and not for all of a group."""
        return self.group_id is None and self.audience_id is not None

    @property
    def is_held(self) -> bool:
        """Tell whether it waits for somebody to let it go."""
        return self.mailing is not None and self.mailing.state == Mailing.State.HELD

    @property
    def is_let_go(self) -> bool:
        """Tell whether its readers may know of it, as `visible_to` says."""
        mailing = self.mailing
        if mailing is None or mailing.released_at is None:
            return False
        if mailing.state != Mailing.State.STOPPED:
            return True
        return mailing.messages.filter(state__in=_LEFT).exists()
