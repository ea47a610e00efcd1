"""The mails of the demo: at a glance, as text, and as mail programs show them."""

import re
from base64 import b64encode
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from uuid import uuid4

import pytest
from django.test import Client

from fourthp.demo.folder import demo_mails
from fourthp.demo.twins import drawn
from fourthp.directory.tests.makers import make_service
from fourthp.foundation.clock import now
from fourthp.foundation.middleware import CONTENT_SECURITY
from fourthp.partnership.tests.makers import make_member
from fourthp.post.formats.mime import mail_bytes
from fourthp.post.models import Message
from fourthp.post.operations.folder import Folder
from fourthp.post.tests.samples import ENVELOPE, FOOT, PAPERS, make_bundle

pytestmark = pytest.mark.django_db
MAIL = b"Subject: About the network\r\nTo: asha@clinic.example\r\n\r\nHello.\r\n"


class TestDemoMails:
    def test_are_what_the_post_puts_into_the_folder(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        ours = Folder(tmp_path)
        ours.send("post+abc@x.example", "a@b.example", MAIL)
        ours.send("post+def@x.example", "a@b.example", MAIL)
        shown = demo_mails()
        assert [one.name.split("-")[1] for one in shown] == ["def", "abc"]
        assert shown[0].message["Subject"] == "About the network"
        assert shown[0].text.strip() == "Hello."

    def test_shows_a_mail_as_text(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        (tmp_path / "a.log").write_bytes(
            b"Content-Type: text/plain\nSubject: Hello\nTo: a@b.example\n"
            b"\n<script>alert(1)</script>\n" + b"-" * 79 + b"\n"
        )
        assert b"Hello" in Client().get("/demo/mails/").content
        page = Client().get("/demo/mails/a-0/")
        assert b"&lt;script&gt;" in page.content
        assert b"/drawn/" not in page.content
        assert Client().get("/demo/mails/a-0/drawn/").status_code == 404
        assert Client().get("/demo/mails/b-0/").status_code == 404

    def test_shows_a_mail_that_has_a_file_of_its_own(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        words = (
            b"Subject: Whole\r\nDate: Tue, 3 Mar 2026 07:30:00 +0000\r\n\r\nBefore.\r\n"
            + b"-" * 79
            + b"\r\nAfter.\r\n"
        )
        (tmp_path / "20260310T1005-abc.eml").write_bytes(words)
        (tmp_path / ".half.eml").write_bytes(b"Subject: Half of")
        listed = Client().get("/demo/mails/").content
        assert (b"Whole" in listed, b"Half of" in listed) == (True, False)
        assert b"3 March 2026, 07:30" in listed
        assert b"After." in Client().get("/demo/mails/20260310T1005-abc/").content

    def test_is_closed_on_a_real_network(self, settings):
        settings.DEMO = False
        assert Client().get("/demo/mails/").status_code == 404

    def test_says_what_the_outbox_says_of_each(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        name = make_mail(tmp_path)
        listed = Client().get("/demo/mails/").content.decode()
        assert "Whether somebody has left" in listed
        assert 'class="tag look"' in listed
        page = Client().get(f"/demo/mails/{name}/").content.decode()
        assert "Whether somebody has left" in page
        assert f"/demo/mails/{name}/drawn/" in page

    def test_shows_paragraphs_whole(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        page = Client().get(f"/demo/mails/{make_mail(tmp_path)}/").content.decode()
        assert "Please read the second one before the meeting: we decide on it." in page
        assert "\n--\n" in page

    def test_keeps_the_indents_of_a_mail(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        (tmp_path / "a.eml").write_bytes(b"Subject: Hours\n\n  Monday\n    09:00\n")
        page = Client().get("/demo/mails/a/").content.decode()
        assert ">  Monday\n    09:00" in page

    def test_says_where_answers_go_where_any_are_taken_in(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        (tmp_path / "a.eml").write_bytes(b"Reply-To: post+abc@localhost\n\nHello")
        (tmp_path / "b.eml").write_bytes(b"Subject: Hello\n\nHello")
        assert b"post+abc@localhost" in Client().get("/demo/mails/a/").content
        assert b"Answers go to" not in Client().get("/demo/mails/b/").content


class TestTheList:
    def test_says_which_letter_a_mail_was_and_for_whom(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        person, service = make_member("Ana Costa"), make_service("Papers for June")
        make_mail(tmp_path, about=service, reader=person)
        listed = text_of("/demo/mails/")
        assert "Papers for June" in listed
        assert "For Ana Costa" in listed

    def test_says_of_a_bundle_what_its_parts_are(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        name = make_mail(tmp_path)
        bundle = Message.objects.get()
        for title in ("One", "Two", "Three", "Four"):
            part = make_message(about=make_service(title), state="bundled")
            Message.objects.filter(pk=part.pk).update(bundle=bundle)
        assert "One, Two, Three, and 1 more" in text_of("/demo/mails/")
        assert "Four" in text_of(f"/demo/mails/{name}/")

    def test_says_nothing_of_what_is_gone(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        service = make_service("Papers for June")
        make_mail(tmp_path, about=service)
        Message.objects.update(about_id=str(uuid4()))
        assert "Papers" not in text_of("/demo/mails/")

    @pytest.mark.parametrize(
        ("asked", "is_found"),
        [
            ("who=harbour", True),
            ("who=nobody", False),
            ("kind=partnership.has-left", True),
            ("kind=directory.due", False),
            ("who=ANA&kind=partnership.has-left&page=x", True),
        ],
    )
    def test_is_narrowed_by_reader_and_by_kind(
        self, settings, tmp_path, asked, is_found
    ):
        settings.MAIL_FOLDER = tmp_path
        name = make_mail(tmp_path)
        page = Client().get(f"/demo/mails/?{asked}").content.decode()
        assert (f"/demo/mails/{name}/" in page) == is_found
        assert ("No mail is like that" in page) != is_found

    def test_goes_on_over_the_page(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        for number in range(51):
            day = f"Date: Tue, 3 Mar 2026 07:{number:02}:00 +0000"
            mail = f"To: a@b.example\nSubject: No. {number:02}\n{day}\n\nHello"
            (tmp_path / f"{number}.eml").write_text(mail)
        first = Client().get("/demo/mails/?who=b.ex").content.decode()
        assert first.index("No. 50") < first.index("No. 01")
        assert "No. 00" not in first
        assert "?who=b.ex&amp;page=2" in first
        second = Client().get("/demo/mails/?who=b.ex&page=2").content.decode()
        assert "No. 00" in second
        assert "?who=b.ex&amp;page=1" in second
        assert "Page 2 of 2" in second


class TestDrawnMail:
    def test_is_a_page_that_can_do_less_than_any_other(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        answer = Client().get(f"/demo/mails/{make_mail(tmp_path)}/drawn/")
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert "allow-scripts" not in policy
        assert policy.count("'self'") == policy.count("frame-ancestors 'self'") == 1
        assert "unsafe" not in policy
        assert "m-card" in answer.content.decode()
        other = Client().get("/demo/mails/").headers["Content-Security-Policy"]
        assert other == CONTENT_SECURITY

    def test_stands_on_the_page_of_its_mail_which_leads_back(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        name = make_mail(tmp_path)
        answer = Client().get(f"/demo/mails/{name}/")
        policy = answer.headers["Content-Security-Policy"]
        assert policy == f"{CONTENT_SECURITY}; frame-src 'self'"
        page = answer.content.decode()
        assert f' src="/demo/mails/{name}/drawn/"' in page
        assert 'href="/demo/mails/"' in page

    def test_has_links_that_leave_its_frame(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        answer = Client().get(f"/demo/mails/{make_mail(tmp_path)}/drawn/")
        assert '<base target="_top">' in answer.content.decode()

    def test_has_every_style_in_the_one_sheet_that_is_allowed(self):
        mail = mail_bytes(ENVELOPE, make_bundle(), FOOT)
        html = html_of(mail)
        page, policy = drawn(html)
        assert " style=" in html
        assert " style=" not in page
        [sheet] = page.partition("<style>")[2].split("</style>")[:1]
        digest = b64encode(sha256(sheet.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
        assert page.count(' class="') >= html.count(' style="')

    def test_of_what_has_no_sheet_is_as_it_was(self):
        page, _policy = drawn('<p style="color:red">a</p><br class="b">')
        assert page == '<p class="s0">a</p><br class="b">'


def make_message(*, about=None, reader=None, state="failed") -> Message:
    return Message.objects.create(
        kind="partnership.has-left",
        reader_kind=reader.matter_kind if reader else "address",
        reader_id=str(reader.pk) if reader else "",
        address="ana@harbour.example",
        about_kind=about.matter_kind if about else "",
        about_id=str(about.pk) if about else "",
        state=state,
        due_at=now(),
        made_at=now(),
    )


def make_mail(folder, **facts) -> str:
    row = make_message(**facts)
    mail = mail_bytes(replace(ENVELOPE, reference=row.reference), PAPERS, FOOT)
    (folder / "20260310T1005-abc.eml").write_bytes(mail)
    return "20260310T1005-abc"


def text_of(path: str) -> str:
    page = Client().get(path).content.decode()
    return " ".join(re.sub("<[^>]*>", "", page).split())


def html_of(mail: bytes) -> str:
    found = message_from_bytes(mail, policy=default).get_body(["html"])
    return found.get_content()
