"""What the second person reads before she says yes, as far as she may know of it."""

import pytest
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.foundation.clock import now
from fourthp.foundation.offers import waiting_for
from fourthp.partnership.models import Label, Person, Role, Vocabulary
from fourthp.partnership.models.people import PersonQuerySet
from fourthp.partnership.models.widening import STANDS
from fourthp.partnership.operations.people_export import ask_for_people
from fourthp.partnership.operations.sharing import recall, share_otherwise
from fourthp.partnership.operations.widening import drop_widening, kind_of_widening
from fourthp.partnership.queries import widening as queries
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.people import Asked
from fourthp.partnership.queries.widening import Wanted
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
from fourthp.partnership.tests.papers import Paper
from fourthp.partnership.tests.test_sharing import browser, papers
from fourthp.partnership.tests.test_widening import officer

__all__ = ["papers"]
pytestmark = pytest.mark.django_db


def said(asked, reader: Person) -> dict[str, str]:
    kind = kind_of_widening(asked.kind)
    return {name: str(value) for name, value, *_more in kind.says(asked, reader)}


class TestShared:
    @pytest.fixture
    def ours(self, papers, monkeypatch):
        """A paper of an agency, its lead, a colleague, and a chair who sees it not."""
        monkeypatch.setattr(Paper, "__str__", lambda _row: "Harbour raid")
        agency = make_member_agency("Quay Housing")
        lead, colleague = make_person("Lead"), make_person("Colleague")
        for person, role in ((lead, Role.LEAD), (colleague, Role.DEPUTY)):
            make_seat(person, agency=agency, role=role)
            make_user(person, f"{person.pk}@reads.example")
        paper = Paper.objects.create(label=Label.AMBER, originator=agency)
        return paper, lead, colleague, officer("Chair", Role.CHAIR)

    def test_title_page_and_ways_in_stand_on_her_page(self, ours):
        paper, lead, colleague, _chair = ours
        nights = make_group("Nights")
        make_seat(make_person("In"), group=nights)
        ways = (Way(group=nights), Way(role=Role.TRAINER))
        wanted = Wanted(has_readers=True, ways=ways)
        asked = share_otherwise(paper, wanted, by=lead, now=now())
        path = reverse("widening", args=[asked.pk])
        shown = browser(colleague).get(path).content.decode()
        assert "A paper: Harbour raid" in shown
        assert f'href="/papers/{paper.pk}/"' in shown
        assert "the agency it came from; Nights; Trainer" in shown
        says = said(asked, colleague)
        assert (says["Who sees it now"], says["Who would see it"]) == (
            "2 people",
            "3 people",
        )
        looks = Read.objects.filter(matter_id=str(paper.pk))
        assert looks.filter(actor_id=str(colleague.pk)).exists()

    def test_who_may_not_see_it_is_told_no_title_and_looked_at_nothing(
        self, ours, monkeypatch
    ):
        paper, lead, _colleague, chair = ours
        asked = share_otherwise(paper, Wanted(label="TLP:GREEN"), by=lead, now=now())
        client, path = browser(chair), reverse("widening", args=[asked.pk])
        shown = client.get(path).content.decode()
        assert "Harbour raid" not in shown
        assert "/papers/" not in shown
        assert "A paper that you may not see. Ask what it is" in shown
        assert not Read.objects.exists()
        assert "all members of the network" in shown
        # The control: without the question whether she sees it, it is told.
        monkeypatch.setattr(queries, "kept_row", lambda *_all: paper)
        assert "Harbour raid" in client.get(path).content.decode()

    def test_who_asks_is_named_to_whoever_may_know_her(self, ours, monkeypatch):
        paper, lead, _colleague, chair = ours
        asked = share_otherwise(paper, Wanted(label="TLP:GREEN"), by=lead, now=now())
        path = reverse("widening", args=[asked.pk])
        hers, role = reverse("person", args=[lead.pk]), "Quay Housing, agency lead"
        shown = browser(chair).get(path).content.decode()
        assert (f"Lead</bdi>, {role}" in shown, hers in shown) == (True, True)
        # Nobody else opens the page today; if somebody ever does, it tells the role.
        monkeypatch.setattr(PersonQuerySet, "visible_to", lambda rows, _of: rows.none())
        shown = browser(chair).get(path).content.decode()
        assert (role in shown, hers in shown) == (True, False)
        assert f"Lead</bdi>, {role}" not in shown

    def test_a_closed_group_is_neither_named_nor_counted(self, ours):
        paper, lead, colleague, _chair = ours
        secret = make_group("Secret", is_closed=True)
        for person in (lead, make_person("Inside")):
            make_seat(person, group=secret)
        wanted = Wanted(has_readers=True, ways=(Way(group=secret),))
        asked = share_otherwise(paper, wanted, by=lead, now=now())
        says = said(asked, colleague)
        assert "Secret" not in str(says)
        assert "somebody whom you may not know of" in says["For whom"]
        assert (
            says["Who would see it"] == "2 people, and others whom you may not know of"
        )
        assert "Secret" in said(asked, lead)["For whom"]
        assert said(asked, lead)["Who would see it"] == "3 people"

    def test_what_comes_back_and_lasts_says_so(self, ours):
        paper, lead, colleague, _chair = ours
        paper.audience = make_audience({"role": Role.CHAIR})
        paper.save()
        recall(paper, by=lead, now=now())
        back = Wanted(bring_back=True, has_day=True)
        asked = share_otherwise(paper, back, by=lead, now=now())
        says = said(asked, colleague)
        assert says["Recalled"] == "It is there again."
        assert says["Seen until"] == "until somebody takes it back"
        assert "Harbour raid" in says["What"]
        everyone = Wanted(label=Label.CLEAR, has_readers=True)
        asked = share_otherwise(paper, everyone, by=lead, now=now())
        assert "also without an account" in said(asked, colleague)["For whom"]


class TestPeopleTable:
    def test_counts_whom_the_strong_door_shows_and_names_what_was_asked(self):
        first, second = officer("Maya Lind"), officer("Rosa Hale", Role.SECOND)
        for number in range(60):
            make_member(f"Asha {number}", agency=f"Agency {number}")
        housing = make_term("Housing", Vocabulary.TOPIC)
        asked = ask_for_people(Asked(), by=first, now=now())
        asked.asked_by = Person.objects.get(pk=first.pk)  # of no door yet
        assert said(asked, second)["How many"] == "62"
        narrowed = Asked(role="lead", topic=str(housing.pk), language="ro", name="Bo")
        asked = ask_for_people(narrowed, by=first, now=now())
        says = said(asked, second)
        assert (says["Role"], says["Topic"], says["Language"], says["Name"]) == (
            "Agency lead",
            "Housing",
            "Romanian",
            "Bo",
        )
        assert str(housing.pk) not in str(says)
        page = browser(second).get(reverse("widening", args=[asked.pk]))
        assert str(housing.pk) not in page.content.decode()

    def test_tells_neither_name_nor_number_of_a_closed_group(self):
        first, second = officer("Maya Lind"), officer("Rosa Hale", Role.SECOND)
        secret = make_group("Secret", is_closed=True)
        make_seat(make_person("Inside"), group=secret)
        asked = ask_for_people(Asked(group=str(secret.pk)), by=first, now=now())
        says = said(asked, second)
        assert "Secret" not in str(says)
        assert str(secret.pk) not in str(says)
        assert "How many" not in says
        # The control: who sits in it is told both.
        make_seat(second, group=secret)
        second = Person.objects.get(pk=second.pk)
        assert said(asked, second)["Group"] == "Secret"
        assert said(asked, second)["How many"] == "2"


class TestWaitingForYou:
    def test_leads_those_who_may_answer_to_the_question_and_nobody_else(self):
        first, second = officer("Maya Lind"), officer("Rosa Hale", Role.SECOND)
        other = officer("Lead", Role.LEAD)
        asked = ask_for_people(Asked(), by=first, now=now())
        path = reverse("widening", args=[asked.pk])

        def waits(person: Person, moment=None) -> list[str]:
            return [one.path for one in waiting_for(person, moment or now())]

        assert path in waits(second)
        assert path not in [*waits(first), *waits(other)]
        second.is_strong = False
        assert path not in waits(second)
        second.is_strong = True
        assert path not in waits(second, asked.asked_at + STANDS)
        drop_widening(asked, by=second, now=now())
        assert path not in waits(second)
