"""Who may do what: small questions."""

from fourthp.foundation.actors import Actor, Clockwork, Host
from fourthp.foundation.clock import today
from fourthp.foundation.links import SignedLink
from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    Agency,
    Group,
    Person,
    Role,
    Seat,
)

# What somebody may be in a group that is not the network itself, beside its chair.
IN_A_GROUP = (Role.REPRESENTATIVE, Role.DEPUTY, Role.OBSERVER, Role.MINUTE_TAKER)
# What may be changed of a group with its facts; the rest are acts of their own.
GROUP_FACTS = frozenset(
    {"name", "purpose", "joining", "begins_on", "ends_on", "is_outside"}
)
# What the links in mails are for by which somebody says who leaves, who follows, and
# whether a seat is hers.
I_LEAVE, HAS_LEFT, STILL_YOURS, WHO_FOLLOWS, SEAT_MINE = (
    "i_leave",
    "has_left",
    "still_yours",
    "who_follows",
    "seat_mine",
)


def holds_role(
    actor: Actor,
    *roles: str,
    agency: Agency | None = None,
    group: Group | None = None,
) -> bool:
    """Tell whether an actor is a person who holds one of the roles today.

    With an agency, the seat must be for that agency; with a group, in that group.
    """
    if not isinstance(actor, Person):
        return False
    return any(
        one.role in roles
        and (agency is None or one.agency == agency.pk)
        and (group is None or one.group == group.pk)
        for one in actor.held
    )


def is_coordinator(actor: Actor) -> bool:
    """Tell whether an actor coordinates the network today."""
    return holds_role(actor, Role.COORDINATOR)


def can_run_network(actor: Actor) -> bool:
    """Tell whether an actor may change members, groups and the network's settings.

    The host may, because an empty network has no coordinator yet.
    """
    return isinstance(actor, Host) or is_coordinator(actor)


def can_fold_first_month(actor: Actor) -> bool:
    """Tell whether an actor may fold the first month away: once done, it goes alone."""
    return can_run_network(actor) or isinstance(actor, Clockwork)


def can_add_agency(actor: Actor) -> bool:
    """Tell whether an actor may make an agency known; the directory's editor may."""
    return can_run_network(actor) or holds_role(actor, Role.EDITOR)


def can_edit_agency(actor: Actor, agency: Agency) -> bool:
    """Tell whether an actor may change what is said of an agency."""
    return can_run_network(actor) or holds_role(actor, Role.LEAD, agency=agency)


def can_set_kind(actor: Actor) -> bool:
    """Tell whether an actor may say of what kind an agency is.

    Audiences are written for kinds: no agency chooses for itself which it is in.
    """
    return can_run_network(actor)


def can_undo_of_agency(actor: Actor, agency: Agency, *, is_ending: bool) -> bool:
    """Tell whether an actor may take a change of an agency back.

    That it is no more, the coordinator says and takes back.
    """
    return can_run_network(actor) or (not is_ending and can_edit_agency(actor, agency))


def can_seat(
    actor: Actor, agency: Agency | None, role: str, group: Group | None = None
) -> bool:
    """Tell whether an actor may give somebody a seat in a group; None is the network.

    An agency's lead seats her own people in the network, but no officer of it; who
    sits in a smaller group is not hers to say, whose papers are its own: its chair
    says it, but not who else is to chair it.
    """
    if can_run_network(actor):
        return True
    if group is not None and not group.is_network:
        return role in IN_A_GROUP and chairs(actor, group)
    own = (Role.REPRESENTATIVE, Role.DEPUTY)
    return (
        agency is not None
        and role in own
        and holds_role(actor, Role.LEAD, agency=agency)
    )


# Who may say that somebody is really she, and be the second where more are to see.
MAY_VOUCH = (Role.SECOND, Role.COORDINATOR, Role.CHAIR)


def can_vouch(actor: Actor, person: Person) -> bool:
    """Tell whether an actor may say that a person is she who asks to be let in.

    Never of herself, and never by a password alone.
    """
    return (
        isinstance(actor, Person)
        and actor.is_strong
        and actor.pk != person.pk
        and actor.seats.holding(today())
        .filter(role__in=MAY_VOUCH, group__is_network=True)
        .exists()
    )


def can_edit_person(actor: Actor, person: Person) -> bool:
    """Tell whether an actor may change what is said of somebody: herself she may."""
    is_self = isinstance(actor, Person) and actor.pk == person.pk
    return is_self or can_run_network(actor)


def can_open_account(actor: Actor, person: Person) -> bool:
    """Tell whether an actor may let somebody sign in: a lead may her own people, as far
    as she may know that they are hers.
    """
    if can_run_network(actor):
        return True
    if not isinstance(actor, Person):
        return False
    led = {one.agency for one in actor.held if one.role == Role.LEAD and one.agency}
    known = Seat.objects.visible_to(actor).holding(today())
    return bool(led) and known.filter(person=person, agency__in=led).exists()


def can_close_account(actor: Actor, person: Person) -> bool:
    """Tell whether an actor may take somebody's way to sign in away; never her own."""
    return can_run_network(actor) and actor != person


def can_manage_people(actor: Actor, agency: Agency) -> bool:
    """Tell whether an actor may look after an agency’s people: its lead may."""
    return can_run_network(actor) or holds_role(actor, Role.LEAD, agency=agency)


def can_end_seat(actor: Actor, seat: Seat) -> bool:
    """Tell whether an actor may end a seat, or say when it ends."""
    return can_seat(actor, seat.agency, seat.role, seat.group)


def can_hand_on(actor: Actor, seat: Seat) -> bool:
    """Tell whether an actor may hand an agency’s seat on to another of its people.

    Its lead may in the network; a lead’s seat she whose it is.
    """
    if seat.agency is None or seat.role not in FOR_AN_AGENCY:
        return False
    if can_run_network(actor):
        return True
    may = seat.role != Role.LEAD or is_herself(actor, seat.person)
    leads = holds_role(actor, Role.LEAD, agency=seat.agency)
    return may and leads and seat.group.is_network


def chairs(actor: Actor, group: Group) -> bool:
    """Tell whether an actor chairs a group today; the network is chaired otherwise."""
    return not group.is_network and holds_role(actor, Role.CHAIR, group=group)


def leads(actor: Actor, group: Group) -> bool:
    """Tell whether an actor leads a group's work: its chair, or whoever coordinates."""
    return can_run_network(actor) or holds_role(actor, Role.CHAIR, group=group)


def group_facts_for(actor: Actor, group: Group) -> frozenset[str]:
    """Return what an actor may change of a group: her own group's chair its purpose."""
    if group.is_proposed:
        return frozenset()
    if can_run_network(actor):
        return frozenset({"purpose"}) if group.is_network else GROUP_FACTS
    return frozenset({"purpose"}) if chairs(actor, group) else frozenset()


def can_set_terms(actor: Actor, group: Group) -> bool:
    """Tell whether an actor may write a group's terms of reference."""
    return not group.is_proposed and (can_run_network(actor) or chairs(actor, group))


def can_end_group(actor: Actor, group: Group) -> bool:
    """Tell whether an actor may end a group that has begun, close it or open it."""
    lasts = group.is_network or group.is_proposed
    return can_run_network(actor) and not lasts


def can_join(actor: Actor, group: Group) -> bool:
    """Tell whether an actor may take a seat in a group by herself."""
    return (
        _is_member(actor)
        and group.joining == Group.Joining.OPEN
        and not (group.is_network or group.is_closed or group.is_outside)
    )


def can_propose(actor: Actor) -> bool:
    """Tell whether an actor may propose a group, or say that she would take part."""
    return _is_member(actor)


def _is_member(actor: Actor) -> bool:
    return isinstance(actor, Person) and bool(actor.held)


def can_write_circular(actor: Actor) -> bool:
    """Tell whether an actor may write to the members of the network."""
    return can_run_network(actor)


def speaks_for(actor: Actor, agency: Agency) -> bool:
    """Tell whether an actor looks after an agency's own matters today."""
    return holds_role(actor, *FOR_AN_AGENCY, agency=agency)


def can_end_seats(actor: Actor, person: Person, agency: Agency | None) -> bool:
    """Tell whether an actor may say that somebody has left an agency; None: them all.

    Herself, a coordinator, and for her own agency its lead. By a link of a mail that
    asks just this a colleague may too: one narrows alone.
    """
    if can_run_network(actor) or is_herself(actor, person):
        return True
    if agency is None:
        return False
    if isinstance(actor, SignedLink):
        return _asks_of(actor, person, agency) and _may_say(actor, agency)
    return holds_role(actor, Role.LEAD, agency=agency)


def is_herself(actor: Actor, person: Person) -> bool:
    """Tell whether an actor is a person: signed in, or by the link for her leaving."""
    if isinstance(actor, SignedLink):
        about = (actor.purpose, actor.matter_kind, actor.matter_id)
        hers = (I_LEAVE, person.matter_kind, person.pk)
        return about == hers and actor.holder_id == person.pk
    return isinstance(actor, Person) and actor.pk == person.pk


def _asks_of(link: SignedLink, person: Person, agency: Agency) -> bool:
    """Tell whether a link asks whether somebody has left, or who is of an agency."""
    about = (link.purpose, link.matter_kind, link.matter_id)
    return about in {
        (HAS_LEFT, person.matter_kind, person.pk),
        (STILL_YOURS, agency.matter_kind, agency.pk),
    }


def _may_say(link: SignedLink, agency: Agency) -> bool:
    """Tell whether whom a link stands for looks after an agency's matters today."""
    holder = Person.objects.filter(pk=link.holder_id).first()
    return holder is not None and speaks_for(holder, agency)


def can_confirm_people(actor: Actor, agency: Agency) -> bool:
    """Tell whether an actor may say that an agency's people are still its people."""
    if isinstance(actor, SignedLink):
        about = (actor.purpose, actor.matter_kind, actor.matter_id)
        asked = about == (STILL_YOURS, agency.matter_kind, agency.pk)
        return asked and _may_say(actor, agency)
    return can_run_network(actor) or speaks_for(actor, agency)


def can_name_follower(actor: Actor, seat: Seat) -> bool:
    """Tell whether an actor may say who follows in a seat that ended.

    By a link whoever looks after the agency's matters may: who follows sits as deputy
    in the same group already, so that nobody sees more than before.
    """
    if isinstance(actor, SignedLink):
        about = (actor.purpose, actor.matter_kind, actor.matter_id)
        asked = about == (WHO_FOLLOWS, seat.matter_kind, seat.pk)
        return asked and seat.agency is not None and _may_say(actor, seat.agency)
    return can_seat(actor, seat.agency, seat.role, seat.group)


def can_follow(actor: Actor, seat: Seat) -> bool:
    """Tell whether an actor may take an agency's seat that stands empty by herself.

    As she might signed in: its lead in the network, anyone in a group that is open.
    """
    if not isinstance(actor, Person) or seat.agency is None:
        return False
    may = can_seat(actor, seat.agency, seat.role, seat.group)
    return speaks_for(actor, seat.agency) and (may or can_join(actor, seat.group))


def can_import_people(actor: Actor) -> bool:
    """Tell whether an actor may bring agencies and people in from a sheet."""
    return can_run_network(actor)


def can_merge(actor: Actor) -> bool:
    """Tell whether an actor may make two records one."""
    return can_run_network(actor)


def can_take_package(actor: Actor, person: Person) -> bool:
    """Tell whether an actor may have all that is held of somebody: herself she may.

    Who runs the network may for whoever asked by letter. Both by the stronger door.
    """
    if isinstance(actor, Person) and not actor.is_strong:
        return False
    return can_edit_person(actor, person)


def can_erase(actor: Actor, person: Person) -> bool:
    """Tell whether an actor may erase somebody, which nothing takes back.

    One narrows alone; but nobody erases herself, so that somebody else looked at it.
    """
    return can_run_network(actor) and actor != person


def can_strike(actor: Actor, group: Group | None = None) -> bool:
    """Tell whether an actor may strike words of the network, or of a group, for good.

    One to narrow: a coordinator, the network's chair, or the chair of that group, each
    alone and by the strong door.
    """
    if not isinstance(actor, Person) or not actor.is_strong:
        return False
    if is_coordinator(actor):
        return True
    chaired = [one.group for one in actor.held if one.role == Role.CHAIR]
    own = group is not None and group.pk in chaired
    return own or Group.objects.filter(pk__in=chaired, is_network=True).exists()
