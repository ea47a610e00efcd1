"""Services whose source does not name the agency: nobody reads what stands for it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from fourthp.directory.models import Posting, Service
from fourthp.directory.operations.imports.applying import apply_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.queries.cards import cards
from fourthp.directory.queries.listings import agencies_like
from fourthp.directory.queries.questions import Question
from fourthp.directory.queries.search import find_services
from fourthp.directory.queries.timetables import usual_here
from fourthp.directory.tests.packages import make_package, plain
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import NOT_NAMED, Agency, Role
from fourthp.partnership.tests.makers import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(tmp_path):
    """Import tables."""

    def do(**tables) -> Service:
        plan = plan_import(make_package(tmp_path, **tables), source="city")
        apply_import(plan, by=Host(), now=now())
        return Service.objects.get()

    return do


@pytest.fixture
def nameless(bring) -> Service:
    service = bring(services=[{"id": "s1", "name": "Soup"}])
    assert service.organization.name == NOT_NAMED
    return service


def card_of(service: Service) -> str:
    [card] = cards([service.pk], reader=None, usual=usual_here(), now=now()).values()
    return card.agency


def found(word: str) -> int:
    question = Question(now=now(), words=(word,))
    return find_services(question, reader=None).total()


class TestAnAgencyThatIsNotNamed:
    @pytest.mark.parametrize("name", ["service", "service-card"])
    def test_is_said_to_be_so_on_public_pages(self, nameless, name):
        page = Client().get(reverse(name, args=[nameless.pk])).content.decode()
        assert "Agency not named" in page
        assert NOT_NAMED not in page

    def test_is_said_to_be_so_in_the_language_of_whoever_reads(self, nameless):
        assert card_of(nameless) == "Agency not named"
        with translation.override("en-xa"):
            assert card_of(nameless).startswith("⟦")

    def test_is_not_found_by_what_stands_for_its_name(self, nameless):
        assert found("soup") == 1
        assert found("source") == 0
        assert not Posting.objects.filter(token__contains="source").exists()

    def test_is_not_offered_to_whoever_lists_a_service(self, nameless):
        reader = make_member(role=Role.EDITOR)
        assert agencies_like("not named", reader) == ([], [])
        assert Agency.objects.filter(name=NOT_NAMED).exists()


def test_an_agency_that_is_named_is_shown_found_and_offered(bring):
    service = bring(**plain())
    assert card_of(service) == "Harbour Aid"
    assert found("harbour") == 1
    reader = make_member(role=Role.EDITOR, agency="Other")
    assert [str(one) for one in agencies_like("harbour aid", reader)[0]] == [
        "Harbour Aid"
    ]
