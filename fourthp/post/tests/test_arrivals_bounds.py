"""Large mails, and mails made to be slow, cost little."""

import random
import time
import tracemalloc

import pytest

from fourthp.post.formats.incoming import ArrivalKind, read_arrival
from fourthp.post.tests.corpus.shapes import HOST, mail, parts, plain

MB = 1_000_000
# Of the processor's time. Each takes well under a second on a machine at rest.
MOST_SECONDS = 5
MOST_MEMORY = 16 * MB
SIZE = 100_000
_DAEMON = "mailer-daemon@x.example"

SLOW = {
    "quotes": b">" * SIZE,
    "quotes on lines": b">\n" * SIZE,
    "spaces": b" " * SIZE,
    "addresses": b"a@" * SIZE,
    "one letter": b"a" * SIZE,
    "line ends": b"\n" * SIZE,
    "dashes": b"-" * SIZE,
    "underscores": b"_" * SIZE,
    "heads of quotations": (b"On " * 50 + b"wrote\n") * 1000,
    "heads with spaces": (b"On a" + b" " * 150 + b"wrote\n") * 1000,
    "german heads": (b"Am " + b"x schrieb " * 15 + b"\n") * 1000,
    "swedish heads": (b"Tor " + b"skrev " * 25 + b"\n") * 1000,
    "fields": b"From: a@b\n" * 10_000,
    "signatures": b"Sent from my " * 10_000,
    "statuses": b"5.1.1." * 20_000,
    "ids": b"Message-ID: " * 10_000,
}
SLOW_HTML = {
    "opened": b"<" * SIZE,
    "within each other": b"<div>" * 20_000,
    "quoted within each other": b"<blockquote>x" * 8_000,
    "lists within each other": b"<ul><li>x" * 8_000,
    "entities": b"&#x" * 30_000,
    "comments": b"<!-- " * 20_000,
    "scripts": b"<script" * 15_000,
    "attributes": b"<a " + b"x " * 50_000,
}
SLOW_VALUES = {
    "brackets": b"(" * 7_000,
    "addresses": b"a@" * 3_500,
    "commas": b"," * 7_000,
    "quotes": b'"' * 7_000,
    "encoded": b"=?utf-8?q?a?= " * 500,
    "half encoded": b"=?" * 3_500,
    "backslashes": b"\\" * 7_000,
    "parameters": b"a=b;" * 1_700,
}


def seconds(raw: bytes) -> float:
    start = time.process_time()
    read_arrival(raw, host=HOST)
    return time.process_time() - start


def peak(raw: bytes) -> int:
    """Return the most memory that reading takes beside the mail itself."""
    tracemalloc.start()
    try:
        read_arrival(raw, host=HOST)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def large(megabytes: int) -> bytes:
    """Return a mail with a file of so many megabytes."""
    line = random.Random(1).randbytes(57).hex().encode()[:76] + b"\n"  # noqa: S311 -- filling
    body, head = parts(
        plain("Hello"),
        "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
        "Content-Disposition: attachment; filename=a.pdf\n\nFILE",
    )
    return mail(body, head).replace(b"FILE", line * (megabytes * MB // len(line)))


class TestReadArrival:
    @pytest.mark.parametrize("name", SLOW)
    @pytest.mark.parametrize("sender", ["elena@refuge.example", _DAEMON])
    def test_is_quick_with_words_made_to_be_slow(self, name, sender):
        raw = mail(SLOW[name], sender=sender, subject="Undeliverable: x")
        assert seconds(raw) < MOST_SECONDS

    @pytest.mark.parametrize("name", SLOW_HTML)
    @pytest.mark.parametrize("sender", ["elena@refuge.example", _DAEMON])
    def test_is_quick_with_html_made_to_be_slow(self, name, sender):
        raw = mail(SLOW_HTML[name], "Content-Type: text/html\n", sender=sender)
        assert seconds(raw) < MOST_SECONDS

    @pytest.mark.parametrize("name", SLOW_VALUES)
    def test_is_quick_with_heads_made_to_be_slow(self, name):
        names = (b"From", b"To", b"Cc", b"Subject", b"References", b"Date")
        names += (b"Content-Type", b"Return-Path", b"Message-ID")
        lines = b"".join(one + b": " + SLOW_VALUES[name] + b"\n" for one in names)
        assert seconds(lines * 20 + b"\nHello") < MOST_SECONDS

    @pytest.mark.parametrize("name", ["BEGIN:VEVENT\n", "X;A=B", "ATTENDEE;", "\n a"])
    def test_is_quick_with_calendars_made_to_be_slow(self, name):
        body = "BEGIN:VCALENDAR\nMETHOD:REPLY\n" + name * 50_000
        raw = mail(body, "Content-Type: text/calendar; method=REPLY\n")
        assert seconds(raw) < MOST_SECONDS

    def test_reads_a_mail_of_thirty_megabytes_with_little_memory(self):
        raw = large(30)
        arrival = read_arrival(raw, host=HOST)
        assert len(raw) > 29 * MB
        assert (arrival.text, arrival.attachments_left) == ("Hello", 1)
        assert seconds(raw) < MOST_SECONDS
        assert peak(raw) < MOST_MEMORY

    def test_reads_thirty_megabytes_of_words_with_little_memory(self):
        raw = mail(b"One more line of words\n" * (30 * MB // 23))
        arrival = read_arrival(raw, host=HOST)
        assert arrival.kind is ArrivalKind.LETTER
        assert 10_000 < len(arrival.text) <= 20_000
        assert peak(raw) < MOST_MEMORY

    def test_a_copy_of_the_mail_would_be_seen(self):
        raw = large(30)
        tracemalloc.start()
        copy = bytearray(raw)
        assert tracemalloc.get_traced_memory()[1] > MOST_MEMORY
        tracemalloc.stop()
        assert copy

    def test_memory_is_flat_over_many_mails(self):
        raw = mail("Hello", "In-Reply-To: <x@y.example>\n")
        for _ in range(50):
            read_arrival(raw, host=HOST)
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(300):
            read_arrival(raw, host=HOST)
        after = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert after - before < MB
