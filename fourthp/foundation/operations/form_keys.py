"""A form that is sent twice is one act; what could not be sent is kept a while."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.foundation.actors import Actor
from fourthp.foundation.models import FormKey, KeptText
from fourthp.foundation.models.form_keys import Typed, seal
from fourthp.foundation.queries.texts import TEXTS_STAY

KEYS_STAY = timedelta(days=30)
MOST_TYPED = 100_000
MOST_TEXTS = 20


class SentBefore(Exception):
    """The form was sent before, with other words or by somebody else."""


@dataclass(frozen=True)
class Sending:
    """One form as it is sent: its key, what for, and a digest of what it says."""

    key: UUID
    purpose: str
    digest: str


def once(sending: Sending, act: Callable[[], str], *, by: Actor, now: datetime) -> str:
    """Do an act in one transaction unless this form did it; return its answer's URL.

    Of two at once the second waits, then gets the first's answer. An act that
    raises leaves the key free. Raises SentBefore when the key did something else.
    """
    with transaction.atomic():
        row, is_first = FormKey.objects.get_or_create(
            key=sending.key,
            defaults={
                "purpose": sending.purpose,
                "digest": sending.digest,
                "actor_kind": by.actor_kind,
                "actor_id": by.actor_id,
                "used_at": now,
            },
        )
        if is_first:
            row.answer = act()
            row.save(update_fields=["answer"])
            KeptText.objects.filter(form_key=sending.key).delete()
            return row.answer
    if not _is_the_same(row, sending, by):
        raise SentBefore(
            _("You sent this form before. Send it again if you mean a second one.")
        )
    return row.answer


def _is_the_same(row: FormKey, sending: Sending, by: Actor) -> bool:
    return (row.purpose, row.digest, row.actor_kind, row.actor_id) == (
        sending.purpose,
        sending.digest,
        by.actor_kind,
        by.actor_id,
    )


def keep_text(
    typed: Typed, *, user_id: str, path: str, key: UUID, now: datetime
) -> bool:
    """Keep what a user typed into one form, in place of what was kept of it before.

    Returns whether it was kept: not when it is too long, or too much is kept already.
    """
    sealed = seal(typed)
    mine = KeptText.objects.filter(user_id=user_id, kept_at__gt=now - TEXTS_STAY)
    too_long = len(sealed) > 2 * MOST_TYPED or len(path) > 500
    if too_long or mine.exclude(path=path).count() >= MOST_TEXTS:
        return False
    KeptText.objects.update_or_create(
        user_id=user_id,
        path=path,
        defaults={"form_key": key, "sealed": sealed, "kept_at": now},
    )
    return True


def forget_texts(pks: Iterable[object]) -> None:
    """Forget what was typed into the forms of some rows and could not be sent."""
    for pk in pks:
        KeptText.objects.filter(path__contains=f"/{pk}/").delete()


def forget_texts_of(user_id: str) -> None:
    """Forget what a user typed into forms that could not be sent."""
    KeptText.objects.filter(user_id=user_id).delete()


def sweep_form_keys(*, now: datetime) -> int:
    """Forget old keys and kept texts; return how many rows went."""
    keys, _each = FormKey.objects.filter(used_at__lt=now - KEYS_STAY).delete()
    texts, _each = KeptText.objects.filter(kept_at__lt=now - TEXTS_STAY).delete()
    return keys + texts
