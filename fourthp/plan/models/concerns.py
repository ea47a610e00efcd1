"""Concerns: what practitioners raise, each step of its way, and who sees it too."""

import json
from hashlib import sha256
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, PERSONAL, SYSTEM, Retention, held
from fourthp.partnership.models import (
    Agency,
    Group,
    Label,
    Person,
    Role,
    Seat,
    Shared,
    SharedQuerySet,
    Term,
    group_seen,
)
from fourthp.partnership.models.shared import audience_index, expiry_index
from fourthp.plan.rules import concerns as way


class State(models.TextChoices):
    """Where a concern is on its way; also what each step of it is called."""

    HELD = way.HELD, _("waits to be let in")
    RAISED = way.RAISED, _("raised")
    HEARD = way.HEARD, _("heard")
    AGENDA = way.AGENDA, _("on an agenda")
    DECIDED = way.DECIDED, _("decided")
    BEGUN = way.BEGUN, _("being done")
    ANSWERED = way.ANSWERED, _("answered")
    AGAIN = way.AGAIN, _("raised again")
    WITHDRAWN = way.WITHDRAWN, _("withdrawn")
    DECLINED = way.DECLINED, _("not let in")


class ConcernQuerySet(SharedQuerySet["Concern"]):
    """Concerns by who may see them, and by where they are on their way."""

    def within_reach_of(self, reader: Person | None) -> Self:
        """Return what a reader may see, whether it is over or not.

        What nobody has let in, and what was declined, is there for coordinators alone
        who came with a second factor (S6); what was withdrawn also for who raised it.
        """
        found = super().within_reach_of(reader)
        if reader is None:
            return found.exclude(state__in=way.UNSEEN)
        # A group that is closed later takes along what was open to all the members.
        found = found.filter(Q(group=None) | group_seen(reader, "group__"))
        if reader.is_strong and Role.COORDINATOR in reader.roles_held:
            return found
        own = Q(state=State.WITHDRAWN, raised_by__person=reader.pk)
        return found.filter(~Q(state__in=way.UNSEEN) | own)

    def waiting(self) -> Self:
        """Return those that wait for an answer."""
        return self.filter(state__in=way.OPEN)


class Concern(Shared):
    """What worries somebody at the front line, without a case in it.

    group is where it is raised, None the whole network; raised_by the seat by which it
    was, None where somebody without an account did. open_since: from when it waits for
    an answer. seen_by: how many other agencies see it too. state, state_at and seen_by
    are told by its steps and voices, and kept here for lists.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("what worries somebody"), max_length=120)
    words = models.TextField(_("words"), blank=True)
    setting = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    area = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    raised_by = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    open_since = models.DateTimeField()
    state = models.CharField(_("how it stands"), max_length=20, choices=State)
    state_at = models.DateTimeField()
    seen_by = models.PositiveIntegerField(default=0)

    objects = ConcernQuerySet.as_manager()

    matter_kind = "concern"
    inventory = (
        Shared.shared_inventory
        | held(SYSTEM, Retention.WITH_ROW, "id", "setting", "area", "group", "state")
        | held(SYSTEM, Retention.WITH_ROW, "raised_at", "open_since", "state_at")
        | held(SYSTEM, Retention.WITH_ROW, "seen_by")
        | held(NETWORK, Retention.FOREVER, "title", "words")
        | held(PERSONAL, Retention.WHILE_KNOWN, "raised_by")
    )

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="concern_has_a_title"),
            models.CheckConstraint(
                condition=Q(label=Label.GREEN), name="concern_is_green"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="concern_has_a_known_state"
            ),
        ]
        indexes = [
            audience_index("concern_audience"),
            expiry_index("concern_expiry"),
            # Each order of the list reads as many rows as a page shows.
            models.Index(fields=["-raised_at", "-id"], name="concern_newest"),
            models.Index(fields=["open_since", "id"], name="concern_longest"),
            models.Index(
                fields=["-seen_by", "-raised_at", "-id"], name="concern_most_seen"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for an answer."""
        return self.state in way.OPEN

    @property
    def is_for_all_members(self) -> bool:
        """Tell whether every member may read it, so that a mail may say its words."""
        is_open = self.group is None or not self.group.is_closed
        return is_open and self.audience_id is None

    @property
    def version(self) -> str:
        """Return what stands for all that it says: a form hands it back."""
        says = self.title, self.words, self.state, *map(str, self._sorted_as())
        return sha256(json.dumps(says).encode()).hexdigest()

    def _sorted_as(self) -> list[UUID | None]:
        parts = self.parts.order_by("term").values_list("term", flat=True)
        return [self.setting_id, self.area_id, *parts]


class ConcernPart(models.Model):
    """One of the four Ps that a concern is about."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="parts")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")

    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "concern", "term")

    class Meta:
        verbose_name = _("part in the four Ps")
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "term"], name="concern_has_a_part_once"
            ),
        ]

    def __str__(self) -> str:
        # A history shows rows whose word may be gone meanwhile.
        said = Term.objects.filter(pk=self.term_id).values_list("name", flat=True)
        return said.first() or ""


class ConcernStep(models.Model):
    """One step of a concern: what, when, by which seat, and why in words.

    day: of the meeting on whose agenda it is. Who took it is told by the seat, as long
    as that is there; the record of acts knows it longer.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=20, choices=State)
    at = models.DateTimeField()
    day = models.DateField(_("day of the meeting"), null=True, blank=True)
    words = models.TextField(_("words"), blank=True)
    seat = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    inventory = (
        held(SYSTEM, Retention.WITH_ROW, "id", "concern", "kind", "at")
        | held(NETWORK, Retention.FOREVER, "day", "words")
        | held(PERSONAL, Retention.WHILE_KNOWN, "seat")
    )

    class Meta:
        verbose_name = _("step of a concern")
        indexes = [models.Index(fields=["at"], name="concern_step_at")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Voice(models.Model):
    """What one agency says of a concern: it sees it too, or not; one voice an agency.

    sees is None for as long as it was asked and has not said.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(
        Concern, on_delete=models.CASCADE, related_name="voices"
    )
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    sees = models.BooleanField(null=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    seat = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    matter_kind = "voice"
    inventory = (
        held(SYSTEM, Retention.WITH_ROW, "id", "concern", "agency", "asked_at")
        | held(NETWORK, Retention.FOREVER, "sees", "said_at")
        | held(PERSONAL, Retention.WHILE_KNOWN, "seat")
    )

    class Meta:
        verbose_name = _("agency that sees a concern too")
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "agency"], name="one_voice_an_agency"
            ),
            models.CheckConstraint(
                condition=Q(sees__isnull=True, said_at__isnull=True)
                | Q(sees__isnull=False, said_at__isnull=False),
                name="voice_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.agency_id}"
