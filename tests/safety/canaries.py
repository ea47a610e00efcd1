"""A marker in every sensitive field, and who may come across it: the written rules."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession

from fourthp.directory.models import (
    Columns,
    Contact,
    Eligibility,
    HeldRow,
    Import,
    Language,
    OtherTable,
    Problem,
    Service,
)
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.makers import (
    make_address,
    make_draft,
    make_location,
    make_phone,
    make_service,
)
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import KeptText, Work
from fourthp.partnership.models import Agency, Group, Label
from fourthp.partnership.tests.makers import make_audience, make_person, make_user

# Everyone who holds a seat today; the keepers of the directory; nobody.
SEATED = frozenset(
    {"member of A", "member of B", "lead of A", "group member", "chair", "trainer"}
    | {"analyst", "editor", "coordinator", "auditor"}
    | {"member of A by password", "member of B by password"}
    | {"coordinator by password", "analyst by password"}
)
KEEPERS = frozenset({"editor", "coordinator"})
NOBODY: frozenset[str] = frozenset()


@dataclass
class Canaries:
    """Markers by name with who may see them, and the rows they stand in."""

    allowed: dict[str, frozenset[str]] = field(default_factory=dict)
    rows: dict[str, list[UUID]] = field(default_factory=dict)

    def mark(self, name: str, allowed: frozenset[str]) -> str:
        """Return a word that stands nowhere else."""
        marker = f"zq{name}".lower()
        self.allowed[marker] = allowed
        return marker

    def keep(self, kind: str, row: Any) -> None:
        self.rows.setdefault(kind, []).append(row.pk)


def make_canaries() -> Canaries:
    """Put a marker into every sensitive field of every kind of row."""
    found = Canaries()
    _listings(found)
    _people(found)
    _handed_in(found)
    _kept(found)
    index_services()
    return found


def _listings(found: Canaries) -> None:
    agency_b = Agency.objects.get(name="Agency B")
    of_b = {"originator": agency_b}
    _listing(found, "green", SEATED, label=Label.GREEN)
    _listing(found, "amber", frozenset({"member of B"}), label=Label.AMBER, **of_b)
    _listing(found, "red", NOBODY, label=Label.RED, audience=make_audience())
    hidden = Agency.objects.create(
        name=found.mark("hiddenagency", SEATED), place_is_confidential=True
    )
    _listing(
        found,
        "refuge",
        SEATED,
        label=Label.GREEN,
        organization=hidden,
        place_is_confidential=True,
    )


def _listing(found: Canaries, kind: str, who: frozenset[str], **facts: Any) -> None:
    """A listing with a marker in every text; its confidential twin has no place."""
    hidden = facts.get("place_is_confidential")
    said = ("description", "application_process", "eligibility_description", "alert")
    facts |= {name: found.mark(f"{kind}{name}", who) for name in said}
    facts |= {"alert_until": today()}
    facts |= {"what_to_say": found.mark(f"{kind}say", who)}
    # A page on the web may tell what the listing must not.
    led = who & KEEPERS if hidden else who
    facts |= {"url": f"https://{found.mark(f'{kind}web', led)}.example"}
    facts |= {"email": f"{found.mark(f'{kind}mail', led)}@canary.example"}
    service = make_service(found.mark(f"{kind}name", who), **facts)
    make_phone(service, found.mark(f"{kind}phone", who))
    Language.objects.create(service=service, name=found.mark(f"{kind}lang", who))
    # Only the package that keepers take along says contacts.
    told = who & KEEPERS
    Contact.objects.create(service=service, name=found.mark(f"{kind}contact", told))
    Eligibility.objects.create(
        service=service, facet="other", note=found.mark(f"{kind}note", who)
    )
    if not hidden:
        location = make_location(service, latitude="52.40", longitude="-1.50")
        make_address(
            location,
            address_1=found.mark(f"{kind}street", who),
            city=found.mark(f"{kind}city", who),
        )
    Problem.objects.create(service=service, kind="hours", at=now())
    before = found.mark(f"{kind}before", who)
    Service.objects.filter(pk=service.pk).update(fees_description=before)
    service.refresh_from_db()
    after = {"fees_description": found.mark(f"{kind}after", who)}
    edit_service(service, Edit(after, was_read=True), by=Host(), now=now())
    found.keep("service", service)
    found.keep("problem", service.problems.get())


def _people(found: Canaries) -> None:
    Group.objects.create(name=found.mark("group", NOBODY))
    email = f"{found.mark('mailbox', NOBODY)}@canary.example"
    person = make_person(found.mark("person", NOBODY), email=email)
    user = make_user(person, f"{found.mark('login', NOBODY)}@canary.example")
    session = UserSession.objects.create(
        user=user,
        ip="192.0.2.77",
        session_key=found.mark("session", NOBODY),
        user_agent=found.mark("browser", NOBODY),
    )
    found.keep("session", session)
    found.keep("person", person)


def _handed_in(found: Canaries) -> None:
    draft = make_draft(
        source=found.mark("draftsource", KEEPERS),
        file_name=found.mark("draftfile", KEEPERS),
        agency=found.mark("draftagency", KEEPERS),
        named={"new": [["service", found.mark("draftnew", KEEPERS), ""]]},
        state="columns",
        headers=[
            {
                "head": found.mark("head", KEEPERS),
                "example": found.mark("example", KEEPERS),
            }
        ],
    )
    Columns.objects.create(name=found.mark("columns", KEEPERS))
    made = Import.objects.create(
        source=found.mark("importsource", KEEPERS),
        file_name=found.mark("importfile", KEEPERS),
        made_at=now(),
    )
    reason = found.mark("held", KEEPERS)
    HeldRow.objects.create(of_import=made, table="phone", row=1, reason=reason)
    HeldRow.objects.create(of_draft=draft, table="phone", row=1, reason=reason)
    words = {"header": [found.mark("otherhead", KEEPERS)]}
    words |= {"rows": [[2, found.mark("othercell", KEEPERS)]]}
    OtherTable.objects.create(name=found.mark("other", KEEPERS), **words)
    found.keep("draft", draft)
    found.keep("import", made)


def _kept(found: Canaries) -> None:
    work = Work.objects.create(
        title=found.mark("work", NOBODY),
        said=found.mark("worksaid", NOBODY),
        actor_kind="person",
        actor_id="somebody",
        leads_to="/",
        made_at=now(),
    )
    KeptText.objects.create(
        user_id="somebody",
        path=f"/{found.mark('path', NOBODY)}/",
        form_key=new_id(),
        sealed=found.mark("sealed", NOBODY),
        kept_at=now(),
    )
    found.keep("work", work)
