"""Actions: what somebody does until a day, for a seat or an agency."""

from datetime import date
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, Retention, held
from fourthp.partnership.models import (
    Agency,
    Label,
    OfGroup,
    OfGroupQuerySet,
    Seat,
    Shared,
    audience_index,
    expiry_index,
)
from fourthp.partnership.models.shared import NETWORK_WIDE
from fourthp.plan.models.aims import Aim
from fourthp.plan.models.concerns import Concern

# What is for everyone outside is an answer to a concern, and no action.
ACTION_LABELS = (Label.GREEN, Label.AMBER)
MOST_TITLE = 160


class ActionQuerySet(OfGroupQuerySet["Action"]):
    """Actions by who may see them, and by how they stand."""

    def going_on(self) -> Self:
        """Return those that are neither done nor dropped."""
        return self.filter(state__in=GOING_ON)


class Action(OfGroup):
    """What a seat or an agency does until a day.

    owned_by says which of the two has it. With a seat, agency is that for which it sits
    there: it has the action once nobody sits there or follows. concern and aim: what it
    is for, if anything. times_moved: how often it was carried over. changed_at: when
    anything was said of it last. reminded: the last of the days before (-) or after its
    due day for which somebody was written to.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        BLOCKED = "blocked", _("blocked")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    class Owned(models.TextChoices):
        SEAT = "seat", _("a seat")
        AGENCY = "agency", _("an agency")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("title"), max_length=MOST_TITLE)
    words = models.TextField(_("words"), blank=True)
    owned_by = models.CharField(max_length=10, choices=Owned)
    seat = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # that of an agency's actions by their due day begins with it
    )
    concern = models.ForeignKey(
        Concern, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    aim = models.ForeignKey(
        Aim, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("due"))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    times_moved = models.PositiveSmallIntegerField(default=0)
    given_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    reminded = models.SmallIntegerField(null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    group_id: UUID
    seat_id: UUID | None
    agency_id: UUID | None
    concern_id: UUID | None
    aim_id: UUID | None
    matter_kind = "action"
    inventory = (
        Shared.shared_inventory
        | held(SYSTEM, Retention.YEARS_7, "id", "group", "owned_by", "reminded")
        | held(SYSTEM, Retention.YEARS_7, "changed_at")
        | held(SYSTEM, Retention.WITH_ROW, "seat", "agency", "concern", "aim")
        | held(NETWORK, Retention.YEARS_7, "title", "words", "due_on", "state")
        | held(NETWORK, Retention.YEARS_7, "times_moved", "given_at", "done_at")
    )

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="action_has_a_title"),
            # A seat or an agency has it, and never both. That its seat was forgotten,
            # with whoever sat there, leaves it with the agency.
            models.CheckConstraint(
                condition=Q(owned_by="seat") | Q(owned_by="agency", seat__isnull=True),
                name="action_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | (~Q(state="done") & Q(done_at__isnull=True)),
                name="action_is_done_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(concern=None) | Q(aim=None), name="action_is_for_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(label__in=ACTION_LABELS), name="action_is_for_members"
            ),
        ]
        indexes = [
            audience_index("action_audience"),
            expiry_index("action_expires"),
            models.Index(fields=["due_on", "id"], name="action_by_due"),
            models.Index(fields=["agency", "due_on"], name="action_of_agency"),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state__in=("open", "blocked")),
                name="action_going_on",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def goes_on(self) -> bool:
        """Tell whether it is neither done nor dropped."""
        return self.state in GOING_ON

    @property
    def keeps_to_group(self) -> bool:
        """Tell whether those alone may have it who sit in its group."""
        return self.group.is_closed or self.label not in NETWORK_WIDE

    def days_late(self, day: date) -> int:
        """Return how many days after its due day a day is; below zero before it."""
        return (day - self.due_on).days


GOING_ON = (Action.State.OPEN, Action.State.BLOCKED)
