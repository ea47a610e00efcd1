"""The words: all are found, the test languages are whole, and no cookie chooses."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from fourthp.config.languages import (
    KEPT,
    PSEUDO,
    accented,
    catalogue,
    mirrored,
    prepare_languages,
    update_catalogue,
    words_of_file,
    words_of_template,
)

CODES = {"en_XA": "en-xa", "ar_XB": "ar-xb"}
WORD = re.compile(r"[A-Za-z]{4,}")


@pytest.fixture(scope="module")
def words():
    return [message for message in catalogue(settings.PACKAGE) if message.id]


class TestWords:
    def test_are_found_in_templates_with_plurals_and_contexts(self):
        template = """{% translate "It’s here" %}
{% blocktranslate count n=2 %}{{ n }} d{% plural %}{{ n }} ds{% endblocktranslate %}
        {% translate "May" context "month" %}{{ x|default:_("none (yet)") }}"""
        assert list(words_of_template(template)) == [
            ("", "It’s here", ""),
            ("", "%(n)s d", "%(n)s ds"),
            ("month", "May", ""),
            ("", "none (yet)", ""),
        ]

    def test_are_found_in_python_with_plurals_and_contexts(self, tmp_path):
        file = tmp_path / "x.py"
        file.write_text(
            'a = _("one")\nb = ngettext_lazy("%d day", "%d days", 2)\n'
            'c = pgettext_lazy("month", "May")\n'
        )
        assert list(words_of_file(file)) == [
            ("", "one", ""),
            ("", "%d day", "%d days"),
            ("month", "May", ""),
        ]

    def test_are_found_in_the_facets_of_the_search(self, tmp_path):
        file = tmp_path / "facets.toml"
        file.write_text('[need]\nlegal = ["Legal advice", "lawyer", "avocat"]\n')
        assert list(words_of_file(file)) == [("", "Legal advice", "")]

    def test_are_found_in_mails(self, words):
        assert "Your account now has a password." in [message.id for message in words]

    def test_of_the_whole_program_are_many(self, words):
        assert len(words) > 200


@pytest.mark.parametrize("name", PSEUDO)
class TestTestLanguage:
    def test_is_whole(self, words, name):
        with translation.override(CODES[name]):
            for message in words:
                one = message.id[0] if isinstance(message.id, tuple) else message.id
                context = message.context
                if context:
                    given = translation.pgettext(context, one)
                elif isinstance(message.id, tuple):
                    given = translation.ngettext(*message.id, 1)
                else:
                    given = translation.gettext(one)
                assert given != one
                assert given == PSEUDO[name](one)

    def test_keeps_every_placeholder(self, words, name):
        for message in words:
            one = message.id[0] if isinstance(message.id, tuple) else message.id
            assert KEPT.findall(PSEUDO[name](one)) == KEPT.findall(one)


class Text(HTMLParser):
    """Collects the texts that a reader of a page sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data.strip())


def forgotten(html: str) -> list[str]:
    """Return the texts of a page that are still plain English."""
    texts = [text for text in Text(html).texts if text != "Fourth P"]
    return [text for text in texts if "⟦" not in text and WORD.search(text)]


class TestPages:
    def test_speak_the_language_of_their_address(self, client, db):
        page = client.get("/en-xa/").content.decode()
        assert '<html lang="en-xa" dir="ltr">' in page
        assert forgotten(page) == []

    def test_run_from_right_to_left(self, client, db):
        page = client.get("/ar-xb/").content.decode()
        assert '<html lang="ar-xb" dir="rtl">' in page

    def test_do_not_look_at_cookies_or_headers_of_the_browser(self, client, db):
        client.cookies["django_language"] = "ar-xb"
        answer = client.get("/", headers={"accept-language": "ar-xb, en-xa"})
        assert '<html lang="en" dir="ltr">' in answer.content.decode()

    @pytest.mark.parametrize("path", ["/", "/en-xa/", "/ar-xb/", "/en-xa/none/"])
    def test_set_no_cookie(self, client, db, path):
        assert not client.get(path).cookies

    def test_with_a_word_that_was_forgotten_are_found_out(self):
        assert forgotten(f"<p>{accented('Find')}</p><p>Forgotten</p>") == ["Forgotten"]


class TestPrepareLanguages:
    def test_makes_test_languages_only_where_they_are_asked_for(self, tmp_path):
        prepare_languages(settings.PACKAGE, tmp_path, pseudo=False)
        assert not any((tmp_path / name).exists() for name in PSEUDO)

    def test_compiles_again_only_when_the_source_is_newer(self, tmp_path):
        package, target = tmp_path / "package", tmp_path / "target"
        (package / "config").mkdir(parents=True)
        (package / "x.py").write_text('a = _("one")\n')
        prepare_languages(package, target, pseudo=True)
        made = target / "en_XA" / "LC_MESSAGES" / "django.mo"
        first = made.stat().st_mtime_ns
        prepare_languages(package, target, pseudo=True)
        assert made.stat().st_mtime_ns == first

    def test_compiles_a_real_language(self, tmp_path):
        package, target = tmp_path / "package", tmp_path / "target"
        package.mkdir()
        (package / "x.py").write_text('a = _("one")\n')
        file = update_catalogue(package, "ro")
        text = file.read_text()
        file.write_text(
            text.replace('msgid "one"\nmsgstr ""', 'msgid "one"\nmsgstr "unu"')
        )
        prepare_languages(package, target, pseudo=False)
        assert b"unu" in (target / "ro" / "LC_MESSAGES" / "django.mo").read_bytes()
        update_catalogue(package, "ro")
        assert '"unu"' in file.read_text()


def test_mirrored_words_leave_tags_alone():
    assert mirrored("a <b>c</b>").count("<b>") == 1
    assert Path(settings.LOCALE_PATHS[0]).is_dir()
