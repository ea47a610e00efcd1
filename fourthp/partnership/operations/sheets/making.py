"""The rows that a plan makes, in the order in which they stand on one another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.text import slugify

from fourthp.foundation.ids import new_id
from fourthp.partnership.models import (
    Agency,
    AgencyName,
    AgencyTerm,
    ContactPoint,
    Membership,
    Person,
    Reach,
    Seat,
    Term,
    Vocabulary,
)
from fourthp.partnership.queries.sheets.agencies import term_of
from fourthp.partnership.queries.sheets.here import Here
from fourthp.partnership.queries.sheets.plan import AgencyPlan, PersonPlan, Plan


@dataclass
class Making:
    """What a plan makes; rows are lists of one model each, in order."""

    plan: Plan
    here: Here
    day: date
    agencies: dict[int, UUID] = field(default_factory=dict)  # by the plan's identity
    people: dict[int, UUID] = field(default_factory=dict)

    def rows(self) -> Iterator[list[Model]]:
        """Yield rows to be made, each list of one model."""
        yield self._terms()
        made = [self._agency(one) for one in self.plan.new_agencies()]
        for one in self.plan.every_agency():
            if one.here is not None:
                self.agencies[id(one)] = one.here
        yield made
        yield [*self._names()]
        yield [*self._agency_terms()]
        yield [*self._memberships()]
        yield [self._person(one) for one in self.plan.new_people()]
        for person in self.plan.people:
            if person.here is not None:
                self.people[id(person)] = person.here
        yield [*self._contact_points()]
        yield [*self._seats()]

    def _terms(self) -> list[Model]:
        made = []
        for word in self.plan.words:
            if word.is_made:
                pk = new_id()
                code = (slugify(word.word) or "word")[:40] + f"-{pk.hex[-8:]}"
                made.append(
                    Term(pk=pk, vocabulary=word.vocabulary, code=code, name=word.word)
                )
                self.here.terms[word.vocabulary, _word(word.word)] = pk
            elif word.meant:
                meant = UUID(word.meant)
                self.here.terms[word.vocabulary, _word(word.word)] = meant
        return [*made]

    def _term(self, vocabulary: str, word: str) -> Any:
        if not word:
            return None
        made = self.here.terms.get((vocabulary, _word(word)))
        return made or term_of(vocabulary, word, self.here)

    def _agency(self, one: AgencyPlan) -> Model:
        agency = Agency(
            name=one.name,
            alternate_name=(one.others or [""])[0],
            website=one.website,
            email=one.email,
            kind_id=self._term(Vocabulary.KIND, one.kind),
            place_is_confidential=one.is_hidden,
        )
        self.agencies[id(one)] = agency.pk
        return agency

    def _names(self) -> Iterator[Model]:
        for one in self.plan.new_agencies():
            for name in one.others[1:]:
                yield AgencyName(agency_id=self.agencies[id(one)], name=name)

    def _agency_terms(self) -> Iterator[Model]:
        for one in self.plan.new_agencies():
            found = [self._term(Vocabulary.AREA, area) for area in one.areas]
            for term in dict.fromkeys(filter(None, found)):
                yield AgencyTerm(agency_id=self.agencies[id(one)], term_id=term)

    def _memberships(self) -> Iterator[Model]:
        for key in self.plan.joining:
            agency = self.agencies[id(self.plan.agencies[key])]
            yield Membership(agency_id=agency, from_on=self.day)

    def _person(self, one: PersonPlan) -> Model:
        person = Person(name=one.name, email=one.email)
        self.people[id(one)] = person.pk
        return person

    def _contact_points(self) -> Iterator[Model]:
        for one in self.plan.people:
            for way in () if one.is_skipped else one.phones:
                yield ContactPoint(
                    person_id=self.people[id(one)],
                    kind=way.kind,
                    value=way.number,
                    note=way.note,
                    reach=Reach.NOBODY,
                )

    def _seats(self) -> Iterator[Model]:
        for person, seat in self.plan.seats():
            agency = self.plan.agencies[seat.agency] if seat.agency else None
            yield Seat(
                person_id=self.people[id(person)],
                agency_id=self.agencies[id(agency)] if agency else None,
                group_id=seat.group,
                role=seat.role,
                from_on=seat.begins or self.day,
            )

    def addressed(self) -> QuerySet[Person]:
        """Return whoever is here, had no address, and gets one; locked."""
        given = self.addresses()
        return Person.objects.select_for_update(of=("self",)).filter(
            pk__in=given, email="", user=None
        )

    def addresses(self) -> dict[UUID, str]:
        """Return the addresses of people who are here and had none."""
        return {
            one.here: one.email
            for one in self.plan.people
            if one.gets_address and one.here is not None
        }


def _word(word: str) -> str:
    return f"made:{word}"
