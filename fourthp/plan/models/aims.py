"""Joint aims: what agencies bring and ask, and by which figures one sees how far."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, DataClass, Retention, held
from fourthp.partnership.models import (
    Agency,
    Label,
    OfGroup,
    OfGroupQuerySet,
    Shared,
    Term,
    audience_index,
    expiry_index,
)


class AimQuerySet(OfGroupQuerySet["Aim"]):
    """Aims by who may see them."""


class Aim(OfGroup):
    """What a group of the network wants to have reached, in one of the four Ps.

    part is a word of the four Ps. It is over from the day on which somebody said what
    became of it.
    """

    class Outcome(models.TextChoices):
        REACHED = "reached", _("reached")
        PARTLY = "partly", _("partly reached")
        GIVEN_UP = "given-up", _("given up")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("aim"), max_length=160)
    words = models.TextField(_("what it means"), blank=True)
    part = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="+", verbose_name=_("part")
    )
    from_on = models.DateField(_("from"))
    by_on = models.DateField(_("to be reached by"), null=True, blank=True)
    ended_on = models.DateField(_("over since"), null=True, blank=True)
    outcome = models.CharField(
        _("what became of it"), max_length=20, choices=Outcome, blank=True
    )
    outcome_words = models.TextField(_("what was learnt"), blank=True)

    objects = AimQuerySet.as_manager()

    matter_kind = "aim"
    # Who sees an aim may read all that it says, and said.
    shown_in_history = frozenset({DataClass.SYSTEM, DataClass.NETWORK})
    inventory = (
        Shared.shared_inventory
        | held(SYSTEM, Retention.WITH_ROW, "id", "group", "part")
        | held(
            NETWORK,
            Retention.FOREVER,
            "title",
            "words",
            "from_on",
            "by_on",
            "ended_on",
            "outcome",
            "outcome_words",
        )
    )

    class Meta:
        verbose_name = _("aim")
        verbose_name_plural = _("aims")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="aim_has_a_title"),
            models.CheckConstraint(
                condition=Q(label=Label.GREEN), name="aim_is_for_the_network"
            ),
            models.CheckConstraint(
                condition=Q(by_on=None) | Q(by_on__gte=F("from_on")),
                name="aim_is_reached_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, outcome="")
                | (Q(ended_on__isnull=False) & ~Q(outcome="")),
                name="aim_ends_with_what_became_of_it",
            ),
        ]
        indexes = [audience_index("aim_audience"), expiry_index("aim_expiry")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_done(self) -> bool:
        """Tell whether somebody said what became of it."""
        return self.ended_on is not None


class Contribution(models.Model):
    """What an agency brings to an aim, and what it asks of the others for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    aim = models.ForeignKey(Aim, on_delete=models.CASCADE, related_name="contributions")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    brings = models.TextField(_("what it brings"), blank=True)
    asks = models.TextField(_("what it asks of others"), blank=True)
    said_on = models.DateField(_("said on"))

    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "aim", "agency") | held(
        NETWORK, Retention.FOREVER, "brings", "asks", "said_on"
    )

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["aim", "agency"], name="an_agency_says_once_what_it_brings"
            ),
            models.CheckConstraint(
                condition=~Q(brings="", asks=""), name="contribution_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aim_id} {self.agency_id}"


class Indicator(models.Model):
    """A figure by which one sees how far an aim is.

    agency keeps it: its people say the figures; without any the coordinators do. every
    is how often, in months. baseline is what it was when the aim began.
    """

    class Every(models.IntegerChoices):
        MONTH = 1, _("every month")
        QUARTER = 3, _("every three months")
        HALF = 6, _("every half year")
        YEAR = 12, _("every year")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    aim = models.ForeignKey(Aim, on_delete=models.CASCADE, related_name="indicators")
    name = models.CharField(_("figure"), max_length=160)
    definition = models.TextField(_("what is counted, and how"))
    unit = models.CharField(_("unit"), max_length=40)
    source = models.CharField(_("where the figure comes from"), max_length=200)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who says it"),
    )
    every = models.PositiveSmallIntegerField(
        _("how often"), choices=Every, default=Every.QUARTER
    )
    baseline = models.DecimalField(
        _("at the beginning"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2)
    retired_on = models.DateField(_("kept until"), null=True, blank=True)

    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "aim", "agency", "every", "retired_on"
    ) | held(
        NETWORK,
        Retention.FOREVER,
        "name",
        "definition",
        "unit",
        "source",
        "baseline",
        "target",
    )

    class Meta:
        verbose_name = _("figure of an aim")
        verbose_name_plural = _("figures of aims")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(unit="") & ~Q(definition=""),
                name="indicator_says_what_it_is",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """What an indicator was on a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="readings"
    )
    on = models.DateField(_("day"))
    value = models.DecimalField(_("figure"), max_digits=14, decimal_places=2)
    note = models.CharField(_("note"), max_length=200, blank=True)

    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "indicator") | held(
        NETWORK, Retention.FOREVER, "on", "value", "note"
    )

    class Meta:
        verbose_name = _("figure of a day")
        verbose_name_plural = _("figures of days")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "on"], name="an_indicator_has_one_figure_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.value}"
