"""What was said of an action, step by step."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, PERSONAL, SYSTEM, Retention, held
from fourthp.partnership.models import Agency, Seat
from fourthp.plan.models.actions import Action


class ActionStep(models.Model):
    """One thing that was said of an action: what, when, by whom.

    reasons are names of what was ticked. revision_id is by which it can be taken back,
    undone_at since when it is.
    """

    class Kind(models.TextChoices):
        GIVEN = "given", _("given")
        MOVED = "moved", _("moved")
        BLOCKED = "blocked", _("blocked")
        TAKEN_UP = "taken-up", _("taken up again")
        HANDED_OVER = "handed-over", _("handed over")
        DONE = "done", _("done")
        REOPENED = "reopened", _("open again")
        DROPPED = "dropped", _("dropped")

    class Reason(models.TextChoices):
        WAITS = "waits", _("We wait for somebody else")
        MEANS = "means", _("We lack the time, the people or the money")
        UNCLEAR = "unclear", _("It is not clear what is to be done")
        NOT_OURS = "not-ours", _("It is not ours to do")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=40, blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    words = models.TextField(_("words"), blank=True)
    reasons = models.JSONField(default=list, blank=True)
    from_due = models.DateField(null=True, blank=True)
    to_due = models.DateField(null=True, blank=True)
    from_seat = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    to_seat = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    from_agency = models.ForeignKey(
        Agency, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    to_agency = models.ForeignKey(
        Agency, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revision_id = models.UUIDField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    inventory = (
        held(SYSTEM, Retention.YEARS_7, "id", "action", "kind", "reasons")
        | held(SYSTEM, Retention.WITH_ROW, "from_seat", "to_seat", "revision_id")
        | held(SYSTEM, Retention.WITH_ROW, "from_agency", "to_agency", "undone_at")
        | held(NETWORK, Retention.YEARS_7, "at", "words", "from_due", "to_due")
        | held(PERSONAL, Retention.YEARS_2, "actor_kind", "actor_id")
    )

    class Meta:
        verbose_name = _("step of an action")
        verbose_name_plural = _("steps of actions")
        indexes = [
            models.Index(fields=["action", "at", "id"], name="step_of_action"),
            models.Index(fields=["at"], name="step_at"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.kind}"

    @property
    def reasons_in_words(self) -> list[str]:
        """Return what was ticked, in words."""
        return [str(self.Reason(one).label) for one in self.reasons]
