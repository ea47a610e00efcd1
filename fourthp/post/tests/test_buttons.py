"""Buttons of mails say whether their reader has to sign in first."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import override

from fourthp.post.formats.letters import Foot, letter_html, letter_text
from fourthp.post.models import Message
from fourthp.post.queries.links import button_to, full
from fourthp.post.reactions import letter_of_text
from fourthp.post.rules.letters import Button, Letter, letter_json, letter_of
from fourthp.post.tests.makers import NOW, make_message
from fourthp.post.views.letters import shown_letter

WORDS = "Change it (you sign in first)"
SIGNS_IN = Letter("A", (Button("Change it", "https://n.example/", signs_in=True),))


def _html(letter: Letter) -> str:
    more = {"subject": "Something", "language": "en", "direction": "ltr"}
    return letter_html(letter, foot=Foot("Network"), **more)


class TestButtonTo:
    @pytest.mark.parametrize(
        ("name", "args", "signs_in"),
        [
            ("listing", [uuid4()], True),
            ("listings", [], True),
            ("imports", [], True),  # for roles
            ("own-wishes", [], True),  # for whoever signed in
            ("service", [uuid4()], False),
            ("act", ["token"], False),
            ("mail-wishes", ["token"], False),
            ("account_login", [], False),
        ],
    )
    def test_asks_the_policy_of_the_page(self, name, args, signs_in):
        for language in ("en", "ar-xb"):
            with override(language):
                url = full(reverse(name, args=args)) + "?show=due"
                assert button_to("Look", url).signs_in is signs_in

    def test_is_told_what_a_page_for_everyone_shows_to_members_alone(self):
        url = full(reverse("service", args=[uuid4()]))
        assert button_to("Look", url, is_open=False).signs_in

    @pytest.mark.parametrize(
        "url", ["https://n.example/listings/", full("/nothing-of-this-name/")]
    )
    def test_says_nothing_of_pages_that_are_not_ours(self, url):
        assert button_to("Look", url) == Button("Look", url)

    def test_is_asked_of_account_mails_too(self):
        letter = letter_of_text(f"Your factors:\n\n{full(reverse('own-wishes'))}")
        assert letter.blocks[-1].signs_in


class TestWords:
    def test_stand_in_both_forms_of_a_mail(self):
        assert f"{WORDS}:\nhttps://n.example/" in letter_text(SIGNS_IN, foot=Foot("N"))
        assert f">{WORDS}</a>" in _html(SIGNS_IN)

    def test_control_without_the_fact_they_stand_in_neither(self):
        letter = Letter("A", (Button("Change it", "https://n.example/"),))
        assert "sign in" not in letter_text(letter, foot=Foot("N")) + _html(letter)

    def test_outlive_being_kept(self):
        assert letter_of(letter_json(SIGNS_IN)) == SIGNS_IN

    def test_of_letters_kept_without_the_fact_are_their_label(self):
        kept = letter_json(SIGNS_IN)
        del kept["blocks"][0]["signs_in"]
        assert letter_of(kept).blocks == (Button("Change it", "https://n.example/"),)

    @pytest.mark.django_db
    def test_stand_on_the_page_of_a_message(self):
        message = make_message(letter=letter_json(SIGNS_IN), made_at=NOW)
        Message.objects.filter(pk=message.pk).update(kind="directory.due")
        shown = shown_letter(Message.objects.get())
        assert shown.parts[0].text == WORDS
        assert WORDS in shown.plain
