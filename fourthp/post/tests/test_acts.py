"""Signed acts: one reader, one matter, one thing; looking at the page does nothing."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import unescape
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from fourthp.audit.models import Entry
from fourthp.foundation import links as foundation_links
from fourthp.foundation import matters
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo, MatterKind
from fourthp.foundation.models import RateBucket
from fourthp.post.models import Answer, Message
from fourthp.post.operations import acts as operations
from fourthp.post.operations.acts import (
    do_act,
    say_of_reader,
    send_fresh_link,
    undo_act,
)
from fourthp.post.operations.forgetting import forget_words_about
from fourthp.post.queries import acts as queries
from fourthp.post.queries.acts import act_link, act_url, asked, for_whom, link_to
from fourthp.post.queries.composing import composed
from fourthp.post.queries.facts import hindrance_since
from fourthp.post.queries.links import (
    UNSUBSCRIBE,
    WISHES,
    button_to,
    full,
    reader_link,
)
from fourthp.post.queries.wishes import brings
from fourthp.post.rules import acts as rules
from fourthp.post.rules.acts import (
    ActIsOver,
    AnsweredBefore,
    Choice,
    MoreThanOne,
    NoReason,
    NoSuchChoice,
    Reason,
    Said,
    SignedAct,
    TakenName,
    declare_act,
)
from fourthp.post.rules.delivery import Why
from fourthp.post.rules.kinds import Stream
from fourthp.post.rules.letters import Button, Facts, Letter, Paragraph
from fourthp.post.signals import reached_another
from fourthp.post.tests.makers import NOW, leave, make_mailing, make_reader

pytestmark = pytest.mark.django_db
HERE = {"Sec-Fetch-Site": "same-origin"}
LATER = timedelta(days=61)


@dataclass
class Tea:
    """What is asked about in these tests: who comes to tea."""

    pk: UUID = field(default_factory=uuid4)
    matter_kind: str = "tea"
    is_over: bool = False
    said: list[str] = field(default_factory=list)


TEAS: dict[UUID, Tea] = {}
HIDDEN: set[UUID] = set()
MATTER = MatterKind(
    name="tea",
    may_see=lambda _reader, pk: pk not in HIDDEN,
    title=lambda _pk: "Tea",
    url=lambda _pk: "/",
)


def _act(link: SignedLink, said: Said, _now: Any) -> str:
    words = " ".join((said.choice, *said.reasons))
    TEAS[link.matter_id].said.append(words)
    return words


def _undo(link: SignedLink, trace: str, _now: Any) -> None:
    TEAS[link.matter_id].said.remove(trace)


def make_act(purpose: str = "tea", **more: Any) -> SignedAct:
    given: dict[str, Any] = {
        "title": "Do you come to tea?",
        "choices": (
            Choice("coming", "I am coming", "You are coming."),
            Choice("apologies", "I cannot come", "You send apologies."),
        ),
        "says": lambda _link: (
            Paragraph("Tea is at four."),
            Facts((("Where", "The long room"),)),
        ),
        "is_open": lambda link, _now: not TEAS[link.matter_id].is_over,
        "act": _act,
        "undo": _undo,
    }
    return SignedAct(purpose, "tea", **(given | more))


TEA = make_act()
COFFEE = make_act("coffee")
LATE = Choice(
    "late",
    "I come late",
    "You come late.",
    asks="Why are you late?",
    reasons=(Reason("train", "The train"), Reason("rain", "The rain")),
    warns=("We begin without you.",),
    confirms="Say that I come late",
    leads_to=lambda link: button_to(
        "Look at the table", full(f"/listings/{link.matter_id}/")
    ),
)
NEVER = Choice(
    "never", "Never again", "You never come.", asks="Never?", warns=("Sad.",)
)
CAKE = make_act(
    "cake",
    choices=(TEA.choices[0], LATE, NEVER),
    in_mail="I am coming",
    otherwise="I come late, or never again",
)

# What was mailed has changed since: only a later link is good.
SOUP = make_act("soup", is_open=lambda link, _now: SOUP.asked_at(link) > NOW)


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    ours = {one.purpose: one for one in (TEA, COFFEE, CAKE, SOUP)}
    monkeypatch.setattr(rules, "_acts", rules._acts | ours)
    kinds = {"tea": f"{__name__}.MATTER"}
    monkeypatch.setattr(matters, "_kinds", matters._kinds | kinds)
    TEAS.clear()
    HIDDEN.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def make_tea() -> Tea:
    tea = Tea()
    TEAS[tea.pk] = tea
    return tea


def make_link(act: SignedAct = TEA, tea: Tea | None = None, reader=None) -> SignedLink:
    return link_to(act, reader or make_reader(), tea or make_tea(), now=NOW)


def page(link: SignedLink, name: str = "act") -> str:
    return reverse(name, args=[link.token()])


def mailed(link: SignedLink, name: str = "act") -> str:
    """Return a page of a link as its mail leads there."""
    return f"{page(link, name)}?{act_url(link).partition('?')[2]}"


def press(link: SignedLink, name: str = "act", **said: Any) -> Any:
    """Press a button as a browser without a cookie does."""
    data = {"form_key": str(uuid4()), **said}
    return Client(headers=HERE).post(page(link, name), data)


def rows() -> list[Any]:
    return [list(model.objects.values()) for model in (Answer, Message, Entry)]


class TestPage:
    def test_names_whom_it_stands_for_and_says_what_the_mail_said(self):
        html = Client().get(mailed(make_link())).content.decode()
        for said in ("Rosa Hale (Harbour Aid)", "Tea is at four.", "The long room"):
            assert said in html
        assert "I am someone else" in html

    def test_says_nothing_that_the_mail_did_not_say(self):
        reader, tea = make_reader(), make_tea()
        link = make_link(TEA, tea, reader)
        mail = str([for_whom(reader), *asked(TEA, link)])
        for block in TEA.says(link):
            assert str(block) in mail
        assert queries.called(reader.kind, reader.id) in mail

    @pytest.mark.parametrize("name", ["act", "act-not-me", "act-left"])
    def test_names_nobody_by_a_link_that_was_mailed_with_no_name(self, name):
        link = make_link()
        for path in (page(link, name), page(link, name) + "?n=0123456789"):
            html = Client().get(path).content.decode()
            assert "Rosa Hale" not in html
            assert re.search(
                "[Tt]his mail was (sent to one|written)|this mail written", html
            )

    def test_names_nobody_by_the_seal_of_another_link(self):
        link, other = make_link(), make_link()
        seal = act_url(other).partition("?")[2]
        html = Client().get(f"{page(link)}?{seal}").content.decode()
        assert "Rosa Hale" not in html

    def test_knows_the_name_on_every_page_that_it_leads_to(self):
        link = make_link()
        html = Client().get(mailed(link)).content.decode()
        assert mailed(link, "act-left") in html
        done = Client(headers=HERE).post(
            mailed(link), {"form_key": str(uuid4()), "choice": "coming"}
        )["Location"]
        assert done == mailed(link, "act-done")
        assert f'action="{done}"' in Client().get(done).content.decode()
        undo = Client(headers=HERE).post(done, {"form_key": str(uuid4())})
        html = Client().get(undo["Location"]).content.decode()
        assert "Taken back" in html
        assert "Rosa Hale" in html

    def test_sets_no_cookie_and_needs_no_script(self):
        answer = Client().get(page(make_link()))
        assert not answer.cookies
        assert "onclick" not in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"

    def test_leads_on_in_the_language_of_its_reader(self):
        with override("ar-xb"):
            url = act_link(TEA, make_reader(), make_tea(), now=NOW)
        path = url.removeprefix("http://localhost:8000")
        assert path.startswith("/ar-xb/act/")
        html = Client().get(path).content.decode()
        assert 'dir="rtl"' in html
        assert "/ar-xb/act/" in html


class TestScanner:
    """Programs that guard mailboxes open every link of a mail, some of them twice."""

    def links_of(self, letter: Letter) -> list[str]:
        urls = [one.url for one in letter.blocks if isinstance(one, Button)]
        return [url.removeprefix("http://localhost:8000") for url in urls]

    def crawl(self, letter: Letter) -> None:
        seen: set[str] = set()
        waiting = self.links_of(letter)
        while waiting:
            path = waiting.pop()
            if path in seen or not path.startswith(("/act/", "/mail/")):
                continue
            seen.add(path)
            for method in ("get", "head", "options"):
                answer = getattr(Client(), method)(path)
                waiting += re.findall(r'href="([^"]+)"', answer.content.decode())
            Client(headers={"Sec-Purpose": "prefetch"}).get(path)
        assert len(seen) >= 3

    def letter(self) -> Letter:
        link = make_link()
        more = asked(CAKE, make_link(CAKE))
        fresh = Button("x", page(link, "act-fresh"))
        return Letter("Tea", (*asked(TEA, link), *more, fresh))

    def test_changes_nothing(self):
        letter = self.letter()
        before = rows()
        self.crawl(letter)
        assert rows() == before
        assert [tea.said for tea in TEAS.values()] == [[], []]

    def test_control_a_page_that_acts_on_get_is_found(self, monkeypatch):
        letter = self.letter()

        def eager(act, link, now):
            do_act(act, link, "coming", now=now)
            return True

        monkeypatch.setattr("fourthp.post.views.acts.is_open", eager)
        before = rows()
        self.crawl(letter)
        assert rows() != before


class TestDoAct:
    def test_is_done_by_one_button_and_thanked_for(self):
        link = make_link()
        answer = press(link, choice="coming")
        assert answer["Location"] == page(link, "act-done")
        assert "You are coming." in Client().get(answer["Location"]).content.decode()
        assert TEAS[link.matter_id].said == ["coming"]
        assert Answer.objects.get().choice == "coming"
        assert Entry.objects.get(act="answered").actor_kind == "link"

    def test_pressed_again_it_is_not_done_again_and_says_what_was(self):
        link = make_link()
        for choice in ("coming", "apologies", "coming"):
            press(link, choice=choice)
        assert TEAS[link.matter_id].said == ["coming"]
        html = Client().get(page(link)).content.decode()
        assert "This was answered" in html
        assert "You are coming." in html
        assert "Take it back" in html

    def test_control_without_the_one_answer_it_would_be_done_again(self, monkeypatch):
        monkeypatch.setattr(
            operations,
            "_answer",
            lambda link, choice, now: Answer.objects.create(
                **operations.fields_of(link) | {"purpose": uuid4().hex[:20]},
                choice=choice,
                at=now,
            ),
        )
        link = make_link()
        for _ in range(2):
            press(link, choice="coming")
        assert TEAS[link.matter_id].said == ["coming", "coming"]

    def test_what_was_not_done_is_not_thanked_for(self):
        link = make_link()
        press(link, choice="coming")
        answer = press(link, choice="apologies")
        html = Client().get(answer["Location"]).content.decode()
        assert "This was answered already" in html
        assert "You are coming." in html
        assert "Thank you" not in html
        with pytest.raises(AnsweredBefore):
            do_act(TEA, link, "apologies", now=NOW)

    def test_pressed_after_it_was_another_it_is_not_thanked_for(self):
        link = make_link()
        press(link, choice="coming")
        for name in ("act-not-me", "act-left"):
            answer = press(link, name)
            html = Client().get(answer["Location"]).content.decode()
            assert "This was answered already" in html
            assert "You are coming." in html
        assert Answer.objects.get().choice == "coming"

    def test_one_form_sent_twice_is_one_act(self):
        link, key = make_link(), str(uuid4())
        data = {"form_key": key, "choice": "coming"}
        first, second = (Client().post(page(link), data) for _ in range(2))
        assert first["Location"] == second["Location"]
        assert TEAS[link.matter_id].said == ["coming"]

    def test_is_thanked_for_by_name_and_by_what_it_was_about(self, monkeypatch):
        named = make_act(names=lambda _link: "High tea")
        monkeypatch.setitem(rules._acts, "tea", named)
        link = make_link(named)
        press(link, choice="coming")
        html = Client().get(mailed(link, "act-done")).content.decode()
        for said in ("Thank you", "Rosa Hale (Harbour Aid)", "High tea"):
            assert said in html
        assert "Rosa Hale" not in Client().get(page(link, "act-done")).content.decode()

    def test_of_two_links_each_does_its_own(self):
        tea = make_tea()
        for _ in range(2):
            press(make_link(TEA, tea), choice="coming")
        assert tea.said == ["coming", "coming"]

    def test_refuses_a_button_that_there_is_not(self):
        assert press(make_link(), choice="everything").status_code == 400
        with pytest.raises(NoSuchChoice):
            do_act(TEA, make_link(), "everything", now=NOW)
        assert not Answer.objects.exists()

    def test_refuses_what_another_site_sends(self):
        link = make_link()
        client = Client(headers={"Sec-Fetch-Site": "cross-site"})
        data = {"form_key": str(uuid4()), "choice": "coming"}
        assert client.post(page(link), data).status_code == 403

    def test_ends_with_its_matter(self):
        link = make_link()
        TEAS[link.matter_id].is_over = True
        for answer in (Client().get(page(link)), press(link, choice="coming")):
            assert answer.status_code == 410
            html = answer.content.decode()
            assert "nothing to do by this link any more" in html
            assert "Tea is at four." not in html
            assert "Rosa Hale" not in html
        assert not Answer.objects.exists()

    def test_ends_with_the_seat_of_whom_it_stands_for(self):
        reader = make_reader()
        link, over = make_link(TEA, None, reader), make_link()
        TEAS[over.matter_id].is_over = True
        leave(reader)
        told = Client().get(page(link))
        assert told.status_code == 410
        assert press(link, choice="coming").status_code == 410
        with pytest.raises(ActIsOver):
            do_act(TEA, link, "coming", now=NOW)
        # Whether she is gone or the matter is, the page says the same.
        same = Client().get(page(over)).content.decode()
        assert _bare(told.content.decode()) == _bare(same)

    def test_control_without_the_look_at_the_seat_it_would_be_done(self, monkeypatch):
        monkeypatch.setattr(queries, "is_here", lambda _link: True)
        reader = make_reader()
        link = make_link(TEA, None, reader)
        leave(reader)
        assert press(link, choice="coming").status_code == 302


def _bare(html: str) -> str:
    """Return a page without what differs from link to link."""
    return re.sub(r'action="[^"]*"|value="[^"]*"', "", html)


class TestChoiceWithAPage:
    """A choice that asks for reasons, or says what will happen, is looked at first."""

    def look(self, link: SignedLink, choice: str = "late") -> Any:
        return Client().get(f"{mailed(link)}&choice={choice}")

    def test_leads_from_the_first_page_to_its_own(self):
        link = make_link(CAKE)
        html = Client().get(mailed(link)).content.decode()
        [path] = re.findall(r'href="([^"]+choice=late[^"]*)"', html)
        assert 'value="late"' not in html
        html = Client().get(unescape(path)).content.decode()
        for said in ("Why are you late?", "The train", "We begin without you."):
            assert said in html
        for said in ("Rosa Hale (Harbour Aid)", "The long room"):
            assert said in html
        assert "Say that I come late" in html
        assert mailed(link) in html  # the way back knows the name

    def test_is_said_with_what_was_ticked(self):
        link = make_link(CAKE)
        answer = press(link, choice="late", reasons=["train", "rain"])
        assert answer["Location"] == page(link, "act-done")
        assert TEAS[link.matter_id].said == ["late rain train"]
        assert Answer.objects.get().choice == "late"

    def test_keeps_no_reason_itself(self):
        link = make_link(CAKE)
        silent = replace(CAKE, act=lambda *_: "")
        do_act(silent, link, "late", now=NOW, reasons=("rain",))
        assert "rain" not in str(rows())

    def test_asks_again_where_nothing_is_ticked(self):
        link = make_link(CAKE)
        answer = press(link, choice="late")
        assert answer.status_code == 400
        assert "Tick at least one." in answer.content.decode()
        assert TEAS[link.matter_id].said == []
        with pytest.raises(NoReason):
            do_act(CAKE, link, "late", now=NOW)
        assert not Answer.objects.exists()

    @pytest.mark.parametrize(
        ("choice", "reasons"), [("late", ["snow"]), ("late", ["rain", "snow"])]
    )
    def test_refuses_reasons_that_there_are_not(self, choice, reasons):
        link = make_link(CAKE)
        assert press(link, choice=choice, reasons=reasons).status_code == 400
        with pytest.raises(NoSuchChoice):
            do_act(CAKE, link, choice, now=NOW, reasons=tuple(reasons))
        assert TEAS[link.matter_id].said == []

    def test_refuses_reasons_where_none_are_asked(self):
        with pytest.raises(NoSuchChoice):
            do_act(CAKE, make_link(CAKE), "coming", now=NOW, reasons=("rain",))

    def test_that_only_warns_has_nothing_to_tick(self):
        link = make_link(CAKE)
        html = self.look(link, "never").content.decode()
        assert "Sad." in html
        assert "checkbox" not in html
        press(link, choice="never")
        assert TEAS[link.matter_id].said == ["never"]

    def test_that_there_is_not_is_refused(self):
        assert self.look(make_link(CAKE), "sometimes").status_code == 400
        assert press(make_link(CAKE)).status_code == 400

    def test_without_a_page_shows_the_first_one(self):
        html = self.look(make_link(CAKE), "coming").content.decode()
        assert "Do you come to tea?" in html

    def test_says_nothing_once_it_is_over(self):
        link = make_link(CAKE)
        TEAS[link.matter_id].is_over = True
        for answer in (self.look(link), press(link, choice="late")):
            assert answer.status_code == 410
            assert "Tea is at four." not in answer.content.decode()

    def test_says_what_was_answered_once_it_was(self):
        link = make_link(CAKE)
        press(link, choice="coming")
        for answer in (self.look(link), press(link, choice="late")):
            assert "This was answered" in answer.content.decode()

    def test_one_form_sent_twice_with_other_ticks_is_one_act(self):
        link, key = make_link(CAKE), str(uuid4())
        first, second = (
            Client(headers=HERE).post(
                page(link), {"form_key": key, "choice": "late", "reasons": [reason]}
            )
            for reason in ("rain", "train")
        )
        assert first.status_code == 302
        assert "This was answered" in second.content.decode()
        assert TEAS[link.matter_id].said == ["late rain"]

    def test_without_a_key_does_nothing(self):
        link = make_link(CAKE)
        for said in ({"choice": "coming"}, {"choice": "late", "reasons": "rain"}):
            assert Client(headers=HERE).post(page(link), said).status_code == 400
        assert TEAS[link.matter_id].said == []

    def test_leads_on_to_where_one_signs_in_and_says_so(self):
        link = make_link(CAKE)
        done = press(link, choice="late", reasons=["rain"])["Location"]
        html = Client().get(done).content.decode()
        assert "Look at the table (you sign in first)" in html
        assert f"/listings/{link.matter_id}/" in html
        press(link, "act-done")
        done = press(link, choice="coming")["Location"]
        assert "Look at the table" not in Client().get(done).content.decode()

    def test_is_named_by_the_mail_on_a_second_button(self):
        first, second = asked(CAKE, make_link(CAKE))[-2:]
        assert (first.label, first.is_quiet) == ("I am coming", False)
        assert (second.label, second.is_quiet) == ("I come late, or never again", True)
        assert first.url == second.url


class TestLinks:
    @pytest.mark.parametrize("name", ["act", "act-done", "act-not-me", "act-left"])
    def test_of_another_purpose_open_nothing(self, name):
        reader = make_reader()
        own = reader_link(reader.kind, reader.id, WISHES, now=NOW)
        assert Client().get(page(own, name)).status_code == 404
        data = {"form_key": str(uuid4()), "choice": "coming"}
        assert Client().post(page(own, name), data).status_code == 404
        act = make_link()
        assert Client().get(page(act, "mail-wishes")).status_code == 404
        assert Client().get(page(act, "mail-unsubscribe")).status_code == 404

    def test_of_one_act_cannot_be_told_as_of_another(self):
        link = make_link(COFFEE)
        forged = "tea" + link.token().removeprefix("coffee")
        assert Client().get(reverse("act", args=[forged])).status_code == 404

    def test_control_without_the_signature_it_could(self, monkeypatch):
        unsign = staticmethod(lambda token: token.rpartition(".")[0])
        monkeypatch.setattr(foundation_links.Signer, "unsign", unsign)
        link = make_link(COFFEE)
        forged = "tea" + link.token().removeprefix("coffee")
        assert Client().get(reverse("act", args=[forged])).status_code == 200

    def test_about_a_matter_of_another_kind_open_nothing(self):
        odd = SignedLink("tea", "person", uuid4(), "gathering", uuid4(), NOW + LATER)
        assert Client().get(page(odd)).status_code == 404

    def test_altered_anywhere_open_nothing(self):
        token = make_link().token()
        for at in range(0, len(token), 7):
            other = "x" if token[at] != "x" else "y"
            altered = token[:at] + other + token[at + 1 :]
            assert Client().get(reverse("act", args=[altered])).status_code == 404

    def test_of_100_kb_are_refused_without_being_read(self):
        answer = Client().get(reverse("act", args=["a" * 100_000]))
        assert answer.status_code == 404

    @pytest.mark.parametrize("stray", [">", "%3E", ".", ")", "%3E.", ">/", ")./"])
    def test_with_a_stray_bracket_lead_to_the_page(self, stray):
        link = make_link()
        for behind in ("", "/"):
            bare = page(link).removesuffix("/") + behind
            answer = Client().get(f"{bare}{stray}?n=abc")
            assert (answer.status_code, answer["Location"]) == (
                302,
                f"{page(link)}?n=abc",
            )
            assert Client().get(f"{bare}{stray}")["Location"] == page(link)

    def test_with_a_stray_bracket_behind_the_name_still_name_her(self):
        link = make_link()
        for stray in (">", "%3E"):
            assert "Rosa Hale" in Client().get(mailed(link) + stray).content.decode()

    def test_with_a_stray_bracket_take_no_press(self):
        link = make_link()
        for path in (f"{page(link)}%3E", page(link).removesuffix("/") + "%3E/"):
            data = {"form_key": str(uuid4()), "choice": "coming"}
            assert Client(headers=HERE).post(path, data).status_code == 404
        assert TEAS[link.matter_id].said == []

    def test_of_pages_that_no_link_opens_lead_nowhere(self):
        for path in ("/sign-in/%3E", "/nothing/%3E", "//act.example/%3E"):
            assert Client().get(path).status_code == 404

    def test_that_are_too_old_offer_a_fresh_one(self):
        link = make_link()
        with time_machine.travel(NOW + LATER, tick=False):
            answers = [Client().get(page(link)), press(link, choice="coming")]
        for answer in answers:
            assert answer.status_code == 410
            assert "Send me a fresh link" in answer.content.decode()
            assert page(link, "act-fresh") in answer.content.decode()
        assert TEAS[link.matter_id].said == []

    def test_that_are_over_offer_a_fresh_one_where_that_would_be_open(self):
        link = make_link(SOUP)
        page_now = Client().get(page(link))
        assert page_now.status_code == 410
        assert "Send me a fresh link" not in page_now.content.decode()
        with time_machine.travel(NOW + timedelta(days=1), tick=False):
            later = Client().get(page(link))
        assert later.status_code == 410
        assert "Send me a fresh link" in later.content.decode()

    def test_sign_nobody_in(self):
        link = make_link()
        client = Client(headers=HERE)
        client.get(page(link))
        client.post(page(link), {"form_key": str(uuid4()), "choice": "coming"})
        assert not client.cookies
        assert client.get(reverse("listings")).status_code == 302


class TestSayOfReader:
    def test_refuses_what_nobody_can_say(self):
        with pytest.raises(NoSuchChoice):
            say_of_reader(make_link(), "coming", now=NOW)
        assert not Answer.objects.exists()


class TestUndoAct:
    def test_takes_back_what_was_done_and_leaves_the_link_free(self):
        link = make_link()
        press(link, choice="coming")
        answer = press(link, "act-done")
        assert TEAS[link.matter_id].said == []
        html = Client().get(answer["Location"]).content.decode()
        assert "Taken back" in html
        press(link, choice="apologies")
        assert TEAS[link.matter_id].said == ["apologies"]
        assert Answer.objects.count() == 2

    def test_twice_is_once(self):
        link = make_link()
        press(link, choice="coming")
        for _ in range(2):
            press(link, "act-done")
        assert Entry.objects.filter(act="undone").count() == 1

    def test_refuses_once_the_seat_is_gone(self):
        reader = make_reader()
        link = make_link(TEA, None, reader)
        press(link, choice="coming")
        leave(reader)
        with pytest.raises(CannotUndo):
            undo_act(TEA, link, now=NOW)
        answer = press(link, "act-done")
        assert answer.status_code == 409
        assert "cannot be taken back" in answer.content.decode()

    def test_says_where_its_act_cannot_be_undone(self, monkeypatch):
        for_good = make_act("good", undo=None)
        monkeypatch.setitem(rules._acts, "good", for_good)
        link = make_link(for_good)
        press(link, choice="coming")
        page_ = Client().get(page(link, "act-done")).content.decode()
        assert "Take it back" not in page_
        with pytest.raises(CannotUndo):
            undo_act(for_good, link, now=NOW)

    def test_the_page_of_nothing_done_leads_to_the_question(self):
        link = make_link()
        assert Client().get(page(link, "act-done"))["Location"] == page(link)


class TestReachedAnother:
    @pytest.fixture
    def heard(self):
        found: list[str] = []

        def hear(answer, **_more):
            found.append(f"{answer}, taken back" if answer.undone_at else f"{answer}")

        reached_another.connect(hear)
        yield found
        reached_another.disconnect(hear)

    @pytest.mark.parametrize(
        ("name", "said"), [("act-not-me", "not-me"), ("act-left", "left")]
    )
    def test_does_nothing_and_tells_who_looks_after_it(self, heard, name, said):
        link = make_link()
        assert "Rosa Hale" in Client().get(mailed(link, name)).content.decode()
        assert heard == []
        for _ in range(2):
            press(link, name)
        assert heard == [said]
        assert TEAS[link.matter_id].said == []
        press(link, "act-done")
        assert heard == [said, f"{said}, taken back"]

    def test_says_what_was_said(self):
        for name, said in (
            ("act-not-me", "this mail reached somebody else"),
            ("act-left", "this person is said to have left"),
        ):
            answer = press(make_link(), name)
            html = Client().get(answer["Location"]).content.decode()
            assert f"It is noted that {said}." in html

    def test_closes_the_link_until_it_is_taken_back(self, heard):
        link = make_link()
        press(link, "act-not-me")
        press(link, choice="coming")
        assert TEAS[link.matter_id].said == []
        assert "somebody else" in Client().get(page(link)).content.decode()
        press(link, "act-done")
        press(link, choice="coming")
        assert TEAS[link.matter_id].said == ["coming"]


class TestFreshLink:
    def ask(self, link: SignedLink) -> Any:
        with time_machine.travel(NOW + LATER, tick=False):
            answer = press(link, "act-fresh")
            return Client().get(answer["Location"])

    def test_goes_to_the_address_that_she_has_now_and_never_says_it(self):
        reader = make_reader("rosa@clinic.example")
        answer = self.ask(make_link(TEA, None, reader))
        assert "rosa@" not in answer.content.decode()
        message = Message.objects.get()
        assert (message.address, message.state) == ("rosa@clinic.example", "waiting")
        url = next(b.url for b in message.says.blocks if isinstance(b, Button))
        with time_machine.travel(NOW + LATER, tick=False):
            path = url.removeprefix("http://localhost:8000")
            assert Client().get(path).status_code == 200

    def test_is_answered_alike_where_nobody_is_there(self):
        reader = make_reader()
        link = make_link(TEA, None, reader)
        there = self.ask(link)
        leave(reader)
        gone = self.ask(link)
        assert _bare(there.content.decode()) == _bare(gone.content.decode())
        assert there.status_code == gone.status_code
        assert Message.objects.count() == 1

    def test_goes_to_nobody_who_is_here_no_more(self):
        reader = make_reader()
        link = make_link(TEA, None, reader)
        leave(reader)
        send_fresh_link(link, now=NOW)
        assert not Message.objects.exists()

    def test_does_not_go_where_its_matter_must_not_be_named_any_more(self):
        tea, other = make_tea(), make_tea()
        for one in (tea, other):
            send_fresh_link(make_link(TEA, one), now=NOW)
        forget_words_about(tea)
        hers, another = Message.objects.order_by("pk")
        assert (hers.state, hers.has_words) == ("cancelled", False)
        assert another.state == "waiting"

    def test_says_that_what_was_asked_is_settled(self):
        link = make_link()
        TEAS[link.matter_id].is_over = True
        self.ask(link)
        said = str(Message.objects.get().says)
        assert "settled" in said
        assert "Do you come to tea?" in said
        assert "/act/" not in said

    def test_of_what_is_settled_says_which_it_was(self, monkeypatch):
        named = make_act(names=lambda _link: "High tea")
        monkeypatch.setitem(rules._acts, "tea", named)
        link = make_link(named)
        TEAS[link.matter_id].is_over = True
        self.ask(link)
        letter = Message.objects.get().says
        assert letter.title == "There is nothing to do"
        assert "You were asked about “High tea”: Do you come to tea?" in str(letter)

    def test_of_what_was_answered_and_is_asked_again_offers_it_again(self):
        tea, reader = make_tea(), make_reader()
        old = make_link(TEA, tea, reader)
        press(old, choice="coming")
        with time_machine.travel(NOW + timedelta(days=30), tick=False):
            press(old, "act-fresh")
            mail = composed(Message.objects.get(), network="").content.decode()
            url = Message.objects.get().says.blocks[-1].url
            path = url.removeprefix("http://localhost:8000")
            assert "I am coming" in Client().get(path).content.decode()
        assert "Do you come to tea?" in mail
        assert "settled" not in mail

    def test_is_made_anew_where_the_one_in_it_ended_before_it_left(self):
        over: list[SignedLink] = []

        def is_open(link: SignedLink, _now: Any) -> bool:
            return link not in over

        act = make_act("tea", is_open=is_open)
        rules._acts["tea"] = act
        link = make_link(act)
        send_fresh_link(link, now=NOW)
        over.append(link)  # what is about is changed; and asked again, it is open
        with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
            mail = composed(Message.objects.get(), network="").content.decode()
        assert "Tea is at four." in mail
        assert link.token() not in mail.replace("=\n", "")
        assert "/act/" in mail

    def mail_of(self, link: SignedLink) -> str:
        send_fresh_link(link, now=NOW)
        return composed(Message.objects.get(), network="").content.decode()

    def test_says_that_it_is_settled_where_it_is_since_it_was_asked_for(self):
        link = make_link()
        offered = self.mail_of(link)
        TEAS[link.matter_id].is_over = True
        mail = composed(Message.objects.get(), network="").content.decode()
        assert "Tea is at four." in offered
        assert "/act/" in offered
        for said in ("Tea is at four.", "/act/"):
            assert said not in mail
        assert "Rosa Hale" in mail
        assert "settled" in mail

    def test_control_asked_once_it_would_describe_what_is_over(self, monkeypatch):
        monkeypatch.setattr(queries, "is_open", lambda *_asked: True)
        link = make_link()
        self.mail_of(link)
        TEAS[link.matter_id].is_over = True
        mail = composed(Message.objects.get(), network="").content.decode()
        assert "Tea is at four." in mail

    def test_does_not_go_to_whom_may_not_see_its_matter_any_more(self):
        reader = make_reader()
        send_fresh_link(make_link(TEA, None, reader), now=NOW)
        [message] = Message.objects.all()
        assert hindrance_since(message) is None
        HIDDEN.add(UUID(message.about_id))
        assert hindrance_since(message) is Why.NOT_ENTITLED
        HIDDEN.clear()
        leave(reader)
        assert hindrance_since(message) is Why.NOT_ENTITLED

    def test_pressed_again_within_minutes_no_second_mail_goes(self):
        link = make_link()
        for minutes in (0, 1, 5):
            send_fresh_link(link, now=NOW + timedelta(minutes=minutes))
        assert Message.objects.count() == 1
        send_fresh_link(link, now=NOW + timedelta(minutes=20))
        assert Message.objects.count() == 2

    def test_control_without_the_rate_each_press_sends_one(self):
        link = make_link()
        for _ in range(3):
            send_fresh_link(link, now=NOW)
            RateBucket.objects.all().delete()
        assert Message.objects.count() == 3

    def test_of_a_readers_own_pages_leads_to_her_wishes(self):
        reader = make_reader()
        for purpose in (WISHES, UNSUBSCRIBE):
            link = reader_link(reader.kind, reader.id, purpose, now=NOW)
            send_fresh_link(link, now=NOW)
        assert all("/mail/wishes/" in str(m.says) for m in Message.objects.all())

    def test_of_any_other_link_is_refused(self):
        other = SignedLink("rsvp", "person", uuid4(), "tea", uuid4(), NOW)
        assert press(other, "act-fresh").status_code == 404


class TestInAMail:
    def test_the_links_of_a_mail_are_its_readers(self):
        tea, readers = make_tea(), [make_reader(), make_reader()]

        def write(reader):
            link = link_to(TEA, reader, tea, now=NOW)
            return Letter("Tea", (for_whom(reader), *asked(TEA, link)))

        mailing = make_mailing(readers, write=write)
        urls = [m.says.blocks[-1].url for m in mailing.messages.all()]
        assert len(set(urls)) == 2

    def test_no_kind_of_a_test_is_told_on_the_page_of_wishes(self):
        assert "A test of duty" not in str(brings(Stream.DUTY, frozenset()))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_is_first():
    link, barrier, broken = make_link(), Barrier(2, timeout=30), []

    def go(choice: str) -> None:
        try:
            barrier.wait()
            do_act(TEA, link, choice, now=NOW)
        except Exception as problem:  # noqa: BLE001 -- told by the test
            broken.append(problem)
        finally:
            connections.close_all()

    threads = [Thread(target=go, args=(c,)) for c in ("coming", "apologies")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(problem) for problem in broken] == [AnsweredBefore]
    assert len(TEAS[link.matter_id].said) == 1
    assert Answer.objects.count() == 1


TABLES = (Reason("window", "By the window"), Reason("door", "By the door"))
SITS = Choice(
    "sits",
    "I sit",
    "You sit.",
    asks="Where?",
    reasons_from=lambda link: TABLES if TEAS[link.matter_id].said else (),
    ticks="Choose a table",
    takes_one=True,
    confirms="Sit there",
)
PLACES = make_act("places", choices=(TEA.choices[0], SITS))


class TestReasonsFromTheMatter:
    @pytest.fixture(autouse=True)
    def _places(self, monkeypatch):
        monkeypatch.setattr(rules, "_acts", rules._acts | {"places": PLACES})

    def make(self, *said: str) -> SignedLink:
        tea = make_tea()
        tea.said.extend(said)
        return make_link(PLACES, tea)

    def test_are_offered_as_they_stand(self):
        link = self.make("yes")
        html = Client().get(page(link) + "?choice=sits").content.decode()
        for said in ("Choose a table", "By the window", "By the door", "Sit there"):
            assert said in html
        assert press(link, choice="sits", reasons="door").status_code == 302
        assert TEAS[link.matter_id].said[-1] == "sits door"

    def test_a_choice_without_any_is_not_offered(self):
        link = self.make()
        assert "I sit" not in Client().get(page(link)).content.decode()
        with pytest.raises(NoSuchChoice):
            do_act(PLACES, link, "sits", now=NOW)

    def test_one_of_them_is_taken(self):
        link = self.make("yes")
        with pytest.raises(NoReason):
            do_act(PLACES, link, "sits", now=NOW)
        with pytest.raises(MoreThanOne):
            do_act(PLACES, link, "sits", now=NOW, reasons=("door", "window"))

    def test_what_went_meanwhile_is_refused_and_said(self):
        link = self.make("yes")
        answer = press(link, choice="sits", reasons="roof")
        assert answer.status_code == 400
        assert "not there any more" in answer.content.decode()

    def test_no_choice_is_called_as_what_is_said_of_a_reader(self):
        choices = (Choice("left", "Left", "Left."),)
        with pytest.raises(TakenName):
            declare_act(make_act("wrong", choices=choices))


class TestOutlivesSeat:
    def test_is_taken_back_by_who_is_here_no_more(self, monkeypatch):
        act = make_act("goes", outlives_seat=True)
        monkeypatch.setattr(rules, "_acts", rules._acts | {"goes": act})
        reader = make_reader()
        link = make_link(act, reader=reader)
        do_act(act, link, "coming", now=NOW)
        leave(reader)
        undo_act(act, link, now=NOW)
        assert TEAS[link.matter_id].said == []

    def test_control_others_are_not(self):
        reader = make_reader()
        link = make_link(reader=reader)
        do_act(TEA, link, "coming", now=NOW)
        leave(reader)
        with pytest.raises(CannotUndo):
            undo_act(TEA, link, now=NOW)
