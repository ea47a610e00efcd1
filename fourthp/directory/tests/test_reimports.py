"""What comes again: emptied cells, services that return, checks made here."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fourthp.directory.formats.reasons import NEAR_AGENCY
from fourthp.directory.models import HeldRow, Import, Phone, Schedule, Service
from fourthp.directory.operations.edits import Edit, edit_service, release_fields
from fourthp.directory.operations.imports.applying import apply_import, undo_import
from fourthp.directory.operations.imports.planning import Plan, plan_import
from fourthp.directory.operations.listings import verify_service
from fourthp.directory.tests.makers import make_service
from fourthp.directory.tests.packages import SERVICE, make_package, plain
from fourthp.foundation.actors import Host
from fourthp.partnership.models import Agency, Label
from fourthp.partnership.tests.makers import make_agency

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def look(tmp_path):
    """Plan an import of tables."""

    def plan(source="city", **tables) -> Plan:
        return plan_import(make_package(tmp_path, **tables), source=source)

    return plan


@pytest.fixture
def bring(look):
    """Import tables; each call is a minute later."""
    times = iter(MONDAY + timedelta(minutes=n) for n in range(60))

    def do(source="city", **tables) -> Import:
        return apply_import(look(source, **tables), by=Host(), now=next(times))

    return do


def saying(**cells: object) -> dict:
    """A package whose one service says some more."""
    tables = plain()
    tables["services"][0] |= cells
    return tables


SAID = {
    "description": "Soup",
    "alert": "Closed this week",
    "minimum_age": "18",
    "is_free": "yes",
    "status": "temporarily closed",
    "colour": "blue",
}


class TestAColumnOfLinksThatIsAbsent:
    def test_moves_no_service_to_another_agency(self, look, bring):
        bring(**plain())
        tables = plain()
        tables["services"][0] |= {"name": "Renamed"}
        del tables["services"][0]["organization_id"]
        assert "organization" not in look(**tables).make
        bring(**tables)
        service = Service.objects.get()
        assert (service.name, service.organization.name) == ("Renamed", "Harbour Aid")
        assert Agency.objects.count() == 1

    def test_gives_a_new_service_an_agency_that_says_it_is_not_named(self, bring):
        bring(**plain())
        tables = plain()
        tables["services"] = [{"id": "s1", "name": "a"}, {"id": "s2", "name": "b"}]
        bring(**tables)
        owners = dict(Service.objects.values_list("name", "organization__name"))
        assert owners == {"a": "Harbour Aid", "b": "Not named by its source"}

    def test_leaves_a_number_where_it_is(self, look, bring):
        number = {"id": "p1", "number": "1"}
        bring(**plain() | {"phones": [number | {"service_id": "s1"}]})
        bring(**plain() | {"phones": [number | {"number": "2"}]})
        assert Phone.objects.get().service == Service.objects.get()

    def test_and_a_table_of_agencies_that_is_absent_rename_none(self, look, bring):
        bring(**plain())
        tables = plain()
        del tables["organizations"]
        assert look(**tables).changes_nothing()


class TestARowWithoutAName:
    @pytest.mark.parametrize("name", ["", " ", "–", "\u200b", "?", "null", "x" * 501])
    def test_is_held_with_its_reason(self, look, name):
        tables = plain()
        tables["services"].append(SERVICE | {"id": "s2", "name": name})
        plan = look(**tables)
        assert len(plan.make["service"]) == 1
        held = {(h.table, h.row, h.field, h.reason) for h in plan.held}
        assert ("service", 3, "name", "is missing") in held

    def test_ends_no_service_that_had_one(self, look, bring):
        bring(**plain())
        tables = plain()
        tables["services"][0]["name"] = "-"
        assert look(**tables).changes_nothing()
        bring(**tables)
        service = Service.objects.get()
        assert (service.name, service.status) == ("Drop-in", "active")


class TestEmptiedCells:
    def test_empty_the_field(self, look, bring):
        bring(**saying(**SAID))
        bring(**saying(**dict.fromkeys(SAID, "")))
        service = Service.objects.get()
        assert (service.description, service.alert) == ("", "")
        assert (service.minimum_age, service.is_free) == (None, None)
        assert (service.status, service.extra) == ("active", {})
        assert look(**saying(**dict.fromkeys(SAID, ""))).changes_nothing()

    def test_of_a_column_that_is_absent_change_nothing(self, bring):
        bring(**saying(**SAID))
        assert bring(**saying()).revision_id is None
        service = Service.objects.get()
        assert (service.alert, service.minimum_age) == ("Closed this week", 18)
        assert service.extra == {"colour": "blue"}

    def test_that_cannot_be_read_any_more_empty_it_too(self, bring):
        bring(**saying(minimum_age="18"))
        bring(**saying(minimum_age="eighteen"))
        service = Service.objects.get()
        assert (service.minimum_age, service.extra) == (
            None,
            {"minimum_age": "eighteen"},
        )

    def test_of_links_let_go(self, look, bring):
        line = {"id": "p", "service_id": "s1", "location_id": "l1", "number": "1"}
        bring(**plain(), phones=[line])
        assert Phone.objects.get().location is not None
        bring(**plain(), phones=[line | {"location_id": ""}])
        assert Phone.objects.get().location is None
        bring(**plain(), phones=[line])
        del line["location_id"]
        assert look(**plain(), phones=[line]).changes_nothing()

    def test_leave_alone_what_was_changed_here(self, bring):
        bring(**saying(description="Soup"))
        edit = Edit({"description": "Ours"})
        edit_service(Service.objects.get(), edit, by=Host(), now=MONDAY)
        bring(**saying(description=""))
        assert Service.objects.get().description == "Ours"

    def test_of_an_older_name_do_not_empty_what_todays_name_says(self, bring):
        bring(**saying(fees="", fees_description="Five pounds"))
        assert Service.objects.get().fees_description == "Five pounds"
        bring(**saying(fees="Old words", fees_description="Six pounds"))
        service = Service.objects.get()
        assert service.fees_description == "Six pounds"
        assert service.extra == {"fees": "Old words"}

    def test_never_open_what_is_hidden(self, bring):
        bring(**saying(place_is_confidential="yes"))
        bring(**saying(place_is_confidential=""))
        bring(**saying(place_is_confidential="no"))
        assert Service.objects.get().place_is_confidential


def without() -> dict:
    """The same source, which has another service only."""
    return {
        "organizations": plain()["organizations"],
        "services": [dict(SERVICE, id="s2", name="Other")],
    }


class TestAServiceThatReturns:
    @pytest.mark.parametrize(
        ("cells", "status"), [({}, "temporarily closed"), ({"status": ""}, "active")]
    )
    def test_is_what_it_was_or_what_a_new_one_is(self, look, bring, cells, status):
        first = saying(status="temporarily closed")
        bring(**first)
        bring(**without())
        assert Service.objects.get(source_id="s1").status == "defunct"
        assert look(**without()).changes_nothing()
        again = saying(**cells) | {
            "services": [SERVICE | cells, *without()["services"]]
        }
        bring(**again)
        service = Service.objects.get(source_id="s1")
        assert (service.status, service.status_before) == (status, "")
        assert look(**again).changes_nothing()

    def test_is_what_its_source_says_then(self, bring):
        bring(**saying(status="active"))
        bring(**without())
        bring(**saying(status="inactive"))
        assert Service.objects.get(source_id="s1").status == "inactive"

    def test_that_its_source_had_ended_stays_so(self, bring):
        bring(**saying(status="defunct"))
        bring(**without())
        bring(**saying())
        assert Service.objects.get(source_id="s1").status == "defunct"

    def test_was_never_ended_where_people_here_say_its_status(self, look, bring):
        bring(**plain())
        edit = Edit({"status": "temporarily closed"})
        edit_service(Service.objects.get(), edit, by=Host(), now=MONDAY)
        bring(**without())
        service = Service.objects.get(source_id="s1")
        assert service.status == "temporarily closed"
        release_fields(service, by=Host())
        bring(**without())
        assert Service.objects.get(source_id="s1").status == "defunct"


def check(service: Service, day: date) -> None:
    verify_service(
        service, by=Host(), role="editor", now=MONDAY + timedelta(days=1), today=day
    )


class TestACheckMadeHere:
    OLD = {"assured_date": "2020-01-01", "assurer_role": "council"}

    def checked(self, bring, **cells) -> dict:
        tables = saying(**self.OLD, **cells)
        bring(**tables)
        check(Service.objects.get(), date(2026, 3, 3))
        return tables

    def test_stands_against_an_older_date(self, look, bring):
        tables = self.checked(bring, last_modified="2020-01-01T10:00:00Z")
        assert look(**tables).changes_nothing()
        assert look(**saying(assured_date="", assurer_role="")).changes_nothing()

    @pytest.mark.parametrize(("role", "expected"), [("us", "us"), (None, "")])
    def test_gives_way_to_a_later_date(self, look, bring, role, expected):
        self.checked(bring)
        later = {"assured_date": "2026-04-01"} | (
            {"assurer_role": role} if role else {}
        )
        bring(**saying(**later))
        service = Service.objects.get()
        assert service.assured_date == date(2026, 4, 1)
        assert (service.assurer_role, service.local_fields) == (expected, [])
        assert look(**saying(**later)).changes_nothing()

    def test_is_given_back_with_the_rest(self, bring):
        tables = self.checked(bring)
        release_fields(Service.objects.get(), by=Host())
        bring(**tables)
        assert Service.objects.get().assured_date == date(2020, 1, 1)


def test_the_last_change_is_never_set_back(look, bring):
    said = saying(last_modified="2020-01-01T10:00:00Z")
    bring(**said)
    Service.objects.update(last_modified=MONDAY)
    assert look(**said).changes_nothing()
    assert look(**saying(last_modified="")).changes_nothing()
    bring(**saying(last_modified="2026-04-01T10:00:00Z"))
    assert Service.objects.get().last_modified > MONDAY


class TestALabel:
    def test_that_is_said_is_taken(self, bring):
        bring(**saying(tlp_label="green"))
        assert Service.objects.get().label == Label.GREEN

    def test_that_comes_again_narrows_and_never_widens(self, bring):
        bring(**saying(tlp_label="TLP:GREEN"))
        for said, expected in (("", "GREEN"), ("CLEAR", "GREEN"), ("AMBER", "AMBER")):
            bring(**saying(tlp_label=said))
            assert Service.objects.get().label == f"TLP:{expected}"

    def test_of_a_place_that_is_confidential_is_never_clear(self, bring):
        bring(**saying(tlp_label="CLEAR", place_is_confidential="yes"))
        assert Service.objects.get().label == Label.GREEN

    def test_that_is_none_is_held(self, bring):
        made = bring(**saying(tlp_label="Housing"))
        assert Service.objects.get().label == Label.CLEAR
        assert made.held_rows.get().field == "tlp_label"


def reasons() -> list[tuple[str, int, str]]:
    return list(HeldRow.objects.values_list("table", "row", "reason"))


class TestDoubles:
    def test_in_one_file_are_named_and_not_joined(self, bring):
        twice = [
            SERVICE,
            dict(SERVICE, id="s2", name="DROP-IN "),
            dict(SERVICE, id="s3", name="Other"),
        ]
        bring(organizations=plain()["organizations"], services=twice)
        assert Service.objects.count() == 3
        assert reasons() == [
            ("service", 3, "another row of this file names the same service")
        ]

    def test_of_an_organisation_nobody_names_are_not_known(self, bring):
        bring(services=[dict(SERVICE, id=n, organization_id="") for n in (1, 2)])
        assert not any("same" in reason for _, _, reason in reasons())

    def test_of_an_agency_that_is_here_are_named(self, bring):
        make_agency("hárbour  aid")
        bring(**plain())
        assert Agency.objects.count() == 2
        assert reasons() == [
            ("organization", 2, "another agency here has the same name")
        ]

    def test_of_agencies_with_nearly_one_name_are_named_and_not_joined(self, bring):
        make_agency("Harbour-Aid")
        names = ("Harbour Aid", "St Mary’s Centre", "St. Marys centre", "Mind")
        rows = [{"id": f"o{n}", "name": name} for n, name in enumerate(names)]
        bring(organizations=rows)
        assert Agency.objects.count() == 1 + len(names)
        assert reasons() == [("organization", n, NEAR_AGENCY) for n in (2, 4)]


def test_a_table_without_a_column_it_needs_is_held_and_the_rest_comes_in(bring):
    eligibility = [{"id": "e", "eligibility": "women"}]
    bring(**plain(), eligibility=eligibility)
    assert Service.objects.count() == 1
    assert ("eligibility", 2, "is missing") in reasons()


def test_a_link_that_leads_nowhere_is_kept_as_it_came(bring):
    bring(
        **plain(),
        phones=[{"id": "p", "service_id": "s1", "contact_id": "c9", "number": "1"}],
    )
    assert Phone.objects.get().extra == {"contact_id": "c9"}


def test_undoing_puts_an_emptied_cell_back(bring):
    bring(**saying(**SAID))
    last = bring(**saying(**dict.fromkeys(SAID, "")))
    undo_import(last, by=Host(), now=MONDAY + timedelta(days=2))
    assert Service.objects.get().alert == "Closed this week"


def test_a_listing_made_here_is_nobodys_to_end(bring):
    mine = make_service("Ours")
    bring(**plain())
    assert Service.objects.get(pk=mine.pk).status == "active"
    assert Schedule.objects.count() == 1
