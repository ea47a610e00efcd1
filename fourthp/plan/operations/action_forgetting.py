"""Actions that were over long ago go; sooner, who said what of them."""

from datetime import datetime

from django.db import transaction

from fourthp.foundation.inventory import LASTS, Retention
from fourthp.partnership.models import Audience
from fourthp.plan.models import Action, ActionStep


def forget_actions(*, now: datetime) -> int:
    """Forget actions seven years after they were done or dropped; return how many."""
    before = now - LASTS[Retention.YEARS_7]
    with transaction.atomic():
        over = Action.objects.select_for_update().filter(changed_at__lt=before)
        old = list(over.exclude(pk__in=Action.objects.going_on().values("pk")))
        audiences = [one.audience_id for one in old if one.audience_id]
        Action.objects.filter(pk__in=[one.pk for one in old]).delete()
        Audience.objects.filter(pk__in=audiences).delete()
    return len(old)


def forget_who_said(*, now: datetime) -> int:
    """Forget by whom a step of an action was, after two years; return of how many."""
    before = now - LASTS[Retention.YEARS_2]
    steps = ActionStep.objects.filter(at__lt=before).exclude(actor_kind="")
    return steps.update(actor_kind="", actor_id="")
