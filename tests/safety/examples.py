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
from fourthp.directory.tests.makers import make_draft, make_service
from fourthp.directory.views import parts
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Work
from fourthp.partnership.tests.makers import make_agency, make_person, make_user

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


@example("mail")
def a_mail_that_is_gone() -> Kwargs:
    return {"name": "nothing"}


@example("session_end")
def somebodys_session() -> Kwargs:
    user = User.objects.create_user(f"{new_id()}@actors.example")
    row = UserSession.objects.create(user=user, ip="192.0.2.1", session_key="x")
    return {"pk": row.pk}


@example("become")
def somebody_of_the_demo() -> Kwargs:
    person = make_person()
    make_user(person, f"{new_id()}@actors.example")
    return {"pk": person.pk}
