"""Changes of concerns: raised, moved on, seen too, answered."""

from django.test import Client

from fourthp.accounts.models import User
from fourthp.foundation.clock import now
from fourthp.partnership.models import Person
from fourthp.partnership.tests.makers import make_member
from fourthp.plan.models import Concern
from fourthp.plan.operations.concerns_answers import ForEveryone, open_answer
from fourthp.plan.operations.concerns_voices import say_for_agency
from fourthp.plan.tests.makers_concerns import (
    PLAIN,
    make_answer,
    make_concern,
    make_held,
    make_mover,
)
from tests.safety.acts.sending import (
    HERE,
    Act,
    act,
    at,
    keeping,
    keyed,
    new_user,
    strong,
)

ANSWER = {"is_done": "yes", "you_said": "harbour", "we_did": "harbour"}


def _raiser() -> tuple[Person, Client]:
    user: User = new_user()
    person = make_member(agency=f"Harbour {user.pk.hex}")
    Person.objects.filter(pk=person.pk).update(user=user)
    return person, strong(user)


def _concern(by: Person | None = None) -> Concern:
    person = by or _raiser()[0]
    return make_concern("harbour", by=person, now=now())


def _answered() -> Concern:
    concern = _concern()
    make_answer(concern, make_mover("Asha Bell"), now(), PLAIN)
    return concern


@act("worries")
def _write_without_an_account() -> Act:
    said = keyed(title="harbour", words="harbour")
    return Act(Client(headers=HERE), at("worries"), said)


@act("concern-new")
def _raise() -> Act:
    _person, client = _raiser()
    return Act(client, at("concern-new"), keyed(title="harbour", words="harbour"))


@act("concern-words")
def _put_right() -> Act:
    person, client = _raiser()
    concern = _concern(person)
    said = keyed(title="harbour harbour", words="harbour", seen=concern.version)
    return Act(client, at("concern-words", concern.pk), said)


@act("concern-voice")
def _see_it_too() -> Act:
    concern, (person, client) = _concern(), _raiser()
    agency = person.seats.get().agency_id
    return Act(client, at("concern-voice", concern.pk, agency), keyed())


@act("concern-voice-removal")
def _take_it_back() -> Act:
    concern, (person, client) = _concern(), _raiser()
    agency = person.seats.get().agency
    say_for_agency(concern, agency, sees=True, by=person, now=now())
    return Act(client, at("concern-voice-removal", concern.pk, agency.pk), keyed())


@act("concern-withdrawal")
def _withdraw() -> Act:
    person, client = _raiser()
    return Act(client, at("concern-withdrawal", _concern(person).pk), keyed())


@act("concern-again")
def _raise_again() -> Act:
    return Act(keeping(), at("concern-again", _answered().pk), keyed(words="harbour"))


@act("concern-declining")
def _decline() -> Act:
    concern = make_held("harbour", now=now())
    return Act(keeping(), at("concern-declining", concern.pk), keyed())


@act("concern-hearing")
def _hear() -> Act:
    said = keyed(words="harbour", asks="on")
    return Act(keeping(), at("concern-hearing", _concern().pk), said)


@act("concern-agenda")
def _put_on_an_agenda() -> Act:
    said = keyed(words="harbour", day="2026-04-14")
    return Act(keeping(), at("concern-agenda", _concern().pk), said)


@act("concern-decision")
def _decide() -> Act:
    said = keyed(words="harbour")
    return Act(keeping(), at("concern-decision", _concern().pk), said)


@act("concern-beginning")
def _begin() -> Act:
    said = keyed(words="harbour")
    return Act(keeping(), at("concern-beginning", _concern().pk), said)


@act("concern-answer")
def _answer() -> Act:
    return Act(keeping(), at("concern-answer", _concern().pk), keyed(**ANSWER))


@act("concern-opening")
def _show_to_everyone() -> Act:
    return Act(keeping(), at("concern-opening", _answered().pk), keyed(**ANSWER))


@act("concern-closing")
def _take_it_from_everyone() -> Act:
    concern = _answered()
    mover = make_mover("Asha Bell")
    held = concern.answers.get()
    open_answer(held, ForEveryone(PLAIN), by=mover, now=now())
    return Act(keeping(), at("concern-closing", concern.pk), keyed())
