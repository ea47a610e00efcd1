"""The sign-off pack: filled from the settings, with what is theirs to answer."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from fourthp.accounts.rules.providers import Provider
from fourthp.foundation.pdf import Document, Heading, Items, Table, Text
from fourthp.partnership.models import Network, Role
from fourthp.partnership.rules.packs import pack_for, packed_countries
from fourthp.partnership.tests.makers import make_network
from fourthp.trust.formats.papers import html_of, markdown_of
from fourthp.trust.queries.signing_off import (
    NotSetUp,
    database_in_words,
    mail_server_named,
    mailbox_named,
    sign_off,
)
from fourthp.trust.tests.makers import NOON, browser, make_told

pytestmark = pytest.mark.django_db
OFFICER = "Anyshire Council"


def text_of(document: Document) -> str:
    return " ".join(markdown_of(document).replace("\\", "").split())


class TestSignOff:
    def test_fills_in_what_the_settings_say(self, settings):
        settings.MAIL_SERVER = {"host": "mail.vale.example"}
        make_network(controller=OFFICER, controller_address="1 Civic Square\nAnytown")
        make_told()
        said = text_of(sign_off(NOON)[0])
        assert "Anyshire Council · 1 Civic Square, Anytown" in said
        assert "Information Commissioner’s Office (ICO)" in said
        assert "UK GDPR" in said
        assert "1 of 2" in said

    def test_asks_what_it_cannot_know_where_it_is_asked_and_at_the_end(self):
        make_network()
        document, asked = sign_off(NOON)
        said = text_of(document)
        assert any("Who is the controller?" in one for one in asked)
        for number, question in enumerate(asked, 1):
            assert f"Yours to answer ({number}): {question}" in said
            assert f"- {question}" in said
        Network.objects.update(controller=OFFICER)
        assert len(sign_off(NOON)[1]) == len(asked) - 1

    def test_names_no_article_of_a_country_without_a_pack(self):
        make_network(country="XY")
        said = text_of(sign_off(NOON)[0])
        assert "No pack knows the law of this country" in said
        assert "GDPR (" not in said
        assert "Article" not in said

    @pytest.mark.parametrize("country", packed_countries())
    def test_every_pack_names_its_law_with_day_and_place(self, country):
        law = pack_for(country).law
        assert law is not None
        assert all(vars(law).values())
        make_network(country=country)
        said = text_of(sign_off(NOON)[0])
        for words in (law.name, law.impact, law.breach, law.where):
            assert words in said

    def test_of_no_network_nothing_is_said(self):
        with pytest.raises(NotSetUp):
            sign_off(NOON)
        client = browser()
        for name in ("sign-off", "sign-off-zip", "sign-off-pdf"):
            assert client.get(reverse(name)).status_code == 404


class TestWhereDataStands:
    def test_names_servers_and_never_a_password(self, settings):
        settings.MAIL_SERVER = {"host": "mail.vale.example", "password": "secret"}
        settings.MAIL_IN = "imaps://post%40vale.example:secret@imap.vale.example:993"
        make_network()
        said = text_of(sign_off(NOON)[0])
        assert mail_server_named() == "mail.vale.example"
        assert mailbox_named() == "imap.vale.example"
        assert "mail.vale.example" in said
        assert "imap.vale.example" in said
        assert "secret@" not in said
        assert "Who runs the server mail.vale.example" in said
        assert "Who runs the server imap.vale.example" in said

    def test_names_every_server_that_the_settings_let_the_program_speak_to(
        self, settings
    ):
        settings.SIGN_IN_THROUGH = (
            Provider("clinic", "Clinic", "https://login.clinic.example/x", "u", "s"),
        )
        settings.MAIL_SERVER = {"host": "mail.vale.example"}
        settings.MAIL_OAUTH = {"token_url": "https://token.vale.example/a"}
        make_network()
        document, asked = sign_off(NOON)
        said = text_of(document)
        for host in ("login.clinic.example", "mail.vale.example", "token.vale.example"):
            assert f"Who runs the server {host}" in said
        assert "People of “Clinic” may sign in there" in said
        assert "it calls no outside service" not in said
        settings.SIGN_IN_THROUGH = ()
        assert len(sign_off(NOON)[1]) == len(asked) - 1
        assert "No employer’s sign-in is set" in text_of(sign_off(NOON)[0])

    def test_says_of_no_guard_and_no_field_that_victims_never_stand_here(self):
        make_network()
        said = text_of(sign_off(NOON)[0])
        assert "misses some" in said
        for absolute in ("No victim, no case", "No such place can be stored"):
            assert absolute not in said

    def test_says_where_nothing_leaves_or_comes(self, settings):
        settings.MAIL_SERVER, settings.MAIL_IN = None, ""
        make_network()
        assert "no mail leaves today" in text_of(sign_off(NOON)[0])
        settings.MAIL_IN = "maildir:/x"
        assert mailbox_named() == ""

    def test_says_which_engine(self):
        postgres = {"ENGINE": "django.db.backends.postgresql", "NAME": "vale"}
        said = database_in_words(postgres | {"PASSWORD": "secret"})
        assert said == "PostgreSQL at localhost, database vale"
        sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/x/db"}
        assert database_in_words(sqlite) == "SQLite, one file: /x/db"


class TestPapers:
    DOCUMENT = Document(
        "A *title*",
        (
            Heading("One"),
            Text("<b>two</b>\nlines"),
            Items(("a_b",)),
            Table(("x", "y"), (("1|2", "---"),)),
        ),
    )

    def test_what_people_wrote_marks_nothing(self):
        assert markdown_of(self.DOCUMENT) == (
            "# A \\*title\\*\n\n## One\n\n\\<b\\>two\\</b\\> lines\n\n- a\\_b\n\n"
            "| x | y |\n| --- | --- |\n| 1\\|2 | --- |\n"
        )
        page = html_of(self.DOCUMENT)
        assert "&lt;b&gt;two" in page
        assert "<h2>One</h2>" in page

    def test_runs_from_right_to_left_where_the_language_does(self):
        with override("ar-xb"):
            assert 'dir="rtl"' in html_of(self.DOCUMENT)


class TestDownloads:
    def test_the_zip_has_every_form(self):
        make_network(controller=OFFICER)
        answer = browser(Role.AUDITOR).get(reverse("sign-off-zip"))
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            files = {name: packed.read(name) for name in packed.namelist()}
        assert set(files) == {"sign-off.html", "sign-off.md", "sign-off.pdf"}
        for name in ("sign-off.html", "sign-off.md"):
            assert OFFICER in files[name].decode()
        read = PdfReader(io.BytesIO(files["sign-off.pdf"]))
        assert OFFICER in " ".join(page.extract_text() for page in read.pages)

    def test_the_pdf_is_tagged_titled_and_in_its_language(self):
        make_network(name="Vale Network")
        answer = browser().get(reverse("sign-off-pdf"))
        read = PdfReader(io.BytesIO(answer.content))
        assert read.metadata is not None
        assert read.metadata.title == "Sign-off pack: Vale Network"
        assert read.root_object["/MarkInfo"]["/Marked"]
        assert read.root_object["/Lang"] == "en"

    def test_without_a_font_the_page_says_so_and_the_zip_goes_on(self):
        make_network(name="漢字")
        client = browser()
        assert "No font here" in client.get(reverse("sign-off-pdf")).content.decode()
        content = client.get(reverse("sign-off-zip")).content
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            assert set(packed.namelist()) == {"sign-off.html", "sign-off.md"}

    def test_the_page_lists_what_is_theirs_to_answer(self):
        make_network()
        said = browser().get(reverse("sign-off")).content.decode()
        assert "Who is the data-protection officer" in said
