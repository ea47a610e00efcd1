"""Whose address is stopped, and whose domain is only left alone for a while."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.post.models import DomainPause, Suppression, Wishes
from fourthp.post.operations import suppression
from fourthp.post.operations.suppression import (
    MANY,
    Returned,
    note_return,
    returned_of,
    send_again,
    stop_address,
    stop_by_hand,
)
from fourthp.post.queries.facts import delivery_to, suppressed
from fourthp.post.rules.answers import Refused
from fourthp.post.rules.delivery import Goes
from fourthp.post.rules.kinds import Kind, Stream
from fourthp.post.tests.makers import NOW, Member, make_coordinator, make_reader

pytestmark = pytest.mark.django_db

HARD, SOFT, POLICY = "5.1.1", "5.2.2", "5.7.1"


def returned(address: str, code: str, *, now=NOW) -> Suppression | None:
    return note_return(Returned(address, code), now=now)


class TestNoteReturn:
    def test_of_a_mailbox_that_does_not_exist_stops_it(self):
        found = returned("A@clinic.example", HARD)
        assert (found.address, found.because) == ("a@clinic.example", "hard")

    def test_of_a_full_mailbox_stops_it_the_second_time(self):
        assert returned("a@clinic.example", SOFT) is None
        found = returned("a@clinic.example", SOFT, now=NOW + timedelta(days=20))
        assert found.because == "soft"

    def test_of_a_full_mailbox_two_months_apart_stops_nothing(self):
        assert returned("a@clinic.example", SOFT) is None
        late = NOW + timedelta(days=31)
        assert returned("a@clinic.example", SOFT, now=late) is None

    def test_for_a_fault_of_ours_stops_nobody(self):
        for _ in range(3):
            assert returned("a@clinic.example", POLICY) is None

    @pytest.mark.parametrize("code", [HARD, POLICY])
    def test_of_many_of_one_domain_pauses_it_and_blames_nobody(self, code):
        for n in range(MANY):
            returned(f"{n}@clinic.example", code)
        pause = DomainPause.objects.get()
        assert (pause.domain, pause.until > NOW) == ("clinic.example", True)
        assert not Suppression.objects.exists()

    def test_control_without_the_look_at_the_domain_all_would_be_stopped(
        self, monkeypatch
    ):
        monkeypatch.setattr(suppression, "MANY", 1000)
        for n in range(MANY):
            returned(f"{n}@clinic.example", HARD)
        assert Suppression.objects.count() == MANY

    def test_of_many_domains_pauses_none(self):
        for n in range(MANY):
            returned(f"a@{n}.example", HARD)
        assert not DomainPause.objects.exists()
        assert Suppression.objects.count() == MANY

    def test_leaves_stopped_who_was_stopped_long_before(self):
        returned("old@clinic.example", HARD, now=NOW - timedelta(days=3))
        for n in range(MANY):
            returned(f"{n}@clinic.example", HARD)
        assert [one.address for one in Suppression.objects.all()] == [
            "old@clinic.example"
        ]


class TestReturnedOf:
    """What is refused at the door, twice, as a mail server says it in its words."""

    def refused(self, code: int, enhanced: str, said: str) -> list[str]:
        problem = Refused(code, enhanced, said, "recipient")
        for n in range(2):
            found = returned_of(problem, "a@clinic.example")
            note_return(found, now=NOW + timedelta(days=n))
        return [one.because for one in Suppression.objects.all()]

    @pytest.mark.parametrize(
        ("code", "enhanced", "said"),
        [
            (550, "", "550 your IP is listed at Spamhaus"),
            (550, "", "Message blocked, your IP is listed at Spamhaus"),
            (550, "", "blocked by policy"),
            (554, "", "spam"),
            (550, "", "Domain of sender address <…> does not exist"),
            (550, "", "Sender address rejected: user unknown"),
            (550, "", "cannot find your reverse hostname: host not found"),
            (550, "", "no"),
            (553, "", "Absender abgelehnt"),
            (550, "5.7.1", "no such user"),
            (550, "5.1.1", "blocked using dnsbl"),
        ],
    )
    def test_of_a_policy_stops_nobody(self, code, enhanced, said):
        assert self.refused(code, enhanced, said) == []

    @pytest.mark.parametrize(
        ("code", "enhanced", "said"),
        [
            (550, "", "no such user here"),
            (550, "", "<…>: user unknown"),
            (553, "", "invalid recipient"),
            (550, "5.1.1", "5.1.1 who?"),
        ],
    )
    def test_control_of_a_mailbox_that_is_gone_stops_it(self, code, enhanced, said):
        assert self.refused(code, enhanced, said) == ["hard"]

    def test_of_a_full_mailbox_stops_it_the_second_time(self):
        assert self.refused(552, "", "mailbox full") == ["soft"]


class TestStopAddress:
    def test_keeps_what_stopped_it_first(self):
        for because in ("hard", "complaint"):
            stop_address("Rosa@clinic.example", because, now=NOW)
        found = Suppression.objects.get()
        assert (found.address, found.because) == ("rosa@clinic.example", "hard")


class TestStopByHand:
    def test_is_recorded_once_and_undone_by_sending_again(self):
        by = make_coordinator()
        for _ in range(2):
            stop_by_hand("Rosa@clinic.example", by=by, now=NOW)
        found = Suppression.objects.get()
        assert (found.address, found.because) == ("rosa@clinic.example", "by hand")
        assert Entry.objects.filter(act="stopped").count() == 1
        send_again("Rosa@clinic.example", by=by)
        assert not Suppression.objects.exists()

    def test_is_refused_to_everyone_who_does_not_look_after_mail(self):
        auditor = Member("1", frozenset({"auditor"}))
        with pytest.raises(PermissionDenied):
            stop_by_hand("rosa@clinic.example", by=auditor, now=NOW)
        with pytest.raises(PermissionDenied):
            send_again("rosa@clinic.example", by=auditor)
        assert not Suppression.objects.exists()

    def test_is_more_than_what_stopped_it_before(self):
        stop_address("rosa@clinic.example", "hard", now=NOW, code="5.1.1")
        stop_by_hand("Rosa@clinic.example", by=make_coordinator(), now=NOW)
        found = Suppression.objects.get()
        assert (found.because, found.code) == ("by hand", "")

    def test_lets_nothing_go_not_even_what_is_about_an_account(self):
        reader = make_reader()
        stop_by_hand(reader.address, by=make_coordinator(), now=NOW)
        goes = set()
        for stream in (Stream.DUTY, Stream.NEWS, Stream.SECURITY):
            kind = Kind("x", stream, "", "", "")
            told = delivery_to(
                reader,
                kind,
                is_entitled=True,
                wishes=Wishes(),
                stopped=suppressed([reader.address])[reader.address.lower()],
            )
            goes.add(told.goes)
        assert goes == {Goes.NOT}
