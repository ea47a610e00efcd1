"""The HTML twin of a mail as a page of its own, as a mail program would show it.

No page of ours runs a style that stands in a tag, and this is none: each becomes a
class of one sheet, which alone the page is allowed, by what it is.
"""

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape

_TAG = re.compile(r"<[a-z][a-z0-9]*\s[^<>]*>")
_STYLE = re.compile(r'\sstyle="([^"]*)"')
_CLASS = re.compile(r'(\sclass=")')
_SHEET = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def drawn(html: str) -> tuple[str, str]:
    """Return a mail's HTML without styles in its tags, and its content policy.

    Nothing is loaded, sent or run; a link leads where the mail's does, out of the
    frame in which the mail's page shows it.
    """
    names: dict[str, str] = {}

    def classed(found: re.Match[str]) -> str:
        tag = found[0]
        style = _STYLE.search(tag)
        if style is None:
            return tag
        name = names.setdefault(unescape(style[1]), f"s{len(names)}")
        tag = _STYLE.sub("", tag, count=1)
        if _CLASS.search(tag):
            return _CLASS.sub(rf"\g<1>{name} ", tag, count=1)
        return re.sub(r"(\s*/?>)$", rf' class="{name}"\g<1>', tag)

    page = _TAG.sub(classed, html)
    rules = "".join(f".{name}{{{style}}}" for style, name in names.items())
    own = _SHEET.search(page)
    sheet = rules + (own[1] if own else "")
    head = f'<base target="_top"><style>{sheet}</style>'
    page = _SHEET.sub(lambda _found: head, page, count=1)
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    return page, (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'self';"
        " sandbox allow-top-navigation-by-user-activation"
    )
