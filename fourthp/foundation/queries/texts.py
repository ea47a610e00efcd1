"""What was typed before signing in again."""

from datetime import datetime, timedelta

from fourthp.foundation.models import KeptText
from fourthp.foundation.models.form_keys import Typed

TEXTS_STAY = timedelta(hours=4)


def text_kept_for(user_id: str, path: str, *, now: datetime) -> Typed | None:
    """Return what this user typed into the form at a path before signing in again."""
    row = KeptText.objects.filter(
        user_id=user_id, path=path, kept_at__gt=now - TEXTS_STAY
    ).first()
    return row.typed() if row else None
