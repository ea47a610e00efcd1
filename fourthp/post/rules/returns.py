"""Whose fault it is that a mail did not arrive: the mailbox's, or ours.

Sources: RFC 3463 and the registry of enhanced status codes that grew from it; the
sentences of the large providers. In doubt the mailbox is not gone, and what speaks of
policy is never held against the reader.
"""

import re
from dataclasses import dataclass

_HARD = (
    "5.1.0",
    "5.1.1",
    "5.1.2",
    "5.1.3",
    "5.1.6",
    "5.1.10",
    "5.2.1",
    "5.4.4",
    "5.7.13",
)
# Of the system, the way there, and security: whoever the mail was for, it would be so.
_OF_ALL = re.compile(r"[45]\.[347]\.")
# More of what is said is not looked at.
MOST_READ = 4_000
_CODE = re.compile(
    r"(?:(?P<code>\d{3})|(?P<status>[245]\.\d{1,3}\.\d{1,3}))(?:[ -]+|$)"
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)")
# 5.7.x that speak of the mailbox: disabled (RFC 5248), given to somebody else (7293).
_GONE_BY_POLICY = {"5.7.13", "5.7.17"}
_HARD_ELSEWHERE = {"5.2.1", "5.4.1", "5.4.4", "5.4.310"}
_SENDER_AT_FAULT = {"5.1.7", "5.1.8"}

_POLICY_WORDS = re.compile(
    r"\b(?:spam|dmarc|dkim|spf|sender policy|reputation|blacklist\w*|blocklist\w*|"
    r"block ?list\w*|blocked|policy|policies|unauthenticated|not authenticated|"
    r"unsolicited|rbl|dnsbl|spamhaus|barracuda|access denied|message rejected due to|"
    r"relay(?:ing)? (?:access )?denied|unable to relay|rate limit\w*|greylist\w*|"
    r"content rejected|virus|tls required|listed (?:at|in|on|by)|"
    r"sender (?:address|domain|verif\w+)|(?:domain|address) of sender|reverse dns|ptr|"
    r"reverse (?:host|look)\w*|client host\w*|your (?:ip|host|server|domain)|helo|"
    r"ehlo)\b",
    re.IGNORECASE,
)
_GONE_WORDS = re.compile(
    r"\b(?:user unknown|unknown user|no such (?:user|recipient|address|mailbox|person)|"
    r"user (?:not found|doesn'?t exist|does not exist)|"
    r"does(?: not|n'?t) (?:exist|have an account|have a \S{1,40} account)|"
    r"couldn'?t be found|could not be found|wasn'?t found|address not found|"
    r"recipient (?:not found|unknown)|unknown (?:recipient|local part|address)|"
    r"recipnotfound|unrouteable address|invalid (?:recipient|mailbox)|"
    r"no mailbox here|mailbox (?:unavailable|not found|unknown|does not exist)|"
    r"(?:account|mailbox|user) (?:is |has been )?(?:disabled|deactivated|inactive|"
    r"closed|suspended)|account that you tried to reach|not our customer|"
    r"(?:domain|host)(?: name)? (?:does(?: not|n'?t) exist|not found)|"
    r"(?:domain|host) \S{1,100} (?:couldn'?t be found|does not exist|not found)|"
    r"name or service not known|nxdomain|null ?mx|user not found)\b",
    re.IGNORECASE,
)
_FULL_WORDS = re.compile(
    r"\b(?:mailbox (?:is |was )?full|over ?quota|quota exceeded|exceed\w{0,3} (?:\w+ )?"
    r"quota|out of storage|insufficient storage|quotaexceeded|overquota|"
    r"(?:inbox|mailbox) (?:is )?(?:full|out of)|storage space)\b",
    re.IGNORECASE,
)


def is_policy(code: str) -> bool:
    """Tell whether a server refused our mail as such, or was not reached at all."""
    return _OF_ALL.match(code) is not None and code not in _HARD


def is_hard(code: str) -> bool:
    """Tell whether a mailbox does not exist; a plain 550 says it of policies too."""
    return code in _HARD


@dataclass(frozen=True)
class Fault:
    """A judged failure: at most one of the two holds; neither is soft."""

    status: str
    is_hard: bool = False
    is_policy: bool = False


def judge(status: str, words: str) -> Fault:
    """Judge a failure by its status, as far as it says something, and its words."""
    words = words[:MOST_READ]
    status = precise_status(status, words)
    if status in _GONE_BY_POLICY:
        return Fault(status, is_hard=True)
    if status.startswith(("5.7.", "4.7.")) or status in _SENDER_AT_FAULT:
        return Fault(status, is_policy=True)
    if status.startswith("4.") or is_full(status, words):
        return Fault(status)
    is_gone = bool(_GONE_WORDS.search(words))
    if _POLICY_WORDS.search(words) and not (is_gone and status.startswith("5.1.")):
        # Directory based blocking of Microsoft's says "access denied" of no mailbox.
        is_edge = status == "5.4.1" and "recipient address rejected" in words.lower()
        return Fault(status, is_hard=is_edge, is_policy=not is_edge)
    is_hard = status.startswith("5.1.") or status in _HARD_ELSEWHERE
    return Fault(status, is_hard=is_hard or (is_gone and _may_be_gone(status)))


def judge_refusal(enhanced: str, said: str) -> Fault:
    """Judge a refusal at the door, where a plain code says nothing of the mailbox.

    Without an enhanced code, words that do not speak of the mailbox speak of us.
    """
    fault = judge(enhanced, said)
    is_of_mailbox = bool(enhanced) or fault.is_hard or is_full(fault.status, said)
    return fault if is_of_mailbox else Fault(fault.status, is_policy=True)


def precise_status(status: str, words: str) -> str:
    """Return the status that says most: `5.0.0` says nothing that words do not."""
    said = [found for found in _STATUS.findall(status[:40]) if found[0] != "2"]
    first = said[0] if said else ""
    if first and not first.endswith((".0.0", ".5.0")):
        return first
    for found in _STATUS.findall(words[:MOST_READ]):
        if found[0] != "2" and not found.endswith(".0.0"):
            return str(found)
    return first


def is_full(status: str, words: str) -> bool:
    """Tell whether a mailbox takes nothing more for now."""
    return status == "5.2.2" or bool(_FULL_WORDS.search(words))


def _may_be_gone(status: str) -> bool:
    # "Mailbox unavailable" of a temporary fault, or of a mail that is too big, is not.
    return status in {"", "5.0.0"} or status.startswith(
        ("5.2.0", "5.3.0", "5.5.", "5.4.")
    )


def said_once(code: int | None, words: str) -> str:
    """Return what a mail server said, its codes once: those that stand last count."""
    rest, codes = f"{code or ''} {words}".strip(), {"code": "", "status": ""}
    while found := _CODE.match(rest):
        codes |= {name: told for name, told in found.groupdict().items() if told}
        rest = rest[found.end() :]
    return " ".join(filter(None, (*codes.values(), rest)))
