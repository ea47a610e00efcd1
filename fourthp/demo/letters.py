"""What the demo's coordinator wrote to members in the last weeks, as plain facts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """A circular, and how many days ago it was written, at which hour (UTC)."""

    title: str
    words: str
    sort: str
    label: str
    days_ago: int
    hour: int = 9


PAPERS = Written(
    "The minutes of February, and who does what until April",
    """The minutes of our meeting in February are ready. Three things were promised:

- **Anyshire Police** say by the end of March whom to ring at night.
- **Harbour Aid** try the new referral form with five people.
- **Lower Anytown Borough Housing** tell us how many rooms stand empty.

Read what concerns you before the next meeting, and write to the coordinator if it is
not what was agreed.""",
    "duty",
    "TLP:GREEN",
    20,
)
NEWS = Written(
    "A new leaflet in nine languages",
    """There is a leaflet for people who work in car washes, in nine languages. It says
in plain words what nobody may take from you, and whom to ring.

It is free: ask **Those Who Know** for as many as you need. Please do not leave it where
an employer would find it.""",
    "news",
    "TLP:CLEAR",
    11,
)
URGENT = Written(
    "The night number changes on Thursday",
    """From Thursday at 08:00 the night number of adult safeguarding is another one. You
find it in the directory, under *Anyshire Council Adult Safeguarding*.

Please tell everyone who works nights with you.""",
    "urgent",
    "TLP:GREEN",
    6,
    14,
)
PAUSED = Written(
    "Spring training: dates to hold free",
    """Training days for the spring are planned for 21 April, 12 May and 9 June, each
from 10:00 to 15:30 in Birmingham. How to book follows.""",
    "news",
    "TLP:CLEAR",
    1,
    16,
)
HELD = Written(
    "What we agreed about interpreters",
    """Nobody’s family or friends interpret for them. That is what we agreed in
February, and it holds for every agency of the network.

- In an emergency ring the telephone interpreters; the number stands in the directory.
- Ask for a woman or a man if that matters to the person.
- Say who you are before you say what it is about.

Questions go to the coordinator.""",
    "duty",
    "TLP:GREEN",
    0,
)
TAKEN_BACK = Written(
    "The rooms that stand empty in April",
    """The list of rooms that stand empty in April is on its way to you. Ring the
housing officer before you send anybody.""",
    "urgent",
    "TLP:GREEN",
    1,
    8,
)
