"""Concerns in lists: narrowed, counted, sorted, found, told as changed, taken along."""

import pytest

from fourthp.foundation.typed import Typed
from fourthp.partnership.models import Role, Vocabulary
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_term,
)
from fourthp.partnership.tests.seated import by_password, seated
from fourthp.plan.models import Concern
from fourthp.plan.operations.concerns import Sorting, withdraw_concern
from fourthp.plan.operations.concerns_steps import decline_concern
from fourthp.plan.operations.concerns_voices import say_for_agency
from fourthp.plan.panels.concerns import (
    concerns_seen_too,
    concerns_that_changed,
    concerns_to_move_on,
    find_concerns,
)
from fourthp.plan.queries.concerns import (
    Asked,
    Show,
    Sort,
    Whose,
    concerns_counted,
    concerns_page,
    concerns_query,
    exported,
    longest_unanswered,
)
from fourthp.plan.queries.concerns_story import seen_too, story_of
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
LATER = NOW + 61 * DAY


@pytest.fixture
def mover():
    return make_mover()


def titles(reader, now=NOW, **asked) -> list[str]:
    page = concerns_page(Asked(**asked), reader=reader, now=now)
    return [one.title for one in page.rows]


class TestConcernsPage:
    def test_shows_under_each_tab_what_stands_there(self, mover):
        raiser = make_raiser()
        answered = make_heard(mover, title="Answered", by=raiser)
        make_answer(answered, mover)
        make_concern("Late", by=raiser)
        make_concern("New", by=raiser, now=LATER - DAY)
        make_held("Held")
        decline_concern(make_held("Declined"), by=mover, now=NOW)
        gone = make_concern("Withdrawn", by=raiser)
        withdraw_concern(gone, by=raiser, now=NOW)
        assert titles(mover, LATER) == ["New", "Late"]
        assert titles(mover, LATER, show=Show.LATE) == ["Late"]
        assert titles(mover, show=Show.ANSWERED) == ["Answered"]
        assert set(titles(mover, show=Show.ALL)) == {"New", "Late", "Answered"}
        assert titles(mover, show=Show.HELD) == ["Held"]
        assert set(titles(mover, show=Show.GOES)) == {"Declined", "Withdrawn"}
        assert titles(raiser, show=Show.GOES) == ["Withdrawn"]
        assert titles(raiser, show=Show.HELD) == []
        counted = concerns_counted(mover, LATER)
        assert list(counted.values()) == [2, 1, 1, 3, 1, 2]
        assert concerns_counted(raiser, LATER)[Show.HELD] == 0
        late = longest_unanswered(raiser, LATER)
        assert [one.title for one in late] == ["Late"]

    def test_is_narrowed_by_words_group_state_and_whose(self, mover):
        raiser, group = make_raiser(), make_group()
        setting, area = make_term("Farms", "setting"), make_term("North", "area")
        part = make_term("Help", Vocabulary.FOUR_PS)
        make_seat(raiser, agency=raiser.seats.get().agency, group=group)
        make_concern("One", by=raiser, sorting=Sorting(setting, None, (part,)))
        make_concern("Two", by=raiser, group=group, sorting=Sorting(None, area))
        make_heard(mover, title="Three", by=seated("Dele", make_member_agency("Q")))
        colleague = seated("Ben Okoye", raiser.seats.first().agency)
        assert titles(raiser, setting=setting.pk) == ["One"]
        assert titles(raiser, area=area.pk) == ["Two"]
        assert titles(raiser, part=part.pk) == ["One"]
        assert titles(raiser, group=group.pk) == ["Two"]
        assert titles(raiser, state="heard") == ["Three"]
        assert titles(raiser, whose=Whose.MINE) == ["Two", "One"]
        assert titles(colleague, whose=Whose.MINE) == []
        assert titles(colleague, whose=Whose.AGENCY) == ["Two", "One"]

    def test_is_sorted_each_way(self, mover):
        raiser, quay = make_raiser(), make_member_agency("Quay Housing")
        old = make_concern("Old", by=raiser)
        make_concern("New", by=raiser, now=NOW + DAY)
        say_for_agency(old, quay, sees=True, by=seated("Dele", quay), now=NOW)
        assert titles(mover, sort=Sort.NEWEST) == ["New", "Old"]
        assert titles(mover, sort=Sort.LONGEST) == ["Old", "New"]
        assert titles(mover, sort=Sort.MOST) == ["Old", "New"]

    def test_stands_in_an_address_as_far_as_something_is_asked(self):
        assert concerns_query(Asked()) == "?"
        asked = Asked(show=Show.LATE, sort=Sort.MOST)
        assert concerns_query(asked, "x") == "?show=late&sort=most&after=x"


class TestExported:
    def test_gives_what_the_reader_sees_and_no_group_that_she_may_not(self, mover):
        raiser, group = make_raiser(), make_group("Night table", is_closed=True)
        make_seat(raiser, group=group)
        part = make_term("Help", Vocabulary.FOUR_PS)
        make_concern("One", by=raiser, sorting=Sorting(parts=(part,)))
        make_concern("Two", by=raiser, group=group)
        lines = list(exported(Asked(), reader=raiser, now=NOW))
        assert [line[1] for line in lines] == ["Two", "One"]
        assert lines[0][11] == "Night table"
        assert lines[1][8] == "Help"
        other = make_member("Dele Obi")
        assert [x[1] for x in exported(Asked(), reader=other, now=NOW)] == ["One"]


class TestStory:
    def test_tells_steps_days_and_with_whom_it_waits(self, mover):
        raiser = make_raiser()
        story = story_of(make_concern(by=raiser), now=LATER)
        assert [one.came for one in story.stations] == [True, *[False] * 5]
        assert story.waits_for == "It waits to be heard."
        assert "network’s chair" in story.waits_with
        assert (story.waited, story.is_late) == (61, True)
        concern = make_heard(mover, title="Another", by=raiser)
        story = story_of(concern, now=NOW + DAY)
        assert [(one.days, one.who) for one in story.steps] == [
            (None, "Harbour Aid"),
            (1, "coordinator"),
        ]
        make_answer(concern, mover)
        concern.refresh_from_db()
        story = story_of(concern, now=LATER)
        assert (story.waits_for, story.is_late) == ("", False)
        assert len(story.answers) == 1

    def test_begins_anew_in_the_drawing_where_it_is_raised_again(self, mover):
        concern = make_heard(mover)
        make_answer(concern, mover)
        from_again = [
            ("again", [True, *[False] * 5]),
        ]
        concern.steps.create(kind="again", at=NOW + 9 * DAY, concern=concern)
        concern.state = "again"
        story = story_of(concern, now=NOW + 9 * DAY)
        assert [one.came for one in story.stations] == from_again[0][1]
        assert len(story.steps) == 4
        assert story.steps[-1].who == ""

    def test_names_a_closed_group_to_its_own_alone(self, mover):
        raiser, group = make_raiser(), make_group("Night table", is_closed=True)
        make_seat(raiser, group=group)
        concern = make_concern(by=raiser, group=group)
        assert "Night table" in story_of(concern, now=NOW).waits_with
        assert concern in Concern.objects.visible_to(raiser)
        assert concern in Concern.objects.visible_to(mover)
        assert concern not in Concern.objects.visible_to(by_password(mover))

    def test_of_what_is_held_says_who_wrote_it_as_far_as_it_is_known(self, mover):
        story = story_of(make_held(), now=NOW)
        assert story.steps[0].who == "somebody without an account"
        assert story.waits_with == "With the coordinators."


class TestSeenToo:
    def test_names_agencies_and_counts_who_does_not_and_who_is_silent(self, mover):
        people = {
            name: seated(f"Person {name}", make_member_agency(f"{name} Aid"))
            for name in ("Quay", "Canal", "Field")
        }
        concern = make_heard(mover, asks=True)
        for name, sees in (("Quay", True), ("Canal", False)):
            agency = people[name].seats.get().agency
            say_for_agency(concern, agency, sees=sees, by=people[name], now=NOW)
        seen = seen_too(concern, reader=people["Field"])
        assert [str(one) for one in seen.sees] == ["Quay Aid"]
        assert (seen.not_seen, seen.silent) == (1, 1)
        assert [(str(one), said) for one, said in seen.mine] == [("Field Aid", None)]
        assert seen_too(concern, reader=mover).mine == []


class TestPanels:
    def test_tell_a_coordinator_what_is_to_be_let_in_heard_and_answered(self, mover):
        for title in ("A", "B"):
            make_held(title)
        make_concern("Late")
        make_concern("Fresh", by=make_raiser("Ben Okoye"), now=LATER)
        found = list(concerns_to_move_on(mover, LATER))
        assert [(one.count, one.of) for one in found] == [
            (2, ""),
            (1, "Late"),
            (1, "Fresh"),
        ]
        assert "show=held" in found[0].path

    def test_count_where_there_are_several(self, mover):
        raiser = make_raiser()
        for day in (0, 1, 61, 62):
            make_concern(f"Of {day}", by=raiser, now=NOW + day * DAY)
        late, fresh = concerns_to_move_on(mover, NOW + 62 * DAY)
        assert (late.count, fresh.count) == (2, 2)
        assert "2 concerns have waited" in late.title
        assert "2 concerns are to be heard" in fresh.title

    def test_tell_a_chair_of_her_own_alone_and_nobody_by_a_password(self, mover):
        raiser, group, chair = make_raiser(), make_group(), make_person("Tom Okoro")
        make_seat(raiser, group=group)
        make_seat(chair, group=group, role=Role.CHAIR)
        network_chair = make_member("Ann Roe", role=Role.CHAIR)
        make_concern("Of the group", by=raiser, group=group)
        make_concern("Of all", by=raiser)
        make_held("Held")
        assert [o.of for o in concerns_to_move_on(chair, NOW)] == ["Of the group"]
        assert [o.of for o in concerns_to_move_on(network_chair, NOW)] == ["Of all"]
        for nobody in (raiser, by_password(mover), None):
            assert list(concerns_to_move_on(nobody, NOW)) == []

    def test_ask_an_agency_once_whether_it_sees_it_too(self, mover):
        quay = make_member_agency("Quay Housing")
        dele, ida = seated("Dele Obi", quay), seated("Ida Marsh", quay)
        concern = make_heard(mover, asks=True)
        [asked] = concerns_seen_too(dele, NOW)
        assert (asked.of, asked.why) == (concern.title, "Quay Housing")
        assert asked.posts == {"choice": "yes"}
        say_for_agency(concern, quay, sees=False, by=ida, now=NOW)
        assert list(concerns_seen_too(dele, NOW)) == []
        for nobody in (mover, None, make_person("Nobody")):
            assert list(concerns_seen_too(nobody, NOW)) == []

    def test_say_what_changed_to_all_others(self, mover):
        raiser = make_raiser()
        concern = make_heard(mover, by=raiser)
        make_answer(concern, mover)
        make_held("Held")

        def changed(reader, most=9):
            found = concerns_that_changed(reader, NOW, LATER, most)
            return [(str(one.what), one.count) for one in found]

        assert changed(raiser) == [
            ("A concern was answered", 1),
            ("A concern was heard", 1),
        ]
        assert changed(mover) == [("A concern was raised", 1)]
        assert changed(make_member("Dele Obi"), 2) == [
            ("A concern was answered", 1),
            ("A concern was heard", 1),
            ("Concerns moved on", 1),
        ]
        assert changed(None) == []

    def test_find_by_what_it_says_as_far_as_it_is_there(self, mover):
        make_concern("Nobody rings back", words="At **night**.")
        make_held("Nobody at all")
        typed = Typed(("nobody",))
        assert [one.title for one in find_concerns(mover, typed, 5).hits] == [
            "Nobody rings back"
        ]
        assert find_concerns(mover, Typed(("night",)), 5).count == 1
        assert find_concerns(mover, Typed(("nobody",), is_loose=True), 5).count == 0
        assert find_concerns(None, typed, 5).count == 0
