"""Text as it is compared, as it is shown, and as a header takes it."""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

_WORD = re.compile(r"[^\W_]+")
_BASIC_PLANE = 0x10000


def _unseen() -> dict[int, str | None]:
    """Return what becomes of characters that nobody sees: a control is a space."""
    becomes: dict[str, str | None] = {"Cc": " ", "Cf": None}
    return {
        code: becomes[category]
        for code in range(_BASIC_PLANE)
        if (category := unicodedata.category(chr(code))) in becomes
    }


_UNSEEN = _unseen()


class MoreThanOneLine(ValueError):
    """A text that has to stand on one line holds a line break or a control."""


def fold(text: str) -> str:
    """Return text without case, accents, control and invisible characters (NFKD)."""
    if not text.isprintable():
        text = text.translate(_UNSEEN)
    if text.isascii():
        return text.lower()
    # Twice, because compatibility forms (ℌ) decompose to letters that have a case.
    cased = unicodedata.normalize("NFKD", text).casefold()
    parts = unicodedata.normalize("NFKD", cased)
    return "".join(c for c in parts if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return _WORD.findall(fold(text))


def one_line(text: str) -> str:
    """Return a text that may stand in a header or a title, trimmed.

    Raises MoreThanOneLine for CR, LF, every other line end of Unicode, and controls.
    """
    text = text.strip()
    if any(unicodedata.category(c) in {"Cc", "Zl", "Zp"} for c in text):
        raise MoreThanOneLine(_("Write this on one line."))
    return text


_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_TAGS = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "a"),
    *("ul", "ol", "li", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def markdown_tokens(text: str) -> list[Token]:
    """Return the parts of what somebody wrote; headings begin at the third level."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
    return tokens


def markdown(
    text: str,
    *,
    attributes: Mapping[str, Mapping[str, str]] | None = None,
    is_sent: bool = False,
) -> SafeString:
    """Return what somebody wrote as HTML that can do nothing (S8).

    No HTML of theirs, no images, no styles; headings begin at the third level,
    below the page's own. attributes: our own, by tag, where no sheet gives a style.
    is_sent: it leaves this site, where a link without a host would lead elsewhere.
    """
    tokens = markdown_tokens(text)
    drawn = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(
        drawn,
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer nofollow",
        url_relative="deny" if is_sent else None,
        set_tag_attribute_values={
            tag: dict(values) for tag, values in (attributes or {}).items()
        },
    )
    return mark_safe(clean)  # noqa: S308 -- cleaned on the line above


_NUMBER = re.compile(r"\+?\(?[0-9][0-9\s().\u2010-\u2015-]*")


def dialled(number: str) -> str:
    """Return a telephone number as a device dials it: digits, perhaps after a plus.

    Codes that a device would obey (`*#06#`) and what follows a number, such as an
    extension, are left out; so is the zero of `+44 (0)121`.
    """
    found = _NUMBER.search(number)
    if found is None or set(number[: found.start()]) & set("*#;,"):
        return ""
    text = found[0]
    if text.startswith("+"):
        return "+" + re.sub("[^0-9]", "", text.replace("(0)", ""))
    return re.sub("[^0-9]", "", text)


# Nothing that a mail program would take for a header, also not percent-encoded.
_MAILBOX = re.compile(r"[\w.!$'*+/=^{|}~-]+@[\w-]+(\.[\w-]+)+")


def mail_address(text: str) -> str:
    """Return an e-mail address that a link may hold, or nothing.

    Only a plain address: `a@b.org?bcc=c@d.org` would write more than it shows.
    """
    text = text.strip()
    return text if _MAILBOX.fullmatch(text) else ""


def web_address(text: str) -> str:
    """Return a website's address that a link may hold, or nothing.

    Only http and https, with a host, and without a name before it that might be
    taken for the host.
    """
    text = text.strip()
    if re.search(r"[\s\\<>\"]", fold(text)):
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and "@" not in parts.netloc
    return text if is_web and re.search(r"[^\W_]", host) else ""


_WITHOUT_SCHEME = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?")


def website_meant(text: str) -> str:
    """Return the address of a website, with https:// where it was left out.

    Nothing where no host with a dot is named: nobody outside would reach it.
    """
    text = text.strip()
    if _WITHOUT_SCHEME.fullmatch(text):
        text = f"https://{text}"
    found = web_address(text)
    return found if found and "." in (urlsplit(found).hostname or "") else ""
