"""Pages of meetings: what each reader is shown, typed, told and refused."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now as clock_now

from fourthp.foundation.actors import Host
from fourthp.gatherings.models import Gathering
from fourthp.gatherings.tests.makers import gatherings, make_series, make_when, soon
from fourthp.meetings.models import Item, Meeting, MeetingSeries, StandingItem, Turn
from fourthp.meetings.operations.agendas import answer_item, move_item
from fourthp.meetings.operations.items import ItemFacts, propose_item
from fourthp.meetings.operations.series import SeriesNeeds, keep_meetings
from fourthp.meetings.queries.series import standing_version, turns_version
from fourthp.partnership.models import Label, Network, Role
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.sharing import Sharing
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_network,
    make_seat,
    make_user,
)
from fourthp.plan.models import State
from fourthp.plan.tests.action_makers import make_action
from fourthp.plan.tests.makers_concerns import make_heard, make_mover
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
HERE = {"Sec-Fetch-Site": "same-origin"}
SAID = {"title": "Night number", "purpose": "decision", "minutes": "15", "words": ""}
SAID |= {"owner": "", "reports_for": "", "label": "TLP:GREEN", "to": "all"}


@pytest.fixture
def group():
    return make_group("Housing group")


@pytest.fixture
def days(group) -> list[Gathering]:
    when = make_when(soon())
    series = make_series(
        "Harbour meeting", group=group, when=when, by=Host(), now=clock_now()
    )
    keep_meetings(series, SeriesNeeds(), by=Host())
    return gatherings(series)


@pytest.fixture
def one(days) -> Gathering:
    return days[0]


@pytest.fixture
def maya():
    return make_member("Maya Lind", role=Role.COORDINATOR)


@pytest.fixture
def asha(group):
    person = make_member("Asha Bell")
    make_seat(person, agency=make_member_agency("Harbour Aid"), group=group)
    return person


def signed_in(person) -> Client:
    """A browser in which somebody came with a second factor."""
    user = person.user or make_user(person, f"{uuid4()}@users.example")
    client = Client(headers=HERE)
    sign_in(client, user, factor=True)
    return client


def add(one: Gathering, title: str = "Quay beds", **said) -> Item:
    facts = ItemFacts(title, "decision", 15, **said)
    return propose_item(one, facts, by=Host(), now=clock_now())


def page(person, name: str, *args, client=None) -> str:
    answer = (client or signed_in(person)).get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(person, name: str, pk, **said):
    sent = {"form_key": str(uuid4())} | said
    return signed_in(person).post(reverse(name, args=[pk]), sent, headers=HERE)


class TestList:
    def test_says_what_to_do_where_nothing_is(self):
        assert "No meeting is planned" in page(make_member(), "meetings")

    def test_offers_whoever_plans_to_give_agendas(self, maya):
        make_series("Quay meeting", by=Host())

        said = page(maya, "meetings")
        assert "Give agendas to “Quay meeting”" in said
        assert "Give agendas" not in page(make_member("Quay Reed"), "meetings")

    def test_shows_what_is_to_come_and_how_much_stands_on_it(self, one, maya):
        add(one)

        said = page(maya, "meetings")
        assert "Harbour meeting" in said
        assert "1 item" in said

    def test_shows_what_was(self, one, maya):
        client = signed_in(maya)
        answer = client.get(reverse("meetings") + "?past=yes")
        assert "Nothing was yet" in answer.content.decode()

    def test_shows_what_was_and_is_over(self, one, maya):
        Gathering.objects.filter(pk=one.pk).update(
            starts_at="2020-01-01T10:00Z", ends_at="2020-01-01T12:00Z"
        )
        answer = signed_in(maya).get(reverse("meetings") + "?past=yes&after=odd")
        assert answer.status_code == 200

    def test_says_where_the_list_ends(self, one, maya):
        client = signed_in(maya)
        last = client.get(reverse("meetings")).context["lines"][-1][0]
        after = f"{last.starts_at.isoformat()}"
        assert client.get(reverse("meetings"), {"after": after}).status_code == 200


class TestMeeting:
    def test_shows_the_agenda_with_clock_times(self, one, asha):
        add(one)
        add(one, "Canal beds")

        said = page(asha, "meeting", one.pk)
        assert "10:00" in said
        assert "10:15" in said
        assert "30 minutes of 120; it ends at 10:30." in said
        assert "Propose an item" in said

    def test_who_may_not_see_an_item_reads_a_neutral_title(self, one, asha, maya):
        secret = Sharing(Label.GREEN, (Way(person=maya),))
        add(one, "Quay secret", sharing=secret, words="Quay plan")

        said = page(asha, "meeting", one.pk)
        assert "Quay secret" not in said
        assert "A part that is not open to all" in said
        assert "Quay secret" in page(maya, "meeting", one.pk)

    def test_says_how_much_longer_it_is(self, one, asha):
        for _each in range(9):
            add(one)
        assert "15 minutes more than the meeting has" in page(asha, "meeting", one.pk)

    def test_is_there_for_nobody_who_does_not_see_the_series(self, one, group):
        group.is_closed = True
        group.save()
        client = signed_in(make_member("Quay Reed"))
        assert client.get(reverse("meeting", args=[one.pk])).status_code == 404

    def test_is_none_where_the_series_has_no_agendas(self, maya):
        other = gatherings(make_series("Quay", by=Host()))[0]
        client = signed_in(maya)
        assert client.get(reverse("meeting", args=[other.pk])).status_code == 404

    def test_shows_what_arises(self, one, asha, group):
        make_action(asha.seats.get(group=group), title="Harbour card")
        said = page(asha, "meeting", one.pk)
        assert "Arising from before" in said
        assert "Harbour card" in said

    def test_names_who_has_the_chair(self, one, asha, group):
        add(one)
        seat = asha.seats.get(group=group)
        Meeting.objects.update(chair=seat, minute_taker=seat)
        assert "Asha Bell, Harbour Aid" in page(asha, "meeting", one.pk)


class TestPropose:
    def test_a_member_proposes_and_it_waits(self, one, asha):
        answer = send(asha, "meeting-proposal", one.pk, **SAID)

        assert answer.status_code == 302
        item = Item.objects.get()
        assert (item.state, item.proposed_by.person) == ("proposed", asha)
        assert "Night number" in page(asha, "meeting", one.pk)

    def test_whoever_makes_the_agenda_puts_it_on(self, one, maya):
        send(maya, "meeting-proposal", one.pk, **SAID)
        assert Item.objects.get().state == "on"

    def test_who_does_not_sit_there_is_refused(self, one):
        other = make_member("Quay Reed")
        assert send(other, "meeting-proposal", one.pk, **SAID).status_code == 403

    def test_twice_the_same_press_is_one_item(self, one, asha):
        client, key = signed_in(asha), str(uuid4())
        path = reverse("meeting-proposal", args=[one.pk])
        for _press in range(2):
            client.post(path, SAID | {"form_key": key}, headers=HERE)
        assert Item.objects.count() == 1

    def test_who_chooses_readers_sees_first_who_they_are(self, one, asha):
        said = SAID | {"to": "group", "form_key": str(uuid4())}
        client, path = signed_in(asha), reverse("meeting-proposal", args=[one.pk])
        first = client.post(path, said, headers=HERE)
        assert "Nothing is saved yet" in first.content.decode()
        assert not Item.objects.exists()

        [seen] = [f for f in first.context["form"] if f.name == "seen_readers"]
        said |= {"seen_readers": seen.value()}
        assert client.post(path, said, headers=HERE).status_code == 302
        assert Item.objects.get().audience is not None

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"title": ""}, "Say what it is about"),
            ({"minutes": "many"}, "Write a number of minutes"),
            ({"title": "x" * 161}, "160"),
            ({"label": "TLP:AMBER"}, "With this label choose who may see it"),
            ({"words": "Anna Kowalska, born 3 May 2001"}, "error"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
        self, one, maya, wrong, told
    ):
        said = SAID | {"words": "Canal words"} | wrong
        answer = send(maya, "meeting-proposal", one.pk, **said)

        text = answer.content.decode()
        assert answer.status_code == 400
        assert told in text
        assert said["words"] in text
        assert not Item.objects.exists()

    def test_a_seat_that_has_just_ended_is_told_at_its_box(
        self, one, maya, asha, group
    ):
        seat = asha.seats.get(group=group)
        client, path = signed_in(maya), reverse("meeting-proposal", args=[one.pk])
        assert str(seat.pk) in client.get(path).content.decode()
        seat.to_on = "2020-01-01"
        seat.from_on = "2019-01-01"
        seat.save()
        said = SAID | {"owner": str(seat.pk), "form_key": str(uuid4())}
        answer = client.post(path, said, headers=HERE)
        assert answer.status_code == 400
        assert not Item.objects.exists()


class TestOrder:
    @pytest.fixture
    def three(self, one) -> list[Item]:
        return [add(one, f"Quay {name}") for name in ("a", "b", "c")]

    def seen(self) -> str:
        return Meeting.objects.get().version

    def test_moves_one_up(self, one, three, maya):
        said = {"item": str(three[2].pk), "place": "1", "seen": self.seen()}
        assert send(maya, "meeting-order", one.pk, **said).status_code == 302
        titles = list(Item.objects.values_list("title", flat=True))
        assert titles == ["Quay c", "Quay a", "Quay b"]

    def test_the_slower_of_two_is_told_and_keeps_what_she_chose(self, one, three, maya):
        seen = self.seen()
        move_item(one, three[2].pk, 1, by=Host(), now=clock_now())

        said = {"item": str(three[1].pk), "place": "3", "seen": seen}
        answer = send(maya, "meeting-order", one.pk, **said)

        text = answer.content.decode()
        assert answer.status_code == 400
        assert "Somebody changed this meanwhile" in text
        assert "Nothing was moved" in text
        assert f'value="{three[1].pk}" selected' in text
        assert self.seen() in text

    def test_what_stands_there_no_more_is_told(self, one, three, maya):
        seen = self.seen()
        answer_item(three[0], "out", by=Host(), now=clock_now())
        said = {"item": str(three[0].pk), "place": "3", "seen": seen}
        answer = send(maya, "meeting-order", one.pk, **said)
        assert "It stands on this agenda no more" in answer.content.decode()

    def test_takes_up_what_arises_by_one_press(self, days, maya):
        item = answer_item(add(days[0]), "deferred", by=Host(), now=clock_now())
        assert "Put on the agenda" in page(maya, "meeting-order", days[1].pk)

        for _press in range(2):
            said = {"matter": f"item:{item.pk}"}
            answer = send(maya, "meeting-arising", days[1].pk, **said)
            assert answer.status_code == 302
        assert Item.objects.filter(came_from=item).count() == 1

    @pytest.mark.parametrize(
        "odd", ["", "item:x", "x:0199aaaa-0000-7000-8000-000000000000"]
    )
    def test_an_odd_button_does_nothing(self, one, maya, odd):
        answer = send(maya, "meeting-arising", one.pk, matter=odd)
        assert answer.status_code == 400

    def test_a_concern_goes_through_to_its_own_page(self, maya):
        mover = make_mover("Quay Reed")
        network = mover.seats.get().group
        when = make_when(soon())
        series = make_series(
            "Net", group=network, when=when, by=Host(), now=clock_now()
        )
        keep_meetings(series, SeriesNeeds(), by=Host())
        concern = make_heard(mover)
        said = {"matter": f"concern:{concern.pk}"}
        send(maya, "meeting-arising", gatherings(series)[0].pk, **said)
        concern.refresh_from_db()
        assert concern.state == State.AGENDA


class TestItem:
    def test_is_there_for_whoever_may_see_it(self, one, asha, maya):
        secret = Sharing(Label.GREEN, (Way(person=maya),))
        item = add(one, sharing=secret, words="**More**")
        assert "<strong>More</strong>" in page(maya, "agenda-item", item.pk)
        client = signed_in(asha)
        path = reverse("agenda-item", args=[item.pk])
        assert client.get(path).status_code == 404

    def test_its_chair_answers_what_she_may_not_see(self, one, maya, asha):
        secret = Sharing(Label.GREEN, (Way(person=asha),))
        item = add(one, "Quay secret", sharing=secret)
        said = page(maya, "agenda-item-answer", item.pk)
        assert "Quay secret" not in said
        send(maya, "agenda-item-answer", item.pk, state="out", word="")
        assert Item.objects.get().state == "out"

    def test_the_answer_is_read_by_whoever_proposed_it(self, one, maya, asha):
        send(asha, "meeting-proposal", one.pk, **SAID)
        item = Item.objects.get()
        send(maya, "agenda-item-answer", item.pk, state="deferred", word="In May")
        assert "In May" in page(asha, "agenda-item", item.pk)

    def test_an_answer_that_comes_too_late_is_told(self, one, maya):
        item = answer_item(add(one), "out", by=Host(), now=clock_now())
        answer = send(maya, "agenda-item-answer", item.pk, state="deferred")
        assert answer.status_code == 400

    def test_what_stands_later_says_so(self, days, maya):
        old = answer_item(add(days[0]), "deferred", by=Host(), now=clock_now())
        later = add(days[1])
        Item.objects.filter(pk=later.pk).update(came_from=old)
        said = page(maya, "agenda-item-answer", old.pk)
        assert "It stands on a later agenda already" in said

    def test_is_changed_as_it_was_seen(self, one, maya):
        item = add(one)
        facts = {n: SAID[n] for n in ("title", "purpose", "minutes", "words")}
        facts |= {"owner": "", "reports_for": "", "seen": item.version}
        assert send(maya, "agenda-item-words", item.pk, **facts).status_code == 302
        facts["title"] = "Canal"
        answer = send(maya, "agenda-item-words", item.pk, **facts)
        text = answer.content.decode()
        assert answer.status_code == 400
        assert "What it says now" in text
        assert 'value="Canal"' in text

    def test_others_may_not_change_or_answer_it(self, one, asha):
        item = add(one)
        assert send(asha, "agenda-item-words", item.pk).status_code == 403
        assert send(asha, "agenda-item-answer", item.pk).status_code == 403


class TestSeries:
    def test_gives_gatherings_agendas(self, maya):
        series = make_series("Quay", by=Host())
        said = {"items_due": "7", "papers_due": "3", "quorum_agencies": "4"}
        answer = send(maya, "meetings-needs", series.pk, **said)
        assert answer.status_code == 302
        kept = MeetingSeries.objects.get()
        assert (kept.items_due, kept.quorum_agencies) == (7, 4)

    def test_a_small_network_sees_no_quorum(self, one, maya):
        assert "Quorum" in page(maya, "meetings-needs", one.series.pk)
        make_network()
        Network.objects.update(profile="small")
        MeetingSeries.objects.update(quorum_agencies=4)
        assert "Quorum" not in page(maya, "meetings-needs", one.series.pk)
        said = {"items_due": "7", "papers_due": "3"}
        said["seen"] = MeetingSeries.objects.get().version
        send(maya, "meetings-needs", one.series.pk, **said)
        kept = MeetingSeries.objects.get()
        assert (kept.items_due, kept.quorum_agencies) == (7, 4)

    def test_says_what_always_stands_by_its_places(self, one, maya):
        said = {"place0": "2", "title0": "Harbour end", "minutes0": "5"}
        said |= {"place1": "1", "title1": "Harbour welcome", "minutes1": ""}
        said |= {"place2": "", "title2": "", "minutes2": ""}
        said |= dict.fromkeys(("purpose0", "purpose1", "purpose2"), "decision")
        kept = MeetingSeries.objects.get()
        said["seen"] = standing_version(kept)
        assert "Line 1" in page(maya, "meetings-standing", one.series.pk)
        assert send(maya, "meetings-standing", one.series.pk, **said).status_code == 302
        rows = StandingItem.objects.values_list("title", "minutes")
        assert list(rows) == [("Harbour welcome", 0), ("Harbour end", 5)]
        assert "Harbour welcome" in page(maya, "meeting", one.pk)

    def test_says_whose_turn_it_is(self, one, maya, asha, group):
        seat = asha.seats.get(group=group)
        assert "Asha Bell" in page(maya, "meetings-rota", one.series.pk)
        said = {"chair0": str(seat.pk), "chair1": "", "minutes0": str(seat.pk)}
        said["seen"] = turns_version(MeetingSeries.objects.get())
        assert send(maya, "meetings-rota", one.series.pk, **said).status_code == 302
        assert Turn.objects.count() == 2
        seat.from_on, seat.to_on = "2019-01-01", "2020-01-01"
        seat.save()
        assert "a seat that is over" in page(maya, "meetings-rota", one.series.pk)

    def test_is_none_of_meetings_yet(self, maya):
        series = make_series("Quay", by=Host())
        client = signed_in(maya)
        for name in ("meetings-standing", "meetings-rota"):
            assert client.get(reverse(name, args=[series.pk])).status_code == 404
        assert "Give these gatherings agendas" in page(
            maya, "meetings-needs", series.pk
        )

    def test_is_for_whoever_keeps_it(self, one):
        chair = make_member("Tom Okoro")
        make_seat(chair, group=make_group("Quay group"), role=Role.CHAIR)
        client = signed_in(chair)
        path = reverse("meetings-needs", args=[one.series.pk])
        assert client.get(path).status_code == 403


class TestCirculation:
    def test_says_to_how_many_and_sends(self, one, maya, asha):
        seen = add(one).meeting.version
        said = page(maya, "meeting-circulation", one.pk)
        assert "It goes to 1 person who is invited" in said
        assert send(maya, "meeting-circulation", one.pk, seen=seen).status_code == 302
        assert "Agenda sent on" in page(asha, "meeting", one.pk)

    def test_an_empty_one_is_not_sent(self, one, maya):
        answer = send(maya, "meeting-circulation", one.pk, seen="")
        assert answer.status_code == 400
        assert Meeting.objects.count() == 0


class TestTakenAlong:
    def test_as_text_and_as_a_table(self, one, maya, asha):
        secret = Sharing(Label.GREEN, (Way(person=maya),))
        add(one, "Quay secret", sharing=secret)
        add(one, "=Canal")
        client = signed_in(asha)
        for name in ("meeting-text", "meeting-table"):
            answer = client.get(reverse(name, args=[one.pk]))
            body = b"".join(answer) if answer.streaming else answer.content
            assert b"Canal" in body
            assert b"A part that is not open to all" in body
            assert b"Quay" not in body
            assert b"\n=Canal" not in body

    def test_of_nothing_says_so(self, one, asha):
        answer = signed_in(asha).get(reverse("meeting-text", args=[one.pk]))
        assert b"Nothing stands on it." in answer.content
