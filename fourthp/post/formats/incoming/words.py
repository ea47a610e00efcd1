"""The words of a mail: from its parts to plain text."""

import re

import html2text
import nh3

from fourthp.post.formats.incoming.cleaning import many_lines
from fourthp.post.formats.incoming.parts import Part, walk

# What is tidied up; the work grows with the square of the depth.
_MOST_HTML = 60_000
_MOST_DEPTH = 100
_MOST_NESTED = 3
_KEPT_TAGS = {"p", "br", "div", "blockquote", "ul", "ol", "li", "tr", "td", "table"}
_KEPT_TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre"}
_UNREAD = ("script", "style", "title", "head", "noscript", "template")
_ANY_TAG = re.compile(r"<(/?)([a-z][a-z0-9:-]{0,30})", re.IGNORECASE)
# What needs no end, so that many of them are not deep.
_NEVER_DEEP = {"br", "hr", "img", "p", "li", "td", "th", "tr", "tbody", "thead", "wbr"}
_NEVER_DEEP |= {"meta", "link", "base", "col", "area", "input", "source", "dt", "dd"}
_NEVER_DEEP |= {"html", "head", "body", "option", "embed", "param"}
_TAG = re.compile(r"<(/?)(blockquote|ul|ol)>")
_ESCAPED = re.compile(r"^(\s{0,20}(?:> ){0,5}\d{0,9})\\(?=[-+.)])", re.MULTILINE)
_TEXTS = {"text/plain", "text/html"}
_RULE = re.compile(r"^(?:\* \* \*|---)$", re.MULTILINE)


def words_of_mail(mail: Part) -> str:
    """Return what a mail says as plain text, quotes and signature with it."""
    leaves = _leaves(mail)
    plain = [_plain(leaf) for leaf in leaves if leaf.type.name == "text/plain"]
    said = "\n\n".join(text for text in plain if text.strip())
    if said:
        return said
    html = [leaf.text() for leaf in leaves if leaf.type.name == "text/html"]
    return "\n\n".join(plain_from_html(text) for text in html[:3])


def _leaves(mail: Part) -> list[Part]:
    every = walk(mail)
    read = [leaf for leaf in every if not leaf.is_attachment]
    if any(leaf.type.name in _TEXTS for leaf in read):
        return read
    # Some programs give a file name to the words of the mail themselves.
    return [leaf for leaf in every if leaf.disposition.name != "attachment"][:1]


def _plain(part: Part) -> str:
    text = part.text()
    if part.type.params.get("format", "").lower() != "flowed":
        return text
    return _unflowed(text, part.type.params.get("delsp", "").lower() == "yes")


def _unflowed(text: str, deletes_space: bool) -> str:
    """Return text whose soft line ends (RFC 3676) are joined again."""
    lines: list[list[str]] = []
    joins, depth_before = False, 0
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        if joins and depth == depth_before and bare != "-- ":
            lines[-1].append(bare)
        else:
            lines.append([">" * depth + " " * bool(depth), bare])
        joins, depth_before = bare.endswith(" ") and bare != "-- ", depth
        if joins and deletes_space:
            lines[-1][-1] = bare[:-1]
    return "\n".join("".join(pieces) for pieces in lines)


def plain_from_html(html: str) -> str:
    """Return the words of HTML: no links, images, styles or scripts."""
    html = _without_unread(html)[:_MOST_HTML]
    tidy = nh3.clean(_not_deep(html), tags=_KEPT_TAGS, attributes={}, link_rel=None)
    writer = html2text.HTML2Text(bodywidth=0)
    writer.ignore_links = writer.ignore_images = True
    writer.ignore_emphasis = writer.ignore_tables = True
    writer.single_line_break = True
    text = writer.handle(_shallow(tidy))
    return _RULE.sub("", _ESCAPED.sub(r"\1", many_lines(text)))


def _without_unread(html: str) -> str:
    """Return HTML without comments and what no reader sees, cut out before measuring.

    Outlook puts a hundred kilobytes of style above three words.
    """
    folded = html.lower() if html.isascii() else _ascii_lower(html)
    kept, position = [], 0
    while (opens := folded.find("<", position)) >= 0:
        closes = _closing(folded, opens)
        if not closes:
            kept.append(html[position : opens + 1])
            position = opens + 1
            continue
        kept.append(html[position:opens])
        position = folded.find(closes, opens)
        if position < 0:
            return "".join(kept)
        position += len(closes)
    return "".join([*kept, html[position:]])


def _ascii_lower(text: str) -> str:
    # lower() makes some letters two, and places would no longer agree.
    return "".join(c.lower() if c.isascii() else c for c in text)


def _closing(folded: str, opens: int) -> str:
    if folded.startswith("<!--", opens):
        return "-->"
    for tag in _UNREAD:
        after = opens + 1 + len(tag)
        if folded.startswith(tag, opens + 1) and folded[after : after + 1] in "> \t\n/":
            return f"</{tag}>"
    return ""


def _not_deep(html: str) -> str:
    """Return HTML in which what is nested absurdly deep is a line break instead."""
    depth = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal depth
        if found[2].lower() in _NEVER_DEEP:
            return found[0]
        was, depth = depth, max(depth + (-1 if found[1] else 1), 0)
        return found[0] if max(was, depth) <= _MOST_DEPTH else "<br"

    return _ANY_TAG.sub(kept, html)


def _shallow(html: str) -> str:
    """Return tidy HTML in which nothing is indented deeper than a few levels."""
    depth = 0

    def kept(found: re.Match[str]) -> str:
        nonlocal depth
        if found[1]:
            depth -= 1
            return found[0] if depth < _MOST_NESTED else ""
        depth += 1
        return found[0] if depth <= _MOST_NESTED else ""

    return _TAG.sub(kept, html)
