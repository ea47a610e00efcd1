"""Witnesses are asked, say yes, are told each day once, and go without a trace."""

from email import message_from_bytes, policy

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.audit.operations import anchor_days
from fourthp.audit.queries import faults_against
from fourthp.audit.rules import notes_in
from fourthp.foundation.actors import Host, Public
from fourthp.partnership.models import Role
from fourthp.partnership.tests.makers import (
    make_member,
    make_network,
    make_person,
    make_user,
)
from fourthp.post.models import Message, Suppression, digests_of
from fourthp.post.queries.composing import composed
from fourthp.trust import operations, tasks
from fourthp.trust.models import ANSWERS_WITHIN, Witness
from fourthp.trust.operations import (
    ANCHOR,
    ASKED,
    LEFT,
    EnoughWitnesses,
    IsNoWitness,
    IsOfTheNetwork,
    IsWitnessAlready,
    ask_witness,
    ask_witness_again,
    confirm_witness,
    let_witness_go,
    stop_being_witness,
    tell_witnesses,
)
from fourthp.trust.queries.witnesses import (
    MOST_DAYS,
    link_of,
    missing_in_words,
    witnesses_missing,
    witnesses_told,
)
from fourthp.trust.tests.makers import (
    DAY,
    NOON,
    mails,
    make_anchors,
    make_coordinator,
    make_link,
    make_told,
    make_witness,
)

pytestmark = pytest.mark.django_db
ADDRESS = "clerk@lower.example"


def text_of(message: Message) -> str:
    sent = composed(message, network="Vale Network").content
    mail = message_from_bytes(sent, policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


class TestAskWitness:
    def test_asks_by_a_neutral_mail_and_records_no_address(self):
        make_network(name="Vale Network")
        witness = ask_witness("The clerk", ADDRESS, by=make_coordinator(), now=NOON)
        (mail,) = mails(ASKED.name)
        assert (mail.address, mail.what.subject) == (ADDRESS, "A question for you")
        assert (mail.state, witness.confirmed_at) == (Message.State.WAITING, None)
        assert "/witness/" in text_of(mail)
        assert ADDRESS not in str(list(Entry.objects.values_list("detail", flat=True)))

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.CHAIR, Role.REPRESENTATIVE])
    def test_refuses_everybody_but_a_coordinator(self, role):
        with pytest.raises(PermissionDenied):
            ask_witness("The clerk", ADDRESS, by=make_member(role=role), now=NOON)
        with pytest.raises(PermissionDenied):
            ask_witness("The clerk", ADDRESS, by=Public(), now=NOON)

    def test_refuses_whoever_is_of_the_network(self):
        person = make_person("Ben", email="Ben@Vale.example")
        make_user(person, "ben.private@vale.example")
        for address in ("ben@vale.example", "BEN.private@vale.example"):
            with pytest.raises(IsOfTheNetwork, match="outside"):
                ask_witness("Ben", address, by=Host(), now=NOON)
        assert not Witness.objects.exists()

    def test_refuses_an_address_that_was_asked(self):
        ask_witness("The clerk", ADDRESS, by=Host(), now=NOON)
        with pytest.raises(IsWitnessAlready):
            ask_witness("Another", ADDRESS.upper(), by=Host(), now=NOON)
        assert len(mails(ASKED.name)) == 1

    def test_refuses_a_seventh(self):
        for _ in range(operations.MOST):
            make_witness()
        with pytest.raises(EnoughWitnesses):
            ask_witness("The clerk", ADDRESS, by=Host(), now=NOON)


class TestAskWitnessAgain:
    def test_asks_once_more_who_has_not_answered(self):
        witness = make_witness(confirmed_at=None)
        ask_witness_again(witness, by=Host(), now=NOON + DAY)
        assert len(mails(ASKED.name)) == 1
        assert Witness.objects.get().asked_at == NOON + DAY

    def test_asks_nobody_who_said_yes(self):
        ask_witness_again(make_witness(), by=Host(), now=NOON)
        assert mails(ASKED.name) == []

    def test_refuses_whoever_may_not_and_whoever_is_gone(self):
        witness = make_witness(confirmed_at=None)
        with pytest.raises(PermissionDenied):
            ask_witness_again(witness, by=make_link(witness), now=NOON)
        Witness.objects.all().delete()
        with pytest.raises(IsNoWitness):
            ask_witness_again(witness, by=Host(), now=NOON)


class TestConfirmWitness:
    def test_sends_the_last_note_at_once(self):
        make_anchors(3)
        witness = make_witness(confirmed_at=None)
        confirm_witness(witness, by=make_link(witness), now=NOON)
        (mail,) = mails(ANCHOR.name)
        assert [note.day.day for note in notes_in(text_of(mail))] == [6]

    def test_said_twice_it_is_said_once(self):
        make_anchors(1)
        witness = make_witness(confirmed_at=None)
        for _ in range(2):
            confirm_witness(witness, by=make_link(witness), now=NOON)
        assert len(mails(ANCHOR.name)) == 1
        assert Entry.objects.filter(act="became-witness").count() == 1

    def test_refuses_every_link_but_its_own(self):
        witness, other = make_witness(confirmed_at=None), make_witness()
        for actor in (make_link(other), make_coordinator(), Public()):
            with pytest.raises(PermissionDenied):
                confirm_witness(witness, by=actor, now=NOON)


class TestStopBeingWitness:
    def test_forgets_them_withholds_what_waits_and_tells_the_coordinator(self):
        make_anchors(2)
        coordinator, witness, stays = make_coordinator(), make_witness(), make_witness()
        tell_witnesses(now=NOON)
        stop_being_witness(witness, by=make_link(witness), now=NOON)
        states = {one.address: one.state for one in mails(ANCHOR.name)}
        assert states == {
            "": Message.State.WITHHELD,
            stays.address: Message.State.WAITING,
        }
        assert list(Witness.objects.all()) == [stays]
        (told,) = mails(LEFT.name)
        assert told.reader_id == str(coordinator.pk)
        assert witness.address not in str(told.letter)
        assert witness.name not in str(told.letter)

    def test_refuses_every_link_but_its_own(self):
        witness = make_witness()
        with pytest.raises(PermissionDenied):
            stop_being_witness(witness, by=make_link(make_witness()), now=NOON)

    def test_of_somebody_gone_says_so(self):
        witness = make_witness()
        link = make_link(witness)
        Witness.objects.all().delete()
        with pytest.raises(IsNoWitness):
            stop_being_witness(witness, by=link, now=NOON)


class TestLetWitnessGo:
    def test_forgets_them(self):
        witness = make_witness()
        let_witness_go(witness, by=Host(), now=NOON)
        assert not Witness.objects.exists()
        assert Entry.objects.filter(act="let-witness-go").count() == 1

    def test_refuses_the_witness(self):
        witness = make_witness()
        with pytest.raises(PermissionDenied):
            let_witness_go(witness, by=make_link(witness), now=NOON)


class TestTellWitnesses:
    def test_sends_each_day_once_to_each(self):
        make_anchors(1)
        make_witness()
        make_witness()
        make_witness(confirmed_at=None)
        assert tell_witnesses(now=NOON) == 2
        assert tell_witnesses(now=NOON) == 0
        anchor_days(now=NOON + 3 * DAY)
        assert tasks.tell_them(NOON) == 2
        days = [len(notes_in(text_of(one))) for one in mails(ANCHOR.name)]
        assert days == [1, 1, 2, 2]

    def test_after_a_long_pause_tells_a_month(self):
        make_anchors(1)
        make_witness()
        tell_witnesses(now=NOON)
        anchor_days(now=NOON + 100 * DAY)
        assert tell_witnesses(now=NOON) == 1
        notes = notes_in(text_of(mails(ANCHOR.name)[-1]))
        assert len(notes) == MOST_DAYS
        assert notes == sorted(notes, key=lambda note: note.day)

    def test_the_mail_proves_the_record_and_its_change(self):
        make_anchors(1)
        make_witness()
        tell_witnesses(now=NOON)
        (mail,) = mails(ANCHOR.name)
        (note,) = notes_in(text_of(mail))
        assert faults_against(note, now=NOON) == []
        Entry.objects.filter(pk=Entry.objects.first().pk).update(act="nothing")
        assert faults_against(note, now=NOON)

    def test_its_envelope_says_nothing(self):
        make_anchors(1)
        make_witness("Rosa Hale")
        tell_witnesses(now=NOON)
        (mail,) = mails(ANCHOR.name)
        sent = composed(mail, network="Vale Network").content
        assert message_from_bytes(sent, policy=policy.default)["Subject"] == (
            "A note to keep"
        )
        assert "Rosa Hale" not in text_of(mail)

    def test_a_witness_who_went_meanwhile_is_told_nothing(self, monkeypatch):
        make_anchors(1)
        gone = make_witness()
        listed = list(Witness.objects.all())
        asked = operations.confirmed
        found = iter([listed])
        monkeypatch.setattr(
            operations, "confirmed", lambda: next(found, None) or asked()
        )
        gone.delete()
        assert tell_witnesses(now=NOON) == 0


class TestForgetUnanswered:
    def test_forgets_whoever_said_nothing_for_a_month(self):
        late = make_witness(confirmed_at=None)
        kept = make_witness(confirmed_at=None, asked_at=NOON + DAY)
        make_witness()
        assert tasks.forget(NOON + ANSWERS_WITHIN) == 0
        assert tasks.forget(NOON + ANSWERS_WITHIN + DAY / 2) == 1
        assert not Witness.objects.filter(pk=late.pk).exists()
        assert Witness.objects.filter(pk=kept.pk).exists()


class TestMissing:
    @pytest.fixture(autouse=True)
    def _mail_leaves(self, settings):
        settings.MAIL_SERVER = {"host": "mail.example"}

    def test_counts_who_said_yes_and_is_reached(self):
        assert witnesses_missing() == 2
        make_witness(confirmed_at=None)
        assert witnesses_missing() == 2
        make_told()
        bounced = make_told()
        assert witnesses_missing() == 0
        Suppression.objects.create(address=bounced.address, because="hard", since=NOON)
        assert witnesses_missing() == 1
        assert [one.is_good for one in witnesses_told()] == [False, True, False]

    def test_an_address_that_stands_as_a_digest_is_stopped_too(self):
        address = digests_of(make_told().address)[0]
        assert witnesses_missing() == 1
        Suppression.objects.create(address=address, because="hard", since=NOON)
        assert witnesses_missing() == 2

    def test_of_a_note_that_has_not_left_nobody_is_reached(self):
        make_anchors(2)
        witness = make_witness()
        tell_witnesses(now=NOON)
        assert witnesses_missing() == 2
        [told] = witnesses_told()
        assert told.words == "said yes: no note has left yet"
        for state, missing in (("failed", 2), ("sent", 1)):
            Message.objects.update(state=state, ended_at=NOON)
            assert witnesses_missing() == missing
        make_told(state="failed")
        assert witnesses_missing() == 1
        assert Witness.objects.get(pk=witness.pk).told_until is not None

    def test_a_folder_reaches_nobody(self, settings):
        make_told()
        settings.MAIL_SERVER = None
        assert witnesses_missing() == 2

    def test_says_it_in_words(self):
        assert missing_in_words(0) == ""
        assert missing_in_words(1).startswith("1 more witness outside is needed.")
        assert missing_in_words(2).startswith("2 more witnesses outside are")

    def test_a_link_lasts_until_its_day(self):
        witness = make_witness()
        assert link_of(witness, now=NOON).expires_at > NOON + 365 * DAY
