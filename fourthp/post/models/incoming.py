"""What came in by mail: each mail once, and what became of it."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import (
    LASTS,
    PERSONAL,
    SYSTEM,
    Retention,
    held,
)
from fourthp.foundation.seals import SealedJSON
from fourthp.post.models.messages import Message


class Incoming(models.Model):
    """One mail that came in, from whoever it says; nothing proves the sender."""

    class State(models.TextChoices):
        NEW = "new", _("waits for somebody")
        HANDLED = "handled", _("dealt with")

    class Outcome(models.TextChoices):
        RETURNED = "returned", _("a mail of ours came back")
        DELAYED = "delayed", _("a mail of ours is late and still tried")
        FOREIGN = "foreign", _("a report that belongs to no mail of ours")
        COMPLAINED = "complained", _("a mail of ours was reported as unwanted")
        AUTOMATIC = "automatic", _("sent by a machine")
        LEFT_NEWS = "left-news", _("left the news")
        ANSWERED = "answered", _("answered what was asked")
        TOO_MANY = "too-many", _("one of too many of one sender on one day")
        # The others are letters, each with the reason why a person reads it.
        LETTER = "letter", _("a letter")
        WANTS_OUT = "wants-out", _("asks to get no more mail")
        NOBODY_TAKES = "nobody-takes", _("an answer that no program takes")
        TOO_LATE = "too-late", _("an answer that came too late")
        NO_SEAT = "no-seat", _("an answer of somebody who may no longer see that")
        NOT_TAKEN = "not-taken", _("an answer that could not be understood")
        UNREADABLE = "unreadable", _("a mail that could not be read")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Where it lay: by it a mail that was taken is known, whatever happened after.
    source_key = models.CharField(max_length=200, unique=True)
    # The same mail under another key, such as after a mailbox was made anew.
    digest = models.CharField(max_length=64, unique=True)
    taken_at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20, choices=Outcome)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    sender = models.CharField(max_length=254, blank=True)
    # Its name, subject, text, and what the room that took it says.
    words = SealedJSON(default=dict)
    has_words = models.BooleanField(default=False)
    message = models.ForeignKey(
        Message,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="came_in",
    )
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by_kind = models.CharField(max_length=40, blank=True)
    handled_by_id = models.CharField(max_length=100, blank=True)

    matter_kind = "incoming"
    inventory = (
        held(
            SYSTEM,
            Retention.YEARS_2,
            "id",
            "source_key",
            "digest",
            "taken_at",
            "kind",
            "outcome",
            "state",
            "has_words",
            "message",
            "handled_at",
        )
        | held(
            PERSONAL, Retention.YEARS_2, "sender", "handled_by_kind", "handled_by_id"
        )
        | held(PERSONAL, Retention.DAYS_30, "words")
    )

    class Meta:
        indexes = [
            models.Index(fields=["state", "taken_at", "id"], name="incoming_by_state"),
            models.Index(fields=["sender", "taken_at"], name="incoming_of_sender"),
        ]

    def __str__(self) -> str:
        return str(self.get_outcome_display())

    @property
    def sender_name(self) -> str:
        """Return the name that its sender gave."""
        return str(self.words.get("name", ""))

    @property
    def subject(self) -> str:
        """Return its subject; nothing once that was forgotten."""
        return str(self.words.get("subject", ""))

    @property
    def text(self) -> str:
        """Return what it says; nothing once that was forgotten."""
        return str(self.words.get("text", ""))

    @property
    def words_go_at(self) -> datetime:
        """Return when what it says is forgotten, whether or not somebody read it."""
        return self.taken_at + LASTS[Retention.DAYS_30]
