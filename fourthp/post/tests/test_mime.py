"""The bytes of a mail, read back by the library's own parser."""

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from fourthp.foundation.text import MoreThanOneLine, one_line
from fourthp.post.formats import mime
from fourthp.post.formats.letters import letter_html, letter_text
from fourthp.post.formats.mime import (
    CannotBeAddressed,
    Envelope,
    MethodsDiffer,
    ascii_address,
    mail_bytes,
)
from fourthp.post.rules.letters import Letter, Paragraph, Words
from fourthp.post.tests.samples import (
    CALENDAR,
    ENVELOPE,
    FOOT,
    INVITATION,
    NEWS,
    NEWS_ENVELOPE,
    NEWS_FOOT,
    PAPERS,
    samples,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NOTE = Letter("Hello", (Paragraph("A note."),))
# What a line of text may not hold: whoever gets it in writes headers of their own.
BREAKS = ["a\r\nBcc: x@x.example", "a\nb", "a\rb", "a\x00b", "a\u2028b", "a\x85b"]


def read_back(envelope: Envelope, letter: Letter = NOTE, foot=FOOT) -> EmailMessage:
    found = email.message_from_bytes(
        mail_bytes(envelope, letter, foot), policy=policy.default
    )
    assert [part.defects for part in found.walk() if part.defects] == []
    return found


def part_of(mail: EmailMessage, kind: str) -> EmailMessage:
    return next(part for part in mail.walk() if part.get_content_type() == kind)


def words_of(mail: EmailMessage, kind: str) -> str:
    """Return a part's text with its lines ended as they are here."""
    return part_of(mail, kind).get_content().replace("\r\n", "\n")


def sender_of(raw: bytes) -> tuple[str, str]:
    """Return who a mail is from; the newer parser puts a blank into long names."""
    said = email.message_from_bytes(raw)["From"]
    name, address = parseaddr(said.replace("\r\n", ""))
    return str(make_header(decode_header(name))), address


def head_of(raw: bytes) -> list[str]:
    return raw.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")


class TestMailBytes:
    @pytest.mark.parametrize("name", sorted(samples()))
    def test_can_be_read_back_whole(self, name):
        letter, foot = samples()[name]
        mail = read_back(ENVELOPE, letter, foot)
        html = letter_html(
            letter,
            foot=foot,
            subject=ENVELOPE.subject,
            language="en",
            direction="ltr",
        )
        assert mail.get_content_type() == "multipart/alternative"
        assert words_of(mail, "text/plain") == letter_text(letter, foot=foot)
        assert words_of(mail, "text/html") == html

    def test_says_on_the_outside_what_the_envelope_says(self):
        mail = read_back(ENVELOPE)
        assert mail["From"] == "Three Rivers Network <no-reply@network.example>"
        assert mail["To"] == "ana@harbour.example"
        assert mail["Reply-To"] == ENVELOPE.reply_to
        assert mail["Subject"] == "Something is waiting for you"
        assert mail["Message-ID"] == "<abcdefghijklmnopqrstuvwxyz@network.example>"
        assert mail["Date"].datetime == ENVELOPE.date
        assert mail["Content-Language"] == "en"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
        assert mail["MIME-Version"] == "1.0"
        assert [name for name in mail if name.startswith("List-")] == []

    def test_says_nothing_of_the_letter_on_the_outside(self):
        letter = Letter("canary", (Paragraph("canary"),))
        assert "canary" not in "".join(head_of(mail_bytes(ENVELOPE, letter, FOOT)))

    def test_is_the_same_for_the_same_message(self):
        assert mail_bytes(ENVELOPE, NEWS, FOOT) == mail_bytes(ENVELOPE, NEWS, FOOT)

    def test_is_in_the_language_of_its_reader(self):
        arabic = read_back(replace(ENVELOPE, language="ar-xb"))
        html = part_of(arabic, "text/html").get_content()
        assert '<html lang="ar-xb" dir="rtl">' in html
        assert "\u202e" in part_of(arabic, "text/plain").get_content()
        assert arabic["Content-Language"] == "ar-xb"

    def test_translates_late_what_its_kind_says(self):
        words = gettext_lazy("Services")
        envelope = replace(ENVELOPE, subject=words, language="en-xa")
        foot = replace(FOOT, reason=words, links=((words, "https://network.example/"),))
        mail = read_back(envelope, NOTE, foot)
        assert mail["Subject"].startswith("⟦")
        text = words_of(mail, "text/plain")
        assert f"{mail['Subject']}:\nhttps" in text
        assert "-- \n⟦" in text

    @given(TEXT)
    def test_has_no_line_that_a_server_would_refuse(self, text):
        letter = Letter(text, (Paragraph(text), Words(text)))
        raw = mail_bytes(ENVELOPE, letter, FOOT)
        lines = raw.split(b"\r\n")
        assert max(map(len, lines)) <= 998
        assert not [line for line in lines if b"\r" in line or b"\n" in line]
        assert raw.isascii()
        assert read_back(ENVELOPE, letter).is_multipart()

    def test_shows_a_line_end_of_old_as_a_line_end(self):
        letter = Letter("a", (Paragraph("one\rtwo"),))
        text = words_of(read_back(ENVELOPE, letter), "text/plain")
        assert "one\ntwo" in text

    def test_hides_a_line_that_mailboxes_of_old_would_change(self):
        letter = Letter("a", (Paragraph("From here on"), Words("```\nFrom x\n```")))
        assert (
            b"\nFrom " not in mail_bytes(ENVELOPE, letter, FOOT).split(b"\r\n\r\n")[1]
        )
        text = words_of(read_back(ENVELOPE, letter), "text/plain")
        assert "\nFrom here on" in text

    def test_takes_the_shorter_encoding(self):
        arabic = Letter("مرحبا", (Paragraph("مرحبا بكم في الشبكة " * 50),))
        part = part_of(read_back(ENVELOPE, arabic), "text/plain")
        assert part["Content-Transfer-Encoding"] == "base64"
        part = part_of(read_back(ENVELOPE, PAPERS), "text/plain")
        assert part["Content-Transfer-Encoding"] == "quoted-printable"

    def test_is_not_ended_by_words_that_look_like_its_marks(self):
        mark = "--=_alternative_abcdefghijklmnopqrstuvwxyz--"
        letter = Letter(mark, (Paragraph(mark), Words(f"```\n{mark}\n```")))
        mail = read_back(ENVELOPE, letter)
        assert len(list(mail.iter_parts())) == 2
        assert mark in words_of(mail, "text/plain")

    def test_takes_what_is_half_a_letter(self):
        letter = Letter("a\ud800", (Paragraph("b\udfff"),))
        assert "a?" in words_of(read_back(ENVELOPE, letter), "text/plain")


class TestHeaders:
    @pytest.mark.parametrize("text", BREAKS)
    @pytest.mark.parametrize(
        "field",
        [
            *("sender_name", "from_address", "to_address", "reply_to", "reference"),
            *("host", "subject", "language", "unsubscribe_url", "unsubscribe_address"),
        ],
    )
    def test_refuse_what_would_make_a_second_line(self, field, text):
        with pytest.raises((MoreThanOneLine, CannotBeAddressed)):
            mail_bytes(replace(NEWS_ENVELOPE, **{field: text}), NOTE, FOOT)

    def test_control_without_the_guards_a_header_would_get_in(self, monkeypatch):
        monkeypatch.setattr(mime, "one_line", str)
        # Encoding what is not plain is a second guard, switched off as well.
        monkeypatch.setattr(mime, "_is_plain", lambda _name, _text: True)
        envelope = replace(ENVELOPE, subject="a\r\nBcc: x@x.example")
        raw = mail_bytes(envelope, NOTE, FOOT)
        assert email.message_from_bytes(raw, policy=policy.default)["Bcc"]

    @given(TEXT)
    def test_say_any_text_and_nothing_else(self, text):
        envelope = replace(ENVELOPE, subject=text, sender_name=text)
        try:
            raw = mail_bytes(envelope, NOTE, FOOT)
        except MoreThanOneLine:
            return
        head = head_of(raw)
        assert max(map(len, head)) <= 78
        names = [line.partition(":")[0] for line in head if not line.startswith(" ")]
        assert names == NAMES
        mail = email.message_from_bytes(raw, policy=policy.default)
        assert mail["Subject"] == one_line(text)
        (sender,) = mail["From"].addresses
        assert sender.addr_spec == "no-reply@network.example"
        assert sender_of(raw) == (one_line(text), "no-reply@network.example")

    @pytest.mark.parametrize(
        "name",
        [
            "Rivers, Inc.",
            'The "Rivers"',
            "back\\slash",
            "a@b.example",
            "=?utf-8?q?x?=",
            "Réseau des trois rivières " * 5,
            "N" * 200,
            "",
        ],
    )
    def test_name_the_sender_as_it_is(self, name):
        raw = mail_bytes(replace(ENVELOPE, sender_name=name), NOTE, FOOT)
        assert sender_of(raw) == (name.strip(), "no-reply@network.example")
        (sender,) = read_back(replace(ENVELOPE, sender_name=name))["From"].addresses
        assert sender.addr_spec == "no-reply@network.example"

    def test_offer_two_ways_out_of_news(self):
        mail = read_back(NEWS_ENVELOPE, NEWS, NEWS_FOOT)
        assert re.findall("<([^>]+)>", mail["List-Unsubscribe"]) == [
            NEWS_ENVELOPE.unsubscribe_url,
            f"mailto:{NEWS_ENVELOPE.unsubscribe_address}?subject=unsubscribe",
        ]
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["List-Id"] == "<news.network.example>"

    def test_promise_one_click_only_where_it_is_safe(self):
        # RFC 8058 asks for https.
        plain = "http://localhost:8000/wishes/a/"
        mail = read_back(replace(NEWS_ENVELOPE, unsubscribe_url=plain))
        assert plain in mail["List-Unsubscribe"]
        assert mail["List-Unsubscribe-Post"] is None

    @pytest.mark.parametrize(
        "url",
        [
            *("javascript:x", "https://a.example/<b>", "https://a.example/ b"),
            *("/wishes/", f"https://a.example/{'x' * 1000}"),
        ],
    )
    def test_refuse_a_way_out_that_is_none(self, url):
        with pytest.raises(CannotBeAddressed):
            mail_bytes(replace(NEWS_ENVELOPE, unsubscribe_url=url), NOTE, FOOT)

    def test_keep_the_moment_in_its_own_zone(self):
        mail = read_back(replace(ENVELOPE, date=datetime(2026, 1, 2, 3, tzinfo=UTC)))
        assert mail["Date"] == "Fri, 02 Jan 2026 03:00:00 +0000"


NAMES = [
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language"),
    *("Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"),
]


class TestAsciiAddress:
    @pytest.mark.parametrize(
        ("address", "sent"),
        [
            ("ana@harbour.example", "ana@harbour.example"),
            (" ana@harbour.example ", "ana@harbour.example"),
            ("o'neill+a&b%c@x-y.example", "o'neill+a&b%c@x-y.example"),
            ("ana@bücher.example", "ana@xn--bcher-kva.example"),
            ("root@localhost", "root@localhost"),
        ],
    )
    def test_takes_plain_addresses(self, address, sent):
        assert ascii_address(address) == sent

    @pytest.mark.parametrize(
        "address",
        [
            *("", "@", "a", "a@", "@b.example", "a b@c.example", "a@b@c.example"),
            *(
                "Ana <a@b.example>",
                "a@b.example, c@d.example",
                "a@b.example>",
                '"a"@b.c',
            ),
            *("zoë@b.example", "a@b..example", "a@" + "ü" * 80 + ".example", "a;b@c.d"),
        ],
    )
    def test_refuses_what_is_not_one_plain_address(self, address):
        with pytest.raises(CannotBeAddressed):
            ascii_address(address)


class TestCalendar:
    def test_stands_last_among_the_alternatives_and_as_a_file(self):
        mail = read_back(ENVELOPE, INVITATION)
        kinds = [part.get_content_type() for part in mail.walk()]
        assert kinds == [
            *("multipart/mixed", "multipart/alternative", "text/plain", "text/html"),
            *("text/calendar", "application/ics"),
        ]
        part = part_of(mail, "text/calendar")
        assert part["Content-Type"].params["method"] == "REQUEST"
        file = part_of(mail, "application/ics")
        assert file.get_filename() == "invite.ics"
        wanted = CALENDAR.replace("\n", "\r\n").encode()
        assert part.get_payload(decode=True).rstrip() == wanted.rstrip()
        assert file.get_payload(decode=True).rstrip() == wanted.rstrip()

    @pytest.mark.parametrize("method", ["", "CANCEL", "request", "REQUEST\r\nX: y"])
    def test_has_one_method_within_and_without(self, method):
        with pytest.raises(MethodsDiffer):
            mail_bytes(ENVELOPE, replace(INVITATION, calendar_method=method), FOOT)

    def test_control_the_same_method_is_taken(self):
        calendar = CALENDAR.replace("REQUEST", "CANCEL")
        letter = replace(INVITATION, calendar=calendar, calendar_method="CANCEL")
        assert "method=CANCEL" in mail_bytes(ENVELOPE, letter, FOOT).decode()
