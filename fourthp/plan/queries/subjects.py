"""What the plan holds of somebody, as she is told it."""

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.queries.subjects import BY_YOU
from fourthp.foundation.subjects import Holding, Section
from fourthp.plan.models import ActionStep
from fourthp.plan.queries.concerns_subjects import CONCERNS

HOLDINGS = (
    *CONCERNS,
    Holding(
        "plan.ActionStep",
        Section.WROTE,
        _("What you said of actions"),
        lambda who: ActionStep.objects.filter(
            who.is_in("actor_kind", "actor_id")
        ).order_by("-at"),
        shown={
            "at": _("when"),
            "kind": _("what you said"),
            "words": _("your words"),
            "reasons": _("what you ticked"),
            "from_due": _("due before"),
            "to_due": _("due then"),
            "actor_id": _("who"),
        },
        withheld={"actor_kind": _("told as who it was, without a name")},
        says={
            "actor_id": lambda _row, _who: BY_YOU,
            "kind": lambda row, _who: row.get_kind_display(),
            "reasons": lambda row, _who: ", ".join(row.reasons_in_words),
        },
        since="at",
    ),
)
