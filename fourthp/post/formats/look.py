"""How a mail looks: the shell's colours and sizes as styles that mail programs keep.

Most of them read no sheet from elsewhere and no custom property, so every element
carries its own style. The sheet in the head only darkens, and stacks what is narrow.
"""

from functools import cache

from django.utils.safestring import SafeString, mark_safe

LIGHT = {
    "paper": "#faf7f2",
    "surface": "#fff",
    "sunken": "#f1ece3",
    "ink": "#1d2225",
    "ink-soft": "#464d52",
    "line": "#dcd5c8",
    "edge": "#757064",
    "action": "#0b5351",
    "on-action": "#fff",
}
DARK = {
    "paper": "#14181a",
    "surface": "#1c2225",
    "sunken": "#101416",
    "ink": "#eeebe5",
    "ink-soft": "#c4c7c4",
    "line": "#343b3f",
    "edge": "#8d958f",
    "action": "#86d3ca",
    "on-action": "#05211f",
}
_FONT = (
    "system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,Helvetica Neue,Arial,sans-serif"
)
_BREAK = "overflow-wrap:anywhere;word-break:break-word"
# A paragraph runs as its own first letter says, and stands where the mail begins.
_SIDE = "unicode-bidi:plaintext;text-align:{start}"
_SMALL = "font-size:15px;line-height:22px"

# By element: what it looks like. {start} is left, or right where a language runs so.
_STYLES = {
    "body": "margin:0;padding:0;width:100%;background-color:{paper};color:{ink};"
    f"font-family:{_FONT};-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%",
    "ground": "background-color:{paper};width:100%",
    "edge": "padding:24px 12px",
    "column": "width:100%;max-width:600px;margin:0 auto;table-layout:fixed",
    "brand": f"padding:0 8px 12px;color:{{ink-soft}};font-family:{_FONT};"
    f"font-size:15px;font-weight:600;line-height:22px;{_BREAK};{_SIDE}",
    "unseen": "display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;"
    "font-size:1px;line-height:1px;color:transparent;mso-hide:all",
    "card": "padding:28px 28px 12px;background-color:{surface};color:{ink};"
    f"border:1px solid {{line}};border-radius:12px;font-family:{_FONT};"
    f"font-size:18px;line-height:28px;text-align:{{start}};{_BREAK}",
    "title": "margin:0 0 20px;font-size:26px;line-height:32px;font-weight:700;"
    f"letter-spacing:-0.01em;text-wrap:balance;{_BREAK};{_SIDE}",
    "heading": "margin:32px 0 12px;font-size:22px;line-height:28px;font-weight:700;"
    f"{_BREAK};{_SIDE}",
    "letter": "margin:20px 0 12px;padding:20px 0 0;border-top:1px solid {line};"
    f"font-size:20px;line-height:26px;font-weight:700;{_BREAK};{_SIDE}",
    "minor": "margin:24px 0 8px;font-size:18px;line-height:26px;font-weight:700;"
    f"{_BREAK};{_SIDE}",
    "paragraph": f"margin:0 0 16px;{_BREAK};{_SIDE}",
    "list": "margin:0 0 16px;padding:0;padding-{start}:24px",
    "item": f"margin:0 0 6px;{_BREAK};{_SIDE}",
    "facts": "width:100%;margin:0 0 20px;border-collapse:collapse;"
    "border-bottom:1px solid {line}",
    "name": "width:36%;padding:10px 0;padding-{end}:16px;vertical-align:top;"
    "border-top:1px solid {line};color:{ink-soft};font-size:16px;line-height:24px;"
    f"font-weight:600;{_BREAK};{_SIDE}",
    "value": "padding:10px 0;vertical-align:top;border-top:1px solid {line};"
    f"font-size:18px;line-height:24px;{_BREAK};{_SIDE}",
    "button": "margin:0 0 16px;border-collapse:separate",
    "loud": "border-radius:6px;background-color:{action};mso-padding-alt:12px 20px",
    "loud-words": "display:block;padding:10px 18px;border:2px solid {action};"
    "border-radius:6px;color:{on-action};font-size:18px;line-height:24px;"
    f"font-weight:600;text-align:center;text-decoration:none;unicode-bidi:plaintext;{_BREAK}",
    "quiet": "border-radius:6px;mso-padding-alt:12px 20px",
    "quiet-words": "display:block;padding:10px 18px;border:2px solid {edge};"
    "border-radius:6px;color:{action};font-size:18px;line-height:24px;"
    f"font-weight:600;text-align:center;text-decoration:none;unicode-bidi:plaintext;{_BREAK}",
    "foot": f"padding:20px 8px 0;color:{{ink-soft}};font-family:{_FONT};{_SMALL};"
    f"text-align:{{start}};{_BREAK}",
    "foot-line": f"margin:0 0 8px;{_BREAK};{_SIDE}",
    "foot-link": "display:inline-block;padding:11px 0;color:{action};"
    f"text-decoration:underline;unicode-bidi:plaintext;{_SMALL};{_BREAK}",
    "contact": f"margin:12px 0 8px;{_BREAK};{_SIDE}",
    "link": "color:{action};text-decoration:underline;unicode-bidi:plaintext;"
    f"{_BREAK}",
    "quote": "margin:0 0 16px;padding:0;padding-{start}:16px;"
    "border-{start}:4px solid {edge}",
    "code": "font-family:ui-monospace,Consolas,DejaVu Sans Mono,monospace;"
    f"font-size:16px;direction:ltr;unicode-bidi:isolate;{_BREAK}",
    "block": "margin:0 0 16px;padding:12px;background-color:{sunken};"
    f"border-radius:6px;white-space:pre-wrap;{_BREAK};{_SIDE}",
    "rule": "margin:24px 0;border:0;border-top:1px solid {line}",
    "cell": "padding:8px 0;padding-{end}:12px;border-bottom:1px solid {line};"
    f"vertical-align:top;font-size:16px;line-height:24px;{_BREAK};{_SIDE}",
}
# By class: which colours turn when the mail is read in the dark.
_TURNS = {
    "m-paper": {"background-color": "paper", "color": "ink"},
    "m-card": {"background-color": "surface", "color": "ink", "border-color": "line"},
    "m-soft": {"color": "ink-soft"},
    "m-name": {"color": "ink-soft", "border-color": "line"},
    "m-line": {"border-color": "line"},
    "m-link": {"color": "action"},
    "m-quote": {"border-color": "edge"},
    "m-sunken": {"background-color": "sunken"},
    "m-loud": {"background-color": "action"},
    "m-loud-words": {"color": "on-action", "border-color": "action"},
    "m-quiet-words": {"color": "action", "border-color": "edge"},
}
# Tags of what a person wrote: style, and class.
_WRITTEN = {
    "p": ("paragraph", ""),
    "h3": ("minor", ""),
    "h4": ("minor", ""),
    "h5": ("minor", ""),
    "h6": ("minor", ""),
    "ul": ("list", ""),
    "ol": ("list", ""),
    "li": ("item", ""),
    "a": ("link", "m-link"),
    "blockquote": ("quote", "m-quote"),
    "code": ("code", ""),
    "pre": ("block", "m-sunken"),
    "hr": ("rule", "m-line"),
    "table": ("facts", "m-line"),
    "th": ("cell", "m-line"),
    "td": ("cell", "m-line"),
}


@cache
def styles_of(direction: str) -> dict[str, SafeString]:
    """Return the style of each element; direction is ltr or rtl."""
    start, end = ("right", "left") if direction == "rtl" else ("left", "right")
    # A name with a hyphen is no field of format(), so each is put in by itself.
    values = LIGHT | {"start": start, "end": end}
    return {
        name.replace("-", "_"): mark_safe(_filled(style, values))  # noqa: S308 -- ours
        for name, style in _STYLES.items()
    }


@cache
def written_attributes(direction: str) -> dict[str, dict[str, str]]:
    """Return the attributes of each tag in what a person wrote."""
    styles = styles_of(direction)
    return {
        tag: {"style": str(styles[style]), **({"class": turns} if turns else {})}
        for tag, (style, turns) in _WRITTEN.items()
    }


@cache
def sheet() -> SafeString:
    """Return the rules that no element can carry itself."""
    dark = "".join(_rule(f".{name}", turns) for name, turns in _TURNS.items())
    narrow = (
        ".m-edge{padding:12px 0!important}.m-card{padding:20px 16px 4px!important;"
        "border-radius:0!important;border-left:0!important;border-right:0!important}"
        ".m-aside{padding-left:16px!important;padding-right:16px!important}"
        ".m-facts th,.m-facts td{display:block!important;width:auto!important}"
        ".m-facts th{padding-bottom:0!important}"
        ".m-facts td{border-top:0!important;padding-top:0!important}"
        ".m-button,.m-button tbody,.m-button tr,.m-button td{display:block!important;"
        "width:auto!important}"
    )
    return mark_safe(  # noqa: S308 -- made of the words above
        ":root{color-scheme:light dark;supported-color-schemes:light dark}"
        f"@media (max-width:480px){{{narrow}}}"
        f"@media (prefers-color-scheme:dark){{{dark}}}{_for_outlook()}"
    )


def _for_outlook() -> str:
    """Return the dark rules once more: it marks what it turned by two attributes."""
    rules = []
    for name, turns in _TURNS.items():
        ground = {k: v for k, v in turns.items() if k == "background-color"}
        words = {k: v for k, v in turns.items() if k != "background-color"}
        rules += [_rule(f"[data-ogsb] .{name}", ground)] if ground else []
        rules += [_rule(f"[data-ogsc] .{name}", words)] if words else []
    return "".join(rules)


def _rule(selector: str, turns: dict[str, str]) -> str:
    body = ";".join(f"{name}:{DARK[value]}!important" for name, value in turns.items())
    return f"{selector}{{{body}}}"


def _filled(style: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        style = style.replace(f"{{{name}}}", value)
    return style
