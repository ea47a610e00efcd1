"""Finding: the same results in the same order on every engine, and none unseen."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils.timezone import override

from fourthp.directory.models import (
    Eligibility,
    Language,
    Posting,
    Schedule,
    SearchRow,
    Service,
    TaxonomyTerm,
)
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.queries.places import towns
from fourthp.directory.queries.questions import Question
from fourthp.directory.queries.search import find_services
from fourthp.directory.rules.lines import read_line
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_region,
    make_service,
    make_town,
)
from fourthp.foundation.actors import Host
from fourthp.partnership.models import Label
from fourthp.partnership.tests.makers import make_agency, make_member

pytestmark = pytest.mark.django_db

MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ask(line: str = "", **parts: object) -> Question:
    asked = read_line(line, towns())
    given = {"words": asked.words, "codes": asked.codes, "place": asked.place}
    return Question(**({"now": MONDAY_NOON} | given | parts))


def names(question: Question, reader=None) -> list[str]:
    hits = find_services(question, reader=reader).hits
    found = Service.objects.in_bulk([hit.service_id for hit in hits])
    return [found[hit.service_id].name for hit in hits]


def make_city() -> None:
    """Three services in Coventry, one far away, one without a place."""
    make_town()
    agency = make_agency()
    women = make_service("Women's house", organization=agency, description="A shelter.")
    Eligibility.objects.create(service=women, facet="gender", value="women")
    Language.objects.create(service=women, name="Romanian")
    men = make_service("Men's hostel", organization=agency)
    Eligibility.objects.create(service=men, facet="gender", value="men")
    clinic = make_service("Harbour clinic", organization=agency)
    Language.objects.create(service=clinic, name="Romanian", way="interpreter")
    far = make_service("Far shelter", organization=agency)
    line = make_service("National line", organization=agency)
    Language.objects.create(service=line, name="Romanian")
    for service, at in ((women, "-1.50"), (men, "-1.55"), (clinic, "-1.60")):
        make_location(service, latitude="52.40", longitude=at)
    make_location(far, latitude="57.10", longitude="-2.10")
    Schedule.objects.create(
        service=women, byday="MO", opens_at=time(9), closes_at=time(17)
    )
    refresh_open_hours(now=MONDAY_NOON - timedelta(hours=6))
    index_services()


def test_what_was_checked_is_fresh_by_the_networks_own_day():
    day = MONDAY_NOON.date()
    for name, ago in (("Advice A", 90), ("Advice B", 89)):
        make_service(name, assured_date=day - timedelta(days=ago))
    index_services()
    assert names(ask("advice")) == ["Advice A", "Advice B"]
    with override("Pacific/Auckland"):  # where it is Tuesday by now
        assert names(ask("advice")) == ["Advice B", "Advice A"]


class TestFindServices:
    def test_answers_the_question_of_the_front_page(self):
        make_city()
        found = names(ask("Romanian women coventry", open_at=MONDAY_NOON))
        assert found == ["Women's house"]

    def test_puts_who_speaks_it_before_who_gets_an_interpreter(self):
        make_city()
        found = names(ask("Romanian coventry"))
        assert found == ["Women's house", "Harbour clinic", "National line"]

    def test_keeps_services_without_a_place_and_leaves_far_ones(self):
        make_city()
        found = names(ask("coventry"))
        assert "National line" in found
        assert "Far shelter" not in found

    def test_leaves_out_what_is_for_others_only(self):
        make_city()
        found = names(ask("women coventry"))
        assert "Men's hostel" not in found
        assert "Harbour clinic" in found

    def test_leaves_out_who_is_said_to_be_barred(self):
        service = make_service()
        Eligibility.objects.create(
            service=service, facet="gender", value="men", is_exclusion=True
        )
        index_services()
        assert names(ask("men")) == []
        assert names(ask("women")) == ["Harbour drop-in"]

    def test_counts_each_facet_of_what_was_found(self):
        make_city()
        found = find_services(ask("coventry"), reader=None)
        assert found.counts["lang:ro"] == 2
        assert found.counts["interpreter:ro"] == 1
        assert found.counts["who:women"] == 1
        assert found.counts["now:open"] == 1

    def test_forgives_a_slip_and_says_so(self):
        make_city()
        found = find_services(ask("harbuor"), reader=None)
        assert found.forgiven == {"harbuor": "harbour"}
        assert len(found.hits) > 0

    def test_says_which_word_no_listing_knows(self):
        make_city()
        found = find_services(ask("xylophone"), reader=None)
        assert (found.unknown, found.hits) == (("xylophone",), [])

    def test_asks_a_place_that_nobody_knows_as_a_word(self):
        service = make_service(description="In Littleton on Sea.")
        index_services()
        assert names(ask(place="Littleton")) == [service.name]

    def test_shows_the_public_only_what_is_public_and_members_more(self):
        make_service("Open one")
        make_service("Inner one", label=Label.GREEN)
        make_service("Secret one", label=Label.RED)
        index_services()
        assert names(ask("one")) == ["Open one"]
        assert set(names(ask("one"), reader=make_member())) == {"Open one", "Inner one"}

    def test_finds_what_is_free_reached_by_wheels_and_noted_as_text(self):
        make_town()
        service = make_service(is_free=True, region=make_region())
        make_address(location := make_location(service))
        location.accessibility.create(for_wheelchairs=True)
        service.eligibility.create(facet="other", note="Seamstresses only")
        service.eligibility.create(facet="status", value="nrpf")
        service.languages.create(name="Klingon")
        index_services()
        for line in (
            "free",
            "wheelchair",
            "NRPF",
            "seamstress",
            "klingon",
            "west region",
        ):
            assert names(ask(line)) == [service.name], line
        found = find_services(ask("coventry"), reader=None)
        assert found.hits[0].facts.km == 0

    def test_takes_the_terms_of_a_taxonomy_as_words_and_needs(self):
        service = make_service()
        term = TaxonomyTerm.objects.create(name="Food bank")
        service.attributes.create(
            link_entity="service", link_id=service.pk, taxonomy_term=term
        )
        index_services()
        assert names(ask("food")) == [service.name]

    def test_never_shows_a_service_that_ended(self):
        make_service("Gone", status=Service.Status.DEFUNCT)
        index_services()
        assert names(ask()) == []

    def test_takes_a_changed_service_as_it_is_now(self):
        service = make_service("Old name")
        index_services()
        service.name = "Fresh name"
        service.save()
        index_services([service.pk])
        assert names(ask("fresh")) == ["Fresh name"]
        assert not find_services(ask(words=("old",)), reader=None).hits
        assert SearchRow.objects.count() == 1

    def test_leaves_no_posting_of_a_service_that_is_gone(self):
        gone = make_service("Kingfisher")
        index_services()
        gone.delete()
        index_services()
        assert not Posting.objects.exists()

    def test_gives_nobody_the_words_of_a_service_that_is_gone(self):
        make_service("Kingfisher")
        index_services()
        Service.objects.all().delete()
        other = make_service("Other")
        index_services([other.pk])
        assert names(ask("other")) == ["Other"]
        assert not find_services(ask(words=("kingfisher",)), reader=None).hits


QUESTIONS = (
    ask,
    lambda: ask("coventry"),
    lambda: ask("women coventry"),
    lambda: ask("leicester"),
    lambda: ask("stay"),
    lambda: ask("coventry", km=200.0),
)


COVENTRY, LEICESTER = ("52.41", "-1.51"), ("52.64", "-1.13")


class TestConfidential:
    """S3: nothing moves when the true point of a confidential service moves."""

    def answers(self) -> list[object]:
        """Return all that can be learned by asking: who, in which order, how far."""
        found = [find_services(question(), reader=None) for question in QUESTIONS]
        return [
            (
                [(h.service_id, h.behind, h.facts.km) for h in one.hits],
                sorted(one.counts.items()),
                one.more,
                one.unknown,
            )
            for one in found
        ]

    def before_and_after(self, service: Service, point: tuple[str, str], city: str):
        """Return the answers while a service is at a point, and when it is hidden."""
        with transaction.atomic():
            location = make_location(service, latitude=point[0], longitude=point[1])
            make_address(location, city=city)
            index_services()
            before = self.answers()
            make_confidential(service, by=Host(), region=None)
            Service.objects.filter(pk=service.pk).update(label=Label.CLEAR)
            index_services()
            after = self.answers()
            transaction.set_rollback(True)
        return before, after

    def test_answers_the_same_wherever_it_was(self):
        make_town()
        make_town("Leicester", *LEICESTER)
        service = make_service("Safe stay", description="For women.")
        make_location(make_service("Near"), latitude="52.40", longitude="-1.50")
        make_location(make_service("Far"), latitude="52.60", longitude="-1.10")
        at_one, hidden_one = self.before_and_after(service, COVENTRY, "Coventry")
        at_other, hidden_other = self.before_and_after(service, LEICESTER, "Leicester")
        # Asking can tell where a service is, as long as it is open.
        assert at_one != at_other
        assert hidden_one == hidden_other
        told = {hit[0]: hit[2] for hits, *_ in hidden_one for hit in hits}
        assert told[service.pk] is None


class TestBeside:
    """What has no known place stands apart, never before what is near."""

    def far_and_near(self):
        region, other = make_region(), make_region("East Region")
        town = make_town()
        town.within = region
        town.save()
        agency = make_agency()
        for name, where in (("Ours", region), ("Theirs", other), ("All", None)):
            make_service(f"{name} line", organization=agency, region=where)
        near = make_service("Near", organization=agency)
        make_location(near, latitude="52.40", longitude="-1.50")
        index_services()

    def test_names_the_towns_region_and_the_whole_country_alone(self):
        self.far_and_near()
        found = find_services(ask("coventry"), reader=None)
        assert names(ask("coventry")) == ["Near", "Ours line", "All line"]
        assert (found.beside, found.total()) == (2, 3)

    def test_a_region_has_its_own_and_then_what_is_for_everyone(self):
        self.far_and_near()
        assert names(ask("line west region")) == ["Ours line", "All line"]
        found = find_services(ask("west region"), reader=None)
        assert found.beside == 1

    def test_never_pushes_out_what_is_near(self, monkeypatch):
        monkeypatch.setattr("fourthp.directory.queries.search.MOST", 20)
        make_town()
        agency = make_agency()
        for n in range(8):
            make_service(f"Line {n}", organization=agency)
        near = make_service("Near", organization=agency)
        make_location(near, latitude="52.40", longitude="-1.50")
        index_services()
        found = find_services(ask("coventry"), reader=None)
        assert names(ask("coventry"))[0] == "Near"
        assert (found.total(), found.more) == (6, True)
