"""Two to widen: who is asked, who may answer, and what is judged in that moment."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import (
    HelpLine,
    Label,
    Network,
    Person,
    Role,
    Widening,
)
from fourthp.partnership.operations.network import (
    NotANumber,
    ask_for_help_line,
    set_help_line,
)
from fourthp.partnership.operations.people_export import ask_for_people, take_people
from fourthp.partnership.operations.sharing import recall, share_otherwise
from fourthp.partnership.operations.widening import (
    ChangedSinceAsked,
    NoReasonGiven,
    NotAskedAnyMore,
    OthersDecide,
    TakesASecond,
    TooSoon,
    confirm_widening,
    drop_widening,
    forget_widenings,
    kind_of_widening,
    widen_alone,
)
from fourthp.partnership.queries.people import Asked
from fourthp.partnership.queries.widening import Wanted
from fourthp.partnership.tests.makers import (
    make_member,
    make_member_agency,
    make_network,
    make_person,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.papers import Paper
from fourthp.partnership.tests.test_sharing import browser, papers
from fourthp.post.models import Message
from tests.safety.acts.sending import keyed

__all__ = ["papers"]
pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


def officer(name: str, role: str = Role.COORDINATOR) -> Person:
    person = make_member(name, role=role)
    Person.objects.filter(pk=person.pk).update(email=f"{person.pk}@two.example")
    make_user(person, f"{person.pk}@two.example")
    return person


def line(number: str = "0800 111 222") -> HelpLine:
    facts = {"country": "GB", "kind": HelpLine.Kind.EMERGENCY, "name": "Police"}
    return HelpLine(number=number, **facts)


def numbers() -> list[str]:
    return list(HelpLine.objects.values_list("number", flat=True))


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("reader_id", flat=True))


@pytest.fixture
def two() -> tuple[Person, Person]:
    return officer("Maya Lind"), officer("Rosa Hale", Role.SECOND)


class TestAnotherNumber:
    def test_waits_for_a_second_person_who_is_told(self, two):
        first, second = two
        asked = ask_for_help_line(line(), by=first, now=now())
        assert asked.done_at is None
        assert numbers() == []
        assert told("partnership.widening-asked") == {str(second.pk)}
        confirm_widening(asked, by=second, now=now())
        assert numbers() == ["0800 111 222"]
        assert told("partnership.widened") == {str(first.pk)}
        assert Entry.objects.filter(act="widened", matter_id=asked.pk).exists()

    def test_cannot_be_added_beside_the_question(self, two):
        first, _second = two
        with pytest.raises(TakesASecond):
            set_help_line(line(), by=first, today=today())
        stands = set_help_line(line(), by=Host(), today=today())
        assert set_help_line(stands, by=first, today=today()).pk == stands.pk
        stands.number = "0800 999 999"
        with pytest.raises(TakesASecond):
            set_help_line(stands, by=first, today=today())

    def test_stands_at_once_where_nobody_else_could_answer(self):
        alone = officer("Maya Lind")
        make_member("No account", role=Role.CHAIR)
        away = officer("Closed", Role.SECOND)
        away.user.is_active = False
        away.user.save()
        asked = ask_for_help_line(line(), by=alone, now=now())
        assert asked.done_at is not None
        assert numbers() == ["0800 111 222"]
        # Everyone named is told all the same.
        assert len(told("partnership.widened")) == 2
        set_help_line(line("0800 333 444"), by=alone, today=today())

    def test_stands_at_once_where_the_profile_has_no_such_rule(self, two):
        make_network(profile="small")
        asked = ask_for_help_line(line(), by=two[0], now=now())
        assert asked.done_at is not None
        # The control: the ordinary profile has it.
        Network.objects.update(profile="ordinary")
        assert ask_for_help_line(line("112"), by=two[0], now=now()).done_at is None

    def test_refuses_what_cannot_be_rung_and_others(self, two):
        with pytest.raises(NotANumber):
            ask_for_help_line(line("nobody"), by=two[0], now=now())
        with pytest.raises(PermissionDenied):
            ask_for_help_line(line(), by=two[1], now=now())

    def test_is_asked_once(self, two):
        first = ask_for_help_line(line(), by=two[0], now=now())
        again = ask_for_help_line(line(), by=two[0], now=now())
        assert again.pk == first.pk
        assert ask_for_help_line(line("999"), by=two[0], now=now()).pk != first.pk


class TestConfirm:
    def test_never_by_whoever_asked_nor_by_a_password_nor_by_others(self, two):
        first, second = two
        asked = ask_for_help_line(line(), by=first, now=now())
        second.is_strong = False
        for one in (first, second, make_member("Other"), make_person("Nobody")):
            with pytest.raises(PermissionDenied):
                confirm_widening(asked, by=one, now=now())
        assert numbers() == []
        second.is_strong = True
        confirm_widening(asked, by=second, now=now())

    def test_once(self, two):
        asked = ask_for_help_line(line(), by=two[0], now=now())
        confirm_widening(asked, by=two[1], now=now())
        with pytest.raises(NotAskedAnyMore):
            confirm_widening(asked, by=two[1], now=now())
        assert len(numbers()) == 1

    def test_not_of_somebody_who_may_not_any_more(self, two):
        first, second = two
        asked = ask_for_help_line(line(), by=first, now=now())
        first.seats.update(to_on=today() - timedelta(days=1))
        with pytest.raises(NotAskedAnyMore):
            confirm_widening(asked, by=second, now=now())
        first.seats.update(to_on=None)
        first.user.is_active = False
        first.user.save()
        with pytest.raises(NotAskedAnyMore):
            confirm_widening(asked, by=second, now=now())
        first.user.is_active = True
        first.user.save()
        # The control: nothing else stood against it.
        confirm_widening(asked, by=second, now=now())

    def test_not_by_a_second_who_left(self, two):
        first, second = two
        asked = ask_for_help_line(line(), by=first, now=now())
        second.seats.update(to_on=today() - timedelta(days=1))
        with pytest.raises(PermissionDenied):
            confirm_widening(asked, by=second, now=now())

    def test_not_after_a_week(self, two):
        asked = ask_for_help_line(line(), by=two[0], now=now())
        with pytest.raises(NotAskedAnyMore):
            confirm_widening(asked, by=two[1], now=now() + timedelta(days=7))


class TestAlone:
    def test_after_a_day_with_a_reason_that_everyone_reads(self, two):
        first, second = two
        asked = ask_for_help_line(line(), by=first, now=now())
        with pytest.raises(TooSoon):
            widen_alone(asked, "Urgent", by=first, now=now())
        with pytest.raises(NoReasonGiven):
            widen_alone(asked, " ", by=first, now=now() + DAY)
        with pytest.raises(PermissionDenied):
            widen_alone(asked, "Urgent", by=second, now=now() + DAY)
        assert numbers() == []
        widen_alone(asked, "It is out of date", by=first, now=now() + DAY)
        assert numbers() == ["0800 111 222"]
        [message] = Message.objects.filter(kind="partnership.widened")
        assert message.reader_id == str(second.pk)
        assert "It is out of date" in str(message.letter)
        assert not message.is_open


class TestDrop:
    def test_by_whoever_asked_or_by_a_second(self, two):
        first, second = two
        for by in two:
            asked = ask_for_help_line(line(), by=first, now=now())
            drop_widening(asked, by=by, now=now())
            with pytest.raises(NotAskedAnyMore):
                confirm_widening(asked, by=second, now=now())
        asked = ask_for_help_line(line(), by=first, now=now())
        with pytest.raises(PermissionDenied):
            drop_widening(asked, by=make_member("Other"), now=now())
        assert numbers() == []

    def test_they_are_forgotten(self, two):
        asked = ask_for_help_line(line(), by=two[0], now=now())
        assert forget_widenings(now=now()) == 0
        assert forget_widenings(now=asked.asked_at + timedelta(days=8)) == 1
        done = ask_for_help_line(line(), by=two[0], now=now())
        confirm_widening(done, by=two[1], now=now())
        assert forget_widenings(now=now() + timedelta(days=8)) == 0
        assert forget_widenings(now=now() + timedelta(days=800)) == 1


class TestShared:
    @pytest.fixture
    def ours(self, papers):
        """A paper of an agency, with its lead and a colleague."""
        agency = make_member_agency("Quay Housing")
        lead, colleague = make_person("Lead"), make_person("Colleague")
        for person, role in ((lead, Role.LEAD), (colleague, Role.DEPUTY)):
            make_seat(person, agency=agency, role=role)
            make_user(person, f"{person.pk}@two.example")
        paper = Paper.objects.create(label=Label.AMBER, originator=agency)
        return paper, lead, colleague

    def test_what_is_amber_takes_a_second_person(self, ours):
        paper, lead, colleague = ours
        wanted = Wanted(label=Label.GREEN)
        asked = share_otherwise(paper, wanted, by=lead, now=now())
        paper.refresh_from_db()
        assert paper.label == Label.AMBER
        confirm_widening(asked, by=colleague, now=now())
        paper.refresh_from_db()
        assert paper.label == Label.GREEN
        says = kind_of_widening("shared").says(asked, colleague)
        assert "TLP:GREEN" in [said for _name, said, *_more in says]

    def test_it_comes_back_and_lasts_longer_by_two(self, ours):
        paper, lead, colleague = ours
        recall(paper, by=lead, now=now())
        asked = share_otherwise(paper, Wanted(bring_back=True), by=lead, now=now())
        confirm_widening(asked, by=colleague, now=now())
        paper.refresh_from_db()
        assert paper.recalled_at is None
        ends = Wanted(has_day=True, expires_on=today())
        assert share_otherwise(paper, ends, by=lead, now=now()) is None
        for_ever = Wanted(has_day=True)
        asked = share_otherwise(paper, for_ever, by=lead, now=now())
        confirm_widening(asked, by=colleague, now=now())
        paper.refresh_from_db()
        assert paper.expires_on is None
        assert kind_of_widening("shared").says(asked, colleague)
        assert kind_of_widening("shared").url(asked) == f"/papers/{paper.pk}/"

    def test_a_narrower_paper_is_not_widened_by_an_old_question(self, ours):
        paper, lead, colleague = ours
        asked = share_otherwise(paper, Wanted(label="TLP:GREEN"), by=lead, now=now())
        share_otherwise(paper, Wanted(label=Label.RED), by=lead, now=now())
        with pytest.raises(NotAskedAnyMore):
            confirm_widening(asked, by=colleague, now=now())
        paper.refresh_from_db()
        assert paper.label == Label.RED

    def test_nor_is_one_that_was_changed_otherwise(self, ours):
        paper, lead, colleague = ours
        asked = share_otherwise(paper, Wanted(label="TLP:GREEN"), by=lead, now=now())
        Paper.objects.update(label=Label.RED)
        with pytest.raises(ChangedSinceAsked):
            confirm_widening(asked, by=colleague, now=now())

    def test_nor_is_one_that_is_gone(self, ours):
        paper, lead, colleague = ours
        make_seat(colleague, role=Role.CHAIR)
        asked = share_otherwise(paper, Wanted(label="TLP:GREEN"), by=lead, now=now())
        paper.delete()
        with pytest.raises(NotAskedAnyMore):
            confirm_widening(asked, by=colleague, now=now())
        kind = kind_of_widening("shared")
        assert (kind.url(asked), kind.state(asked)) == ("", "")
        assert len(kind.says(asked, colleague)) == 1
        kind.do(asked, now())

    def test_others_need_the_agency_it_came_from_and_never_go_alone(self, ours):
        paper, lead, _colleague = ours
        paper.audience = None
        paper.label = Label.AMBER
        paper.save()
        runs, chair = officer("Maya Lind"), officer("Chair", Role.CHAIR)
        own_audience = Wanted(label=Label.GREEN)
        with pytest.raises(PermissionDenied):
            # It is not for her to see: so neither is it to widen.
            share_otherwise(paper, own_audience, by=runs, now=now())
        make_seat(runs, agency=paper.originator, role=Role.OBSERVER)
        asked = share_otherwise(paper, own_audience, by=runs, now=now())
        with pytest.raises(PermissionDenied):
            confirm_widening(asked, by=chair, now=now())
        with pytest.raises(OthersDecide):
            widen_alone(asked, "Silence", by=runs, now=now() + DAY)
        confirm_widening(asked, by=lead, now=now())

    def test_where_the_agency_has_nobody_left_the_network_decides(self, ours):
        paper, lead, colleague = ours
        runs, chair = officer("Maya Lind"), officer("Chair", Role.CHAIR)
        make_seat(runs, agency=paper.originator, role=Role.OBSERVER)
        for one in (lead, colleague):
            one.seats.update(to_on=today() - timedelta(days=1))
        wanted = Wanted(label=Label.GREEN)
        asked = share_otherwise(paper, wanted, by=runs, now=now())
        confirm_widening(asked, by=chair, now=now())
        paper.refresh_from_db()
        assert paper.label == Label.GREEN


class TestPeopleTable:
    def test_takes_two_and_stands_for_a_day(self, two):
        first, second = two
        everyone = Asked()
        with pytest.raises(TakesASecond):
            take_people(everyone, by=first, now=now())
        asked = ask_for_people(everyone, by=first, now=now())
        confirm_widening(asked, by=second, now=now())
        take_people(everyone, by=first, now=now())
        with pytest.raises(TakesASecond):
            take_people(Asked(name="Asha"), by=first, now=now())
        with pytest.raises(TakesASecond):
            take_people(everyone, by=first, now=now() + DAY + timedelta(minutes=1))
        with pytest.raises(PermissionDenied):
            take_people(everyone, by=second, now=now())

    def test_on_its_pages(self, two):
        first, second = two
        client, other = browser(first), browser(second)
        answer = client.get("/people.csv?left=yes", follow=True)
        assert "Ask a second person" in answer.content.decode()
        path = answer.redirect_chain[-1][0]
        answer = client.post(path, keyed(), follow=True)
        page = answer.redirect_chain[-1][0]
        assert "You asked for a second person" in answer.content.decode()
        shown = other.get(page).content.decode()
        assert "without a seat today" in shown
        assert "You are asked as the second person" in shown
        assert other.post(page, keyed(), follow=True).status_code == 200
        assert "/people.csv?left=yes" in client.get(page).content.decode()
        assert client.get("/people.csv?left=yes").status_code == 200
        assert client.get("/people.csv").status_code == 302

    def test_alone_it_is_taken_at_once(self):
        client = browser(officer("Maya Lind"))
        assert client.get("/people.csv").status_code == 200
        assert "Take it along" in client.get("/people/export/").content.decode()


class TestPages:
    def test_a_number_is_asked_for_and_agreed_to(self, two):
        make_network()
        first, second = two
        client, other = browser(first), browser(second)
        said = {"kind": "emergency", "number": "112", "name": "Police"}
        said["was_checked"] = "on"
        path = reverse("network-numbers")
        answer = client.post(path, keyed(**said), follow=True)
        page = answer.redirect_chain[-1][0]
        assert page.startswith("/widenings/")
        key = keyed()
        for _twice in range(2):
            assert other.post(page, key).status_code == 302
        assert numbers() == ["112"]
        answer = other.post(page, keyed(), follow=True)
        assert "settled already" in answer.content.decode()

    def test_nobody_else_knows_of_it(self, two):
        asked = ask_for_help_line(line(), by=two[0], now=now())
        page = reverse("widening", args=[asked.pk])
        for name, role in (("Editor", Role.EDITOR), ("Lead", Role.LEAD)):
            status = browser(officer(name, role)).get(page).status_code
            assert status in (403, 404)
        gone = reverse("widening", args=[two[0].pk])
        assert browser(two[0]).get(gone).status_code == 404

    def test_whoever_asked_goes_on_alone_or_takes_it_back(self, two):
        first, second = two
        client = browser(first)
        asked = ask_for_help_line(line(), by=first, now=now())
        alone = reverse("widening-alone", args=[asked.pk])
        answer = client.post(alone, keyed(reason="It is old"))
        assert answer.status_code == 400
        assert "Others may answer until" in answer.content.decode()
        assert client.post(alone, keyed(reason="")).status_code == 400
        Widening.objects.update(asked_at=now() - DAY)
        page = reverse("widening", args=[asked.pk])
        for shown in (page, alone):
            assert "Go on alone" in client.get(shown).content.decode()
        other = browser(second)
        assert other.get(page).status_code == 200
        assert other.get(alone).status_code == 404
        assert other.post(alone, keyed(reason="Mine")).status_code == 404
        assert client.post(alone, keyed(reason="It is old")).status_code == 302
        assert "It is old" in client.get(page).content.decode()
        asked = ask_for_help_line(line("999"), by=first, now=now())
        drop = reverse("widening-dropping", args=[asked.pk])
        answer = client.post(drop, keyed(), follow=True)
        assert "Not done" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_both_at_once_do_it_once():
    first, second = officer("Maya Lind"), officer("Rosa Hale", Role.SECOND)
    third = officer("Chair", Role.CHAIR)
    asked = ask_for_help_line(line(), by=first, now=now())
    said: list[str] = []

    def answer(by: Person) -> None:
        try:
            with transaction.atomic():
                confirm_widening(asked, by=by, now=now())
            said.append("done")
        except NotAskedAnyMore:
            said.append("late")
        finally:
            connection.close()

    both = [Thread(target=answer, args=[one]) for one in (second, third)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(said) == ["done", "late"]
    assert numbers() == ["0800 111 222"]


def test_a_browser_of_nobody_is_sent_to_sign_in(two):
    asked = ask_for_help_line(line(), by=two[0], now=now())
    page = reverse("widening", args=[asked.pk])
    assert Client().get(page).status_code == 302
