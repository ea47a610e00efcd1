"""A strike in a large network: how long nobody else can write.

    python -m bench.strike [MAILS ROWS]      (default 40,000 and 100,000)

Fills a database of its own with mails of the last 30 days, each to one reader and with
words of its own, and with versions of rows as imports leave them; words of a group are
in ten of each. Looks at the strike, which is done and taken back, then strikes. Runs on
whatever DATABASE_URL names.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable

os.environ.setdefault("FOURTHP_HOME", tempfile.mkdtemp(prefix="fourthp-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "fourthp.config.settings"

import django

django.setup()

from django.conf import settings

from fourthp.config.commands.migrate import bring_up_to_date
from fourthp.config.home import prepare_home
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Revision, RevisionPart
from fourthp.foundation.operations.revisions import in_parts
from fourthp.foundation.operations.striking import (
    Asked,
    look_at_strike,
    strike_from_record,
)
from fourthp.partnership.models import Group, Person, Role, Seat
from fourthp.partnership.operations.network import NetworkFacts, set_up_network
from fourthp.post.models import Message
from fourthp.post.rules.letters import Letter, Paragraph, Words, letter_json

NAME = "Zébulon Quistwater"
SAID = (
    *("Asha", "Bell", "met", "the", "group", "in", "Anyshire", "and", "asks", "for"),
    *("a", "room", "à", "l’été", "**Tuesday**", "harbour", "https://a.example/x?b=1"),
)


def text(dice: random.Random, words: int, *, has_name: bool) -> str:
    """Return some words, in ten of all texts with the name among them."""
    said = dice.choices(SAID, k=words)
    return " ".join([*said, *([NAME] if has_name else [])])


def fill(dice: random.Random, mails: int, rows: int) -> Group:
    """Make mails and versions; return the group whose words are to go."""
    set_up_network(NetworkFacts("Network", "GB", "Europe/London"), by=Host())
    for some in in_parts(list(range(mails))):
        Message.objects.bulk_create(mail(dice, one) for one in some)
    made = Revision.objects.create(
        act="imported", at=now(), actor_kind="host", matter_kind="import", matter_id="x"
    )
    for some in in_parts(list(range(rows))):
        said = {str(new_id()): version(dice, one) for one in some}
        made.parts.create(
            model="directory.Service", did=RevisionPart.Did.REMOVED, rows=said
        )
    return Group.objects.create(name="Housing", purpose=f"For {NAME}.")


def mail(dice: random.Random, number: int) -> Message:
    """Return a mail to one reader, about nothing."""
    words = text(dice, 250, has_name=number < 10)
    letter = Letter(f"A letter {number}", (Words(words), Paragraph("Read it.")))
    return Message(
        kind="partnership.circular-news",
        state=Message.State.CANCELLED,
        reader_kind="person",
        reader_id=str(new_id()),
        letter=letter_json(letter),
        due_at=now(),
        made_at=now(),
    )


def version(dice: random.Random, number: int) -> dict[str, str]:
    """Return what a removed listing said."""
    return {
        "id": str(new_id()),
        "organization": str(new_id()),
        "name": text(dice, 4, has_name=False),
        "description": text(dice, 60, has_name=number < 10),
    }


def coordinator() -> Person:
    """Return who strikes, come by the strong door."""
    person = Person.objects.create(name="Rosa Hale")
    network = Group.objects.get(is_network=True)
    row = {"role": Role.COORDINATOR, "from_on": today()}
    Seat.objects.create(person=person, group=network, **row)
    person.is_strong = True
    return person


def timed(what: str, act: Callable[[], object]) -> None:
    """Do an act and say how long it took."""
    wall, own = time.perf_counter(), time.process_time()
    found = act()
    wall, own = time.perf_counter() - wall, time.process_time() - own
    print(f"{what}: {wall:.1f} s, of which this process {own:.1f} s", flush=True)
    if isinstance(found, list):
        print("  ", {one.title: one.count for one in found if one.count})


def main() -> None:
    """Fill, look, strike."""
    mails, rows = map(int, sys.argv[1:3] or (40_000, 100_000))
    prepare_home(settings.HOME)
    bring_up_to_date(verbosity=0)
    group = fill(random.Random(5), mails, rows)
    by = coordinator()
    asked = Asked("group", group.pk, "zebulon quistwater")
    timed("look", lambda: look_at_strike(asked, by=by, now=now()))
    timed("strike", lambda: strike_from_record(asked, by=by, now=now()))


if __name__ == "__main__":
    main()
