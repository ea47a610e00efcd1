"""People, groups, and the seats that join them."""

from datetime import UTC, date, datetime, time
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import made_before, new_id
from fourthp.foundation.inventory import NETWORK, PERSONAL, SYSTEM, Retention, held
from fourthp.partnership.models.agencies import Agency, Membership


class Role(models.TextChoices):
    """What a seat is for."""

    REPRESENTATIVE = "representative", _("representative")
    DEPUTY = "deputy", _("deputy")
    LEAD = "lead", _("agency lead")
    CHAIR = "chair", _("chair")
    COORDINATOR = "coordinator", _("coordinator")
    OBSERVER = "observer", _("observer")
    MINUTE_TAKER = "minute-taker", _("minute-taker")
    TRAINER = "trainer", _("trainer")
    ANALYST = "analyst", _("analyst")
    EDITOR = "editor", _("directory editor")
    AUDITOR = "auditor", _("auditor")


# Who acts for the network, not for an agency alone: a password is never enough (S6).
OFFICERS = frozenset(
    {Role.COORDINATOR, Role.CHAIR, Role.ANALYST, Role.EDITOR, Role.AUDITOR}
)


class Group(models.Model):
    """The network itself, its steering group, its sub-groups."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    is_network = models.BooleanField(default=False)
    ends_on = models.DateField(null=True, blank=True)

    matter_kind = "group"
    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "is_network") | held(
        NETWORK, Retention.FOREVER, "name", "ends_on"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_network"],
                condition=Q(is_network=True),
                name="one_network_group",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="group_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    """People, and those whose time here is over."""

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
    """Somebody the network knows. Most people never sign in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
    )

    objects = PersonQuerySet.as_manager()

    # Whether she comes with a second factor: set for each request by her session.
    is_strong = False

    matter_kind = "person"
    actor_kind = "person"
    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "user") | held(
        PERSONAL, Retention.WHILE_KNOWN, "name", "email"
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_id(self) -> str:
        return str(self.pk)


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats by date."""

    def holding(self, day: date) -> Self:
        """Return the seats that hold on a day.

        A seat for an agency needs that agency's membership on the same day (known
        is not member); a seat in one's own right stands alone. A group that has
        ended ends its seats.
        """
        members = Membership.objects.holding(day).values("agency")
        return self.filter(
            Q(to_on__isnull=True) | Q(to_on__gte=day),
            Q(agency__isnull=True) | Q(agency__in=members),
            Q(group__ends_on__isnull=True) | Q(group__ends_on__gte=day),
            from_on__lte=day,
        )


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

    objects = SeatQuerySet.as_manager()

    matter_kind = "seat"
    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "person", "agency", "group"
    ) | held(NETWORK, Retention.WHILE_KNOWN, "role", "from_on", "to_on")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="seat_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["person", "to_on"], name="seat_person_to")]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"
