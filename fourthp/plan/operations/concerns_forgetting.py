"""Letting go what was withdrawn, or not let in (S12)."""

from datetime import datetime

from django.db import transaction

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import forget_matter
from fourthp.partnership.models import Audience
from fourthp.plan.models import Concern
from fourthp.plan.rules.concerns import GOES, GONE_AFTER
from fourthp.post.operations.forgetting import forget_words_about


def forget_concerns(*, by: Actor, now: datetime) -> int:
    """Forget concerns that were withdrawn or declined 30 days ago; return how many.

    What mails said of them goes too.
    """
    old = Concern.objects.filter(state__in=GOES, state_at__lt=now - GONE_AFTER)
    with transaction.atomic():
        gone = list(old.select_for_update(of=("self",)).order_by("pk"))
        for concern in gone:
            record(by, "forgot", concern)
            forget_words_about(concern)
            forget_matter(concern)
            concern.delete()
        audiences = [one.audience_id for one in gone if one.audience_id]
        Audience.objects.filter(pk__in=audiences).delete()
    return len(gone)
