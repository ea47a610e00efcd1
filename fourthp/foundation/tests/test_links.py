"""Signed links: for one purpose, one person, one matter, one while."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.signing import Signer

from fourthp.foundation.links import (
    LinkHasExpired,
    LinkIsBroken,
    LinkIsForAnotherPage,
    SignedLink,
    read_link,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def make_link(**changes) -> SignedLink:
    return SignedLink(
        **{
            "purpose": "rsvp",
            "holder_kind": "person",
            "holder_id": uuid4(),
            "matter_kind": "gathering",
            "matter_id": uuid4(),
            "expires_at": NOW + timedelta(days=14),
        }
        | changes
    )


class TestReadLink:
    def test_gives_back_what_was_signed(self):
        link = make_link()
        assert read_link(link.token(), "rsvp", now=NOW) == link

    def test_acts_in_the_name_of_whom_it_stands_for(self):
        link = make_link()
        assert link.actor_kind == "link"
        assert link.actor_id == f"person:{link.holder_id}"
        assert len(link.actor_id) <= 64

    def test_is_one_short_part_of_a_url_and_always_as_long(self):
        tokens = {make_link().token() for _ in range(50)}
        assert {len(token) for token in tokens} == {len(make_link().token())}
        assert all(len(token) < 140 for token in tokens)
        assert all("/" not in token and "=" not in token for token in tokens)

    def test_refuses_a_change_of_any_single_character(self):
        token = make_link().token()
        for place in range(len(token)):
            other = "A" if token[place] != "A" else "B"
            changed = token[:place] + other + token[place + 1 :]
            with pytest.raises(LinkIsBroken):
                read_link(changed, "rsvp", now=NOW)

    @pytest.mark.parametrize(
        "token", ["", ".", "rsvp", "a.b.c.d.e.f.g", "rsvp." * 40, "é" * 90, "x" * 10**6]
    )
    def test_refuses_what_was_never_a_link(self, token):
        with pytest.raises(LinkIsBroken):
            read_link(token, "rsvp", now=NOW)

    def test_refuses_signed_text_of_another_shape(self):
        signer = Signer(sep=".", salt="fourthp.links.1.rsvp")
        for text in ("rsvp.person", "rsvp.person.x.gathering.y.z", "rsvp.A.b.C.d.1"):
            with pytest.raises(LinkIsBroken):
                read_link(signer.sign(text), "rsvp", now=NOW)

    def test_refuses_another_purpose(self):
        with pytest.raises(LinkIsForAnotherPage):
            read_link(make_link(purpose="unsubscribe").token(), "rsvp", now=NOW)

    def test_refuses_another_purpose_under_a_changed_name(self):
        token = make_link(purpose="unsubscribe").token()
        with pytest.raises(LinkIsBroken):
            read_link(token.replace("unsubscribe", "rsvp"), "rsvp", now=NOW)

    def test_refuses_from_its_last_moment_on_and_says_whose_it_was(self):
        link = make_link(expires_at=NOW)
        with pytest.raises(LinkHasExpired) as refused:
            read_link(link.token(), "rsvp", now=NOW)
        assert refused.value.link == link

    def test_opens_by_an_older_key_until_that_is_forgotten(self, settings):
        settings.SECRET_KEY = "old" * 20
        token = make_link().token()
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, ["old" * 20]
        assert read_link(token, "rsvp", now=NOW)
        settings.SECRET_KEY_FALLBACKS = []
        with pytest.raises(LinkIsBroken):
            read_link(token, "rsvp", now=NOW)


class TestSignedLink:
    @pytest.mark.parametrize("word", ["", "Two Words", "a.b", "x" * 30, "rsvp\n"])
    def test_takes_plain_words_only(self, word):
        with pytest.raises(ValueError, match="gathering"):
            make_link(purpose=word)
