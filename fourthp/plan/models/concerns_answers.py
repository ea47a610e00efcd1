"""Answers: what a concern led to, for who sees it; and for everyone in other words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import (
    NETWORK,
    PERSONAL,
    PUBLIC,
    SYSTEM,
    Retention,
    held,
)
from fourthp.partnership.models import Label, Seat, Shared, SharedQuerySet, Term
from fourthp.partnership.models.shared import audience_index, expiry_index
from fourthp.plan.models.concerns import Concern


class Answer(models.Model):
    """You said, we did; or we cannot, because. Whoever sees the concern reads it.

    A concern that is raised again may have several: the newest holds.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(
        Concern, on_delete=models.CASCADE, related_name="answers"
    )
    is_done = models.BooleanField(_("something was done"))
    you_said = models.TextField(_("you said"))
    we_did = models.TextField(_("we did, or we cannot because"))
    at = models.DateTimeField()
    seat = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    inventory = (
        held(SYSTEM, Retention.WITH_ROW, "id", "concern", "at")
        | held(NETWORK, Retention.FOREVER, "is_done", "you_said", "we_did")
        | held(PERSONAL, Retention.WHILE_KNOWN, "seat")
    )

    class Meta:
        verbose_name = _("answer to a concern")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(you_said="") & ~Q(we_did=""), name="answer_says_both"
            ),
        ]

    def __str__(self) -> str:
        return self.we_did


class PublicAnswer(Shared):
    """An answer for everyone, in words that were written for everyone.

    It tells no group and no agency, so that it hangs on nothing that is shared: taken
    back it is recalled.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.OneToOneField(
        Answer, on_delete=models.CASCADE, related_name="for_everyone"
    )
    is_done = models.BooleanField(_("something was done"))
    you_said = models.TextField(_("you said"))
    we_did = models.TextField(_("we did, or we cannot because"))
    setting = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    area = models.ForeignKey(
        Term, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()

    objects = SharedQuerySet["PublicAnswer"].as_manager()

    matter_kind = "public-answer"
    inventory = (
        Shared.shared_inventory
        | held(SYSTEM, Retention.WITH_ROW, "id", "answer", "setting", "area")
        | held(SYSTEM, Retention.WITH_ROW, "opened_at")
        | held(PUBLIC, Retention.FOREVER, "is_done", "you_said", "we_did")
    )

    class Meta:
        verbose_name = _("answer for everyone")
        verbose_name_plural = _("answers for everyone")
        constraints = [
            models.CheckConstraint(
                condition=Q(label=Label.CLEAR, audience__isnull=True),
                name="public_answer_is_clear",
            ),
            models.CheckConstraint(
                condition=~Q(you_said="") & ~Q(we_did=""),
                name="public_answer_says_both",
            ),
        ]
        indexes = [
            audience_index("public_answer_audience"),
            expiry_index("public_answer_expiry"),
            models.Index(fields=["-opened_at", "-id"], name="public_answer_newest"),
        ]

    def __str__(self) -> str:
        return self.you_said
