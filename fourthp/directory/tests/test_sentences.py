"""A sentence in one's own words: what is understood narrows, the other words rank."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fourthp.directory.forms.find import FindForm
from fourthp.directory.models import Attribute, Language, Service, TaxonomyTerm
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.queries.entries import entries
from fourthp.directory.queries.loosening import further
from fourthp.directory.queries.places import known_places
from fourthp.directory.queries.questions import Question
from fourthp.directory.queries.search import Found, find_services
from fourthp.directory.rules.ranking import Facts, score, worth
from fourthp.directory.rules.words import agency_token, language_code, tongues_in
from fourthp.directory.tests.makers import (
    make_location,
    make_phone,
    make_refuge,
    make_region,
    make_service,
    make_town,
)
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Label
from fourthp.partnership.tests.makers import make_agency, make_member

pytestmark = pytest.mark.django_db
SENTENCE = "man made to work in a car wash, no papers, needs a bed tonight"


def ask(line: str = "", **fields: str) -> Question:
    form = FindForm({"q": line} | fields)
    assert form.is_valid()
    return form.question(now=now())


def find(line: str = "", *, reader=None, **fields: str) -> Found:
    return find_services(ask(line, **fields), reader=reader)


def names(found: Found) -> list[str]:
    by_id = Service.objects.in_bulk([hit.service_id for hit in found.hits])
    return [by_id[hit.service_id].name for hit in found.hits]


def make_beds() -> None:
    """Beds for men without papers: of three, one knows cars, one cars and washing."""
    agency = make_agency()
    for name, text in (
        ("Plain", "Nothing more."),
        ("Cars", "We know about cars."),
        ("Both", "We know about every car and its wash."),
    ):
        service = make_service(f"{name} shelter", organization=agency, description=text)
        service.eligibility.create(facet="status", value="nrpf")
    make_service("Other", organization=agency, description="A car wash and work.")
    index_services()


class TestWordsThatRank:
    def test_do_not_hide_what_is_understood(self):
        make_beds()
        found = find(SENTENCE)
        assert names(found) == ["Both shelter", "Cars shelter", "Plain shelter"]
        assert (found.are_loose, found.unknown) == (True, ("work",))
        assert [len(hit.lacks) for hit in found.hits] == [1, 2, 3]

    def test_narrow_where_one_service_has_them_all(self):
        make_beds()
        found = find("no papers, a bed, car wash")
        assert names(found) == ["Both shelter"]
        assert (found.are_loose, found.unknown) == (False, ())

    def test_weigh_more_the_rarer_they_are(self):
        agency = make_agency()
        for n in range(8):
            make_service(f"Desk {n}", organization=agency, description="garden")
        make_service("Rare", organization=agency, description="lantern")
        index_services()
        assert names(find("garden lantern"))[0] == "Rare"
        assert worth(1, 8) > worth(8, 8) > score(Facts(km=0)) - 1

    def test_alone_show_nothing_that_has_none_of_them(self):
        make_beds()
        found = find("car xylophone")
        assert set(names(found)) == {"Both shelter", "Cars shelter", "Other"}
        assert found.unknown == ("xylophone",)
        found = find("xylophone zyzzyva")
        assert (found.hits, found.unknown) == ([], ("xylophone", "zyzzyva"))

    def test_are_told_unknown_by_what_the_reader_may_see(self):
        make_service("Open shelter")
        make_service("Inner shelter", label=Label.GREEN, description="Zyzzyva.")
        index_services()
        found = find("bed zyzzyva")
        assert (names(found), found.unknown) == (["Open shelter"], ("zyzzyva",))
        found = find("bed zyzzyva", reader=make_member())
        assert (names(found), found.unknown) == (["Inner shelter"], ())

    def test_come_first_where_more_answer_than_are_ranked(self, monkeypatch):
        monkeypatch.setattr("fourthp.directory.queries.search.MOST", 5)
        agency = make_agency()
        for n in range(9):
            make_service(f"Shelter {n}", organization=agency)
        make_service("Warm shelter", organization=agency, description="car")
        index_services()
        assert names(find("bed car wash"))[0] == "Warm shelter"

    def test_come_first_beside_a_town_too(self, monkeypatch):
        monkeypatch.setattr("fourthp.directory.queries.search.MOST", 8)
        make_town()
        agency = make_agency()
        for n in range(9):
            make_service(f"Shelter {n}", organization=agency)
        make_service("Warm shelter", organization=agency, description="car")
        index_services()
        found = find("bed car wash coventry")
        assert names(found)[0] == "Warm shelter"
        assert (found.total(), found.more) == (2, True)

    def test_of_a_very_long_line_the_rarest_rank(self):
        make_service("Shelter", description="garden")
        index_services()
        line = "bed garden " + " ".join(f"zy{chr(97 + n)}x" for n in range(20))
        found = find(line)
        assert names(found) == ["Shelter"]
        assert len(found.hits[0].lacks) == 21
        assert len(found.unknown) == 12

    def test_say_how_far_to_go_for_them(self):
        make_town()
        near, far = make_service("Near"), make_service("Far", description="Acupuncture")
        make_location(near, latitude="52.41", longitude="-1.51")
        make_location(far, latitude="57.10", longitude="-2.10")
        index_services()
        found = find("acupuncture coventry")
        assert names(found) == ["Near"]
        offered = further(found, reader=None)
        assert [(one.km, one.count) for one in offered] == [(0, 1)]
        assert further(find("coventry"), reader=None) == []

    def test_cost_no_question_each(self):
        make_beds()
        with CaptureQueriesContext(
            connection,
        ) as few:
            find("bed xylophone garden")
        with CaptureQueriesContext(connection) as many:
            find("bed xylophone garden lantern stone paper willow horse river tree")
        assert len(many) == len(few)


class TestRealWords:
    @pytest.mark.parametrize("word", ["made", "wash", "hose", "mane", "mens", "bet"])
    def test_are_no_slips(self, word):
        make_service("House of men", description="Bed, male, women.")
        index_services()
        assert find(f"shelter {word}").forgiven == {}

    def test_of_many_strange_ones_the_first_are_looked_at(self):
        Language.objects.create(service=make_service(), name="Romanian")
        index_services()
        line = " ".join(f"q{chr(97 + n)}{chr(97 + n)}q" for n in range(8))
        assert find(f"romainian {line}").forgiven == {"romainian": "romanian"}
        assert find(f"{line} romainian").forgiven == {}

    def test_short_ones_are_never_a_person(self):
        make_service("Men")
        index_services()
        found = find("mwn")
        assert (found.asked.codes, found.forgiven) == ((), {})
        assert find("womem").asked.codes == ("who:women",)

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("romainian", "lang:ro"),
            ("vietnamse", "lang:vi"),
            ("sheltr", "need:housing"),
        ],
    )
    def test_slips_are_forgiven(self, typed, code):
        service = make_service("Shelter")
        for name in ("Romanian", "Vietnamese"):
            Language.objects.create(service=service, name=name)
        index_services()
        found = find(typed)
        assert (found.asked.codes, found.total()) == ((code,), 1)

    def test_a_town_is_known_by_its_slip(self):
        make_town()
        make_service("Shelter")
        index_services()
        assert find("coventri").asked.place == "Coventry"
        assert find("bed covetnry").asked.place == "Coventry"


class TestPlaces:
    @pytest.mark.parametrize(
        ("line", "fields", "told"),
        [
            ("bed near Xyzton", {}, "Xyzton"),
            ("bed", {"place": "Xyzton"}, "Xyzton"),
            ("bed", {"place": "CV1"}, "CV1"),
            ("bed CV1", {}, "CV1"),
        ],
    )
    def test_that_nobody_knows_are_said_and_left_out(self, line, fields, told):
        make_town()
        make_service("Shelter")
        index_services()
        found = find(line, **fields)
        assert (found.nowhere, found.asked.place) == (told, "")
        assert names(found) == ["Shelter"]

    def test_that_a_listing_mentions_are_said_all_the_same(self):
        make_service("Shelter", description="In Littleton.")
        make_service("Hostel")
        index_services()
        found = find("bed", place="Littleton")
        assert (found.nowhere, names(found)) == ("Littleton", ["Shelter"])

    def test_of_one_name_are_told_apart_and_the_largest_is_meant(self):
        for region, along, people in (("South", "-3.00", 150), ("North", "-1.30", 9)):
            town = make_town("Newport", "51.58", along)
            town.within, town.population = make_region(region), people
            town.save()
        places = known_places()
        assert places.names["newport"] == "Newport, South"
        assert places.names["newport north"] == "Newport, North"
        assert places.others("Newport, South") == ["Newport, North"]
        assert places.others("Coventry") == []
        assert ask("newport").place == "Newport, South"
        told = places.towns["Newport, North"]
        assert told is not None
        assert told.point.longitude == -1.3
        assert "Newport, Nowhere" not in places.towns


class TestAgencies:
    def test_named_in_full_come_first(self):
        make_service("Harbour aid desk", organization=make_agency("Other Trust"))
        make_service("Plain", organization=make_agency("Harbour Aid"))
        index_services()
        assert names(find("harbour aid")) == ["Plain", "Harbour aid desk"]

    def test_are_not_taken_for_the_needs_in_their_names(self):
        make_service("Advice", organization=make_agency("Polish Law Centre"))
        index_services()
        assert names(find("polish law centre")) == ["Advice"]

    def test_come_first_where_more_answer_than_are_ranked(self, monkeypatch):
        monkeypatch.setattr("fourthp.directory.queries.search.MOST", 5)
        agency = make_agency("Other Trust")
        for n in range(9):
            make_service(f"Harbour aid {n}", organization=agency)
        make_service("Plain", organization=make_agency("Harbour Aid"))
        index_services()
        assert names(find("harbour aid"))[0] == "Plain"

    def test_that_the_public_may_not_see_change_nothing(self):
        inner = make_agency("Polish Law Centre")
        make_service("Inner", organization=inner, label=Label.GREEN)
        index_services()
        assert ask("polish law centre").agencies == ()
        make_service("Open", organization=inner)
        index_services()
        assert ask("polish law centre").agencies == ("polish law centre",)

    def test_have_a_token_however_long_they_are_called(self):
        assert len(agency_token("a:", "Society " * 30)) <= 40
        assert agency_token("a:", " – ") == ""

    def test_say_nothing_of_what_each_service_does(self):
        agency = make_agency("Borough Housing")
        make_service("First contact", organization=agency)
        make_service("Beds", organization=agency, description="A shelter.")
        index_services()
        assert names(find_services(ask("housing"), reader=None)) == ["Beds"]


class TestNumbers:
    @pytest.mark.parametrize(
        "typed", ["0121 496 0123", "+44 121 4960123", "01214960123"]
    )
    def test_find_the_service_that_carries_them(self, typed):
        service = make_service("Advice")
        make_phone(service)
        make_service("Other")
        index_services()
        assert names(find(typed)) == ["Advice"]
        assert names(find("0121 496 0124")) == []

    def test_never_of_what_the_reader_may_not_see(self):
        make_phone(make_service("Inner", label=Label.GREEN))
        index_services()
        assert names(find("0121 496 0123")) == []
        assert names(find("0121 496 0123", reader=make_member())) == ["Inner"]

    def test_of_a_refuge_are_those_of_its_entry_alone(self):
        agency = make_agency()
        refuge = make_refuge(organization=agency)
        make_phone(refuge, "0800 496 0001")
        agency.phones.create(number="0121 496 0002")
        open_one = make_service("Open", organization=agency)
        index_services()
        assert names(find("0800 496 0001")) == [refuge.name]
        assert names(find("0121 496 0002")) == [open_one.name]

    def test_follow_a_service_into_hiding(self):
        agency = make_agency()
        service = make_service("Stay", organization=agency)
        agency.phones.create(number="0121 496 0002")
        index_services()
        assert names(find("0121 496 0002")) == ["Stay"]
        make_confidential(service, by=Host(), region=None)
        assert names(find("0121 496 0002")) == []

    def test_are_never_more_than_stand_on_the_entry(self):
        agency = make_agency()
        agency.phones.create(number="0121 496 0001")
        service = make_service("Desk", organization=agency)
        location = make_location(service)
        location.phones.create(number="0121 496 0003")
        at = service.at_locations.get()
        at.phones.create(number="0121 496 0004")
        index_services()
        shown = {
            one.number
            for one in entries([service.pk], reader=None, now=now())[0].phones
        }
        for last in range(1, 5):
            number = f"0121 496 000{last}"
            assert bool(names(find(number))) is (number in shown), number


class TestFirstResponders:
    def test_come_first_where_somebody_asks_for_the_nrm(self):
        agency = make_agency()
        make_service("National referral mechanism", organization=agency)
        marked = make_service("Team", organization=agency, description="NRM")
        term = TaxonomyTerm.objects.create(name="First responders")
        marked.attributes.create(
            link_entity="service", link_id=marked.pk, taxonomy_term=term
        )
        index_services()
        assert names(find("NRM"))[0] == "Team"

    def test_are_so_by_their_agency_too(self):
        make_service("National referral mechanism", organization=make_agency("Other"))
        agency = make_agency("Marked")
        make_service("Desk", organization=agency, description="For the NRM.")
        Attribute.objects.create(
            link_entity="organization",
            link_id=agency.pk,
            taxonomy_term=TaxonomyTerm.objects.create(name="First responder"),
        )
        index_services()
        assert names(find("NRM"))[0] == "Desk"


class TestLanguages:
    def test_in_one_row_are_read_apart(self):
        said = tongues_in("Anglais/English / Urdu and Farsi (Persian), Klingon")
        assert [language_code(one) for one in said] == ["en", "en", "ur", "fa", ""]
        service = make_service("Desk")
        Language.objects.create(service=service, name="Anglais/English / Urdu")
        Language.objects.create(service=service, name="Polish", code="pl")
        Language.objects.create(service=service, name="French/Thai", code="fr")
        index_services()
        for line in ("urdu", "english", "polish", "thai", "french"):
            assert names(find(line)) == ["Desk"], line
        card = Service.objects.get().search_row.card
        assert card["languages"] == ["en", "ur", "fr", "th"]
