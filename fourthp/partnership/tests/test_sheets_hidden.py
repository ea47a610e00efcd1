"""Refuges in a sheet: their place must not be known unless somebody says it may."""

import pytest

from fourthp.foundation.clock import now
from fourthp.partnership.forms.sheets import SheetChoicesForm
from fourthp.partnership.models import Agency
from fourthp.partnership.operations.sheets.applying import SheetSaysOther, undo_sheet
from fourthp.partnership.operations.sheets.handing_in import choose
from fourthp.partnership.queries.sheets.planning import plan_sheet
from fourthp.partnership.rules.names import has_phrase
from fourthp.partnership.rules.packs import pack_for
from fourthp.partnership.tests.makers import make_agency, make_term
from fourthp.partnership.tests.sheets import bring_in, hand_in, make_coordinator

pytestmark = pytest.mark.django_db

TEXT = (
    "Agency,Also known as,Website,Organisation email,Region\n"
    "Colchester Women’s Refuge,Rose House,rose.example,rose@rose.example,East;Ipswich\n"
    "Harbour Aid,HA,aid.example,us@aid.example,East\n"
)


@pytest.fixture
def cora():
    east = make_term("East", "area")
    make_term("Ipswich", "area", within=east)
    return make_coordinator()


class TestRefuges:
    def test_come_in_confidential_with_no_more_than_a_name_and_region(self, cora):
        sheet = bring_in(hand_in(TEXT, by=cora), by=cora)
        refuge = Agency.objects.get(name__contains="Refuge")
        assert refuge.place_is_confidential
        assert (refuge.alternate_name, refuge.website, refuge.email) == ("", "", "")
        assert [term.name for term in refuge.terms.all()] == ["East"]
        assert refuge not in Agency.objects.visible_to(None)
        other = Agency.objects.get(name="Harbour Aid")  # the control
        assert (other.place_is_confidential, other.email) == (False, "us@aid.example")
        undo_sheet(sheet, by=cora, now=now())
        assert not Agency.objects.exists()

    def test_are_asked_about_once_and_may_be_open(self, cora):
        sheet = hand_in(TEXT, by=cora)
        form = SheetChoicesForm(plan=plan_sheet(sheet))
        assert str(form).count("must not be known") == 1
        (key,) = plan_sheet(sheet).asked
        bring_in(choose(sheet, "hidden", {key: False}, by=cora), by=cora)
        refuge = Agency.objects.get(name__contains="Refuge")
        assert not refuge.place_is_confidential
        assert refuge.alternate_name == "Rose House"

    def test_are_known_by_their_kind_too(self, cora):
        sheet = hand_in("Agency,Kind\nRose House,Safe house\n", by=cora)
        assert plan_sheet(sheet).counts()["hidden"] == 1

    def test_that_are_here_are_not_asked_about(self, cora):
        make_agency("Rose Refuge")
        assert not plan_sheet(hand_in("Agency\nRose Refuge\n", by=cora)).asked

    def test_whose_name_tells_a_street_do_not_come_in(self, cora):
        sheet = hand_in("Agency\nThe Refuge at 12 Hidden Lane\n", by=cora)
        with pytest.raises(SheetSaysOther, match="may tell its place"):
            bring_in(sheet, by=cora)
        assert not Agency.objects.exists()


def test_phrases_are_whole_words():
    hidden = pack_for("ZZ").hidden
    assert has_phrase("Women's Shelter (North)", hidden)
    assert not has_phrase("Refugee Council", hidden)
    assert has_phrase("Adăpost Speranța", pack_for("RO").hidden)
