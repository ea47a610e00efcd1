"""How one joins online: link, number, passcode and telephones in a pasted invitation.

The shapes are those of Teams, Zoom, Google Meet, Webex and Jitsi; words in front of a
number differ by language, so that the number's own shape decides, and words rule out.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

MOST_READ = 20_000
MOST_LINK = 1_000
MOST_NUMBERS = 4
_URL = re.compile(r"https?://[^\s<>\"'()\[\]{}|\\^`]{4,2000}", re.IGNORECASE)
# Where each of them lets people in, by host and path.
_WAYS_IN = tuple(
    re.compile(one, re.IGNORECASE)
    for one in (
        r"teams\.(microsoft|live)\.(com|us)/(l/meetup-join|meet)/",
        r"([\w-]+\.)?zoom\.(us|eu|com)/(j|w|my|s)/",
        r"meet\.google\.com/[a-z]{3}-[a-z]{4}-[a-z]{3}",
        r"[\w-]+\.webex\.com/([\w.-]+/)*(j\.php|meet/|m/|wbxmjs/|g\.php)",
        r"meet\.jit\.si/(?!static/)\w",
        r"8x8\.vc/\w",
    )
)
# What else stands in invitations: help, settings, lists of numbers, privacy.
_NO_WAY_IN = re.compile(
    r"aka\.ms|dialin|dial-in|tel\.meet|meetingoptions|/u/\w+|support|help|privacy"
    r"|rechtliche|legal|static/|globalcallin|zoomconference|pin/reset|policies",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^[\s•*·-]*([^:：\n]{2,60}?)\s*[:：]\s*(\S[^\n]{0,80})$", re.M)
_NUMBER = re.compile(r"\d[\d \u00a0-]{7,18}\d")
_CODE = re.compile(r"[^\s,;<>]{3,40}")
_PASSCODES = (
    r"pass ?code|pass ?word|kenn ?code|kennung|kennwort|passwort|code secret"
    r"|mot de passe|code d.acces|codigo( de acceso)?|contrasena|clave"
    r"|kod dostepu|haslo|cod(ul)?( de acces)?|parola|wachtwoord(code)?|toegangscode"
)
_PASSCODE = re.compile(rf"\b({_PASSCODES})\b")
_OF_PHONES = re.compile(r"\b(phone|telefon\w*|telephon\w*|pin|konferenc\w*|dial|video)")
_IDENTITY = re.compile(
    r"\b(id|number|nummer|numer\w*|numero|identyfikator|access code)"
)
_CALLED = re.compile(
    r"(?<![\w/=.-])\+\d{1,3}[\d ().\u00a0-]{5,20}\d(?:[,;]{1,6}\d[\d#*,]{2,40})?"
)


@dataclass(frozen=True)
class Joining:
    """What an invitation says; empty where it says nothing of it.

    numbers: telephones, each as one dials it, with the country that stands beside it.
    """

    link: str = ""
    meeting_id: str = ""
    passcode: str = ""
    numbers: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was found."""
        return not (self.link or self.meeting_id or self.numbers)


def read_invitation(text: str) -> Joining:
    """Return how one joins, from the whole text of an invitation."""
    plain = _seen(text[:MOST_READ])
    link = _link(plain)
    said = [(_folded(label), value) for label, value in _LABELLED.findall(plain)]
    return Joining(
        link=link,
        meeting_id=_meeting_id(said, link),
        passcode=_passcode(said),
        numbers=_numbers(plain, said),
    )


def _seen(text: str) -> str:
    """Return a text without what nobody sees: marks of direction around numbers."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in text if unicodedata.category(one) != "Cf")


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in parts if not unicodedata.combining(one))
    return plain.replace("ł", "l")


def _link(text: str) -> str:
    """Return where one joins; of other addresses the first that is none of the rest."""
    links = [unwrapped(one) for one in _URL.findall(text)]
    for one in links:
        if any(way.match(one.partition("://")[2]) for way in _WAYS_IN):
            return one
    others = (one for one in links if one and not _NO_WAY_IN.search(one))
    return next(others, "")


def unwrapped(link: str) -> str:
    """Return what a link leads to that a mail program wrapped, else the link itself."""
    link = link.rstrip(".,;:!?")
    parts = urlsplit(link)
    host = parts.netloc.lower()
    if host.endswith("safelinks.protection.outlook.com"):
        link = parse_qs(parts.query).get("url", [""])[0]
    elif host == "www.google.com" and parts.path == "/url":
        link = parse_qs(parts.query).get("q", [""])[0]
    if not _is_link(link):
        return ""
    return f"https://{link.partition('://')[2]}"


def _is_link(link: str) -> bool:
    return len(link) <= MOST_LINK and _URL.fullmatch(link) is not None


def _meeting_id(said: list[tuple[str, str]], link: str) -> str:
    for label, value in said:
        if _OF_PHONES.search(label) or not _IDENTITY.search(label):
            continue
        found = _NUMBER.match(value)
        if found:
            return " ".join(found[0].replace("-", " ").split())
    in_link = re.search(r"zoom\.\w+/[jw]/(\d{9,11})\b", link)
    return in_link[1] if in_link else ""


def _passcode(said: list[tuple[str, str]]) -> str:
    for label, value in said:
        found = _CODE.match(value)
        is_code = _PASSCODE.search(label) and not _OF_PHONES.search(label)
        if is_code and found and not _URL.match(value):
            return found[0]
    return ""


def _numbers(text: str, said: list[tuple[str, str]]) -> tuple[str, ...]:
    """Return the first telephones, once each, and the code that is dialled after."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        for number in _CALLED.finditer(line):
            digits = re.sub(r"\D", "", re.split(r"[,;]", number[0])[0])
            beside = _beside(line[number.end() :])
            found.setdefault(digits, " ".join(f"{number[0]} {beside}".split()))
    pins = [
        f"PIN {value.split('  ')[0].strip()}"
        for label, value in said
        if _OF_PHONES.search(label) and re.match(r"\d[\d \u00a0-]{2,18}#?", value)
    ]
    if not found:
        return ()
    return (*list(found.values())[:MOST_NUMBERS], *pins[:1])


def _beside(rest: str) -> str:
    """Return the country that stands behind a number."""
    words = re.match(r"[\s,]*([^\W\d_][\w ,.()’'-]{1,40})", rest)
    said = words[1].strip(" ,.(") if words else ""
    return "" if ":" in rest[:4] or said.upper().startswith("PIN") else said
