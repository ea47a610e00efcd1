"""The network's own words: kinds of agencies, sectors, the four Ps, areas, and more."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PUBLIC, SYSTEM, Retention, held


class Vocabulary(models.TextChoices):
    """Which list a word belongs to. The lists are fixed, their words are data."""

    KIND = "kind", _("kinds of agencies")
    SECTOR = "sector", _("sectors")
    FOUR_PS = "four-ps", _("parts in the four Ps")
    AREA = "area", _("areas")
    TOPIC = "topic", _("topics")
    SETTING = "setting", _("settings where it is met")


class TermQuerySet(models.QuerySet["Term"]):
    """Terms by their list and by date."""

    def of(self, vocabulary: str) -> Self:
        """Return the terms of one list, in its order."""
        return self.filter(vocabulary=vocabulary).order_by("position", "name", "pk")

    def offered(self, vocabulary: str, day: date) -> Self:
        """Return what may be chosen on a day: whatever has not been retired."""
        open_still = Q(retired_on__isnull=True) | Q(retired_on__gt=day)
        return self.of(vocabulary).filter(open_still)

    def fine(self) -> Self:
        """Return areas that are finer than a region: those within another."""
        return self.filter(vocabulary=Vocabulary.AREA, within__isnull=False)


class Term(models.Model):
    """One word of a list. A country's pack brings the first; a network has its own.

    code is what a pack calls it, for ever. A retired term stands where it was used, and
    is offered no more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    vocabulary = models.CharField(max_length=20, choices=Vocabulary)
    code = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    within = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    is_statutory = models.BooleanField(_("statutory"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    objects = TermQuerySet.as_manager()

    matter_kind = "term"
    is_one_of_many = True  # a history names it beside what changed of it
    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "vocabulary", "code", "within", "position"
    ) | held(PUBLIC, Retention.UNTIL_REPLACED, "name", "is_statutory", "retired_on")

    class Meta:
        verbose_name = _("word")
        constraints = [
            models.UniqueConstraint(
                fields=["vocabulary", "code"], name="one_term_a_code"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(code=""), name="term_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(is_statutory=False) | Q(vocabulary="kind"),
                name="only_kinds_are_statutory",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_fine(self) -> bool:
        """Tell whether it is an area finer than a region: one within another."""
        return self.vocabulary == Vocabulary.AREA and self.within_id is not None

    def is_retired(self, day: date) -> bool:
        """Tell whether it is offered no more on a day."""
        return self.retired_on is not None and self.retired_on <= day
