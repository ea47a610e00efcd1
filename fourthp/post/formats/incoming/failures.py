"""What a mail that came back says in words: that it only waits, and its status."""

import re

from fourthp.post.rules.returns import MOST_READ, precise_status

_REPLY_CODE = re.compile(r"(?<![\d.])([45]\d\d)[ -](?!\.)")
DELAY_WORDS = re.compile(
    r"(?:^|\b)(?:delayed|delay\b|not yet been delivered|has not been delivered to one|"
    r"will (?:continue to )?(?:keep trying|be retried|retry)|still being retried|"
    r"delivery attempts will continue|will keep trying|"
    r"this is a warning message only|no action is required)",
    re.IGNORECASE,
)


def status_in(words: str) -> str:
    """Return the first status or reply code that words name: `5.1.1`, or `5.0.0`."""
    found = precise_status("", words)
    if found:
        return found
    code = _REPLY_CODE.search(words[:MOST_READ])
    return f"{code[1][0]}.0.0" if code else ""
