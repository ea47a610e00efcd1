"""What is asked, in order: each question with what is said before it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings

from fourthp.config.commands.setup.answers import ALL, NO, Answers, pack_of
from fourthp.partnership.models import Profile
from fourthp.partnership.rules.packs import Number, Pack, packed_countries

ADDRESS = (
    "Its address is {}. Links in mails, printed cards and passkeys keep it for\never:"
    " set FOURTHP_URL to the lasting one before you say yes."
)
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def _nothing(_said: Answers) -> str:
    return ""


@dataclass(frozen=True)
class Question:
    """One question: title is its line in the summary; proposal and before are words.

    is_proposed_alone: where nobody sits at a terminal, the proposal is the answer.
    """

    name: str
    title: str
    asks: str
    proposal: Callable[[Answers], str] = _nothing
    before: Callable[[Answers], str] = _nothing
    may_be_empty: bool = False
    is_proposed_alone: bool = False


def proposed_numbers(pack: Pack, kind: str) -> Iterator[Question]:
    """Yield a question for each number of a kind that a pack proposes."""
    for at, one in enumerate(pack.numbers):
        if one.kind == kind:
            yield Question(
                f"number:{at}",
                one.number,
                "  Is it right today, and to stand on every public page? yes, no, or"
                " the right number:",
                before=partial(_line, one),
                proposal=_no if one.is_second else _nothing,
            )


def _no(_said: Answers) -> str:
    return NO


def _line(one: Number, _said: Answers) -> str:
    when = f"{one.noted_on:%d %B %Y}".lstrip("0")
    where = f"Noted on {when}; to be looked up at: {one.where}."
    return f"\n{one.number}  {one.name}\n  {where}\n"


def _before_country(_said: Answers) -> str:
    return (
        "\nThe country decides which words, areas and numbers are proposed. Ready for:"
        f" {', '.join(packed_countries())}.\nIn any other you type them yourself.\n"
    )


def _zone(said: Answers) -> str:
    return next(iter(pack_of(said).time_zones), "")


def _languages(said: Answers) -> str:
    return " ".join(pack_of(said).languages)


def _before_numbers(said: Answers) -> str:
    return (
        "" if pack_of(said).numbers else "\nNumbers that stand on every public page.\n"
    )


def _before_areas(said: Answers) -> str:
    areas = pack_of(said).areas
    if not areas:
        return (
            "\nCoarse areas, so that a service whose place is secret can still say"
            " roughly where it is.\n"
        )
    shown = "\n".join(
        f"{at:4}  {one.name} ({one.population:,} people, {one.counted})"
        for at, one in enumerate(areas, 1)
    )
    return f"\nThe areas your agencies work in:\n{shown}\n"


def _all_areas(said: Answers) -> str:
    return ALL if pack_of(said).areas else ""


def _before_controller(said: Answers) -> str:
    authority = pack_of(said).authority
    watched = f" It is watched by the {authority.name}." if authority else ""
    return (
        "\nSomebody answers in law for the data: the agency that hosts the network, or"
        f" the network\nif it is an organisation of its own.{watched}\n"
    )


def _before_contact(_said: Answers) -> str:
    return (
        "\nWhom to ask. This stands at the foot of every page: choose what may be"
        " public.\n"
    )


def _before_profile(_said: Answers) -> str:
    return (
        "\nHow many rules the network has. It can change at any time, and loses"
        " nothing:\n"
        "  small     a dozen people who know each other: invite and begin\n"
        "  ordinary  agencies join and are admitted, seats and groups have dates\n"
        "  formal    also votes, quorum and signed agreements\n"
    )


def _before_second(_said: Answers) -> str:
    return (
        "\nThe second person steps in when the coordinator is away or locked out, and"
        " agrees to\nwhat one person must not decide alone. She need not work for the"
        " network.\n"
    )


def about_the_address() -> str:
    """Say where the network will be, for how long, and whether mail leaves it."""
    said = [ADDRESS.format(settings.URL)]
    address = urlsplit(settings.URL)
    if address.hostname in LOCAL:
        said.append("WARNING: nobody else can reach that address: it is this machine.")
    elif address.scheme != "https":
        said.append("WARNING: it begins with http: passwords could be read on the way.")
    if settings.MAIL_SERVER:
        said.append("Mail is set. Try it with bin/fourthp mail-check.")
    else:
        said.append(
            "No mail is set, so nothing reaches anybody: set FOURTHP_MAIL"
            " (docs/mail.md), then try\nbin/fourthp mail-check."
        )
    return "\n".join(said)


QUESTIONS = (
    Question("name", "Name", "What is the network called?"),
    Question(
        "country",
        "Country",
        "Its country (its name, or two letters)?",
        before=_before_country,
    ),
    Question(
        "time_zone",
        "Time zone",
        "Its time zone (like Europe/London)?",
        proposal=_zone,
        is_proposed_alone=True,
    ),
    Question(
        "languages",
        "Languages",
        "Its languages, the main one first (like en ro pt-BR)?",
        proposal=_languages,
        may_be_empty=True,
        is_proposed_alone=True,
    ),
    Question(
        "emergency",
        "Number in danger",
        "The number to call in danger there?",
        before=_before_numbers,
    ),
    Question(
        "national",
        "National helpline",
        "The number of a national helpline (Enter: none)?",
        may_be_empty=True,
    ),
    Question(
        "areas",
        "Areas",
        "All, some (by number or name), or your own names, with commas?",
        proposal=_all_areas,
        before=_before_areas,
        may_be_empty=True,
    ),
    Question(
        "controller",
        "Who answers for the data",
        "Its name (Enter: not settled yet)?",
        before=_before_controller,
        may_be_empty=True,
    ),
    Question(
        "controller_address",
        "Its address",
        "Its postal address, on one line (Enter: none)?",
        may_be_empty=True,
    ),
    Question("coordinator", "Coordinator", "Who coordinates the network (a name)?"),
    Question("email", "The coordinator’s address", "The coordinator’s e-mail address?"),
    Question(
        "second",
        "Second person",
        "Who is the second person (a name)?",
        before=_before_second,
    ),
    Question(
        "second_email", "The second’s address", "The second person’s e-mail address?"
    ),
    Question(
        "contact_email",
        "Questions go to",
        "An e-mail address for questions (Enter: none)?",
        before=_before_contact,
        may_be_empty=True,
    ),
    Question(
        "contact_phone",
        "Or to the number",
        "A telephone number for questions (Enter: none)?",
        may_be_empty=True,
    ),
    Question(
        "profile",
        "Profile",
        "small, ordinary or formal?",
        proposal=lambda _said: Profile.ORDINARY.value,
        before=_before_profile,
        is_proposed_alone=True,
    ),
)
