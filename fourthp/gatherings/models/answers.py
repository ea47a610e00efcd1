"""Answers: whether somebody comes to one gathering, and how."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held
from fourthp.gatherings.models.gatherings import Gathering
from fourthp.gatherings.models.guests import Guest
from fourthp.partnership.models import Person


class Says(models.TextChoices):
    """What somebody says of a gathering that she is invited to."""

    ROOM = "room", _("comes, in the room")
    ONLINE = "online", _("comes online")
    PERHAPS = "perhaps", _("perhaps")
    APOLOGIES = "apologies", _("apologies")
    DEPUTY = "deputy", _("a deputy comes instead")
    OTHER = "other", _("somebody else comes instead")


class Way(models.TextChoices):
    """On which way an answer came."""

    PAGE = "page", _("on its page")
    MAIL = "mail", _("by a mail")
    CALENDAR = "calendar", _("by a calendar")
    NOTED = "noted", _("noted by whoever keeps it")


class Answer(models.Model):
    """What one person, or one guest, says of one gathering; it goes a year after it.

    deputy: who comes instead, of the same agency. other: a guest who does. Whether
    whoever said it is still invited is asked each time.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gathering = models.ForeignKey(
        Gathering, on_delete=models.CASCADE, related_name="answers"
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    guest = models.OneToOneField(
        Guest, on_delete=models.CASCADE, null=True, blank=True, related_name="answer"
    )
    says = models.CharField(max_length=20, choices=Says)
    deputy = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    other = models.ForeignKey(
        Guest, on_delete=models.SET_NULL, null=True, blank=True, related_name="instead"
    )
    words = models.CharField(_("a word with it"), max_length=300, blank=True)
    way = models.CharField(max_length=20, choices=Way)
    said_at = models.DateTimeField()

    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "gathering", "person", "guest", "other"
    ) | held(
        PERSONAL, Retention.YEAR_AFTER, "says", "deputy", "words", "way", "said_at"
    )

    class Meta:
        verbose_name = _("answer to an invitation")
        verbose_name_plural = _("answers to invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "person"], name="answer_once_of_a_person"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, guest__isnull=True)
                | Q(person__isnull=True, guest__isnull=False),
                name="answer_of_a_person_or_a_guest",
            ),
            models.CheckConstraint(
                condition=Q(says__in=sorted(Says)), name="answer_says_something_known"
            ),
            models.CheckConstraint(
                condition=Q(says="deputy") | Q(deputy=None),
                name="answer_names_a_deputy_who_comes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.says}"
