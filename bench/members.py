"""Pages of members at 2,000 agencies, 6,000 people, 20,000 seats.

    python -m bench.members [ROUNDS]      (default 25)

Fills a database of its own and asks each page through the test client, as a
representative and as the coordinator. Processor time of this process, median; the
ratio is to a calibration taken between any two pages: one query of 50 rows drawn by a
template. Runs on whatever DATABASE_URL names.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

os.environ.setdefault("FOURTHP_HOME", tempfile.mkdtemp(prefix="fourthp-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "fourthp.config.settings"

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from fourthp.accounts.models import User
from fourthp.config.commands.migrate import bring_up_to_date
from fourthp.config.commands.serve import prepare_static
from fourthp.config.home import prepare_home
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import today
from fourthp.foundation.models import RateBucket
from fourthp.partnership.models import (
    Agency,
    AgencyName,
    AgencyTerm,
    Group,
    Membership,
    Person,
    Role,
    Seat,
    Term,
)
from fourthp.partnership.operations.network import (
    NetworkFacts,
    put_first_month,
    set_up_network,
)
from tests.safety.actors import sign_in

HERE = {"Sec-Fetch-Site": "same-origin"}
FULL = 1_000  # tokens: a bucket holds no more than its own burst
AGENCIES, PEOPLE, SEATS, GROUPS = 2_000, 6_000, 20_000, 40
WORDS = (
    *("Anyshire", "Harbour", "Lantern", "Bridge", "Canal", "Open", "Second", "North"),
    *("Council", "Trust", "Aid", "House", "Clinic", "Housing", "Advice", "Centre"),
)
DRAWN = Template("{% for one in rows %}<p>{{ one.name }} {{ one.pk }}</p>{% endfor %}")


def fill(dice: random.Random) -> None:
    """Make agencies, people and seats, nine of ten of them of today."""
    set_up_network(NetworkFacts("Network", "GB", "Europe/London"), by=Host())
    # A network of this size is long past its first month.
    put_first_month(by=Host(), closed_on=today())
    words = list(Term.objects.all())
    kinds = [one for one in words if one.vocabulary == "kind"]
    agencies = Agency.objects.bulk_create(
        [
            Agency(
                name=f"{' '.join(dice.sample(WORDS, 3))} {number}",
                kind=dice.choice(kinds),
                place_is_confidential=number % 50 == 0,
            )
            for number in range(AGENCIES)
        ]
    )
    begun = today() - timedelta(days=400)
    over = today() - timedelta(days=20)
    Membership.objects.bulk_create(
        Membership(agency=one, from_on=begun, to_on=over if n % 10 == 0 else None)
        for n, one in enumerate(agencies)
    )
    said = [one for one in words if one.vocabulary != "kind"]
    AgencyTerm.objects.bulk_create(
        AgencyTerm(agency=one, term=term)
        for one in agencies
        for term in dice.sample(said, 4)
    )
    AgencyName.objects.bulk_create(
        AgencyName(agency=one, name=f"{dice.choice(WORDS)} {one.name}", until_on=begun)
        for one in agencies[::4]
    )
    fill_seats(agencies, dice)


def fill_seats(agencies: list[Agency], dice: random.Random) -> None:
    """Give people seats in the network and its groups, some of them closed."""
    begun = today() - timedelta(days=400)
    over = today() - timedelta(days=20)
    people = Person.objects.bulk_create(
        Person(name=f"Person {n}", email=f"person{n}@members.example")
        for n in range(PEOPLE)
    )
    made = [
        Group(name=f"Group {n}", is_closed=n % 4 == 0, begins_on=begun)
        for n in range(GROUPS)
    ]
    groups = [Group.objects.get(is_network=True), *Group.objects.bulk_create(made)]
    roles = [Role.REPRESENTATIVE, Role.DEPUTY, Role.LEAD, Role.OBSERVER]
    Seat.objects.bulk_create(
        [
            Seat(
                person=people[n % PEOPLE],
                agency=agencies[n % PEOPLE % AGENCIES],
                group=groups[0] if n < PEOPLE else dice.choice(groups),
                role=dice.choice(roles),
                from_on=begun,
                to_on=over if n % 10 == 0 else None,
            )
            for n in range(SEATS)
        ],
        batch_size=2_000,
    )
    for group, person in zip(groups, people, strict=False):
        seat = {"role": Role.CHAIR, "from_on": begun, "position": 1}
        Seat.objects.create(group=group, person=person, **seat)


def browser(role: str) -> Client:
    """Sign somebody of the filled network in, with a second factor."""
    agency = Agency.objects.members(today()).order_by("pk")[7]
    person = Person.objects.create(name=role)
    group = Group.objects.get(is_network=True)
    begun = today() - timedelta(days=9)
    seat = {"agency": agency, "group": group, "role": role, "from_on": begun}
    Seat.objects.create(person=person, **seat)
    person.user = User.objects.create_user(f"{role}@members.example")
    person.save()
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    sign_in(client, person.user)
    return client


def spent(act: Callable[[], object]) -> float:
    """Return the processor time that an act takes, in milliseconds."""
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1_000


def calibrate() -> None:
    """Ask one query of 50 rows and draw them by a template."""
    DRAWN.render(Context({"rows": list(Agency.objects.order_by("pk")[:50])}))


def pages() -> list[tuple[str, str]]:
    """Return what is asked: what it is, and its address."""
    pk = Agency.objects.members(today()).order_by("pk")[7].pk
    region = Term.objects.filter(vocabulary="area").order_by("pk")[0].code
    listed = reverse("agencies")
    somebody = Person.objects.get(name="Person 2007")
    group = Group.objects.get(name="Group 2")
    return [
        ("the first page", reverse("front")),
        ("what changed", reverse("changed")),
        ("agencies, first page", listed),
        ("agencies, page 30", f"{listed}?page=30"),
        ("agencies, two words and an area", f"{listed}?name=har+tru&area={region}"),
        ("agencies, a word that none has", f"{listed}?name=zzz&show=all"),
        ("an agency", reverse("agency", args=[pk])),
        ("how we are made up", reverse("composition")),
        ("people, first page", reverse("people")),
        ("people of a role", f"{reverse('people')}?role=deputy"),
        ("a person", reverse("person", args=[somebody.pk])),
        ("groups", reverse("groups")),
        ("a group", reverse("group", args=[group.pk])),
    ]


def searches() -> list[tuple[str, str]]:
    """Return what is searched for: what it is, and the words."""
    return [
        ("search: an agency's two words", "harbour trust"),
        ("search: somebody's name", "person 2007"),
        ("search: a slip, found nearly", "harbuor trust"),
        ("search: a word that none has", "xylophone"),
    ]


def measure(
    name: str,
    path: str,
    client: Client,
    rounds: int,
    words: str | None = None,
) -> None:
    """Ask one page again and again, and say what it took; words are searched for."""
    asked = []

    def note(execute: Any, *question: Any) -> Any:
        asked.append(question[0])
        return execute(*question)

    def ask() -> None:
        if words is None:
            told = client.get(path)
        else:
            told = client.post(path, {"q": words}, headers=HERE)
        assert told.status_code == 200, (path, told.status_code)  # noqa: S101 -- a bench of errors tells nothing

    def measured() -> tuple[float, float]:
        # Whoever searches as often as a bench is slowed down: that is not measured.
        RateBucket.objects.update(tokens=FULL)
        return spent(ask), spent(calibrate)

    with connection.execute_wrapper(note):
        ask()
    both = [measured() for _round in range(rounds)]
    took, base = (median(some) for some in zip(*both, strict=True))
    print(f"| {name} | {took:.1f} ms | {took / base:.1f} | {len(asked)} |")


def main() -> None:
    """Fill, then ask each page as two people."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    prepare_home(settings.HOME)
    bring_up_to_date(verbosity=0)
    prepare_static()
    fill(random.Random(5))
    for role in (Role.REPRESENTATIVE, Role.COORDINATOR):
        client = browser(role)
        print(f"\n{connection.vendor}, {role}\n")
        print("| page | CPU | ratio | queries |\n| --- | --- | --- | --- |")
        for name, path in pages():
            measure(name, path, client, rounds)
        for name, words in searches():
            measure(name, reverse("search"), client, rounds, words)
        if role == Role.COORDINATOR:
            for name, route in (
                ("the desk", "desk"),
                ("vacant seats", "vacancies"),
                ("seats that nobody has confirmed", "unconfirmed"),
            ):
                measure(name, reverse(route), client, rounds)


if __name__ == "__main__":
    main()
