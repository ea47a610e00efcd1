"""A marker in every sensitive field, and who may come across it: the written rules."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Model

from fourthp.accounts.models import User
from fourthp.audit.models import Entry, Read
from fourthp.directory.models import (
    Accessibility,
    Address,
    Attribute,
    Columns,
    Contact,
    CostOption,
    Draft,
    Eligibility,
    Funding,
    HeldRow,
    Import,
    Language,
    Location,
    Metadata,
    OrganizationIdentifier,
    OtherTable,
    Phone,
    Problem,
    Program,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
    Taxonomy,
    TaxonomyTerm,
    Unit,
    Url,
)
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.indexing import index_services
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import (
    FormKey,
    KeptText,
    Revision,
    UnendedStrike,
    Work,
)
from fourthp.partnership.models import (
    Agency,
    Audience,
    Circular,
    Label,
    Person,
)
from fourthp.post.models import (
    Bounce,
    Incoming,
    Mailing,
    Message,
    Outgoing,
    Suppression,
    Wishes,
)
from tests.safety.action_canaries import mark_actions
from tests.safety.concerns_canaries import mark_concerns
from tests.safety.gathering_canaries import mark_gatherings
from tests.safety.markers import Canaries
from tests.safety.meeting_canaries import mark_meetings
from tests.safety.people_canaries import mark_people
from tests.safety.plan_canaries import mark_plan

# Everyone who holds a seat today; the keepers of the directory; nobody.
SEATED = frozenset(
    {"member of A", "member of B", "lead of A", "group member", "chair", "trainer"}
    | {"analyst", "editor", "coordinator", "auditor"}
    | {"member of A by password", "member of B by password"}
    | {"coordinator by password", "analyst by password"}
)
EVERYONE = SEATED | {"anonymous", "applicant", "deactivated"}
KEEPERS = frozenset({"editor", "coordinator"})
# Who looks after mail: to whom something went, and not what it said.
LOOK_AT_MAIL = frozenset({"coordinator", "auditor"})
NOBODY: frozenset[str] = frozenset()

# What pages say of a listing to whoever may see it; its package says the rest too,
# and that only keepers take along.
SHOWN = frozenset(
    f"{model}.{name}"
    for model, names in {
        "partnership.Agency": "name",
        "directory.Service": "name description url email interpretation_services"
        " application_process what_to_say eligibility_description alert",
        "directory.Phone": "number description",
        "directory.Language": "name code",
        "directory.Schedule": "description notes",
        "directory.Eligibility": "value note",
        "directory.CostOption": "option amount_description",
        "directory.RequiredDocument": "document",
        "directory.Address": "address_1 address_2 city state_province postal_code",
        "directory.Accessibility": "description details",
    }.items()
    for name in names.split()
)
# Of these what may lead to a confidential place is the keepers' alone.
MAY_LEAD_THERE = frozenset(
    {"directory.Service.url", "directory.Service.email"}
    | {"directory.Phone.number", "directory.Phone.description"}
)


def make_canaries() -> Canaries:
    """Put a marker into every sensitive field of every kind of row."""
    found = Canaries(KEEPERS, SHOWN)
    _listings(found)
    _people(found)
    mark_actions(found, seated=SEATED)
    _handed_in(found)
    _loose(found)
    _kept(found)
    _recorded(found)
    _mail(found)
    mark_gatherings(found, seated=SEATED)
    mark_meetings(found, seated=SEATED)
    mark_concerns(found, seated=SEATED, everyone=EVERYONE)
    index_services()
    return found


def _listings(found: Canaries) -> None:
    of_b = {"originator": Agency.objects.get(name="Agency B")}
    _listing(found, "green", SEATED, label=Label.GREEN)
    _listing(found, "amber", frozenset({"member of B"}), label=Label.AMBER, **of_b)
    audience = found.fill(Audience, NOBODY)
    _listing(found, "red", NOBODY, label=Label.RED, audience=audience)
    found.shown = SHOWN - MAY_LEAD_THERE
    _listing(found, "refuge", SEATED, label=Label.GREEN, place_is_confidential=True)
    found.shown = SHOWN


def _listing(found: Canaries, kind: str, who: frozenset[str], **facts: Any) -> None:
    """A listing with a marker in every text; its confidential twin has no place."""
    hidden = facts.get("place_is_confidential", False)
    bare: dict[str, Any] = {"extra": {}} if hidden else {}
    named = SEATED if hidden else EVERYONE
    reached = ("email", "website") if hidden else ()
    unsaid = {name: found.mark(f"{kind}agency{name}", NOBODY) for name in reached}
    known = {"place_is_confidential": hidden, **bare, **unsaid}
    agency = found.fill(Agency, named, kind, **known)
    found.fill(OrganizationIdentifier, named, kind, organization=agency)
    facts |= {"organization": agency, "alert_until": today()} | bare
    facts |= {"program": found.fill(Program, named, kind, organization=agency)}
    before = found.mark(f"{kind}before", who)
    service = found.fill(Service, who, kind, fees_description=before, **facts)
    for model, given in _said_of(found, kind, who, service):
        found.fill(model, who, kind, service=service, **given)
    if not hidden:
        _placed(found, kind, who, service)
    Problem.objects.create(service=service, kind="hours", at=now())
    after = {"fees_description": found.mark(f"{kind}after", who)}
    edit_service(service, Edit(after, was_read=True), by=Host(), now=now())
    found.keep("service", service, who)
    found.keep("problem", service.problems.get(), who)


def _said_of(
    found: Canaries, kind: str, who: frozenset[str], service: Service
) -> Iterator[tuple[type[Model], dict[str, Any]]]:
    """Yield what is said of a service, beside itself."""
    number = f"0121 496 {7700 + len(found.rows.get('service', []))}"
    found.mark_as(number, who)
    Phone.objects.create(service=service, number=number)
    # What is only said where something else is not.
    tongue, notes = (found.mark(f"{kind}{one}", who) for one in ("tongue", "notes"))
    Language.objects.create(service=service, name=tongue)
    Schedule.objects.create(service=service, notes=notes)
    value = found.mark(f"{kind}who", who)
    Eligibility.objects.create(service=service, facet="gender", value=value)
    plain = (Phone, Language, Contact, Schedule, CostOption, Funding, Url)
    yield from ((model, {}) for model in (*plain, RequiredDocument))
    yield Eligibility, {"facet": Eligibility.Facet.OTHER}
    # A vocabulary is every keeper's: no word of it tells which listing uses it.
    link = {"link_entity": "service", "link_id": service.pk}
    taxonomy = found.fill(Taxonomy, KEEPERS, kind)
    term = found.fill(TaxonomyTerm, KEEPERS, kind, taxonomy=taxonomy)
    yield Attribute, {"taxonomy_term": term, **link}
    yield ServiceCapacity, {"unit": found.fill(Unit, KEEPERS, kind), "available": 1}


def _placed(found: Canaries, kind: str, who: frozenset[str], service: Service) -> None:
    """Say where a service is, and what its source said of its changes."""
    agency = service.organization
    spot = {"latitude": "52.40", "longitude": "-1.50"}
    place = found.fill(Location, who, kind, organization=agency, **spot)
    found.fill(ServiceAtLocation, who, kind, service=service, location=place)
    found.fill(Address, who, kind, location=place)
    found.fill(Accessibility, who, kind, location=place)
    found.fill(ServiceArea, who, kind, service=service)
    changed = {"resource_type": "service", "resource_id": service.pk}
    found.fill(Metadata, who, kind, **changed)


def _people(found: Canaries) -> None:
    mark_people(found, seated=SEATED, everyone=EVERYONE)
    mark_plan(found, seated=SEATED)
    user = found.fill(User, NOBODY)
    name = found.mark("personname", LOOK_AT_MAIL)
    email = found.mark_as("zqpersonemailqz@canary.example", LOOK_AT_MAIL)
    coordinator = frozenset({"coordinator"})
    own = {"full_name": found.mark("personfullname", coordinator)}
    own |= {"languages": [found.mark("persontongue", coordinator)]}
    person = found.fill(Person, NOBODY, user=user, name=name, email=email, **own)
    found.keep("person", person)
    session = found.fill(UserSession, NOBODY, user=user, ip="192.0.2.77")
    found.keep("session", session)
    found.fill(Session, NOBODY, expire_date=now())
    address = found.fill(EmailAddress, NOBODY, user=user)
    found.fill(EmailConfirmation, NOBODY, email_address=address, sent=now())
    factor = found.fill(Authenticator, NOBODY, user=user, type="webauthn")
    found.keep("factor", factor)


def _handed_in(found: Canaries) -> None:
    head = {"head": found.mark("head", KEEPERS), "example": found.mark("cell", KEEPERS)}
    draft = found.fill(
        Draft,
        NOBODY,
        source=found.mark("draftsource", KEEPERS),
        file_name=found.mark("draftfile", KEEPERS),
        agency=found.mark("draftagency", KEEPERS),
        named={"new": [["service", found.mark("draftnew", KEEPERS), ""]]},
        headers=[head],
        file_key=new_id(),
        made_at=now(),
        state=Draft.State.COLUMNS,
    )
    Columns.objects.create(name=found.mark("columns", KEEPERS))
    made = found.fill(Import, KEEPERS, made_at=now())
    reason = found.mark("held", KEEPERS)
    HeldRow.objects.create(of_import=made, table="phone", row=1, reason=reason)
    HeldRow.objects.create(of_draft=draft, table="phone", row=1, reason=reason)
    rows = [[2, found.mark("othercell", KEEPERS)]]
    found.fill(OtherTable, KEEPERS, rows=rows)
    found.keep("draft", draft)
    found.keep("import", made)


def _loose(found: Canaries) -> None:
    """What a source said of rows that never came in."""
    term = found.fill(TaxonomyTerm, KEEPERS)
    found.fill(Attribute, NOBODY, taxonomy_term=term, link_id=new_id())
    found.fill(Metadata, NOBODY, resource_id=new_id())


def _kept(found: Canaries) -> None:
    """What the program keeps of somebody's acts, for that somebody alone."""
    said = {"title": found.mark("work", NOBODY), "said": found.mark("said", NOBODY)}
    work = found.fill(Work, NOBODY, leads_to="/", made_at=now(), **said)
    found.fill(KeptText, NOBODY, form_key=new_id(), kept_at=now())
    found.fill(FormKey, NOBODY, key=new_id(), used_at=now())
    words = found.mark("struck", NOBODY)
    of = {"kind": "service", "about_id": new_id(), "struck_at": now()}
    sought = {"needles": [[words, words]]}
    found.fill(UnendedStrike, NOBODY, looked_for=sought, **of)
    found.keep("work", work)


def _recorded(found: Canaries) -> None:
    """Who did and who saw what, by kinds and ids: no page says either."""
    matter = {"matter_kind": "service", "matter_id": str(found.rows["service"][0])}
    found.fill(Entry, NOBODY, at=now(), act="edited", **matter)
    # The page of who looked asks for the agency by its id.
    agency = found.mark_as(str(new_id()), NOBODY)
    read = {"act": Read.Act.READ, "agency_id": agency}
    found.fill(Read, NOBODY, at=now(), **read, **matter)
    found.fill(Revision, NOBODY, at=now(), act="edited", **matter)


def _mail(found: Canaries) -> None:
    """What was sent, about what not everyone may see, and what nobody may read."""
    _circular(found, "told", SEATED, now())
    _circular(found, "held", frozenset({"coordinator"}), None)
    amber = found.rows["service"][1]
    _message(found, "amber", NOBODY, "service", str(amber))
    _message(found, "account", NOBODY, "", "", kind="accounts.signing-in")
    _message(found, "matterless", NOBODY, "nothing", str(new_id()))
    found.fill(Wishes, NOBODY, changed_at=now())
    found.fill(Suppression, NOBODY, because="hard", since=now())
    found.fill(Bounce, NOBODY, is_hard=True, at=now())
    found.fill(Outgoing, NOBODY, paused_at=now())
    _letter(found)


def _letter(found: Canaries) -> None:
    """What somebody wrote by mail, for whoever looks after mail to read."""
    coordinator = frozenset({"coordinator"})
    names = ("name", "subject", "text")
    words = {name: found.mark(f"incoming{name}", coordinator) for name in names}
    letter = found.fill(
        Incoming,
        NOBODY,
        sender=found.mark("incomingsender", coordinator),
        words=words,
        outcome=Incoming.Outcome.LETTER,
        has_words=True,
        source_key="x",
        digest="x",
        taken_at=now(),
    )
    found.keep("incoming", letter)


def _circular(
    found: Canaries, kind: str, who: frozenset[str], released_at: Any
) -> None:
    about = {"kind": CIRCULAR_KIND, "about_kind": "circular", "made_at": now()}
    mailing = found.fill(Mailing, NOBODY, kind, released_at=released_at, **about)
    words = {
        name: found.mark(f"{kind}circular{name}", who) for name in ("title", "words")
    }
    circular = found.fill(
        Circular, NOBODY, kind, mailing=mailing, made_at=now(), sort="news", **words
    )
    Mailing.objects.filter(pk=mailing.pk).update(about_id=str(circular.pk))
    readers = who & LOOK_AT_MAIL
    _message(found, kind, readers, "circular", str(circular.pk), mailing=mailing)
    found.keep("circular", circular)
    found.keep("mailing", mailing)


CIRCULAR_KIND = "partnership.circular-duty"


def _message(
    found: Canaries,
    name: str,
    readers: frozenset[str],
    about_kind: str,
    about_id: str,
    **facts: Any,
) -> None:
    """A message whose words some may read; all who look after mail see its address."""
    address = found.mark_as(f"zq{name}addressqz@canary.example", LOOK_AT_MAIL)
    title = found.mark(f"{name}letter", readers)
    made = {"kind": CIRCULAR_KIND, "due_at": now(), "made_at": now()} | facts
    made |= {"about_kind": about_kind, "about_id": about_id, "address": address}
    letter = {"title": title, "blocks": []}
    found.keep("message", found.fill(Message, NOBODY, name, letter=letter, **made))
