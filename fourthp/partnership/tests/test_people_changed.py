"""What is said of people is changed by themselves and the coordinators, and undone."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fourthp.foundation.clock import now
from fourthp.foundation.models import Revision, RevisionPart
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.models import (
    Agency,
    ContactPoint,
    Person,
    PersonTerm,
    Reach,
    Role,
    Vocabulary,
)
from fourthp.partnership.operations.contacts import Contact, set_contacts
from fourthp.partnership.operations.network import NotANumber
from fourthp.partnership.operations.people import (
    AddressIsAnothers,
    AddressIsCoordinators,
    MailboxOfSeveral,
    PersonEdit,
    edit_person,
    undo_of_person,
)
from fourthp.partnership.queries.doubles import doubles_of
from fourthp.partnership.rules.likeness import like_name, same_mailbox, same_name
from fourthp.partnership.rules.mailboxes import is_of_nobody
from fourthp.partnership.rules.tongues import code_of, language_name
from fourthp.partnership.tests.makers import (
    make_contact,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
    make_term,
    make_user,
)
from fourthp.partnership.tests.seated import (
    browser,
    by_password,
    coordinator,
    keyed,
    seated,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asha() -> Person:
    return seated("Asha Bell", make_member_agency("Harbour"))


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def edit(person: Person, by: Person, **facts) -> Person:
    terms, shares = facts.pop("terms", None), facts.pop("shares", False)
    seen = facts.pop("seen", None)
    wanted = PersonEdit(facts, terms, shares_mailbox=shares, seen=seen)
    return edit_person(person, wanted, by=by)


class TestEditPerson:
    def test_she_changes_what_is_said_of_her(self, asha):
        topic = make_term("Debt", Vocabulary.TOPIC)
        edit(asha, asha, name="A. Bell", languages=["ro"], terms=[topic])
        edit(asha, asha, terms=[topic])
        assert fresh(asha).name == "A. Bell"
        assert PersonTerm.objects.get().term == topic
        assert Revision.objects.count() == 1
        edit(asha, asha, terms=[])
        assert not PersonTerm.objects.exists()

    def test_nobody_else_does_but_a_coordinator(self, asha):
        colleague = seated("Lead", Agency.objects.get(), Role.LEAD)
        with pytest.raises(PermissionDenied):
            edit(asha, colleague, name="X")
        edit(asha, coordinator(), full_name="Asha B. Bell")
        assert fresh(asha).full_name == "Asha B. Bell"

    def test_her_address_is_the_coordinators_to_change(self, asha):
        with pytest.raises(AddressIsCoordinators):
            edit(asha, asha, email="other@clinic.example")
        edit(asha, coordinator(), email="other@clinic.example")
        assert fresh(asha).email == "other@clinic.example"

    def test_no_two_people_have_one_address(self, asha):
        other, runs = seated("Other", Agency.objects.get()), coordinator()
        make_user(other, "signs.in@clinic.example")
        for taken in ("OTHER@clinic.example", "signs.in@clinic.example"):
            with pytest.raises(AddressIsAnothers):
                edit(asha, runs, email=taken)
            with pytest.raises(AddressIsAnothers):
                edit(asha, runs, email=taken, shares=True)
        edit(asha, runs, email="")
        edit(other, runs, email="")
        assert fresh(asha).email == fresh(other).email == ""

    def test_an_offices_mailbox_is_warned_of(self, asha):
        runs, other = coordinator(), seated("Other", Agency.objects.get())
        with pytest.raises(MailboxOfSeveral):
            edit(asha, runs, email="info@clinic.example")
        for person in (asha, other):
            edit(person, runs, email="info@clinic.example", shares=True)
        assert Person.objects.filter(email="info@clinic.example").count() == 2

    def test_refuses_what_somebody_changed_meanwhile(self, asha):
        edit(asha, asha, name="A. Bell", seen="none")
        with pytest.raises(SomebodyWasFaster):
            edit(asha, asha, name="Asha", seen="none")


def contact(**said) -> Contact:
    facts = {"kind": "phone", "value": "0121 496 0001", "note": "", "reach": "agency"}
    return Contact(**facts | said)


class TestSetContacts:
    def test_adds_changes_and_removes(self, asha):
        kept, gone = make_contact(asha, "0121 496 0001"), make_contact(asha)
        wanted = [
            contact(pk=kept.pk, note="mornings"),
            contact(kind="other", value="Signal: asha"),
        ]
        set_contacts(asha, wanted, by=asha, email_reach=Reach.NETWORK)
        said = set(ContactPoint.objects.values_list("value", "note"))
        assert said == {("0121 496 0001", "mornings"), ("Signal: asha", "")}
        assert fresh(asha).email_reach == Reach.NETWORK
        assert ContactPoint.objects.filter(pk=kept.pk).exists()
        assert not ContactPoint.objects.filter(pk=gone.pk).exists()

    def test_what_is_as_it_was_leaves_no_trace(self, asha):
        kept = make_contact(asha, "0121 496 0001")
        same = [contact(pk=kept.pk)]
        set_contacts(asha, same, by=asha, email_reach=Reach.NOBODY)
        assert not Revision.objects.exists()

    def test_refuses_words_for_a_number_and_somebody_elses_hand(self, asha):
        for wanted in ([contact(value="ring me")], [contact(value="7")]):
            with pytest.raises(NotANumber):
                set_contacts(asha, wanted, by=asha, email_reach=Reach.NOBODY)
        with pytest.raises(PermissionDenied):
            set_contacts(asha, [], by=make_member("X"), email_reach=Reach.NOBODY)

    def test_another_persons_row_is_not_hers_to_change(self, asha):
        others = make_contact(make_person("Other"), "0121 496 0009")
        wanted = [contact(pk=others.pk, value="0121 496 0002")]
        set_contacts(asha, wanted, by=asha, email_reach=Reach.NOBODY)
        others.refresh_from_db()
        assert others.value == "0121 496 0009"
        assert asha.contact_points.get().value == "0121 496 0002"


class TestUndoOfPerson:
    def undo(self, asha: Person, by: Person):
        last = Revision.objects.order_by("-at", "-id").first()
        return undo_of_person(asha, last, by=by, now=now())

    def test_puts_back_what_was_said_before(self, asha):
        make_contact(asha)
        set_contacts(asha, [], by=asha, email_reach=Reach.NETWORK)
        self.undo(asha, asha)
        assert asha.contact_points.count() == 1
        assert fresh(asha).email_reach == Reach.NOBODY

    def test_an_address_comes_back_by_a_coordinator_alone(self, asha):
        runs = coordinator()
        edit(asha, runs, email="new@clinic.example")
        with pytest.raises(AddressIsCoordinators):
            self.undo(asha, asha)
        assert fresh(asha).email == "new@clinic.example"
        self.undo(asha, runs)
        assert fresh(asha).email == "asha.bell@clinic.example"

    def test_an_address_that_is_anothers_now_stays_away(self, asha):
        runs, other = coordinator(), seated("Other", Agency.objects.get())
        edit(asha, runs, email="new@clinic.example")
        change = Revision.objects.get()
        edit(other, runs, email="asha.bell@clinic.example")
        with pytest.raises(AddressIsAnothers):
            undo_of_person(asha, change, by=runs, now=now())
        assert fresh(asha).email == "new@clinic.example"

    def test_is_not_for_everyone(self, asha):
        edit(asha, asha, name="A")
        with pytest.raises(PermissionDenied):
            self.undo(asha, make_member("X"))


class TestDoubles:
    def found(self, name: str, email: str = "", *, reader: Person | None = None):
        runs = reader or coordinator()
        agency = Agency.objects.get()
        found = doubles_of(name, email, agency=agency, reader=runs)
        return [(one.person.name, one.reasons) for one in found]

    def test_tells_why_somebody_may_be_the_same(self, asha):
        same = "sits for the same agency"
        assert self.found("bell asha") == [("Asha Bell", ["has the same name", same])]
        like = [("Asha Bell", ["has a name like it", same])]
        assert self.found("Asha Maria Bell") == self.found("A. Bell") == like
        plus = self.found("Xenia", "Asha.Bell+net@clinic.example")
        assert plus == [("Asha Bell", ["has the same address", same])]
        assert self.found("Asha Cole") == self.found("Bell") == []

    def test_tells_the_seats_by_which_to_know_her(self, asha):
        [one] = doubles_of("Asha Bell", "", agency=None, reader=coordinator())
        assert one.seats == ["Harbour, representative"]

    def test_names_nobody_whom_the_reader_may_not_know(self, asha):
        reader = by_password(make_member("Reader"))
        assert self.found("Asha Bell", reader=reader) == []


class TestRules:
    def test_names_are_alike(self):
        assert same_name("Bell, Asha", "asha bell")
        assert not same_name("", "")
        assert like_name("Asha M. Bell", "Asha Bell")
        assert not like_name("Asha Bell", "Ben Bell")

    def test_mailboxes_are_one(self):
        assert same_mailbox("A+x@B.example", "a@b.example")
        assert not same_mailbox("", "")

    def test_an_offices_mailbox_is_known_by_its_name(self):
        for address in ("info@a.example", "Office.North@a.example", "duty-team@a.b"):
            assert is_of_nobody(address), address
        assert not is_of_nobody("asha.bell@a.example")

    def test_languages_are_known_by_code_and_by_name(self):
        assert language_name("ro") == "Romanian"
        assert language_name("ro", "de") == "Rumänisch"
        assert language_name("ro", "xx-nothing") == "Romanian"
        assert language_name("no-such") == "no-such"
        known = {"ro": "ro", "romanian": "ro", "română": "ro", "Wolof": "wo"}
        assert {text: code_of(text) for text in known} == known
        assert code_of("Rumänisch", "de") == code_of("Romanian", "de") == "ro"
        assert code_of("Klingonish") == ""


FACTS = {"name": "A. Bell", "full_name": "", "seen": "none"}


class TestPages:
    def facts(self, person: Person) -> str:
        return reverse("person-facts", args=[person.pk])

    def test_she_changes_her_own_facts(self, asha):
        topic = make_term("Debt", Vocabulary.TOPIC)
        client = browser(asha, factor=False)
        page = client.get(self.facts(asha)).content.decode()
        assert "A coordinator changes that address" in page
        assert 'name="email"' not in page
        said = FACTS | {"languages": ["ro"], "other_languages": "Wolof, Romanian"}
        said |= {"topics": [str(topic.pk)]}
        answer = client.post(self.facts(asha), keyed(**said))
        assert answer["Location"] == reverse("person", args=[asha.pk])
        assert fresh(asha).languages == ["ro", "wo"]
        page = client.get(answer["Location"]).content.decode()
        assert "Romanian, Wolof" in page
        assert "Debt" in page

    def test_a_language_that_nobody_knows_is_said_and_what_stood_there_stays(
        self, asha
    ):
        Person.objects.filter(pk=asha.pk).update(languages=["qq-x"])
        client = browser(asha)
        said = FACTS | {"other_languages": "qq-x"}
        answer = client.post(
            self.facts(asha), keyed(**said | {"other_languages": "xy"})
        )
        assert answer.status_code == 400
        assert "No language that we know: xy" in answer.content.decode()
        assert client.post(self.facts(asha), keyed(**said)).status_code == 302
        assert fresh(asha).languages == ["qq-x"]
        answer = client.post(self.facts(asha), keyed(**said | {"name": "a\nb"}))
        assert "Write this on one line" in answer.content.decode()

    def test_a_colleague_may_not_and_a_stranger_finds_nothing(self, asha):
        colleague = seated("Ben", Agency.objects.get())
        assert browser(colleague).get(self.facts(asha)).status_code == 403
        stranger = make_member("X", agency="Quay")
        assert browser(stranger, factor=False).get(self.facts(asha)).status_code == 404

    def test_a_coordinator_changes_the_address(self, asha):
        seated("Other", Agency.objects.get())
        client = browser(coordinator())
        wrong = {
            "belongs to somebody else": "other@clinic.example",
            "several people read": "info@clinic.example",
        }
        for words, email in wrong.items():
            answer = client.post(self.facts(asha), keyed(**FACTS, email=email))
            assert answer.status_code == 400
            assert words in answer.content.decode()
        said = FACTS | {"email": "info@clinic.example", "shares_mailbox": "on"}
        assert client.post(self.facts(asha), keyed(**said)).status_code == 302
        answer = client.post(self.facts(asha), keyed(**said))
        assert "Somebody changed this meanwhile" in answer.content.decode()

    def test_ways_to_reach_are_changed_on_one_page(self, asha):
        client = browser(asha)
        path = reverse("person-contacts", args=[asha.pk])
        make_contact(asha, "0121 496 0001")
        page = client.get(path).content.decode()
        assert "Way 3, a new one" in page
        said = {"seen": "none", "email_reach": "network"}
        rows = [("phone", ""), ("other", "Signal: asha"), ("phone", "")]
        for number, (kind, value) in enumerate(rows):
            said |= {f"kind_{number}": kind, f"value_{number}": value}
            said |= {f"note_{number}": "", f"reach_{number}": "public"}
        wrong = said | {"value_2": "ring me"}
        answer = client.post(path, keyed(**wrong))
        assert "This is not a telephone number" in answer.content.decode()
        assert client.post(path, keyed(**said)).status_code == 302
        assert ContactPoint.objects.get().value == "Signal: asha"
        answer = client.post(path, keyed(**said))
        assert "Somebody changed this meanwhile" in answer.content.decode()

    def test_nothing_is_opened_to_everyone_of_a_confidential_agencys_people(self, asha):
        Agency.objects.update(place_is_confidential=True)
        path = reverse("person-contacts", args=[asha.pk])
        page = browser(asha).get(path).content.decode()
        assert "Nothing of it can be opened to everyone" in page
        assert 'value="public"' not in page

    def test_a_change_is_taken_back_from_the_history(self, asha):
        client = browser(asha)
        client.post(self.facts(asha), keyed(**FACTS))
        path = reverse("history", args=["person", asha.pk])
        assert "A. Bell" in client.get(path).content.decode()
        change = Revision.objects.get()
        answer = client.post(path, keyed(revision=str(change.pk)), follow=True)
        assert "Taken back." in answer.content.decode()
        assert fresh(asha).name == "Asha Bell"
        answer = client.post(path, keyed(revision=str(change.pk)), follow=True)
        assert "taken back before" in answer.content.decode()

    def test_a_newer_change_stays_and_others_take_nothing_back(self, asha):
        runs = coordinator()
        edit(asha, runs, name="One", email="new@clinic.example")
        first = Revision.objects.get()
        edit(asha, runs, name="Two")
        path = reverse("history", args=["person", asha.pk])
        answer = browser(asha).post(path, keyed(revision=str(first.pk)), follow=True)
        assert "ask one of them" in answer.content.decode()
        other = browser(seated("Ben", Agency.objects.get()))
        assert other.get(path).status_code == 200
        assert other.post(path, keyed(revision=str(first.pk))).status_code == 403
        answer = browser(runs).post(path, keyed(revision=str(first.pk)), follow=True)
        assert "What was changed again since then stays" in answer.content.decode()
        assert fresh(asha).name == "Two"

    def test_no_number_stands_in_a_history(self, asha):
        set_contacts(asha, [contact()], by=asha, email_reach=Reach.NOBODY)
        assert "0121 496 0001" not in str(RevisionPart.objects.values_list("rows"))
        path = reverse("history", args=["person", asha.pk])
        page = browser(seated("Ben", Agency.objects.get())).get(path).content.decode()
        assert "Other ways to reach this person" in page
        assert "0121" not in page

    def test_somebody_who_may_be_known_is_shown_before_she_is_made_twice(self, asha):
        client, path = browser(coordinator()), reverse("person-new")
        network = make_network_group()
        said = {"name": "Bell, Asha", "email": "a@other.example", "agency": "Harbour"}
        said |= {"role": "deputy", "group": str(network.pk), "from_on": "2026-01-01"}
        assert (
            'value="Harbour"' in client.get(f"{path}?agency=Harbour").content.decode()
        )
        answer = client.post(path, keyed(**said))
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "has the same name, sits for the same agency" in page
        assert reverse("seat-new", args=[asha.pk]) in page
        answer = client.post(path, keyed(**said, is_another="on"))
        made = Person.objects.exclude(pk=asha.pk).get(name="Bell, Asha")
        assert answer["Location"] == reverse("person", args=[made.pk])
        assert made.seats.get().role == Role.DEPUTY

    def test_an_address_that_is_taken_makes_nobody(self, asha):
        client, path = browser(coordinator()), reverse("person-new")
        said = {"name": "X Y", "email": asha.email, "agency": "Harbour"}
        said |= {"role": "deputy", "group": str(make_network_group().pk)}
        said |= {"from_on": "2026-01-01", "is_another": "on"}
        answer = client.post(path, keyed(**said))
        assert answer.status_code == 400
        assert "belongs to somebody else" in answer.content.decode()
        assert not Person.objects.filter(name="X Y").exists()
        make_seat(asha)
