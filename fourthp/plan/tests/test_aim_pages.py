"""The pages of aims, as people use them."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.foundation.clock import now, today
from fourthp.foundation.offers import changed_for, kinds_found, waiting_for
from fourthp.foundation.typed import read_typed
from fourthp.partnership.models import Person, Role
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
    make_user,
)
from fourthp.plan.models import Aim, Contribution, Indicator, Reading
from fourthp.plan.operations.aims import edit_aim
from fourthp.plan.tests.makers import (
    make_aim,
    make_contribution,
    make_indicator,
    make_part,
    make_reading,
)
from fourthp.plan.tests.test_aims import facts
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db


def browser(person: Person) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    sign_in(client, make_user(person, f"{uuid4()}@users.example"), factor=True)
    return client


@pytest.fixture
def coordinator() -> Person:
    return make_member("Maya Lind", role=Role.COORDINATOR)


@pytest.fixture
def client(coordinator) -> Client:
    return browser(coordinator)


@pytest.fixture
def rep() -> Person:
    person = make_person("Asha Bell")
    make_seat(person, agency=make_member_agency("Quay Housing"))
    return person


def seen(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, door: str, /, *args: object, **said: object):
    path = reverse(door, args=args)
    return client.post(path, {"form_key": uuid4(), **said}, follow=True)


class TestIndex:
    def test_says_what_to_do_where_there_is_none(self, client, rep):
        assert "Begin with one that several agencies share" in seen(client, "aims")
        assert "Begin with one" not in seen(browser(rep), "aims")

    def test_says_what_lacks(self, client):
        make_part("Protection")
        make_aim(part=make_part("Prevention"))
        page = seen(client, "aims")
        assert "No aim in: Protection." in page
        assert "No figure says how far it is." in page

    def test_draws_how_far_each_figure_is(self, client):
        figure = make_indicator()
        make_reading(figure, 10, today())
        page = seen(client, "aims")
        assert "10 harbour, target 40" in page
        assert '<rect class="done" x="0" y="4" width="100"' in page

    def test_counts_no_agency_that_is_no_member(self, client):
        aim = make_aim()
        make_contribution(aim, make_agency("Known only"))
        assert "nobody brings anything yet" in seen(client, "aims")
        make_contribution(aim, make_member_agency("Quay Housing"), asks="A van")
        page = seen(client, "aims")
        assert "1 agency brings something" in page
        assert "1 asks something" in page

    def test_is_narrowed_to_a_group_that_is_seen(self, client, rep):
        closed = make_group("Nights", is_closed=True)
        make_aim("Harbour nights", closed)
        make_aim("Harbour days")
        query = f"?group={closed.pk}"
        assert "Harbour days" not in seen(client, "aims", query=query)
        page = seen(browser(rep), "aims", query=query)
        assert "Harbour days" in page
        assert "Nights" not in page
        assert "Harbour days" in seen(client, "aims", query="?group=x")

    def test_keeps_a_part_that_is_offered_no_more_while_an_aim_is_in_it(self, client):
        part = make_part("Policy")
        type(part).objects.filter(pk=part.pk).update(retired_on=today())
        assert "Policy" not in seen(client, "aims")
        make_aim(part=part)
        assert "Policy" in seen(client, "aims")

    def test_has_those_that_are_over_at_its_end(self, client):
        make_aim("Harbour cards", ended_on=today(), outcome="reached")
        assert "Harbour cards" in seen(client, "aims")


class TestNewAim:
    def said(self, **more):
        return {
            "title": "Harbour hostels know",
            "part": str(make_part().pk),
            "group": str(make_network_group().pk),
            "from_on": "2026-01-05",
            "words": "",
            "by_on": "",
        } | more

    def test_is_set_and_leads_to_its_page(self, client):
        answer = send(client, "aim-new", **self.said())
        assert "The aim is set." in answer.content.decode()
        assert Aim.objects.get().title == "Harbour hostels know"

    def test_keeps_what_was_typed_where_it_ends_too_soon(self, client):
        answer = send(client, "aim-new", **self.said(by_on="2025-01-01"))
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "It would be reached before it begins." in page
        assert 'value="Harbour hostels know"' in page

    def test_refuses_what_tells_who_somebody_is(self, client):
        said = self.said(words="Anna Kowalska, born 17/05/2001, lives there.")
        assert send(client, "aim-new", **said).status_code == 400
        assert not Aim.objects.exists()

    def test_a_chair_sets_those_of_her_group_alone(self, rep):
        group = make_group("Nights")
        make_seat(rep, group=group, role=Role.CHAIR)
        client = browser(rep)
        assert send(client, "aim-new", **self.said()).status_code == 400
        send(client, "aim-new", **self.said(group=str(group.pk)))
        assert Aim.objects.get().group == group

    def test_is_no_page_of_a_member(self, rep):
        assert browser(rep).get(reverse("aim-new")).status_code == 403


class TestAim:
    def test_of_a_closed_group_is_not_there_for_others(self, client, rep):
        aim = make_aim("Harbour nights", make_group("Nights", is_closed=True))
        assert browser(rep).get(reverse("aim", args=[aim.pk])).status_code == 404
        page = seen(client, "aim", aim.pk)
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert "Harbour nights" in page
        assert "Harbour nights" not in title

    def test_draws_a_figure_over_time_with_a_table_beside_it(self, client):
        figure = make_indicator()
        for value, day in ((5, date(2026, 2, 1)), (12, date(2026, 3, 1))):
            make_reading(figure, value, day, note="counted twice")
        page = seen(client, "aim", figure.aim_id)
        assert page.count("<circle") == 2
        assert "1 March 2026" in page
        assert "counted twice" in page

    def test_of_one_figure_draws_no_line(self, client):
        figure = make_indicator(target=0)
        make_reading(figure, 5, date(2026, 2, 1))
        assert "<polyline" not in seen(client, "aim", figure.aim_id)

    def test_says_who_is_no_member_now(self, client):
        aim = make_aim()
        make_contribution(aim, make_agency("Known only"))
        assert "not a member now" in seen(client, "aim", aim.pk)

    def test_a_member_is_offered_what_she_may_do_and_no_more(self, rep):
        figure = make_indicator(agency=rep.seats.get().agency)
        page = seen(browser(rep), "aim", figure.aim_id)
        assert reverse("aim-figure", args=[figure.pk]) in page
        assert reverse("aim-contribution", args=[figure.aim_id]) in page
        assert reverse("aim-facts", args=[figure.aim_id]) not in page
        assert reverse("aim-indicator-facts", args=[figure.pk]) not in page

    def test_that_is_over_offers_nothing(self, client):
        aim = make_aim(ended_on=today(), outcome="partly", outcome_words="Half.")
        make_indicator(aim)
        page = seen(client, "aim", aim.pk)
        assert "Partly reached." in page
        assert "Half." in page
        assert reverse("aim-indicator", args=[aim.pk]) not in page


class TestFacts:
    def test_are_changed(self, client):
        aim = make_aim()
        part, day = str(aim.part_id), "2026-01-05"
        send(
            client,
            "aim-facts",
            aim.pk,
            title="Quay",
            part=part,
            from_on=day,
            seen="none",
        )
        aim.refresh_from_db()
        assert (aim.title, aim.from_on) == ("Quay", date(2026, 1, 5))

    def test_somebody_was_faster_and_nothing_typed_is_lost(self, client, coordinator):
        aim = make_aim()
        said = {"title": "Quay", "part": str(aim.part_id), "from_on": "2026-01-05"}
        said["seen"] = "none"
        edit_aim(aim, facts("Harbour first"), by=coordinator)
        page = send(client, "aim-facts", aim.pk, **said).content.decode()
        assert "Somebody changed this meanwhile." in page
        assert 'value="Quay"' in page
        assert "What it says now" in page

    def test_keep_a_part_that_is_offered_no_more(self, client):
        part = make_part("Policy")
        type(part).objects.filter(pk=part.pk).update(retired_on=today())
        assert "Policy" in seen(client, "aim-facts", make_aim(part=part).pk)

    def test_are_refused_to_a_member(self, rep):
        answer = browser(rep).get(reverse("aim-facts", args=[make_aim().pk]))
        assert answer.status_code == 403


class TestEnding:
    def test_says_what_became_of_it_once(self, client):
        aim = make_aim()
        send(client, "aim-ending", aim.pk, outcome="reached", words="")
        again = send(client, "aim-ending", aim.pk, outcome="given-up", words="")
        aim.refresh_from_db()
        assert aim.outcome == "reached"
        assert "This aim is over" in again.content.decode()

    def test_asks_what_became_of_it(self, client):
        answer = send(client, "aim-ending", make_aim().pk)
        assert "Say what became of it." in answer.content.decode()


class TestContribution:
    def test_is_said_by_ones_own_people(self, rep):
        aim = make_aim()
        client = browser(rep)
        page = seen(client, "aim-contribution", aim.pk)
        assert 'type="hidden" name="agency" value="Quay Housing"' in page
        said = {"agency": "Quay Housing", "brings": "Harbour room", "asks": ""}
        send(client, "aim-contribution", aim.pk, **said)
        assert Contribution.objects.get().brings == "Harbour room"

    def test_of_another_agency_is_refused_with_what_was_typed(self, rep):
        make_member_agency("Canal Clinic")
        said = {"agency": "Canal Clinic", "brings": "Harbour room", "asks": ""}
        answer = send(browser(rep), "aim-contribution", make_aim().pk, **said)
        assert answer.status_code == 400
        assert "Harbour room" in answer.content.decode()
        assert not Contribution.objects.exists()

    def test_is_changed_by_who_leads(self, client):
        aim, agency = make_aim(), make_member_agency("Quay Housing")
        make_contribution(aim, agency)
        query = f"?agency={agency.pk}"
        assert "Harbour trainers" in seen(
            client, "aim-contribution", aim.pk, query=query
        )
        empty = seen(client, "aim-contribution", aim.pk, query="?agency=x")
        assert "Harbour trainers" not in empty

    def test_is_refused_to_who_speaks_for_nobody(self):
        client = browser(make_member("Olive", role=Role.AUDITOR))
        path = reverse("aim-contribution", args=[make_aim().pk])
        assert client.get(path).status_code == 403

    def test_is_refused_once_the_aim_is_over(self, rep):
        aim = make_aim(ended_on=today(), outcome="reached")
        said = {"agency": "Quay Housing", "brings": "Harbour room", "asks": ""}
        answer = send(browser(rep), "aim-contribution", aim.pk, **said)
        assert "This aim is over" in answer.content.decode()


class TestIndicators:
    SAID = {
        "name": "Harbour hostels",
        "definition": "Counted by hand",
        "unit": "harbour",
        "source": "the list",
        "baseline": "",
        "target": "40",
        "agency": "",
        "every": "3",
    }

    def test_is_defined_changed_and_kept_no_longer(self, client):
        aim = make_aim()
        send(client, "aim-indicator", aim.pk, **self.SAID)
        one = Indicator.objects.get()
        send(client, "aim-indicator-facts", one.pk, **self.SAID | {"unit": "quay"})
        send(client, "aim-indicator-retirement", one.pk)
        one.refresh_from_db()
        assert (one.unit, one.retired_on) == ("quay", today())

    def test_says_before_that_it_is_kept_no_longer(self, client):
        one = make_indicator(agency=make_member_agency("Quay Housing"))
        assert "What was said of it stays" in seen(
            client, "aim-indicator-retirement", one.pk
        )
        assert 'value="Quay Housing"' in seen(client, "aim-indicator-facts", one.pk)

    def test_refuses_what_is_no_number(self, client):
        said = self.SAID | {"target": "forty"}
        answer = send(client, "aim-indicator", make_aim().pk, **said)
        assert "Write a number, like 40 or 12.5." in answer.content.decode()

    def test_is_refused_to_a_member(self, rep):
        path = reverse("aim-indicator-facts", args=[make_indicator().pk])
        assert browser(rep).get(path).status_code == 403


class TestFigure:
    def test_is_said_and_taken_away_by_its_agency(self, rep):
        one = make_indicator(agency=rep.seats.get().agency)
        client = browser(rep)
        send(client, "aim-figure", one.pk, value="12.5", on=str(today()), note="")
        reading = Reading.objects.get()
        assert str(reading.value) == "12.50"
        send(client, "aim-figure-removal", reading.pk)
        assert not Reading.objects.exists()

    def test_of_tomorrow_is_refused(self, client):
        day = str(today() + timedelta(days=1))
        answer = send(client, "aim-figure", make_indicator().pk, value="1", on=day)
        assert "That day is to come" in answer.content.decode()

    def test_is_refused_to_the_people_of_others(self, rep):
        path = reverse("aim-figure", args=[make_indicator().pk])
        assert browser(rep).get(path).status_code == 403

    def test_once_the_aim_is_over_none_is_taken_away(self, client):
        aim = make_aim(ended_on=today(), outcome="reached")
        reading = make_reading(make_indicator(aim))
        answer = send(client, "aim-figure-removal", reading.pk)
        assert "This aim is over" in answer.content.decode()
        assert Reading.objects.exists()


class TestTable:
    def test_has_every_figure_that_was_said(self, client):
        figure = make_indicator(agency=make_member_agency("Quay Housing"))
        make_reading(figure, 12, date(2026, 3, 1), note="=1+1")
        said = b"".join(client.get(reverse("aims-table")).streaming_content).decode()
        assert "Quay Housing,2026-03-01,12.00,'=1+1" in said

    def test_that_it_was_taken_is_noted(self, client, coordinator):
        client.get(reverse("aims-table"))
        noted = Read.objects.get(act=Read.Act.EXPORTED)
        told = (noted.matter_kind, noted.actor_id, noted.role)
        assert told == ("aims", str(coordinator.pk), "coordinator")

    def test_has_none_of_a_closed_group(self, rep):
        aim = make_aim("Harbour nights", make_group("Nights", is_closed=True))
        make_reading(make_indicator(aim))
        answer = browser(rep).get(reverse("aims-table"))
        assert b"Harbour nights" not in b"".join(answer.streaming_content)


class TestOffers:
    def test_a_figure_that_is_due_waits_for_its_agency(self, rep):
        one = make_indicator(agency=rep.seats.get().agency)
        waits = [w for w in waiting_for(rep, now()) if "how far" in str(w.title)]
        assert [w.path for w in waits] == [reverse("aim-figure", args=[one.pk])]
        make_reading(one, 5, today())
        assert not [w for w in waiting_for(rep, now()) if "how far" in str(w.title)]

    def test_waits_for_nobody_else(self, rep):
        make_indicator(agency=make_member_agency("Canal Clinic"))
        assert not [w for w in waiting_for(rep, now()) if "how far" in str(w.title)]
        assert waiting_for(make_person("Nobody"), now()) == []

    def test_a_new_aim_is_told_with_how_many_more(self, rep):
        make_aim("Harbour one")
        make_aim("Harbour two", make_group("Days"))
        make_aim("Harbour secret", make_group("Nights", is_closed=True))
        hour = timedelta(hours=1)
        told = changed_for(rep, now() - hour, now() + hour, 1)
        aims = [one for one in told if str(one.what) == "A new aim"]
        assert [(one.of, one.where, one.count) for one in aims] == [
            ("Harbour two", "Days", 1),
            ("", "", 1),
        ]
        assert not changed_for(make_person("Nobody"), now() - hour, now() + hour, 1)

    def test_is_found_by_its_words(self, rep):
        make_aim("Harbour hostels")
        make_aim("Harbour secret", make_group("Nights", is_closed=True))
        [kind] = [one for one in kinds_found() if one.name == "aims"]
        found = kind.find(rep, read_typed("harbour"), 5)
        assert [one.title for one in found.hits] == ["Harbour hostels"]
        assert kind.find(make_person("Nobody"), read_typed("harbour"), 5).count == 0


class TestMatter:
    def test_its_history_takes_a_change_back(self, client, coordinator):
        aim = make_aim()
        edit_aim(aim, facts("Harbour hotels know"), by=coordinator)
        page = seen(client, "history", "aim", aim.pk)
        assert "Harbour hotels know" in page
        revision = re.search(r'name="revision" value="([\w-]+)"', page)[1]
        send(client, "history", "aim", aim.pk, revision=revision)
        aim.refresh_from_db()
        assert aim.title == "Harbour hostels know"

    def test_its_history_is_read_by_members_and_changed_by_none(self, rep, coordinator):
        aim = make_aim()
        edit_aim(aim, facts("Harbour hotels know"), by=coordinator)
        page = seen(browser(rep), "history", "aim", aim.pk)
        assert 'name="revision"' not in page

    def test_recalled_it_is_there_for_nobody_but_who_brings_it_back(self, client, rep):
        aim = make_aim()
        assert "Recall it" in seen(client, "aim", aim.pk)
        send(client, "sharing-recall", "aim", aim.pk)
        for one in (client, browser(rep)):
            assert one.get(reverse("aim", args=[aim.pk])).status_code == 404
        assert seen(client, "sharing", "aim", aim.pk)
        assert browser(rep).get(
            reverse("sharing", args=["aim", aim.pk])
        ).status_code in (403, 404)
        send(client, "sharing-return", "aim", aim.pk)
        assert seen(browser(make_member("Olive")), "aim", aim.pk)

    def test_words_are_struck_from_all_that_hangs_on_it(self, client, rep):
        aim = make_aim(words="Mirela from the car wash")
        said = make_contribution(
            aim, make_agency("Quay"), brings="Mirela from the car wash and a van"
        )
        assert reverse("strike", args=["aim", aim.pk]) in seen(client, "aim", aim.pk)
        assert reverse("strike", args=["aim", aim.pk]) not in seen(
            browser(rep), "aim", aim.pk
        )
        words = "Mirela from the car wash"
        send(client, "strike", "aim", aim.pk, words=words, strike="yes")
        for one in (aim, said):
            one.refresh_from_db()
        assert "Mirela" not in aim.words + said.brings
