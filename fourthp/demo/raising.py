"""The demo's concerns: raised, moved on and answered in the order in which it was."""

from datetime import datetime, timedelta

from fourthp.demo.concerns import CONCERNS, Raised
from fourthp.demo.year import Act
from fourthp.foundation.actors import Actor, Public
from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    Agency,
    Group,
    Person,
    Role,
    Term,
    Vocabulary,
)
from fourthp.plan.models import Concern
from fourthp.plan.operations.concerns import ConcernFacts, Sorting, raise_concern
from fourthp.plan.operations.concerns_answers import (
    AnswerFacts,
    ForEveryone,
    answer_concern,
    open_answer,
)
from fourthp.plan.operations.concerns_hearing import hear_concern
from fourthp.plan.operations.concerns_steps import (
    begin_concern,
    decide_concern,
    put_on_agenda,
)
from fourthp.plan.operations.concerns_voices import say_for_agency

MORNING = timedelta(hours=1)


def acts_of_concerns(*, now: datetime) -> list[tuple[datetime, Act]]:
    """Return when each concern was raised, moved on, seen too and answered."""
    coordinator = Person.objects.get(seats__role=Role.COORDINATOR)
    coordinator.is_strong = True
    acts = [act for one in CONCERNS for act in _acts(one, coordinator)]
    return [(now - timedelta(days=days) - MORNING, act) for days, act in acts]


def _acts(one: Raised, coordinator: Person) -> list[tuple[int, Act]]:
    """Return all that happened to a concern, each with how many days ago it was."""
    made: list[Concern] = []

    def raised(at: datetime) -> None:
        made.append(raise_concern(_facts(one), by=_by(one), now=at))

    def moved(step: str, words: str) -> Act:
        return lambda at: _move(made[0], step, words, coordinator, at, asks=one.asks)

    def said(agency: str, sees: bool) -> Act:
        return lambda at: _say(made[0], agency, at, sees=sees)

    acts: list[tuple[int, Act]] = [(one.days_ago, raised)]
    acts += [(days, moved(step, words)) for days, step, words in one.moved]
    heard = {days for days, step, _words in one.moved if step == "heard"}
    later = max(min(heard, default=one.days_ago) - 1, 0)
    acts += [(later, said(name, True)) for name in one.seen]
    acts += [(later, said(name, False)) for name in one.not_seen]
    if one.answer is not None:
        acts.append((one.answer[0], lambda at: _answer(one, made[0], coordinator, at)))
    return acts


def _by(one: Raised) -> Actor:
    return Person.objects.get(name=one.by) if one.by else Public()


def _facts(one: Raised) -> ConcernFacts:
    parts = Term.objects.of(Vocabulary.FOUR_PS).filter(code__in=one.parts)
    sorting = Sorting(
        _term(Vocabulary.SETTING, one.setting),
        _term(Vocabulary.AREA, one.area),
        tuple(parts),
    )
    group = Group.objects.get(name=one.group) if one.group else None
    return ConcernFacts(one.title, one.words, sorting, group)


def _term(vocabulary: str, code: str) -> Term | None:
    return Term.objects.of(vocabulary).filter(code=code).first()


def _move(
    concern: Concern, step: str, words: str, by: Person, at: datetime, *, asks: bool
) -> None:
    concern.refresh_from_db()
    if step == "heard":
        hear_concern(concern, by=by, now=at, asks=asks)
    elif step == "agenda":
        when = (at + timedelta(days=int(words))).date()
        put_on_agenda(concern, when=when, by=by, now=at)
    elif step == "decided":
        decide_concern(concern, words=words, by=by, now=at)
    else:
        begin_concern(concern, words=words, by=by, now=at)


def _say(concern: Concern, name: str, at: datetime, *, sees: bool) -> None:
    agency = Agency.objects.get(name=name)
    people = Person.objects.filter(
        seats__agency=agency, seats__role__in=FOR_AN_AGENCY, seats__ended_at=None
    )
    by = people.order_by("name").first()
    if by is not None:
        say_for_agency(concern, agency, sees=sees, by=by, now=at)


def _answer(one: Raised, concern: Concern, by: Person, at: datetime) -> None:
    if one.answer is None:
        return
    concern.refresh_from_db()
    _days, is_done, you_said, we_did = one.answer
    facts = AnswerFacts(is_done, you_said, we_did)
    answer = answer_concern(concern, facts, by=by, now=at)
    if one.public:
        said = ForEveryone(facts, concern.setting, concern.area)
        open_answer(answer, said, by=by, now=at)
