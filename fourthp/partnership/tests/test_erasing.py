"""S12: somebody is erased: nothing says who she was, and history stays true."""

from threading import Barrier, Thread

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from fourthp.accounts.models import User
from fourthp.audit.models import Entry
from fourthp.audit.queries import faults_of_record
from fourthp.audit.tasks import seal
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Group, Merge, Person, Role, Sheet
from fourthp.partnership.operations import erasing
from fourthp.partnership.operations.contacts import set_contacts
from fourthp.partnership.operations.erasing import (
    ERASED,
    ErasedAlready,
    erase_person,
)
from fourthp.partnership.operations.leaving import (
    LastCoordinator,
    leave,
    leave_together,
)
from fourthp.partnership.operations.merging.people import merge_people
from fourthp.partnership.operations.people import PersonEdit, edit_person
from fourthp.partnership.operations.returning import (
    NothingToGiveBack,
    take_leaving_back,
)
from fourthp.partnership.operations.seats import seat_person
from fourthp.partnership.operations.sheets.applying import undo_sheet
from fourthp.partnership.queries.erasing import erasing_outlook, where_named
from fourthp.partnership.queries.known_as import ids_of, names_of
from fourthp.partnership.queries.merging.people import person_outlook
from fourthp.partnership.rules.merging import MergeRefused
from fourthp.partnership.rules.subjects import Why
from fourthp.partnership.tests.lives import (
    MAIL,
    NAME,
    NUMBER,
    SHEET,
    SIGNS_IN,
    TWIN,
    dump,
    make_life,
    opened,
    telling,
)
from fourthp.partnership.tests.makers import (
    make_agency,
    make_contact,
    make_group,
    make_member,
    make_member_agency,
    make_network,
    make_network_group,
    make_person,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.sheets import bring_in, hand_in
from fourthp.post.models import Message, Suppression
from fourthp.post.operations.outcomes import note_refused, note_sent
from fourthp.post.operations.suppression import (
    Returned,
    lift,
    note_return,
    stop_address,
    stop_by_hand,
)
from fourthp.post.queries.facts import suppressed
from fourthp.post.rules.answers import Refused, Sent

pytestmark = pytest.mark.django_db


# Mails that have to say who left; their words lie sealed, and go after 30 days.
TELL_HER_AGENCY = {"partnership.person-left"}


@pytest.fixture
def life(db):
    return make_life()


def erase(person: Person, **more: object) -> Person:
    return erase_person(person, **{"by": Host(), "why": Why.ASKED, "now": now()} | more)


def send_last() -> None:
    """The mail server takes the last mail, as the worker notes it."""
    from_worker = Message.objects.get(kind=ERASED.name)
    from_worker.leased_by = "worker"
    from_worker.save()
    note_sent(Sent(250, f"queued for {MAIL}"))(from_worker, now())


class TestErasePerson:
    def test_nothing_in_the_database_says_who_she_was(self, life):
        assert len(telling(dump())) >= 10
        erase(life.person)
        left = Message.objects.get(kind=ERASED.name)
        assert left.address == MAIL  # still to be sent
        send_last()
        assert telling(dump()) == []

    def test_and_nothing_that_lies_sealed_but_what_still_tells_her_agency(self, life):
        assert {kind for kind, said in opened() if telling(said)} >= {
            "partnership.you-left",
            "letter",
            "partnership.Sheet",
        }
        erase(life.person)
        send_last()
        told = {kind for kind, said in opened() if telling(said)}
        assert told == TELL_HER_AGENCY

    @pytest.mark.parametrize(
        "forgets", ["forget_every_name", "forget_addresses", "forget_words_naming"]
    )
    def test_a_part_that_is_left_out_is_found(self, life, monkeypatch, forgets):
        monkeypatch.setattr(erasing, forgets, lambda *_, **__: None)
        erase(life.person)
        send_last()
        told = {
            kind
            for kind, said in opened()
            if telling(said) and kind not in TELL_HER_AGENCY
        }
        assert telling(dump()) or told

    def test_the_row_that_stays_says_only_that_somebody_was_there(self, life):
        seat = life.person.seats.order_by("from_on").first()
        erase(life.person)
        found = Person.objects.get(pk=life.person.pk)
        assert found.name.startswith("A person, erased on ")
        assert (found.full_name, found.email, found.user) == ("", "", None)
        assert found.languages == []
        assert found.erased_at is not None
        left = found.seats.get()
        assert left.pk == seat.pk
        assert left.ended_at is not None
        assert left.handover.words == "Ring the night team first."
        assert left.handover.writer.name == found.name

    def test_the_record_stands_and_holds_no_word_of_her(self, life):
        seal(now())
        before = Entry.objects.count()
        erase(life.person)
        seal(now())
        assert Entry.objects.count() > before
        assert faults_of_record(now=now(), outside=None) == []
        entry = Entry.objects.get(act="erased")
        assert entry.matter_id == str(life.person.pk)
        assert entry.detail == {"why": "asked", "seats": 1}

    def test_she_is_signed_out_in_that_minute(self, life):
        assert life.browser.get("/account/").status_code == 200
        erase(life.person)
        assert not User.objects.exists()
        assert not UserSession.objects.exists()
        assert not Session.objects.exists()
        assert life.browser.get("/account/").status_code == 302

    def test_who_looks_after_her_agency_hears_that_she_left(self, life):
        erase(life.person)
        told = Message.objects.filter(kind="partnership.person-left")
        assert {one.address for one in told} == {"lena@clinic-lead.example"}

    def test_she_gets_one_mail_and_then_nobody_can_tell_whom_it_was_for(self, life):
        erase(life.person)
        waiting = Message.objects.filter(state=Message.State.WAITING)
        [last] = waiting.filter(address=MAIL)
        assert "last mail" in str(last.letter)
        send_last()
        last.refresh_from_db()
        assert (last.state, last.address, last.domain) == ("sent", "", "")
        assert (last.said, last.letter) == ("", {})

    def test_one_that_is_refused_leaves_no_address_behind_either(self, life):
        erase(life.person)
        message = Message.objects.get(kind=ERASED.name)
        problem = Refused(550, "5.1.1", f"no {MAIL}", "recipient")
        note_refused(problem)(message, now())
        send = Message.objects.get(kind=ERASED.name)
        assert (send.state, send.address, send.said) == ("failed", "", "")
        assert telling(dump()) == []

    def test_one_that_may_not_be_sent_leaves_none(self, life):
        stop_by_hand(MAIL, by=life.coordinator, now=now())
        erase(life.person)
        last = Message.objects.get(kind=ERASED.name)
        assert (last.state, last.address) == ("withheld", "")
        assert telling(dump()) == []

    def test_whom_no_address_is_known_of_gets_none(self):
        make_network()
        make_network_group()
        erase(make_person("Nobody Known"))
        assert not Message.objects.exists()

    def test_an_address_that_others_share_stays_theirs(self):
        make_network()
        make_network_group()
        office = "info@clinic.example"
        one, other = make_person("One", email=office), make_person("Two", email=office)
        stop_address(office, "hard", now=now())
        erase(one)
        assert suppressed([office]) == {office: "hard"}
        assert Suppression.objects.get().address == office
        assert Person.objects.get(pk=other.pk).email == office

    def test_is_for_who_runs_the_network_and_of_somebody_else(self, life):
        lead = Person.objects.get(name="Lena Lind")
        for by in (lead, life.person):
            with pytest.raises(PermissionDenied):
                erase(life.person, by=by)
        with pytest.raises(PermissionDenied):
            erase(life.coordinator, by=life.coordinator)
        erase(life.person, by=life.coordinator)

    def test_is_refused_of_the_only_coordinator(self, life):
        with pytest.raises(LastCoordinator):
            erase(life.coordinator)
        assert Person.objects.get(pk=life.coordinator.pk).erased_at is None

    def test_is_done_once(self, life):
        erase(life.person)
        with pytest.raises(ErasedAlready):
            erase(life.person)
        with pytest.raises(ErasedAlready):
            erase(Person(name="never here"))

    def test_is_said_in_the_networks_language(self, life, settings):
        network = erasing.this_network()
        network.languages = ["xx-none", "en-xa"]
        network.save()
        erase(life.person)
        assert not Person.objects.get(pk=life.person.pk).name.startswith("A person")

    def test_before_the_network_is_set_up_it_is_said_in_the_servers(self):
        make_network_group()
        assert erase(make_person()).name.startswith("A person, erased on ")


class TestAfterwards:
    def test_nobody_can_find_change_or_seat_who_is_nobody(self, life):
        stale = Person.objects.get(pk=life.person.pk)
        erase(life.person)
        cora = life.coordinator
        cora.is_strong = True
        assert not Person.objects.visible_to(cora).filter(pk=stale.pk).exists()
        day = now().date()
        with pytest.raises(PermissionDenied):
            edit_person(stale, PersonEdit({"name": NAME}), by=cora)
        with pytest.raises(PermissionDenied):
            set_contacts(stale, [], by=cora, email_reach="public")
        with pytest.raises(PermissionDenied):
            seat_person(stale, Role.DEPUTY, by=cora, today=day)
        other = make_person("Other")
        with pytest.raises(MergeRefused):
            merge_people(stale, other, by=cora, now=now(), seen="")
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=stale.pk).update(email=MAIL)

    def test_a_leaving_before_it_is_not_taken_back(self, life):
        agency = life.person.seats.exclude(agency=None).get().agency
        left = leave_together([life.person], agency, by=Host(), now=now())
        erase(life.person)
        with pytest.raises(NothingToGiveBack, match="was erased"):
            take_leaving_back(left.revision, by=Host(), now=now())

    def test_the_leaving_that_was_hers_alone_is_forgotten(self, life):
        left = leave(life.person, by=Host(), now=now())
        erase(life.person)
        assert not Revision.objects.filter(pk=left.revision.pk).exists()

    def test_who_stands_in_a_sheet_later_is_a_new_person(self, life):
        Sheet.objects.all().delete()
        erase(life.person)
        bring_in(hand_in(SHEET, by=life.coordinator), by=life.coordinator)
        again = Person.objects.get(name=NAME)
        assert again.pk != life.person.pk
        assert again.erased_at is None
        assert Person.objects.exclude(erased_at=None).count() == 1

    def test_a_sheet_that_made_her_brings_nothing_back_when_it_is_taken_back(self):
        make_network()
        make_network_group()
        cora = make_member("Cora Dean", role=Role.COORDINATOR)
        sheet = bring_in(hand_in(SHEET, by=cora), by=cora)
        erase(Person.objects.get(name=NAME))
        send_last()
        undo_sheet(Sheet.objects.get(pk=sheet.pk), by=cora, now=now())
        assert not Person.objects.filter(name=NAME).exists()
        assert "zenobia" not in dump()

    def test_a_waiting_sheet_loses_her_row_and_keeps_the_others(self, life):
        erase(life.person)
        [row] = Sheet.objects.get().rows
        assert "Ben Okafor" in row[1]

    def test_a_waiting_sheet_without_her_stays_as_it_is(self, life):
        sheet = Sheet.objects.get()
        others = [row for row in sheet.rows if "Ben Okafor" in row[1]]
        Sheet.objects.update(rows=others)
        erase(life.person)
        assert Sheet.objects.get().rows == others

    def test_an_address_that_is_stopped_stays_so_and_cannot_be_read(self, life):
        erase(life.person)
        kept = Suppression.objects.get()
        assert kept.address.startswith("hmac:")
        assert suppressed([SIGNS_IN.upper()]) == {SIGNS_IN: "hard"}
        assert suppressed(["another@home.example"]) == {}
        assert stop_address(SIGNS_IN, "soft", now=now()) == kept
        assert note_return(Returned(SIGNS_IN, "5.1.1"), now=now()) == kept
        lift(SIGNS_IN, by=Host())
        assert suppressed([SIGNS_IN]) == {}

    def test_it_is_known_by_an_older_key_too(self, life, settings):
        erase(life.person)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key"
        assert suppressed([SIGNS_IN]) == {SIGNS_IN: "hard"}
        stop_by_hand(SIGNS_IN, by=life.coordinator, now=now())
        assert Suppression.objects.get().address == SIGNS_IN

    def test_every_record_that_was_made_one_with_hers_goes(self):
        make_network()
        make_network_group()
        first, second, third = (make_person(one) for one in ("Ann A", "Bea B", "Cat C"))
        for gone, stays in ((first, second), (second, third)):
            seen = person_outlook(gone, stays).digest()
            merge_people(gone, stays, by=Host(), now=now(), seen=seen)
        assert ids_of(third) == [third.pk, second.pk, first.pk]
        assert set(names_of(third)) == {"Cat C", "Bea B", "Ann A"}
        erase(third)
        assert not Merge.objects.exists()
        said = dump()
        assert [one for one in ("ann a", "bea b", "cat c") if one in said] == []


class TestErasingOutlook:
    def test_says_what_goes_and_what_stays(self, life):
        found = erasing_outlook(life.person, reader=life.coordinator, now=now())
        assert (found.contacts, found.held, found.words) == (3, 2, 1)
        assert found.has_account
        assert found.mails == 3
        assert found.acts > 5
        assert found.address == MAIL
        assert not found.is_last
        assert found.doubles == []

    def test_names_another_record_of_the_same_person(self, life):
        life.coordinator.is_strong = True
        make_person(NAME)
        found = erasing_outlook(life.person, reader=life.coordinator, now=now())
        assert [one.person.name for one in found.doubles] == [NAME]

    def test_tells_words_of_others_in_which_she_is_named(self, life):
        make_agency("Quay", description=f"Ask for {NAME}.")
        Group.objects.filter(name="Housing group").update(purpose=f"for {TWIN}")
        make_agency("Quay 2", email=MAIL.upper())
        cora = life.coordinator
        cora.is_strong = True
        assert erasing_outlook(life.person, reader=cora, now=now()).named is None
        found = erasing_outlook(life.person, reader=cora, now=now(), looks=True)
        assert found.named is not None
        told = [(table, count) for table, _field, count in found.named]
        assert told.count(("Agency", 1)) == 2
        assert ("Group", 1) in told
        assert where_named(["Al"], reader=cora) == []

    def test_tells_of_no_words_that_whoever_looks_may_not_see(self, life, monkeypatch):
        make_group("Closed", purpose=f"for {NAME}", is_closed=True)
        lead = Person.objects.get(name="Lena Lind")

        def tables() -> set[str]:
            return {table for table, *_rest in where_named([NAME], reader=lead)}

        assert "Group" not in tables()
        monkeypatch.setattr(
            "fourthp.partnership.queries.erasing._rows_for",
            lambda model, _reader: model._default_manager.all(),
        )
        assert "Group" in tables()  # the control


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_who_erase_her_at_once_do_it_once(self):
        make_network()
        make_network_group()
        person = make_person(NAME, email=MAIL)
        make_contact(person, NUMBER)
        came, together = [], Barrier(2)

        def work() -> None:
            try:
                together.wait(timeout=10)
                erase(person)
                came.append("done")
            except ErasedAlready:
                came.append("already")
            finally:
                connection.close()

        threads = [Thread(target=work) for _ in range(2)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(came) == ["already", "done"]
        assert Message.objects.filter(kind=ERASED.name).count() == 1

    def test_who_signs_in_meanwhile_is_out(self, client):
        make_network()
        make_network_group()
        make_member("Cora Dean", role=Role.COORDINATOR)
        person = make_person(NAME, email=MAIL)
        make_seat(person, agency=make_member_agency())
        make_user(person, SIGNS_IN)
        together, faults = Barrier(2), []
        said = {"login": SIGNS_IN, "password": "correct horse"}

        def work(act) -> None:
            try:
                together.wait(timeout=10)
                act()
            except Exception as problem:  # noqa: BLE001 -- told below
                faults.append(problem)
            finally:
                connection.close()

        def sign_in() -> None:
            client.raise_request_exception = False
            client.post("/account/login/", said, headers={"Sec-Fetch-Site": "none"})

        threads = [
            Thread(target=work, args=(act,)) for act in (sign_in, lambda: erase(person))
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert faults == []
        assert client.get("/account/").status_code == 302
        assert not User.objects.exists()
        assert not UserSession.objects.exists()
