"""What is recorded of the rooms below, which cannot look up."""

from dataclasses import dataclass
from typing import Any

from django.dispatch import receiver

from fourthp.accounts import signals as accounts
from fourthp.accounts.models import User
from fourthp.audit.operations import record
from fourthp.foundation import signals as foundation
from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import Matter


@dataclass(frozen=True)
class Holder:
    """Somebody acting on their own way of signing in."""

    user: User
    actor_kind: str = "user"

    @property
    def actor_id(self) -> str:
        """Return the user's id."""
        return str(self.user.pk)


@receiver(accounts.happened)
def record_account_act(act: str, user: User, detail: dict[str, Any], **_: Any) -> None:
    """Record what happened to a user's way of signing in."""
    record(Holder(user), act, user, **detail)


@receiver(foundation.happened)
def record_act_of_the_ground(
    act: str, by: Actor, matter: Matter, detail: dict[str, Any], **_: Any
) -> None:
    """Record what somebody did to what the ground keeps."""
    record(by, act, matter, **detail)
