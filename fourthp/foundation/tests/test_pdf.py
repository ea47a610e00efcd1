"""PDF: read back as it was meant, and deaf to what people wrote."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from fourthp.foundation import pdf
from fourthp.foundation.pdf import (
    DEBIAN_FONTS,
    Document,
    Heading,
    Items,
    NoFontForScript,
    Table,
    Text,
    pdf_bytes,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
needs_noto = pytest.mark.skipif(
    "Noto Sans Arabic" not in pdf._fonts(DEBIAN_FONTS).families(),
    reason="needs Debian's package fonts-noto-core",
)


def make_document(*parts, **changes) -> Document:
    return Document(**{"title": "Minutes", "parts": parts} | changes)


def read_back(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(pdf_bytes(document, now=NOW)))


def text_of(document: Document) -> str:
    return "\n".join(page.extract_text() for page in read_back(document).pages)


class TestPdfBytes:
    def test_says_everything_in_order(self):
        text = text_of(
            make_document(
                Heading("Decisions"),
                Text("We meet on Tuesday."),
                Items(["Ring Ana", "Book the hall"]),
                Table(["Who", "What"], [["Ana", "Rings"], ["Ben", "Books"]]),
                header="RAT Network",
            )
        )
        words = ("RAT Network", "Minutes", "Decisions", "Tuesday", "Ring Ana", "Who")
        assert all(word in text for word in words)
        assert text.index("Decisions") < text.index("Ring Ana") < text.index("Rings")
        assert "1 / 1" in text

    def test_is_tagged_and_says_its_title_and_language(self):
        found = read_back(make_document(Text("a"), language="ro"))
        root = found.trailer["/Root"]
        assert found.metadata.title == "Minutes"
        assert root["/Lang"] == "ro"
        assert root["/MarkInfo"]["/Marked"]
        here = read_back(make_document(Text("a"), language="pt-br"))
        assert here.trailer["/Root"]["/Lang"] == "pt"
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]

    def test_is_the_same_file_for_the_same_document_and_moment(self):
        document = make_document(Text("a"))
        assert pdf_bytes(document, now=NOW) == pdf_bytes(document, now=NOW)

    def test_numbers_its_pages(self):
        found = read_back(make_document(*[Text("a word " * 60)] * 40))
        count = len(found.pages)
        assert count > 1
        assert f"{count} / {count}" in found.pages[-1].extract_text()

    @needs_noto
    @pytest.mark.parametrize("word", ["Привет", "Ελληνικά", "Română", "Tiếng"])
    def test_draws_other_scripts(self, word):
        assert word in text_of(make_document(Text(word)))

    @needs_noto
    def test_draws_arabic(self):
        text = text_of(make_document(Text("مرحبا بكم"), language="ar"))
        assert any("\u0600" <= letter <= "\u06ff" for letter in text)

    def test_says_in_words_when_no_font_draws_a_script(self, settings, tmp_path):
        settings.FONTS = str(tmp_path)
        with pytest.raises(NoFontForScript) as refused:
            pdf_bytes(make_document(Text("漢字")), now=NOW)
        assert "Print the page" in str(refused.value)

    @pytest.mark.parametrize(
        "payload",
        [
            '#panic("in")',
            '#read("/etc/passwd")',
            "#{sys.inputs.document}",
            "= Heading *bold* $x^2$ @label <label>",
            '"; #include "page.typ"',
            '#image("https://x.example/p.png")',
            '\\"}],"title":"other',
            "```typ #panic()```",
        ],
    )
    def test_shows_what_people_wrote_and_does_not_run_it(self, payload):
        parts = (Text(payload), Heading(payload), Items([payload]))
        table = Table([payload], [[payload]])
        document = make_document(*parts, table, title=payload, header=payload)
        text = text_of(document)
        plain = "".join(text.split())
        assert plain.count("".join(payload.split())) >= 6
        assert read_back(document).metadata.title == payload


class TestTable:
    def test_refuses_ragged_rows(self):
        with pytest.raises(ValueError, match="a"):
            Table(["a"], [["1", "2"]])


def test_a_gap_is_told_in_words():
    said = text_of(make_document(Text("before (███ 2026-11-30) after")))
    assert "[struck from the record on 30 November 2026]" in " ".join(said.split())
