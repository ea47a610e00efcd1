"""Noting that somebody takes the outbox along."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Read
from fourthp.audit.operations import log_read
from fourthp.foundation.policies import roles_of
from fourthp.post.permissions import LOOKS_AT_POST, can_look_at_post

_EVERY = UUID(int=0)


@dataclass
class WholeOutbox:
    """The outbox as a matter of the record."""

    pk: UUID = _EVERY
    matter_kind: str = "outbox"


def note_export(*, by: Any) -> None:
    """Note that somebody takes the list of messages along; it names people."""
    if not can_look_at_post(by):
        raise PermissionDenied
    [role, *_others] = [one for one in LOOKS_AT_POST if one in roles_of(by)]
    log_read(by, WholeOutbox(), act=Read.Act.EXPORTED, seat=("", role))
