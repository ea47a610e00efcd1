"""What becomes of a question to a second person, and that it is asked at all."""

import pytest
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Label, NamesAsked, Role, Widening
from fourthp.partnership.operations import widening as operations
from fourthp.partnership.operations.erasing import erase_person
from fourthp.partnership.operations.people_export import ask_for_people
from fourthp.partnership.operations.sharing import recall, share_otherwise
from fourthp.partnership.operations.widening import drop_widening
from fourthp.partnership.queries.looks import named_looks
from fourthp.partnership.queries.people import Asked
from fourthp.partnership.queries.widening import Wanted
from fourthp.partnership.rules.subjects import Why
from fourthp.partnership.tests.makers import (
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.papers import Paper
from fourthp.partnership.tests.test_sharing import (
    browser,
    coordinator,
    letter,
    papers,
    reader,
)
from fourthp.partnership.tests.test_widening import officer

__all__ = ["papers"]
pytestmark = pytest.mark.django_db


class TestTwo:
    def test_one_alone_would_widen_without_the_rule(self, papers, monkeypatch):
        agency = make_member_agency("Quay Housing")
        lead, colleague = make_person("Lead"), make_person("Colleague")
        for person, role in ((lead, Role.LEAD), (colleague, Role.DEPUTY)):
            make_seat(person, agency=agency, role=role)
            make_user(person, f"{person.pk}@ends.example")
        paper = Paper.objects.create(label=Label.AMBER, originator=agency)
        green = Wanted(label=Label.GREEN)
        assert share_otherwise(paper, green, by=lead, now=now()).done_at is None
        paper.refresh_from_db()
        assert paper.label == Label.AMBER
        monkeypatch.setattr(operations, "needs_second", lambda _asked: False)
        # Asked anew: a question that is open already is not asked twice.
        Widening.objects.all().delete()
        assert share_otherwise(paper, green, by=lead, now=now()).done_at
        paper.refresh_from_db()
        assert paper.label == Label.GREEN


class TestDropped:
    def test_says_whether_it_was_refused_or_taken_back(self):
        first, second = officer("Maya Lind"), officer("Rosa Hale", Role.SECOND)
        client = browser(first)
        for by, said in ((first, "took it back"), (second, "a second person said no")):
            asked = ask_for_people(Asked(), by=first, now=now())
            drop_widening(asked, by=by, now=now())
            page = client.get(reverse("widening", args=[asked.pk])).content.decode()
            assert said in page

    def test_or_narrowed_meanwhile(self, papers):
        paper, runs = Paper.objects.create(label=Label.CLEAR), coordinator()
        waits = Widening.objects.create(
            kind="shared", about_id=paper.pk, asked_by=runs, asked_at=now()
        )
        recall(paper, by=runs, now=now())
        waits.refresh_from_db()
        assert waits.dropped_as == Widening.Dropped.NARROWED


class TestNames:
    def test_by_which_somebody_was_looked_for_go_with_her(self):
        first, _second = officer("Maya Lind"), officer("Rosa Hale", Role.SECOND)
        erased = make_member("Zenobia Quill")
        for typed in ("zenobia", "Quill", "Okafor", ""):
            ask_for_people(Asked(name=typed), by=first, now=now())
        erase_person(erased, by=first, why=Why.ASKED, now=now())
        left = {one.wants["name"] for one in Widening.objects.all()}
        assert left == {"Okafor", ""}

    def test_of_those_who_looked_are_all_told(self):
        auditor = make_member("Auditor", role=Role.AUDITOR)
        pk = auditor.pk
        Read.objects.bulk_create(
            Read(
                at=now(),
                act="read",
                actor_kind="person",
                actor_id=str(pk),
                matter_kind="circular",
                matter_id=str(pk),
            )
            for _one in range(130)
        )
        asked = NamesAsked.objects.create(
            about_kind="circular",
            about_id=pk,
            asked_by=auditor,
            asked_at=now(),
            reason="Asked",
        )
        assert len(named_looks(asked)) == 130


class TestARecalledLetter:
    def test_offers_no_other_that_begins_with_its_words(self):
        reader()
        circular, client = letter(), browser(coordinator())
        path = reverse("circular", args=[circular.pk])
        another = "Write another that begins with its words"
        assert another in client.get(path).content.decode()
        recall(circular, by=Host(), now=now())
        assert another not in client.get(path).content.decode()
