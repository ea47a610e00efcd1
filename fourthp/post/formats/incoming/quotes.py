"""What a person wrote herself, apart from what she quotes and her signature."""

import re
from bisect import bisect_right
from itertools import accumulate

from mailparser_reply.constants import MAIL_LANGUAGES

from fourthp.post.formats.incoming.arrivals import MOST_TEXT

# The library knows the line above a quotation in these languages. Its patterns look
# back and forth within a line, so they are shown short lines and not too many. Its
# other patterns take "Thanks, we both come" for a signature and are not asked.
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "sv", "da", "cs")
_MOST_LINE = 120
_MOST_LINES = 1_500
_MOST_PROBED = 500
_MOST_HEADER = 6

_ABOVE = re.compile(
    "|".join(MAIL_LANGUAGES[language]["wrote_header"] for language in _LANGUAGES),
    re.IGNORECASE | re.MULTILINE,
)
# What the library does not know, or takes for granted.
_ALSO_ABOVE = re.compile(
    r"""^\s{0,9}(?:
      -{2,}\s?(?:original\ message|original\ appointment|forwarded\ message|
        mesaj\ (?:original|redirec.ionat)|message\ d'origine|message\ transf.r.|
        urspr.ngliche\ (?:nachricht|e-?mail)|weitergeleitete\ nachricht|
        mensaje\ original|mensaje\ reenviado|mensagem\ (?:original|encaminhada)|
        oorspronkelijk\ bericht|doorgestuurd\ bericht|messaggio\ originale|
        wiadomo..\ oryginalna|reply\ above\ this\ line).{0,20}
      |_{20,}
      |begin\ forwarded\ message:
      |(?:pe|în|in|la|em|el|w\ dniu|dnia|on|am|le|op|il|den)\ [^\n]{4,140}
        (?:\ a\ scris|\ wrote|\ schrieb[^\n]{0,60}|\ a\ écrit|\ escribió|\ escreveu|
        \ pisze|\ napisał(?:\(a\)|a)?|\ schreef[^\n]{0,60}|\ ha\ scritto)\s?:
      |[^\n]{4,100}(?:\ a\ scris|\ wrote|\ napisał(?:\(a\)|a)?|\ escreveu)\s?:
      |(?:في|بتاريخ)\ [^\n]{4,140}كتب[^\n]{0,100}:
    )\s*$""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_FIELDS = re.compile(
    r"(?:from|sent|to|subject|date|cc|de la|trimis|către|catre|subiect|data|de|enviado|"
    r"enviada(?: em)?|para|assunto|asunto|od|wysłano|do|temat|von|gesendet|an|betreff|"
    r"datum|envoyé|à|objet|van|verzonden|aan|onderwerp|da|inviato|a|oggetto|"
    r"من|إلى|الموضوع|تاريخ الإرسال|التاريخ)\s?:",
    re.IGNORECASE,
)
_FIRST_FIELD = re.compile(r"(?:from|de la|de|von|od|van|da|من)\s?:", re.IGNORECASE)
_SENT_FROM = re.compile(
    r"(?:sent from (?:my|outlook|yahoo|mail for|the)|get outlook for|"
    r"trimis de pe|von meinem|gesendet von|envoyé (?:de|depuis)|enviado d[eo]|"
    r"verzonden van|inviato da|wysłane? z|أرسلت من)\b.{0,60}$",
    re.IGNORECASE,
)
_GOODBYE = re.compile(
    r"(?:(?:kind|best|warm|many)?\s?regards|all the best|best(?: wishes)?|"
    r"yours (?:sincerely|faithfully)|many thanks|thanks|thank you|cu (?:stimă|respect)|"
    r"o zi bună|toate cele bune|cordialement|bien à vous|mit freundlichen grüßen|"
    r"(?:viele|liebe|beste) grüße|(?:un )?saludos?(?: cordial(?:es)?)?|atentamente|"
    r"atenciosamente|cumprimentos|com os melhores cumprimentos|z poważaniem|"
    r"pozdrawiam|met vriendelijke groet(?:en)?|cordiali saluti|distinti saluti|"
    r"مع التحية|مع تحياتي)[\s,.!]{0,4}$",
    re.IGNORECASE,
)
_MOST_SIGNATURE = 12
_MOST_SIGNATURE_LINE = 80
_BLANKS = re.compile(r"\n{3,}")


def written(text: str) -> str:
    """Return what the person wrote, above, below or between what she quotes."""
    lines = [line.rstrip() for line in text.split("\n")][:_MOST_LINES]
    lines = _squeezed(lines)
    start, end = _quotation(lines)
    above = _own(lines[:start])
    # A quotation marked line by line may be answered below or within; one that is
    # not marked goes on to the end.
    is_marked = any(line.startswith(">") for line in lines[end:])
    below = _own(lines[end:]) if is_marked else []
    own = [*_unsigned(above), *([""] if above and below else []), *_unsigned(below)]
    return _BLANKS.sub("\n\n", "\n".join(own)).strip()[:MOST_TEXT]


def _squeezed(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept


def _own(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.lstrip().startswith((">", "|>"))]


def _quotation(lines: list[str]) -> tuple[int, int]:
    """Return the line where the first quotation begins, and where its header ends."""
    probe = [line.strip()[:_MOST_LINE] for line in lines]
    text = "\n".join(probe[:_MOST_PROBED])
    starts = [0, *accumulate(len(line) + 1 for line in probe)]
    places = [_block_of_fields(probe)]
    for pattern in (_ABOVE, _ALSO_ABOVE):
        found = pattern.search(text)
        if found and found[0].strip():
            first = found.start() + len(found[0]) - len(found[0].lstrip())
            line, last = (bisect_right(starts, at) - 1 for at in (first, found.end()))
            places.append((line, min(last + 1, line + _MOST_HEADER)))
    return min(places)


def _block_of_fields(probe: list[str]) -> tuple[int, int]:
    """Return the place of an Outlook head (From, Sent, To, Subject) in the text."""
    for number, line in enumerate(probe):
        if _FIRST_FIELD.match(line):
            after = [bool(_FIELDS.match(other)) for other in probe[number + 1 :][:3]]
            if sum(after) >= (2 if "@" in line or "<" in line else 3):
                return number, number + 1 + _MOST_HEADER
    return len(probe), len(probe)


def _unsigned(lines: list[str]) -> list[str]:
    """Return lines up to the signature."""
    for number, line in enumerate(lines):
        bare = line.strip()
        after = lines[number + 1 :]
        if bare in {"--", "—"} or _SENT_FROM.match(bare[:_MOST_LINE]):
            return lines[:number]
        if number and _GOODBYE.match(bare[:_MOST_LINE]) and _is_signature(after):
            return lines[:number]
    return lines


def _is_signature(lines: list[str]) -> bool:
    said = [line for line in lines if line.strip()]
    return len(said) <= _MOST_SIGNATURE and all(
        len(line) <= _MOST_SIGNATURE_LINE and not line.rstrip().endswith("?")
        for line in said
    )
