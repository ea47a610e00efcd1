"""What this room holds of one person."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.subjects import Holding, Section, Subject
from fourthp.gatherings.models import Answer, Feed, Guest, Invitation


def _is_hers(who: Subject) -> Q:
    """Return the condition that an answer is somebody's, or of her as a guest."""
    as_guest = Guest.objects.filter(who.is_at("email")).values("pk")
    return Q(person_id__in=who.ids("person")) | Q(guest__in=as_guest)


HOLDINGS = (
    Holding(
        "gatherings.Feed",
        Section.DOORS,
        _("That you took a calendar link"),
        lambda who: Feed.objects.filter(person_id__in=who.ids("person")),
        shown={"made_at": _("when")},
        since="made_at",
    ),
    Holding(
        "gatherings.Answer",
        Section.WROTE,
        _("Whether you come to gatherings"),
        lambda who: Answer.objects.filter(_is_hers(who)).order_by("-said_at"),
        shown={
            "said_at": _("when"),
            "says": _("what you said"),
            "words": _("your words"),
            "way": _("how it came"),
        },
        withheld={"deputy": _("who comes instead is somebody else")},
        says={
            "says": lambda row, _who: row.get_says_display(),
            "way": lambda row, _who: row.get_way_display(),
        },
        since="said_at",
    ),
    Holding(
        "gatherings.Guest",
        Section.RECORD,
        _("That you are invited as a guest"),
        lambda who: Guest.objects.filter(who.is_at("email")).order_by("-named_at"),
        shown={
            "named_at": _("when"),
            "name": _("name"),
            "agency": _("agency"),
            "email": _("address"),
        },
        since="named_at",
    ),
    Holding(
        "gatherings.Invitation",
        Section.RECORD,
        _("That you were sent an invitation for your calendar"),
        lambda who: Invitation.objects.filter(person_id__in=who.ids("person")),
        shown={"sent_at": _("when")},
        since="sent_at",
    ),
)
