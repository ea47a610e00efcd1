"""People, how they are reached, and the seats they hold."""

from datetime import UTC, date, datetime, time
from typing import NamedTuple, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.clock import today
from fourthp.foundation.ids import made_before, new_id
from fourthp.foundation.inventory import NETWORK, PERSONAL, SYSTEM, Retention, held
from fourthp.partnership.models.agencies import Agency, Membership
from fourthp.partnership.models.conditions import HOLDS, Written
from fourthp.partnership.models.groups import Group, group_seen
from fourthp.partnership.models.roles import OFFICERS, Role, role_in_words
from fourthp.partnership.models.words import Term


class Reach(models.TextChoices):
    """Who may see a way to reach somebody; coordinators see every one."""

    NOBODY = "nobody", _("nobody but the coordinators")
    AGENCY = "agency", _("your own agency")
    GROUP = "group", _("the groups you sit in")
    NETWORK = "network", _("the whole network")
    PUBLIC = "public", _("everyone, on the public page of your agency")


class Held(NamedTuple):
    """A seat that holds today, as permissions ask for it; keys of agency and group.

    in_network: its group is the network itself. from_on: since when.
    """

    role: str
    agency: UUID | None
    group: UUID
    in_network: bool
    from_on: date


class PersonQuerySet(models.QuerySet["Person"]):
    """People: who may know of them, and whose time here is over."""

    def visible_to(self, reader: "Person | None") -> Self:
        """Return whom a reader may know of; the public knows of nobody.

        By password she knows her colleagues and the coordinators; with a second factor
        everyone who sits where she may look, and as a coordinator everyone (S6). Of
        whom was erased nobody knows more than that somebody sat there.
        """
        if reader is None:
            return self.none()
        here = self.filter(erased_at=None)
        roles = reader.roles_held
        own = Q(pk=reader.pk)
        if not roles:
            return here.filter(own)
        if reader.is_strong and Role.COORDINATOR in roles:
            return here
        held = Seat.objects.holding(today())
        known = held.filter(group_seen(reader, "group__"))
        if not reader.is_strong:
            agencies = {one.agency for one in reader.held if one.agency}
            known = known.filter(Q(agency__in=agencies) | Q(role=Role.COORDINATOR))
        # Asked of each row: most pages show few of the people.
        return here.filter(own | Q(Exists(known.filter(person=OuterRef("pk")))))

    def unknown_since(self, day: date) -> Self:
        """Return those who were here before a day and held no seat on it or after."""
        members = Membership.objects.filter(Q(to_on=None) | Q(to_on__gte=day))
        seats = Seat.objects.filter(
            Q(to_on=None) | Q(to_on__gte=day),
            Q(agency=None) | Q(agency__in=members.values("agency")),
            Q(group__ends_on=None) | Q(group__ends_on__gte=day),
        )
        begin = datetime.combine(day, time(), tzinfo=UTC)
        found = self.filter(pk__lt=made_before(begin))
        return found.exclude(pk__in=seats.values("person"))


class Person(models.Model):
    """Somebody the network knows. Most people never sign in.

    name is the one she works under, that others see; full_name, where it is another,
    is the coordinators' alone. languages: BCP 47 codes. erased_at: since when nothing
    is known of her any more; name then only says that, for the seats that she held.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    email_reach = models.CharField(
        _("who may see the address"),
        max_length=20,
        choices=Reach,
        default=Reach.NOBODY,
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    interests = models.ManyToManyField(
        Term, through="PersonTerm", related_name="people_interested"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    # Whether she comes with a second factor: set for each request by her session.
    is_strong = False
    # What she held when her request came in; None asks each time.
    held_then: "frozenset[Held] | None" = None

    matter_kind = "person"
    actor_kind = "person"
    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "user", "email_reach", "erased_at"
    ) | held(
        PERSONAL,
        Retention.WHILE_KNOWN,
        "name",
        "full_name",
        "email",
        "languages",
        "interests",
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(email="", full_name="", user=None),
                name="who_was_erased_is_nobody",
            ),
        ]
        # A page of a list by name reads as many rows as it shows.
        indexes = [
            models.Index(fields=["name", "id"], name="person_by_name"),
            models.Index(Lower("email"), name="person_by_address"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_id(self) -> str:
        return str(self.pk)

    @property
    def held(self) -> "frozenset[Held]":
        """Return her seats that hold today: each its role, agency and group.

        A page asks this many times over: of whoever sent a request it is asked once.
        """
        if self.held_then is not None:
            return self.held_then
        seats = self.seats.holding(today())
        rows = seats.values_list(
            "role", "agency", "group", "group__is_network", "from_on"
        )
        return frozenset(Held(*row) for row in rows)

    @property
    def roles_held(self) -> frozenset[str]:
        """Return the roles that she holds today."""
        return frozenset(one.role for one in self.held)


# Written out: with its words as values a database finds no index of them.
_IS_OFFICER = f"{{role}} IN ({str(sorted(map(str, OFFICERS)))[1:-1]})"


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats by date, and who may know of them."""

    def visible_to(self, reader: "Person | None") -> Self:
        """Return what a reader may see: her own seats, and those of groups she sees.

        Who sits in a seat is another question: that of `Person.objects.visible_to`.
        """
        if reader is None:
            return self.none()
        return self.filter(Q(person=reader.pk) | group_seen(reader, "group__"))

    def holding(self, day: date) -> Self:
        """Return the seats that hold on a day: up to the minute in which they ended.

        A seat for an agency needs that agency's membership on the same day (known
        is not member); a seat in one's own right stands alone. A group that has
        ended ends its seats.
        """
        return self.filter(holds_on(day))

    def of_officers(self) -> Self:
        """Return those of who acts for the network: an index has these alone."""
        return self.filter(Written(_IS_OFFICER, "role"))


def holds_on(day: date) -> Q:
    """Return the condition that a seat holds on a day, as `holding` says."""
    own = {"to": "to_on", "ended": "ended_at"}
    group = {"group_to": "group__ends_on", "group_ended": "group__ended_at"}
    return Q(Written(HOLDS, "agency", "from_on", day=day, others=own | group))


class Seat(models.Model):
    """A person representing an agency in a group, from–to, with a role."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="seats")
    agency = models.ForeignKey(
        Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="seats"
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Deputies stand in for their agency in this order, the lowest first.
    position = models.PositiveSmallIntegerField(default=0)

    objects = SeatQuerySet.as_manager()

    matter_kind = "seat"
    stands_in_history = (
        False  # who sits where is told by its page, to whom that is open
    )
    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "person", "agency", "group", "position"
    ) | held(NETWORK, Retention.WHILE_KNOWN, "role", "from_on", "to_on", "ended_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="seat_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(to_on__isnull=False),
                name="seat_ended_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "to_on"], name="seat_person_to"),
            # Of an agency in the network alone: either half would read thousands.
            models.Index(fields=["agency", "group"], name="seat_agency_group"),
            # Who sits in groups is counted from it alone.
            models.Index(
                fields=["group", "person", "agency", "from_on", "to_on", "ended_at"],
                name="seat_of_group",
            ),
            # Most seats last, and few act for the network: neither half is read then.
            models.Index(
                fields=["group", "agency"],
                condition=Q(to_on__isnull=False),
                name="seat_with_an_end",
            ),
            models.Index(
                fields=["person"],
                condition=Q(role__in=sorted(OFFICERS)),
                name="seat_of_officer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    def get_role_display(self) -> str:  # type: ignore[no-redef]  # Django's own stands back
        """Return the role in words."""
        return role_in_words(self.role)

    def is_over(self, day: date) -> bool:
        """Tell whether it was ended, or its last day is over; one to come is not."""
        return self.ended_at is not None or (
            self.to_on is not None and self.to_on < day
        )

    def end(self, now: datetime) -> bool:
        """End it this minute, unsaved; tell whether it was not over already."""
        day = localdate(now)
        if self.is_over(day):
            return False
        self.to_on, self.ended_at = max(self.from_on, day), now
        return True
