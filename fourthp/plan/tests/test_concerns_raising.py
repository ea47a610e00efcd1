"""Concerns are raised, put right until they are heard, and withdrawn."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from fourthp.foundation.actors import Clockwork, Host, Public
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.text import MoreThanOneLine
from fourthp.partnership.models import Group, Label, Role, Vocabulary
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_term,
)
from fourthp.partnership.tests.seated import by_password, seated
from fourthp.plan.models import Concern, ConcernPart, State
from fourthp.plan.operations.concerns import (
    ConcernFacts,
    Sorting,
    correct_concern,
    raise_concern,
    withdraw_concern,
)
from fourthp.plan.operations.concerns_hearing import hear_concern
from fourthp.plan.operations.concerns_steps import NotLikeThisNow, raise_again
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
FACTS = ConcernFacts("Nobody rings back at night")


def sees(person, concern) -> bool:
    return Concern.objects.visible_to(person).filter(pk=concern.pk).exists()


class TestRaiseConcern:
    def test_is_the_agencys_and_every_members_and_begins_its_story(self):
        raiser, other = by_password(make_raiser()), by_password(make_member("Dele Obi"))
        concern = make_concern(by=raiser)
        assert concern.state == State.RAISED
        assert concern.originator == raiser.seats.get().agency
        assert concern.label == Label.GREEN
        assert sees(raiser, concern)
        assert sees(other, concern)
        assert not sees(None, concern)
        assert not sees(make_person("Nobody"), concern)
        assert [one.kind for one in concern.steps.all()] == ["raised"]

    def test_says_what_it_is_about_in_words_of_the_lists(self):
        setting = make_term("Car washes", Vocabulary.SETTING)
        area = make_term("North", Vocabulary.AREA)
        parts = [make_term(name, Vocabulary.FOUR_PS) for name in ("Help", "Stop")]
        sorting = Sorting(setting, area, (*parts, parts[0]))
        concern = make_concern(sorting=sorting)
        assert (concern.setting, concern.area) == (setting, area)
        assert {one.term for one in concern.parts.all()} == set(parts)

    def test_is_taken_of_one_line_alone(self):
        with pytest.raises(MoreThanOneLine):
            raise_concern(ConcernFacts("a\nBcc: b"), by=make_raiser(), now=NOW)

    def test_needs_a_seat_in_its_group_and_of_the_network_any(self):
        group, outside = make_group(), make_raiser()
        inside = make_person("Ben Okoye")
        make_seat(inside, group=group)
        assert make_concern(by=inside, group=group).group == group
        for actor in (outside, Public(), Host(), Clockwork("x")):
            with pytest.raises(PermissionDenied):
                raise_concern(replace(FACTS, group=group), by=actor, now=NOW)
        for actor in (make_person("Nobody"), Host(), Clockwork("x")):
            with pytest.raises(PermissionDenied):
                raise_concern(FACTS, by=actor, now=NOW)

    def test_in_the_network_group_itself_is_of_the_network(self):
        raiser = make_raiser()
        network = Group.objects.get(is_network=True)
        assert make_concern(by=raiser, group=network).group is None

    def test_in_an_open_group_is_every_members(self):
        group, raiser = make_group(), make_raiser()
        make_seat(raiser, agency=raiser.seats.get().agency, group=group)
        concern = make_concern(by=raiser, group=group)
        assert sees(by_password(make_member("Dele Obi")), concern)
        assert concern.originator is not None

    def test_in_a_closed_group_is_its_own_and_the_coordinators(self):
        group, agency = make_group(is_closed=True), make_member_agency("Harbour Aid")
        raiser, colleague = seated("Asha Bell", agency), seated("Ben Okoye", agency)
        make_seat(raiser, agency=agency, group=group)
        inside, outside = make_person("Cora Dean"), make_member("Dele Obi")
        make_seat(inside, group=group)
        concern = make_concern(by=raiser, group=group)
        assert concern.originator is None
        assert sees(inside, concern)
        assert sees(raiser, concern)
        assert sees(make_mover(), concern)
        assert not sees(outside, concern)
        assert not sees(colleague, concern)

    def test_is_raised_for_the_agency_that_was_chosen_and_for_no_other(self):
        raiser, other = make_raiser(), make_member_agency("Quay Housing")
        seat = make_seat(raiser, agency=other)
        assert make_concern(by=raiser, seat=seat).originator == other
        alien = make_seat(make_person("Dele Obi"), agency=other)
        with pytest.raises(PermissionDenied):
            raise_concern(replace(FACTS, seat=alien), by=raiser, now=NOW)

    def test_in_ones_own_right_is_no_agencys(self):
        assert make_concern(by=make_member("Dele Obi")).originator is None

    def test_without_an_account_is_held_for_coordinators_by_the_strong_door(self):
        concern, mover = make_held(), make_mover()
        assert concern.state == State.HELD
        assert concern.raised_by is None
        assert sees(mover, concern)
        assert not sees(by_password(mover), concern)
        chair = make_member("Tom Okoro", role=Role.CHAIR)
        for person in (make_raiser(), chair, None):
            assert not sees(person, concern)


class TestConstraints:
    def test_a_concern_is_never_above_green_nor_for_everyone(self):
        concern = make_concern()
        for label in (Label.AMBER, Label.CLEAR):
            with pytest.raises(IntegrityError), transaction.atomic():
                Concern.objects.filter(pk=concern.pk).update(label=label)

    def test_a_concern_has_a_title_and_a_state_that_is_known(self):
        concern = make_concern()
        for said in ({"title": ""}, {"state": "elsewhere"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Concern.objects.filter(pk=concern.pk).update(**said)


class TestCorrectConcern:
    def test_changes_words_and_what_it_is_about_and_keeps_what_was(self):
        raiser = make_raiser()
        old, new = (make_term(n, Vocabulary.FOUR_PS) for n in ("Help", "Stop"))
        concern = make_concern(by=raiser, sorting=Sorting(parts=(old,)))
        setting = make_term("Farms", Vocabulary.SETTING)
        facts = ConcernFacts("At night", "Nobody.", Sorting(setting, None, (new,)))
        correct_concern(concern, facts, by=raiser, seen=concern.version)
        concern.refresh_from_db()
        assert (concern.title, concern.words) == ("At night", "Nobody.")
        assert concern.setting == setting
        assert [one.term for one in ConcernPart.objects.all()] == [new]
        [revision] = Revision.objects.filter(act="corrected")
        assert "rings back" in str(list(revision.parts.values_list("rows")))

    def test_that_says_the_same_changes_nothing(self):
        raiser = make_raiser()
        concern = make_concern(by=raiser)
        correct_concern(concern, FACTS, by=raiser)
        assert not Revision.objects.get(act="corrected").parts.exists()

    def test_is_refused_to_all_others_and_once_it_is_heard(self):
        raiser, mover = make_raiser(), make_mover()
        concern = make_concern(by=raiser)
        for actor in (mover, make_member("Dele Obi"), Host()):
            with pytest.raises(PermissionDenied):
                correct_concern(concern, FACTS, by=actor)
        stale = Concern.objects.get(pk=concern.pk)
        hear_concern(concern, by=mover, now=NOW)
        for one in (stale, Concern.objects.get(pk=concern.pk)):
            with pytest.raises(PermissionDenied):
                correct_concern(one, FACTS, by=raiser)

    def test_is_refused_where_somebody_was_faster(self):
        raiser = make_raiser()
        concern = make_concern(by=raiser)
        with pytest.raises(SomebodyWasFaster):
            correct_concern(concern, FACTS, by=raiser, seen="old")

    def test_is_refused_to_who_holds_no_seat_any_more(self):
        raiser = make_raiser()
        concern = make_concern(by=raiser)
        raiser.seats.update(to_on=date(2021, 1, 1))
        with pytest.raises(PermissionDenied):
            correct_concern(concern, FACTS, by=raiser)


class TestWithdrawConcern:
    def test_leaves_it_to_who_raised_it_and_the_coordinators(self):
        raiser, mover, other = make_raiser(), make_mover(), make_member("Dele Obi")
        concern = withdraw_concern(make_concern(by=raiser), by=raiser, now=NOW)
        assert sees(raiser, concern)
        assert sees(mover, concern)
        assert not sees(other, concern)

    def test_lets_no_mail_go_that_waits(self):
        raiser, _mover = make_raiser(), make_mover()
        concern = make_concern(by=raiser)
        assert Message.objects.get().state == "gathered"
        withdraw_concern(concern, by=raiser, now=NOW)
        assert Message.objects.get().state == "cancelled"
        assert not Message.objects.get().letter

    def test_is_its_own_raisers_alone_and_not_once_it_is_answered(self):
        raiser, mover = make_raiser(), make_mover()
        concern = make_heard(mover, by=raiser)
        with pytest.raises(PermissionDenied):
            withdraw_concern(concern, by=mover, now=NOW)
        make_answer(concern, mover)
        with pytest.raises(NotLikeThisNow):
            withdraw_concern(concern, by=raiser, now=NOW + 3 * DAY)

    def test_is_taken_back_by_who_did_it_and_by_nobody_else(self):
        raiser, mover = make_raiser(), make_mover()
        concern = withdraw_concern(make_concern(by=raiser), by=raiser, now=NOW)
        with pytest.raises(PermissionDenied):
            raise_again(concern, words="It goes on.", by=mover, now=NOW + DAY)
        concern = raise_again(concern, words="It goes on.", by=raiser, now=NOW + DAY)
        assert concern.state == State.AGAIN
        assert concern.open_since == NOW + DAY
        assert sees(make_member("Dele Obi"), concern)
