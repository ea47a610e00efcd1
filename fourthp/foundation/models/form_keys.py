"""Forms that were sent, and what was typed into forms that could not be."""

import json
from uuid import uuid4

from cryptography.fernet import InvalidToken
from django.db import models

from fourthp.foundation.inventory import PERSONAL, SECRET, SYSTEM, Retention, held
from fourthp.foundation.seals import box

Typed = dict[str, list[str]]


class FormKey(models.Model):
    """One form that was sent: its act happened in the transaction of this row."""

    key = models.UUIDField(primary_key=True, editable=False)
    purpose = models.CharField(max_length=100)
    actor_kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(db_index=True)
    answer = models.CharField(max_length=2000, blank=True)

    inventory = held(
        SYSTEM, Retention.DAYS_30, "key", "purpose", "digest", "used_at", "answer"
    ) | held(PERSONAL, Retention.DAYS_30, "actor_kind", "actor_id")

    def __str__(self) -> str:
        return self.purpose


class KeptText(models.Model):
    """What somebody typed when their session had ended, sealed, for them alone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user_id = models.CharField(max_length=64)
    path = models.CharField(max_length=500)
    form_key = models.UUIDField(db_index=True)
    sealed = models.TextField()
    kept_at = models.DateTimeField(db_index=True)

    inventory = (
        held(SYSTEM, Retention.HOURS_4, "id", "form_key", "kept_at")
        | held(PERSONAL, Retention.HOURS_4, "user_id", "path")
        | held(SECRET, Retention.HOURS_4, "sealed")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "path"], name="one_kept_text_per_form"
            ),
        ]

    def __str__(self) -> str:
        return self.path

    def typed(self) -> Typed | None:
        """Return what was typed, or None when its key was forgotten meanwhile."""
        try:
            found: Typed = json.loads(box("kept").decrypt(self.sealed.encode()))
        except InvalidToken:
            return None
        return found


def seal(typed: Typed) -> str:
    """Return what was typed, unreadable without the program's own key."""
    return box("kept").encrypt(json.dumps(typed).encode()).decode()
