"""The board, by agency and age, follow-through, the table, and what others are told."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.offers import changed_for, kinds_found, waiting_for
from fourthp.foundation.typed import read_typed
from fourthp.partnership.models import Seat
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_network,
    make_network_group,
)
from fourthp.plan.models import Action
from fourthp.plan.operations.action_forgetting import forget_actions, forget_who_said
from fourthp.plan.operations.action_said import (
    block_action,
    drop_action,
    finish_action,
    move_action,
)
from fourthp.plan.queries.action_board import SHOWS, Asked, board, by_agency, counts
from fourthp.plan.rules.action_drawing import drawn
from fourthp.plan.rules.actions import BUCKETS, Kept, bucket_of, months_until
from fourthp.plan.tests.action_makers import (
    make_action,
    make_chair,
    make_coordinator,
    make_owner,
)
from fourthp.plan.tests.test_action_pages import browser, page, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network():
    make_network()
    make_network_group()


@pytest.fixture
def maya():
    return make_coordinator()


def due(owner, days: int, title: str) -> Action:
    """An action whose due day is so many days off, whatever was said when."""
    made = make_action(owner, title=title)
    Action.objects.filter(pk=made.pk).update(due_on=today() + timedelta(days))
    return Action.objects.get(pk=made.pk)


class TestBoard:
    def test_shows_what_is_asked_for(self, maya):
        owner = make_owner()
        for days in (-100, -30, -5, 3, 60):
            due(owner, days, f"Due {days}")
        block_action(due(owner, 5, "Stuck"), ["waits"], by=Host(), now=now())
        finish_action(due(owner, 5, "Over"), by=Host(), now=now())
        drop_action(due(owner, 5, "Given up"), by=Host(), now=now())

        def titles(show: str) -> list[str]:
            found = board(maya, Asked(show=show), today())
            return [one.title for one, _holder in found.rows]

        assert titles("overdue") == ["Due -100", "Due -30", "Due -5"]
        assert titles("long") == ["Due -100"]
        assert titles("months") == ["Due -30"]
        assert titles("weeks") == ["Due -5"]
        assert titles("soon") == ["Due 3", "Stuck"]
        assert titles("later") == ["Due 60"]
        assert titles("blocked") == ["Stuck"]
        assert titles("done") == ["Over"]
        assert titles("dropped") == ["Given up"]
        assert counts(maya, Asked(), today()) == {
            show: len(titles(show)) for show in SHOWS
        }

    def test_of_a_group_or_an_agency_in_any_order(self, maya):
        group = make_group("Housing")
        here = make_action(make_owner("Asha", group=group), title="Here")
        other = make_action(make_owner("Lee", make_member_agency("Else")), title="Else")

        def titles(**asked: str) -> list[str]:
            found = board(maya, Asked(**asked), today())
            return [one.title for one, _holder in found.rows]

        assert titles(group=str(group.pk)) == ["Here"]
        assert titles(agency=str(other.agency_id)) == ["Else"]
        assert titles(sort="last") == titles(sort="new") == ["Else", "Here"]
        assert here.group == group

    def test_goes_from_page_to_page(self, maya, monkeypatch):
        monkeypatch.setattr("fourthp.plan.queries.action_board.PAGE", 1)
        owner = make_owner()
        due(owner, 1, "First"), due(owner, 2, "Second")
        client = browser(maya)
        first = page(client, "actions")
        assert "First" in first
        assert "Second" not in first
        after = board(maya, Asked(), today()).after

        second = page(client, "actions", after=after)

        assert "Second" in second
        assert "The first page" in second

    def test_says_what_to_do_where_there_is_nothing(self, maya):
        client = browser(maya)
        group = str(make_group("Housing").pk)

        assert "Nothing is to be done" in page(client, "actions")
        assert "No action stands so" in page(client, "actions", show="done")
        make_action()
        gone = page(client, "actions", show="nonsense", group=group, after="x")
        assert "Print the card" in gone
        assert "Choose “Print" in gone
        jo = page(browser(make_member("Jo")), "actions")
        assert "Choose “" not in jo

    def test_a_filter_stands_in_the_address_and_can_be_taken_away(self, maya):
        action = make_action()
        client = browser(maya)

        shown = page(client, "actions", agency=str(action.agency_id), show="done")

        assert "No action is like that" in shown
        assert "take away" in shown

    def test_of_a_closed_group_others_count_nothing(self, maya):
        make_action(make_owner(group=make_group("Quiet", is_closed=True)))
        jo = make_member("Jo")

        assert counts(jo, Asked(), today())["going"] == 0
        assert by_agency(jo, Asked(), today()) == []
        assert counts(maya, Asked(), today())["going"] == 1


class TestByAgency:
    def test_those_with_most_overdue_come_first_and_each_number_leads_on(self, maya):
        slow = make_owner("Asha", make_member_agency("Slow"))
        quick = make_owner("Lee", make_member_agency("Quick"))
        due(slow, -3, "Late"), due(quick, 3, "Soon"), due(quick, 4, "Soon too")
        lone = make_member("Lone").seats.get()
        due(lone, 3, "Lone")

        lines = by_agency(maya, Asked(), today())

        assert [one.name for one in lines] == ["Slow", "Quick", ""]
        assert (lines[0].overdue, lines[1].total) == (1, 2)
        shown = page(browser(maya), "actions-agencies")
        assert f"agency={slow.agency_id}" in shown
        assert "For no agency" in shown


class TestFollowThrough:
    def test_is_drawn_with_a_table_beside_it(self, maya):
        owner = make_owner()
        finish_action(due(owner, 0, "Done"), by=Host(), now=now())
        finish_action(due(owner, -20, "Done late"), by=Host(), now=now())
        drop_action(due(owner, 0, "Dropped"), by=Host(), now=now())
        due(owner, -1, "Open")
        due(owner, 1, "Not due yet")

        shown = page(browser(maya), "actions-kept")

        assert "<svg" in shown
        assert "style=" not in shown
        assert "Of 3 actions due" in shown
        assert "2 are done" in shown

    def test_says_so_where_nothing_was_due(self, maya):
        assert "Nothing to draw yet" in page(browser(maya), "actions-kept")


class TestExport:
    def test_asks_for_a_second_factor_and_is_noted(self, maya):
        action = make_action(title="=SUM(A1)")
        path = reverse("actions-export")
        by_password = browser(action.seat.person, factor=False)
        assert by_password.get(path).status_code in {302, 403}

        answer = browser(maya).get(path)

        text = b"".join(answer.streaming_content).decode()
        [_head, row] = csv.reader(io.StringIO(text))
        assert row[0] == "'=SUM(A1)"
        assert "Asha Bell" not in text
        assert Read.objects.filter(act=Read.Act.EXPORTED).count() == 1

    def test_holds_what_is_asked_for(self, maya):
        owner = make_owner()
        finish_action(due(owner, -3, "Over"), by=Host(), now=now())
        make_action(owner.agency, title="Open")
        lone = make_member("Lone").seats.get()
        drop_action(make_action(lone, title="Gone"), by=Host(), now=now())
        client = browser(maya)

        def rows(show: str) -> list[list[str]]:
            answer = client.get(reverse("actions-export"), {"show": show})
            text = b"".join(answer.streaming_content).decode()
            return list(csv.reader(io.StringIO(text)))[1:]

        [done] = rows("done")
        assert (done[0], done[9]) == ("Over", "3")
        [dropped] = rows("dropped")
        assert (dropped[2], dropped[9]) == ("", "")


class TestReview:
    def chosen(self, *actions: Action) -> dict[str, list[str]]:
        return {"a": [str(one.pk) for one in actions]}

    def test_shows_what_will_happen_and_does_it_once_for_all(self, maya):
        owner = make_owner()
        one, two = due(owner, -3, "One"), due(owner, -5, "Two")
        client = browser(maya)
        shown = page(client, "actions-review", **self.chosen(one, two))
        assert "these 2 actions" in shown
        assert Action.objects.filter(state="done").count() == 0

        send(client, "actions-review", **self.chosen(one, two), says="done", due_on="")

        assert Action.objects.filter(state="done").count() == 2

    def test_moves_and_drops_them_too(self, maya):
        owner, to = make_owner(), today() + timedelta(30)
        one, two = due(owner, -3, "One"), due(owner, 30, "Two")
        client = browser(maya)

        said = {"says": "move", "due_on": f"{to}"}
        send(client, "actions-review", **self.chosen(one, two), **said)
        assert {x.due_on for x in Action.objects.all()} == {to}
        send(client, "actions-review", **self.chosen(one), says="drop", due_on="")

        assert Action.objects.get(pk=one.pk).state == "dropped"

    @pytest.mark.parametrize(
        "wrong",
        [{}, {"says": "move"}, {"says": "move", "due_on": "2020-01-01"}],
    )
    def test_asks_for_what_is_missing(self, maya, wrong):
        said = self.chosen(make_action()) | {"due_on": ""} | wrong

        assert send(browser(maya), "actions-review", **said).status_code == 400

    def test_leaves_out_what_is_over_or_another_s(self):
        group = make_group("Housing")
        chair = make_chair(group)
        mine = make_action(make_owner(group=group), title="Mine")
        theirs = make_action(make_owner("Lee Chan"), title="Theirs")
        client = browser(chair)

        shown = page(client, "actions-review", **self.chosen(mine, theirs))

        assert "1 that you chose is over" in shown
        send(client, "actions-review", **self.chosen(mine, theirs), says="done")
        assert Action.objects.get(pk=theirs.pk).state == "open"

    def test_is_for_nobody_else(self):
        action = make_action()
        client = browser(make_member("Jo"))

        path = reverse("actions-review")
        assert client.get(path, self.chosen(action)).status_code == 403

    def test_of_nothing_it_says_so(self, maya):
        shown = page(browser(maya), "actions-review", a=["nonsense"])

        assert "No action is chosen" in shown


class TestOffers:
    def test_what_is_due_waits_for_its_owner(self):
        owner = make_owner()
        due(owner, 3, "Soon"), due(owner, 60, "Later")

        [one] = [w for w in waiting_for(owner.person, now()) if w.of == "Soon"]
        assert one.path.startswith("/actions/")
        due(owner, -3, "Late")
        titles = [str(w.title) for w in waiting_for(owner.person, now())]
        assert "2 actions of yours are due" in titles

    def test_what_is_two_weeks_late_and_what_nobody_has_waits_for_the_chair(self):
        group = make_group("Housing")
        chair, owner = make_chair(group), make_owner(group=group)
        due(owner, -20, "Late")
        Seat.objects.filter(pk=owner.pk).update(to_on=today(), ended_at=now())

        titles = [str(w.title) for w in waiting_for(chair, now())]

        assert "1 action is two weeks late" in titles
        assert "1 action has nobody who does it" in titles
        assert not [
            w for w in waiting_for(make_member("Jo"), now()) if "late" in str(w)
        ]

    def test_what_others_said_is_told(self):
        owner = make_owner()
        action = make_action(owner)
        since, until = now() - timedelta(1), now() + timedelta(1)
        move_action(action, today() + timedelta(50), by=Host(), now=now())

        told = [c for c in changed_for(owner.person, since, until, 5) if c.of]

        assert action.title in [one.of for one in told]
        jo = make_member("Jo", agency="Elsewhere")
        there = [c.of for c in changed_for(jo, since, until, 5)]
        assert action.title not in there

    def test_it_is_found_by_its_words_by_who_may_see_it(self, maya):
        make_action(make_owner(group=make_group("Q", is_closed=True)), title="Quayside")

        def hits(person) -> list[str]:
            [kind] = [one for one in kinds_found() if one.name == "actions"]
            found = kind.find(person, read_typed("quayside"), 5)
            return [hit.title for hit in found.hits]

        assert "Quayside" in hits(maya)
        assert "Quayside" not in hits(make_member("Jo"))


class TestForgetting:
    def test_who_said_it_goes_after_two_years_and_it_after_seven(self):
        action = make_action()
        finish_action(action, by=action.seat.person, now=now())
        open_still = make_action(make_owner("Lee Chan"))
        group = make_group("Housing")
        amber = make_action(make_owner("Am", group=group), label="TLP:AMBER")
        drop_action(amber, by=Host(), now=now())

        later = now() + timedelta(days=732)
        assert forget_who_said(now=later) > 0
        assert not action.steps.exclude(actor_kind="").exists()
        assert forget_actions(now=later) == 0

        assert forget_actions(now=now() + timedelta(days=7 * 366)) == 2
        assert list(Action.objects.all()) == [open_still]


class TestRules:
    def test_a_due_day_is_in_one_bucket_and_the_database_agrees(self, maya):
        owner, day = make_owner(), today()
        for days in (-90, -61, -60, -15, -14, -1, 0, 7, 8, 90):
            due(owner, days, f"{days}")

        for bucket in BUCKETS:
            found = board(maya, Asked(show=bucket.name), day).rows
            assert {bucket_of(one.due_on, day) for one, _h in found} == {bucket.name}

    def test_twelve_months_end_with_this_one(self):
        found = list(months_until(date(2026, 1, 31), 12))

        assert found[0][0] == date(2025, 2, 1)
        assert found[-1] == (date(2026, 1, 1), date(2026, 2, 1))
        assert len(found) == 12

    def test_the_drawing_s_pieces_stand_on_each_other(self):
        month = Kept(date(2026, 1, 1), on_time=6, late=3, open=2)
        none = Kept(date(2026, 2, 1))

        made = drawn([month, none], ["January", "February"])

        first = made.columns[0]
        ends = [(one.y, round(one.y + one.height, 1)) for one in first.pieces]
        assert ends[0][1] == made.base
        assert ends[1][1] == ends[0][0]
        assert made.columns[1].pieces == ()
        assert made.lines[-1][0] >= 11
