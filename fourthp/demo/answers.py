"""What members of the demo's network answered to a mail, as plain facts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """An answer to the last mail of a mailbox, and how many hours later it came."""

    mailbox: str
    subject: str
    words: str
    hours: int
    is_dealt_with: bool = False


ANSWERS = (
    Answer(
        "law.centre",
        "Re: The night number changes on Thursday",
        """Thank you. Our cards for duty solicitors have the old number printed on them.
Does it still lead somewhere for a while, or shall we throw them away?

Clara""",
        5,
        is_dealt_with=True,
    ),
    Answer(
        "open.gate",
        "Re: The night number changes on Thursday",
        """We have told everyone who works nights. From April I am away for six weeks:
please write to Pavel at this address meanwhile, and could he have my seat?

Marek""",
        118,
    ),
)
# Of this mailbox a mail came back: it was full.
RETURNED = "night.kitchen"
