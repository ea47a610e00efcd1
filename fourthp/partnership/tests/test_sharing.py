"""What is shared ends, is recalled and narrowed by one; what hangs on it follows."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Clockwork, Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.matters import matter_kind
from fourthp.partnership.models import (
    Circular,
    Label,
    Person,
    Role,
    Shared,
    Widening,
)
from fourthp.partnership.models import shared as models
from fourthp.partnership.operations import sharing as operations
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.operations.sharing import (
    EndsBeforeToday,
    NobodyIsLeft,
    NotOfThisKind,
    RecalledAlready,
    recall,
    share_otherwise,
)
from fourthp.partnership.operations.widening import kind_of_widening
from fourthp.partnership.permissions.sharing import can_narrow
from fourthp.partnership.queries.audiences import (
    Way,
    is_for_everyone,
    readers_of,
    seats_that_see,
)
from fourthp.partnership.queries.shared_kinds import SharedKind, shared_kind
from fourthp.partnership.queries.sharing import sharing_of, would_read
from fourthp.partnership.queries.widening import Wanted, state_of, wanted_of, widens
from fourthp.partnership.tests.makers import (
    make_audience,
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_term,
    make_user,
)
from fourthp.partnership.tests.papers import Annex, Paper
from fourthp.post.models import Mailing, Message
from fourthp.post.operations.mailings import release
from tests.safety.actors import sign_in
from tests.safety.acts.sending import HERE, keyed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def coordinator(name: str = "Maya Lind") -> Person:
    return make_member(name, role=Role.COORDINATOR)


def letter(*, sort: str = "urgent", **more: object) -> Circular:
    facts = CircularFacts(title="Night number", words="It changes.", sort=sort, **more)
    circular = write_circular(facts, by=Host(), now=now())
    release(circular.mailing, by=Host(), now=now())
    return circular


def reader(name: str = "Asha Bell") -> Person:
    person = make_member(name)
    Person.objects.filter(pk=person.pk).update(email=f"{person.pk}@clinic.example")
    return person


def sees(person: Person | None, row: object) -> bool:
    return type(row).objects.visible_to(person).filter(pk=row.pk).exists()


def keeps(person: Person | None, row: object) -> bool:
    return type(row).objects.over_for(person).filter(pk=row.pk).exists()


def browser(person: Person) -> Client:
    client = Client(headers=HERE)
    user = person.user or make_user(person, f"{person.pk}@sharing.example")
    sign_in(client, user)
    return client


def typed(row: Shared, **said: object) -> dict[str, object]:
    """What somebody sends who looked at how a row is shared just now."""
    label = str(said.get("label", row.label))
    kind = shared_kind(row.matter_kind)
    own = kind.own(row) if kind else None
    then = Wanted(label=label).of(sharing_of(row), own=own.pk if own else None)
    looked = would_read(then, asks=Person()).token
    seen = {"label": row.label, "seen": state_of(row), "seen_readers": looked}
    return keyed(**seen | said)


class TestVisibleTo:
    def test_shows_a_row_through_its_last_day_and_not_after(self):
        person = reader()
        paper = Paper.objects.create(label=Label.CLEAR, expires_on=today())
        assert sees(person, paper)
        assert sees(None, paper)
        with time_machine.travel(now() + timedelta(days=1)):
            assert not sees(person, paper)
            assert not sees(None, paper)
            assert not readers_of(paper).everyone
            assert not seats_that_see(paper).exists()

    def test_shows_what_was_recalled_to_nobody(self):
        person = reader()
        paper = Paper.objects.create(label=Label.CLEAR, recalled_at=now())
        assert not sees(person, paper)
        assert not sees(None, paper)

    def test_a_question_that_forgets_the_end_is_found(self, monkeypatch):
        paper = Paper.objects.create(label=Label.CLEAR, recalled_at=now())
        assert not sees(None, paper)
        monkeypatch.setattr(models, "lasting", lambda _day: Q())
        assert sees(None, paper)

    def test_what_is_over_is_kept_by_its_agency_and_the_coordinators(self):
        ours = make_member_agency("Quay Housing")
        lead, watches, other = make_person("Lead"), make_person("Watches"), reader()
        make_seat(lead, agency=ours, role=Role.LEAD)
        make_seat(watches, agency=ours, role=Role.OBSERVER)
        runs = coordinator()
        for facts in ({"recalled_at": now()}, {"expires_on": today() - timedelta(1)}):
            paper = Paper.objects.create(originator=ours, **facts)
            assert keeps(lead, paper)
            assert keeps(runs, paper)
            assert not any(keeps(one, paper) for one in (watches, other, None))
            runs.is_strong = False
            assert not keeps(runs, paper)
            runs.is_strong = True
        lasting = Paper.objects.create(originator=ours)
        assert not keeps(lead, lasting)

    def test_a_coordinator_keeps_nothing_that_was_never_for_her(self):
        ours = make_member_agency("Quay Housing")
        paper = Paper.objects.create(
            label=Label.AMBER, originator=ours, recalled_at=now()
        )
        assert not keeps(coordinator(), paper)

    def test_somebody_without_a_seat_keeps_nothing(self):
        paper = Paper.objects.create(label=Label.CLEAR, recalled_at=now())
        assert not keeps(make_person(), paper)


class TestHangsOn:
    def test_the_most_restrictive_of_parents_wins(self):
        ours = make_member_agency("Quay Housing")
        inside, outside = make_person("In"), reader()
        make_seat(inside, agency=ours)
        paper = Paper.objects.create(label=Label.AMBER, originator=ours)
        annex = Annex.objects.create(label=Label.CLEAR, paper=paper)
        assert sees(inside, annex)
        assert not sees(outside, annex)
        assert not sees(None, annex)
        assert annex.strictest_label == Label.AMBER
        assert not is_for_everyone(annex)
        assert {one.person for one in seats_that_see(annex)} == {inside}
        # The control: alone it is everyone's.
        Annex.objects.filter(pk=annex.pk).update(paper=None)
        annex.refresh_from_db()
        assert sees(outside, annex)
        assert sees(None, annex)
        assert is_for_everyone(annex)

    def test_what_hangs_on_something_public_is_as_public_as_itself(self):
        person = reader()
        paper = Paper.objects.create(label=Label.CLEAR)
        annex = Annex.objects.create(label=Label.GREEN, paper=paper)
        assert {one.person for one in seats_that_see(annex)} == {person}

    def test_it_goes_with_its_parent(self):
        paper = Paper.objects.create(label=Label.CLEAR, recalled_at=now())
        annex = Annex.objects.create(label=Label.CLEAR, paper=paper)
        assert not sees(reader(), annex)

    def test_one_question_asks_the_database_once(self, django_assert_num_queries):
        person = reader()
        person.held_then = person.held
        with django_assert_num_queries(1):
            list(Annex.objects.visible_to(person))


class TestRecall:
    def test_takes_it_away_at_once_and_stops_what_waits(self):
        person, runs = reader(), coordinator()
        circular = letter(sort="news")
        assert sees(person, circular)
        assert recall(circular, by=runs, now=now()) == 0
        circular.refresh_from_db()
        assert not sees(person, circular)
        assert keeps(runs, circular)
        assert circular.mailing.state == Mailing.State.STOPPED
        states = set(circular.mailing.messages.values_list("state", flat=True))
        assert states <= {"cancelled", "withheld"}
        assert not circular.mailing.messages.filter(has_words=True).exists()
        assert Entry.objects.filter(act="recalled", matter_id=circular.pk).exists()

    def test_asks_whoever_had_it_by_mail_to_delete_it_and_says_nothing_outside(self):
        person, gone = reader(), reader("Gone Since")
        circular = letter()
        sent = circular.mailing.messages.filter(state="waiting")
        sent.update(state="sent", ended_at=now())
        gone.seats.all().delete()
        assert recall(circular, by=coordinator(), now=now()) == 2
        told = Message.objects.filter(kind="partnership.recalled")
        assert {one.address for one in told} == {
            f"{person.pk}@clinic.example",
            f"{gone.pk}@clinic.example",
        }
        for one in told:
            assert one.state == Message.State.WAITING
            assert not one.is_open
            assert "Night number" not in str(one.letter)
        assert circular.mailing.messages.filter(state="sent").count() == 2

    def test_a_mail_about_it_is_for_nobody_any_more(self):
        person = reader()
        circular = letter()
        kind = matter_kind("circular")
        assert kind.may_see(person, circular.pk)
        recall(circular, by=Host(), now=now())
        assert not kind.may_see(person, circular.pk)

    def test_refuses_others_and_a_second_time(self):
        person = reader()
        circular = letter()
        with pytest.raises(PermissionDenied):
            recall(circular, by=person, now=now())
        recall(circular, by=Host(), now=now())
        with pytest.raises(RecalledAlready):
            recall(circular, by=Host(), now=now())

    def test_refuses_what_no_room_registered(self):
        paper = Paper.objects.create()
        with pytest.raises(PermissionDenied):
            recall(paper, by=Host(), now=now())


@pytest.fixture
def papers(monkeypatch) -> SharedKind:
    """Papers as a kind of shared row that any room might have."""
    kind = SharedKind(
        name="paper",
        rows=Paper.objects.all,
        url=lambda pk: f"/papers/{pk}/",
        labels=tuple(str(one) for one in Label),
        what="a paper",
    )
    for path in ("operations.sharing", "queries.shared_kinds"):
        monkeypatch.setattr(
            f"fourthp.partnership.{path}.shared_kind",
            lambda name: kind if name == "paper" else None,
        )
    return kind


class TestShareOtherwise:
    def test_narrows_and_ends_at_once(self, papers):
        runs = coordinator()
        paper = Paper.objects.create(label=Label.CLEAR)
        wanted = Wanted(label=Label.GREEN, has_day=True, expires_on=today())
        assert share_otherwise(paper, wanted, by=runs, now=now()) is None
        paper.refresh_from_db()
        assert (paper.label, paper.expires_on) == (Label.GREEN, today())
        assert Entry.objects.filter(act="narrowed").exists()

    def test_widens_at_once_what_is_green_at_most(self, papers):
        paper = Paper.objects.create(label=Label.GREEN)
        wanted = Wanted(label=Label.CLEAR)
        assert share_otherwise(paper, wanted, by=coordinator(), now=now()) is None
        assert Paper.objects.get().label == Label.CLEAR
        assert Entry.objects.filter(act="widened").exists()

    def test_chooses_other_readers(self, papers):
        group, runs = make_group("Steering group"), coordinator()
        make_seat(make_person("In"), group=group)
        paper = Paper.objects.create(
            label=Label.GREEN, audience=make_audience({"role": Role.CHAIR})
        )
        before = paper.audience.pk
        ways = (Way(group=group), Way(role=Role.COORDINATOR))
        paper.audience.rules.create(role=Role.COORDINATOR)
        wanted = Wanted(has_readers=True, ways=ways)
        assert share_otherwise(paper, wanted, by=runs, now=now()) is None
        paper.refresh_from_db()
        assert paper.audience.rules.count() == 2
        assert paper.audience.pk != before
        nobody_chosen = Wanted(has_readers=True, ways=None)
        share_otherwise(paper, nobody_chosen, by=runs, now=now())
        paper.refresh_from_db()
        assert paper.audience is None

    def test_narrowed_from_all_goes_on_being_seen_by_whose_it_is(self, papers):
        ours = make_member_agency("Quay Housing")
        own = make_person("Own")
        make_seat(own, agency=ours)
        own.is_strong = True
        object.__setattr__(papers, "own", lambda _paper: ours)
        paper, runs = Paper.objects.create(label=Label.GREEN), coordinator()
        share_otherwise(paper, Wanted(label=Label.RED), by=runs, now=now())
        paper.refresh_from_db()
        assert (paper.label, paper.originator) == (Label.RED, ours)
        assert Paper.objects.visible_to(own).exists()
        assert not Paper.objects.visible_to(runs).exists()

    def test_refuses_a_past_day_another_label_nobody_and_others(self, papers):
        paper, runs = Paper.objects.create(label=Label.GREEN), coordinator()
        past = Wanted(has_day=True, expires_on=today() - timedelta(days=1))
        with pytest.raises(EndsBeforeToday):
            share_otherwise(paper, past, by=runs, now=now())
        with pytest.raises(NobodyIsLeft):
            share_otherwise(paper, Wanted(label=Label.RED), by=runs, now=now())
        with pytest.raises(PermissionDenied):
            share_otherwise(paper, Wanted(), by=reader(), now=now())
        circular = letter()
        with pytest.raises(PermissionDenied):
            share_otherwise(circular, Wanted(), by=runs, now=now())
        object.__setattr__(papers, "labels", (Label.GREEN,))
        with pytest.raises(NotOfThisKind):
            share_otherwise(paper, Wanted(label=Label.RED), by=runs, now=now())

    def test_narrowing_drops_what_waits_for_a_second_person(self, papers):
        paper, runs = Paper.objects.create(label=Label.CLEAR), coordinator()
        waits = Widening.objects.create(
            kind="shared", about_id=paper.pk, asked_by=runs, asked_at=now()
        )
        share_otherwise(paper, Wanted(label=Label.GREEN), by=runs, now=now())
        waits.refresh_from_db()
        assert waits.dropped_at is not None


class TestWidens:
    def paper(self, *rules: dict[str, object], label: str = Label.AMBER) -> Paper:
        audience = make_audience(*rules) if rules else None
        return Paper(label=label, audience=audience)

    def test_by_label_by_day_and_by_coming_back(self):
        paper = self.paper()
        assert widens(paper, Wanted(label=Label.GREEN))
        assert not widens(paper, Wanted(label=Label.RED))
        assert not widens(paper, Wanted(bring_back=True))
        paper.recalled_at = now()
        assert widens(paper, Wanted(bring_back=True))
        paper.expires_on = today()
        later = today() + timedelta(days=1)
        for day, is_wider in ((later, True), (None, True), (today(), False)):
            assert widens(paper, Wanted(has_day=True, expires_on=day)) is is_wider
        paper.expires_on = None
        assert not widens(paper, Wanted(has_day=True, expires_on=today()))

    def test_by_a_way_in_that_nobody_meets_today(self):
        group = make_group("Empty so far")
        paper = self.paper({"role": Role.CHAIR})
        into = Wanted(has_readers=True, ways=(Way(group=group),))
        assert widens(paper, into)
        both = Wanted(has_readers=True, ways=(Way(group=group, role=Role.CHAIR),))
        assert not widens(paper, both)

    def test_by_no_audience_where_that_is_the_network(self):
        nobody_chosen = Wanted(has_readers=True, ways=None)
        assert widens(self.paper({"role": "chair"}, label=Label.GREEN), nobody_chosen)
        assert not widens(self.paper({"role": "chair"}), nobody_chosen)
        assert not widens(self.paper(label=Label.GREEN), nobody_chosen)
        way = Wanted(has_readers=True, ways=(Way(role=Role.CHAIR),))
        assert widens(self.paper(), way)
        assert not widens(self.paper(label=Label.GREEN), way)

    def test_not_by_the_agency_that_it_came_from(self):
        ours = make_member_agency("Quay Housing")
        paper = self.paper()
        paper.originator = ours
        own = Wanted(has_readers=True, ways=(Way(agency=ours),))
        assert not widens(paper, own)

    def test_what_is_wanted_is_kept_by_ids_and_found_again(self):
        person, kind = make_person(), make_term("health")
        ways = (Way(person=person, role=Role.CHAIR), Way(kind=kind))
        wanted = Wanted(
            label=Label.RED,
            has_day=True,
            expires_on=today(),
            has_readers=True,
            ways=ways,
            bring_back=True,
        )
        assert wanted_of(wanted.json()) == wanted
        for some in (Wanted(), Wanted(has_readers=True), Wanted(has_day=True)):
            assert wanted_of(some.json()) == some
        nobody = Wanted(has_readers=True, ways=())
        assert wanted_of(nobody.json()) == nobody
        kept = wanted.json()
        person.delete()
        assert wanted_of(kept).ways == (Way(kind=kind),)


class TestPages:
    def test_a_coordinator_recalls_a_letter_and_brings_it_back(self):
        person, runs = reader(), coordinator()
        circular = letter()
        circular.mailing.messages.update(state="sent", ended_at=now())
        client, other = browser(runs), browser(person)
        page = reverse("circular", args=[circular.pk])
        here = reverse("sharing", args=["circular", circular.pk])
        assert here in client.get(page).content.decode()
        assert here not in other.get(page).content.decode()
        answer = client.post(f"{here}recall/", keyed(), follow=True)
        assert "asked to delete it" in answer.content.decode()
        assert other.get(page).status_code == 404
        assert other.get(here).status_code == 404
        assert Client(headers=HERE).get(page).status_code == 302
        assert "Recalled on" in client.get(page).content.decode()
        answer = client.post(f"{here}recall/", keyed(), follow=True)
        assert "It was recalled on" in answer.content.decode()
        assert "Recalled or ended" in client.get(reverse("outbox")).content.decode()
        answer = client.post(f"{here}return/", keyed(), follow=True)
        assert "Done." in answer.content.decode()
        assert other.get(page).status_code == 200

    def test_a_recall_that_nobody_had_by_mail_says_so(self):
        reader()
        here = reverse("sharing", args=["circular", letter(sort="news").pk])
        answer = browser(coordinator()).post(f"{here}recall/", keyed(), follow=True)
        assert "Nobody had it by mail" in answer.content.decode()

    def test_a_letter_ends_after_a_day(self):
        person = reader()
        circular = letter()
        client = browser(coordinator())
        here = reverse("sharing", args=["circular", circular.pk])
        past = typed(circular, expires_on="2001-01-01")
        answer = client.post(here, past)
        assert answer.status_code == 400
        assert "That day is over" in answer.content.decode()
        ends = typed(circular, expires_on=today().isoformat())
        assert client.post(here, ends).status_code == 302
        assert sees(person, circular)
        with time_machine.travel(now() + timedelta(days=1)):
            assert not sees(person, circular)

    def test_nobody_else_opens_the_page(self):
        person = reader()
        here = reverse("sharing", args=["circular", letter().pk])
        assert browser(person).get(here).status_code == 403
        nothing = reverse("sharing", args=["nothing", person.pk])
        assert browser(coordinator()).get(nothing).status_code == 404
        gone = reverse("sharing", args=["circular", person.pk])
        assert browser(coordinator("Two")).get(gone).status_code == 404

    def test_a_label_that_leaves_nobody_is_refused_in_the_form(
        self, papers, monkeypatch
    ):
        monkeypatch.setattr(
            "fourthp.partnership.views.sharing.shared_kind", lambda _name: papers
        )
        paper = Paper.objects.create(label=Label.GREEN)
        here = reverse("sharing", args=["paper", paper.pk])
        answer = browser(coordinator()).post(here, typed(paper, label=Label.RED))
        assert answer.status_code == 400
        assert "Nobody would see it" in answer.content.decode()


def test_both_rooms_say_how_their_rows_are_kept():
    assert shared_kind("circular").name == "circular"
    assert shared_kind("service").name == "service"
    assert shared_kind("nothing") is None


class TestCanNarrow:
    def test_is_the_hosts_too_and_not_the_clocks(self):
        paper = Paper(label="TLP:GREEN")
        assert can_narrow(Host(), paper)
        assert not can_narrow(Clockwork("sharing"), paper)


class TestWhatTheSecondReads:
    def test_says_that_it_comes_back(self, papers):
        paper = Paper.objects.create(label=Label.AMBER, recalled_at=now())
        wants = Wanted(bring_back=True).json()
        asked = Widening(kind="shared", about_id=paper.pk, wants=wants, seen="paper")
        asked.wants = {"kind": "paper", **wants}
        says = kind_of_widening("shared").says(asked, coordinator())
        assert "It is there again." in [str(said) for _name, said, *_more in says]

    def test_of_what_came_from_nobody_nobodys_people_are_asked(self):
        assert operations._of_originator(Paper(label=Label.AMBER)) == []
