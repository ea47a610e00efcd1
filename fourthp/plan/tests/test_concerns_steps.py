"""A concern is moved on, step by step, by who coordinates or chairs."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Clockwork, Host, Public
from fourthp.partnership.models import Role, Vocabulary
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_person,
    make_seat,
    make_term,
)
from fourthp.partnership.tests.seated import by_password
from fourthp.plan.models import Concern, State
from fourthp.plan.operations.concerns import Sorting
from fourthp.plan.operations.concerns_hearing import hear_concern
from fourthp.plan.operations.concerns_steps import (
    NoReasonGiven,
    NotLikeThisNow,
    begin_concern,
    decide_concern,
    decline_concern,
    put_on_agenda,
    raise_again,
)
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

pytestmark = pytest.mark.django_db


class TestWholeWay:
    def test_each_step_is_told_with_its_day_words_and_seat(self):
        mover = make_mover()
        concern = make_heard(mover)
        when = date(2026, 4, 14)
        put_on_agenda(concern, when=when, by=mover, now=NOW + 2 * DAY)
        decide_concern(concern, words="A number.", by=mover, now=NOW + 3 * DAY)
        begin_concern(concern, by=mover, now=NOW + 4 * DAY)
        make_answer(concern, mover, NOW + 5 * DAY)
        concern.refresh_from_db()
        assert concern.state == State.ANSWERED
        assert concern.state_at == NOW + 5 * DAY
        told = concern.steps.order_by("at")
        assert [one.kind for one in told] == [
            *("raised", "heard", "agenda", "decided", "begun", "answered")
        ]
        assert told[2].day == when
        assert told[3].words == "A number."
        assert {one.seat.person for one in told[1:]} == {mover}

    def test_each_step_stands_in_the_record(self):
        mover = make_mover()
        concern = make_heard(mover)
        acts = Entry.objects.filter(matter_id=str(concern.pk))
        assert {"raised", "heard"} <= set(acts.values_list("act", flat=True))


MOVES = [
    lambda c, by: hear_concern(c, by=by, now=NOW),
    lambda c, by: put_on_agenda(c, when=date(2026, 4, 14), by=by, now=NOW),
    lambda c, by: decide_concern(c, words="x", by=by, now=NOW),
    lambda c, by: begin_concern(c, by=by, now=NOW),
    make_answer,
]


class TestWhoMovesItOn:
    @pytest.mark.parametrize("move", MOVES)
    def test_is_nobody_without_an_office_or_by_a_password(self, move):
        raiser, mover = make_raiser(), make_mover()
        concern = make_concern(by=raiser)
        others = [raiser, by_password(mover), Host(), Clockwork("x"), Public()]
        roles = (Role.LEAD, Role.SECOND, Role.EDITOR, Role.AUDITOR, Role.ANALYST)
        others += [make_member(f"Role {one}", role=one) for one in roles]
        for actor in others:
            with pytest.raises(PermissionDenied):
                move(concern, actor)

    @pytest.mark.parametrize("move", MOVES)
    def test_is_the_chair_of_its_own_group_and_of_no_other(self, move):
        group, other = make_group("Housing"), make_group("Nights")
        raiser, chair, alien = make_raiser(), make_person("Tom"), make_person("Ida")
        make_seat(raiser, group=group)
        make_seat(chair, group=group, role=Role.CHAIR)
        make_seat(alien, group=other, role=Role.CHAIR)
        network_chair = make_member("Ann", role=Role.CHAIR)
        concern = make_concern(by=raiser, group=group)
        for actor in (alien, network_chair):
            with pytest.raises(PermissionDenied):
                move(concern, actor)
        move(concern, chair)

    @pytest.mark.parametrize("move", MOVES)
    def test_is_the_networks_chair_for_the_network(self, move):
        chair = make_member("Ann", role=Role.CHAIR)
        own = make_person("Tom")
        make_seat(own, group=make_group(), role=Role.CHAIR)
        concern = make_concern()
        with pytest.raises(PermissionDenied):
            move(concern, own)
        move(concern, chair)


class TestHearConcern:
    def test_lets_in_what_was_held(self):
        concern, mover, other = make_held(), make_mover(), make_member("Dele Obi")
        hear_concern(concern, by=mover, now=NOW + DAY)
        assert Concern.objects.visible_to(by_password(other)).get() == concern

    def test_of_what_was_held_is_the_coordinators_alone(self):
        concern, chair = make_held(), make_member("Ann", role=Role.CHAIR)
        for actor in (chair, by_password(make_mover())):
            with pytest.raises(PermissionDenied):
                hear_concern(concern, by=actor, now=NOW)

    def test_says_anew_what_it_is_about(self):
        mover = make_mover()
        part = make_term("Help", Vocabulary.FOUR_PS)
        concern = make_held()
        setting = make_term("Farms", Vocabulary.SETTING)
        sorting = Sorting(setting, None, (part,))
        hear_concern(concern, by=mover, now=NOW, sorting=sorting)
        concern.refresh_from_db()
        assert concern.setting == setting
        assert concern.parts.get().term == part

    def test_happens_once(self):
        mover = make_mover()
        concern = make_heard(mover)
        with pytest.raises(NotLikeThisNow):
            hear_concern(concern, by=mover, now=NOW + DAY)


class TestDeclineConcern:
    def test_is_the_coordinators_and_of_what_is_held_alone(self):
        mover, chair = make_mover(), make_member("Ann", role=Role.CHAIR)
        with pytest.raises(PermissionDenied):
            decline_concern(make_held(), by=chair, now=NOW)
        with pytest.raises(NotLikeThisNow):
            decline_concern(make_concern(), by=mover, now=NOW)

    def test_may_be_let_in_after_all(self):
        mover = make_mover()
        concern = decline_concern(make_held(), by=mover, now=NOW)
        assert not Concern.objects.visible_to(make_raiser()).exists()
        assert hear_concern(concern, by=mover, now=NOW).state == State.HEARD


class TestRaiseAgain:
    def test_waits_anew_with_its_reason_and_what_was_answered_stays(self):
        raiser, mover = make_raiser(), make_mover()
        concern = make_heard(mover, by=raiser)
        make_answer(concern, mover)
        again = raise_again(concern, words="It goes on.", by=raiser, now=NOW + 9 * DAY)
        assert again.state == State.AGAIN
        assert again.open_since == NOW + 9 * DAY
        assert again.answers.count() == 1
        assert again.steps.order_by("-at")[0].words == "It goes on."
        make_answer(again, mover, NOW + 10 * DAY)
        assert again.answers.count() == 2

    def test_is_also_who_moves_it_on(self):
        mover = make_mover()
        concern = make_heard(mover)
        make_answer(concern, mover)
        assert raise_again(concern, words="x", by=mover, now=NOW + 9 * DAY)

    def test_needs_a_reason_an_answer_and_whoever_may(self):
        raiser, mover = make_raiser(), make_mover()
        concern = make_heard(mover, by=raiser)
        with pytest.raises(NotLikeThisNow):
            raise_again(concern, words="x", by=raiser, now=NOW + DAY)
        make_answer(concern, mover)
        with pytest.raises(NoReasonGiven):
            raise_again(concern, words=" ", by=raiser, now=NOW + 3 * DAY)
        for actor in (make_member("Dele Obi"), Public(), Host()):
            with pytest.raises(PermissionDenied):
                raise_again(concern, words="x", by=actor, now=NOW + 3 * DAY)
