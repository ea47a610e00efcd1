"""Text that is compared, shown, and put into headers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthp.foundation.text import (
    MoreThanOneLine,
    dialled,
    fold,
    mail_address,
    markdown,
    markdown_tokens,
    one_line,
    web_address,
    words_of,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Zoë", "zoe"),
            ("Română", "romana"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("ＦＵＬＬ ﬁ", "full fi"),
            ("ℌ", "h"),
            ("co\u00adop\u200b", "coop"),
            ("a\tb\x00c", "a b c"),
            ("العَرَبِيّة", "العربية"),
        ],
    )
    def test_takes_off_what_people_type_differently(self, text, folded):
        assert fold(text) == folded

    @given(TEXT)
    def test_changes_nothing_the_second_time(self, text):
        assert fold(fold(text)) == fold(text)

    def test_keeps_words_apart(self):
        assert words_of("Bed\nand_breakfast") == ["bed", "and", "breakfast"]


class TestOneLine:
    @pytest.mark.parametrize(
        "text",
        ["a\nBcc: b", "a\rb", "a\x00b", "a\x0bb", "a\x85b", "a\u2028b", "a\u2029b"],
    )
    def test_refuses_line_ends_and_controls(self, text):
        with pytest.raises(MoreThanOneLine):
            one_line(text)

    @given(TEXT)
    def test_lets_nothing_through_that_makes_a_second_line(self, text):
        try:
            line = one_line(text)
        except MoreThanOneLine:
            return
        assert len(line.splitlines()) <= 1

    def test_trims(self):
        assert one_line("  Awareness day \n") == "Awareness day"


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<style>*{color:red}</style>",
    "<iframe src=//x.example></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    "![x](https://x.example/pixel.png)",
    "![x](javascript:alert(1))",
    '[x](https://x.example "onmouseover=alert(1)")',
    '[x](https://x.example/"onmouseover="alert(1))',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '``` "><script>alert(1)</script>\nx\n```',
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<form action=//x.example><input name=p>",
    "| a |\n|:-:|\n| <b onclick=alert(1)>x</b> |",
    "[a]: javascript:alert(1)\n\n[a]",
    "<!-- <script>alert(1)</script> -->",
    "\x00<script\x00>alert(1)</script>",
    "<a\nhref='x' style='position:fixed'>x</a>",
]
TAG = re.compile(r"<\s*/?\s*([a-zA-Z][a-zA-Z0-9]*)([^>]*)>")
HARMLESS = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "a", "ul", "ol"),
    *("li", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTE = re.compile(r'\s([a-z-]+)=(["\'])(.*?)\2')


def is_harmless(html: str) -> bool:
    for tag, rest in TAG.findall(html):
        attributes = {name: value for name, _, value in ATTRIBUTE.findall(rest)}
        link = attributes.pop("href", "https://")
        attributes.pop("rel", None)
        attributes.pop("start", None)
        scheme = link.partition(":")[0] if ":" in link else "https"
        if tag not in HARMLESS or attributes:
            return False
        if scheme not in {"http", "https", "mailto", "tel"}:
            return False
    return True


class TestMarkdown:
    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_lets_no_payload_act(self, payload):
        assert is_harmless(markdown(payload))
        assert is_harmless(markdown(f"**before** {payload} after"))

    @pytest.mark.parametrize("payload", PAYLOADS[:6])
    def test_control_the_check_sees_payloads_that_are_let_through(self, payload):
        assert not is_harmless(payload)

    @given(TEXT)
    def test_lets_no_text_act(self, text):
        assert is_harmless(markdown(text))

    def test_draws_what_people_write(self):
        html = markdown(
            "# News\n\nRing **0121 496 0000** or\n\n- [write](mailto:a@b.example)"
        )
        assert "<h3>News</h3>" in html
        assert "<strong>0121 496 0000</strong>" in html
        assert (
            '<a href="mailto:a@b.example" rel="noopener noreferrer nofollow">' in html
        )

    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_gives_tags_our_own_attributes_and_none_of_theirs(self, payload):
        html = markdown(f"a {payload}", attributes={"p": {"style": "margin: 0"}})
        assert is_harmless(html.replace(' style="margin: 0"', ""))
        assert '<p style="margin: 0">' in html


class TestMarkdownTokens:
    def test_lowers_headings_below_those_of_a_page(self):
        tags = [token.tag for token in markdown_tokens("# a\n\n##### b")]
        assert tags == ["h3", "", "h3", "h6", "", "h6"]


class TestDialled:
    @pytest.mark.parametrize(
        ("said", "dials"),
        [
            ("0121 496 0001", "01214960001"),
            ("+44 (0)121 496-0001", "+441214960001"),
            ("(305) 555-0100", "3055550100"),
            ("Freephone 08000 121 700", "08000121700"),
            ("0121 496 0001 ext. 5", "01214960001"),
            ("0121 496 0001,,9", "01214960001"),
            ("0121;javascript:alert(1)", "0121"),
            ("*#06#", ""),
            ("**21*0900123#", ""),
            ("ask", ""),
        ],
    )
    def test_keeps_only_what_a_device_dials(self, said, dials):
        assert dialled(said) == dials


class TestMailAddress:
    @pytest.mark.parametrize(
        "text",
        [
            *("a@b.org?bcc=c@d.org", "a@b.org&cc=c@d.org", "a@b.org,c@d.org"),
            *("a%0Abcc:c@d.org", "a@b.org%3Fbcc=c@d.org", "a@b.org#x", "a b@c.org"),
            *("javascript:alert(1)", "A <a@b.org>", "a@b", "@b.org", ""),
            "a@b.org\nbcc: c@d.org",
        ],
    )
    def test_is_nothing_that_would_write_more_than_it_shows(self, text):
        assert mail_address(text) == ""

    def test_is_a_plain_address(self):
        assert mail_address(" first.last+x@mail.example.org ") == (
            "first.last+x@mail.example.org"
        )


class TestWebAddress:
    @pytest.mark.parametrize(
        "text",
        [
            *("javascript:alert(1)", "data:text/html,x", "//b.org", "www.b.org"),
            *("https://", "https:///x", "http://.", "https://good.org@evil.org/"),
            *(
                "https://b.org/ x",
                "java\tscript:x",
                "https://b.org\\@e.org",
                "http://[",
            ),
            "",
        ],
    )
    def test_is_nothing_that_leads_elsewhere_than_it_says(self, text):
        assert web_address(text) == ""

    def test_is_http_or_https_with_a_host(self):
        for text in (
            "https://b.org/a?b=c#d",
            "http://xn--e1a.example",
            "HTTPS://b.org",
        ):
            assert web_address(f" {text}\n") == text
