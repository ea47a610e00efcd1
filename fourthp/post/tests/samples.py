"""Letters of every stream, as the rooms to come would write them."""

from dataclasses import replace
from datetime import UTC, datetime

from fourthp.post.formats.letters import Foot, bundle_letter
from fourthp.post.formats.mime import Envelope
from fourthp.post.rules.letters import (
    Button,
    Facts,
    Heading,
    Items,
    Letter,
    Paragraph,
    Words,
)

SITE = "https://network.example"
FOOT = Foot(
    network="Three Rivers Network",
    reason="You get this because you hold a seat in the network.",
    links=(
        ("Choose what you get", f"{SITE}/wishes/aGVsbG8.c2lnbmVk/"),
        ("Why did I get this?", f"{SITE}/wishes/aGVsbG8.c2lnbmVk/why/"),
    ),
    contact="Three Rivers Network, c/o Harbour Aid, 4 Quay Street\n0121 496 0000",
    takes_answers=True,
)
NEWS_FOOT = replace(
    FOOT,
    reason="You get this because you asked for the bulletin.",
    links=(
        *FOOT.links[:1],
        ("Unsubscribe from news", f"{SITE}/wishes/aGVsbG8.c2lnbmVk/news/"),
    ),
)
CODE_FOOT = replace(
    FOOT, links=(), reason="You get this because somebody signs in with this address."
)
ENVELOPE = Envelope(
    sender_name="Three Rivers Network",
    from_address="no-reply@network.example",
    to_address="ana@harbour.example",
    reply_to="post+abcdefghijklmnopqrstuvwxyz@network.example",
    reference="abcdefghijklmnopqrstuvwxyz",
    host="network.example",
    subject="Something is waiting for you",
    date=datetime(2026, 3, 10, 9, tzinfo=UTC),
    language="en",
)
NEWS_ENVELOPE = replace(
    ENVELOPE,
    subject="The bulletin",
    unsubscribe_url=f"{SITE}/wishes/aGVsbG8.c2lnbmVk/news/at-once/",
    unsubscribe_address="post+abcdefghijklmnopqrstuvwxyz@network.example",
)
PAPERS = Letter(
    "Papers for the steering group on 12 March",
    (
        Paragraph(
            "Here are the agenda and two papers. Please read the second one before"
            " the meeting: we decide on it."
        ),
        Facts(
            (
                ("When", "Thursday 12 March 2026, 10:00 to 12:00 (London)"),
                ("Where", "Library meeting room, or by telephone"),
                ("You are", "Representative of Harbour Aid"),
                ("Label", "TLP:GREEN"),
            )
        ),
        Heading("What is new in the papers"),
        Items(
            (
                "The minutes of 12 February, to be approved",
                "Draft agreement on sharing what we see",
                "Training: who still has none, by area",
            )
        ),
        Button("Read the papers", f"{SITE}/meetings/12/papers/"),
        Button("I cannot come", f"{SITE}/acts/c2lnbmVk.apologies/", is_quiet=True),
    ),
)
BULLETIN = """\
The spring **awareness day** is full. We opened a waiting list, and
[put the programme on one page](https://network.example/events/spring/).

## What changed in the law

From 1 April a first responder may give a decision by telephone. What you do stays the
same:

1. Make sure that the person is safe.
2. Ask *only* what you need to know.
3. Ring the number on the card, and then
   - write down the time,
   - write down who answered.

> We waited three hours for a place to sleep. Next time we rang the number first.

## Numbers that changed

| Service | Telephone | Since |
| --- | --- | --- |
| Night shelter | 0121 496 0101 | 1 March |
| Interpreters | 0121 496 0102 | 3 March |

The code on the card is `RIVERS-7`. Write to <mailto:desk@network.example> or look at
<https://network.example/services/>.

---

### Next time

    Tuesday 14 April
    10:00 to 11:30
"""
NEWS = Letter(
    "The bulletin of March",
    (Words(BULLETIN), Button("Read it as a page", f"{SITE}/bulletins/3/")),
)
CODE = Letter(
    "Your code to sign in",
    (
        Facts((("Code", "482 913"), ("Good until", "10:20 (London)"))),
        Paragraph(
            "Type it on the page where you were asked for it.\n"
            "If you did not try to sign in, do nothing: without the code nobody can."
        ),
    ),
)
ALERT = Letter(
    "Today's meeting moved to 14:00",
    (
        Paragraph("The library has no power this morning. We meet in the afternoon."),
        Facts((("When", "Today, 14:00"), ("Where", "Town hall, room 2\nSide door"))),
        Button("I can come at 14:00", f"{SITE}/acts/c2lnbmVk.coming/"),
    ),
)
LONG = Letter(
    "Agreement on how agencies of the three rivers share what they see " * 4 + "x" * 36,
    (
        Paragraph("w" * 2000),
        Facts((("A" * 60, "b" * 200), ("Name", "An ordinary value"))),
        Words(f"## {'h' * 120}\n\n[{'l' * 90}](https://network.example/{'u' * 200})"),
        Items(("i" * 300,)),
        Button("B" * 120, f"{SITE}/{'p' * 300}/"),
    ),
)
CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Fourth P//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:1@network.example
DTSTAMP:20260310T090000Z
DTSTART:20260312T100000Z
DTEND:20260312T120000Z
SUMMARY:Meeting
ORGANIZER:mailto:post@network.example
ATTENDEE;RSVP=TRUE:mailto:ana@harbour.example
END:VEVENT
END:VCALENDAR
"""
INVITATION = replace(PAPERS, calendar=CALENDAR, calendar_method="REQUEST")


def make_bundle() -> Letter:
    """Return six things in one mail, in the language that is active."""
    return bundle_letter(
        [
            ("Part of your seat", PAPERS),
            (
                "Part of your seat",
                Letter(
                    "Is your listing still right?",
                    (
                        Paragraph("Nobody has checked it since October."),
                        Button("It is still right", f"{SITE}/acts/c2lnbmVk.right/"),
                        Button(
                            "Something is not right, or it has ended",
                            f"{SITE}/acts/c2lnbmVk.right/",
                            is_quiet=True,
                        ),
                        Button(
                            "Change it",
                            f"{SITE}/listings/7/",
                            is_quiet=True,
                            signs_in=True,
                        ),
                    ),
                ),
            ),
            (
                "Part of your seat",
                Letter(
                    "Two actions are yours",
                    (Items(("Ring the interpreters", "Send the rota to Bright Door")),),
                ),
            ),
            (
                "News",
                Letter("A new service near you", (Words("*Bright Door* opened."),)),
            ),
            (
                "News",
                Letter("Training in April", (Paragraph("Twelve places are left."),)),
            ),
            ("News", Letter("Thank you", (Paragraph("107 people came."),))),
        ]
    )


def samples() -> dict[str, tuple[Letter, Foot]]:
    """Return a letter of every stream, a bundle, and one with long words."""
    return {
        "duty": (PAPERS, FOOT),
        "news": (NEWS, NEWS_FOOT),
        "security": (CODE, CODE_FOOT),
        "alert": (ALERT, FOOT),
        "bundle": (make_bundle(), FOOT),
        "long": (LONG, FOOT),
    }
