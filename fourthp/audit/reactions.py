"""What is recorded of the rooms below, which cannot look up."""

from dataclasses import dataclass
from typing import Any

from django.dispatch import receiver

from fourthp.accounts.models import User
from fourthp.accounts.signals import happened
from fourthp.audit.operations import record


@dataclass(frozen=True)
class Holder:
    """Somebody acting on their own way of signing in."""

    user: User
    actor_kind: str = "user"

    @property
    def actor_id(self) -> str:
        """Return the user's id."""
        return str(self.user.pk)


@receiver(happened)
def record_account_act(act: str, user: User, detail: dict[str, Any], **_: Any) -> None:
    """Record what happened to a user's way of signing in."""
    record(Holder(user), act, user, **detail)
