"""The agencies of a group are asked by mail whether they see a concern too."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.partnership.models import FOR_AN_AGENCY, Person, Seat
from fourthp.partnership.queries.readership import readers_for
from fourthp.plan.models import Concern, Voice
from fourthp.plan.operations.concerns_acts import SEE_THIS_TOO
from fourthp.plan.permissions.concerns import raised_for, speaking_roles
from fourthp.plan.queries.concerns_people import seats_to_ask
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import asked, for_whom, link_to
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Block, Letter
from fourthp.post.rules.readers import Reader


def _is_asked(person: Person, pk: UUID | None) -> bool:
    """Tell whether an agency that somebody looks after has still to say."""
    open_still = Voice.objects.filter(concern=pk, sees=None, asked_at__isnull=False)
    return open_still.filter(agency__in=speaking_roles(person)).exists()


ASKED = declare_kind(
    Kind(
        "plan.concern-asked",
        Stream.DUTY,
        subject=gettext_lazy("A question to your agency"),
        title=gettext_lazy("Whether your agency sees a concern too"),
        reason=gettext_lazy("it belongs to your seat in the network"),
        waits=True,
        is_for=_is_asked,
        roles=FOR_AN_AGENCY,
    )
)


def ask_agencies(concern: Concern, *, by: Actor, now: datetime) -> int:
    """Ask by mail whether other agencies see a concern too; return how many were asked.

    The caller has the transaction, and the concern's lock; who may is asked before.
    """
    seats = [s for s in seats_to_ask(concern) if s.agency_id != raised_for(concern)]
    voices = _voices(concern, seats, now)
    theirs: dict[UUID, tuple[Person, list[Voice]]] = {}
    for seat in seats:
        own = theirs.setdefault(seat.person_id, (seat.person, []))[1]
        own += [one for pk, one in voices.items() if pk == seat.agency_id]

    def write(reader: Reader) -> Letter:
        blocks: list[Block] = [for_whom(reader)]
        for voice in theirs[UUID(reader.id)][1]:
            link = link_to(SEE_THIS_TOO, reader, voice, now=now)
            blocks += asked(SEE_THIS_TOO, link)
        return Letter(_("Does your agency see this too?"), tuple(blocks))

    readers = readers_for(person for person, _voices in theirs.values())
    tell(readers, News(ASKED, write, about=concern), by=by, now=now)
    return len(voices)


def _voices(concern: Concern, seats: list[Seat], now: datetime) -> Mapping[UUID, Voice]:
    """Return a voice for each agency that is asked, made where it has none yet."""
    agencies = {one.agency_id for one in seats if one.agency_id is not None}
    known = concern.voices.filter(agency__in=agencies)
    known.update(asked_at=now)
    said = set(known.values_list("agency", flat=True))
    Voice.objects.bulk_create(
        Voice(concern=concern, agency_id=pk, asked_at=now)
        for pk in sorted(agencies - said)
    )
    return {one.agency_id: one for one in concern.voices.filter(agency__in=agencies)}
