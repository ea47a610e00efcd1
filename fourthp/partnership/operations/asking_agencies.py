"""Agencies are asked, every so many months, whether their people are still theirs."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Clockwork
from fourthp.partnership.formats.leaving_letters import still_yours_letter
from fourthp.partnership.models import FOR_AN_AGENCY, Agency
from fourthp.partnership.operations.still_yours import STILL_YOUR_PEOPLE
from fourthp.partnership.queries.confirming import agencies_to_ask, agencies_to_remind
from fourthp.partnership.queries.departures import who_answers_for
from fourthp.partnership.queries.network import this_network
from fourthp.partnership.queries.readership import readers_for
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import asked, for_whom, link_to
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Letter
from fourthp.post.rules.readers import Reader

ASK_AGENCIES = "partnership.ask_agencies"
STILL = declare_kind(
    Kind(
        "partnership.still-yours",
        Stream.DUTY,
        subject=gettext_lazy("A question about your agency"),
        title=gettext_lazy("Whether your agency’s people are still its people"),
        reason=gettext_lazy("it belongs to your seat in the network"),
        roles=FOR_AN_AGENCY,
    )
)


def ask_agencies(*, now: datetime) -> int:
    """Ask every agency whose time has come, and once more who said nothing; say how
    many were asked.
    """
    network, day = this_network(), localdate(now)
    if network is None:
        return 0
    due = agencies_to_ask(day, months=network.reconfirm_months)
    first = sum(_ask(one, day, network.reconfirm_months, now) for one in due)
    return first + sum(_ask_again(one, now) for one in agencies_to_remind(day))


def _ask(agency: Agency, day: date, months: int, now: datetime) -> bool:
    """Ask one agency; where nobody of it is there to be asked, it waits."""
    with transaction.atomic():
        due = agencies_to_ask(day, months=months).filter(pk=agency.pk)
        row = due.select_for_update(of=("self",)).first()
        if row is None or not who_answers_for(row, day):
            return False
        row.people_asked_on = day
        row.save(update_fields=["people_asked_on"])
        return _tell(row, "first", now)


def _ask_again(agency: Agency, now: datetime) -> bool:
    return _tell(agency, "again", now)


def _tell(agency: Agency, which: str, now: datetime) -> bool:
    """Write to whoever answers for an agency, once of each question."""
    people = who_answers_for(agency, localdate(now))
    if not people:
        return False

    def write(reader: Reader) -> Letter:
        link = link_to(STILL_YOUR_PEOPLE, reader, agency, now=now)
        blocks = (for_whom(reader), *asked(STILL_YOUR_PEOPLE, link))
        return still_yours_letter(blocks, is_again=which == "again")

    once = f"{STILL.name}:{agency.pk}:{agency.people_asked_on}:{which}"
    news = News(STILL, write, once=once)
    mailing = tell(readers_for(people), news, by=Clockwork(ASK_AGENCIES), now=now)
    return mailing.made_at == now
