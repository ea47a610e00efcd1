"""S12: what is given of somebody, or erased, is hers: not of who shares an address."""

import json

import pytest

from fourthp.audit.operations import record
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.ids import new_id
from fourthp.foundation.links import Bearer, SignedLink
from fourthp.foundation.queries.subjects import held_of
from fourthp.partnership.formats.subject_package import Package, package_data
from fourthp.partnership.models import ContactPoint, Person, Sheet
from fourthp.partnership.operations.erasing import erase_person
from fourthp.partnership.operations.merging.people import merge_people
from fourthp.partnership.operations.merging.undoing import undo_merge
from fourthp.partnership.queries import known_as, subjects
from fourthp.partnership.queries.merging.people import person_outlook
from fourthp.partnership.queries.network import this_network
from fourthp.partnership.queries.subjects import subject_of
from fourthp.partnership.rules.subjects import Why
from fourthp.partnership.tests.lives import dump
from fourthp.partnership.tests.makers import (
    make_agency,
    make_contact,
    make_network,
    make_network_group,
    make_person,
)
from fourthp.post.models import Answer, Bounce, Incoming, Message
from fourthp.post.operations.telling import News, tell
from fourthp.post.rules.kinds import kind_of
from fourthp.post.rules.letters import Letter, Paragraph
from fourthp.post.rules.readers import ADDRESS, Reader

pytestmark = pytest.mark.django_db

OFFICE, ROLE, OWN = "info@clinic.example", "rota@clinic.example", "ann@home.example"
SECRET = "zqanothersqz"


@pytest.fixture(autouse=True)
def _network(db):
    make_network()
    make_network_group()


def came_in(sender: str, words: str = SECRET, **fields: object) -> Incoming:
    said = {"name": "", "subject": words, "text": words}
    return Incoming.objects.create(
        source_key=str(new_id()),
        digest=str(new_id()),
        taken_at=now(),
        kind="letter",
        outcome="letter",
        sender=sender,
        words=said,
        has_words=True,
        **fields,
    )


def sent(person: Person, address: str) -> Message:
    reader = Reader("person", str(person.pk), address)
    news = News(kind_of("partnership.you-left"), _letter)
    return tell([reader], news, by=Host(), now=now()).messages.get()


def _letter(_reader: Reader) -> Letter:
    return Letter("To you", (Paragraph("words"),))


def given(person: Person) -> str:
    """Return all that somebody is given."""
    who = subject_of(person, now=now())
    shared = tuple(sorted(who.shared))
    package = Package(person.name, now(), this_network(), held_of(who), shared)
    return json.dumps(package_data(package), ensure_ascii=False)


def rows_of(person: Person, title: str) -> list[dict]:
    data = json.loads(given(person))
    tables = [one for part in data["sections"] for one in part["tables"]]
    return next(one["rows"] for one in tables if one["title"] == title)


class TestSharedAddresses:
    def test_mail_from_an_address_that_another_has_too_is_not_given(self):
        ann, _ben = make_person("Ann", email=ROLE), make_person("Ben", email=ROLE)
        came_in(ROLE.upper())
        Bounce.objects.create(address=ROLE, domain="x", is_hard=True, at=now())
        said = given(ann)
        assert SECRET not in said
        assert rows_of(ann, "Mails to you that came back") == []
        assert json.loads(said)["shared_addresses"] == [ROLE]

    def test_nor_from_an_office_an_agency_or_another_persons_number(self):
        ann = make_person("Ann", email=OFFICE)
        came_in(OFFICE)
        assert SECRET not in given(ann)
        bea = make_person("Bea", email="desk@quay.example")
        make_agency("Quay", email="Desk@quay.example")
        came_in("desk@quay.example")
        assert SECRET not in given(bea)
        cat = make_person("Cat", email="night@quay.example")
        make_contact(make_person("Dan"), "night@quay.example", kind="other")
        came_in("night@quay.example")
        assert SECRET not in given(cat)

    def test_nor_from_one_that_was_anothers_before(self):
        before, after = make_person("Before"), make_person("After", email=ROLE)
        sent(before, ROLE)
        came_in(ROLE)
        assert SECRET not in given(after)

    def test_mail_from_her_own_is(self):
        ann = make_person("Ann", email=OWN)
        came_in(OWN.upper())
        assert SECRET in given(ann)
        assert json.loads(given(ann))["shared_addresses"] == []

    def test_without_the_question_whose_it_is_it_would_be_given(self, monkeypatch):
        """The control."""
        ann, _ben = make_person("Ann", email=ROLE), make_person("Ben", email=ROLE)
        came_in(ROLE)
        monkeypatch.setattr(subjects, "addresses_alone", known_as.addresses_of)
        assert SECRET in given(ann)

    def test_an_answer_from_elsewhere_is_told_without_its_words(self):
        ann = make_person("Ann", email=OWN)
        came_in("stranger@else.example", message=sent(ann, OWN))
        title = "Mails that answer one to you, from an address that is not yours alone"
        assert [row["outcome"] for row in rows_of(ann, title)] == ["letter"]
        assert "stranger@" not in given(ann)

    def test_an_erased_person_leaves_the_rows_and_mails_of_who_shares_it(self):
        ann, ben = make_person("Ann Oar", email=ROLE), make_person("Ben", email=ROLE)
        letter = Letter("To you", (Paragraph(f"ring {ROLE}"),))
        news = News(kind_of("partnership.you-left"), lambda _to: letter)
        reader = Reader("person", str(ben.pk), ROLE)
        other = tell([reader], news, by=Host(), now=now()).messages
        other.update(state=Message.State.SENT, ended_at=now())
        rows = [[2, ["Ben", ROLE]], [3, ["Ann Oar", ROLE]]]
        sheet = Sheet.objects.create(made_at=now(), rows=rows, actor_kind="host")
        erase(ann)
        assert other.get().has_words
        sheet.refresh_from_db()
        assert sheet.rows == rows[:1]


def erase(person: Person) -> None:
    erase_person(person, by=Host(), why=Why.ASKED, now=now())
    for last in Message.objects.filter(state=Message.State.WAITING):
        last.delete()  # what still leaves is another test's


class TestTwoThatWereOne:
    def _split(self) -> tuple[Person, Person]:
        gone = make_person("Zqanothersqz", email=f"{SECRET}@else.example")
        make_contact(gone, f"{SECRET} 0121")
        stays = make_person("Ann")
        seen = person_outlook(gone, stays).digest()
        merge = merge_people(gone, stays, by=Host(), now=now(), seen=seen)
        assert SECRET in given(stays).lower()
        undo_merge(merge, by=Host(), now=now())
        people = Person.objects
        return people.get(pk=gone.pk), people.get(pk=stays.pk)

    def test_nothing_of_the_one_is_given_with_the_other(self):
        gone, stays = self._split()
        assert SECRET not in given(stays).lower()
        assert SECRET in given(gone).lower()
        assert known_as.addresses_of(stays) == frozenset()

    def test_unless_nobody_asks_which_changes_were_of_two(self, monkeypatch):
        """The control."""
        _gone, stays = self._split()
        monkeypatch.setattr(subjects, "changes_of_two", lambda _ids: [])
        assert SECRET in given(stays).lower()

    def test_erased_the_one_stands_nowhere_in_the_others_history(self):
        gone, stays = self._split()
        erase(gone)
        assert SECRET not in dump()
        assert Person.objects.get(pk=stays.pk).name == "Ann"


class TestBearers:
    def test_whoever_had_a_mail_to_her_is_not_she(self):
        ann = make_person("Ann", email=OFFICE)
        link = SignedLink("still", "person", ann.pk, "agency", new_id(), now())
        record(Bearer(link), "reached-another", ann)
        assert rows_of(ann, "What you did") == []
        [told] = rows_of(ann, "What others did that is about you")
        assert told["actor_id"] == "whoever had the mail to you"
        fields = {
            "purpose": "still",
            "holder_kind": "person",
            "about_kind": "agency",
            "about_id": new_id(),
            "expires_at": now(),
            "at": now(),
        }
        for choice in ("not-me", "all"):
            fields["about_id"] = new_id()
            Answer.objects.create(holder_id=ann.pk, choice=choice, **fields)
        answered = rows_of(ann, "What was answered by a link in a mail to you")
        who = {row["choice"]: row["holder_id"] for row in answered}
        assert who == {"not-me": "whoever had the mail to you", "all": "you"}


class TestOlderAddresses:
    def test_one_that_only_mails_know_still_is_told_and_erased(self):
        old = "zqlongagoqz@old.example"
        ann = make_person("Ann", email=OWN)
        sent(ann, old)
        Bounce.objects.create(address=old, domain="old.example", is_hard=1, at=now())
        tell(
            [Reader(ADDRESS, "", old.upper())],
            News(kind_of("partnership.you-left"), _letter),
            by=Host(),
            now=now(),
        )
        came_in(old)
        ContactPoint.objects.create(person=ann, kind="other", value="zqtoo@old.example")
        came_in("zqtoo@old.example")
        assert given(ann).count(old) >= 3
        assert given(ann).count("zqtoo@old.example") == 2
        erase(ann)
        assert "zqlongagoqz" not in dump()
        assert "zqtoo" not in dump()

    def test_without_the_mails_it_would_stay(self, monkeypatch):
        """The control."""
        ann = make_person("Ann", email=OWN)
        sent(ann, "zqlongagoqz@old.example")
        came_in("zqlongagoqz@old.example")
        nothing = lambda *_: []  # noqa: E731 -- stands for a question nobody asks
        monkeypatch.setattr(known_as.addresses, "addresses_of", nothing)
        erase(ann)
        assert "zqlongagoqz" in dump()
