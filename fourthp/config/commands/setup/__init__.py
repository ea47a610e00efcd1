"""Make a real, empty network: what it is, its numbers, and the two who begin it."""

import sys
from argparse import Namespace

from django.conf import settings
from django.db import transaction

from fourthp.accounts.models import User
from fourthp.accounts.queries.addresses import password_path
from fourthp.config.commands import CannotBeDone
from fourthp.config.commands.migrate import bring_up_to_date
from fourthp.config.commands.serve import has_database, pending_migrations
from fourthp.config.commands.setup.answers import (
    Answers,
    areas_of,
    facts_of,
    numbers_of,
)
from fourthp.config.commands.setup.asking import ask_everything
from fourthp.directory.operations.regions import bring_regions
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import today, wall_time
from fourthp.partnership.models import HelpLine, Role
from fourthp.partnership.operations.network import set_help_line, set_up_network
from fourthp.partnership.operations.people import add_person
from fourthp.partnership.operations.seats import seat_person
from fourthp.partnership.operations.words import choose_areas
from fourthp.partnership.queries.network import this_network
from fourthp.partnership.rules.packs import pack_for

LINKS = """
{name} is set up. Start it with bin/fourthp serve.

{coordinator} coordinates it. She opens this within two hours, and chooses a password:
  {first}
The second person is {second}, with a link of her own:
  {other}

Each of them then signs in, and the program leads her to add a second factor: nobody who
acts for the network comes in by password alone. After that the coordinator finds her
first month, a step at a time.
"""
FRESH_WITH_MAIL = """\
When a link is too old, “Forgotten password” at the sign-in page sends a new one.
"""
FRESH_WITHOUT = """\
No mail is set yet, so nobody can be sent a new link: give both of them theirs now.
"""


def run(asked: Namespace) -> int:
    """Set the network up, and print how its first two people get in."""
    _refuse_a_used_home()
    said = ask_everything(asked)
    if said is None:
        sys.stdout.write("Nothing was set up.\n")
        return 1
    if not has_database():
        bring_up_to_date(verbosity=1)
    first, other = _set_up(said)
    sys.stdout.write(
        LINKS.format(
            name=said["name"],
            coordinator=said["coordinator"],
            second=said["second"],
            first=f"{settings.URL}{password_path(first)}",
            other=f"{settings.URL}{password_path(other)}",
        )
    )
    sys.stdout.write(FRESH_WITH_MAIL if settings.MAIL_SERVER else FRESH_WITHOUT)
    return 0


def _refuse_a_used_home() -> None:
    if settings.DEMO:
        raise CannotBeDone("A real network is not set up in the demo.")
    if not has_database():
        return
    if pending_migrations():
        raise CannotBeDone("The database is older than the program: run migrate first.")
    network = this_network()
    if network is not None and network.is_demo:
        raise CannotBeDone("This is a demo’s database: a real network needs its own.")
    if network is not None:
        raise CannotBeDone(f"This home has a network already: {network.name}.")


def _set_up(said: Answers) -> tuple[User, User]:
    """Write all that was said, whole or not at all; return the first two users."""
    host = Host()
    with transaction.atomic():
        network = set_up_network(facts_of(said), by=host)
        with wall_time():
            bring_regions(pack_for(network.country), by=host)
            chosen = areas_of(said)
            if chosen is not None:
                codes, names = chosen
                choose_areas(codes, names, by=host, today=today())
            _add_numbers(said, host)
            first = _seat(said["coordinator"], said["email"], Role.COORDINATOR)
            return first, _seat(said["second"], said["second_email"], Role.SECOND)


def _seat(name: str, email: str, role: str) -> User:
    host = Host()
    user = User.objects.create_user(email)
    person = add_person(name, by=host, email=user.email, user=user)
    seat_person(person, role, by=host, today=today())
    return user


def _add_numbers(said: Answers, host: Host) -> None:
    for position, one in enumerate(numbers_of(said)):
        line = HelpLine(
            kind=one.kind,
            name=one.name,
            number=one.number,
            hours=one.hours,
            cost=one.cost,
            country=said["country"].upper(),
            position=position,
        )
        set_help_line(line, by=host, today=today())
