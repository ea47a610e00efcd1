"""S11: who looked at something: agency and role for its keepers, names for a reason."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fourthp.audit.models import Entry, Read
from fourthp.foundation.clock import now
from fourthp.partnership.models import Label, NamesAsked, Person, Role
from fourthp.partnership.operations.looks import (
    NoReasonGiven,
    ask_for_names,
    forget_names_asked,
    note_looks,
)
from fourthp.partnership.queries.looks import named_looks, seen_lately, who_looked
from fourthp.partnership.tests.makers import (
    make_member,
    make_member_agency,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.papers import Annex, Paper
from fourthp.partnership.tests.test_sharing import browser
from tests.safety.acts.sending import keyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked() -> tuple[Paper, Person]:
    """A restricted paper, and somebody who looked at it."""
    agency = make_member_agency("Quay Housing")
    person = make_person("Asha Bell")
    make_seat(person, agency=agency, role=Role.DEPUTY)
    paper = Paper.objects.create(label=Label.AMBER, originator=agency)
    note_looks(Paper.objects.all(), by=person)
    return paper, person


class TestNoteLooks:
    def test_tells_agency_and_role_by_day_and_no_name(self, looked):
        paper, _person = looked
        [look] = who_looked(paper)
        assert (look.agency, look.role, look.times) == ("Quay Housing", "deputy", 1)

    def test_notes_nothing_of_green_nor_of_the_public_nor_of_a_password(self, looked):
        _paper, person = looked
        Read.objects.all().delete()
        Paper.objects.create(label=Label.GREEN)
        green = Paper.objects.filter(label=Label.GREEN)
        note_looks(green, by=person)
        note_looks(Paper.objects.all(), by=None)
        person.is_strong = False
        note_looks(Paper.objects.all(), by=person)
        assert not Read.objects.exists()

    def test_notes_what_is_restricted_by_what_it_hangs_on(self, looked):
        paper, person = looked
        annex = Annex.objects.create(label=Label.GREEN, paper=paper)
        Annex.objects.create(label=Label.GREEN)
        note_looks(Annex.objects.all(), by=person)
        assert Read.objects.filter(matter_id=annex.pk).count() == 1
        assert Read.objects.count() == 2


class TestNames:
    def test_are_for_an_auditor_who_says_why_and_are_recorded(self, looked):
        paper, person = looked
        auditor = make_member("Auditor", role=Role.AUDITOR)
        for other in (person, make_member("Runs", role=Role.COORDINATOR)):
            with pytest.raises(PermissionDenied):
                ask_for_names("paper", paper.pk, "Why", by=other, now=now())
        with pytest.raises(NoReasonGiven):
            ask_for_names("paper", paper.pk, " ", by=auditor, now=now())
        auditor.is_strong = False
        with pytest.raises(PermissionDenied):
            ask_for_names("paper", paper.pk, "Why", by=auditor, now=now())
        auditor.is_strong = True
        asked = ask_for_names("paper", paper.pk, "Why", by=auditor, now=now())
        entry = Entry.objects.get(act="asked-for-names")
        assert entry.detail == {"of": "paper", "about": str(paper.pk)}
        assert forget_names_asked(now=now()) == 0
        assert forget_names_asked(now=asked.asked_at + timedelta(days=800)) == 1

    def test_of_who_is_forgotten_are_none(self, looked):
        paper, _person = looked
        auditor = make_member("Auditor", role=Role.AUDITOR)
        asked = ask_for_names("paper", paper.pk, "Why", by=auditor, now=now())
        named = named_looks(asked)
        Read.objects.update(actor_id="")
        assert [one.name for one in named_looks(asked)] == [""] * len(named) != []

    def test_on_the_pages(self, looked):
        paper, person = looked
        auditor = make_member("Auditor", role=Role.AUDITOR)
        client = browser(auditor)
        page = client.get(reverse("looks")).content.decode()
        asking = reverse("looks-asking", args=["paper", paper.pk])
        assert asking in page
        assert "Asha Bell" not in page
        assert "Asha Bell" not in client.get(asking).content.decode()
        assert client.post(asking, keyed(reason="")).status_code == 400
        answer = client.post(asking, keyed(reason="A complaint"), follow=True)
        shown = answer.content.decode()
        assert "Asha Bell" in shown
        assert "A complaint" in shown
        names = answer.redirect_chain[-1][0]
        another = browser(make_member("Another", role=Role.AUDITOR))
        assert another.get(names).status_code == 404
        person.delete()
        assert "forgotten by now" in client.get(names).content.decode()
        with time_machine.travel(now() + timedelta(hours=2)):
            assert browser(auditor).get(names).status_code == 404

    def test_not_of_what_nobody_looked_at(self, looked):
        client = browser(make_member("Auditor", role=Role.AUDITOR))
        nothing = reverse("looks-asking", args=["paper", looked[1].pk])
        assert client.get(nothing).status_code == 404

    def test_are_gone_with_the_seat(self, looked):
        auditor = make_member("Auditor", role=Role.AUDITOR)
        paper, _person = looked
        asked = ask_for_names("paper", paper.pk, "Why", by=auditor, now=now())
        client = browser(auditor)
        page = reverse("looks-names", args=[asked.pk])
        assert client.get(page).status_code == 200
        auditor.seats.all().delete()
        assert client.get(page).status_code == 403
        assert NamesAsked.objects.exists()


def test_a_list_of_people_that_was_taken_along_stands_there(looked):
    runs = make_member("Runs", role=Role.COORDINATOR)
    assert browser(runs).get("/people.csv").status_code == 200
    auditor = make_member("Auditor", role=Role.AUDITOR)
    assert {str(one.what) for one in seen_lately(auditor)} == {
        "a list of people",
        "something else",
    }
    Read.objects.update(matter_id="no id")
    assert seen_lately(auditor) == []
