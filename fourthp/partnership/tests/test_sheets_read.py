"""What the cells of a sheet mean: words by other names, areas, people, numbers."""

import pytest

from fourthp.foundation.ids import new_id
from fourthp.partnership.forms.sheets import SheetChoicesForm
from fourthp.partnership.models import Agency, ContactPoint, Person, Role, Seat, Term
from fourthp.partnership.operations.sheets.handing_in import choose
from fourthp.partnership.queries.sheets.planning import (
    plan_sheet,
    reasons_by_row,
    untaken_by_row,
)
from fourthp.partnership.rules.packs import pack_for, packed_countries
from fourthp.partnership.tests.makers import make_network, make_term
from fourthp.partnership.tests.sheets import bring_in, hand_in, make_coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def cora():
    return make_coordinator()


class TestWords:
    def test_are_known_by_what_lists_call_them(self, cora):
        make_network(country="GB")
        health = make_term("NHS body or other health service", code="health")
        charity = make_term("Voluntary organisation", code="voluntary")
        sheet = hand_in("Agency,Type\nA,NHS\nB,charity\nC,Circus\n", by=cora)
        assert [one.word for one in plan_sheet(sheet).words] == ["Circus"]
        bring_in(sheet, by=cora)
        assert Agency.objects.get(name="A").kind == health
        assert Agency.objects.get(name="B").kind == charity

    def test_of_the_network_come_before_what_another_is_called(self, cora):
        make_term("Voluntary organisation", code="voluntary")
        own = make_term("Charity", code="own")
        bring_in(hand_in("Agency,Type\nA,Charity\n", by=cora), by=cora)
        assert Agency.objects.get().kind == own

    def test_may_be_said_to_be_one_that_is_here(self, cora):
        kind = make_term("Show business", code="show")
        sheet = hand_in("Agency,Type\nA,Circus\n", by=cora)
        form = SheetChoicesForm(plan=plan_sheet(sheet))
        assert "It is: Show business" in str(form)
        assert "In 1 row;" in str(form)
        sheet = choose(sheet, "words", {"kind:Circus": str(kind.pk)}, by=cora)
        bring_in(sheet, by=cora)
        assert Agency.objects.get().kind == kind
        assert Term.objects.count() == 1

    def test_that_are_here_no_more_are_left_empty(self, cora):
        sheet = hand_in("Agency,Type\nA,Circus\n", by=cora)
        sheet = choose(sheet, "words", {"kind:Circus": str(new_id())}, by=cora)
        bring_in(sheet, by=cora)
        assert Agency.objects.get().kind is None

    @pytest.mark.parametrize("country", packed_countries())
    def test_of_a_pack_are_called_nothing_that_another_is(self, country):
        said = [name.lower() for one in pack_for(country).words for name in one.also]
        assert said
        assert len(said) == len(set(said))

    @pytest.mark.parametrize(
        "cell", ["Suffolk, Essex", "Suffolk; Essex", "Suffolk/Essex", "Suffolk|Essex"]
    )
    def test_for_areas_stand_beside_each_other_in_one_cell(self, cora, cell):
        for name in ("Suffolk", "Essex"):
            make_term(name, "area", code=name.lower())
        sheet = hand_in(f'Agency,Area\nA,"{cell}"\n', by=cora)
        assert plan_sheet(sheet).words == []
        bring_in(sheet, by=cora)
        assert Agency.objects.get().terms.count() == 2

    def test_for_areas_that_are_one_with_their_comma_stay_one(self, cora):
        make_term("Bristol, City of", "area", code="bristol")
        sheet = hand_in('Agency,Area\nA,"Bristol, City of"\n', by=cora)
        assert plan_sheet(sheet).words == []


class TestPeople:
    def wrong(self, text, cora) -> dict[int, list[str]]:
        return reasons_by_row(plan_sheet(hand_in(text, by=cora)))

    def test_without_an_agency_are_wrong_where_the_sheet_names_agencies(self, cora):
        text = "Agency,Name,Role\nAid,Asha,\n,Bo,\n,Di,representative\n,Ed,observer\n"
        assert self.wrong(text, cora) == {
            3: ["It names no agency."],
            4: ["It names no agency."],
        }
        bring_in(hand_in(text, by=cora), by=cora)
        assert Seat.objects.get(agency=None, role="observer").person.name == "Ed"

    def test_come_in_without_an_agency_where_no_column_names_one(self, cora):
        assert not self.wrong("Name,Role,E-mail\nAsha,deputy,a@b.example\n", cora)

    @pytest.mark.parametrize(
        "name", ["Anna Kowalska & Joe Finn", "Anna/Joe", "Anna and Joe", "Anna und Jo"]
    )
    def test_two_in_one_cell_are_wrong(self, cora, name):
        (reasons,) = self.wrong(f"Agency,Name\nAid,{name}\n", cora).values()
        assert "Two people in one row" in reasons[0]

    def test_with_and_in_their_names_are_one(self, cora):
        assert not self.wrong("Agency,Name\nAid,Sandy Holland-Andrews\n", cora)


class TestNumbers:
    @pytest.mark.parametrize(
        ("cell", "kept"),
        [
            ("O1284 555 010", "01284 555 010"),
            ("o1284 555 O1O", "01284 555 010"),
            ("1473712233", "1473712233"),
            ("01284–555010", "01284-555010"),
        ],
    )
    def test_are_mended_where_it_is_plain_what_was_meant(self, cora, cell, kept):
        bring_in(hand_in(f"Agency,Name,Phone\nAid,Asha,{cell}\n", by=cora), by=cora)
        assert ContactPoint.objects.get().value == kept

    @pytest.mark.parametrize(
        ("cell", "says"),
        [
            ("01284 555l10", "Nobody can ring this"),
            ("ask for Joe 01284 555010", "Nobody can ring this"),
            ("12", "no telephone number"),
            ("4521", "no telephone number"),
            ("ext 4521", "no telephone number"),
            ("1" * 201, "too long"),
        ],
    )
    def test_that_nobody_can_ring_are_not_taken_and_their_people_are(
        self, cora, cell, says
    ):
        sheet = hand_in(f"Agency,Name,Phone\nAid,Asha,{cell}\n", by=cora)
        plan = plan_sheet(sheet)
        assert reasons_by_row(plan) == {}
        (reasons,) = untaken_by_row(plan).values()
        assert says in reasons[0]
        assert cell not in reasons[0]
        bring_in(sheet, by=cora)
        assert Person.objects.filter(name="Asha").exists()
        assert not ContactPoint.objects.exists()

    @pytest.mark.parametrize("cell", ["king", "Manager", "Head of Service"])
    def test_a_role_that_is_none_is_left_out_and_its_person_comes_in(self, cora, cell):
        sheet = hand_in(f"Agency,Name,Role\nAid,Asha,{cell}\n", by=cora)
        plan = plan_sheet(sheet)
        assert reasons_by_row(plan) == {}
        (reasons,) = untaken_by_row(plan).values()
        assert "The roles are: representative" in reasons[0]
        assert cell not in reasons[0]
        bring_in(sheet, by=cora)
        seat = Person.objects.get(name="Asha").seats.get()
        assert seat.role == Role.REPRESENTATIVE

    def test_of_a_row_that_does_not_come_in_are_told_with_it(self, cora):
        text = "Agency,Name,Phone\nAid,Asha and Bo,12\n"
        plan = plan_sheet(hand_in(text, by=cora))
        (reasons,) = reasons_by_row(plan).values()
        assert len(reasons) == 2
        assert plan.untaken == []

    @pytest.mark.parametrize(
        ("cell", "kept", "note"),
        [
            ("101 ext 4521", "101", "extension 4521"),
            ("101 ext. 4521", "101", "extension 4521"),
            ("01284 555010 (extension: 12)", "01284 555010", "extension 12"),
            ("01284 555010x12", "01284 555010", "extension 12"),
            ("+44 1284 555010;ext=4521", "+44 1284 555010", "extension 4521"),
            ("01284 555010", "01284 555010", ""),
        ],
    )
    def test_keep_their_extension_beside_them(self, cora, cell, kept, note):
        bring_in(hand_in(f"Agency,Name,Phone\nAid,Asha,{cell}\n", by=cora), by=cora)
        way = ContactPoint.objects.get()
        assert (way.value, way.note) == (kept, note)

    def test_come_in_afterwards_for_somebody_who_has_none(self, cora):
        text = "Agency,Name,Phone\nAid,Asha,12\n"
        bring_in(hand_in(text, by=cora), by=cora)
        again = hand_in(text.replace("12", "01284 555010"), by=cora)
        plan = plan_sheet(again)
        assert not plan.changes_nothing()
        assert plan.counts()["numbers"] == 1
        bring_in(again, by=cora)
        assert ContactPoint.objects.get().value == "01284 555010"
        assert plan_sheet(hand_in(text, by=cora)).changes_nothing()
