"""Mailings and messages: what leaves, to whom, and how it stands."""

import secrets
from base64 import b32encode
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import (
    LASTS,
    PERSONAL,
    SECRET,
    SYSTEM,
    Retention,
    held,
)
from fourthp.foundation.leases import due, free
from fourthp.foundation.seals import SealedJSON
from fourthp.post.rules.kinds import Kind, UnknownKind, kind_of
from fourthp.post.rules.letters import Letter, letter_of

# Between two tries, or while a domain is left alone.
LONGEST_PUT_OFF = timedelta(hours=6)


def new_reference() -> str:
    """Return a word that nobody guesses: 128 bits, whatever the case of its letters."""
    return b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def nobody() -> dict[str, Any]:
    """Return what a message says of whom it was for, once that was forgotten."""
    return {
        "reader_id": "",
        "address": "",
        "domain": "",
        "said": "",
        "letter": {},
        "has_words": False,
        "reference": new_reference(),
    }


class Mailing(models.Model):
    """One act of telling some people something."""

    class State(models.TextChoices):
        HELD = "held", _("held for review")
        GOING = "going", _("going out")
        PAUSED = "paused", _("paused")
        STOPPED = "stopped", _("stopped")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=100)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.GOING)
    actor_kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=100, blank=True)
    # What would be told twice without it: a duty that runs again names the same.
    once = models.CharField(max_length=200, null=True, blank=True, unique=True)
    made_at = models.DateTimeField(db_index=True)
    # Since when anybody may know of it: not while it is held for review.
    released_at = models.DateTimeField(null=True, blank=True)

    matter_kind = "mailing"
    inventory = held(
        SYSTEM,
        Retention.YEARS_2,
        "id",
        "kind",
        "about_kind",
        "about_id",
        "state",
        "once",
        "made_at",
        "released_at",
    ) | held(PERSONAL, Retention.YEARS_2, "actor_kind", "actor_id")

    def __str__(self) -> str:
        return str(self.what.title)

    @property
    def what(self) -> Kind:
        """Return what sort of message it is."""
        return kind_of(self.kind)


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by what becomes of them."""

    def to_send(self, now: datetime) -> Self:
        """Return what is due and leased by nobody, the most urgent first."""
        waiting = self.filter(free(now), state=Message.State.WAITING)
        found = waiting.filter(due(now, LONGEST_PUT_OFF))
        return found.order_by("priority", "due_at", "id")


class Message(models.Model):
    """One mail to one reader."""

    class State(models.TextChoices):
        HELD = "held", _("held for review")
        GATHERED = "gathered", _("waits for the bundle")
        WAITING = "waiting", _("waits to be sent")
        PAUSED = "paused", _("paused")
        SENT = "sent", _("sent")
        BUNDLED = "bundled", _("went in a bundle")
        FAILED = "failed", _("could not be delivered")
        CANCELLED = "cancelled", _("stopped")  # as a mailing is called
        WITHHELD = "withheld", _("not sent")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mailing = models.ForeignKey(
        Mailing,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
    )
    kind = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    priority = models.PositiveSmallIntegerField(default=2)
    reader_kind = models.CharField(max_length=40)
    reader_id = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=254, blank=True)
    domain = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10, blank=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=64, blank=True)
    # Everyone may read what it is about (TLP:CLEAR): its own words may be outside.
    is_open = models.BooleanField(default=False)
    letter: models.Field[Any, Any] = SealedJSON(default=dict)
    has_words = models.BooleanField(default=True)
    reference = models.CharField(max_length=26, unique=True, default=new_reference)
    why = models.CharField(max_length=40, blank=True)
    bundle = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts"
    )
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)  # for the first time
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    said = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    matter_kind = "message"
    inventory = (
        held(
            SYSTEM,
            Retention.YEARS_2,
            "id",
            "mailing",
            "kind",
            "state",
            "priority",
            "language",
            "about_kind",
            "about_id",
            "is_open",
            "has_words",
            "why",
            "bundle",
            "due_at",
            "leased_until",
            "leased_by",
            "attempts",
            "tried_at",
            "code",
            "said",
            "made_at",
            "ended_at",
        )
        | held(
            PERSONAL,
            Retention.YEARS_2,
            "reader_kind",
            "reader_id",
            "address",
            "domain",
        )
        | held(PERSONAL, Retention.DAYS_30, "letter")
        | held(SECRET, Retention.YEARS_2, "reference")
    )

    class Meta:
        indexes = [
            # Whole, and not of one state: SQLite takes no partial index for a state
            # that is a value of the statement.
            models.Index(
                fields=["state", "priority", "due_at", "id"], name="message_to_send"
            ),
            models.Index(fields=["mailing", "state", "id"], name="message_of_mailing"),
            models.Index(
                fields=["reader_kind", "reader_id", "id"], name="message_to_reader"
            ),
            models.Index(fields=["address"], name="message_to_address"),
            models.Index(
                fields=["about_id"], condition=~Q(about_id=""), name="message_about"
            ),
            models.Index(fields=["domain", "state"], name="message_to_domain"),
            models.Index(fields=["state", "id"], name="message_by_state"),
        ]

    def __str__(self) -> str:
        return str(self.what.title)

    @property
    def what(self) -> Kind:
        """Return what sort of message it is."""
        return kind_of(self.kind)

    @property
    def is_last(self) -> bool:
        """Tell whether it is the last that somebody gets who was forgotten.

        A kind that a later program no longer has is none.
        """
        try:
            return self.what.is_last
        except UnknownKind:
            return False

    @property
    def is_over(self) -> bool:
        """Tell whether it has left, or never does."""
        return self.state in ENDED

    @property
    def words_went(self) -> datetime | None:
        """Return since when its words are gone, where they went on their schedule.

        A purge takes them before.
        """
        had_none = self.state == Message.State.WITHHELD
        if self.has_words or had_none or self.ended_at is None:
            return None
        at = self.keeps_words_until
        return at if at <= clock_now() else None

    @property
    def keeps_words_until(self) -> datetime:
        """Return when its words go on their schedule, whatever takes them before."""
        last = self.made_at + LASTS[Retention.DAYS_30]
        return max(last, self.ended_at or last)

    def forget_words(self) -> None:
        """Forget what it says; the caller saves."""
        self.letter, self.has_words = {}, False

    @property
    def says(self) -> Letter:
        """Return what it says; nothing once that was forgotten."""
        return letter_of(self.letter)


# What may leave still; all else has left, or never does.
OPEN = frozenset(
    {
        Message.State.HELD,
        Message.State.GATHERED,
        Message.State.WAITING,
        Message.State.PAUSED,
    }
)
ENDED = frozenset(
    {
        Message.State.SENT,
        Message.State.BUNDLED,
        Message.State.FAILED,
        Message.State.CANCELLED,
        Message.State.WITHHELD,
    }
)
