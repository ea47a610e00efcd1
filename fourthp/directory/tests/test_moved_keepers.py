"""Who kept listings and moved to another agency gets no mail about the old ones."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from fourthp.directory.models import Problem
from fourthp.directory.operations import mails, problem_mails
from fourthp.directory.operations.mails import tell_due
from fourthp.directory.operations.problems import report_problem
from fourthp.directory.tests.makers import make_phone, make_service
from fourthp.foundation.actors import Clockwork, Public
from fourthp.partnership.models import Role
from fourthp.partnership.tests.makers import (
    make_member_agency,
    make_network,
    make_person,
    make_seat,
)
from fourthp.post.models import Message
from fourthp.post.operations.bundles import make_bundles
from fourthp.post.queries.readership import is_entitled

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _still():
    make_network()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agency():
    return make_member_agency("Harbour Aid")


@pytest.fixture
def seat(agency):
    rosa = make_person("Rosa Hale", email="rosa@harbour.example")
    return make_seat(rosa, agency=agency, role=Role.LEAD)


@pytest.fixture
def service(agency):
    found = make_service("Night kitchen", organization=agency)
    make_phone(found, "0121 496 0049")
    return found


def ask(_service):
    tell_due(by=Clockwork("directory.tell_due"), now=NOW)


def report(service):
    report_problem(service, Problem.Kind.HOURS, by=Public(), now=NOW)


def move(seat, agency):
    seat.agency = agency
    seat.save(update_fields=["agency"])


def left() -> tuple[str, str]:
    make_bundles(now=NOW + WEEK)
    message = Message.objects.get(kind__startswith="directory.")
    return message.state, message.why


@pytest.mark.parametrize("write", [ask, report])
class TestWhatWaitsForAKeeper:
    def test_does_not_go_when_she_keeps_the_listings_of_another_agency(
        self, seat, service, write
    ):
        write(service)
        move(seat, make_member_agency("Quay House"))
        assert left() == ("withheld", "not entitled")

    def test_does_not_go_when_her_seat_keeps_no_listings(self, seat, service, write):
        write(service)
        seat.role = Role.OBSERVER
        seat.save(update_fields=["role"])
        assert left() == ("withheld", "not entitled")

    def test_does_not_go_when_another_agency_keeps_the_listing_now(
        self, seat, service, write
    ):
        write(service)
        service.owner = make_member_agency("Quay House")
        service.save(update_fields=["owner"])
        assert left() == ("withheld", "not entitled")

    def test_control_goes_as_long_as_she_keeps_it(self, seat, service, write):
        write(service)
        assert left()[0] == "bundled"

    def test_control_unasked_it_would_go_to_the_old_keeper(
        self, seat, service, write, monkeypatch
    ):
        write(service)
        move(seat, make_member_agency("Quay House"))
        for kind in (mails.DUE, problem_mails.PROBLEM):
            monkeypatch.setitem(vars(kind), "is_for", None)
        assert left()[0] == "bundled"


def test_of_a_bundle_made_before_she_moved_it_is_left_out(seat, service):
    ask(service)
    make_bundles(now=NOW + WEEK)
    part = Message.objects.get(kind="directory.due")
    assert is_entitled(part)
    move(seat, make_member_agency("Quay House"))
    assert not is_entitled(part)


def test_what_names_no_listing_goes_to_whoever_keeps_any(seat, agency):
    report(make_service("Night kitchen", organization=agency, label="TLP:GREEN"))
    message = Message.objects.get(kind="directory.problem")
    assert message.about_kind == ""
    assert is_entitled(message)
    seat.role = Role.OBSERVER
    seat.save(update_fields=["role"])
    assert not is_entitled(message)
