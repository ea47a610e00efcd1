"""What a long life's package of all that is held of somebody takes to make.

    python -m bench.held

One person with 300 seats, 5,000 mails, 5,000 acts, 1,000 readings by her and 1,000 of
her, 1,000 changes; beside her 5,000 changes of other people. Runs on whatever
DATABASE_URL names, which must be empty.
"""

import os
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

os.environ.setdefault("FOURTHP_HOME", tempfile.mkdtemp(prefix="fourthp-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "fourthp.config.settings"

import django

django.setup()

from django.conf import settings
from django.db import connection, models

from bench.import_directory import begin, say
from fourthp.audit.models import Entry, Read
from fourthp.config.commands.migrate import bring_up_to_date
from fourthp.config.home import prepare_home
from fourthp.foundation.clock import now
from fourthp.foundation.models import Revision, RevisionPart
from fourthp.foundation.queries.subjects import held_of
from fourthp.partnership.formats.subject_package import Package, package_bytes
from fourthp.partnership.models import Agency, Group, Person, Seat
from fourthp.partnership.queries.erasing import erasing_outlook
from fourthp.partnership.queries.subjects import subject_of
from fourthp.post.models import Message

SEATS, MANY, FEWER = 300, 5_000, 1_000
LONG_AGO = now().date() - timedelta(days=700)


def put(rows: Iterable[models.Model]) -> None:
    """Insert rows of one model."""
    some = list(rows)
    type(some[0])._default_manager.bulk_create(some, batch_size=500)


def live(person: Person) -> None:
    """Let everything happen to her, many times."""
    agencies = [Agency(name=f"Agency {n}") for n in range(SEATS)]
    put(agencies)
    group = Group.objects.create(name="Group", begins_on=LONG_AGO)
    seat = {"person": person, "group": group, "from_on": LONG_AGO}
    put(Seat(agency=one, role="representative", **seat) for one in agencies)
    hers = {"reader_kind": "person", "reader_id": str(person.pk)}
    hers |= {"address": person.email, "kind": "partnership.you-left"}
    put(
        Message(state="sent", due_at=now(), made_at=now(), ended_at=now(), **hers)
        for _n in range(MANY)
    )
    did = {"actor_kind": "person", "actor_id": str(person.pk)}
    about = {"matter_kind": "person", "matter_id": str(person.pk)}
    other = {"matter_kind": "agency", "matter_id": str(agencies[0].pk)}
    put(Entry(at=now(), act="changed", **did, **other) for _n in range(MANY))
    put(Read(at=now(), act="read", **did, **other) for _n in range(FEWER))
    stranger = {"actor_kind": "person", "actor_id": str(uuid4())}
    put(Read(at=now(), act="read", **stranger, **about) for _n in range(FEWER))
    change(str(person.pk), FEWER)


def change(pk: str, times: int) -> None:
    """Note changes of the names of somebody."""
    host = {"actor_kind": "host", "matter_kind": "person", "matter_id": pk}
    revisions = [Revision(at=now(), act="changed", **host) for _n in range(times)]
    put(revisions)
    rows = {pk: {"name": ["Before", "After"]}}
    facts = {"model": Person._meta.label, "did": "changed", "rows": rows}
    put(RevisionPart(revision=one, **facts) for one in revisions)


def main() -> None:
    """Live a life, then make the package and look what erasing would do."""
    prepare_home(settings.HOME)
    bring_up_to_date(verbosity=0)
    print(connection.vendor)
    person = Person.objects.create(name="Asha Bell", email="asha@home.example")
    live(person)
    change(str(uuid4()), MANY)
    begun = begin()
    who = subject_of(person, now=now())
    say("who she is", begun)
    begun = begin()
    parts = held_of(who)
    rows = sum(len(one.rows) for part in parts for one in part.chapters)
    say(f"read {rows:,} rows", begun)
    begun = begin()
    data = package_bytes(Package(person.name, now(), None, parts))
    say(f"page, JSON and ZIP of {len(data):,} bytes", begun)
    begun = begin()
    erasing_outlook(person, reader=person, now=now())
    say("what erasing would do", begun)
    begun = begin()
    erasing_outlook(person, reader=person, now=now(), looks=True)
    say("the same, looking through every text", begun)


if __name__ == "__main__":
    main()
