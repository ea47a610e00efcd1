"""The pages of agencies: found, read, changed, admitted, ended."""

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import today
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.models import (
    Agency,
    AgencyTerm,
    Role,
    Seat,
    Term,
    Vocabulary,
)
from fourthp.partnership.operations.agencies import call_agency, edit_agency
from fourthp.partnership.queries.agencies import PAGE
from fourthp.partnership.tests.makers import (
    make_agency,
    make_member,
    make_member_agency,
    make_seat,
    make_term,
    make_user,
)
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db


def browser(role: str = Role.COORDINATOR, *, agency: str = "", strong: bool = True):
    made = Client(headers={"Sec-Fetch-Site": "same-origin"})
    person = make_member(role=role, agency=agency)
    sign_in(made, make_user(person, f"{person.pk}@pages.example"), factor=strong)
    return made


@pytest.fixture
def client() -> Client:
    return browser()


def page(client: Client, route: str, /, *args: object, **asked: object) -> str:
    return client.get(reverse(route, args=args), asked).content.decode()


def main_of(page: str) -> str:
    """What the page says, without the shell around it, which has forms, too."""
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def sent(**typed: object) -> dict[str, object]:
    return {"form_key": new_id()} | typed


class TestAgencies:
    def test_shows_members_and_keeps_the_question_in_the_address(self, client):
        kind = make_term("Police")
        make_member_agency("Anyshire Police")
        Agency.objects.update(kind=kind)
        make_member_agency("Harbour Aid")
        shown = page(client, "agencies", kind="police", name="any")
        assert "Anyshire Police" in shown
        assert "Harbour Aid" not in shown
        assert "?show=known&amp;name=any&amp;kind=police" in shown
        assert 'href="?show=members&amp;kind=police"' in shown  # without the name

    @pytest.mark.parametrize(
        "asked",
        [
            {"kind": "nothing", "show": "x", "page": "x"},
            {"page": "-1", "name": "a\0b", "area": "\ud800".encode("utf-8", "replace")},
        ],
    )
    def test_takes_what_nobody_can_have_chosen_for_nothing(self, client, asked):
        make_member_agency("Harbour Aid")
        assert "Harbour Aid" in page(client, "agencies", **asked)

    def test_says_what_to_do_where_nothing_is(self, client):
        assert "Add the agencies that take part" in page(client, "agencies")
        assert "Every agency that is known" in page(client, "agencies", show="known")
        assert "No agency has ended" in page(client, "agencies", show="ended")
        assert "No agency is known yet" in page(client, "agencies", show="all")
        assert "Look among all agencies" in page(client, "agencies", name="x")
        assert "ends before this page" in page(client, "agencies", page="9")
        assert "coordinator adds" in page(browser(Role.OBSERVER), "agencies")

    def test_offers_the_areas_that_are_chosen_and_those_in_use(self, client):
        for name in ("Vale", "Moor", "Fens", "Isle"):
            gone = None if name == "Vale" else today()
            make_term(name, Vocabulary.AREA, retired_on=gone)
        moor, fens = Term.objects.get(code="moor"), Term.objects.get(code="fens")
        AgencyTerm.objects.create(agency=make_member_agency("Aid"), term=moor)
        hidden = make_agency("Lantern", place_is_confidential=True)
        AgencyTerm.objects.create(agency=hidden, term=fens)
        shown = main_of(page(client, "agencies"))
        offered = [name for name in ("Vale", "Moor", "Fens", "Isle") if name in shown]
        assert offered == ["Vale", "Moor"]
        assert "Aid" in page(client, "agencies", area="moor")

    def test_says_of_those_that_ended_since_when(self, client):
        make_agency("Over", ended_on="2025-04-01", ended_as="closed")
        assert "1 Apr 2025" in page(client, "agencies", show="ended")

    def test_leads_from_page_to_page(self, client):
        for number in range(PAGE + 1):
            make_member_agency(f"Agency {number:02}")
        assert "Next page" in page(client, "agencies")
        assert "Previous page" in page(client, "agencies", page=2)


class TestAgency:
    def test_shows_the_public_no_seat_and_no_change(self):
        agency = make_member_agency()
        make_seat(agency=agency)
        edit_agency(
            agency,
            {"website": "https://quay.example", "email": "a@quay.example"},
            by=Host(),
            today=today(),
        )
        shown = page(Client(), "agency", agency.pk)
        assert 'href="https://quay.example"' in shown
        assert 'href="mailto:a@quay.example"' in shown
        for word in ("Asha Bell", "Member since", "What was changed", "Change this"):
            assert word not in shown
        members = page(browser(Role.OBSERVER, agency="Other"), "agency", agency.pk)
        for word in ("Asha Bell", "Member since", "What was changed"):
            assert word in members
        assert "Change this" not in members

    def test_says_of_empty_seats_what_its_reader_can_know(self, client):
        agency, said = make_member_agency("Quay"), "Nobody holds a seat for it"
        assert f"{said}." in page(client, "agency", agency.pk)
        reader = browser(Role.OBSERVER, agency="Other")
        assert f"{said} that you may see." in page(reader, "agency", agency.pk)

    def test_answers_the_same_for_a_confidential_one_and_for_none(self):
        hidden = make_agency("Lantern", place_is_confidential=True)
        for pk in (hidden.pk, new_id()):
            answer = Client().get(reverse("agency", args=[pk]))
            assert answer.status_code == 404
            assert "Lantern" not in answer.content.decode()

    def test_shows_of_a_confidential_one_no_website(self, client):
        hidden = make_agency(
            "Lantern", place_is_confidential=True, website="https://l.example"
        )
        shown = page(client, "agency", hidden.pk)
        assert "Lantern" in shown
        assert "l.example" not in shown

    def test_says_what_became_of_it_and_what_it_was_called(self):
        heir = make_agency("Heir")
        agency = make_agency(
            "Mission", ended_on="2025-04-01", ended_as="merged", successor=heir
        )
        edit_agency(agency, {"name": "Harbour Aid"}, by=Host(), today=today())
        call_agency(agency, "HA", by=Host())
        shown = page(Client(), "agency", agency.pk)
        for word in ("1 April 2025: merged into another", "Heir", "Mission", "HA"):
            assert word in shown
        assert "Does the work of" in page(Client(), "agency", heir.pk)

    def test_says_its_part_sectors_and_areas(self, client):
        agency = make_member_agency()
        said = (("Prevention", "four-ps"), ("Health", "sector"), ("West", "area"))
        for name, vocabulary in said:
            agency.said.create(term=make_term(name, vocabulary))
        for name, _vocabulary in said:
            assert name in page(Client(), "agency", agency.pk)
        assert page(client, "agencies").count("Prevention") == 2  # to choose, and said

    def test_names_nobody_by_password_alone(self):
        agency = make_member_agency()
        make_seat(agency=agency)
        weak = browser(Role.REPRESENTATIVE, agency="Other", strong=False)
        shown = page(weak, "agency", agency.pk)
        assert "Asha Bell" not in shown
        assert "Representative" in shown


class TestNewAgency:
    def test_makes_it_known_and_a_member_if_that_is_said(self, client):
        kind = make_term("Police")
        path = reverse("agency-new")
        client.post(path, sent(name="Police", kind=kind.pk, is_member="on"))
        agency = Agency.objects.members(today()).get()
        assert (agency.name, agency.kind) == ("Police", kind)
        client.post(path, sent(name="Council"))
        assert Agency.objects.members(today()).count() == 1

    def test_shows_those_called_the_same_before_it_makes_a_second(self, client):
        agency = make_agency("Harbour Aid")
        call_agency(agency, "Mission", by=Host())
        typed = sent(name="MISSION!")
        answer = client.post(reverse("agency-new"), typed)
        assert answer.status_code == 400
        assert reverse("agency", args=[agency.pk]) in answer.content.decode()
        assert 'type="checkbox" name="is_another"' in answer.content.decode()
        client.post(reverse("agency-new"), typed | {"is_another": "on"})
        assert Agency.objects.count() == 2

    def test_lets_an_editor_admit_nobody(self):
        editor = browser(Role.EDITOR)
        assert "is_member" not in page(editor, "agency-new")
        editor.post(reverse("agency-new"), sent(name="Police", is_member="on"))
        assert not Agency.objects.members(today()).exists()

    @pytest.mark.parametrize("name", ["", "x" * 100_000, "two\nlines"])
    def test_says_what_is_wrong_with_a_name(self, client, name):
        answer = client.post(reverse("agency-new"), sent(name=name))
        assert answer.status_code == 400
        assert not Agency.objects.exists()


class TestFacts:
    def test_are_changed_by_its_lead_with_words_and_parent(self):
        lead = browser(Role.LEAD, agency="Mission")
        agency, above = Agency.objects.get(), make_agency("Whole")
        part = make_term("Prevention", Vocabulary.FOUR_PS)
        said = {"name": "Harbour Aid", "website": "quay.example", "parent": "whole"}
        said |= {"parts": [part.pk], "seen": last_revision(agency)}
        said |= {"description": "One\r\ntwo", "email": "a@quay.example"}
        answer = lead.post(reverse("agency-facts", args=[agency.pk]), sent(**said))
        assert answer.status_code == 302
        agency.refresh_from_db()
        assert (agency.name, agency.parent) == ("Harbour Aid", above)
        assert agency.website == "https://quay.example"
        assert agency.description == "One\ntwo"
        assert agency.terms.get() == part
        assert 'value="Whole"' in page(lead, "agency-facts", agency.pk)
        again = {"parent": "Whole", "seen": last_revision(agency), "name": "HA"}
        lead.post(reverse("agency-facts", args=[agency.pk]), sent(**again))
        agency.refresh_from_db()
        assert (agency.parent, agency.website) == (above, "")

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"website": "nowhere"}, "This is no website"),
            ({"email": "me"}, "This is no e-mail address"),
            ({"parent": "Harbour"}, "a part of itself"),
            ({"parent": "Nobody"}, "No agency has this in its name"),
            ({"parent": "a"}, "Write the whole name: Another; Harbour"),
            ({"name": ""}, "Give it a name."),
            ({"name": "x" * 100_000}, "at most 300"),
            ({"description": "x" * 100_000}, "at most 10000"),
            ({"alternate_name": "a\u2028b"}, "on one line"),
            ({"kind": "x"}, "valid choice"),
        ],
    )
    def test_say_what_is_wrong_and_keep_what_was_typed(self, client, typed, said):
        make_agency("Another")
        agency = make_agency("Harbour")
        whole = {"name": "Harbour", "seen": last_revision(agency)} | typed
        path = reverse("agency-facts", args=[agency.pk])
        answer = client.post(path, sent(**whole))
        assert answer.status_code == 400
        assert said in answer.content.decode()
        assert not Revision.objects.exists()

    def test_show_what_somebody_else_changed_meanwhile(self, client):
        agency = make_agency("Mission")
        path, seen = reverse("agency-facts", args=[agency.pk]), last_revision(agency)
        edit_agency(agency, {"description": "Boats"}, by=Host(), today=today())
        answer = client.post(path, sent(name="Harbour Aid", seen=seen))
        shown = answer.content.decode()
        assert answer.status_code == 400
        assert "What it says now" in shown
        assert "Boats" in shown
        assert 'value="Harbour Aid"' in shown
        assert last_revision(agency) in shown

    def test_offer_no_retired_word_and_keep_those_in_use(self, client):
        agency = make_agency()
        used, old = (
            make_term(name, Vocabulary.SECTOR, retired_on="2020-01-01")
            for name in ("Used word", "Old word")
        )
        agency.said.create(term=used)
        shown = page(client, "agency-facts", agency.pk)
        assert "Used word" in shown
        assert "Old word" not in shown
        path, seen = reverse("agency-facts", args=[agency.pk]), last_revision(agency)
        said = sent(name="x", seen=seen, sectors=[old.pk])
        assert client.post(path, said).status_code == 400

    def test_offer_a_confidential_one_regions_alone_and_no_way_to_it(self, client):
        agency = make_agency("Lantern", place_is_confidential=True)
        region = make_term("West", Vocabulary.AREA)
        fine = make_term("Leamore", Vocabulary.AREA, within=region)
        shown = page(client, "agency-facts", agency.pk)
        assert "West" in shown
        assert "Leamore" not in shown
        assert 'name="website"' not in shown
        path, seen = reverse("agency-facts", args=[agency.pk]), last_revision(agency)
        said = sent(name="Lantern", seen=seen, areas=[fine.pk])
        assert client.post(path, said).status_code == 400
        said |= {"areas": [region.pk], "description": "At 12 Mill Lane, CV1 5FB"}
        answer = client.post(path, said | {"form_key": new_id()})
        assert answer.status_code == 400
        assert "may tell it" in answer.content.decode()
        assert not agency.terms.exists()

    def test_are_nobody_elses(self):
        agency = make_agency()
        for role in (Role.REPRESENTATIVE, Role.LEAD):
            answer = browser(role, agency=f"Other {role}").get(
                reverse("agency-facts", args=[agency.pk])
            )
            assert answer.status_code == 403


class TestNames:
    def test_are_added_and_taken_away(self, client):
        agency = make_agency()
        path = reverse("agency-names", args=[agency.pk])
        client.post(path, sent(name="Mission", until_on="2020-01-01"))
        name = agency.called.get()
        assert "1 January 2020" in page(client, "agency-names", agency.pk)
        answer = client.post(path, sent(name="mission"))
        assert "already" in answer.content.decode()
        answer = client.post(path, sent(name="a\u2028b", until_on="2999-01-01"))
        assert "still to come" in answer.content.decode()
        removal = reverse("agency-name-removal", args=[agency.pk, name.pk])
        client.post(removal, sent())
        assert not agency.called.exists()
        assert client.post(removal, sent()).status_code == 404


class TestMembership:
    def test_says_what_ends_and_ends_it(self, client):
        agency = make_member_agency()
        make_seat(agency=agency)
        shown = page(client, "agency-membership", agency.pk)
        assert "1 seat ends this minute" in shown
        path = reverse("agency-membership", args=[agency.pk])
        client.post(path, sent())
        assert not Seat.objects.holding(today()).filter(agency=agency).exists()
        answer = client.post(path, sent(), follow=True)
        assert "is not a member" in answer.content.decode()
        assert "Make it a member from today" in page(
            client, "agency-membership", agency.pk
        )
        client.post(path, sent(admit="yes"))
        assert Agency.objects.members(today()).get() == agency

    def test_offers_nothing_for_one_that_is_no_more(self, client):
        agency = make_agency(ended_on="2025-04-01", ended_as="closed")
        assert "<form" not in main_of(page(client, "agency-membership", agency.pk))
        member = make_member_agency()  # the control
        assert "<form" in main_of(page(client, "agency-membership", member.pk))


class TestEnding:
    def test_is_noted_with_who_follows_and_taken_back(self, client):
        agency, heir = make_member_agency("Mission"), make_agency("Harbour Aid")
        path = reverse("agency-ending", args=[agency.pk])
        assert today().isoformat() in page(client, "agency-ending", agency.pk)
        said = {"ended_as": "merged", "on": "2025-04-01", "successor": "harbour"}
        assert client.post(path, sent(**said)).status_code == 302
        agency.refresh_from_db()
        assert agency.successor == heir
        assert "noted already" in page(client, "agency-ending", agency.pk)
        history = reverse("history", args=["agency", agency.pk])
        revision = Revision.objects.get(act="ended")
        assert "merged into another" in page(client, "history", "agency", agency.pk)
        client.post(history, sent(revision=revision.pk))
        agency.refresh_from_db()
        assert agency.ended_on is None

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"ended_as": "merged"}, "merged into"),
            ({"on": "2999-01-01"}, "when it has happened"),
            ({"successor": "Mission"}, "follow itself"),
            ({"ended_as": ""}, "Say what became of it"),
        ],
    )
    def test_says_what_is_wrong(self, client, typed, said):
        agency = make_agency("Mission")
        whole = {"ended_as": "closed", "on": "2025-04-01"} | typed
        path = reverse("agency-ending", args=[agency.pk])
        answer = client.post(path, sent(**whole))
        assert answer.status_code == 400
        assert said in answer.content.decode()

    def test_sent_after_it_was_noted_says_so(self, client):
        agency = make_agency(ended_on="2025-04-01", ended_as="closed")
        path = reverse("agency-ending", args=[agency.pk])
        answer = client.post(path, sent(ended_as="closed", on="2025-04-01"))
        assert "noted already" in answer.content.decode()


class TestHistory:
    def undo(self, client, agency, act="edited") -> str:
        revision = Revision.objects.filter(act=act).earliest("at", "id")
        path = reverse("history", args=["agency", agency.pk])
        answer = client.post(path, sent(revision=revision.pk), follow=True)
        return answer.content.decode()

    def test_takes_back_and_says_why_it_cannot(self, client):
        agency = make_agency("Mission")
        edit_agency(agency, {"name": "Aid"}, by=Host(), today=today())
        edit_agency(agency, {"name": "Harbour"}, by=Host(), today=today())
        assert "take the newer change back first" in self.undo(client, agency)
        Revision.objects.latest("at", "id").delete()
        Agency.objects.update(name="Aid")
        assert "Taken back." in self.undo(client, agency)
        assert "cannot be taken back" in self.undo(client, agency)

    def test_takes_back_no_parent_into_a_ring(self, client):
        above = make_agency("Above")
        agency = make_agency("Below", parent=above)
        edit_agency(agency, {"parent": None}, by=Host(), today=today())
        edit_agency(above, {"parent": agency}, by=Host(), today=today())
        assert "part of itself" in self.undo(client, agency)

    def test_leaves_a_seat_that_was_changed_since(self, client):
        agency = make_member_agency()
        make_seat(agency=agency)
        client.post(
            reverse("agency-ending", args=[agency.pk]),
            sent(ended_as="closed", on="2025-04-01"),
        )
        Seat.objects.filter(agency=agency).delete()
        assert "Taken back." in self.undo(client, agency, "ended")

    def test_is_closed_to_whoever_may_not_see_or_change(self):
        agency = make_agency()
        edit_agency(agency, {"name": "Aid"}, by=Host(), today=today())
        member = browser(Role.REPRESENTATIVE, agency="Other")
        assert "Take this change back" not in page(
            member, "history", "agency", agency.pk
        )
        answer = member.get(reverse("history", args=["agency", new_id()]))
        assert answer.status_code == 404
