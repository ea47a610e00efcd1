"""Two records of one person: they become one, and two again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.accounts.models import User
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import Revision, RevisionPart
from fourthp.partnership.models import (
    AudienceRule,
    ContactPoint,
    Interest,
    Merge,
    Person,
    PersonTerm,
    Reach,
    Seat,
)
from fourthp.partnership.operations.merging.people import merge_people
from fourthp.partnership.operations.merging.undoing import undo_merge
from fourthp.partnership.operations.people import forget_people
from fourthp.partnership.queries.merging.done import record_of, stands_for
from fourthp.partnership.queries.merging.people import (
    people_like,
    person_outlook,
    why_not_people,
)
from fourthp.partnership.queries.readership import called, readers_for
from fourthp.partnership.queries.standing import actor_title
from fourthp.partnership.rules.merging import MergeRefused
from fourthp.partnership.tests.makers import (
    make_audience,
    make_contact,
    make_group,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
    make_term,
    make_user,
)
from fourthp.partnership.tests.sheets import make_coordinator
from fourthp.post.models import Message, Wishes
from fourthp.post.tests.makers import make_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def cora():
    return make_coordinator()


def merged(gone: Person, stays: Person, by) -> Merge:
    seen = person_outlook(gone, stays).digest()
    return merge_people(gone, stays, by=by, now=now(), seen=seen)


def everything() -> list[object]:
    models = (Person, Seat, ContactPoint, PersonTerm, Interest, AudienceRule, Wishes)
    return [list(model.objects.order_by("pk").values()) for model in models]


class TestMergePeople:
    def test_moves_seats_contacts_interests_and_audiences(self, cora):
        gone, stays = make_person("Asha B"), make_person("Asha Bell")
        agency = make_member_agency()
        seat = make_seat(gone, agency=agency)
        contact = make_contact(gone, "0121 496 0001")
        make_contact(gone, "0121 496 0002")
        make_contact(stays, "0121 496 0002")
        term = PersonTerm.objects.create(person=gone, term=make_term("x", "topic"))
        rule = AudienceRule.objects.get(audience=make_audience({"person": gone}))
        group = make_group()
        for person in (gone, stays):
            Interest.objects.create(group=group, person=person, at=now())
        merged(gone, stays, cora)
        for row in (seat, contact, term, rule):
            row.refresh_from_db()
            assert row.person == stays
        assert stays.contact_points.count() == 2
        assert Interest.objects.get().person == stays
        assert stands_for("person", gone.pk) == stays.pk

    def test_makes_equal_seats_one(self, cora):
        gone, stays, agency = make_person("A"), make_person("B"), make_member_agency()
        make_seat(gone, agency=agency, from_on=date(2019, 1, 1))
        make_seat(stays, agency=agency, from_on=date(2021, 1, 1))
        make_seat(gone, agency=agency, role="deputy")
        merged(gone, stays, cora)
        found = stays.seats.order_by("role").values_list("role", "from_on")
        assert ("representative", date(2019, 1, 1)) in list(found)
        assert len(found) == 2

    def test_keeps_the_other_address_for_coordinators_alone(self, cora):
        gone = make_person("A", email="old@a.example")
        stays = make_person("B", email="new@a.example")
        assert "old@a.example" in person_outlook(gone, stays).notes[0]
        merged(gone, stays, cora)
        stays.refresh_from_db()
        assert stays.email == "new@a.example"
        contact = stays.contact_points.get()
        assert (contact.value, contact.reach) == ("old@a.example", Reach.NOBODY)

    def test_fills_what_the_one_that_stays_does_not_say(self, cora):
        gone, stays = make_person("A", email="a@a.example"), make_person("B")
        Person.objects.filter(pk=gone.pk).update(languages=["ro"], full_name="Full")
        merged(gone, stays, cora)
        stays.refresh_from_db()
        assert (stays.email, stays.languages) == ("a@a.example", ["ro"])
        assert stays.full_name == "Full"
        assert not stays.contact_points.exists()

    def test_says_of_whoever_acted_before_what_she_is_now(self, cora):
        gone, stays = make_person("A"), make_person("B")
        make_seat(gone, agency=make_member_agency("Harbour Aid"))
        merged(gone, stays, cora)
        assert "Harbour Aid" in actor_title("person", str(gone.pk), on=today())


class TestAccounts:
    def test_one_account_goes_along_and_signs_in_anew(self, cora):
        gone, stays = make_person("A"), make_person("B")
        user = make_user(gone)
        assert user.email in person_outlook(gone, stays).notes[0]
        merge = merged(gone, stays, cora)
        stays.refresh_from_db()
        assert stays.user == user
        undo_merge(merge, by=cora, now=now())
        gone, stays = (Person.objects.get(pk=p.pk) for p in (gone, stays))
        assert (gone.user, stays.user) == (user, None)

    def test_goes_back_to_whose_it_was_whatever_else_was_changed_since(self, cora):
        gone, stays = make_person("A", email="a@a.example"), make_person("B")
        user = make_user(gone)
        merge = merged(gone, stays, cora)
        Person.objects.filter(pk=stays.pk).update(email="c@a.example", name="B C")
        undo_merge(merge, by=cora, now=now())
        stays = Person.objects.get(pk=stays.pk)
        assert (stays.user, stays.name) == (None, "B C")
        assert Person.objects.get(user=user).pk == gone.pk

    def test_is_gone_where_it_was_closed_since(self, cora):
        gone, stays = make_person("A"), make_person("B")
        make_user(gone)
        merge = merged(gone, stays, cora)
        User.objects.all().delete()
        undo_merge(merge, by=cora, now=now())
        assert Person.objects.get(pk=gone.pk).user is None

    def test_two_accounts_never_become_one(self, cora):
        gone, stays = make_person("A"), make_person("B")
        make_user(gone, "a@a.example")
        make_user(stays, "b@a.example")
        with pytest.raises(MergeRefused, match="account"):
            merged(gone, stays, cora)
        assert Person.objects.get(pk=gone.pk).user.email == "a@a.example"

    @pytest.mark.parametrize("way", ["officer goes", "officer stays"])
    def test_nobody_becomes_an_officer_by_a_merge(self, cora, way):
        officer, other = make_person("Officer"), make_person("Other")
        make_seat(officer, role="editor")
        make_user(other)
        pair = (officer, other) if way == "officer goes" else (other, officer)
        with pytest.raises(MergeRefused, match="Nobody gets such a seat"):
            merged(*pair, cora)

    def test_an_officer_with_her_own_account_may_stay(self, cora):
        officer, other = make_person("Officer"), make_person("Other")
        make_seat(officer, role="editor")
        make_user(officer)
        merged(other, officer, cora)
        assert officer.seats.count() == 1


class TestRefused:
    def test_herself_and_the_one_who_asks(self, cora):
        with pytest.raises(MergeRefused, match="herself"):
            merged(cora, cora, cora)
        with pytest.raises(MergeRefused, match="ask another"):
            merged(cora, make_person("B"), cora)

    def test_whoever_does_not_coordinate(self):
        with pytest.raises(PermissionDenied):
            merged(make_person("A"), make_person("B"), make_member("Lee Ade"))

    def test_when_something_changed_or_one_is_gone(self, cora):
        gone, stays = make_person("A"), make_person("B")
        seen = person_outlook(gone, stays).digest()
        make_contact(gone)
        with pytest.raises(MergeRefused, match="since you looked"):
            merge_people(gone, stays, by=cora, now=now(), seen=seen)
        merged(gone, stays, cora)
        with pytest.raises(MergeRefused, match="faster"):
            merge_people(gone, stays, by=cora, now=now(), seen=seen)


class TestOutlook:
    def test_says_that_she_sees_more_where_seats_or_audiences_differ(self, cora):
        gone, stays, other = make_person("A"), make_person("B"), make_person("C")
        assert person_outlook(gone, stays).more == ()
        make_seat(gone)
        assert person_outlook(gone, stays).more == ("B",)
        make_audience({"person": other})
        assert person_outlook(other, stays).named == 1


class TestMail:
    def test_what_waits_does_not_go_and_what_was_sent_stays(self, cora):
        gone, stays = make_person("A", email="a@a.example"), make_person("B")
        reader = readers_for([gone])[0]
        waits = make_message(readers=[reader])
        sent = make_message(readers=[reader], state=Message.State.SENT)
        merge = merged(gone, stays, cora)
        waits.refresh_from_db()
        sent.refresh_from_db()
        assert waits.state == Message.State.CANCELLED
        assert sent.reader_id == str(gone.pk)
        undo_merge(merge, by=cora, now=now())
        waits.refresh_from_db()
        assert waits.state == Message.State.CANCELLED

    def test_links_of_the_one_that_went_are_nobodys(self, cora):
        gone, stays = make_person("A"), make_person("B")
        make_seat(gone)
        assert called("person", str(gone.pk)) == "A"
        merged(gone, stays, cora)
        assert called("person", str(gone.pk)) == ""

    @pytest.mark.parametrize("has_own", [True, False])
    def test_what_she_wants_goes_along_unless_she_said_it_already(self, cora, has_own):
        gone, stays = make_person("A"), make_person("B")
        facts = {"reader_kind": "person", "changed_at": now()}
        Wishes.objects.create(reader_id=str(gone.pk), news="never", **facts)
        if has_own:
            Wishes.objects.create(reader_id=str(stays.pk), news="daily", **facts)
        merge = merged(gone, stays, cora)
        wishes = Wishes.objects.get()
        assert wishes.reader_id == str(stays.pk)
        assert wishes.news == ("daily" if has_own else "never")
        undo_merge(merge, by=cora, now=now())
        assert Wishes.objects.get(reader_id=str(gone.pk)).news == "never"


class TestUndoMerge:
    def test_splits_them_again_exactly_as_they_were(self, cora):
        gone = make_person("Asha B", email="a@a.example")
        stays = make_person("Asha Bell", email="b@a.example")
        make_user(gone)
        agency = make_member_agency()
        for person in (gone, stays):
            make_seat(person, agency=agency)
            make_contact(person)
        make_seat(gone, role="observer")
        make_audience({"person": gone})
        before = everything()
        merge = undo_merge(merged(gone, stays, cora), by=cora, now=now())
        assert everything() == before
        assert merge.kept == []
        assert record_of(merge) == stays


class TestForgetPeople:
    def test_forgets_whom_she_took_up_with_every_word(self, cora):
        gone, stays = make_person("Zqgone", email="z@a.example"), make_person("Zqstays")
        make_seat(stays, to_on=date(2020, 1, 2))
        make_message(readers=readers_for([gone]), state=Message.State.SENT)
        merged(gone, stays, cora)
        forget_people(by=cora, now=now() + timedelta(days=1_000))
        assert not Person.objects.filter(pk=stays.pk).exists()
        assert not Merge.objects.exists()
        assert not Message.objects.exclude(reader_id="").exists()
        kept = str(list(RevisionPart.objects.values_list("rows", flat=True)))
        assert "zq" not in kept.lower()
        assert not Revision.objects.filter(matter_id=str(stays.pk)).exists()


class TestPeopleLike:
    def test_tells_people_apart_by_their_agencies(self):
        make_network_group()
        one, other = make_person("Asha Bell"), make_person("Asha")
        make_seat(one, agency=make_member_agency("Harbour Aid"))
        assert people_like("asha", but=other) == [(one, "Harbour Aid")]
        assert people_like("a", but=other) == []
        assert why_not_people(one, other, by=one) != ""
