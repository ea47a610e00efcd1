"""People join and leave, groups close, things narrow and widen, days pass: after each
step everybody sees exactly what a second, plain telling of the rules lets her see."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Q
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fourthp.directory.models import Service
from fourthp.directory.tests.makers import make_service
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import (
    AudienceRule,
    Group,
    Membership,
    Person,
    Seat,
)
from fourthp.partnership.models.people import SeatQuerySet
from fourthp.partnership.operations.seats import end_seat
from fourthp.partnership.queries.audiences import seats_that_see
from fourthp.partnership.rules.labels import LABELS
from fourthp.partnership.tests.makers import (
    make_agency,
    make_audience,
    make_group,
    make_network_group,
    make_person,
)
from tests.safety.oracle import NETWORK, Known, Sits, Thing

PEOPLE, AGENCIES, THINGS = ("p1", "p2", "p3"), ("a1", "a2"), ("t1", "t2")
GROUPS = (NETWORK, "g1", "g2")
ROLES = ("representative", "deputy", "coordinator", "observer")
WAYS = ("person", "agency", "group", "role")
FEW = {"max_examples": 15, "stateful_step_count": 12}
MANY = {"max_examples": 400, "stateful_step_count": 30}
# A walk ends with the first fault that it finds: so many miss none by chance.
UNTIL_FOUND = {"max_examples": 400, "stateful_step_count": 25}


def some(of: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(of)


class ANetwork(RuleBasedStateMachine):
    """The program's rows, and beside them what the plain telling knows."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.people = {name: make_person(name) for name in PEOPLE}
        self.agencies = {name: make_agency(name) for name in AGENCIES}
        self.groups = {name: make_group(name) for name in GROUPS[1:]}
        self.groups[NETWORK] = make_network_group()
        self.things = {name: make_service(name) for name in THINGS}
        self.clock = override_settings(CLOCK_SHIFT=timedelta(0))
        self.clock.enable()
        self.shift = timedelta(0)
        self.known = Known(today())
        self.known.members = {name: [] for name in AGENCIES}
        self.known.closed = dict.fromkeys(GROUPS, False)
        self.known.things = {name: Thing("TLP:CLEAR", None) for name in THINGS}

    def teardown(self) -> None:
        self.clock.disable()
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @rule(agency=some(AGENCIES), days=st.none() | st.integers(0, 3))
    def an_agency_joins(self, agency: str, days: int | None) -> None:
        until = None if days is None else today() + timedelta(days=days)
        Membership.objects.create(
            agency=self.agencies[agency], from_on=today(), to_on=until
        )
        self.known.members[agency].append(Sits("", None, "", "", today(), until))

    @rule(agency=some(AGENCIES))
    def an_agency_leaves(self, agency: str) -> None:
        rows = self.agencies[agency].memberships.holding(today())
        rows.update(to_on=today(), ended_at=now())
        for one in self.known.members[agency]:
            if self.known.lasts(one):
                one.until, one.ended = today(), True

    @rule(
        person=some(PEOPLE),
        agency=st.none() | some(AGENCIES),
        group=some(GROUPS),
        role=some(ROLES),
        begins=st.integers(0, 1),
        days=st.none() | st.integers(0, 3),
    )
    def somebody_sits_down(
        self,
        person: str,
        agency: str | None,
        group: str,
        role: str,
        begins: int,
        days: int | None,
    ) -> None:
        since = today() + timedelta(days=begins)
        until = None if days is None else since + timedelta(days=days)
        seat = Seat.objects.create(
            person=self.people[person],
            agency=self.agencies[agency] if agency else None,
            group=self.groups[group],
            role=role,
            from_on=since,
            to_on=until,
        )
        told = Sits(person, agency, group, role, since, until)
        self.known.seats[str(seat.pk)] = told

    @precondition(lambda self: self.known.seats)
    @rule(which=st.integers(0, 99))
    def a_seat_ends(self, which: int) -> None:
        key = list(self.known.seats)[which % len(self.known.seats)]
        end_seat(Seat.objects.get(pk=key), by=Host(), now=now())
        one = self.known.seats[key]
        if not one.ended and (one.until is None or one.until >= today()):
            one.until, one.ended = max(one.since, today()), True

    @rule(group=some(GROUPS[1:]), is_closed=st.booleans())
    def a_group_is_shut_or_opened(self, group: str, *, is_closed: bool) -> None:
        Group.objects.filter(name=group).update(is_closed=is_closed)
        self.known.closed[group] = is_closed

    @rule(group=some(GROUPS[1:]))
    def a_group_ends(self, group: str) -> None:
        Group.objects.filter(name=group).update(ends_on=today())
        self.known.ends[group] = today()

    @rule(
        thing=some(THINGS),
        label=some(LABELS),
        originator=st.none() | some(AGENCIES),
        ways=st.none() | st.lists(st.sets(some(WAYS), min_size=1), max_size=2),
        person=some(PEOPLE),
        agency=some(AGENCIES),
        group=some(GROUPS),
        role=some(ROLES),
    )
    def a_thing_is_shared_anew(self, thing, label, originator, ways, **names) -> None:
        told = None if ways is None else [{k: names[k] for k in way} for way in ways]
        audience = None if told is None else make_audience(*map(self._rule, told))
        row = self.things[thing]
        row.label, row.audience = label, audience
        row.originator = self.agencies[originator] if originator else None
        row.expires_on = row.recalled_at = None
        row.save()
        self.known.things[thing] = Thing(label, originator, told)

    @rule(thing=some(THINGS), days=st.integers(0, 2))
    def a_thing_gets_a_last_day(self, thing: str, days: int) -> None:
        until = today() + timedelta(days=days)
        Service.objects.filter(pk=self.things[thing].pk).update(expires_on=until)
        self.things[thing].expires_on = self.known.things[thing].until = until

    @rule(thing=some(THINGS))
    def a_thing_is_recalled(self, thing: str) -> None:
        Service.objects.filter(pk=self.things[thing].pk).update(recalled_at=now())
        self.things[thing].recalled_at = now()
        self.known.things[thing].recalled = True

    def _rule(self, way: dict[str, str]) -> dict[str, object]:
        rows = {"person": self.people, "agency": self.agencies, "group": self.groups}
        return {k: rows[k][v] if k in rows else v for k, v in way.items()}

    @rule()
    def a_night_passes(self) -> None:
        self.shift += timedelta(days=1)
        self.clock.disable()
        self.clock = override_settings(CLOCK_SHIFT=self.shift)
        self.clock.enable()
        self.known.day = today()

    @invariant()
    def everybody_sees_what_she_may(self) -> None:
        for strong in (True, False):
            for name in PEOPLE:
                self._compare(name, strong=strong)
        for name, thing in self.known.things.items():
            public = Service.objects.visible_to(None).filter(pk=self.things[name].pk)
            assert public.exists() == self.known.sees(None, thing, strong=True)
            self._readers_are_those_who_see(name, thing)

    def _compare(self, name: str, *, strong: bool) -> None:
        reader = Person.objects.get(name=name)
        reader.is_strong = strong
        known = self.known
        held = {
            str(pk) for pk in Seat.objects.holding(today()).values_list("pk", flat=True)
        }
        assert held == {key for key, _one in known.holding()}
        groups = {_said(one) for one in Group.objects.visible_to(reader)}
        assert groups == known.groups(name, strong=strong)
        people = set(Person.objects.visible_to(reader).values_list("name", flat=True))
        assert people == known.people(name, set(PEOPLE), strong=strong)
        seen = set(Service.objects.visible_to(reader).values_list("name", flat=True))
        may = {
            t for t, one in known.things.items() if known.sees(name, one, strong=strong)
        }
        assert seen == may
        over = set(Service.objects.over_for(reader).values_list("name", flat=True))
        assert over == {
            t
            for t, one in known.things.items()
            if known.keeps(name, one, strong=strong)
        }

    def _readers_are_those_who_see(self, name: str, thing: Thing) -> None:
        through = seats_that_see(Service.objects.get(pk=self.things[name].pk))
        told = {str(pk) for pk in through.values_list("pk", flat=True)}
        opening = {k for k, one in self.known.holding() if self.known.opens(one, thing)}
        assert told == opening


def _said(group: Group) -> str:
    return NETWORK if group.is_network else group.name


def walk(counts: dict[str, int]) -> None:
    """Walk about at random, as often and as far as is said."""
    quiet = settings(
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
        database=None,
        **counts,
    )
    run_state_machine_as_test(ANetwork, settings=quiet)


@pytest.mark.django_db
def test_everybody_sees_what_the_rules_say():
    walk(FEW)


@pytest.mark.django_db
@pytest.mark.deep
def test_everybody_sees_what_the_rules_say_for_long():
    walk(MANY)


@contextmanager
def wrong(owner: type, name: str, instead: object) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, instead)
        yield


def until_midnight(seats: SeatQuerySet, day: date) -> SeatQuerySet:
    """Hold seats as they held before they ended in their minute."""
    return right_holding(seats, day) | seats.filter(to_on=day, from_on__lte=day)


def every_group(groups, reader):
    return groups.all() if reader is not None else groups.none()


def whatever_its_day(_day: date) -> Q:
    return Q(recalled_at__isnull=True)


def recalled_or_not(day: date) -> Q:
    return Q(expires_on__isnull=True) | Q(expires_on__gte=day)


def rules_of_nobody_in_particular(audience):
    return AudienceRule.objects.filter(audience=audience)


def any_seat_meets(_reader):
    return Q(audience__isnull=False)


right_holding = SeatQuerySet.holding


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("owner", "name", "instead"),
    [
        (SeatQuerySet, "holding", until_midnight),
        (type(Group.objects.all()), "visible_to", every_group),
    ],
)
def test_a_wrong_rule_is_found(owner, name, instead):
    with wrong(owner, name, instead), pytest.raises(AssertionError):
        walk(UNTIL_FOUND)


@pytest.mark.django_db
@pytest.mark.parametrize("instead", [whatever_its_day, recalled_or_not])
def test_a_rule_that_forgets_the_end_is_found(instead, monkeypatch):
    monkeypatch.setattr("fourthp.partnership.models.shared.lasting", instead)
    with pytest.raises(AssertionError):
        walk(UNTIL_FOUND)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("models.shared.meets_an_audience", any_seat_meets),
        ("queries.audiences.rules_met", rules_of_nobody_in_particular),
    ],
)
def test_an_audience_that_lets_everyone_in_is_found(name, instead, monkeypatch):
    monkeypatch.setattr(f"fourthp.partnership.{name}", instead)
    with pytest.raises(AssertionError):
        walk(UNTIL_FOUND)
