"""What worried the demo's people in the last year, as plain facts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Raised:
    """A concern: what it says, who raised it, and what became of it, in days ago.

    by: whose seat, nobody's where it came without an account. seen: agencies that see
    it too. moved: (days ago, step, words); an agenda's words are how many days later
    they met. answer: (days ago, something was done, you said, we did). public: shown
    to everyone.
    """

    title: str
    words: str
    by: str
    days_ago: int
    setting: str = ""
    area: str = ""
    parts: tuple[str, ...] = ()
    group: str = ""
    asks: bool = False
    seen: tuple[str, ...] = ()
    not_seen: tuple[str, ...] = ()
    moved: tuple[tuple[int, str, str], ...] = ()
    answer: tuple[int, bool, str, str] | None = None
    public: bool = False


KNOWLEDGE = Raised(
    "Colleagues do not know what to look for",
    "Most of us at the counter never had an hour of training. We look away because we"
    " do not know what we would do next.",
    "Daniel Quist",
    330,
    "housing",
    "west-midlands",
    ("prevention",),
    asks=True,
    seen=("Anyshire Hospitals", "Harbour Aid", "Anytown Mosque Welfare Committee"),
    moved=(
        (326, "heard", ""),
        (320, "agenda", "14"),
        (300, "decided", "Two hours for everybody who is new at a counter."),
        (270, "begun", "Those Who Know write it, three agencies try it."),
    ),
    answer=(
        190,
        True,
        "Colleagues at the counter do not know what to look for.",
        (
            "There is a lesson of two hours for everybody who is new. 214 people had"
            " it, and every agency has one person who can give it."
        ),
    ),
    public=True,
)
SERVICES = Raised(
    "There is no list of who helps, and when",
    "We ring round for an hour. Half of the numbers on our sheet are dead.",
    "Priya Raman",
    310,
    "health",
    "west-midlands",
    ("protection", "partnership"),
    asks=True,
    seen=("Canal Street Surgery", "Anyshire Children’s Services", "Harbour Aid"),
    moved=(
        (306, "heard", ""),
        (300, "agenda", "10"),
        (288, "decided", "One directory, and each agency checks its own lines."),
        (280, "begun", ""),
    ),
    answer=(
        240,
        True,
        "There is no list of who helps, and when.",
        (
            "There is one directory for all of us. Each line is checked by the agency"
            " it is of, and says when that was."
        ),
    ),
    public=True,
)
VANS = Raised(
    "People are driven to the car wash in a van without windows",
    "Every morning before six. Nobody at the wash speaks to us while the van is there.",
    "Owen Tully",
    210,
    "car-washes",
    "west-midlands",
    ("prosecution",),
    asks=True,
    seen=("Anyshire Law Centre", "Plain Words Immigration Advice"),
    not_seen=("Ferry House",),
    moved=(
        (205, "heard", ""),
        (200, "agenda", "12"),
        (186, "decided", "The police take it to the agency for labour standards."),
    ),
    answer=(
        150,
        False,
        "People are driven to a car wash in a van without windows.",
        (
            "We cannot say what the police do about one place. They looked at it with"
            " the inspectors, and take such news at any hour by 101."
        ),
    ),
    public=True,
)
INTERPRETERS = Raised(
    "Family members interpret at the surgery",
    "It is quick, and nobody is paid. Nothing that matters is said then.",
    "Hugh Lacey",
    160,
    "health",
    "",
    ("protection",),
    seen=("Anyshire Hospitals",),
    moved=((155, "heard", ""), (150, "agenda", "20")),
    answer=(
        118,
        True,
        "Family members interpret.",
        (
            "We agreed that nobody’s family or friends interpret for them. The"
            " telephone interpreters stand in the directory."
        ),
    ),
)
NIGHT = Raised(
    "At night nobody from housing answers",
    "From five in the afternoon until nine there is a tape. We cannot place anybody.",
    "Rosa Hale",
    95,
    "housing",
    "west-midlands",
    ("protection",),
    asks=True,
    seen=("Anyshire Police", "St Aldate’s Night Kitchen", "Open Gate Men’s Support"),
    moved=((92, "heard", ""), (80, "agenda", "9")),
)
NAILS = Raised(
    "Young workers at nail bars who never hold the money",
    "They look to somebody else before they answer anything.",
    "Mina Farouk",
    70,
    "nail-bars",
    "east-midlands",
    ("prevention", "prosecution"),
    seen=("Fair Hours Wages Project",),
)
FORMS = Raised(
    "Four agencies ask the same questions",
    "Whoever was asked four times does not answer the fifth.",
    "Olive Marsh",
    60,
    "",
    "",
    ("partnership",),
    moved=(
        (58, "heard", ""),
        (50, "decided", "One form, tried for three months."),
        (30, "begun", "Harbour Aid and the law centre try it."),
    ),
    seen=("Harbour Aid", "Anyshire Law Centre", "Anyshire Police"),
)
ADVERTS = Raised(
    "Adverts for work abroad that ask for a passport first",
    "Our learners show them to us: a good wage, a room, and a photograph of the"
    " passport before any contract.",
    "Yusuf Demir",
    34,
    "online",
    "",
    ("prevention",),
    asks=True,
    seen=("Plain Words Immigration Advice",),
    moved=((31, "heard", ""),),
)
CARE = Raised(
    "Care workers pay their agency for the job",
    "Several thousand, taken from the wage for years. Nobody is to speak of it.",
    "Ben Achterberg",
    21,
    "private-homes",
    "west-midlands",
    ("prosecution", "protection"),
    group="Labour exploitation sub-group",
    moved=((18, "heard", ""), (16, "agenda", "21")),
)
MOVES = Raised(
    "Who is moved at short notice loses every contact",
    "We hear of a move when the room is empty.",
    "Iris Vann",
    12,
    "asylum",
    "",
    ("protection",),
    group="Safe places group",
)
TRAINS = Raised(
    "Nobody at the station knows whom to ring",
    "They see much, and have a poster from 2016.",
    "Peter Crane",
    5,
    "borders",
    "west-midlands",
    ("prevention",),
)
WITHOUT_NAME = Raised(
    "Rooms above a shop where people sleep in shifts",
    "I deliver there. The same beds by day and by night, and a lock outside the door.",
    "",
    2,
    "private-homes",
    "west-midlands",
)
CONCERNS = (
    KNOWLEDGE,
    SERVICES,
    VANS,
    INTERPRETERS,
    NIGHT,
    NAILS,
    FORMS,
    ADVERTS,
    CARE,
    MOVES,
    TRAINS,
    WITHOUT_NAME,
)
