"""What readers want: chosen by a link or signed in, and taken back."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fourthp.audit.models import Entry
from fourthp.foundation.links import SignedLink
from fourthp.foundation.models import FormKey, Revision
from fourthp.post.forms.wishes import WishesForm, likely_zones
from fourthp.post.models import Message, Suppression, Wishes
from fourthp.post.operations.bundles import make_bundles
from fourthp.post.operations.forgetting import forget_reader
from fourthp.post.operations.wishes import (
    Who,
    choose,
    come_back,
    leave_news,
    send_to_me_again,
    take_back,
)
from fourthp.post.queries import facts
from fourthp.post.queries.acts import for_whom, wishes_url
from fourthp.post.queries.composing import composed
from fourthp.post.queries.links import UNSUBSCRIBE, WISHES, WISHES_LAST, reader_link
from fourthp.post.queries.wishes import brings, in_words
from fourthp.post.rules import kinds as rules
from fourthp.post.rules.delivery import Cadence
from fourthp.post.rules.kinds import Stream
from fourthp.post.rules.letters import Letter
from fourthp.post.rules.readers import Reader
from fourthp.post.tests import makers
from fourthp.post.tests.makers import (
    NEWS,
    NOW,
    PAPERS,
    READERSHIP,
    Member,
    leave,
    make_mailing,
    make_message,
    make_reader,
)

pytestmark = pytest.mark.django_db
HERE = {"Sec-Fetch-Site": "same-origin"}
WEEK = timedelta(days=7)
CHOSEN = {"duty": "daily", "news": "daily", "weekday": "4"}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def _still():
    with time_machine.travel(NOW, tick=False):
        yield


def who(reader) -> Who:
    return Who(reader.kind, reader.id)


def by(reader) -> Member:
    return Member(reader.id)


def page(reader, name: str, purpose: str = WISHES) -> str:
    link = reader_link(reader.kind, reader.id, purpose, now=NOW)
    return reverse(name, args=[link.token()])


def press(path: str, **said: str) -> Any:
    return Client(headers=HERE).post(path, {"form_key": str(uuid4()), **said})


class TestChoose:
    def test_notes_what_she_wants_and_when_and_how(self):
        reader = make_reader()
        choose(who(reader), {"duty": "daily"}, by=by(reader), now=NOW)
        row = Wishes.objects.get()
        assert (row.duty, row.news, row.changed_at) == ("daily", "weekly", NOW)
        entry = Entry.objects.get(act="chose")
        assert (entry.actor_kind, entry.detail) == ("person", {"fields": ["duty"]})

    def test_of_what_she_wants_already_notes_nothing(self):
        reader = make_reader()
        for _ in range(2):
            choose(who(reader), {"duty": "daily"}, by=by(reader), now=NOW)
        assert Entry.objects.filter(act="chose").count() == 1

    @pytest.mark.parametrize("act", [choose, take_back, leave_news, come_back])
    def test_refuses_everyone_else(self, act):
        reader, other = make_reader(), make_reader()
        others = reader_link(other.kind, other.id, WISHES, now=NOW)
        more = {"values": {"duty": "daily"}} if act is choose else {}
        for actor in (by(other), others):
            with pytest.raises(PermissionDenied):
                act(who(reader), **more, by=actor, now=NOW)
        assert not Wishes.objects.exclude(news="weekly").exists()

    def test_what_waits_goes_when_she_wants_it_now(self):
        reader = make_reader()
        message = make_message(kind=PAPERS, readers=[reader])
        choose(who(reader), {"duty": "at once"}, by=by(reader), now=NOW)
        message.refresh_from_db()
        assert message.due_at == NOW
        assert make_bundles(now=NOW) == 1

    def test_is_taken_back_whole(self):
        reader = make_reader()
        choose(who(reader), {"duty": "daily"}, by=by(reader), now=NOW)
        values = {"duty": "at once", "weekday": 4}
        choose(who(reader), values, by=by(reader), now=NOW + WEEK)
        assert take_back(who(reader), by=by(reader), now=NOW + WEEK)
        row = Wishes.objects.get()
        assert (row.duty, row.weekday) == ("daily", 0)
        assert take_back(who(reader), by=by(reader), now=NOW + WEEK)
        assert Wishes.objects.get().duty == "weekly"
        assert not take_back(who(reader), by=by(reader), now=NOW + WEEK)

    def test_goes_with_its_reader_words_and_all(self):
        reader = make_reader()
        choose(who(reader), {"zone": "Asia/Tokyo"}, by=by(reader), now=NOW)
        forget_reader(reader.kind, reader.id)
        assert not Wishes.objects.exists()
        assert not Revision.objects.exists()


class TestLeaveNews:
    def test_news_that_waits_does_not_go_and_papers_do(self):
        reader = make_reader()
        news = make_message(kind=NEWS, readers=[reader])
        papers = make_message(kind=PAPERS, readers=[reader])
        leave_news(who(reader), by=by(reader), now=NOW)
        make_bundles(now=NOW + WEEK)
        news.refresh_from_db()
        papers.refresh_from_db()
        assert (news.state, news.why) == ("withheld", "not wanted")
        assert papers.state == "bundled"

    def test_control_unasked_the_news_would_go(self, monkeypatch):
        reader = make_reader()
        news = make_message(kind=NEWS, readers=[reader])
        leave_news(who(reader), by=by(reader), now=NOW)
        monkeypatch.setattr(facts, "wanted", lambda *_: Cadence.WEEKLY)
        make_bundles(now=NOW + WEEK)
        news.refresh_from_db()
        assert news.state == "bundled"

    def test_back_in_time_nothing_is_lost(self):
        reader = make_reader()
        news = make_message(kind=NEWS, readers=[reader])
        choose(who(reader), {"news": "daily"}, by=by(reader), now=NOW)
        leave_news(who(reader), by=by(reader), now=NOW)
        come_back(who(reader), by=by(reader), now=NOW)
        assert Wishes.objects.get().news == "daily"
        make_bundles(now=NOW + WEEK)
        news.refresh_from_db()
        assert news.state == "bundled"

    def test_back_again_what_is_taken_back_is_that_and_nothing_older(self):
        reader = make_reader()
        choose(who(reader), {"duty": "daily", "news": "daily"}, by=by(reader), now=NOW)
        press(page(reader, "mail-unsubscribe", UNSUBSCRIBE))
        answer = press(page(reader, "mail-news"), choice="back")
        html = Client().get(answer["Location"]).content.decode()
        assert "<li>News: never</li>" in html
        assert "<li>What belongs to your seat" not in html
        press(answer["Location"])
        row = Wishes.objects.get()
        assert (row.duty, row.news) == ("daily", "never")
        come_back(who(reader), by=by(reader), now=NOW)
        assert Wishes.objects.get().news == "daily"

    def test_who_chose_never_comes_back_to_once_a_week(self):
        reader = make_reader()
        choose(who(reader), {"news": "never"}, by=by(reader), now=NOW)
        for _ in range(2):
            come_back(who(reader), by=by(reader), now=NOW)
        assert Wishes.objects.get().news == "weekly"
        assert Entry.objects.filter(act="came-back").count() == 1


class TestSendToMeAgain:
    def stop(self, reader) -> None:
        address = reader.address.lower()
        Suppression.objects.create(address=address, because="hard", since=NOW)

    def test_lets_mail_go_to_her_own_address(self):
        reader, other = make_reader(), make_reader()
        self.stop(reader)
        self.stop(other)
        send_to_me_again(who(reader), by=by(reader))
        assert [s.address for s in Suppression.objects.all()] == [other.address]
        assert Entry.objects.filter(act="sends-again").count() == 1

    def test_refuses_everyone_else(self):
        reader, other = make_reader(), make_reader()
        self.stop(reader)
        with pytest.raises(PermissionDenied):
            send_to_me_again(who(reader), by=by(other))

    def test_lifts_nothing_that_somebody_stopped_by_hand(self):
        reader = make_reader()
        self.stop(reader)
        Suppression.objects.update(because="by hand")
        with pytest.raises(PermissionDenied):
            send_to_me_again(who(reader), by=by(reader))
        path = page(reader, "mail-wishes")
        shown = Client().get(path).content.decode()
        assert "somebody stopped it here" in shown
        assert "Send to me again" not in shown
        assert Client().get(page(reader, "mail-again"))["Location"] == path
        assert press(page(reader, "mail-again")).status_code == 403
        assert Suppression.objects.exists()

    def test_lifts_nothing_for_who_is_gone(self):
        reader = make_reader()
        self.stop(reader)
        leave(reader)
        send_to_me_again(who(reader), by=by(reader))
        assert Suppression.objects.count() == 1
        assert not Entry.objects.exists()

    def test_has_a_button_where_mail_is_stopped(self):
        reader = make_reader()
        path = page(reader, "mail-wishes")
        assert "Send to me again" not in Client().get(path).content.decode()
        self.stop(reader)
        html = Client().get(path).content.decode()
        assert "the mailbox does not exist" in html
        assert reader.address not in html
        assert f'href="{page(reader, "mail-again")}"' in html
        asked = Client().get(page(reader, "mail-again")).content.decode()
        assert "and the news too" in asked
        assert "Whoever else gets mail at the same address" in asked
        assert Suppression.objects.exists()
        assert press(page(reader, "mail-again"))["Location"] == path
        assert not Suppression.objects.exists()
        assert Client().get(page(reader, "mail-again"))["Location"] == path

    def test_says_that_news_which_was_left_does_not_come(self):
        reader = make_reader()
        self.stop(reader)
        leave_news(who(reader), by=by(reader), now=NOW)
        asked = Client().get(page(reader, "mail-again")).content.decode()
        assert "News does not: you left it." in asked


class TestNews:
    """To leave the news, and to come back: one press each, on the page of wishes."""

    def test_is_left_and_had_again_by_one_press(self):
        reader = make_reader()
        path, turn = page(reader, "mail-wishes"), page(reader, "mail-news")
        html = Client().get(path).content.decode()
        assert "You get the news: in one mail a week." in html
        assert "Stop the news" in html
        assert "Get the news again" not in html
        answer = press(turn, choice="leave")
        assert answer["Location"] == page(reader, "mail-wishes-saved")
        assert Wishes.objects.get().news == "never"
        html = Client().get(path).content.decode()
        assert "You get no news." in html
        assert "How often news comes" not in html
        assert "Stop the news" not in html
        press(turn, choice="back")
        assert Wishes.objects.get().news == "weekly"

    def test_is_left_as_it_is_where_something_else_is_chosen(self):
        reader = make_reader()
        leave_news(who(reader), by=by(reader), now=NOW)
        press(page(reader, "mail-wishes"), **CHOSEN)
        row = Wishes.objects.get()
        assert (row.duty, row.news) == ("daily", "never")

    def test_takes_no_other_word(self):
        reader = make_reader()
        assert press(page(reader, "mail-news"), choice="x").status_code == 400
        assert not Wishes.objects.exists()

    def test_of_who_is_gone_leads_to_the_page_that_says_so(self):
        reader = make_reader()
        path = page(reader, "mail-news")
        leave(reader)
        assert press(path, choice="leave")["Location"] == page(reader, "mail-wishes")
        assert not Wishes.objects.exists()


class TestZone:
    def test_is_found_near_or_among_all(self):
        reader = make_reader()
        html = Client().get(page(reader, "mail-wishes")).content.decode()
        first = html.partition("My time zone is not there")[0]
        assert "As the network has it: Europe / London" in first
        assert 'value="Europe/Kyiv"' in first
        assert 'value="Asia/Tokyo"' not in first
        assert 'value="Asia/Tokyo"' in html
        press(page(reader, "mail-wishes"), **CHOSEN, other_zone="Asia/Tokyo")
        assert Wishes.objects.get().zone == "Asia/Tokyo"
        html = Client().get(page(reader, "mail-wishes")).content.decode()
        assert '<option value="Asia/Tokyo" selected>' in html
        press(page(reader, "mail-wishes"), **CHOSEN, zone="Europe/Kyiv")
        assert Wishes.objects.get().zone == "Europe/Kyiv"

    def test_stays_open_where_another_was_sought_and_something_is_wrong(self):
        path = page(make_reader(), "mail-wishes")
        wrong = CHOSEN | {"duty": "x", "other_zone": "Asia/Tokyo"}
        html = press(path, **wrong).content.decode()
        assert "<details open>" in html
        assert '<option value="Asia/Tokyo" selected>' in html

    def test_needs_no_zone_of_the_network(self):
        assert "Europe/Kyiv" not in str(likely_zones("Asia/Tokyo", ""))
        form = WishesForm(wishes=Wishes(), network_zone="")
        assert str(form.fields["zone"].choices[0][1]) == "As the network has it"


class TestBrings:
    def kinds(self, monkeypatch):
        for_lead = replace(
            PAPERS, name="lead.papers", title="Of leads", roles=("lead",)
        )
        more = {"roles": ("keeper",), "is_for_all": False, "title": "Of keepers"}
        for_keeper = replace(PAPERS, name="keeper.papers", **more)
        ours = {one.name: one for one in (for_lead, for_keeper)}
        monkeypatch.setattr(rules, "_kinds", rules._kinds | ours)

    def test_names_only_what_a_seat_brings(self, monkeypatch):
        self.kinds(monkeypatch)
        assert "Of leads" not in str(brings(Stream.DUTY, frozenset({"keeper"})))
        assert "Of leads" in str(brings(Stream.DUTY, frozenset({"lead"})))

    def test_tells_by_no_link_who_looks_after_the_network(self, monkeypatch):
        self.kinds(monkeypatch)
        roles = frozenset({"keeper"})
        assert "Of keepers" not in str(brings(Stream.DUTY, roles))
        assert "Of keepers" in str(brings(Stream.DUTY, roles, is_own=True))

    def test_page_asks_the_room_above_for_her_roles(self, monkeypatch):
        self.kinds(monkeypatch)
        reader = make_reader()
        path = page(reader, "mail-wishes")
        assert "Of leads" not in Client().get(path).content.decode()
        lead = replace(
            READERSHIP, person=lambda _kind, pk: Member(pk, frozenset({"lead"}))
        )
        monkeypatch.setattr(f"{makers.__name__}.READERSHIP", lead)
        assert "Of leads" in Client().get(path).content.decode()


class TestName:
    def path_in(self, letter) -> str:
        mailing = make_mailing([self.reader], write=lambda _reader: letter)
        message = mailing.messages.get()
        with time_machine.travel(NOW, tick=False):
            url = wishes_url(message, message.says, now=NOW)
        return url.removeprefix("http://localhost:8000")

    @pytest.fixture(autouse=True)
    def _reader(self):
        self.reader = make_reader()

    def test_is_said_where_the_mail_said_it_and_on_what_follows(self):
        path = self.path_in(Letter("Papers", (for_whom(self.reader),)))
        html = Client().get(path).content.decode()
        assert "Rosa Hale (Harbour Aid)" in html
        answer = press(path, **CHOSEN)
        html = Client().get(answer["Location"]).content.decode()
        assert f'href="{path}"' in html
        assert "Rosa Hale (Harbour Aid)" in html
        html = Client().get(press(answer["Location"])["Location"]).content.decode()
        assert "Taken back" in html
        assert "Rosa Hale (Harbour Aid)" in html
        mail = mail_to(self.reader, (for_whom(self.reader),))
        assert f"{path}".encode() in mail

    def test_is_not_said_where_the_mail_did_not(self):
        path = self.path_in(Letter("Papers", ()))
        assert "Rosa Hale" not in Client().get(path).content.decode()
        forged = f"{path}?n=0123456789"
        assert "Rosa Hale" not in Client().get(forged).content.decode()

    def test_is_no_link_for_a_bare_address(self):
        message = make_message(readers=[Reader("address", "", "a@b.example")])
        assert wishes_url(message, message.says, now=NOW) == ""


def mail_to(reader, blocks) -> bytes:
    mailing = make_mailing([reader], write=lambda _reader: Letter("P", blocks))
    message = mailing.messages.get()
    with time_machine.travel(NOW, tick=False):
        content = composed(message, network="Anyshire").content
    parsed = message_from_bytes(content, policy=default)
    return parsed.get_body(("plain",)).get_content().replace("\n", "").encode()


class TestPage:
    def test_by_link_takes_what_she_chooses_and_back(self):
        reader = make_reader()
        answer = press(page(reader, "mail-wishes"), **CHOSEN)
        row = Wishes.objects.get()
        assert (row.duty, row.news, row.weekday) == ("daily", "daily", 4)
        assert Entry.objects.get(act="chose").actor_kind == "link"
        html = Client().get(answer["Location"]).content.decode()
        assert "in one mail a day" in html
        assert "The day of a mail that comes once a week: Monday" in html
        back = press(page(reader, "mail-wishes-saved"))["Location"]
        told = "Taken back: it is as it was before."
        assert told in Client().get(back).content.decode()
        assert told not in Client().get(page(reader, "mail-wishes")).content.decode()
        html = Client().get(answer["Location"]).content.decode()
        assert "There is nothing to take back." in html
        assert Wishes.objects.get().duty == "weekly"

    def test_says_all_that_stands_once_it_is_saved(self, settings):
        reader = make_reader()
        weekly = CHOSEN | {"duty": "weekly", "zone": "Europe/Kyiv"}
        said = re.compile(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>")
        html = Client().get(press(page(reader, "mail-wishes"), **weekly)["Location"])
        told = dict(said.findall(html.content.decode()))
        assert told["The day of a mail that comes once a week"] == "Friday"
        assert told["Your time zone"] == "Europe/Kyiv"
        assert "Language of your mails" in told
        settings.LANGUAGES = [("en", "English")]
        html = Client().get(press(page(reader, "mail-wishes"), **CHOSEN)["Location"])
        told = dict(said.findall(html.content.decode()))
        assert told["What belongs to your seat"] == "in one mail a day"
        assert "The day of a mail that comes once a week" not in told
        assert "Language of your mails" not in told

    def test_needs_no_cookie_and_sets_none(self):
        answer = Client().get(page(make_reader(), "mail-wishes"))
        assert not answer.cookies
        assert "Stop the news" in answer.content.decode()

    def test_never_offers_to_leave_what_belongs_to_a_seat(self):
        reader = make_reader()
        answer = press(page(reader, "mail-wishes"), **CHOSEN | {"duty": "never"})
        assert answer.status_code == 400
        assert not Wishes.objects.exists()

    def test_says_what_is_wrong_and_keeps_what_was_chosen(self):
        reader = make_reader()
        answer = press(page(reader, "mail-wishes"), **CHOSEN | {"zone": "Moon/Sea"})
        html = answer.content.decode()
        assert answer.status_code == 400
        assert 'value="daily"' in html
        assert "Wrong:" in html

    def test_of_who_is_gone_says_so_and_changes_nothing(self):
        reader = make_reader()
        paths = [page(reader, n) for n in ("mail-wishes", "mail-wishes-saved")]
        leave(reader)
        for path in paths:
            assert Client().get(path).status_code == 410
            assert press(path, **CHOSEN).status_code == 410
        press(page(reader, "mail-unsubscribe", UNSUBSCRIBE), **ONE_CLICK)
        assert not Wishes.objects.exists()

    def test_changes_nothing_on_get(self):
        reader = make_reader()
        for name in ("mail-wishes", "mail-wishes-saved", "mail-again", "mail-news"):
            Client().get(page(reader, name))
        for name in ("mail-unsubscribe", "mail-left"):
            Client().get(page(reader, name, UNSUBSCRIBE))
        assert not Wishes.objects.exists()
        assert not FormKey.objects.exists()

    def test_of_a_link_for_leaving_opens_no_wishes(self):
        reader = make_reader()
        assert Client().get(page(reader, "mail-wishes", UNSUBSCRIBE)).status_code == 404
        assert Client().get(page(reader, "mail-unsubscribe")).status_code == 404

    def test_too_old_offers_a_fresh_one(self):
        path = page(make_reader(), "mail-wishes")
        with time_machine.travel(NOW + timedelta(days=501), tick=False):
            answer = Client().get(path)
        assert answer.status_code == 410
        assert "Send me a fresh link" in answer.content.decode()


class TestUnsubscribe:
    def test_by_a_providers_server_is_done_at_once(self):
        # RFC 8058: no cookie, no Origin, no key of ours; only this body.
        reader = make_reader()
        path = page(reader, "mail-unsubscribe", UNSUBSCRIBE)
        for _ in range(2):
            answer = Client().post(path, ONE_CLICK)
            assert (answer.status_code, answer.content) == (200, b"")
            assert not answer.cookies
        assert Wishes.objects.get().news == "never"
        assert Entry.objects.filter(act="left-news").count() == 1

    def test_as_multipart_too(self):
        reader = make_reader()
        body = (
            b"--b\r\nContent-Disposition: form-data; "
            b'name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
        )
        path = page(reader, "mail-unsubscribe", UNSUBSCRIBE)
        kind = "multipart/form-data; boundary=b"
        assert Client().post(path, body, content_type=kind).status_code == 200
        assert Wishes.objects.get().news == "never"

    def test_is_one_button_with_thanks_and_a_way_back(self):
        reader = make_reader()
        path = page(reader, "mail-unsubscribe", UNSUBSCRIBE)
        html = Client().get(path).content.decode()
        assert "Stop the news" in html
        assert "For the person this mail was written to." in html
        answer = press(path)
        assert Client().get(path)["Location"] == answer["Location"]
        thanks = Client().get(answer["Location"]).content.decode()
        assert "no more news" in thanks
        press(answer["Location"])
        assert Wishes.objects.get().news == "weekly"
        assert "You get the news" in Client().get(answer["Location"]).content.decode()

    def test_its_way_to_her_wishes_ends_when_its_own_link_does(self):
        path = page(make_reader(), "mail-left", UNSUBSCRIBE)
        last = NOW + WISHES_LAST - timedelta(days=1)
        with time_machine.travel(last, tick=False):
            html = Client().get(path).content.decode()
            [wishes] = re.findall(r"/mail/wishes/[^/\"]+/", html)
            assert Client().get(wishes).status_code == 200
        with time_machine.travel(last + timedelta(days=1), tick=False):
            assert Client().get(wishes).status_code == 410

    def test_without_the_body_or_a_key_nothing_is_done(self):
        path = page(make_reader(), "mail-unsubscribe", UNSUBSCRIBE)
        assert Client().post(path).status_code == 400
        assert not Wishes.objects.exists()

    def test_from_another_site_is_refused(self):
        path = page(make_reader(), "mail-unsubscribe", UNSUBSCRIBE)
        client = Client(headers={"Sec-Fetch-Site": "cross-site"})
        assert client.post(path, ONE_CLICK).status_code == 403


def test_a_link_is_a_reader_of_her_own_wishes_alone():
    reader = make_reader()
    link = reader_link(reader.kind, reader.id, WISHES, now=NOW)
    assert isinstance(link, SignedLink)
    choose(who(reader), {"duty": "daily"}, by=link, now=NOW)
    assert Wishes.objects.get().reader_id == reader.id
    assert not Message.objects.exists()


def test_a_zone_that_was_never_chosen_is_the_networks_in_words():
    assert in_words(Wishes(), "zone") == "as the network has it"
