"""The search over everything: what may be seen is found, and nothing else leaves a
trace.
"""

import random
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.directory.models import Service
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.queries import finding
from fourthp.directory.tests.makers import make_service
from fourthp.foundation.clock import now, today
from fourthp.foundation.gaps import gap_of
from fourthp.foundation.typed import read_typed
from fourthp.home.queries.search import FEW, MANY, search
from fourthp.partnership.models import (
    NOT_NAMED,
    Agency,
    AgencyName,
    Circular,
    Group,
    GroupTerms,
    Person,
    Role,
)
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.seated import browser, by_password, seated
from fourthp.post.models import Mailing
from tests.safety.acts.post import _circular

pytestmark = pytest.mark.django_db


def found(text: str, reader: Person, only: str = "") -> dict[str, list[str]]:
    """What a reader finds: the titles, by kind."""
    results = search(text, reader=reader, only=only)
    return {one.kind.name: [h.title for h in one.found.hits] for one in results.groups}


@pytest.fixture
def asha() -> Person:
    return seated("Asha Bell", make_member_agency("Harbour Aid"))


class TestAgencies:
    def test_are_found_by_every_name_they_have_or_had(self, asha):
        agency = make_agency("Łódź Centre", alternate_name="The Hub")
        agency.called.create(name="Old Mission", until_on=today())
        for typed in ("lodz", "LÓDŹ cen", "the hub", "mission", "hub lodz"):
            assert found(typed, asha) == {"agencies": ["Łódź Centre"]}
        assert found("lodz nothing", asha) == {}

    def test_what_begins_so_comes_first(self, asha):
        for name in ("Big Harbour", "A harbourside", "Harbour Clinic"):
            make_agency(name)
        names = found("harbour", asha)["agencies"]
        assert names == [
            "Harbour Aid",
            "Harbour Clinic",
            "A harbourside",
            "Big Harbour",
        ]

    def test_an_agency_that_nobody_named_is_none(self, asha):
        make_agency(NOT_NAMED)
        assert found("named", asha) == {}

    def test_say_what_they_are(self, asha):
        make_agency("Quay one", ended_on=today(), ended_as="closed")
        make_agency("Quay two")
        make_member_agency("Quay three")
        hits = search("quay", reader=asha).groups[0].found.hits
        assert {one.title: one.detail for one in hits} == {
            "Quay one": "closed",
            "Quay two": "known, not a member",
            "Quay three": "member",
        }


class TestPeople:
    def test_are_found_as_far_as_the_door_lets_her_know_them(self, asha):
        other = seated("José Muñoz", make_member_agency("Quay"))
        assert found("munoz jose", asha) == {"people": [other.name]}
        # By password other agencies' people are not there, nor nearly there (S6).
        weak = by_password(asha)
        assert found("munoz", weak) == found("munos", weak) == {}
        assert found("bell", weak) == {"people": ["Asha Bell"]}

    def test_are_not_found_by_what_is_the_coordinators_alone(self, asha):
        Person.objects.filter(pk=asha.pk).update(full_name="Aysha Zander")
        assert found("zander", asha) == {}

    def test_say_where_they_sit(self, asha):
        [group] = search("asha", reader=asha).groups
        assert group.found.hits[0].detail == "Harbour Aid, representative"


class TestGroupsTermsLetters:
    def test_a_closed_group_is_found_by_its_own_alone(self, asha):
        group = make_group("Quiet table", is_closed=True, purpose="Lanterns")
        GroupTerms.objects.create(group=group, number=1, from_on=today(), words="oaks")
        for typed in ("quiet", "quiett", "lanterns", "oaks"):
            assert found(typed, asha) == {}
        make_seat(asha, group=group, role=Role.OBSERVER)
        assert found("lanterns", asha) == {"groups": ["Quiet table"]}
        assert found("oaks", asha) == {"terms": ["Quiet table"]}
        assert found("quiett", asha) == {"groups": ["Quiet table"]}

    def test_only_the_terms_that_hold_are_found(self, asha):
        group = make_group()
        for number, words in ((2, "oaks"), (1, "elms")):
            made = {"group": group, "from_on": today(), "number": number}
            GroupTerms.objects.create(words=words, **made)
        assert found("elms", asha) == {}
        [terms] = search("oaks", reader=asha).groups
        assert terms.found.hits[0].detail == "version 2"

    def test_a_long_purpose_is_shortened_and_no_gap_is_cut(self, asha):
        """Half a gap would be read as it is kept, and not as words."""
        gap = gap_of(today())
        made = make_group("Struck", purpose=f"{'harbor ' * 15}{gap} and more words")
        [group] = search("harbor", reader=asha).groups
        detail = group.found.hits[0].detail
        assert detail == f"{('harbor ' * 15).strip()} …"
        made.delete()
        make_group("Long", purpose="lantern " * 40)
        [group] = search("lantern", reader=asha).groups
        assert group.found.hits[0].detail.endswith("lantern …")

    def test_a_letter_is_found_once_it_was_let_go(self, asha):
        made = _circular()
        make_seat(asha, group=made.group, role=Role.OBSERVER)
        Circular.objects.update(title="Willow", words="Elder trees")
        assert found("willow", asha) == found("elder", asha) == {}
        Mailing.objects.update(state=Mailing.State.GOING, released_at=now())
        assert found("willow", asha) == found("elder", asha) == {"letters": ["Willow"]}


class TestServices:
    def test_are_found_by_the_directorys_own_index(self, asha):
        make_service("Lantern kitchen", organization=Agency.objects.get())
        make_service("Lantern secret", label="TLP:AMBER")
        index_services()
        assert found("lantern", asha) == {"services": ["Lantern kitchen"]}

    def test_of_a_restricted_one_it_is_noted_who_was_shown_it(self, asha):
        own = Agency.objects.get()
        make_service("Lantern own", label="TLP:AMBER", originator=own)
        index_services()
        assert found("lantern", asha) == {"services": ["Lantern own"]}
        assert Read.objects.count() == 1
        assert found("lantern", by_password(asha)) == {}


class TestSlips:
    def test_are_forgiven_only_where_nothing_is_called_so(self, asha):
        seated("Barbour Lane", make_member_agency("Quay"))
        assert found("harbour", asha) == {"agencies": ["Harbour Aid"]}
        results = search("harborr", reader=asha)
        assert results.are_near
        assert found("harborr", asha) == {"agencies": ["Harbour Aid"]}

    def test_tell_nothing_of_what_may_not_be_seen(self, asha):
        """A word that only the unseen has is none: slips of others are looked for."""
        make_group("Harbor", is_closed=True)
        assert found("harbor", asha) == {"agencies": ["Harbour Aid"]}
        Group.objects.filter(name="Harbor").delete()
        assert found("harbor", asha) == {"agencies": ["Harbour Aid"]}

    def test_the_same_is_asked_whether_it_is_hidden_or_not_there(self, asha):
        def asked() -> list[str]:
            with CaptureQueriesContext(
                connection,
            ) as all_of_them:
                search("xylophone", reader=asha)
            return [one["sql"] for one in all_of_them]

        before = len(asked())
        make_group("Xylophone", is_closed=True)
        seat = make_seat(
            make_person("Xylophone"), group=make_group("S", is_closed=True)
        )
        assert len(asked()) == before
        # The control: what is seen is asked for otherwise.
        make_seat(asha, group=seat.group, role=Role.OBSERVER)
        assert len(asked()) != before


class TestCounts:
    def test_a_few_of_each_kind_are_shown_and_many_of_one(self, asha):
        for number in range(FEW + 3):
            make_agency(f"Quay {number}")
        [group] = search("quay", reader=asha).groups
        assert (len(group.found.hits), group.found.count) == (FEW, FEW + 3)
        assert group.more == 3
        assert len(found("quay", asha, only="agencies")["agencies"]) == FEW + 3
        assert found("quay", asha, only="people") == {}
        assert MANY > FEW


class TestManyAreCalledAlike:
    """In a network of thousands the nearest is found, wherever it stands among them."""

    MANY = 2_100

    def test_agencies_that_share_a_word_hide_none(self, asha):
        others = [Agency(name=f"Trust {n}") for n in range(self.MANY)]
        Agency.objects.bulk_create([*others, Agency(name="Lantern Trust")])
        assert found("lantern trust", asha) == {"agencies": ["Lantern Trust"]}
        assert found("trust", asha)["agencies"][0] == "Trust 0"
        [group] = search("trust", reader=asha).groups
        assert group.found.count == self.MANY + 1

    def test_names_that_no_engine_folds_hide_none(self, asha):
        others = [Agency(name=f"Центр {n}") for n in range(self.MANY)]
        Agency.objects.bulk_create([*others, Agency(name="Маяк")])
        assert found("маяк", asha) == {"agencies": ["Маяк"]}

    def test_people_hide_none(self, asha):
        coordinator = make_member(role=Role.COORDINATOR)
        coordinator.is_strong = True
        others = [Person(name=f"Ирина {n}") for n in range(self.MANY)]
        Person.objects.bulk_create([*others, Person(name="Quill")])
        assert found("quill", coordinator) == {"people": ["Quill"]}

    def test_names_of_old_hide_none(self, asha):
        rows = Agency.objects.bulk_create(
            [Agency(name=f"House {n}") for n in range(self.MANY)]
        )
        AgencyName.objects.bulk_create(
            AgencyName(agency=one, name=f"Trust {n}", until_on=today())
            for n, one in enumerate(rows)
        )
        sought = f"trust {self.MANY - 1} house"
        assert found(sought, asha) == {"agencies": [rows[-1].name]}

    def test_that_there_are_more_than_were_counted_is_said(self, asha, monkeypatch):
        for n in range(3):
            make_service(f"Lantern {n}", organization=Agency.objects.get())
        index_services()
        monkeypatch.setattr(finding, "MOST_COUNTED", 2)
        client = browser(asha)
        page = client.post(reverse("search"), {"q": "lantern"}).content.decode()
        assert "More than 2 were found" in page
        only = {"q": "lantern", "only": "services"}
        page = client.post(reverse("search"), only).content.decode()
        assert "type one word more" in page


NAMES = ("Harbour", "Lantern", "Quay", "José", "Łódź", "Open", "North")


class TestOracle:
    """The search finds what `visible_to` shows and is called so: by plain loops."""

    @pytest.mark.parametrize("seed", range(3))
    def test_finds_what_may_be_seen_and_is_called_so(self, seed):
        dice, number = random.Random(seed), count()  # noqa: S311 -- made-up names

        def name() -> str:
            return f"{' '.join(dice.sample(NAMES, 2))} {next(number)}"

        agencies = [make_member_agency(name()) for _ in range(6)]
        groups = [
            make_group(name(), is_closed=dice.random() < 0.5, purpose=name())
            for _ in range(5)
        ]
        people = [make_person(name()) for _ in range(12)]
        for person in people:
            in_network = dice.random() < 0.5
            make_seat(
                person,
                agency=dice.choice(agencies),
                group=None if in_network else dice.choice(groups),
                role=dice.choice((Role.REPRESENTATIVE, Role.OBSERVER)),
            )
        coordinator = make_member(name(), role=Role.COORDINATOR)
        for reader in (*dice.sample(people, 4), coordinator):
            reader.is_strong = dice.random() < 0.6
            for typed in (*NAMES, "jose open", "harb", "lod", "1"):
                assert self.found(typed, reader) == self.expected(typed, reader)

    def found(self, text: str, reader: Person) -> dict[str, set[str]]:
        kinds = ("people", "agencies", "groups")
        results = search(text, reader=reader)
        if results.are_near:
            return {}
        return {
            one.kind.name: {hit.path.split("/")[2] for hit in hits.found.hits}
            for one in results.groups
            if one.kind.name in kinds
            for [hits] in [search(text, reader=reader, only=one.kind.name).groups]
        }

    def expected(self, text: str, reader: Person) -> dict[str, set[str]]:
        typed = read_typed(text)
        own = {
            "people": [(p, p.name) for p in Person.objects.visible_to(reader)],
            "agencies": [(a, a.name) for a in Agency.objects.visible_to(reader)],
            "groups": [
                (g, f"{g.name} {g.purpose}") for g in Group.objects.visible_to(reader)
            ],
        }
        said = {
            kind: {str(row.pk) for row, words in rows if typed.says(words)}
            for kind, rows in own.items()
        }
        return {kind: rows for kind, rows in said.items() if rows}


class TestPage:
    def ask(self, client: Client, **said: str):
        return client.post(reverse("search"), said)

    def test_shows_what_was_found_by_kind_and_keeps_what_was_typed(self, asha):
        answer = self.ask(browser(asha), q="<b>Harbour")
        page = answer.content.decode()
        assert "1 was found" in page
        assert 'value="&lt;b&gt;Harbour"' in page
        assert reverse("agency", args=[Agency.objects.get().pk]) in page
        # Back works on it, and what was typed is in no address.
        assert answer["Cache-Control"] == "private, no-cache"

    def test_says_what_to_do_where_nothing_was_found(self, asha):
        page = self.ask(browser(asha), q="xylophone", only="people").content.decode()
        assert "Nothing was found" in page
        assert "Search everything" in page
        assert reverse("find") in page

    def test_leads_to_more_of_a_kind_and_to_the_directorys_page(self, asha):
        for number in range(FEW + 1):
            make_service(f"Lantern {number}", organization=Agency.objects.get())
        index_services()
        page = self.ask(browser(asha), q="lantern").content.decode()
        assert "Show 1 more" in page
        assert "See these with hours" in page
        assert Service.objects.count() == FEW + 1

    def test_refuses_what_is_no_question(self, asha):
        client = browser(asha)
        assert self.ask(client, q="x" * 201).status_code == 400
        assert self.ask(client, q="x", only="no kind!").status_code == 400
        assert "Search the network" in self.ask(client, q="  ").content.decode()
        assert "Search the network" in client.get(reverse("search")).content.decode()

    def test_stands_on_every_page_of_members_and_on_no_other(self, asha):
        box = 'id="find-box"'
        assert box in browser(asha).get(reverse("agencies")).content.decode()
        assert box not in Client().get("/").content.decode()
        assert box not in browser(make_person()).get("/").content.decode()
