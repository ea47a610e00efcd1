"""Make a real, empty network: its name, its numbers, and its first coordinator."""

import sys
from argparse import Namespace
from zoneinfo import available_timezones

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from fourthp.accounts.models import User
from fourthp.accounts.queries import password_path
from fourthp.config.commands import CannotBeDone, short_line
from fourthp.config.commands.serve import pending_migrations
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import today, wall_time
from fourthp.partnership.models import HelpLine, Role
from fourthp.partnership.operations.network import (
    NetworkFacts,
    add_person,
    seat_person,
    set_help_line,
    set_up_network,
)
from fourthp.partnership.queries import this_network
from fourthp.partnership.rules import can_be_rung

COUNTRIES = frozenset(map(str, Locale("en").territories))
# What each option answers; what is not given is asked.
ASKED = {
    "name": "What is the network called?",
    "country": "Its country, in two letters (GB, RO, …)?",
    "time_zone": "Its time zone (like Europe/London)?",
    "emergency": "The number to call in danger there?",
    "national": "The number of a national helpline (or nothing)?",
    "coordinator": "Who coordinates it (a name)?",
    "email": "The coordinator’s e-mail address?",
}
MAY_BE_EMPTY = frozenset({"national"})


def run(asked: Namespace) -> int:
    """Set the network up, and print how its coordinator gets in."""
    _refuse_a_used_home()
    said = {name: _said(asked, name) for name in ASKED}
    host = Host()
    with transaction.atomic():
        facts = NetworkFacts(said["name"], said["country"].upper(), said["time_zone"])
        network = set_up_network(facts, by=host)
        with wall_time():
            _add_numbers(said, network.country, host)
            user = User.objects.create_user(said["email"])
            person = add_person(
                said["coordinator"], by=host, email=user.email, user=user
            )
            seat_person(person, Role.COORDINATOR, by=host, today=today())
    sys.stdout.write(
        f"{network.name} is set up. Start it with bin/fourthp serve; then"
        f" {person.name} chooses a password here, within two hours:\n"
        f"{settings.URL}{password_path(user)}\n"
        "After that, “Forgotten password” at the sign-in page sends a fresh link.\n"
    )
    return 0


def _refuse_a_used_home() -> None:
    if settings.DEMO:
        raise CannotBeDone("A real network is not set up in the demo.")
    if pending_migrations():
        raise CannotBeDone("The database is older than the program: run migrate first.")
    network = this_network()
    if network is not None and network.is_demo:
        raise CannotBeDone("This is a demo’s database: a real network needs its own.")
    if network is not None:
        raise CannotBeDone(f"This home has a network already: {network.name}.")


def _said(asked: Namespace, name: str) -> str:
    """Return an option as it was given or is answered now, once it can be used."""
    given = getattr(asked, name)
    if given is not None:
        return _usable(name, given)
    if not sys.stdin.isatty():
        if name in MAY_BE_EMPTY:
            return ""
        raise CannotBeDone(f"Say --{name.replace('_', '-')} as well.")
    while True:
        try:
            return _usable(name, input(f"{ASKED[name]} "))
        except CannotBeDone as problem:
            sys.stdout.write(f"{problem}\n")


def _usable(name: str, text: str) -> str:
    """Return what was said, trimmed; raise CannotBeDone for nonsense."""
    text = short_line(text)
    if not text and name not in MAY_BE_EMPTY:
        raise CannotBeDone(f"{ASKED[name]} Something must stand here.")
    if name == "country" and not (text.isalpha() and text.upper() in COUNTRIES):
        raise CannotBeDone(f"No country is written {text}: use two letters, as GB.")
    if name == "time_zone" and text not in available_timezones():
        raise CannotBeDone(f"No time zone is called {text}: try Europe/London.")
    if name in {"emergency", "national"} and text and not can_be_rung(text):
        raise CannotBeDone(f"{text} is not a telephone number.")
    if name == "email":
        try:
            validate_email(text)
        except ValidationError as problem:
            raise CannotBeDone(f"{text} is not an e-mail address.") from problem
    return text


def _add_numbers(said: dict[str, str], country: str, host: Host) -> None:
    lines = (
        (HelpLine.Kind.EMERGENCY, "Emergency services", said["emergency"]),
        (HelpLine.Kind.NATIONAL, "National helpline", said["national"]),
    )
    for position, (kind, name, number) in enumerate(lines):
        if number:
            line = HelpLine(kind=kind, name=name, number=number, country=country)
            line.position = position
            set_help_line(line, by=host, today=today())
