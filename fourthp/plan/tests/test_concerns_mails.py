"""Who hears of concerns by mail, and what the mails say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from fourthp.foundation.actors import Host
from fourthp.partnership.models import Person, Role, Seat
from fourthp.partnership.operations.groups import close_group
from fourthp.partnership.tests.makers import (
    make_audience,
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.seated import seated
from fourthp.plan.models import Concern
from fourthp.plan.operations.concerns_asking import ASKED
from fourthp.plan.operations.concerns_mails import (
    MOVED,
    NEW,
    UNANSWERED,
    tell_unanswered,
)
from fourthp.plan.operations.concerns_sharing import shared_otherwise
from fourthp.plan.operations.concerns_steps import (
    decide_concern,
    put_on_agenda,
    raise_again,
)
from fourthp.plan.operations.concerns_voices import say_for_agency
from fourthp.plan.tasks.concerns import tell_late
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
from fourthp.plan.views.matters import concerns
from fourthp.plan.views.matters.concerns import SHARED_CONCERN
from fourthp.post.models import Message

pytestmark = pytest.mark.django_db
KINDS = (NEW, MOVED, UNANSWERED, ASKED)


def told(kind) -> list[Message]:
    return list(Message.objects.filter(kind=kind.name).order_by("made_at", "pk"))


def readers(kind) -> set[str]:
    return {one.reader_id for one in told(kind)}


def chair_of(group) -> Person:
    person = make_person("Tom Okoro", email="tom@clinic.example")
    make_seat(person, group=group, role=Role.CHAIR)
    return person


class TestOfWhatIsNew:
    def test_hears_who_coordinates_and_who_chairs_the_network(self):
        mover, chair = make_mover(), make_mover("Ann Roe", Role.CHAIR)
        other = chair_of(make_group())
        make_concern()
        assert readers(NEW) == {str(mover.pk), str(chair.pk)}
        assert str(other.pk) not in readers(NEW)
        assert "Nobody rings back at night" in str(told(NEW)[0].letter)

    def test_hears_the_chair_of_its_own_group(self):
        raiser, mover, group = make_raiser(), make_mover(), make_group()
        make_seat(raiser, group=group)
        chair, network_chair = chair_of(group), make_mover("Ann Roe", Role.CHAIR)
        make_concern(by=raiser, group=group)
        assert readers(NEW) == {str(mover.pk), str(chair.pk)}
        assert str(network_chair.pk) not in readers(NEW)

    def test_of_what_is_held_coordinators_alone_and_not_a_word_of_it(self):
        mover, _chair = make_mover(), make_mover("Ann Roe", Role.CHAIR)
        make_held("Harbour rooms without windows")
        assert readers(NEW) == {str(mover.pk)}
        assert "windows" not in str(told(NEW)[0].letter)

    def test_tells_nobody_what_she_did_herself(self):
        mover = make_mover()
        make_concern(by=mover)
        assert not told(NEW)

    def test_is_told_again_where_it_is_raised_again(self):
        raiser, mover = make_raiser(), make_mover()
        concern = make_heard(mover, by=raiser)
        make_answer(concern, mover)
        raise_again(concern, words="x", by=raiser, now=NOW + 9 * DAY)
        assert len(told(NEW)) == 2


class TestOfWhatBecameOfIt:
    def test_hears_who_raised_it_and_who_sees_it_too(self):
        raiser, mover = make_raiser(), make_mover()
        dele, silent = (
            seated(name, make_member_agency(agency))
            for name, agency in (("Dele Obi", "Quay Aid"), ("Ida Marsh", "Canal Aid"))
        )
        concern = make_concern(by=raiser)
        agency = dele.seats.get().agency
        say_for_agency(concern, agency, sees=True, by=dele, now=NOW)
        decide_concern(concern, words="A number.", by=mover, now=NOW + DAY)
        assert readers(MOVED) == {str(raiser.pk), str(dele.pk)}
        assert str(silent.pk) not in readers(MOVED)
        assert "A number." in str(told(MOVED)[0].letter)

    def test_says_which_day_and_how_it_was_answered(self):
        mover = make_mover()
        concern = make_heard(mover)
        when = date(2026, 4, 14)
        put_on_agenda(concern, when=when, by=mover, now=NOW + 2 * DAY)
        make_answer(concern, mover, NOW + 3 * DAY)
        letters = [str(one.letter) for one in told(MOVED)]
        assert "14 April 2026" in letters[1]
        assert "There is a night number now." in letters[2]

    def test_hears_nobody_whose_seat_is_over(self):
        raiser, mover = make_raiser(), make_mover()
        concern = make_concern(by=raiser)
        raiser.seats.update(to_on=date(2021, 1, 1))
        decide_concern(concern, words="x", by=mover, now=NOW + DAY)
        assert not told(MOVED)

    def test_of_a_closed_group_says_no_word_of_it(self):
        raiser, mover = make_raiser(), make_mover()
        group = make_group("Night table", is_closed=True)
        make_seat(raiser, agency=raiser.seats.get().agency, group=group)
        concern = make_heard(mover, by=raiser, group=group)
        decide_concern(concern, words="A number.", by=mover, now=NOW + DAY)
        make_answer(concern, mover)
        tell_unanswered(now=NOW + 99 * DAY)
        said = " ".join(str(one.letter) for one in Message.objects.all())
        for word in ("rings back", "Night table", "A number.", "night number"):
            assert word not in said

    def test_of_one_that_is_narrowed_since_no_word_leaves(self):
        mover = make_mover()
        concern = make_heard(mover)
        shared_otherwise(concern, mover, NOW)
        assert all(one.letter for one in told(MOVED))
        Concern.objects.update(audience=make_audience())
        shared_otherwise(Concern.objects.get(), mover, NOW)
        assert not any(one.letter for one in Message.objects.all())


class TestAGroupThatCloses:
    def heard(self) -> tuple[Concern, Person]:
        """A concern of an open group that was heard, so that mails about it wait."""
        raiser, mover = make_raiser(), make_mover()
        group = make_group("Night table")
        make_seat(raiser, agency=raiser.seats.get().agency, group=group)
        concern = make_heard(mover, by=raiser, group=group)
        assert "rings back" in str([one.letter for one in told(MOVED)])
        return concern, raiser

    def test_takes_along_its_concerns_and_their_words_in_mails(self):
        concern, raiser = self.heard()
        others = make_member("Dele Obi")
        assert concern in Concern.objects.visible_to(others)
        close_group(concern.group, by=Host(), now=NOW + 2 * DAY)
        assert concern not in Concern.objects.visible_to(others)
        assert concern in Concern.objects.visible_to(raiser)
        assert "rings back" not in str([one.letter for one in Message.objects.all()])

    def test_without_being_told_its_mails_say_them_still(self, monkeypatch):
        """The control."""
        concern, _raiser = self.heard()
        monkeypatch.setattr(
            concerns, "SHARED_CONCERN", replace(SHARED_CONCERN, in_group="")
        )
        close_group(concern.group, by=Host(), now=NOW + 2 * DAY)
        assert "rings back" in str([one.letter for one in told(MOVED)])


class TestUnanswered:
    def test_is_told_after_60_days_once_for_each_60(self):
        mover, concern = make_mover(), make_concern()
        assert tell_unanswered(now=NOW + 59 * DAY) == 0
        assert tell_unanswered(now=NOW + 60 * DAY) == 1
        assert tell_unanswered(now=NOW + 60.5 * DAY) == 0
        assert tell_unanswered(now=NOW + 119 * DAY) == 0
        assert tell_unanswered(now=NOW + 120 * DAY) == 1
        assert readers(UNANSWERED) == {str(mover.pk)}
        assert "60 days" in str(told(UNANSWERED)[0].letter)
        assert str(concern.title) in str(told(UNANSWERED)[0].letter)

    def test_is_told_of_what_waits_alone(self):
        mover = make_mover()
        concern = make_heard(mover)
        make_answer(concern, mover)
        make_held()
        assert tell_unanswered(now=NOW + 99 * DAY) == 0
        recalled = make_concern("Another", by=make_raiser("Ben Okoye"))
        Concern.objects.filter(pk=recalled.pk).update(recalled_at=NOW)
        assert tell_unanswered(now=NOW + 99 * DAY) == 0

    def test_waits_where_nobody_is_there_to_be_told(self):
        make_concern()
        assert tell_unanswered(now=NOW + 60 * DAY) == 0
        make_mover()
        assert tell_unanswered(now=NOW + 61 * DAY) == 1

    def test_is_a_duty(self):
        make_mover()
        make_concern()
        assert tell_late(NOW + timedelta(days=61)) == 1


class TestWhoseItStillIs:
    def test_a_mail_goes_to_whom_it_still_concerns(self):
        raiser, mover, dele = make_raiser(), make_mover(), make_member("Dele Obi")
        concern = make_heard(mover, by=raiser)
        assert NEW.is_for(mover, concern.pk)
        assert not NEW.is_for(raiser, concern.pk)
        assert MOVED.is_for(raiser, concern.pk)
        assert not MOVED.is_for(dele, concern.pk)
        for kind in (NEW, MOVED):
            assert not kind.is_for(mover, None)

    def test_a_question_is_for_who_still_speaks_for_the_agency(self):
        dele = seated("Dele Obi", make_member_agency("Quay Aid"))
        concern = make_heard(make_mover(), asks=True)
        assert ASKED.is_for(dele, concern.pk)
        Seat.objects.filter(person=dele).update(role=Role.OBSERVER)
        assert not ASKED.is_for(Person.objects.get(pk=dele.pk), concern.pk)


def test_no_envelope_tells_anything():
    for kind in KINDS:
        assert "oncern" not in str(kind.subject)


@time_machine.travel(NOW, tick=False)
def test_all_of_them_wait_for_the_bundle():
    assert all(kind.waits for kind in KINDS)
