"""That an auditor asked who it was that looked at something."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, PERSONAL, SYSTEM, Retention, held
from fourthp.partnership.models.people import Person

# How long the names are shown after they were asked for.
NAMES_STAND = timedelta(hours=1)


class NamesAsked(models.Model):
    """An auditor asked for the names of those who looked at a matter, and says why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField()
    asked_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(db_index=True)
    reason = models.CharField(_("reason"), max_length=300)

    matter_kind = "names-asked"
    inventory = (
        held(SYSTEM, Retention.YEARS_2, "id", "about_kind", "about_id", "asked_at")
        | held(PERSONAL, Retention.YEARS_2, "asked_by")
        | held(NETWORK, Retention.YEARS_2, "reason")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="names_asked_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about_kind} {self.about_id}"
