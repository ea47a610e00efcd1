"""What a listing's own words say of whom it takes and what it costs.

Nobody is turned away, and nobody sent, by a guess: where a text is not plain, nothing
is claimed. Exclusions need a whole sentence that says nothing else.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fourthp.foundation.text import fold

ADULT = 18
_NAMED = {
    "who:women": "women|woman|females?|ladies|girls",
    "who:men": "men|man|males?|gentlemen|boys",
    "who:children": "children|child|minors|adolescents|teenagers|youth|infants|babies",
    "who:families": "families|family",
    "who:lgbt": "lgbtq?\\+?|lesbians?|transgender",
}
_ANY = "|".join(_NAMED.values())
# "No boys" bars men too, who were boys; "for girls" takes girls and no woman.
_TAKEN = _NAMED | {
    "who:women": "women|woman|females?|ladies",
    "who:men": "men|man|males?|gentlemen",
    "who:children": f"{_NAMED['who:children']}|girls|boys",
}
_GROUP = rf"(?:{_ANY})(?![\w'])"
_LIST = rf"(?:{_GROUP})(?: (?:and|or|nor|&) (?:{_GROUP}))*"
_ENDS = (
    r"(?= *$| (?:allowed|admitted|accepted|permitted|please|here)\b"
    r"| (?:on site|on the premises|in the building|at any time)\b)"
)
_BEGINS = r"(?:^|\b(?:and|or|but|that|note|sorry|unfortunately|however) )"
_TAKE = "(?:accept|admit|take|allow|house|help|serve|support)"

# Whom it is not for: the group, the whole group and nothing but the group.
_BARRED = (
    (
        rf"\b(?:no|not for|not open to|not available (?:to|for)|not suitable for) "
        rf"(?:any )?({_LIST}){_ENDS}"
    ),
    (
        rf"\b(?:cannot|can not|can't|unable to|do not|don't|does not|doesn't) {_TAKE} "
        rf"(?:any )?({_LIST}){_ENDS}"
    ),
    rf"\b(?:excludes|excluding) ({_LIST}){_ENDS}",
    (
        rf"{_BEGINS}({_LIST}) (?:(?:are|is|may|can|will) )?(?:not|cannot|never) "
        r"(?:be )?(?:admitted|allowed|accepted|eligible|permitted|taken|housed)\b"
    ),
)
_ONLY = (
    (
        rf"(?:^|\b(?:for|to|a|an|is|are) )({_LIST})[ -]only\b"
        r"(?! (?:on|if|when|after|before|by|with|at|in)\b)"
    ),
    (
        r"\b(?:only|exclusively|solely) (?:for |open to |available to |accepts? "
        rf"|takes? |admits? )?({_LIST})(?! (?:and|or|on|if|when|after|by)\b)"
    ),
)
# In a text that is about nothing but whom it is for, the first words name them.
_FOR = (
    (
        r"^(?:(?:open|available|services?|help|support|programs?|programmes?) )*"
        r"(?:to |for )?(?:all |any )?(?:"
        rf"(?!(?:by|of|a|an|the|from|with|to|for|in|no|not|must|whose)\b)"
        r"[\w-]+ ){0,2}?"
        rf"({_LIST})"
    ),
)
_DOUBT = re.compile(
    r"\b(?:unless|except\w*|turned away|refus\w+|priorit\w+|prefer\w*|mainly|mostly"
    r"|sometimes|may also|not only|not just|not limited|if|case by case|waived?)\b"
)
_GENERIC = re.compile(
    r"\b(?:anyone|anybody|everyone|everybody|all|public|people|persons?|individuals?"
    r"|adults?|residents?|clients?|famil\w+|parents?|victims?|survivors?|users?)\b"
)
_ALONG = re.compile(
    r"\b(?:with (?:or without |(?:her|their|dependent|young) )?children"
    r"|(?:women|mothers|parents|fathers) and (?:their )?(?:children|babies))\b"
)
_FUNDS = re.compile(r"\bno recourse(?: to public funds)?\b|\bnrpf\b")
_NO = re.compile(r"\bnot?\b")
_AGAINST = re.compile(r"\b(?:not|cannot|can't|unable|without|excluding|never|nor)\b")

_YEARS = r"(?:s|(?: ?-? ?(?:years?|yrs?))?(?:[ -](?:olds?|of age))?)"
_OLDER = rf"(\d{{1,2}}){_YEARS}(?:\+| (?:and|or|&) (?:over|older|above|up)\b)"
# A least age that is said outright, wherever it stands.
_FROM = (
    (
        r"\b(?:not for|no|no one|nobody|none|not open to)(?: anyone| people)? "
        r"(?:aged )?under[ -](?:the age of )?(\d{1,2})"
    ),
    (
        r"\bunder[ -](\d{1,2})s? (?:are |is |can )?(?:not|cannot) (?:be )?"
        r"(?:admitted|allowed|accepted|eligible|permitted|taken|housed)"
    ),
    r"^must be (?:aged )?(?:over |at least |above )(?:the age of )?(\d{1,2})",
    r"\bover[ -](\d{1,2})s?(?:'s)? only\b",
    r"\b(\d{2})\+ only\b",
)
# In a text about whom it is for, these say it too.
_FROM_THERE = (
    rf"\b{_OLDER}",
    r"\b(\d{2})\+",
    r"\bmust be (?:aged )?(\d{1,2})\b",
    r"\b(?:over|above|minimum age(?: of| is)?|at least)(?: the age of)? (\d{1,2})\b",
)
_BETWEEN = re.compile(
    r"\b(?:aged? |ages |between |)(\d{1,2}) ?(?:-|to|and|through) ?(\d{1,2})"
    r"(?=(?: ?-? ?(?:years?|yrs?)| ?$))"
)
_UNTIL = re.compile(r"\b(?:under|below|up to|until)(?: the age of)? (\d{1,2})\b")

_MONEY = re.compile(r"[\d$£€%]")
_FREE_AT_ALL = re.compile(
    r"^(?:(?:all |our |the |this |these |it |services? |support |help |advice )*"
    r"(?:is |are |provided |offered |available )*(?:always |completely |entirely )?"
    r"(?:free(?: of charge)?(?: to use| for everyone| for all)?|at no (?:cost|charge)))"
    r"$|^(?:there (?:is|are) )?no (?:cost|charge|fee)s?(?: to (?:use|participate))?$"
    r"|^(?:none|nothing|free and confidential)$"
)
_FREE_SAID = re.compile(
    r"\b(?:services?|support|help|advice|counsell?ing|program(?:me)?s?|everything) "
    r"(?:is |are )(?:all |provided |offered |available )*"
    r"(?:free(?: of charge)?|at no (?:cost|charge))"
    r"(?= *$| and (?:strictly )?(?:confidential|private))"
    r"|^there is no (?:cost|charge|fee)(?: to (?:participate|use\b.*))?$"
)


@dataclass(frozen=True)
class Claims:
    """What was said outright: whom it is for, whom not, and what else is so."""

    is_for: frozenset[str] = frozenset()
    is_not_for: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()


def read_claims(about: Iterable[str], other: Iterable[str] = ()) -> Claims:
    """Read whom a service takes out of texts about that, and out of its other texts."""
    own = [some for text in about for some in _sentences(text)]
    others = [some for text in other for some in _sentences(text)]
    inside = [clause for some in own for clause in some]
    plain = [clause for some in own + others if _is_plain(some) for clause in some]
    barred = _groups(_BARRED, plain)
    glad = [one for one in plain if not _AGAINST.search(one)]
    named = _groups(_ONLY, glad, _TAKEN)
    named = named or _named_first(inside)
    if _starts_at(plain, inside) >= ADULT and "who:children" not in named:
        barred |= {"who:children"}
    elif _is_for_young(inside):
        named |= {"who:children"}
    return Claims(
        frozenset(named - barred),
        frozenset(barred),
        _codes([one for one in plain if one in inside]),
    )


def _sentences(text: str) -> Iterator[list[str]]:
    """Yield each sentence as its clauses, plain words without marks."""
    plain = fold(text.replace("\\n", "\n")).replace("–", "-").replace("’", "'")
    for line in re.split(r"[.;:!?\n\r•*]", plain.replace("&", " and ")):
        parts = (re.findall(r"[\w$£€%+'-]+", part) for part in re.split("[(),]", line))
        yield [" ".join(words) for words in parts if words]


def _is_plain(sentence: list[str]) -> bool:
    return not any(_DOUBT.search(clause) for clause in sentence)


def _groups(
    patterns: Iterable[str],
    clauses: Iterable[str],
    called: Mapping[str, str] = MappingProxyType(_NAMED),
) -> set[str]:
    """Return the groups that patterns' first group names in some clauses."""
    told = [
        found[1]
        for clause in clauses
        for pattern in patterns
        for found in re.finditer(pattern, clause)
    ]
    return {
        code
        for code, words in called.items()
        if any(re.search(rf"\b(?:{words})(?![\w'])", one) for one in told)
    }


def _named_first(inside: list[str]) -> set[str]:
    """Return the groups that a text about whom it is for begins with.

    Both women and men are everyone; so is anyone who is said in general. Where it
    goes on to name others, it is not plain; children may come along.
    """
    named, text = _groups(_FOR, inside, _TAKEN), " ".join(inside)
    along = {"who:children"} if _ALONG.search(text) else set()
    if _groups((rf"\b({_GROUP})",), inside, _TAKEN) - named - along:
        return set()
    if _DOUBT.search(text) or _AGAINST.search(text) or _GENERIC.search(text):
        return set()
    return set() if {"who:women", "who:men"} <= named else named


def _ages(patterns: Iterable[str], clauses: Iterable[str]) -> list[int]:
    return [
        int(found[1])
        for clause in clauses
        for pattern in patterns
        for found in re.finditer(pattern, clause)
    ]


def _starts_at(plain: list[str], inside: list[str]) -> int:
    """Return the least age that somebody must have, 0 where nothing is certain."""
    certain = [one for one in inside if one in plain]
    if any(_BETWEEN.search(one) or _is_below(one) for one in certain):
        return 0
    ages = _ages(_FROM, plain)
    ages += _ages(_FROM_THERE, [one for one in certain if not _NO.search(one)])
    return min(ages, default=0)


def _is_below(clause: str) -> bool:
    return bool(_UNTIL.search(clause)) and not _ages(_FROM, [clause])


def _is_for_young(inside: list[str]) -> bool:
    """Tell whether every age that a text about whom it is for names is a child's."""
    spans = [found for clause in inside for found in _BETWEEN.finditer(clause)]
    text = " ".join(inside)
    return bool(spans) and (
        all(int(found[2]) < ADULT for found in spans)
        and not (_GENERIC.search(text) or _DOUBT.search(text) or _AGAINST.search(text))
    )


def _codes(certain: list[str]) -> frozenset[str]:
    glad = [
        one for one in certain if not _AGAINST.search(one.replace("or without", ""))
    ]
    takes = any(_ALONG.search(one) for one in glad)
    funds = any(_FUNDS.search(one) for one in glad)
    told = (("children:yes", takes), ("status:nrpf", funds))
    return frozenset(code for code, holds in told if holds)


def says_free(fees: str, other: str = "") -> bool:
    """Tell whether a text about cost, or else any other, says that all is free."""
    if fees.strip():
        clauses = [clause for some in _sentences(fees) for clause in some]
        return not _MONEY.search(fees) and all(map(_FREE_AT_ALL.match, clauses))
    return any(
        _FREE_SAID.search(clause) and not _MONEY.search(clause)
        for sentence in _sentences(other)
        for clause in sentence
    )
