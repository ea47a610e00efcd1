"""Labels and audiences: the only source of who may see a shared row."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Q, UUIDField, Value
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.clock import today
from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, Retention, held
from fourthp.partnership.models.conditions import SITS, Written
from fourthp.partnership.models.roles import FOR_AN_AGENCY, Role
from fourthp.partnership.rules import labels

if TYPE_CHECKING:
    from fourthp.partnership.models.people import Person


Row = TypeVar("Row", bound=models.Model, covariant=True)  # noqa: PLC0105 -- reads as the row it is


class Label(models.TextChoices):
    """Traffic Light Protocol 2.0 (FIRST); never translated."""

    CLEAR = labels.CLEAR, labels.CLEAR
    GREEN = labels.GREEN, labels.GREEN
    AMBER = labels.AMBER, labels.AMBER
    AMBER_STRICT = labels.AMBER_STRICT, labels.AMBER_STRICT
    RED = labels.RED, labels.RED


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
    # Of the seat's agency. A word in use stays: without it the rule would widen.
    kind = models.ForeignKey(
        "partnership.Term",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        "id",
        "audience",
        "group",
        "agency",
        "person",
        "role",
        "kind",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(group__isnull=False)
                | Q(agency__isnull=False)
                | Q(person__isnull=False)
                | Q(kind__isnull=False)
                | ~Q(role=""),
                name="audience_rule_names_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience_id}"


NETWORK_WIDE = (Label.CLEAR, Label.GREEN)


_OF_SEAT = ("group", "agency", "person", "role")
_MEETS = (
    "({group} IS NULL OR {group} = {seat_group})"
    " AND ({agency} IS NULL OR {agency} = {seat_agency})"
    " AND ({person} IS NULL OR {person} = {seat_person})"
    " AND ({role} = '' OR {role} = {seat_role})"
    " AND ({kind} IS NULL OR {kind} = (SELECT known.kind_id"
    " FROM partnership_agency known WHERE known.id = {seat_agency}))"
)

_RULE = {
    **{name: f"rule.{name}_id" for name in ("group", "agency", "person", "kind")},
    **{f"seat_{name}": f"sits.{name}_id" for name in ("group", "agency", "person")},
    "role": "rule.role",
    "seat_role": "sits.role",
}
# That a seat which somebody holds today meets a rule of an audience: what is shared is
# asked it on every page, and putting it together took longer than the answer.
_MEETS_BY_SEAT = (
    "EXISTS (SELECT 1 FROM partnership_seat sits"  # noqa: S608 -- of words that stand here
    " JOIN partnership_group its ON its.id = sits.group_id"
    f" WHERE sits.person_id = {{reader}} AND {SITS}"
    " AND EXISTS (SELECT 1 FROM partnership_audiencerule rule"
    f" WHERE rule.audience_id = {{audience}} AND {_MEETS.format(**_RULE)}))"
)


def rules_met(audience: Any) -> models.QuerySet[AudienceRule]:
    """Return an audience's rules that the seat of the outer query meets.

    The kind of its agency is looked up for rules that ask for one, and for no other.
    """
    seat = {f"seat_{name}": OuterRef(name) for name in _OF_SEAT}
    return AudienceRule.objects.filter(
        Written(_MEETS, *_OF_SEAT, "kind", others=seat), audience=audience
    )


def meets_an_audience(reader: "Person") -> Q:
    """Return the condition that a seat which a reader holds today meets an audience."""
    who = {"reader": Value(reader.pk, UUIDField())}
    return Q(Written(_MEETS_BY_SEAT, "audience", day=today(), others=who))


def lasting(day: date) -> Q:
    """Return the condition that a shared row is neither recalled nor expired."""
    until = Q(expires_on__isnull=True) | Q(expires_on__gte=day)
    return Q(recalled_at__isnull=True) & until


class SharedQuerySet(models.QuerySet[Row]):
    """Rows with a label and an audience."""

    def visible_to(self, reader: "Person | None") -> Self:
        """Return what a reader may see; None is the public.

        What was recalled, or whose last day is over, is there for nobody; what hangs
        on other shared rows for nobody who does not see each of these.
        """
        found = self.within_reach_of(reader).filter(lasting(today()))
        for name in self.model.hangs_on:  # type: ignore[attr-defined]  # rows are Shared
            parent: Any = self.model._meta.get_field(name).related_model
            seen = parent._default_manager.visible_to(reader).order_by()
            found = found.filter(
                Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__in": seen.values("pk")})
            )
        return found

    def over_for(self, reader: "Person | None") -> Self:
        """Return what is over, recalled or expired, and a reader keeps still.

        Who may narrow it sees it still; only the pages on which it is kept ask this.
        """
        if reader is None or not reader.held:
            return self.none()
        over = Q(recalled_at__isnull=False) | Q(expires_on__lt=today())
        return self.within_reach_of(reader).filter(over & self._kept_by(reader))

    def _kept_by(self, reader: "Person") -> Q:
        """Return the condition that a reader keeps a row that is over.

        By the strong door alone a coordinator; a room adds who else keeps its rows.
        """
        if reader.is_strong and Role.COORDINATOR in reader.roles_held:
            return Q(pk__isnull=False)
        ours = [one.agency for one in reader.held if one.role in FOR_AN_AGENCY]
        return Q(originator__in=list(filter(None, ours)))

    def within_reach_of(self, reader: "Person | None") -> Self:
        """Return what label and audience let a reader see, whether it is over or not.

        TLP:CLEAR without an audience is everyone's. Everything else needs a seat
        that holds today; an audience narrows to seats that one of its rules meets,
        and without any rule is nobody. TLP:AMBER and above without an audience is
        nobody's but its originator agency's, and for somebody who came with a
        second factor only: a password alone shows TLP:GREEN at most (S6).
        """
        open_to_all = Q(label=Label.CLEAR, audience__isnull=True)
        if reader is None:
            return self.filter(open_to_all)
        if not reader.held:
            return self.filter(open_to_all)
        network_wide = Q(label__in=NETWORK_WIDE, audience__isnull=True)
        own = Q(originator__in={one.agency for one in reader.held if one.agency})
        found = self.filter(network_wide | own | meets_an_audience(reader))
        return found if reader.is_strong else found.filter(label__in=NETWORK_WIDE)


def audience_index(name: str) -> models.Index:
    """Return the index that every shared model declares for its audiences.

    Partial, because an engine without statistics would take `audience IS NULL` for
    the rarest of conditions and read the whole table by it.
    """
    return models.Index(
        fields=["audience"], condition=Q(audience__isnull=False), name=name
    )


def expiry_index(name: str) -> models.Index:
    """Return the index by which the clockwork finds what expired; partial, as above."""
    return models.Index(
        fields=["expires_on"], condition=Q(expires_on__isnull=False), name=name
    )


class Shared(models.Model):
    """A row that has a label and an audience, and answers `visible_to`.

    expires_on is the last day on which it is seen. hangs_on names the relations to
    other shared rows: whoever does not see each of them does not see this one.
    """

    hangs_on: ClassVar[tuple[str, ...]] = ()

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

    expires_on = models.DateField(_("seen until"), null=True, blank=True)
    # Who recalled it stands in the record of acts.
    recalled_at = models.DateTimeField(null=True, blank=True, editable=False)

    matter_kind: str
    audience_id: UUID | None
    originator_id: UUID | None
    shared_inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        "label",
        "audience",
        "originator",
        "expires_on",
        "recalled_at",
    )

    class Meta:
        abstract = True

    def is_over(self, day: date) -> bool:
        """Tell whether nobody sees it any more on a day but those who keep it."""
        if self.recalled_at is not None:
            return True
        return self.expires_on is not None and self.expires_on < day

    @property
    def parents(self) -> "list[Shared]":
        """Return the shared rows that it hangs on."""
        return list(filter(None, (getattr(self, name) for name in self.hangs_on)))

    @property
    def strictest_label(self) -> str:
        """Return the most restrictive of its label and of those that it hangs on."""
        hung = (one.strictest_label for one in self.parents)
        return labels.strictest(str(self.label), *hung)
