"""Agencies: HSDS `organization`, known to the network or its members."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, PUBLIC, SYSTEM, Retention, held
from fourthp.partnership.models.conditions import IS_MEMBER, Written, lasts_on
from fourthp.partnership.models.words import Term

if TYPE_CHECKING:
    from fourthp.partnership.models.people import Person


# Kept as the name of an agency that a source gives services without naming it.
NOT_NAMED = "Not named by its source"


def name_shown(name: str) -> str:
    """Return an agency's name as people read it."""
    return gettext("Agency not named") if name == NOT_NAMED else name


class Ending(models.TextChoices):
    """What became of an agency that is no more."""

    MERGED = "merged", _("merged into another")
    ABOLISHED = "abolished", _("abolished")
    CLOSED = "closed", _("closed")


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Agencies, known and members."""

    def members(self, day: date) -> Self:
        """Return the agencies whose membership holds on a day."""
        return self.filter(Written(IS_MEMBER, day=day, others={"agency": "pk"}))

    def visible_to(self, reader: "Person | None") -> Self:
        """Return what a reader may see: every agency is named to everyone, except
        one whose place is confidential, which only people with a seat may see."""
        return self.filter(agency_seen(reader))


def agency_seen(reader: "Person | None", of: str = "") -> Q:
    """Return the condition that a reader may see an agency; of: what leads to it."""
    if reader is not None and reader.held:
        return Q()
    return Q(**{f"{of}place_is_confidential": False})


class Agency(models.Model):
    """An organisation. Fields as in HSDS 3.2.3 `organization`, plus our own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=300)
    alternate_name = models.CharField(_("other name"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    email = models.CharField(_("e-mail address"), max_length=254, blank=True)
    website = models.CharField(_("website"), max_length=2000, blank=True)
    year_incorporated = models.PositiveIntegerField(null=True, blank=True)
    legal_status = models.CharField(max_length=300, blank=True)
    logo = models.CharField(max_length=2000, blank=True)
    uri = models.CharField(max_length=2000, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    # Nothing where its kind is not known.
    kind = models.ForeignKey(
        Term,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agencies",
        verbose_name=_("kind"),
    )
    terms = models.ManyToManyField(
        Term, through="AgencyTerm", related_name="agencies_with"
    )
    # An agency that is no more, what became of it, and who does its work now.
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_as = models.CharField(
        _("what became of it"), max_length=20, choices=Ending, blank=True
    )
    successor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    # When somebody of the agency last said that its people are still its people.
    people_confirmed_on = models.DateField(null=True, blank=True)
    # When it was last asked that, and had not said it by itself.
    people_asked_on = models.DateField(null=True, blank=True)
    place_is_confidential = models.BooleanField(
        _("place is confidential"), default=False
    )
    source = models.CharField(max_length=100, blank=True)
    source_id = models.CharField(max_length=250, blank=True)
    local_fields = models.JSONField(default=list, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    last_modified = models.DateTimeField(null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    matter_kind = "agency"
    inventory = (
        held(
            SYSTEM,
            Retention.WITH_ROW,
            "id",
            "parent",
            "terms",
            "kind",
            "place_is_confidential",
            "successor",
            "source",
            "source_id",
            "local_fields",
            "last_modified",
        )
        | held(
            PUBLIC,
            Retention.WHILE_KNOWN,
            "name",
            "alternate_name",
            "description",
            "email",
            "website",
            "year_incorporated",
            "legal_status",
            "logo",
            "uri",
            "ended_on",
            "ended_as",
            "extra",
        )
        | held(
            NETWORK,
            Retention.UNTIL_REPLACED,
            "people_confirmed_on",
            "people_asked_on",
        )
    )

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source=""),
                name="one_agency_a_source_id",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="agency_has_a_name"),
            models.CheckConstraint(
                name="confidential_agency_keeps_nothing_more",
                condition=Q(place_is_confidential=False) | Q(extra={}),
            ),
            models.CheckConstraint(
                name="ended_agency_says_when_and_how",
                condition=Q(ended_on__isnull=True, ended_as="")
                | (Q(ended_on__isnull=False) & ~Q(ended_as="")),
            ),
            models.CheckConstraint(
                name="agency_does_not_follow_itself",
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
            ),
            models.CheckConstraint(
                name="agency_is_no_part_of_itself",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return name_shown(self.name)

    @property
    def names(self) -> tuple[str, str]:
        """Return what it is called; nothing where its source does not name it."""
        return ("" if self.name == NOT_NAMED else self.name, self.alternate_name)

    @property
    def known_as(self) -> tuple[str, ...]:
        """Return every name by which it is found, also those of former times."""
        return (*self.names, *(one.name for one in self.called.all()))

    def name_on(self, day: date) -> str:
        """Return what it was called on a day."""
        former = [one for one in self.called.all() if one.until_on]
        held = (one.name for one in former if one.until_on and one.until_on >= day)
        return name_shown(next(held, self.name))


class AgencyName(models.Model):
    """A name by which an agency is found: another one, or what it was called before.

    until_on is the last day on which it was the agency's own name.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="called")
    name = models.CharField(_("name"), max_length=300)
    until_on = models.DateField(_("until"), null=True, blank=True)

    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "agency") | held(
        PUBLIC, Retention.WHILE_KNOWN, "name", "until_on"
    )

    class Meta:
        verbose_name = _("other or former name")
        # Of two names of one day the one that was given first.
        ordering = ["until_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""), name="agency_name_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyTerm(models.Model):
    """A word that says something of an agency: its sector, its part, where it works."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="said")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")

    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "agency", "term")

    class Meta:
        verbose_name = _("part, sector or area")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "term"], name="agency_says_a_term_once"
            ),
        ]

    def __str__(self) -> str:
        # A history shows rows whose word may be gone meanwhile.
        said = Term.objects.filter(pk=self.term_id).values_list("name", flat=True)
        return said.first() or ""


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by date."""

    def holding(self, day: date) -> Self:
        """Return those that hold on a day: up to the minute in which they ended."""
        return self.filter(lasts_on(day), from_on__lte=day)


class Membership(models.Model):
    """An agency's membership of the network, from–to. Known is not member."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.CASCADE, related_name="memberships"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    matter_kind = "membership"
    stands_in_history = False  # that it became a member, or left, is told by the act
    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "agency") | held(
        PUBLIC, Retention.WHILE_KNOWN, "from_on", "to_on", "ended_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="membership_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(to_on__isnull=False),
                name="membership_ended_on_a_day",
            ),
        ]
        # Every seat asks it whether its agency is a member.
        indexes = [
            models.Index(
                fields=["agency", "from_on", "to_on", "ended_at"],
                name="membership_of_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.from_on}"

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        is_over = self.to_on is not None and self.to_on < day
        is_ended = self.to_on == day and self.ended_at is not None
        return self.from_on <= day and not (is_over or is_ended)
