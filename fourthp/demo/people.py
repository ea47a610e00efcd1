"""The demo's people: who they are, and what can be tried as them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Persona:
    """One of the demo's people: who it is, and what can be tried as them, where."""

    name: str
    mailbox: str
    agency: str | None
    role: str
    tries: str | Promise
    route: str = "front"

    @property
    def email(self) -> str:
        """Return the address of somebody who does not exist."""
        return f"{self.mailbox}@anyshire.example"


PEOPLE = (
    Persona(
        "Maya Lind",
        "coordinator",
        None,
        "coordinator",
        _("Import a directory, look at what it would change, take it back."),
        "imports",
    ),
    Persona(
        "Grace Pell",
        "editor",
        None,
        "editor",
        _("Keep every listing true: what is due, what is said to be wrong."),
        "listings",
    ),
    Persona(
        "Rosa Hale",
        "representative",
        "Harbour Aid",
        "lead",
        _("Read your mail, and answer from it: it keeps your listings right."),
        "listings",
    ),
    Persona(
        "Ben Achterberg",
        "deputy",
        "Harbour Aid",
        "deputy",
        _("Do the same for Rosa while she is away."),
        "listings",
    ),
    Persona(
        "Iris Vann",
        "refuge",
        "Lantern Women’s Aid",
        "representative",
        _("Look for any way to learn where your refuge is. There is none."),
        "listings",
    ),
    Persona(
        "Tom Okoro",
        "chair",
        "Anyshire Council Adult Safeguarding",
        "chair",
        _("Find a service, and see who checked it last."),
    ),
    Persona(
        "Sam Dhillon",
        "analyst",
        "Anyshire Police",
        "analyst",
        _("Find a service by what happens: forced labour, Vietnamese, Leicester."),
    ),
    Persona(
        "Lena Fox",
        "trainer",
        "Those Who Know",
        "trainer",
        _("Show a class how a search leaves no trace."),
    ),
    Persona(
        "Amir Castellan",
        "auditor",
        None,
        "auditor",
        _("Sign in strongly: a passkey, an app, recovery codes."),
        "account",
    ),
)


@dataclass(frozen=True)
class Contact:
    """Somebody of a member agency who never signs in, like most people."""

    name: str
    mailbox: str
    agency: str
    role: str = "representative"

    @property
    def email(self) -> str:
        """Return the address of somebody who does not exist."""
        return f"{self.mailbox}@anyshire.example"


CONTACTS = (
    Contact("Olive Marsh", "children", "Anyshire Children’s Services"),
    Contact("Daniel Quist", "housing", "Lower Anytown Borough Housing"),
    Contact("Priya Raman", "hospitals", "Anyshire Hospitals"),
    Contact("Hugh Lacey", "surgery", "Canal Street Surgery"),
    Contact("Marek Zielinski", "open.gate", "Open Gate Men’s Support"),
    Contact("Ada Nwosu", "second.morning", "Second Morning Trust"),
    Contact("Joan Petrie", "paper.boat", "Paper Boat Children’s Charity"),
    Contact("Luis Ferrer", "ferry.house", "Ferry House"),
    Contact("Nell Ashdown", "willow", "Willow Stay"),
    Contact("Peter Crane", "night.kitchen", "St Aldate’s Night Kitchen"),
    Contact("Yusuf Demir", "welfare", "Anytown Mosque Welfare Committee"),
    Contact("Clara Bright", "law.centre", "Anyshire Law Centre"),
    Contact("Mina Farouk", "plain.words", "Plain Words Immigration Advice"),
    Contact("Owen Tully", "fair.hours", "Fair Hours Wages Project"),
    Contact("Sylvie Marchand", "bridge", "Bridge Tenants Association"),
)
