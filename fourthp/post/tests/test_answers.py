"""What a mail server's words mean, and what is kept of them."""

import time

import pytest

from fourthp.post.rules.answers import (
    LONGEST_SAID,
    Away,
    Refused,
    ServerIsAway,
    TryLater,
    enhanced_of,
    fault_of,
    said_of,
)


class TestSaidOf:
    @pytest.mark.parametrize(
        "text",
        [
            b"5.1.1 <asha@clinic.example>: unknown",
            b"5.1.1 asha@clinic.example unknown",
            b"RCPT TO:<asha@clinic.example> refused",
            b'"asha b"@clinic.example unknown',
            b"bounce+asha=clinic.example@net.example is not allowed",
            b"see http://spf.example/why?id=post%2Basha%40clinic.example;ip=::1",
            "5.1.1 äsha@klinik.example".encode(),
        ],
    )
    def test_holds_no_address(self, text):
        said = said_of(text)
        assert "sha" not in said
        assert "@" not in said
        assert "%40" not in said
        assert "<…>" in said

    def test_keeps_the_rest(self):
        said = said_of(b"5.1.1 <asha@clinic.example>: mailbox unknown")
        assert said == "5.1.1 <…>: mailbox unknown"

    def test_is_one_short_line(self):
        said = said_of(b"5.7.1 We do not\n5.7.1 like\tyou\x00\x1b[31m " + b"a " * 500)
        assert said.startswith("5.7.1 We do not like you [31m a a")
        assert len(said) == LONGEST_SAID
        assert said.isprintable()

    def test_is_quick_whatever_is_said(self):
        began = time.monotonic()
        for text in (b"a" * 100_000, b'"' * 100_000, b"@" * 100_000, b"%40" * 30_000):
            said_of(text)
        assert time.monotonic() - began < 2


class TestFaultOf:
    def test_of_421_is_nobodys(self):
        fault = fault_of(421, b"4.3.2 closing", at="recipient")
        assert isinstance(fault, ServerIsAway)
        assert fault.reason == Away.BUSY

    @pytest.mark.parametrize("code", [530, 534, 535, 538])
    def test_of_who_must_sign_in_is_nobodys(self, code):
        fault = fault_of(code, b"5.7.57 not authenticated", at="sender")
        assert isinstance(fault, ServerIsAway)
        assert fault.reason == Away.SIGN_IN

    @pytest.mark.parametrize(
        "text",
        [
            b"5.7.60 SMTP; Client does not have permissions to send as this sender",
            b"5.2.252 SendAsDenied; post@network.example not allowed to send as",
            b"5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException",
        ],
    )
    def test_of_a_sender_that_is_not_ours_is_nobodys(self, text):
        fault = fault_of(554, text, at="mail")
        assert isinstance(fault, ServerIsAway)
        assert fault.reason == Away.SENDER

    def test_of_4xx_is_for_later(self):
        fault = fault_of(450, b"4.2.0 greylisted", at="recipient")
        assert isinstance(fault, TryLater)
        assert (fault.code, fault.said) == (450, "4.2.0 greylisted")

    @pytest.mark.parametrize(
        ("code", "text", "at", "is_of_recipient"),
        [
            (550, b"5.1.1 unknown", "recipient", True),
            (550, b"user unknown", "recipient", True),
            (550, b"your IP is listed at Spamhaus", "recipient", False),
            (550, b"5.1.1 blocked by Spamhaus", "recipient", False),
            (550, b"blocked by policy", "recipient", False),
            (550, b"no", "recipient", False),
            (554, b"spam", "recipient", False),
            (550, b"5.2.1 shut", "mail", True),
            (554, b"5.7.1 relay denied", "recipient", False),
            (554, b"no", "recipient", False),
            (554, b"5.7.1 spam", "mail", False),
            (550, b"spam", "mail", False),
            (550, b"5.1.1 who are you", "sender", False),
        ],
    )
    def test_of_5xx_tells_an_address_from_a_policy(
        self, code, text, at, is_of_recipient
    ):
        fault = fault_of(code, text, at=at)
        assert isinstance(fault, Refused)
        assert fault.of_recipient is is_of_recipient

    def test_of_nonsense_is_for_later(self):
        assert isinstance(fault_of(-1, b"HTTP/1.1 400", at="sender"), TryLater)


def test_enhanced_codes_are_found_and_numbers_of_other_kinds_are_not():
    assert enhanced_of("5.7.139 Authentication unsuccessful") == "5.7.139"
    assert enhanced_of("from 5.1.1.9 refused") == ""
    assert enhanced_of("no") == ""
