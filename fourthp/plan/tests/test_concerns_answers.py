"""Every concern ends at an answer, for who sees it, and for everyone if it is shown."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.partnership.models import Agency, Label, Vocabulary
from fourthp.partnership.operations.sharing import recall
from fourthp.partnership.tests.makers import (
    make_audience,
    make_group,
    make_member_agency,
    make_seat,
    make_term,
)
from fourthp.partnership.tests.seated import by_password, seated
from fourthp.plan.models import Answer, PublicAnswer
from fourthp.plan.operations.concerns import Sorting
from fourthp.plan.operations.concerns_answers import (
    AnswerFacts,
    ForEveryone,
    NamesWhoRaisedIt,
    change_answer,
    open_answer,
    version_of,
)
from fourthp.plan.operations.concerns_steps import NotLikeThisNow, raise_again
from fourthp.plan.operations.concerns_voices import say_for_agency
from fourthp.plan.queries.concerns_answers import (
    AnswersAsked,
    answers_page,
    answers_query,
)
from fourthp.plan.tests.makers_concerns import (
    DAY,
    DID,
    NOW,
    make_answer,
    make_heard,
    make_mover,
    make_raiser,
)

pytestmark = pytest.mark.django_db
SAID = ForEveryone(DID)


@pytest.fixture
def mover():
    return make_mover()


@pytest.fixture
def answer(mover) -> Answer:
    return make_answer(make_heard(mover), mover)


class TestChangeAnswer:
    def test_says_it_in_other_words_and_keeps_what_was(self, mover, answer):
        other = AnswerFacts(False, DID.you_said, "There is no money for it.")
        change_answer(answer, other, by=mover, seen=version_of(answer))
        answer.refresh_from_db()
        assert (answer.is_done, answer.we_did) == (False, other.we_did)
        [revision] = Revision.objects.filter(act="changed-answer")
        assert "night number" in str(list(revision.parts.values_list("rows")))

    def test_that_says_the_same_is_no_change(self, mover, answer):
        change_answer(answer, DID, by=mover)
        assert not Revision.objects.filter(act="changed-answer").exists()

    def test_is_refused_to_others_and_where_somebody_was_faster(self, mover, answer):
        for actor in (make_raiser("Ben Okoye"), by_password(make_mover("Ann Roe"))):
            with pytest.raises(PermissionDenied):
                change_answer(answer, DID, by=actor)
        with pytest.raises(SomebodyWasFaster):
            change_answer(answer, DID, by=mover, seen="old")

    def test_is_over_once_it_is_raised_again(self, mover, answer):
        raise_again(answer.concern, words="x", by=mover, now=NOW + 9 * DAY)
        with pytest.raises(NotLikeThisNow):
            change_answer(answer, DID, by=mover)

    def test_never_says_nothing(self, answer):
        for said in ({"you_said": ""}, {"we_did": ""}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Answer.objects.filter(pk=answer.pk).update(**said)


class TestOpenAnswer:
    def test_is_there_for_everyone_until_it_is_taken_back(self, mover, answer):
        opened = open_answer(answer, SAID, by=mover, now=NOW + 3 * DAY)
        assert opened.label == Label.CLEAR
        assert PublicAnswer.objects.visible_to(None).get() == opened
        recall(opened, by=mover, now=NOW + 4 * DAY)
        assert not PublicAnswer.objects.visible_to(None).exists()
        again = open_answer(answer, SAID, by=mover, now=NOW + 5 * DAY)
        assert again == opened
        assert PublicAnswer.objects.visible_to(None).exists()

    def test_is_taken_back_by_who_moves_it_on_alone(self, mover, answer):
        opened = open_answer(answer, SAID, by=mover, now=NOW + 3 * DAY)
        for actor in (make_raiser("Ben Okoye"), by_password(make_mover("Ann Roe"))):
            with pytest.raises(PermissionDenied):
                recall(opened, by=actor, now=NOW + 4 * DAY)
        assert PublicAnswer.objects.visible_to(None).exists()

    def test_is_opened_by_who_moves_it_on_alone(self, mover, answer):
        for actor in (make_raiser("Ben Okoye"), by_password(make_mover("Ann Roe"))):
            with pytest.raises(PermissionDenied):
                open_answer(answer, SAID, by=actor, now=NOW)

    def test_stays_while_it_is_raised_again_and_a_second_stands_beside(
        self, mover, answer
    ):
        open_answer(answer, SAID, by=mover, now=NOW + 3 * DAY)
        concern = raise_again(answer.concern, words="x", by=mover, now=NOW + 9 * DAY)
        with pytest.raises(NotLikeThisNow):
            open_answer(answer, SAID, by=mover, now=NOW + 9 * DAY)
        second = make_answer(concern, mover, NOW + 10 * DAY)
        open_answer(second, SAID, by=mover, now=NOW + 11 * DAY)
        assert PublicAnswer.objects.visible_to(None).count() == 2

    def test_is_never_but_clear_and_for_all(self, mover, answer):
        opened = open_answer(answer, SAID, by=mover, now=NOW)
        rows = PublicAnswer.objects.filter(pk=opened.pk)
        for said in ({"label": Label.GREEN}, {"audience": make_audience()}):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**said)


class TestNamesNobody:
    def test_of_a_closed_group_names_neither_it_nor_who_raised_it(self, mover):
        raiser, group = make_raiser(), make_group("Night table", is_closed=True)
        agency = raiser.seats.get().agency
        make_seat(raiser, agency=agency, group=group)
        concern = make_heard(mover, by=raiser, group=group)
        answer = make_answer(concern, mover)
        for name in ("the NIGHT table", "what Harbour Aid saw"):
            said = ForEveryone(replace(DID, we_did=f"We asked {name}."))
            with pytest.raises(NamesWhoRaisedIt):
                open_answer(answer, said, by=mover, now=NOW)
        open_answer(answer, SAID, by=mover, now=NOW)

    def test_of_the_network_names_agencies_but_no_confidential_one(self, mover):
        quay, concern = make_member_agency("Quay Housing"), make_heard(mover)
        dele = seated("Dele Obi", quay)
        say_for_agency(concern, quay, sees=True, by=dele, now=NOW)
        answer = make_answer(concern, mover)
        said = ForEveryone(replace(DID, we_did="Quay Housing opens at night."))
        open_answer(answer, said, by=mover, now=NOW)
        Agency.objects.filter(pk=quay.pk).update(place_is_confidential=True)
        with pytest.raises(NamesWhoRaisedIt):
            open_answer(answer, said, by=mover, now=NOW)


class TestAnswersPage:
    def test_is_narrowed_by_setting_area_and_part_newest_first(self, mover):
        setting, area = make_term("Farms", "setting"), make_term("North", "area")
        part = make_term("Help", Vocabulary.FOUR_PS)
        first = make_heard(mover, sorting=Sorting(parts=(part,)))
        second = make_heard(mover, title="Another", by=make_raiser("Ben Okoye"))
        for day, (concern, words) in enumerate(
            ((first, (setting, None)), (second, (None, area)))
        ):
            said = ForEveryone(DID, *words)
            answer = make_answer(concern, mover)
            open_answer(answer, said, by=mover, now=NOW + (5 + day) * DAY)
        newest, oldest = PublicAnswer.objects.order_by("-opened_at")

        def shown(**asked):
            return answers_page(AnswersAsked(**asked), reader=None).rows

        assert shown() == [newest, oldest]
        assert shown(setting=setting.pk) == [oldest]
        assert shown(area=area.pk) == [newest]
        assert shown(part=part.pk) == [oldest]
        assert shown(part=part.pk, area=area.pk) == []

    def test_stands_in_an_address(self):
        assert answers_query(AnswersAsked()) == "?"
        assert answers_query(AnswersAsked(), "x") == "?after=x"
