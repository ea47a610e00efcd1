"""Groups: the network itself, its sub-groups, and tables that others keep."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.gaps import gaps_in
from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, DataClass, Retention, held
from fourthp.partnership.models.agencies import Agency
from fourthp.partnership.models.conditions import lasts_on
from fourthp.partnership.models.roles import Role

if TYPE_CHECKING:
    from fourthp.partnership.models.people import Person


class GroupQuerySet(models.QuerySet["Group"]):
    """Groups, and who may know that there are such."""

    def going_on(self, day: date) -> Self:
        """Return those that have begun and are not over; the network always is one."""
        begun = Q(begins_on__lte=day) | Q(is_network=True)
        return self.filter(begun, lasts_on(day, "ends_on"))

    def with_seats(self, day: date) -> Self:
        """Return those in which somebody may sit: begun or to begin, and not over."""
        begins = Q(begins_on__isnull=False) | Q(is_network=True)
        return self.filter(begins, lasts_on(day, "ends_on"))

    def proposed(self) -> Self:
        """Return those that are proposed, and neither begun nor given up."""
        return self.filter(is_network=False, begins_on=None, ends_on=None)

    def visible_to(self, reader: "Person | None") -> Self:
        """Return what a reader may see: nothing without a seat that holds today.

        A closed group is there for those who sit in it, and for coordinators.
        """
        return self.none() if reader is None else self.filter(group_seen(reader))


def group_seen(reader: "Person", of: str = "") -> Q:
    """Return the condition that a reader may see a group; of: what leads to it."""
    roles = reader.roles_held
    if not roles:
        return Q(pk__in=[])
    if Role.COORDINATOR in roles and reader.is_strong:
        return Q(pk__isnull=False)
    own = {one.group for one in reader.held}
    return Q(**{f"{of}is_closed": False}) | Q(**{f"{of}pk__in": own})


class Group(models.Model):
    """The network itself, its steering group, a sub-group, or somebody else's table.

    begins_on is None for as long as it is only proposed, and for ever where it was not
    begun: declined_because says why, to those who wanted it. ended_at is the minute in
    which somebody ended it. is_outside: others keep it, and we have a liaison seat.
    """

    class Joining(models.TextChoices):
        OPEN = "open", _("open: any member may join")
        INVITED = "invited", _("by invitation")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    purpose = models.TextField(_("purpose"), blank=True)
    is_network = models.BooleanField(default=False)
    is_closed = models.BooleanField(_("closed"), default=False)
    is_outside = models.BooleanField(_("kept by others"), default=False)
    joining = models.CharField(
        _("who may join"), max_length=20, choices=Joining, default=Joining.INVITED
    )
    begins_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.TextField(_("why it was not begun"), blank=True)

    objects = GroupQuerySet.as_manager()

    matter_kind = "group"
    # Who sees a group may read all that it says, and said.
    shown_in_history = frozenset({DataClass.SYSTEM, DataClass.NETWORK})
    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        "id",
        "is_network",
        "is_closed",
        "is_outside",
        "joining",
    ) | held(
        NETWORK,
        Retention.FOREVER,
        "name",
        "purpose",
        "begins_on",
        "ends_on",
        "ended_at",
        "declined_because",
    )

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.UniqueConstraint(
                fields=["is_network"],
                condition=Q(is_network=True),
                name="one_network_group",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="group_has_a_name"),
            models.CheckConstraint(
                condition=Q(is_network=False)
                | Q(is_closed=False, is_outside=False, ends_on__isnull=True),
                name="the_network_is_open_and_lasts",
            ),
            models.CheckConstraint(
                condition=Q(begins_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("begins_on")),
                name="group_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ends_on__isnull=False),
                name="group_ended_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_proposed(self) -> bool:
        """Tell whether it is only proposed yet."""
        return not self.is_network and self.begins_on is None and self.ends_on is None

    @property
    def was_given_up(self) -> bool:
        """Tell whether it was proposed, and declined or withdrawn."""
        return self.begins_on is None and self.ends_on is not None

    def is_over(self, day: date) -> bool:
        """Tell whether it has ended by a day: by hand, in that minute."""
        if self.ends_on is None or self.ends_on > day:
            return False
        return self.ends_on < day or self.ended_at is not None


class GroupTerms(models.Model):
    """A version of a group's terms of reference; the highest number holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField()
    words = models.TextField(_("words"))
    from_on = models.DateField()

    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "group", "number") | held(
        NETWORK, Retention.FOREVER, "words", "from_on"
    )

    class Meta:
        verbose_name = _("terms of reference")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "number"], name="terms_have_one_number"
            ),
        ]

    def __str__(self) -> str:
        return gettext("version %d") % self.number

    @property
    def version(self) -> str:
        """Return what stands for what it says: words may have been struck from it."""
        gaps = gaps_in(self.words)
        return f"{self.number}.{gaps}" if gaps else str(self.number)


class Interest(models.Model):
    """A member who would take part in a group that is proposed; one proposed it.

    agency is the one she would sit there for; without any, in her own right.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="interests")
    person = models.ForeignKey(
        "partnership.Person", on_delete=models.CASCADE, related_name="interests_shown"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    is_proposer = models.BooleanField(default=False)
    at = models.DateTimeField()

    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        "id",
        "group",
        "person",
        "agency",
        "is_proposer",
        "at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], name="one_interest_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.person_id}"
