"""Every shape of the corpus lands where it should; nothing whatsoever raises."""

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourthp.post.formats.incoming import Arrival, ArrivalKind, read_arrival
from fourthp.post.formats.incoming.reading import _read
from fourthp.post.tests.corpus import SHAPES
from fourthp.post.tests.corpus.shapes import HOST, REF, Shape

_SMALL = [shape for shape in SHAPES if len(shape.raw) < 20_000]
_ODD = [b"\0", b"\xff", b"\r", b"\n", b"--", b"--part", b"=?", b";", b'"', b"(", b"<"]
_ODD += [
    b"\n\n",
    b"Content-Type: multipart/mixed; boundary=x\n",
    b"\xe2\x80",
    b"=",
    b">",
]


def told(arrival: Arrival, path: str) -> Any:
    """Return a fact by its path: `bounce.is_hard`, `calendar.0.uid`."""
    found: Any = arrival
    for step in path.split("."):
        found = found[int(step)] if step.isdigit() else getattr(found, step)
    return found


def refusals(shape: Shape) -> list[str]:
    """Return what is not as the shape says; empty when it lands where it should."""
    arrival = _read(shape.raw, host=HOST)
    if arrival.kind is not shape.kind:
        return [f"{arrival.kind} and not {shape.kind}: {arrival}"]
    return [
        f"{path}: {told(arrival, path)!r} and not {fact!r}"
        for path, fact in shape.facts.items()
        if told(arrival, path) != fact
    ]


def assert_bounded(arrival: Arrival) -> None:
    assert len(arrival.text) <= 20_000
    assert len(arrival.subject) <= 200
    assert len(arrival.sender_name) <= 200
    assert len(arrival.sender) <= 400
    assert len(arrival.message_id) <= 250
    assert len(arrival.calendar) <= 20
    assert arrival.reference == "" or len(arrival.reference) == 26
    shown = repr(arrival)
    assert "\0" not in arrival.text
    assert "\n" not in arrival.subject + arrival.sender_name + arrival.sender
    shown.encode("utf-8")


class TestReadArrival:
    @pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
    def test_lands_where_it_should(self, shape):
        assert refusals(shape) == []

    def test_a_shape_that_lands_elsewhere_is_found(self):
        shape = next(s for s in SHAPES if s.name == "postfix: user unknown")
        assert refusals(replace(shape, kind=ArrivalKind.LETTER)) != []
        assert refusals(replace(shape, facts={"bounce.is_hard": False})) != []

    def test_the_corpus_is_large_and_its_names_are_its_own(self):
        names = Counter(shape.name for shape in SHAPES)
        assert [name for name, count in names.items() if count > 1] == []
        assert len(SHAPES) >= 80
        assert {shape.kind for shape in SHAPES} == set(ArrivalKind)
        assert len(REF) == 26

    @given(st.binary(max_size=3000))
    @settings(max_examples=200, deadline=None)
    def test_no_bytes_raise(self, raw):
        assert_bounded(_read(raw, host=HOST))

    @given(st.sampled_from(_SMALL), st.integers(0, 2**32), st.integers(1, 12))
    @settings(
        max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    def test_no_mutilated_mail_raises(self, shape, seed, times):
        assert_bounded(_read(mutilated(shape.raw, seed, times), host=HOST))

    def test_what_cannot_be_read_at_all_is_a_letter_without_words(self):
        # Not bytes: the one thing that no mail can be.
        assert read_arrival(None, host=HOST) == Arrival(ArrivalKind.LETTER)


def mutilated(raw: bytes, seed: int, times: int) -> bytes:
    """Return a mail with pieces cut out, doubled, moved or replaced."""
    chance = random.Random(seed)  # noqa: S311 -- the same mutilations every time
    for _ in range(times):
        at, to = sorted(chance.randrange(len(raw) + 1) for _ in "12")
        piece = raw[at : min(to, at + 200)]
        change = chance.choice(
            [b"", chance.choice(_ODD), piece * 2, bytes(reversed(piece)), piece[:1]]
        )
        raw = raw[:at] + change + raw[at + len(piece) :]
    return raw
