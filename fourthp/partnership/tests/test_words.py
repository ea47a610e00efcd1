"""The network's words and facts, as its coordinator changes them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Clockwork, Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import SomebodyWasFaster, last_revision
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.partnership.models import Group, Network, Profile, Role, Term, Vocabulary
from fourthp.partnership.operations.network import (
    NetworkFacts,
    change_network,
    put_first_month,
    set_up_network,
    undo_network,
)
from fourthp.partnership.operations.words import (
    NoWord,
    WordIsThere,
    add_word,
    bring_back_word,
    bring_words,
    choose_areas,
    move_word,
    rename_word,
    retire_word,
)
from fourthp.partnership.rules.packs import Word, pack_for
from fourthp.partnership.tests.makers import make_member, make_term

pytestmark = pytest.mark.django_db
FACTS = NetworkFacts("Vale Network", "RO", "Europe/Bucharest", languages=("ro",))
AREA = Vocabulary.AREA


@pytest.fixture
def network():
    return set_up_network(FACTS, by=Host())


def names(vocabulary: str = AREA) -> list[str]:
    offered = Term.objects.offered(vocabulary, today())
    return list(offered.values_list("name", flat=True))


def last() -> Revision:
    return Revision.objects.order_by("-at", "-id")[0]


class TestChangeNetwork:
    def test_says_it_in_the_history_and_takes_it_back(self, network):
        facts = {"name": "Hill Network", "profile": Profile.SMALL, "country": "RO"}
        change_network(facts, by=Host())
        assert Network.objects.get().profile == Profile.SMALL
        assert Group.objects.get(is_network=True).name == "Hill Network"
        undo_network(last(), by=Host(), now=now())
        assert Network.objects.get().name == "Vale Network"
        assert Group.objects.get(is_network=True).name == "Vale Network"
        with pytest.raises(AlreadyUndone):
            undo_network(last(), by=Host(), now=now())

    def test_changes_nothing_where_nothing_differs(self, network):
        change_network({"name": network.name}, by=Host())
        assert not Revision.objects.exists()

    def test_another_profile_loses_nothing(self, network):
        before = {one: Term.objects.of(one).count() for one in Vocabulary.values}
        for profile in (Profile.SMALL, Profile.FORMAL, Profile.ORDINARY):
            change_network({"profile": profile}, by=Host())
        assert before == {one: Term.objects.of(one).count() for one in before}

    def test_refuses_over_a_newer_change(self, network):
        seen = last_revision(network)
        change_network({"controller": "Harbour Aid"}, by=Host(), seen=seen)
        with pytest.raises(SomebodyWasFaster):
            change_network({"controller": "Hill Aid"}, by=Host(), seen=seen)


class TestPutFirstMonth:
    def test_folds_it_away_and_shows_it_again(self, network):
        assert put_first_month(by=Host(), closed_on=today()).first_month_closed_on
        assert not put_first_month(by=Host(), closed_on=None).first_month_closed_on

    def test_twice_is_once(self, network):
        for day in (today(), today() + timedelta(days=1)):
            found = put_first_month(by=Clockwork("any"), closed_on=day)
            assert found.first_month_closed_on == today()
        assert Entry.objects.filter(act="folded-first-month").count() == 1

    def test_is_for_who_runs_the_network_and_the_clockwork(self, network):
        with pytest.raises(PermissionDenied):
            put_first_month(by=make_member("Chair", role=Role.CHAIR), closed_on=today())


class TestAddWord:
    def test_comes_last_in_its_list(self, network):
        add_word(AREA, " Hills ", by=Host())
        assert names()[-1] == "Hills"

    def test_begins_a_list(self, network):
        Term.objects.of(AREA).delete()
        assert add_word(AREA, "Hills", by=Host()).position == 0

    def test_only_kinds_are_statutory(self, network):
        assert add_word(Vocabulary.KIND, "Court", by=Host(), is_statutory=True)
        assert not add_word(AREA, "Court", by=Host(), is_statutory=True).is_statutory

    @pytest.mark.parametrize("name", ["Vest", "VEST", "vést"])
    def test_refuses_one_that_is_there(self, network, name):
        with pytest.raises(WordIsThere, match="already"):
            add_word(AREA, name, by=Host())

    def test_says_where_one_is_that_was_retired(self, network):
        retire_word(Term.objects.get(code="vest"), by=Host(), today=today())
        with pytest.raises(WordIsThere, match="bring it back"):
            add_word(AREA, "Vest", by=Host())

    def test_refuses_nothing(self, network):
        with pytest.raises(NoWord):
            add_word(AREA, "  ", by=Host())

    def test_bears_a_code_that_no_other_has(self, network):
        codes = {add_word(AREA, name, by=Host()).code for name in ("A b", "A-b", "市")}
        assert len(codes) == 3

    def test_a_later_packs_word_is_another(self, network):
        own = add_word(AREA, "Delta", by=Host())
        later = replace(pack_for("RO"), words=(Word("area", "delta", "Delta"),))
        [brought] = bring_words(later, network, by=Host())
        assert own.code != brought.code


class TestRenameWord:
    def test_is_called_so_everywhere_and_goes_back(self, network):
        term = Term.objects.get(code="vest")
        rename_word(term, "Banat", by=Host())
        assert "Banat" in names()
        assert not bring_words(pack_for("RO"), network, by=Host())
        undo_network(last(), by=Host(), now=now())
        assert "Vest" in names()

    def test_its_own_name_is_no_change(self, network):
        rename_word(Term.objects.get(code="vest"), "Vest", by=Host())
        assert not Revision.objects.exists()

    def test_refuses_the_name_of_another(self, network):
        with pytest.raises(WordIsThere):
            rename_word(Term.objects.get(code="vest"), "Centru", by=Host())


class TestRetireWord:
    def test_is_offered_no_more_and_then_again(self, network):
        term = retire_word(Term.objects.get(code="vest"), by=Host(), today=today())
        assert "Vest" not in names()
        assert Term.objects.filter(code="vest").exists()
        assert not bring_words(pack_for("RO"), network, by=Host())
        bring_back_word(term, by=Host())
        assert "Vest" in names()

    def test_twice_is_once(self, network):
        term = Term.objects.get(code="vest")
        retire_word(term, by=Host(), today=today())
        retire_word(term, by=Host(), today=today())
        assert Revision.objects.count() == 1


class TestMoveWord:
    def test_goes_one_place_up_and_back(self, network):
        second = Term.objects.get(code="sud-est")
        move_word(second, by=Host())
        assert names()[:2] == ["Sud-Est", "Nord-Est"]
        undo_network(last(), by=Host(), now=now())
        assert names()[:2] == ["Nord-Est", "Sud-Est"]

    def test_the_first_stays(self, network):
        move_word(Term.objects.get(code="nord-est"), by=Host())
        assert not Revision.objects.exists()


class TestChooseAreas:
    def test_offers_those_and_others(self, network):
        choose_areas({"vest"}, ["Delta"], by=Host(), today=today())
        assert names() == ["Vest", "Delta"]
        assert Term.objects.of(AREA).count() == 9


class TestWhoMay:
    ACTS = (
        lambda _term, by: change_network({"name": "X"}, by=by),
        lambda _term, by: undo_network(Revision(), by=by, now=now()),
        lambda _term, by: put_first_month(by=by, closed_on=None),
        lambda _term, by: add_word(AREA, "X", by=by),
        lambda term, by: rename_word(term, "X", by=by),
        lambda term, by: retire_word(term, by=by, today=today()),
        lambda term, by: bring_back_word(term, by=by),
        lambda term, by: move_word(term, by=by),
        lambda _term, by: choose_areas({"vest"}, by=by, today=today()),
        lambda _term, by: bring_words(pack_for("RO"), Network(), by=by),
    )

    @pytest.mark.parametrize("act", ACTS)
    def test_members_may_not(self, network, act):
        person, term = make_member(role=Role.LEAD), Term.objects.get(code="vest")
        with pytest.raises(PermissionDenied):
            act(term, person)

    def test_a_coordinator_may(self, network):
        person = make_member(role=Role.COORDINATOR, agency=None)
        assert add_word(AREA, "Delta", by=person)
        assert make_term("Else")
