"""Items: what stands on the agenda of a meeting, or is proposed for it."""

from hashlib import sha256
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, PERSONAL, SYSTEM, Retention, held
from fourthp.gatherings.models import Series
from fourthp.meetings.models.meetings import Meeting
from fourthp.meetings.models.purposes import MOST_MINUTES, Purpose
from fourthp.partnership.models import (
    Group,
    Label,
    OfGroup,
    OfGroupQuerySet,
    Person,
    Seat,
    Shared,
    audience_index,
    expiry_index,
)
from fourthp.plan.models import Action, Concern


class ItemQuerySet(OfGroupQuerySet["Item"]):
    """Items by who may see them, and by whether they take a meeting's time."""

    def within_reach_of(self, reader: Person | None) -> Self:
        """Return what a reader may see, whether it is over or not.

        What was about a concern or an action that is forgotten meanwhile nobody sees.
        """
        forgotten = Q(about="concern", concern=None) | Q(about="action", action=None)
        return super().within_reach_of(reader).exclude(forgotten)

    def on_agenda(self) -> Self:
        """Return those that stand on an agenda."""
        return self.filter(state="on")


class Item(OfGroup):
    """What a meeting is to talk about.

    Whoever does not see its series, its concern or its action does not see it, but that
    there is one. owner: whose seat brings it; proposed_by: the seat by which it was
    proposed. number stands once the agenda is out. word: what its chair said of it.
    came_from: the item of an earlier meeting that was put off. reports_for: the group
    of which somebody reports. about: whether it is a concern or an action, also when
    that is forgotten.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ON = "on", _("on the agenda")
        OUT = "out", _("taken out")
        DEFERRED = "deferred", _("put off to the next meeting")

    class About(models.TextChoices):
        CONCERN = "concern", _("a concern")
        ACTION = "action", _("an action")

    hangs_on = ("series", "concern", "action")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="items")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    title = models.CharField(_("title"), max_length=160)
    words = models.TextField(_("what it is about"), blank=True)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    owner = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed_by = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    state = models.CharField(_("how it stands"), max_length=20, choices=State)
    word = models.CharField(_("what the chair said"), max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0)
    number = models.CharField(_("number"), max_length=8, blank=True)
    reports_for = models.ForeignKey(
        Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    about = models.CharField(max_length=10, choices=About, blank=True)
    concern = models.ForeignKey(
        Concern, on_delete=models.SET_NULL, null=True, blank=True, related_name="items"
    )
    action = models.ForeignKey(
        Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="items"
    )
    came_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="later"
    )

    objects = ItemQuerySet.as_manager()

    series_id: UUID
    meeting_id: UUID
    group_id: UUID
    owner_id: UUID | None
    concern_id: UUID | None
    action_id: UUID | None
    came_from_id: UUID | None
    matter_kind = "agenda-item"
    inventory = (
        Shared.shared_inventory
        | held(SYSTEM, Retention.WITH_ROW, "id", "series", "meeting", "group", "state")
        | held(SYSTEM, Retention.WITH_ROW, "proposed_at", "position", "reports_for")
        | held(SYSTEM, Retention.WITH_ROW, "about", "concern", "action", "came_from")
        | held(NETWORK, Retention.FOREVER, "title", "words", "purpose", "minutes")
        | held(NETWORK, Retention.FOREVER, "word", "number")
        | held(PERSONAL, Retention.WHILE_KNOWN, "owner", "proposed_by")
    )

    class Meta:
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of an agenda")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="item_has_a_title"),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="item_has_a_purpose"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "on", "out", "deferred"]),
                name="item_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(minutes__lte=MOST_MINUTES), name="item_is_not_endless"
            ),
            models.CheckConstraint(
                condition=~Q(label=Label.CLEAR), name="item_is_for_members"
            ),
            models.CheckConstraint(
                condition=Q(about="", concern=None, action=None)
                | Q(about="concern", action=None)
                | Q(about="action", concern=None),
                name="item_is_about_one_thing",
            ),
            models.UniqueConstraint(
                fields=["meeting", "number"],
                condition=~Q(number=""),
                name="item_has_its_number_alone",
            ),
            # A double press, or two at once, carries nothing over twice.
            models.UniqueConstraint(
                fields=["meeting", "came_from"], name="item_comes_once_to_a_meeting"
            ),
        ]
        indexes = [audience_index("item_audience"), expiry_index("item_expires")]

    def __str__(self) -> str:
        return self.title

    @property
    def version(self) -> str:
        """Return what stands for all that it says: a form hands it back."""
        says = (
            *(self.title, self.words, self.purpose, self.minutes, self.state),
            *(str(self.owner_id), self.word, str(self.reports_for_id)),
        )
        return sha256(repr(list(map(str, says))).encode()).hexdigest()
