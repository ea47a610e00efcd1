"""What goes, what follows a merger, and who may narrow a concern."""

import pytest

from fourthp.foundation.actors import Clockwork
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Agency, Audience, Person, Role, Seat
from fourthp.partnership.operations.merging.agencies import merge_agencies
from fourthp.partnership.operations.merging.undoing import undo_merge
from fourthp.partnership.operations.sharing import recall
from fourthp.partnership.queries.merging.agencies import agency_outlook
from fourthp.partnership.queries.shared_kinds import kept_row, shared_kind
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_seat,
)
from fourthp.partnership.tests.seated import seated
from fourthp.plan.models import Concern, Voice
from fourthp.plan.operations.concerns import (
    ConcernFacts,
    correct_concern,
    withdraw_concern,
)
from fourthp.plan.operations.concerns_forgetting import forget_concerns
from fourthp.plan.operations.concerns_steps import decline_concern
from fourthp.plan.operations.concerns_voices import say_for_agency
from fourthp.plan.queries.concerns_words import CONCERNS
from fourthp.plan.tasks.concerns import forget
from fourthp.plan.tests.makers_concerns import (
    DAY,
    NOW,
    make_answer,
    make_concern,
    make_heard,
    make_held,
    make_mover,
    make_raiser,
)
from fourthp.post.models import Message

pytestmark = pytest.mark.django_db


class TestForgetConcerns:
    def test_lets_go_what_was_withdrawn_or_declined_after_30_days(self):
        raiser, mover = make_raiser(), make_mover()
        group = make_group(is_closed=True)
        make_seat(raiser, group=group)
        concern = make_concern(by=raiser, group=group)
        correct_concern(concern, ConcernFacts("Another"), by=raiser)
        withdraw_concern(concern, by=raiser, now=NOW)
        decline_concern(make_held(), by=mover, now=NOW)
        stays = make_heard(mover, by=raiser)
        assert forget(NOW + 30 * DAY) == 0
        assert forget_concerns(by=Clockwork("x"), now=NOW + 31 * DAY) == 2
        assert forget(NOW + 31 * DAY) == 0
        assert Concern.objects.get() == stays
        assert not Audience.objects.exists()
        assert not Revision.objects.filter(matter_id=str(concern.pk)).exists()
        gone = Message.objects.filter(about_id=str(concern.pk))
        assert not any(one.letter for one in gone)

    def test_of_a_person_who_goes_the_concern_stays_and_says_whose_no_more(self):
        raiser, mover = make_raiser(), make_mover()
        concern = make_heard(mover, by=raiser)
        answer = make_answer(concern, mover)
        Person.objects.all().delete()
        concern.refresh_from_db()
        answer.refresh_from_db()
        assert concern.raised_by is None
        assert answer.seat is None
        assert not concern.steps.exclude(seat=None).exists()
        assert concern.originator is not None


def merged(gone: Agency, stays: Agency, by: Person):
    looked = agency_outlook(gone, stays).digest()
    return merge_agencies(gone, stays, by=by, now=NOW, seen=looked)


class TestMergedAgencies:
    def test_have_one_voice_and_have_raised_what_both_raised(self):
        mover, quay = make_mover(), make_member_agency("Quay Housing")
        other = make_member_agency("Quay Houses")
        concern = make_concern()
        raised = make_concern("Another", by=seated("Ida Marsh", other))
        for one, name in ((quay, "Dele Obi"), (other, "Ben Okoye")):
            say_for_agency(concern, one, sees=True, by=seated(name, one), now=NOW)
        merge = merged(other, quay, mover)
        concern.refresh_from_db()
        raised.refresh_from_db()
        assert concern.seen_by == 1
        assert Voice.objects.get().agency == quay
        assert raised.originator == quay
        undo_merge(merge, by=mover, now=NOW)
        raised.refresh_from_db()
        concern.refresh_from_db()
        assert raised.originator == other
        assert concern.seen_by == concern.voices.count() == 2


class TestSharing:
    def test_its_own_agency_recalls_it_and_a_coordinator_keeps_it(self):
        raiser, mover, other = make_raiser(), make_mover(), make_member("Dele Obi")
        concern = make_concern(by=raiser)
        recall(concern, by=raiser, now=NOW)
        kind = shared_kind("concern")
        assert kept_row(kind, concern.pk, raiser) == concern
        assert kept_row(kind, concern.pk, mover) == concern
        assert kept_row(kind, concern.pk, other) is None

    def test_what_it_holds_is_struck_as_a_whole(self):
        mover = make_mover()
        concern = make_heard(mover)
        make_answer(concern, mover)
        [of_concern, of_answer] = CONCERNS
        found = {
            model.__name__: list(pks) for model, pks in of_concern.rows(concern.pk)
        }
        assert len(found["ConcernStep"]) == 3
        assert len(found["Answer"]) == 1
        assert found["Audience"] == []
        assert [m.__name__ for m, _pks in of_answer.rows(concern.pk)] == [
            "PublicAnswer"
        ]


def test_a_seat_that_ended_still_tells_who_raised_it():
    raiser = make_raiser()
    concern = make_concern(by=raiser)
    Seat.objects.update(role=Role.OBSERVER)
    assert concern.raised_by == raiser.seats.get()
