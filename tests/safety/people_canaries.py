"""Markers in what the network knows of people and groups, and who may see them."""

from fourthp.foundation.clock import now, today
from fourthp.foundation.ids import new_id
from fourthp.partnership.models import (
    Agency,
    AgencyName,
    ContactPoint,
    Group,
    GroupTerms,
    Handover,
    Interest,
    LetIn,
    Membership,
    Merge,
    NamesAsked,
    Person,
    Reach,
    Seat,
    Sheet,
    Term,
    Widening,
)
from fourthp.trust.models import Witness
from tests.safety.markers import Canaries

COORDINATOR = frozenset({"coordinator"})
OF_B = frozenset({"member of B"})
OF_B_BY_PASSWORD = frozenset({"member of B by password"})


def mark_people(
    found: Canaries, *, seated: frozenset[str], everyone: frozenset[str]
) -> None:
    """Mark people of agency B and a closed group that nobody here sits in.

    seated: everyone with a seat today, by whatever door they came.
    """
    strong = frozenset(name for name in seated if not name.endswith("by password"))
    network = Group.objects.get(is_network=True)
    agency = Agency.objects.get(name="Agency B")
    known = _person(found, "known", strong | OF_B_BY_PASSWORD)
    Seat.objects.create(
        person=known,
        agency=agency,
        group=network,
        role="representative",
        from_on=today(),
    )
    _contact(found, known, Reach.NOBODY, COORDINATOR)
    _contact(found, known, Reach.AGENCY, OF_B | COORDINATOR)
    _contact(found, known, Reach.NETWORK, strong)
    _public(found, agency, strong, everyone)
    reason = found.mark("whyalone", frozenset())
    asked = LetIn.objects.create(person=known, asked_at=now(), reason=reason)
    found.keep("let-in", asked)
    _two_to_widen(found, known)
    _closed_group(found, known, seated)
    name = found.mark("formername", everyone)
    AgencyName.objects.create(agency=agency, name=name, until_on=today())
    word = found.mark("topic", everyone)
    Term.objects.create(vocabulary="topic", code="canary", name=word)
    hidden = _person(found, "closedin", COORDINATOR)
    group = Group.objects.get(name="zqclosedgroupqz")
    Seat.objects.create(person=hidden, group=group, role="chair", from_on=today())
    _contact(found, hidden, Reach.GROUP, COORDINATOR)
    _handover(found, agency, network)
    _sheet(found)
    _witness(found)


def _witness(found: Canaries) -> None:
    """Somebody outside: who it is, the auditor is told; the address only who asks."""
    name = found.mark("witnessname", COORDINATOR | {"auditor"})
    address = found.mark("witnessaddress", COORDINATOR)
    witness = Witness.objects.create(
        name=name, address=f"{address}@canary.example", asked_at=now()
    )
    found.keep("witness", witness)


def _two_to_widen(found: Canaries, asks: Person) -> None:
    """What somebody asks a second person for, and why an auditor asked for names."""
    seconds = frozenset({"coordinator", "chair"})
    said = {"number": "0800 111 222", "name": found.mark("widenline", seconds)}
    reason = found.mark("whywiden", seconds)
    # Done already, so that its page says the reason.
    widening = Widening.objects.create(
        kind="help-line",
        wants=said,
        asked_by=asks,
        asked_at=now(),
        done_at=now(),
        reason=reason,
    )
    found.keep("widening", widening)
    why = found.mark("whynames", frozenset())
    about = {"about_kind": "service", "about_id": new_id(), "reason": why}
    names = NamesAsked.objects.create(asked_at=now(), **about)
    found.keep("names-asked", names)


def _sheet(found: Canaries) -> None:
    """A sheet that waits, which coordinators alone see; and a merge."""
    name = found.mark("sheetname", COORDINATOR)
    sheet = Sheet.objects.create(
        file_name=found.mark("sheetfile", COORDINATOR),
        tab=found.mark("sheettab", COORDINATOR),
        state=Sheet.State.READY,
        made_at=now(),
        actor_kind=found.mark("sheetactorkind", COORDINATOR),
        actor_id=found.mark("sheetactor", COORDINATOR),
        heads=["agency", name],
        rows=[[2, ["Harbour Aid", found.mark("sheetperson", COORDINATOR)]]],
        left_out=[found.mark("sheethead", COORDINATOR)],
        chosen={"agency": "agency", name: "name"},
        choices={"words": {found.mark("sheetchoice", COORDINATOR): ""}},
    )
    found.keep("sheet", sheet)
    merge = Merge.objects.create(
        kind=Merge.Kind.AGENCY,
        gone_id=new_id(),
        stays_id=new_id(),
        revision_id=new_id(),
        made_at=now(),
        actor_kind=found.mark("mergeactorkind", COORDINATOR),
        actor_id=found.mark("mergeactor", COORDINATOR),
    )
    found.keep("merge", merge)


def _handover(found: Canaries, agency: Agency, network: Group) -> None:
    """Words that somebody left for whoever follows: nobody does here."""
    gone = _person(found, "gone", COORDINATOR)
    seat = Seat.objects.create(
        person=gone,
        agency=agency,
        group=network,
        role="minute-taker",
        from_on=today(),
        to_on=today(),
        ended_at=now(),
    )
    words = found.mark("handoverwords", COORDINATOR)
    Handover.objects.create(seat=seat, words=words, writer=gone, written_on=today())
    found.keep("seat", seat)


def _public(
    found: Canaries, agency: Agency, strong: frozenset[str], everyone: frozenset[str]
) -> None:
    """Mark who opened something to everyone, and who did in an agency without a place.

    Her agency's page names the first to everyone; the other is known like anyone.
    """
    hidden = Agency.objects.create(name="Agency C", place_is_confidential=True)
    Membership.objects.create(agency=hidden, from_on=today())
    network = Group.objects.get(is_network=True)
    for of, seated, knows, who in (
        ("open", agency, strong | OF_B_BY_PASSWORD, everyone),
        ("shelter", hidden, strong, strong),
    ):
        person = _person(found, of, knows, also=who)
        Person.objects.filter(pk=person.pk).update(email_reach=Reach.PUBLIC)
        made = {"group": network, "role": "deputy", "from_on": today()}
        Seat.objects.create(person=person, agency=seated, **made)
        _contact(found, person, Reach.PUBLIC, who)


def _person(
    found: Canaries, of: str, who: frozenset[str], *, also: frozenset[str] = frozenset()
) -> Person:
    """Mark somebody; also: who sees her name and address beside who knows her."""
    auditor = frozenset({"auditor"})  # who looks after mail sees whom it went to
    reached = COORDINATOR | auditor | also
    person = Person.objects.create(
        name=found.mark(f"{of}name", who | auditor | also),
        full_name=found.mark(f"{of}fullname", COORDINATOR),
        email=found.mark_as(f"zq{of}emailqz@canary.example", reached),
        languages=[found.mark(f"{of}tongue", who)],
    )
    found.keep("person", person)
    return person


def _contact(found: Canaries, person: Person, reach: str, who: frozenset[str]) -> None:
    of = f"{person.name.removeprefix('zq').removesuffix('qz')}{reach}"
    ContactPoint.objects.create(
        person=person,
        kind=ContactPoint.Kind.PHONE,
        value=found.mark(f"{of}value", who),
        note=found.mark(f"{of}note", who),
        reach=reach,
    )


def _closed_group(
    found: Canaries, interested: Person, everyone: frozenset[str]
) -> None:
    group = Group.objects.create(
        name=found.mark("closedgroup", COORDINATOR),
        purpose=found.mark("closedpurpose", COORDINATOR),
        is_closed=True,
        begins_on=today(),
    )
    GroupTerms.objects.create(
        group=group,
        number=1,
        words=found.mark("closedterms", COORDINATOR),
        from_on=today(),
    )
    Interest.objects.create(group=group, person=interested, at=now())
    found.keep("group", group)
    # What was proposed is seen by everyone with a seat, why it was not begun by few.
    declined = Group.objects.create(
        name=found.mark("declinedgroup", everyone),
        declined_because=found.mark("declinedbecause", COORDINATOR),
        ends_on=today(),
    )
    found.keep("group", declined)
