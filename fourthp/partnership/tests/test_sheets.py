"""Sheets of agencies and people: what they make, what they leave, what goes back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import Revision
from fourthp.partnership.models import (
    Agency,
    AgencyName,
    AgencyTerm,
    ContactPoint,
    Membership,
    Person,
    Reach,
    Seat,
    Sheet,
    Term,
)
from fourthp.partnership.operations.sheets.applying import (
    NothingToTakeBack,
    SheetSaysOther,
    apply_sheet,
    undo_sheet,
)
from fourthp.partnership.operations.sheets.handing_in import SheetIsOver, choose
from fourthp.partnership.queries.sheets.plan import JOIN, NEW, SKIP
from fourthp.partnership.queries.sheets.planning import plan_sheet, reasons_by_row
from fourthp.partnership.tests.makers import (
    make_agency,
    make_contact,
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_term,
    make_user,
)
from fourthp.partnership.tests.sheets import bring_in, hand_in, make_coordinator
from fourthp.post.models import Message

pytestmark = pytest.mark.django_db

HEAD = "Agency,Name,E-mail,Mobile,Role,Group,From\n"
ROW = "Harbour Aid,Asha Bell,asha@harbour.example,07700 900123,deputy,,9.3.2026\n"


@pytest.fixture
def cora():
    return make_coordinator()


def only_wrong(sheet: Sheet) -> list[str]:
    (reasons,) = reasons_by_row(plan_sheet(sheet)).values()
    return reasons


class TestApplySheet:
    def test_makes_agency_person_seat_and_number_in_one_act(self, cora):
        before = Entry.objects.count()
        sheet = bring_in(hand_in(HEAD + ROW, by=cora), by=cora)
        person = Person.objects.get(name="Asha Bell")
        seat = person.seats.get()
        assert person.email == "asha@harbour.example"
        assert (seat.agency.name, seat.role) == ("Harbour Aid", "deputy")
        assert seat.from_on == date(2026, 3, 9)
        assert seat.agency.memberships.get().from_on == today()
        assert person.contact_points.get().reach == Reach.NOBODY
        assert Revision.objects.get().pk == sheet.revision_id
        assert Entry.objects.count() == before + 3  # handed in, confirmed, brought in
        assert Seat.objects.holding(today()).filter(pk=seat.pk).exists()

    def test_admits_nobody_where_that_was_not_wanted(self, cora):
        sheet = choose(hand_in(HEAD + ROW, by=cora), "admit", False, by=cora)
        bring_in(sheet, by=cora)
        assert not Membership.objects.exists()

    def test_admits_an_agency_that_was_only_known_and_leaves_a_member_alone(self, cora):
        known, member = make_agency("Known"), make_member_agency("Member")
        bring_in(
            hand_in("Agency,Website\nKnown,x.org\nMember,y.org\n", by=cora), by=cora
        )
        assert known.memberships.count() == member.memberships.count() == 1
        known.refresh_from_db()
        assert known.website == ""  # what is said of it here stays

    def test_comes_in_once(self, cora):
        sheet = hand_in(HEAD + ROW, by=cora)
        bring_in(sheet, by=cora)
        with pytest.raises(SheetIsOver):
            apply_sheet(sheet, by=cora, now=now(), seen="")
        assert Person.objects.filter(name="Asha Bell").count() == 1

    def test_is_looked_at_again_where_the_network_changed_meanwhile(self, cora):
        sheet = hand_in(HEAD + ROW, by=cora)
        seen = plan_sheet(sheet).digest()
        make_agency("Harbour Aid")
        with pytest.raises(SheetSaysOther):
            apply_sheet(sheet, by=cora, now=now(), seen=seen)
        assert not Person.objects.filter(name="Asha Bell").exists()

    def test_refuses_whoever_coordinates_no_more(self, cora):
        sheet = hand_in(HEAD + ROW, by=cora)
        with pytest.raises(PermissionDenied):
            bring_in(sheet, by=make_member("Bo Ng"))
        with pytest.raises(PermissionDenied):
            undo_sheet(sheet, by=make_member("Di Os"), now=now())

    def test_sends_no_mail(self, cora):
        bring_in(hand_in(HEAD + ROW, by=cora), by=cora)
        assert not Message.objects.exists()

    def test_gives_somebody_without_an_agency_a_seat_only_where_the_row_says_so(
        self, cora
    ):
        text = "Name,Role\nAsha Bell,observer\nBo Ng,\n"
        bring_in(hand_in(text, by=cora), by=cora)
        assert Seat.objects.get(person__name="Asha Bell").agency is None
        assert not Person.objects.get(name="Bo Ng").seats.exists()

    def test_gives_one_person_several_seats(self, cora):
        make_group("Steering")
        text = HEAD + ROW + ROW.replace(",,", ",Steering,") + ROW
        sheet = hand_in(text, by=cora)
        assert plan_sheet(sheet).counts()["repeated"] == 1
        bring_in(sheet, by=cora)
        person = Person.objects.get(name="Asha Bell")
        assert person.seats.count() == 2
        assert person.contact_points.count() == 1

    def test_keeps_other_names_and_further_areas_of_an_agency(self, cora):
        make_term("Anyshire", "area")
        text = (
            "Agency,Also known as,Area\nHarbour Aid,HA,Anyshire\n"
            "Harbour Aid,The Harbour,Anyshire\n"
        )
        bring_in(hand_in(text, by=cora), by=cora)
        agency = Agency.objects.get(name="Harbour Aid")
        assert agency.alternate_name == "HA"
        assert AgencyName.objects.get().name == "The Harbour"
        assert AgencyTerm.objects.get().term.name == "Anyshire"


class TestWords:
    TEXT = "Agency,Type,Region\nHarbour Aid,Housing,Anyshire; Otherland\n"

    def test_matches_by_name_or_code(self, cora):
        kind = make_term("HOUSING!", code="x")
        area = make_term("Any Shire", "area", code="anyshire")
        make_term("Otherland", "area")
        sheet = hand_in(self.TEXT, by=cora)
        assert plan_sheet(sheet).words == []
        bring_in(sheet, by=cora)
        agency = Agency.objects.get(name="Harbour Aid")
        assert agency.kind == kind
        assert area in agency.terms.all()

    def test_leaves_unknown_words_empty_unless_they_are_to_be_made(self, cora):
        sheet = hand_in(self.TEXT, by=cora)
        words = {one.key for one in plan_sheet(sheet).words}
        assert words == {"kind:Housing", "area:Anyshire", "area:Otherland"}
        sheet = choose(sheet, "words", {"kind:Housing": NEW}, by=cora)
        bring_in(sheet, by=cora)
        assert Agency.objects.get(name="Harbour Aid").kind.name == "Housing"
        assert not Term.objects.filter(vocabulary="area").exists()


class TestDoubles:
    @pytest.mark.parametrize("name", ["HARBOUR AID", "Harbour-Aid"])
    def test_joins_an_agency_that_is_written_otherwise(self, cora, name):
        make_agency("Harbour Aid")
        sheet = hand_in(f"Agency\n{name}\n", by=cora)
        bring_in(sheet, by=cora)
        assert Agency.objects.count() == 1

    def test_asks_where_the_name_is_almost_the_same(self, cora):
        make_agency("Harbour Aid")
        plan = plan_sheet(hand_in("Agency\nThe Harbour Aid Ltd.\n", by=cora))
        assert [one.choice for one in plan.doubles] == [SKIP]

    def test_says_why_and_asks_where_two_agencies_are_called_so(self, cora):
        make_agency("Harbour Aid")
        make_agency("Harbour  aid")
        sheet = hand_in(HEAD + ROW, by=cora)
        plan = plan_sheet(sheet)
        (double,) = plan.doubles
        assert double.choice == SKIP
        assert "2 agencies" in double.reason
        assert plan.changes_nothing()  # her seat waits for the answer too
        sheet = choose(sheet, "doubles", {double.key: NEW}, by=cora)
        bring_in(sheet, by=cora)
        assert Agency.objects.count() == 3

    def test_knows_an_agency_by_a_former_and_by_another_name(self, cora):
        one = make_agency("New Name", alternate_name="NN")
        AgencyName.objects.create(agency=one, name="Old Name", until_on=today())
        plan = plan_sheet(hand_in("Agency\nOld name Ltd\nNN\n", by=cora))
        assert [double.choice for double in plan.doubles] == [JOIN, JOIN]
        assert plan.new_agencies() == []

    def test_does_not_join_one_that_has_ended_by_itself(self, cora):
        make_agency("Harbour Aid", ended_on=today(), ended_as="closed")
        plan = plan_sheet(hand_in("Agency\nHarbour Aid\n", by=cora))
        assert [one.choice for one in plan.doubles] == [SKIP]

    def test_takes_two_ways_of_writing_in_one_sheet_for_one(self, cora):
        text = "Agency,Name\nThe Haven Ltd,Asha Bell\nHaven,Bo Ng\n"
        sheet = hand_in(text, by=cora)
        (double,) = plan_sheet(sheet).doubles
        assert "Row 2" in double.reason
        assert double.choice == SKIP  # until somebody knows
        sheet = choose(sheet, "doubles", {double.key: JOIN}, by=cora)
        bring_in(sheet, by=cora)
        assert Agency.objects.get().seats.count() == 2
        again = choose(hand_in(text, by=cora), "doubles", {double.key: NEW}, by=cora)
        assert len(plan_sheet(again).new_agencies()) == 1

    def test_joins_somebody_with_the_same_address_and_name(self, cora):
        asha = make_person("Asha Bell", email="ASHA@harbour.example")
        bring_in(hand_in(HEAD + ROW, by=cora), by=cora)
        assert Person.objects.filter(name="Asha Bell").get() == asha
        assert asha.seats.get().agency.name == "Harbour Aid"

    def test_joins_by_the_address_of_an_account_and_changes_no_address(self, cora):
        asha = make_person("Bell, Asha")
        make_user(asha, "asha@harbour.example")
        bring_in(hand_in(HEAD + ROW, by=cora), by=cora)
        asha.refresh_from_db()
        assert asha.email == ""
        assert asha.seats.count() == 1

    def test_joins_the_same_name_in_the_same_agency_and_fills_what_she_lacks(
        self, cora
    ):
        agency = make_member_agency("Harbour Aid")
        asha = make_person("Asha Bell")
        make_seat(asha, agency=agency, role="deputy")
        bring_in(hand_in(HEAD + ROW, by=cora), by=cora)
        asha.refresh_from_db()
        assert asha.email == "asha@harbour.example"
        assert asha.seats.count() == 1
        assert asha.contact_points.get().value == "07700 900123"

    def test_never_sends_the_mail_of_somebody_with_an_account_elsewhere(self, cora):
        agency = make_member_agency("Harbour Aid")
        asha = make_person("Asha Bell")
        make_user(asha, "asha@home.example")
        make_contact(asha)
        make_seat(asha, agency=agency, role="deputy")
        sheet = hand_in(HEAD + ROW, by=cora)
        assert plan_sheet(sheet).changes_nothing()

    def test_leaves_out_somebody_who_has_the_address_of_another(self, cora):
        make_person("Zoe Quist", email="asha@harbour.example")
        sheet = hand_in(HEAD + ROW, by=cora)
        (double,) = plan_sheet(sheet).doubles
        assert (double.choice, double.other) == (SKIP, "Zoe Quist")
        sheet = choose(sheet, "doubles", {double.key: NEW}, by=cora)
        bring_in(sheet, by=cora)
        assert Person.objects.get(name="Asha Bell").email == ""

    def test_asks_where_several_have_the_name_in_the_agency(self, cora):
        agency = make_member_agency("Harbour Aid")
        for _each in range(2):
            make_seat(make_person("Asha Bell"), agency=agency)
        (double,) = plan_sheet(hand_in(HEAD + ROW, by=cora)).doubles
        assert double.choice == SKIP


class TestMailboxes:
    TEXT = (
        "Agency,Name,E-mail\nHarbour Aid,Asha Bell,info@harbour.example\n"
        "Harbour Aid,Bo Ng,team7@harbour.example\n"
        "Harbour Aid,Di Os,shared@harbour.example\n"
        "Harbour Aid,Ed Po,shared@harbour.example\n"
    )

    def test_belong_to_nobody(self, cora):
        sheet = hand_in(self.TEXT, by=cora)
        found = {one.address for one in plan_sheet(sheet).mailboxes}
        assert found == {
            "info@harbour.example",
            "team7@harbour.example",
            "shared@harbour.example",
        }
        bring_in(sheet, by=cora)
        assert set(Person.objects.values_list("email", flat=True)) == {""}

    def test_are_whose_the_coordinator_says(self, cora):
        sheet = hand_in(self.TEXT, by=cora)
        whose = {"shared@harbour.example": "5", "info@harbour.example": "99"}
        bring_in(choose(sheet, "mailboxes", whose, by=cora), by=cora)
        assert Person.objects.get(name="Ed Po").email == "shared@harbour.example"
        assert Person.objects.exclude(email="").count() == 1


class TestWrongRows:
    @pytest.mark.parametrize(
        ("row", "says"),
        [
            (",,,,,,", None),
            ("Aid,Asha,not an address,,,,", "no e-mail address"),
            ("Aid,Asha,a@b.example; c@d.example,,,,", "more than one"),
            ("Aid,Asha,,,coordinator,,", "by hand"),
            ("Aid,Asha,,,,No Such Group,", "no group"),
            ("Aid,Asha,,,,,31/02/2026", "no day"),
            ("Aid,Asha,,,,,03/2026", "no day"),
            ("Aid,Asha,,,,,1/1/0026", "no day"),
            ("Aid,Asha,,,,,1.1.1200", "no day"),
            (f"Aid,{'x' * 100_000},,,,,", "too long"),
            ("Aid,=1+1,,,,,", "formula"),
            ("Aid,12345,,,,,", "no letter"),
            ("Aid,asha@b.example,,,,,", "not a name"),
            (f"Aid,Asha,,,,{'g' * 130},", "too long"),
            (",,a@b.example,,,,", "neither"),
        ],
    )
    def test_come_back_with_a_reason(self, cora, row, says):
        sheet = hand_in(HEAD + ROW + row + "\n", by=cora)
        if says is None:
            assert plan_sheet(sheet).wrong == []
        else:
            assert any(says in reason for reason in only_wrong(sheet))
        bring_in(sheet, by=cora)
        assert Agency.objects.get().name == "Harbour Aid"

    def test_a_website_is_judged_too(self, cora):
        sheet = hand_in(
            "Agency,Website\nAid,www.aid.example\nHelp,java script\n", by=cora
        )
        assert "website" in only_wrong(sheet)[0].lower()

    def test_never_say_what_the_cell_says(self, cora):
        sheet = hand_in(
            HEAD + "Aid,Asha,SECRET WORDS,SECRET,SECRET,SECRET,SECRET\n", by=cora
        )
        assert len(only_wrong(sheet)) == 4
        assert "SECRET" not in str(only_wrong(sheet))

    def test_reads_words_for_nothing_as_nothing(self, cora):
        sheet = hand_in(HEAD + "Aid,Asha,n/a,-,NULL,–,\n", by=cora)
        assert plan_sheet(sheet).wrong == []

    def test_reads_an_address_with_a_name_around_it(self, cora):
        row = '"Aid",Asha,"Asha Bell <mailto:a@b.example>",,,,\n'
        bring_in(hand_in(HEAD + row, by=cora), by=cora)
        assert Person.objects.get(name="Asha").email == "a@b.example"


class TestUndoSheet:
    def test_takes_back_everything_and_mail_that_waits(self, cora):
        make_term("Anyshire", "area")
        text = "Agency,Name,E-mail,Area,Kind\nAid,Asha Bell,a@b.example,Anyshire,New\n"
        sheet = choose(hand_in(text, by=cora), "words", {"kind:New": NEW}, by=cora)
        sheet = undo_sheet(bring_in(sheet, by=cora), by=cora, now=now())
        assert sheet.state == Sheet.State.UNDONE
        assert sheet.kept == []
        assert not Agency.objects.exists()
        assert not Term.objects.filter(name="New").exists()
        assert list(Person.objects.all()) == [cora]

    def test_takes_back_the_address_it_gave(self, cora):
        asha = make_person("Asha Bell")
        make_seat(asha, agency=make_member_agency("Harbour Aid"), role="deputy")
        undo_sheet(bring_in(hand_in(HEAD + ROW, by=cora), by=cora), by=cora, now=now())
        asha.refresh_from_db()
        assert asha.email == ""
        assert asha.seats.count() == 1

    def test_leaves_whoever_was_changed_since_with_her_seat_and_agency(self, cora):
        other = "Lighthouse,Bo Ng,bo@light.example,,,,\n"
        sheet = bring_in(hand_in(HEAD + ROW + other, by=cora), by=cora)
        Person.objects.filter(name="Asha Bell").update(full_name="Asha B. Bell")
        sheet = undo_sheet(sheet, by=cora, now=now())
        asha = Person.objects.get(name="Asha Bell")
        assert Seat.objects.holding(today()).filter(person=asha).exists()
        assert ContactPoint.objects.filter(person=asha).exists()
        assert not Person.objects.filter(name="Bo Ng").exists()
        assert not Agency.objects.filter(name="Lighthouse").exists()
        kept = {label for label, _pk in sheet.kept}
        assert {"partnership.Person", "partnership.Seat", "partnership.Agency"} <= kept

    def test_leaves_an_agency_for_which_somebody_got_a_seat_since(self, cora):
        sheet = bring_in(hand_in(HEAD + ROW, by=cora), by=cora)
        agency = Agency.objects.get(name="Harbour Aid")
        make_seat(make_person("Bo Ng"), agency=agency)
        undo_sheet(sheet, by=cora, now=now())
        assert agency.memberships.exists()
        assert not Person.objects.filter(name="Asha Bell").exists()

    def test_leaves_an_address_that_was_changed_since(self, cora):
        asha = make_person("Asha Bell")
        make_seat(asha, agency=make_member_agency("Harbour Aid"), role="deputy")
        sheet = bring_in(hand_in(HEAD + ROW, by=cora), by=cora)
        Person.objects.filter(pk=asha.pk).update(email="new@harbour.example")
        undo_sheet(sheet, by=cora, now=now())
        asha.refresh_from_db()
        assert asha.email == "new@harbour.example"

    def test_is_done_once(self, cora):
        sheet = hand_in(HEAD + ROW, by=cora)
        with pytest.raises(NothingToTakeBack):
            undo_sheet(sheet, by=cora, now=now())
        sheet = undo_sheet(bring_in(sheet, by=cora), by=cora, now=now())
        with pytest.raises(NothingToTakeBack):
            undo_sheet(sheet, by=cora, now=now() + timedelta(hours=1))


class TestManyRows:
    def test_forty_wrong_rows_of_many_come_back_and_all_others_come_in(self, cora):
        good = [
            f"Agency {n % 30},Person {'abcdefghij'[n % 10]}{n},p{n}@a.example"
            for n in range(300)
        ]
        bad = [f"Agency {n},Wrong {n},not an address" for n in range(40)]
        sheet = hand_in("\n".join(["Agency,Name,E-mail", *good, *bad]), by=cora)
        plan = plan_sheet(sheet)
        assert plan.counts()["wrong"] == 40
        bring_in(sheet, by=cora)
        assert Person.objects.count() == 301
