"""We see this too: one voice an agency, by a press or from the mail."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.matters import CannotUndo
from fourthp.partnership.models import Agency, Role, Seat
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.seated import by_password, seated
from fourthp.plan.models import Concern, Voice
from fourthp.plan.operations.concerns_acts import NO, SEE_THIS_TOO, YES
from fourthp.plan.operations.concerns_steps import NotLikeThisNow
from fourthp.plan.operations.concerns_voices import (
    SaidAlready,
    say_for_agency,
    take_back_voice,
)
from fourthp.plan.permissions.concerns import can_say_for
from fourthp.plan.tests.makers_concerns import (
    DAY,
    NOW,
    make_answer,
    make_concern,
    make_heard,
    make_mover,
    make_raiser,
)
from fourthp.post.models import Message
from fourthp.post.operations.acts import do_act, undo_act
from fourthp.post.queries.acts import is_open, link_to
from fourthp.post.rules.acts import ActIsOver, Said

pytestmark = pytest.mark.django_db


@pytest.fixture
def quay() -> Agency:
    return make_member_agency("Quay Housing")


@pytest.fixture
def dele(quay):
    return seated("Dele Obi", quay)


def said(concern: Concern) -> int:
    concern.refresh_from_db()
    return concern.seen_by


class TestSayForAgency:
    def test_counts_an_agency_once_whoever_of_it_says_so(self, quay, dele):
        concern, other = make_concern(), seated("Ida Marsh", quay, Role.DEPUTY)
        say_for_agency(concern, quay, sees=True, by=by_password(dele), now=NOW)
        with pytest.raises(SaidAlready):
            say_for_agency(concern, quay, sees=True, by=other, now=NOW)
        assert said(concern) == 1

    def test_has_one_row_an_agency_in_the_database(self, quay):
        concern = make_concern()
        Voice.objects.create(concern=concern, agency=quay)
        with pytest.raises(IntegrityError), transaction.atomic():
            Voice.objects.create(concern=concern, agency=quay)
        with pytest.raises(IntegrityError), transaction.atomic():
            Voice.objects.update(sees=True)

    def test_is_never_the_agencys_that_raised_it(self):
        raiser = make_raiser()
        concern, agency = make_concern(by=raiser), raiser.seats.get().agency
        with pytest.raises(PermissionDenied):
            say_for_agency(concern, agency, sees=True, by=raiser, now=NOW)

    def test_in_a_closed_group_neither_though_nobody_is_told_whose_it_is(self):
        raiser, group = make_raiser(), make_group(is_closed=True)
        agency = raiser.seats.get().agency
        make_seat(raiser, agency=agency, group=group)
        concern = make_concern(by=raiser, group=group)
        assert not can_say_for(raiser, agency, concern)
        Seat.objects.filter(group=group).delete()
        concern = Concern.objects.get(pk=concern.pk)
        assert can_say_for(raiser, agency, concern)

    def test_is_said_by_who_looks_after_the_agency_alone(self, quay):
        concern = make_concern()
        observer = seated("Ida Marsh", quay, Role.OBSERVER)
        for actor in (observer, make_member("Eve"), make_mover(), Host()):
            with pytest.raises(PermissionDenied):
                say_for_agency(concern, quay, sees=True, by=actor, now=NOW)
            with pytest.raises(PermissionDenied):
                take_back_voice(concern, quay, by=actor)

    def test_is_not_said_once_it_is_answered(self, quay, dele):
        mover = make_mover()
        concern = make_heard(mover)
        make_answer(concern, mover)
        with pytest.raises(NotLikeThisNow):
            say_for_agency(concern, quay, sees=True, by=dele, now=NOW)

    def test_is_taken_back_and_said_anew(self, quay, dele):
        concern = make_concern()
        say_for_agency(concern, quay, sees=True, by=dele, now=NOW)
        take_back_voice(concern, quay, by=dele)
        assert said(concern) == 0
        assert not Voice.objects.exists()
        take_back_voice(concern, quay, by=dele)
        say_for_agency(concern, quay, sees=False, by=dele, now=NOW)
        assert said(concern) == 0
        assert Voice.objects.get().sees is False


def asked(concern: Concern, person):
    """Return the link by which somebody was asked of a concern."""
    [reader] = readers_for([person])
    voice = Voice.objects.get(concern=concern, agency=person.seats.get().agency)
    return link_to(SEE_THIS_TOO, reader, voice, now=clock_now())


class TestAskAgencies:
    def test_asks_each_other_agency_and_not_the_one_that_raised_it(self, quay, dele):
        raiser, mover = make_raiser(), make_mover()
        deputy = seated("Ida Marsh", quay, Role.DEPUTY)
        alone = seated("Ken Ode", make_member_agency("Canal Aid"), Role.DEPUTY)
        concern = make_heard(mover, by=raiser, asks=True)
        mails = Message.objects.filter(kind="plan.concern-asked")
        assert {one.reader_id for one in mails} == {str(dele.pk), str(alone.pk)}
        assert deputy.pk != dele.pk
        assert concern.voices.filter(sees=None).count() == 2
        said_in = str(mails[0].letter)
        assert "Nobody rings back at night" in said_in
        assert "we see this too" in said_in

    def test_asks_nobody_unless_it_is_ticked(self, dele):
        make_heard(make_mover(), asks=False)
        assert not Message.objects.filter(kind="plan.concern-asked").exists()

    def test_asks_once_of_each_agency_in_one_mail(self, quay, dele):
        canal = make_member_agency("Canal Aid")
        make_seat(dele, agency=canal)
        make_heard(make_mover(), asks=True)
        mail = Message.objects.get(kind="plan.concern-asked")
        assert "Quay Housing" in str(mail.letter)
        assert "Canal Aid" in str(mail.letter)

    def test_of_a_group_asks_its_own_and_says_no_word_where_it_is_closed(self, dele):
        raiser, mover = make_raiser(), make_mover()
        group, inside = make_group("Night group", is_closed=True), make_person("Eve")
        make_seat(raiser, agency=raiser.seats.get().agency, group=group)
        make_seat(inside, agency=make_member_agency("Canal Aid"), group=group)
        make_heard(mover, by=raiser, group=group, asks=True)
        mail = Message.objects.get(kind="plan.concern-asked")
        assert mail.reader_id == str(inside.pk)
        for word in ("rings back", "Night group", "Harbour Aid"):
            assert word not in str(mail.letter)


class TestFromTheMail:
    @pytest.mark.parametrize(("choice", "sees"), [(YES, True), (NO, False)])
    def test_is_said_once_and_taken_back(self, dele, choice, sees):
        concern = make_heard(make_mover(), asks=True)
        link = asked(concern, dele)
        assert is_open(SEE_THIS_TOO, link, clock_now())
        do_act(SEE_THIS_TOO, link, choice, now=clock_now())
        assert Voice.objects.get().sees is sees
        assert said(concern) == int(sees)
        assert not is_open(SEE_THIS_TOO, link, clock_now())
        undo_act(SEE_THIS_TOO, link, now=clock_now())
        assert Voice.objects.get().sees is None
        assert said(concern) == 0

    def test_is_settled_where_a_colleague_has_said_it(self, quay, dele):
        concern = make_heard(make_mover(), asks=True)
        link = asked(concern, dele)
        say_for_agency(concern, quay, sees=True, by=dele, now=NOW)
        with pytest.raises(ActIsOver):
            do_act(SEE_THIS_TOO, link, YES, now=clock_now())
        with pytest.raises(ActIsOver):
            SEE_THIS_TOO.act(link, Said(YES), NOW)

    def test_is_over_with_the_seat_the_voice_and_the_answer(self, dele):
        mover = make_mover()
        concern = make_heard(mover, asks=True)
        link = asked(concern, dele)
        make_answer(concern, mover)
        assert not is_open(SEE_THIS_TOO, link, clock_now())
        Concern.objects.update(state="heard")
        assert is_open(SEE_THIS_TOO, link, clock_now())
        Seat.objects.filter(person=dele).update(role=Role.OBSERVER)
        assert not is_open(SEE_THIS_TOO, link, clock_now())
        Voice.objects.all().delete()
        assert not SEE_THIS_TOO.is_open(link, clock_now())
        assert SEE_THIS_TOO.says(link) == ()
        with pytest.raises(ActIsOver):
            SEE_THIS_TOO.act(link, Said(YES), NOW)
        SEE_THIS_TOO.undo(link, "", NOW)  # nothing is left to be taken back

    def test_is_for_this_very_question_and_person(self, quay, dele):
        concern = make_heard(make_mover(), asks=True)
        link, other = asked(concern, dele), make_concern("Another")
        assert can_say_for(link, quay, concern)
        assert not can_say_for(link, quay, other)
        assert not can_say_for(link, make_member_agency("Canal Aid"), concern)
        dele.delete()
        assert not can_say_for(link, quay, concern)

    def test_is_not_taken_back_over_what_was_said_since(self, quay, dele):
        concern = make_heard(make_mover(), asks=True)
        link = asked(concern, dele)
        trace = SEE_THIS_TOO.act(link, Said(YES), NOW)
        take_back_voice(concern, quay, by=dele)
        say_for_agency(concern, quay, sees=False, by=dele, now=NOW + DAY)
        with pytest.raises(CannotUndo):
            SEE_THIS_TOO.undo(link, trace, NOW)

    def test_is_not_taken_back_by_who_looks_after_nothing_there_any_more(self, dele):
        concern = make_heard(make_mover(), asks=True)
        link = asked(concern, dele)
        trace = SEE_THIS_TOO.act(link, Said(YES), NOW)
        Seat.objects.filter(person=dele).update(role=Role.OBSERVER)
        with pytest.raises(CannotUndo):
            SEE_THIS_TOO.undo(link, trace, NOW)

    def test_names_no_agency_whose_place_is_confidential(self, quay, dele):
        concern = make_heard(make_mover(), asks=True)
        link = asked(concern, dele)
        assert "Quay Housing" in str(SEE_THIS_TOO.says(link))
        Agency.objects.filter(pk=quay.pk).update(place_is_confidential=True)
        assert "Quay Housing" not in str(SEE_THIS_TOO.says(link))
