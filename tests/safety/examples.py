"""One real row for every route with a parameter.

A route that has parameters and no example here fails the build: nobody would know
whether it leaks.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from fourthp.accounts.models import User
from fourthp.directory.models import Import, Problem
from fourthp.directory.operations.acts import LISTING_RIGHT
from fourthp.directory.tests.makers import make_draft, make_service
from fourthp.directory.views import parts
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Work
from fourthp.partnership.models import Circular, Person, Role, Seat
from fourthp.partnership.queries import readers_for
from fourthp.partnership.tests.makers import (
    make_agency,
    make_member,
    make_person,
    make_user,
)
from fourthp.post.models import Answer, Incoming, Mailing, Message
from fourthp.post.queries.acts import link_to
from fourthp.post.queries.links import UNSUBSCRIBE, WISHES, reader_link

Kwargs = dict[str, Any]

EXAMPLES: dict[str, Callable[[], Kwargs]] = {}


# Doors behind which the row decides: who may enter with the example's row.
KEEPERS = frozenset({"coordinator", "editor"})
PARTS = [f"listing-{name}" for name in parts.PARTS]
ROW_RULES: dict[str, frozenset[str]] = {
    "listing": KEEPERS,
    "listing-confidentiality": KEEPERS,
    # Whoever may list a service of some agency at all.
    "listing-new": KEEPERS | {"representative", "deputy", "lead"},
    **dict.fromkeys(PARTS, KEEPERS),
    "agency-confidentiality": KEEPERS,
}
# The same, of doors that only a button opens.
ROW_RULES_OF_BUTTONS: dict[str, frozenset[str]] = (
    ROW_RULES
    | dict.fromkeys(
        ("history", "listing-release", "listing-verification", "problem-settlement"),
        KEEPERS,
    )
    | {"clockwork": frozenset({"coordinator"})}
)


def example(*names: str) -> Callable[[Callable[[], Kwargs]], Callable[[], Kwargs]]:
    """Declare how to make a row that the named routes show."""

    def declare(make: Callable[[], Kwargs]) -> Callable[[], Kwargs]:
        EXAMPLES.update(dict.fromkeys(names, make))
        return make

    return declare


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


@example("agency-confidentiality")
def an_agency_of_nobody_here() -> Kwargs:
    return {"pk": make_agency().pk}


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


@example("history")
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


@example("address_confirm")
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


@example("circular", "circular-words")
def a_circular() -> Kwargs:
    made = {"title": "harbour", "words": "harbour", "sort": "news"}
    return {"pk": Circular.objects.create(made_at=clock_now(), **made).pk}
