"""The demo network is whole, made up, and answers the question it is shown with."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from fourthp.audit.models import Entry
from fourthp.demo.making import make_demo_network
from fourthp.directory.models import Location, Phone, Service
from fourthp.directory.queries.places import towns
from fourthp.directory.queries.questions import Question
from fourthp.directory.queries.search import find_services
from fourthp.directory.rules.lines import read_line
from fourthp.partnership.models import Agency, Network, Person, Seat
from fourthp.partnership.operations import AlreadySetUp

TUESDAY = datetime(2026, 3, 10, 10, 5, tzinfo=UTC)
DRAMA = ("0121 496 0", "01632 960", "03069 990")

pytestmark = pytest.mark.django_db


@pytest.fixture
def _demo(db):
    make_demo_network(now=TUESDAY)


@pytest.mark.usefixtures("_demo")
class TestMakeDemoNetwork:
    def test_makes_what_the_demo_shows(self):
        assert Network.objects.get().is_demo
        assert Agency.objects.count() == 25
        assert Service.objects.count() == 60
        assert Service.objects.filter(place_is_confidential=True).count() == 5
        assert Seat.objects.count() == Person.objects.count() == 9

    def test_has_numbers_that_reach_nobody_and_addresses_of_no_one(self):
        assert all(p.number.startswith(DRAMA) for p in Phone.objects.all())
        assert all(p.email.endswith(".example") for p in Person.objects.all())
        assert not Location.objects.exclude(addresses__postal_code="").exists()

    def test_says_of_refuges_the_region_that_may_be_said(self):
        refuges = Service.objects.filter(place_is_confidential=True)
        said = Counter(refuges.values_list("home_region__name", "region__name"))
        assert said == {
            ("West Midlands", "West Midlands"): 3,
            ("East Midlands", "England"): 2,
        }

    def test_records_every_act(self):
        assert Entry.objects.filter(act="listed").count() == 60

    def test_answers_its_question(self):
        asked = read_line("Romanian women coventry", towns())
        question = Question(
            now=TUESDAY, codes=asked.codes, place=asked.place, open_at=TUESDAY
        )
        hits = find_services(question, reader=None).hits
        assert Service.objects.get(pk=hits[0].service_id).name == "Women’s drop-in"

    def test_is_made_once(self):
        with pytest.raises(AlreadySetUp):
            make_demo_network(now=TUESDAY)
