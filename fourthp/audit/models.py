"""The nouns of the record: what was done, what was seen, and the chain over both."""

from datetime import UTC
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from fourthp.audit import rules
from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held


class Entry(models.Model):
    """One thing that somebody did: kinds, ids, field names and counts, no values.

    Rows are never changed; the chain over them stands in `Seal`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(_("when"))
    actor_kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=64, blank=True)
    act = models.CharField(_("act"), max_length=60)
    matter_kind = models.CharField(max_length=60)
    matter_id = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)

    inventory = held(
        SYSTEM,
        Retention.YEARS_7,
        "id",
        "at",
        "act",
        "matter_kind",
        "matter_id",
        "detail",
    ) | held(PERSONAL, Retention.YEARS_7, "actor_kind", "actor_id")

    class Meta:
        verbose_name = _("entry of the record")
        verbose_name_plural = _("entries of the record")
        indexes = [
            models.Index(
                fields=["matter_kind", "matter_id", "at"], name="entry_matter"
            ),
            models.Index(fields=["at", "id"], name="entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.matter_kind}"

    def content(self) -> dict[str, Any]:
        """Return what the seal covers: every field, the moment in UTC."""
        return {
            "id": str(self.pk),
            "at": self.at.astimezone(UTC).isoformat(),
            "actor": [self.actor_kind, self.actor_id],
            "act": self.act,
            "matter": [self.matter_kind, self.matter_id],
            "detail": self.detail,
        }


class Seal(models.Model):
    """One link of the chain over entries, numbered from 1 without a gap.

    It names its entry by id only, so that an entry may go when its time is over
    and the chain still proves the rest.
    """

    sequence = models.PositiveBigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    content = models.BinaryField(max_length=32)
    chain = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    inventory = held(
        SYSTEM,
        Retention.FOREVER,
        "sequence",
        "entry_id",
        "content",
        "chain",
        "sealed_at",
    )

    def __str__(self) -> str:
        return f"{self.sequence}"

    def link(self) -> dict[str, Any]:
        """Return what the chain covers of it: every field but the chain itself."""
        return {
            "sequence": self.sequence,
            "entry": str(self.entry_id),
            "content": bytes(self.content).hex(),
            "sealed_at": self.sealed_at.astimezone(UTC).isoformat(),
        }

    def follows(self, previous: bytes) -> bool:
        """Tell whether this link was made from the one before it."""
        return bytes(self.chain) == rules.chain_digest(previous, self.link())


class Read(models.Model):
    """Somebody saw, exported or viewed as another what is TLP:AMBER or above."""

    class Act(models.TextChoices):
        READ = "read", _("read")
        EXPORTED = "exported", _("exported")
        VIEWED_AS = "viewed-as", _("viewed as somebody else")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(_("when"))
    act = models.CharField(max_length=12, choices=Act)
    actor_kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=64, blank=True)
    agency_id = models.CharField(max_length=64, blank=True)
    role = models.CharField(max_length=20, blank=True)
    matter_kind = models.CharField(max_length=60)
    matter_id = models.CharField(max_length=64)

    inventory = held(
        SYSTEM, Retention.YEARS_2, "id", "at", "act", "matter_kind", "matter_id"
    ) | held(PERSONAL, Retention.YEARS_2, "actor_kind", "actor_id", "agency_id", "role")

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes = [
            models.Index(fields=["matter_kind", "matter_id", "at"], name="read_matter"),
            models.Index(fields=["at", "id"], name="read_at"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.matter_kind}"

    def content(self) -> dict[str, Any]:
        """Return what the day's anchor covers: every field, the moment in UTC."""
        return {
            "id": str(self.pk),
            "at": self.at.astimezone(UTC).isoformat(),
            "act": self.act,
            "actor": [self.actor_kind, self.actor_id],
            "seat": [self.agency_id, self.role],
            "matter": [self.matter_kind, self.matter_id],
        }


class Anchor(models.Model):
    """The chain's state at the end of a day, also written outside the database."""

    day = models.DateField(primary_key=True)
    sequence = models.PositiveBigIntegerField()
    chain = models.BinaryField(max_length=32)
    reads = models.PositiveBigIntegerField()
    reads_digest = models.BinaryField(max_length=32)

    inventory = held(
        SYSTEM,
        Retention.FOREVER,
        "day",
        "sequence",
        "chain",
        "reads",
        "reads_digest",
    )

    def __str__(self) -> str:
        return f"{self.day}"

    def note(self) -> rules.Note:
        """Return the anchor as somebody outside keeps it."""
        chain, reads = bytes(self.chain).hex(), bytes(self.reads_digest).hex()
        return rules.Note(self.day, self.sequence, chain, self.reads, reads)

    def line(self) -> str:
        """Return the anchor as the line that is kept outside."""
        chain, reads = bytes(self.chain).hex(), bytes(self.reads_digest).hex()
        return f"{self.day} {self.sequence} {chain} {self.reads} {reads}"
