"""Rows of a sheet that name an agency and nobody: what of them is taken."""

import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.foundation.clock import now
from fourthp.partnership.models import Agency, ContactPoint, Person, Role
from fourthp.partnership.operations.sheets.applying import undo_sheet
from fourthp.partnership.operations.sheets.handing_in import choose
from fourthp.partnership.queries.sheets.plan import SKIP
from fourthp.partnership.queries.sheets.planning import plan_sheet, untaken_by_row
from fourthp.partnership.tests.makers import (
    make_agency,
    make_member,
    make_network_group,
    make_user,
)
from fourthp.partnership.tests.sheets import bring_in, hand_in
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db

HEAD = "Agency,Name,E-mail,Mobile,Role\n"


@pytest.fixture
def cora() -> Person:
    make_network_group()
    return make_member("Cora Dean", role=Role.COORDINATOR)


def untaken(text: str, *, by: Person) -> list[str]:
    told = untaken_by_row(plan_sheet(hand_in(HEAD + text, by=by)))
    return [reason for reasons in told.values() for reason in reasons]


@pytest.mark.parametrize("number", ["101", "111", "999", "116 123"])
def test_a_short_number_is_a_number(cora, number):
    bring_in(hand_in(f"{HEAD}Aid,Asha Roe,,{number},\n", by=cora), by=cora)
    assert ContactPoint.objects.get().value == number


class TestAnOfficesAddress:
    def test_becomes_the_agencys_own_and_is_told(self, cora):
        sheet = hand_in(HEAD + "Aid,,info@aid.example,,\n", by=cora)
        plan = plan_sheet(sheet)
        assert (plan.counts()["offices"], plan.untaken) == (1, [])
        bring_in(sheet, by=cora)
        assert Agency.objects.get().email == "info@aid.example"
        # What came in is not told as missing afterwards.
        assert plan_sheet(sheet).untaken == []

    def test_said_twice_is_one(self, cora):
        row = "Aid,,info@aid.example,,\n"
        plan = plan_sheet(hand_in(HEAD + row + row, by=cora))
        assert (plan.counts()["offices"], plan.untaken) == (1, [])

    def test_does_not_take_the_place_of_another(self, cora):
        text = "Aid,,info@aid.example,,\nAid,,office@aid.example,,\n"
        (reason,) = untaken(text, by=cora)
        assert "another address" in reason

    def test_changes_nothing_of_an_agency_that_is_here(self, cora):
        make_agency("Aid")
        text = HEAD + "Aid,,info@aid.example,,\n"
        (reason,) = untaken("Aid,,info@aid.example,,\n", by=cora)
        assert "is here already" in reason
        bring_in(hand_in(text, by=cora), by=cora)
        assert Agency.objects.get(name="Aid").email == ""

    @pytest.mark.parametrize(("hide", "count"), [(True, 1), (False, 0)])
    def test_is_not_kept_of_a_place_that_must_not_be_known(self, cora, hide, count):
        sheet = hand_in(HEAD + "Rose Refuge,,info@rose.example,,\n", by=cora)
        sheet = choose(sheet, "hidden", {"roserefuge": hide}, by=cora)
        assert len(plan_sheet(sheet).untaken) == count
        bring_in(sheet, by=cora)
        kept = Agency.objects.get().email
        assert kept == ("" if hide else "info@rose.example")

    def test_goes_with_its_agency_when_the_sheet_is_taken_back(self, cora):
        sheet = hand_in(HEAD + "Aid,,info@aid.example,,\n", by=cora)
        undo_sheet(bring_in(sheet, by=cora), by=cora, now=now())
        assert not Agency.objects.exists()


class TestWhatNobodyGets:
    def test_is_told_and_not_shown_to_everyone(self, cora):
        text = "Aid,,asha.bell@aid.example,07700 900123,deputy\n"
        reasons = untaken(text, by=cora)
        assert [reason.partition(":")[0] for reason in reasons[:2]] == ["Person"] * 2
        assert "somebody’s own" in reasons[0]
        assert "no numbers of their own" in reasons[1]
        assert "names nobody who holds it" in reasons[2]
        assert not any("asha" in one or "07700" in one for one in reasons)
        bring_in(hand_in(HEAD + text, by=cora), by=cora)
        assert Agency.objects.get().email == ""
        assert not ContactPoint.objects.exists()

    def test_is_nothing_where_the_row_names_somebody_or_says_no_more(self, cora):
        text = "Aid,Asha Bell,asha@aid.example,07700 900123,\nHelp,,,,\n"
        assert untaken(text, by=cora) == []

    def test_of_an_agency_that_is_left_out_is_told_with_it(self, cora):
        make_agency("Aid Ltd")
        sheet = hand_in(HEAD + "Aid,,,07700 900123,\n", by=cora)
        sheet = choose(sheet, "doubles", {"a:aid": SKIP}, by=cora)
        assert plan_sheet(sheet).untaken == []

    def test_stands_on_the_page_and_in_the_file_to_complete(self, cora):
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        sign_in(client, make_user(cora))
        text = "Aid,,,07700 900123,\nHelp,Bo Ng,nothing,,\nHelp,Di Os,,,\n"
        sheet = hand_in(HEAD + text, by=cora)
        page = client.get(reverse("sheet", args=[sheet.pk])).content.decode()
        assert "What is not taken, and why" in page
        answer = client.get(reverse("sheet-wrong", args=[sheet.pk]))
        rows = list(csv.reader(StringIO(answer.getvalue().decode("utf-8-sig"))))
        assert [row[1:4] for row in rows[1:]] == [
            ["Aid", "", ""],
            ["Help", "Bo Ng", "nothing"],
        ]
        bring_in(sheet, by=cora)
        done = client.get(reverse("sheet", args=[sheet.pk])).content.decode()
        assert reverse("sheet-wrong", args=[sheet.pk]) in done

    def test_comes_in_once_the_person_is_named(self, cora):
        bring_in(hand_in(HEAD + "Aid,,,07700 900123,\n", by=cora), by=cora)
        text = HEAD + "Aid,Asha Bell,,07700 900123,\n"
        bring_in(hand_in(text, by=cora), by=cora)
        assert ContactPoint.objects.get().value == "07700 900123"
