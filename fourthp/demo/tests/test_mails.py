"""The mails of the demo: at a glance, as text, and as mail programs show them."""

from base64 import b64encode
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from hashlib import sha256

import pytest
from django.test import Client

from fourthp.demo.twins import drawn
from fourthp.foundation.clock import now
from fourthp.foundation.middleware import CONTENT_SECURITY
from fourthp.post.formats.mime import mail_bytes
from fourthp.post.models import Message
from fourthp.post.tests.samples import ENVELOPE, FOOT, PAPERS, make_bundle

pytestmark = pytest.mark.django_db


class TestDemoMails:
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
        assert "<br>--<br>" in page.replace("<p>--<br>", "<br>--<br>")


class TestDrawnMail:
    def test_is_a_page_that_can_do_less_than_any_other(self, settings, tmp_path):
        settings.MAIL_FOLDER = tmp_path
        answer = Client().get(f"/demo/mails/{make_mail(tmp_path)}/drawn/")
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert "'self'" not in policy
        assert "unsafe" not in policy
        assert "m-card" in answer.content.decode()
        other = Client().get("/demo/mails/").headers["Content-Security-Policy"]
        assert other == CONTENT_SECURITY

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


def make_mail(folder) -> str:
    row = Message.objects.create(
        kind="partnership.has-left",
        reader_kind="address",
        address="ana@harbour.example",
        state="failed",
        due_at=now(),
        made_at=now(),
    )
    mail = mail_bytes(replace(ENVELOPE, reference=row.reference), PAPERS, FOOT)
    (folder / "20260310T1005-abc.eml").write_bytes(mail)
    return "20260310T1005-abc"


def html_of(mail: bytes) -> str:
    found = message_from_bytes(mail, policy=default).get_body(["html"])
    return found.get_content()
