"""What the directory holds of somebody, as she is told it."""

from django.utils.translation import gettext_lazy as _

from fourthp.directory.models import Draft
from fourthp.foundation.queries.subjects import BY_YOU
from fourthp.foundation.subjects import Holding, Section

HOLDINGS = (
    Holding(
        "directory.Draft",
        Section.WROTE,
        _("Directories that you handed in, kept for a day"),
        lambda who: Draft.objects.filter(who.is_in("actor_kind", "actor_id")),
        shown={
            "made_at": _("when"),
            "file_name": _("file"),
            "state": _("what became of it"),
            "actor_id": _("who"),
        },
        withheld={"actor_kind": _("told as who it was, without a name")},
        says={"actor_id": lambda _row, _who: BY_YOU},
        since="made_at",
    ),
)
