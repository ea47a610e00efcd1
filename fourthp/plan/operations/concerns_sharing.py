"""What follows where a concern is recalled, ends, or is shared with others."""

from datetime import datetime

from fourthp.foundation.actors import Actor
from fourthp.plan.models import Concern
from fourthp.post.operations.forgetting import forget_words_about


def shared_otherwise(concern: Concern, _by: Actor, _now: datetime) -> None:
    """Let no mail that waits say words which not every member may read any more."""
    if not concern.is_for_all_members:
        forget_words_about(concern)
