"""Series: what people come together for, once or again and again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, Retention, held
from fourthp.partnership.models import (
    Label,
    OfGroup,
    OfGroupQuerySet,
    Shared,
    audience_index,
    expiry_index,
)
from fourthp.partnership.models.shared import NETWORK_WIDE


class SeriesQuerySet(OfGroupQuerySet["Series"]):
    """Series by who may see them."""


class Series(OfGroup):
    """Gatherings of a group under one name; one that is held once is one of one.

    Whoever chairs its group keeps it, and the coordinators: no row names a person.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=120)

    objects = SeriesQuerySet.as_manager()

    matter_kind = "series"
    inventory = (
        Shared.shared_inventory
        | held(SYSTEM, Retention.WITH_ROW, "id", "group")
        | held(NETWORK, Retention.FOREVER, "name")
    )

    class Meta:
        verbose_name = _("series of gatherings")
        verbose_name_plural = _("series of gatherings")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="series_has_a_name"),
        ]
        indexes = [audience_index("series_audience"), expiry_index("series_expires")]

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_named(self) -> bool:
        """Tell whether its words may stand where anybody may look (S14).

        In a subject, or the title that a calendar shows on a screen in a corridor.
        """
        is_open = self.label == Label.CLEAR and self.audience_id is None
        return is_open and not self.group.is_closed

    @property
    def may_be_mailed(self) -> bool:
        """Tell whether a mail may say when and what it is: nothing above TLP:GREEN."""
        return self.label in NETWORK_WIDE
