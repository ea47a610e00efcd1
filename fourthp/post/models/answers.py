"""What was answered by links in mails: each link does one thing once."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held
from fourthp.foundation.links import SignedLink
from fourthp.post.rules.acts import LEFT, NOT_ME


class Answer(models.Model):
    """What was done by one link; taken back it stays, and the link is free again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=26)
    holder_kind = models.CharField(max_length=40)
    holder_id = models.UUIDField()
    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField()
    expires_at = models.DateTimeField()
    choice = models.CharField(max_length=40)
    # By which what was done is found again, to be undone.
    trace = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    # It says something of a reader, and nobody has looked at it yet.
    waits_for_look = models.BooleanField(default=False)

    matter_kind = "answer"
    inventory = held(
        SYSTEM,
        Retention.YEARS_2,
        "id",
        "purpose",
        "holder_kind",
        "about_kind",
        "about_id",
        "expires_at",
        "choice",
        "trace",
        "at",
        "undone_at",
        "waits_for_look",
    ) | held(PERSONAL, Retention.YEARS_2, "holder_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "holder_id",
                    "about_id",
                    "purpose",
                    "holder_kind",
                    "about_kind",
                    "expires_at",
                ],
                condition=Q(undone_at__isnull=True),
                name="one_answer_a_link",
            ),
        ]
        indexes = [
            models.Index(fields=["at"], name="answer_by_time"),
            models.Index(fields=["holder_id"], name="answer_of_holder"),
            models.Index(fields=["about_id"], name="answer_about"),
            models.Index(
                fields=["at", "id"],
                condition=Q(waits_for_look=True),
                name="answer_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return self.choice

    @property
    def is_of_another(self) -> bool:
        """Tell whether it says that the mail reached somebody else."""
        return self.choice in {NOT_ME, LEFT}

    @property
    def is_of_leaving(self) -> bool:
        """Tell whether it says that the mail's reader has left."""
        return self.choice == LEFT


def fields_of(link: SignedLink) -> dict[str, object]:
    """Return by which fields the answers to a link are found."""
    seconds = int(link.expires_at.timestamp())
    return {
        "purpose": link.purpose,
        "holder_kind": link.holder_kind,
        "holder_id": link.holder_id,
        "about_kind": link.matter_kind,
        "about_id": link.matter_id,
        "expires_at": datetime.fromtimestamp(seconds, UTC),
    }
