"""Words and towns that are learned from listings, and forgotten with them."""

import pytest

from fourthp.directory.models import Place, SearchRow, Word
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.towns import learn_towns
from fourthp.directory.queries.places import towns
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_region,
    make_service,
    make_town,
)
from fourthp.foundation.actors import Host
from fourthp.partnership.models import Label
from fourthp.partnership.tests.makers import make_agency, make_network

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    return dict(Word.objects.values_list("word", "services"))


def stand(city: str, *spots: str, agencies: int = 2):
    """Services of some agencies, each at a spot of a city; the first is returned."""
    owners = [make_agency(f"Agency {n}") for n in range(agencies)]
    made = []
    for n, spot in enumerate(spots):
        service = make_service(f"Desk {n}", organization=owners[n % agencies])
        make_address(
            make_location(service, latitude=spot, longitude="-80.2"), city=city
        )
        made.append(service)
    return made


class TestWords:
    def test_follow_a_change_without_a_whole_new_index(self):
        service = make_service("Lantern", description="Warm rooms.")
        other = make_service("Rooms", organization=service.organization)
        index_services([service.pk])
        index_services([other.pk])
        assert (counts()["lantern"], counts()["rooms"]) == (1, 2)
        service.name = "Candle"
        service.save()
        index_services([service.pk])
        assert "lantern" not in counts()
        assert (counts()["candle"], counts()["rooms"]) == (1, 2)
        before = counts()
        index_services()
        assert counts() == before

    def test_of_a_service_that_the_public_may_not_see_any_more_go(self):
        service = make_service("Lantern")
        index_services()
        service.label = Label.GREEN
        service.save()
        index_services([service.pk])
        assert "lantern" not in counts()

    def test_of_a_place_go_when_it_turns_confidential(self):
        make_network()
        service = make_service(description="Come to 12 Mill Lane, Millbrook.")
        make_address(make_location(service), city="Millbrook")
        index_services()
        assert {"mill", "millbrook"} <= counts().keys()
        make_confidential(service, by=Host(), region=make_region())
        assert not {"mill", "millbrook"} & counts().keys()


class TestLearnTowns:
    def test_makes_a_place_of_each_town_that_enough_addresses_show(self):
        stand("  HIALEAH ", "25.00", "25.02", "25.40")
        assert learn_towns() == {"Hialeah"}
        assert learn_towns() == set()
        assert towns()["hialeah"] == "Hialeah"
        town = Place.objects.get(name="Hialeah")
        assert (town.is_learned, f"{town.latitude:.2f}") == (True, "25.02")

    @pytest.mark.parametrize(
        ("spots", "agencies"),
        [(("25.1", "25.2"), 2), (("25.1",) * 3, 2), (("25.1", "25.2", "25.3"), 1)],
    )
    def test_learns_nothing_that_would_be_an_address(self, spots, agencies):
        stand("Hialeah", *spots, agencies=agencies)
        assert learn_towns() == set()

    def test_leaves_a_town_alone_that_somebody_put_there(self):
        make_town("Hialeah")
        stand("Hialeah", "25.00", "25.02", "25.40")
        assert learn_towns() == set()

    def test_moves_and_forgets_a_town_with_its_evidence(self):
        make_network()
        services = stand("Hialeah", "25.00", "25.02", "25.40", "25.50")
        named = make_service("Named")
        make_address(make_location(named), city="Hialeah")
        index_services()
        assert SearchRow.objects.get(service=named).latitude == 25.21
        make_confidential(services[3], by=Host(), region=make_region())
        assert SearchRow.objects.get(service=named).latitude == 25.02
        make_confidential(services[0], by=Host(), region=None)
        assert not Place.objects.filter(name="Hialeah").exists()
        assert SearchRow.objects.get(service=named).latitude is None
