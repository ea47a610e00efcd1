"""What a mail that came in turns out to be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# What a person is asked to read of one mail, in characters.
MOST_TEXT = 20_000
MOST_LINE = 200


class ArrivalKind(StrEnum):
    """The seven ends of a mail, in the order in which they are tried."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    CALENDAR = "calendar"
    AUTOMATIC = "automatic"
    OPT_OUT = "opt_out"
    ANSWER = "answer"
    LETTER = "letter"


@dataclass(frozen=True)
class Bounce:
    """What came back, of whom, and whose fault it is.

    At most one of is_hard, is_policy and is_delay holds; none of them is a soft
    bounce. status is `5.1.1` or empty (RFC 3463); diagnostic has no address.
    """

    address: str = ""
    is_hard: bool = False
    status: str = ""
    diagnostic: str = ""
    is_policy: bool = False
    is_delay: bool = False


@dataclass(frozen=True)
class Complaint:
    """Somebody pressed "this is spam", or a machine says so (RFC 5965)."""

    address: str = ""
    feedback_type: str = ""

    @property
    def is_of_a_person(self) -> bool:
        """Whether a reader said it: a DMARC failure or a "not spam" is no complaint."""
        return self.feedback_type in {"abuse", "fraud", "other", "opt-out", "virus"}


@dataclass(frozen=True)
class CalendarAnswer:
    """What one attendee answers about one event or one day of it (RFC 5546).

    method: REPLY, COUNTER or DECLINECOUNTER. partstat in small letters, empty when
    it is not said. recurrence_id: `20260304T090000Z`, `20260304`, empty, or `?` where
    it cannot be read. start and end are aware; None when not said or said without a
    zone. sequence: 0 if unsaid.
    """

    method: str
    uid: str
    recurrence_id: str = ""
    partstat: str = ""
    attendee: str = ""
    comment: str = ""
    start: datetime | None = None
    end: datetime | None = None
    sequence: int = 0
    dtstamp: datetime | None = None


@dataclass(frozen=True)
class Arrival:
    """One mail that came in.

    sender: small letters, empty if none; it proves nothing. reference: of the
    message of ours that it belongs to, 26 characters or empty. text: what the person
    wrote, without what she quotes and her signature. is_from_mailer: sent by a mail
    server (no sender, or mailer-daemon). is_loop: our own mail came back to us.
    calendar: one answer for each event or day that the mail speaks of.
    attachments_left: how many attachments are not kept.
    """

    kind: ArrivalKind
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    reference: str = ""
    text: str = ""
    message_id: str = ""
    date: datetime | None = None
    is_from_mailer: bool = False
    is_loop: bool = False
    bounce: Bounce | None = None
    complaint: Complaint | None = None
    calendar: tuple[CalendarAnswer, ...] = ()
    attachments_left: int = 0
