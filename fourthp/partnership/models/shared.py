"""Labels and audiences: the only source of who may see a shared row."""

from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.clock import today
from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, Retention, held
from fourthp.partnership import rules

if TYPE_CHECKING:
    from fourthp.partnership.models.people import Person


Row = TypeVar("Row", bound=models.Model, covariant=True)  # noqa: PLC0105 -- reads as the row it is


class Label(models.TextChoices):
    """Traffic Light Protocol 2.0 (FIRST); never translated."""

    CLEAR = rules.CLEAR, rules.CLEAR
    GREEN = rules.GREEN, rules.GREEN
    AMBER = rules.AMBER, rules.AMBER
    AMBER_STRICT = rules.AMBER_STRICT, rules.AMBER_STRICT
    RED = rules.RED, rules.RED


class Audience(models.Model):
    """A named set of readers. Without a rule it is nobody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200, blank=True)

    inventory = held(SYSTEM, Retention.WITH_ROW, "id") | held(
        NETWORK, Retention.WITH_ROW, "name"
    )

    def __str__(self) -> str:
        return self.name


class AudienceRule(models.Model):
    """One way into an audience: a seat that meets every field given here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    audience = models.ForeignKey(
        Audience, on_delete=models.CASCADE, related_name="rules"
    )
    group = models.ForeignKey(
        "partnership.Group", on_delete=models.CASCADE, null=True, blank=True
    )
    agency = models.ForeignKey(
        "partnership.Agency", on_delete=models.CASCADE, null=True, blank=True
    )
    person = models.ForeignKey(
        "partnership.Person", on_delete=models.CASCADE, null=True, blank=True
    )
    role = models.CharField(max_length=20, blank=True)

    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        "id",
        "audience",
        "group",
        "agency",
        "person",
        "role",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(group__isnull=False)
                | Q(agency__isnull=False)
                | Q(person__isnull=False)
                | ~Q(role=""),
                name="audience_rule_names_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience_id}"


NETWORK_WIDE = (Label.CLEAR, Label.GREEN)


def rules_met(audience: Any) -> models.QuerySet[AudienceRule]:
    """Return an audience's rules that the seat of the outer query meets."""
    return AudienceRule.objects.filter(
        Q(group__isnull=True) | Q(group=OuterRef("group")),
        Q(agency__isnull=True) | Q(agency=OuterRef("agency")),
        Q(person__isnull=True) | Q(person=OuterRef("person")),
        Q(role="") | Q(role=OuterRef("role")),
        audience=audience,
    )


class SharedQuerySet(models.QuerySet[Row]):
    """Rows with a label and an audience."""

    def visible_to(self, reader: "Person | None") -> Self:
        """Return what a reader may see; None is the public.

        TLP:CLEAR without an audience is everyone's. Everything else needs a seat
        that holds today; an audience narrows to seats that one of its rules meets,
        and without any rule is nobody. TLP:AMBER and above without an audience is
        nobody's but its originator agency's, and for somebody who came with a
        second factor only: a password alone shows TLP:GREEN at most (S6).
        """
        open_to_all = Q(label=Label.CLEAR, audience__isnull=True)
        if reader is None:
            return self.filter(open_to_all)
        seats = reader.seats.holding(today())
        if not seats.exists():
            return self.filter(open_to_all)
        network_wide = Q(label__in=NETWORK_WIDE, audience__isnull=True)
        own = Q(originator__in=seats.exclude(agency=None).values("agency"))
        named = Q(
            Exists(seats.filter(Exists(rules_met(OuterRef(OuterRef("audience"))))))
        )
        found = self.filter(network_wide | own | named)
        return found if reader.is_strong else found.filter(label__in=NETWORK_WIDE)


def audience_index(name: str) -> models.Index:
    """Return the index that every shared model declares for its audiences.

    Partial, because an engine without statistics would take `audience IS NULL` for
    the rarest of conditions and read the whole table by it.
    """
    return models.Index(
        fields=["audience"], condition=Q(audience__isnull=False), name=name
    )


class Shared(models.Model):
    """A row that has a label and an audience, and answers `visible_to`."""

    label = models.CharField(
        _("label"), max_length=20, choices=Label, default=Label.GREEN
    )
    audience = models.ForeignKey(
        Audience,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # most rows have none: `audience_index` knows those that do
    )
    originator = models.ForeignKey(
        "partnership.Agency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("originator"),
    )

    audience_id: UUID | None
    originator_id: UUID | None
    shared_inventory = held(
        SYSTEM, Retention.WITH_ROW, "label", "audience", "originator"
    )

    class Meta:
        abstract = True
