"""One real row for every route with a parameter.

A route that has parameters and no example here fails the build: nobody would know
whether it leaks.
"""

from collections.abc import Callable
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from fourthp.accounts.models import User
from fourthp.audit.models import Read
from fourthp.directory.models import Import, Problem
from fourthp.directory.operations.acts import LISTING_RIGHT
from fourthp.directory.tests.makers import make_draft, make_service
from fourthp.directory.views import parts
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Work
from fourthp.gatherings.models import Feed, Gathering
from fourthp.gatherings.queries.feeds import link_of as calendar_link
from fourthp.gatherings.tests.makers import make_gathering, make_when, soon
from fourthp.meetings.operations.items import ItemFacts, propose_item
from fourthp.meetings.operations.series import SeriesNeeds, keep_meetings
from fourthp.partnership.models import (
    Circular,
    GroupTerms,
    HelpLine,
    LetIn,
    Merge,
    NamesAsked,
    Network,
    Person,
    Role,
    Seat,
    Sheet,
    Term,
    Widening,
)
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_member_agency,
    make_network,
    make_network_group,
    make_person,
    make_seat,
    make_term,
    make_user,
)
from fourthp.plan.models import Concern
from fourthp.plan.operations.actions import ActionFacts, give_action
from fourthp.plan.tests.makers import make_aim, make_indicator, make_reading
from fourthp.plan.tests.makers_concerns import (
    PLAIN,
    make_answer,
    make_concern,
    make_held,
)
from fourthp.post.models import Answer, Incoming, Mailing, Message
from fourthp.post.queries.acts import link_to
from fourthp.post.queries.links import UNSUBSCRIBE, WISHES, reader_link
from fourthp.trust.models import Witness
from fourthp.trust.queries.witnesses import link_of

Kwargs = dict[str, Any]

EXAMPLES: dict[str, Callable[[], Kwargs]] = {}


# Doors behind which the row decides: who may enter with the example's row.
KEEPERS = frozenset({"coordinator", "editor"})
COORDINATOR = frozenset({"coordinator"})
MOVES_ON = frozenset({"coordinator", "chair"})
CONCERN_OF_ITS_RAISER = ("concern-words", "concern-withdrawal")
PARTS = [f"listing-{name}" for name in parts.PARTS]
LEADS = COORDINATOR | {"chair"}
AIMS = ("aim-new", "aim-facts", "aim-ending", "aim-indicator", "aim-figure")
AIMS += ("aim-indicator-facts", "aim-indicator-retirement")
# Of an agency that is nobody's here.
AGENCY = ("agency-facts", "agency-names", "agency-membership", "agency-ending")
ROW_RULES: dict[str, frozenset[str]] = {
    "listing": KEEPERS,
    "listing-confidentiality": KEEPERS,
    # Whoever may list a service of some agency at all.
    "listing-new": KEEPERS | {"representative", "deputy", "lead"},
    **dict.fromkeys(PARTS, KEEPERS),
    "agency-confidentiality": KEEPERS,
    # Whoever says who sees it.
    "look-new": KEEPERS,
    **dict.fromkeys(AGENCY, frozenset({"coordinator"})),
    # Its lead's too, whose agency is not this one.
    **dict.fromkeys(
        ("agency-people", "agency-invitation", "agency-seat"),
        frozenset({"coordinator"}),
    ),
    # Its chair too: nobody here chairs the example.
    **dict.fromkeys(("group-facts", "group-terms", "group-seats"), COORDINATOR),
    # Of a group that nobody here chairs.
    **dict.fromkeys(
        (
            *("gathering-moving", "gathering-cancelling", "gathering-place"),
            *("gathering-following", "gathering-ending", "series-facts"),
            *("gathering-noting", "gathering-guest", "series-invited"),
        ),
        COORDINATOR,
    ),
    # Of a group that nobody here sits in: a coordinator keeps it, and is not invited.
    "gathering-answer": frozenset(),
    "gathering-answers-export": COORDINATOR,
    # The same of its meetings.
    **dict.fromkeys(
        (
            *("meeting-proposal", "meeting-order", "agenda-item-words"),
            "meeting-circulation",
            *("agenda-item-answer", "meetings-needs", "meetings-standing"),
            "meetings-rota",
        ),
        COORDINATOR,
    ),
    # Who moves it on; nobody here raised it, or chairs the network by a seat there.
    **dict.fromkeys(CONCERN_OF_ITS_RAISER, frozenset()),
    "concern-again": MOVES_ON,
    # Of a listing that nobody's agency here keeps.
    "sharing": KEEPERS,
    # Whoever gives actions: coordinators, and the network's chair in the network.
    **dict.fromkeys(
        (
            *("action-new", "action-words", "action-day", "action-block"),
            *("action-owner", "action-drop", "actions-review"),
        ),
        frozenset({"coordinator", "chair"}),
    ),
    # Whoever proposed it: nobody here did.
    "group-withdrawal": frozenset(),
    # Whoever leads the network's work, or speaks for the agency that says a figure.
    **dict.fromkeys(AIMS, LEADS),
    # Of an agency that an actor speaks for too.
    "aim-contribution": LEADS | {"representative", "deputy", "lead"},
    # Of a seat of an agency that no actor here is of.
    **dict.fromkeys(
        ("seat-handover", "seat-handover-words"), frozenset({"coordinator"})
    ),
}
# The same, of doors that only a button opens.
ROW_RULES_OF_BUTTONS: dict[str, frozenset[str]] = (
    ROW_RULES
    | dict.fromkeys(
        (
            *("history", "listing-release", "listing-verification"),
            *("problem-settlement", "sharing-recall", "sharing-return"),
        ),
        KEEPERS,
    )
    | dict.fromkeys(("clockwork", "agency-name-removal"), frozenset({"coordinator"}))
    | {"clockwork": COORDINATOR, "gathering-return": COORDINATOR}
    | {"gathering-guest-removal": COORDINATOR, "series-inviting": COORDINATOR}
    | {"aim-figure-removal": LEADS, "meeting-arising": COORDINATOR}
    | dict.fromkeys(("action-done", "action-open"), frozenset({"coordinator", "chair"}))
)


def example(*names: str) -> Callable[[Callable[[], Kwargs]], Callable[[], Kwargs]]:
    """Declare how to make a row that the named routes show."""

    def declare(make: Callable[[], Kwargs]) -> Callable[[], Kwargs]:
        EXAMPLES.update(dict.fromkeys(names, make))
        return make

    return declare


# A number stands once on every page.
NUMBERS = (f"0800 111 {number}" for number in count(222))


@example("network-number-checked", "network-number-removal")
def a_number() -> Kwargs:
    if not Network.objects.exists():
        make_network()
    said = {"kind": "national", "name": "harbour", "number": next(NUMBERS)}
    line = HelpLine.objects.create(country="GB", checked_on=today(), **said)
    return {"pk": line.pk}


@example("network-word", "network-word-retirement", "network-word-place")
def a_word() -> Kwargs:
    return {"pk": make_term(f"harbour {Term.objects.count()}").pk}


@example("look-new")
def a_shared_service() -> Kwargs:
    return {"kind": "service", "pk": make_service().pk}


@example("service", "service-card", "service-card-pdf")
@example("service-problem", "service-thanks")
def a_public_service() -> Kwargs:
    return {"pk": make_service().pk}


@example(
    "listing",
    "listing-verification",
    "listing-release",
    "listing-confidentiality",
    *PARTS,
)
def a_listing_of_nobody_here() -> Kwargs:
    return {"pk": make_service().pk}


@example(
    *("person", "person-facts", "person-contacts", "seat-new"),
    *("person-package", "person-erasure"),
    *("person-account", "person-account-closing", "person-employers-parting"),
)
def somebody_without_a_seat() -> Kwargs:
    return {"pk": make_person().pk}


@example("seat-ending", "seat-handing-on", "seat-moving", "seat-telling")
def a_seat_in_a_closed_group() -> Kwargs:
    agency = make_member_agency(f"zq{new_id().hex}qz")
    group = make_group("Sub-group", is_closed=True)
    seat = make_seat(agency=agency, group=group, role=Role.DEPUTY)
    return {"pk": seat.pk}


@example("agency-people", "agency-invitation", "agency-seat", "agency-people-asking")
@example("agency", "agency-confidentiality", *AGENCY)
def an_agency_of_nobody_here() -> Kwargs:
    return {"pk": make_agency().pk}


@example("agency-name-removal")
def a_name_of_an_agency() -> Kwargs:
    agency = make_agency()
    return {"pk": agency.pk, "name": agency.called.create(name="Mission").pk}


@example("problem-settlement")
def a_problem() -> Kwargs:
    now = clock_now()
    service = make_service()
    return {"pk": Problem.objects.create(service=service, kind="hours", at=now).pk}


@example("import-draft", "import-columns", "import-application", "import-discarding")
def a_draft() -> Kwargs:
    return {"pk": make_draft().pk}


@example("import-draft-held", "import-draft-changes")
def what_a_draft_held() -> Kwargs:
    return {"pk": make_draft().pk, "ending": "csv"}


@example("import", "import-undoing")
def an_import() -> Kwargs:
    return {"pk": Import.objects.create(source="city", made_at=clock_now()).pk}


@example("import-held")
def what_an_import_held() -> Kwargs:
    made = Import.objects.create(source="city", made_at=clock_now())
    return {"pk": made.pk, "ending": "xlsx"}


@example("sheet", "sheet-columns", "sheet-choices", "sheet-doubles")
@example("sheet-application", "sheet-discarding", "sheet-wrong", "sheet-undoing")
@example("sheet-telling")
def a_sheet() -> Kwargs:
    facts = {"file_name": "members.csv", "made_at": clock_now()}
    rows = {"heads": ["agency"], "rows": [[2, ["Harbour Aid"]]]}
    chosen = {"chosen": {"agency": "agency"}, "state": Sheet.State.READY}
    return {"pk": Sheet.objects.create(**facts, **rows, **chosen).pk}


@example("agency-merging")
def an_agency_that_is_here_twice() -> Kwargs:
    return {"pk": make_agency().pk}


@example("person-merging")
def somebody_who_is_here_twice() -> Kwargs:
    return {"pk": make_person().pk}


@example("merge")
def what_was_made_one() -> Kwargs:
    ids = {name: new_id() for name in ("gone_id", "stays_id", "revision_id")}
    kind = Merge.Kind.AGENCY
    return {"pk": Merge.objects.create(kind=kind, made_at=clock_now(), **ids).pk}


@example("history", "strike")
def a_history() -> Kwargs:
    return {"kind": "service", "pk": make_service().pk}


@example("work")
def somebodys_work() -> Kwargs:
    made = {"title": "Importing", "actor_kind": "person", "made_at": clock_now()}
    return {"pk": Work.objects.create(leads_to="/", **made).pk}


@example("account_reset_password_from_key")
def a_reset_link() -> Kwargs:
    return {"uidb36": "1", "key": "x-y"}


@example("mfa_remove_webauthn", "mfa_edit_webauthn")
def a_passkey() -> Kwargs:
    email = f"{new_id()}@actors.example"
    user = User.objects.create_user(email)
    made = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "key"}
    )
    return {"pk": made.pk}


@example("employer_sign_in", "employer_back", "employer_join", "employer_again")
def an_employers_sign_in() -> Kwargs:
    return {"word": "clinic"}


@example("employer_ending")
def somebodys_employer() -> Kwargs:
    user = User.objects.create_user(f"{new_id()}@actors.example")
    facts = {"provider": "clinic", "issuer": "https://sign-in.clinic.example"}
    return {"pk": user.identities.create(key=str(new_id()), **facts).pk}


@example("employer_joining", "address_confirm")
def a_spent_token() -> Kwargs:
    return {"token": "nothing"}


@example("mail", "mail-drawn")
def a_mail_that_is_gone() -> Kwargs:
    return {"name": "nothing"}


@example("session_end")
def somebodys_session() -> Kwargs:
    user = User.objects.create_user(f"{new_id()}@actors.example")
    row = UserSession.objects.create(user=user, ip="192.0.2.1", session_key="x")
    return {"pk": row.pk}


def _reader() -> Person:
    return make_member(agency=f"zq{new_id().hex}qz")


@example("act", "act-done", "act-fresh", "act-not-me", "act-left")
def an_act() -> Kwargs:
    person = _reader()
    seat = person.seats.get()
    Seat.objects.filter(pk=seat.pk).update(role=Role.LEAD)
    service = make_service(organization=seat.agency)
    [reader] = readers_for([person])
    link = link_to(LISTING_RIGHT, reader, service, now=clock_now())
    return {"token": link.token()}


def _own_page(purpose: str) -> Kwargs:
    person = _reader()
    now = clock_now()
    link = reader_link(person.matter_kind, str(person.pk), purpose, now=now)
    return {"token": link.token()}


@example("mail-wishes", "mail-wishes-saved", "mail-again", "mail-news")
def somebodys_wishes() -> Kwargs:
    return _own_page(WISHES)


@example("mail-unsubscribe", "mail-left")
def somebodys_way_out_of_the_news() -> Kwargs:
    return _own_page(UNSUBSCRIBE)


@example("become")
def somebody_of_the_demo() -> Kwargs:
    person = make_person()
    make_user(person, f"{new_id()}@actors.example")
    return {"pk": person.pk}


def make_message(**fields: Any) -> Message:
    """A mail to nobody that this world knows."""
    facts = {"kind": "partnership.circular-duty", "reader_kind": "person"}
    facts |= {"due_at": clock_now(), "made_at": clock_now()} | fields
    return Message.objects.create(**facts)


@example("outbox-message", "outbox-message-resending", "outbox-message-cancelling")
def a_message() -> Kwargs:
    return {"pk": make_message().pk}


@example("letter-in", "letter-in-settlement", "letter-in-reopening")
def a_letter_that_came_in() -> Kwargs:
    return {"pk": make_letter().pk}


def make_letter(**fields: Any) -> Incoming:
    """A letter of nobody that this world knows."""
    key = str(new_id())
    facts = {"outcome": Incoming.Outcome.LETTER, "kind": "letter", "has_words": True}
    facts |= {"source_key": key, "digest": key, "taken_at": clock_now()} | fields
    return Incoming.objects.create(**facts)


@example(
    "outbox-mailing",
    "outbox-mailing-release",
    "outbox-mailing-pause",
    "outbox-mailing-resumption",
    "outbox-mailing-copy",
    "outbox-mailing-stopping",
)
def a_mailing() -> Kwargs:
    made = {"kind": "partnership.circular-duty", "made_at": clock_now()}
    return {"pk": Mailing.objects.create(**made).pk}


@example("said-settlement", "said-reopening")
def what_was_said_of_a_reader() -> Kwargs:
    return {"pk": make_said().pk}


def make_said(**fields: Any) -> Answer:
    """What whoever had a mail to nobody that this world knows said."""
    facts = {"purpose": "listing_right", "holder_kind": "person", "choice": "not-me"}
    facts |= {"holder_id": new_id(), "about_kind": "service", "about_id": new_id()}
    facts |= {"expires_at": clock_now(), "at": clock_now(), "waits_for_look": True}
    return Answer.objects.create(**(facts | fields))


@example("outbox-reader", "outbox-reader-address", "outbox-reader-stopping")
def a_reader() -> Kwargs:
    return {"kind": "person", "pk": make_person().pk}


@example("let-in")
def somebody_to_be_let_in() -> Kwargs:
    person = make_person()
    return {"pk": LetIn.objects.create(person=person, asked_at=clock_now()).pk}


@example("concern", "concern-words", "concern-withdrawal")
@example("concern-hearing", "concern-agenda", "concern-decision", "concern-beginning")
@example("concern-answer", "concern-closing")
def a_concern() -> Kwargs:
    return {"pk": _concern().pk}


@example("concern-voice", "concern-voice-removal")
def a_concern_and_an_agency() -> Kwargs:
    return {"pk": _concern().pk, "agency": make_agency().pk}


@example("concern-again", "concern-opening")
def a_concern_that_is_answered() -> Kwargs:
    concern = _concern()
    make_answer(concern, _mover(), clock_now(), PLAIN)
    return {"pk": concern.pk}


@example("concern-declining")
def a_concern_that_is_held() -> Kwargs:
    return {"pk": make_held(now=clock_now()).pk}


def _concern() -> Concern:
    return make_concern("harbour", by=_reader(), now=clock_now())


def _mover() -> Person:
    return make_member("Asha Bell", role=Role.COORDINATOR)


@example(
    "group",
    "group-facts",
    "group-terms",
    "group-seats",
    "group-joining",
    "group-leaving",
    "group-ending",
    "group-closing",
    "group-opening",
)
def an_open_group() -> Kwargs:
    return {"pk": make_group("Harbour group", joining="open").pk}


@example("group-terms-version")
def a_version_of_terms() -> Kwargs:
    group = make_group("Harbour group")
    made = {"number": 1, "words": "We meet.", "from_on": clock_now().date()}
    return {"pk": GroupTerms.objects.create(group=group, **made).group_id, "number": 1}


@example(
    "group-interest",
    "group-interest-withdrawal",
    "group-beginning",
    "group-declining",
    "group-withdrawal",
)
def a_proposed_group() -> Kwargs:
    return {"pk": make_group("Harbour group", begins_on=None).pk}


@example("sharing", "sharing-recall", "sharing-return")
def a_shared_listing() -> Kwargs:
    return {"kind": "service", "pk": make_service().pk}


@example("widening", "widening-alone", "widening-dropping")
def what_somebody_else_asks() -> Kwargs:
    facts = {"kind": "help-line", "wants": {"number": "0800 111 222"}}
    asks = make_member("Zqasker", role=Role.COORDINATOR)
    found = Widening.objects.create(asked_by=asks, asked_at=clock_now(), **facts)
    return {"pk": found.pk}


@example("looks-asking")
def what_was_looked_at() -> Kwargs:
    service = make_service()
    read = {"actor_kind": "person", "matter_kind": "service"}
    Read.objects.create(at=clock_now(), act="read", matter_id=service.pk, **read)
    return {"kind": "service", "pk": service.pk}


@example("looks-names")
def names_that_another_asked_for() -> Kwargs:
    about = {"about_kind": "service", "about_id": new_id(), "reason": "harbour"}
    return {"pk": NamesAsked.objects.create(asked_at=clock_now(), **about).pk}


@example(
    *("action", "action-words", "action-done", "action-open", "action-day"),
    *("action-block", "action-owner", "action-drop"),
)
def an_action_of_nobody_here() -> Kwargs:
    make_network_group()
    agency = make_member_agency(f"zq{new_id().hex}qz")
    seat = make_seat(make_person(), agency=agency)
    facts = ActionFacts("Harbour card", seat, today())
    return {"pk": give_action(facts, by=Host(), now=clock_now()).pk}


@example("circular", "circular-words")
def a_circular() -> Kwargs:
    made = {"title": "harbour", "words": "harbour", "sort": "news"}
    return {"pk": Circular.objects.create(made_at=clock_now(), **made).pk}


@example("person-leaving")
def somebody_of_no_agency_here() -> Kwargs:
    return {"pk": make_member(agency=f"zq{new_id().hex}qz").pk}


@example("leaving", "leaving-undoing")
def what_ended_when_somebody_left() -> Kwargs:
    person = make_member(agency=f"zq{new_id().hex}qz")
    return {"pk": leave(person, by=Host(), now=clock_now()).revision.pk}


@example("seat-handover", "seat-handover-words")
def a_seat_of_no_agency_here() -> Kwargs:
    return {"pk": make_member(agency=f"zq{new_id().hex}qz").seats.get().pk}


def _a_witness() -> Witness:
    address = f"witness{Witness.objects.count()}@example.org"
    return Witness.objects.create(name="harbour", address=address, asked_at=clock_now())


@example("witness-asking", "witness-removal")
def a_witness() -> Kwargs:
    return {"pk": _a_witness().pk}


@example("witness")
def a_witness_by_mail() -> Kwargs:
    return {"token": link_of(_a_witness(), now=clock_now()).token()}


@example("aim", "aim-facts", "aim-ending", "aim-contribution", "aim-indicator")
def an_aim_of_the_network() -> Kwargs:
    return {"pk": make_aim().pk}


@example("aim-indicator-facts", "aim-indicator-retirement", "aim-figure")
def a_figure_of_an_aim() -> Kwargs:
    return {"pk": make_indicator().pk}


@example("aim-figure-removal")
def a_figure_that_was_said() -> Kwargs:
    return {"pk": make_reading(make_indicator()).pk}


def _a_series() -> Gathering:
    """One of a series that all members see, of a group that nobody here sits in."""
    group = make_group(f"zq{new_id().hex}qz")
    when = make_when(soon())
    return make_gathering(
        name="harbour", group=group, when=when, by=Host(), now=clock_now()
    )


@example(
    *("gathering", "gathering-calendar", "gathering-moving", "gathering-cancelling"),
    *("gathering-place", "gathering-following", "gathering-ending"),
    *("gathering-return", "gathering-noting", "gathering-guest"),
    *("gathering-answer", "gathering-answers-export"),
)
def a_gathering() -> Kwargs:
    return {"pk": _a_series().pk}


@example("gathering-guest-removal")
def a_guest() -> Kwargs:
    found = _a_series()
    guest = found.guests.create(name="harbour", named_at=clock_now())
    return {"pk": found.pk, "guest": guest.pk}


@example("series", "series-facts", "series-calendar", "series-invited")
@example("series-inviting")
def a_series() -> Kwargs:
    return {"pk": _a_series().series.pk}


def _a_meeting() -> Gathering:
    one = _a_series()
    keep_meetings(one.series, SeriesNeeds(), by=Host())
    return one


@example("meeting", "meeting-proposal", "meeting-order", "meeting-arising")
@example("meeting-circulation", "meeting-text", "meeting-table")
def a_meeting() -> Kwargs:
    return {"pk": _a_meeting().pk}


@example("meetings-needs", "meetings-standing", "meetings-rota")
def a_series_of_meetings() -> Kwargs:
    return {"pk": _a_meeting().series.pk}


@example("agenda-item", "agenda-item-words", "agenda-item-answer")
def an_item() -> Kwargs:
    facts = ItemFacts("harbour", "decision", 5)
    return {"pk": propose_item(_a_meeting(), facts, by=Host(), now=clock_now()).pk}


@example("calendar-feed")
def a_calendar_link() -> Kwargs:
    feed = Feed.objects.create(person=make_member(), made_at=clock_now())
    return {"token": calendar_link(feed).token()}
