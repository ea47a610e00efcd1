"""Makers of concerns, and of the people around them."""

from datetime import UTC, datetime, timedelta

from fourthp.foundation.actors import Public
from fourthp.partnership.models import Agency, Person, Role
from fourthp.partnership.tests.makers import make_member, make_member_agency
from fourthp.partnership.tests.seated import seated
from fourthp.plan.models import Answer, Concern
from fourthp.plan.operations.concerns import ConcernFacts, raise_concern
from fourthp.plan.operations.concerns_answers import AnswerFacts, answer_concern
from fourthp.plan.operations.concerns_hearing import hear_concern

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)  # a Wednesday
DAY = timedelta(days=1)
DID = AnswerFacts(True, "Nobody rings back at night.", "There is a night number now.")

# As pages are read that may hold no word but those of makers (test_words).
PLAIN = AnswerFacts(True, "harbour", "harbour")


def make_raiser(name: str = "Asha Bell", agency: str = "Harbour Aid") -> Person:
    """Somebody who represents a member agency in the network."""
    known = Agency.objects.filter(name=agency).first()
    return seated(name, known or make_member_agency(agency))


def make_mover(name: str = "Maya Lind", role: str = Role.COORDINATOR) -> Person:
    """A coordinator with an address, who came with a second factor."""
    person = make_member(name, role=role)
    person.email = f"{name.replace(' ', '.').lower()}@network.example"
    person.save()
    return person


def make_concern(
    title: str = "Nobody rings back at night",
    *,
    by: Person | Public | None = None,
    now: datetime = NOW,
    **said: object,
) -> Concern:
    facts = ConcernFacts(title, **said)  # type: ignore[arg-type]  # as it is called
    return raise_concern(facts, by=by or make_raiser(), now=now)


def make_held(
    title: str = "Harbour rooms without windows", now: datetime = NOW
) -> Concern:
    return make_concern(title, by=Public(), now=now)


def make_heard(mover: Person, *, asks: bool = False, **said: object) -> Concern:
    """A concern that is heard on the day after it was raised."""
    concern = make_concern(**said)  # type: ignore[arg-type]  # as it is called
    return hear_concern(concern, by=mover, now=concern.raised_at + DAY, asks=asks)


def make_answer(
    concern: Concern,
    by: Person,
    now: datetime = NOW + 2 * DAY,
    facts: AnswerFacts = DID,
) -> Answer:
    return answer_concern(concern, facts, by=by, now=now)
