"""Who may do what: small questions."""

from uuid import UUID

from fourthp.foundation.actors import Actor
from fourthp.foundation.links import SignedLink
from fourthp.gatherings.models import Feed, Gathering, Guest, InvitedGroup, Series
from fourthp.partnership.models import Person, Role
from fourthp.partnership.permissions import is_herself, leads

# What the link of a calendar program is for.
CALENDAR = "calendar"
# What the link in a mail is for by which somebody says whether she comes.
MY_ANSWER = "gathering_mine"
# Who plans gatherings: the network's coordinators, and the chair of the group.
KEEPS = (Role.COORDINATOR, Role.CHAIR)


def can_keep(actor: Actor, series: Series) -> bool:
    """Tell whether an actor may change a series, move and cancel gatherings of it."""
    return leads(actor, series.group)


def is_invited(reader: Person | None, series: Series) -> bool:
    """Tell whether a reader of a series is invited, and not only told that it is.

    How one joins online is for those who sit in its group, or in one that is invited
    too, and for who keeps it: a link that goes round is a door that stands open.
    """
    if reader is None or not reader.held:
        return False
    groups = groups_invited(series)
    sits = any(one.group in groups for one in reader.held)
    return series.group.is_network or sits or can_keep(reader, series)


def groups_invited(series: Series) -> frozenset[UUID]:
    """Return the groups whose seats a series invites: its own, and further ones.

    Its own alone where no other sees it: it may have been closed since.
    """
    if series.group.is_closed or series.audience_id:
        return frozenset({series.group_id})
    further = InvitedGroup.objects.filter(series=series).values_list("group", flat=True)
    return frozenset({series.group_id, *further})


def answers_for(actor: Actor, whom: Person | Guest, gathering: Gathering) -> bool:
    """Tell whether an actor is somebody who answers for herself, or a link of hers.

    Whether she is invited is another question.
    """
    if isinstance(actor, SignedLink):
        about = (actor.purpose, actor.matter_kind, actor.matter_id)
        asks = about == (MY_ANSWER, gathering.matter_kind, gathering.pk)
        holder = (actor.holder_kind, actor.holder_id)
        return asks and holder == (whom.matter_kind, whom.pk)
    return isinstance(actor, Person) and actor.pk == whom.pk


def can_have_feed(actor: Actor, person: Person) -> bool:
    """Tell whether an actor may make or end the calendar link of a person: her own."""
    return is_herself(actor, person)


def opens_feed(link: SignedLink, feed: Feed) -> bool:
    """Tell whether a link is the one that somebody's calendar was given."""
    about = (link.purpose, link.matter_kind, link.matter_id, link.holder_id)
    return about == (CALENDAR, feed.matter_kind, feed.pk, feed.person_id)
