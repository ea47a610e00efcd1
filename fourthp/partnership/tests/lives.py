"""Somebody who did everything here that one can, and all that tells of her."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import connection
from django.test import Client

from fourthp.accounts.models import Identity
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.ids import new_id
from fourthp.foundation.operations.form_keys import keep_text
from fourthp.foundation.seals import SealedJSON
from fourthp.partnership.models import (
    Audience,
    AudienceRule,
    Interest,
    LetIn,
    NamesAsked,
    Person,
    Role,
    Widening,
)
from fourthp.partnership.operations.contacts import Contact, set_contacts
from fourthp.partnership.operations.handovers import write_handover
from fourthp.partnership.operations.left_mails import YOU_LEFT
from fourthp.partnership.operations.merging.people import merge_people
from fourthp.partnership.operations.people import PersonEdit, edit_person
from fourthp.partnership.queries.merging.people import person_outlook
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import (
    make_contact,
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
from fourthp.partnership.tests.sheets import hand_in
from fourthp.post.models import Answer, Bounce, Incoming, Message, Wishes
from fourthp.post.operations.suppression import stop_address
from fourthp.post.operations.telling import News, tell
from fourthp.post.rules.letters import Letter, Paragraph
from fourthp.post.rules.readers import ADDRESS, Reader

NAME, FULL, BEFORE = "Zenobia Quill", "Zenobia Marchetti", "Zenobia Pratt"
TWIN, TWINS_MAIL = "Zeno Quillfeather", "zeno@twin.example"
MAIL, SIGNS_IN = "zenobia.quill@clinic.example", "zq@home.example"
NUMBER, REMOVED, TWINS_NUMBER = "0121 496 0777", "0121 496 0778", "0121 496 0779"
NOTE = "rings twice, then zenobia answers"
SAYS_WHO = (
    *("zenobia", "quill", "marchetti", "pratt", "zeno@", "zq@home", "clinic.example"),
    *("496 0777", "496 0778", "496 0779", "4960777"),
)
SHEET = (
    f"Agency,Name,E-mail\nHarbour Aid,{NAME},{MAIL}\n"
    "Harbour Aid,Ben Okafor,b@h.example\n"
)


@dataclass
class Life:
    """The person, who coordinates, and the browser in which she is signed in."""

    person: Person
    coordinator: Person
    browser: Client


def make_life() -> Life:
    make_network()
    make_network_group()
    cora = make_member("Cora Dean", role=Role.COORDINATOR)
    person = make_person(BEFORE, email=MAIL)
    make_seat(person, agency=make_member_agency("Harbour Street Clinic"))
    make_seat(agency=person.seats.get().agency, role=Role.LEAD, person=_lead())
    _changes(person, cora)
    _takes_up_a_twin(person, cora)
    browser = _signs_in(person)
    _mails(person)
    _writes(person, cora)
    return Life(Person.objects.get(pk=person.pk), cora, browser)


def _lead() -> Person:
    return make_person("Lena Lind", email="lena@clinic-lead.example")


def _changes(person: Person, cora: Person) -> None:
    facts = {"name": NAME, "full_name": FULL, "languages": ["ro"]}
    topic = make_term("housing", "topic")
    edit_person(person, PersonEdit(facts, terms=[topic]), by=cora)
    contact = Contact("phone", REMOVED, NOTE, "agency")
    set_contacts(person, [contact], by=cora, email_reach="network")
    contact = Contact("phone", NUMBER, NOTE, "agency")
    set_contacts(person, [contact], by=cora, email_reach="network")


def _takes_up_a_twin(person: Person, cora: Person) -> None:
    person = Person.objects.get(pk=person.pk)
    twin = make_person(TWIN, email=TWINS_MAIL)
    make_contact(twin, TWINS_NUMBER)
    [reader] = readers_for([twin])
    tell([reader], News(YOU_LEFT, _letter), by=cora, now=now())
    seen = person_outlook(twin, person).digest()
    merge_people(twin, person, by=cora, now=now(), seen=seen)


def _signs_in(person: Person) -> Client:
    user = make_user(Person.objects.get(pk=person.pk), SIGNS_IN)
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(
        user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    browser.get("/account/")
    key = browser.session.session_key
    UserSession.objects.create(
        user=user, ip="192.0.2.7", session_key=key, user_agent="Firefox/130"
    )
    joined = {"provider": "clinic", "issuer": "https://id.example", "key": "0" * 64}
    Identity.objects.create(user=user, **joined)
    typed = {"words": [f"{NAME} typed this"]}
    keep_text(typed, user_id=str(user.pk), path="/x/", key=new_id(), now=now())
    return browser


def _letter(_reader: Reader) -> Letter:
    return Letter(f"To {NAME}", (Paragraph(f"Dear {NAME}, ring {NUMBER}"),))


def _mails(person: Person) -> None:
    person = Person.objects.get(pk=person.pk)
    [reader] = readers_for([person])
    bare = Reader(ADDRESS, "", MAIL.upper())
    tell([reader, bare], News(YOU_LEFT, _letter), by=Host(), now=now())
    # What a colleague was told of her some days ago.
    lead = readers_for(Person.objects.filter(name="Lena Lind"))
    mailing = tell(lead, News(YOU_LEFT, _letter), by=Host(), now=now())
    mailing.messages.update(state=Message.State.SENT, ended_at=now())
    Wishes.objects.create(
        reader_kind="person", reader_id=str(person.pk), language="en", changed_at=now()
    )
    Bounce.objects.create(
        address=MAIL, domain="clinic.example", is_hard=False, at=now()
    )
    stop_address(SIGNS_IN, "hard", now=now())
    Incoming.objects.create(
        source_key="z",
        digest="z",
        taken_at=now(),
        kind="letter",
        outcome="letter",
        sender=MAIL,
        words={"name": NAME, "subject": "hello", "text": f"I am {NAME}"},
        has_words=True,
    )
    Answer.objects.create(
        purpose="still_yours",
        holder_kind="person",
        holder_id=person.pk,
        about_kind="agency",
        about_id=new_id(),
        expires_at=now(),
        choice="all",
        at=now(),
    )


def _writes(person: Person, cora: Person) -> None:
    write_handover(
        person.seats.get(), "Ring the night team first.", by=person, now=now()
    )
    group = make_group("Housing group")
    Interest.objects.create(group=group, person=person, at=now())
    LetIn.objects.create(person=person, asked_at=now(), reason=f"{NAME} rang")
    why = {"asked_by": person, "asked_at": now(), "reason": "Nobody answered."}
    Widening.objects.create(kind="help-line", done_at=now(), **why)
    NamesAsked.objects.create(about_kind="service", about_id=new_id(), **why)
    audience = Audience.objects.create(name="named readers")
    AudienceRule.objects.create(audience=audience, person=person)
    hand_in(SHEET, by=cora)
    make_seat(person, group=group, from_on=today().replace(year=today().year + 1))


def dump() -> str:
    """Return every cell of every table as the database has it, in small letters."""
    said: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            said += [_told(value) for row in cursor.fetchall() for value in row]
    return "\n".join(said).lower()


def _told(value: object) -> str:
    raw = bytes(value) if isinstance(value, memoryview) else value
    return raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw)


def opened() -> Iterator[tuple[str, str]]:
    """Yield what lies sealed, opened, with the kind of row that it is of."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedJSON):
                for row in model._default_manager.all():
                    kind = getattr(row, "kind", model._meta.label)
                    yield kind, json.dumps(getattr(row, field.name)).lower()


def telling(said: str) -> list[str]:
    """Return what of her stands in some words."""
    return [one for one in SAYS_WHO if one in said]
