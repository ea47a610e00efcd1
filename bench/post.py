"""P4: personal bulletins handed to a mail server by two workers.

    python -m bench.post [COUNT] [KILLS]      (default 10,000 and none)

Every message is a row of its own, in its reader's words, with its own links and its own
Message-ID; each is leased, asked for once more (may she still see it?), written as text
and HTML, handed over on loopback, and noted. The mail server is a process of this
machine too, the quickest there is. With KILLS the workers are killed so often while
they work, at random moments, and started again. Runs on whatever DATABASE_URL names.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("FOURTHP_HOME", tempfile.mkdtemp(prefix="fourthp-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "fourthp.config.settings"

import django

django.setup()

from django.conf import settings
from django.db import connection

from fourthp.config.commands.migrate import bring_up_to_date
from fourthp.config.home import prepare_home
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import Agency, Group, Membership, Network, Person, Seat
from fourthp.partnership.queries.readership import readers_for
from fourthp.post.models import Message
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.kinds import NEWS_BUNDLE
from fourthp.post.rules.letters import Button, Heading, Items, Letter, Paragraph, Words
from fourthp.post.rules.readers import Reader

WORKERS = 2
DOMAINS = 500
PARAGRAPH = (
    "Two services in the south have new hours, and the helpline has a second number for"
    " people who are deaf. The papers for the meeting are in the library."
)


def bulletin(reader: Reader) -> Letter:
    """Write what one reader gets: her own words, and three things."""
    return Letter(
        f"What is new for {reader.address.partition('@')[0]}",
        (
            Paragraph(PARAGRAPH),
            Heading("Events"),
            Items(("Awareness day, 12 May", "Course for new members, 2 June")),
            Heading("A word from the chair"),
            Words(f"**Thank you** for coming.\n\n{PARAGRAPH}"),
            Button("Read all of it", f"{settings.URL}/bulletins/{reader.id}/"),
        ),
    )


def make_members(count: int) -> list[Reader]:
    """Make so many people with a seat and an address."""
    network, _made = Network.objects.get_or_create(
        only=True,
        defaults={"name": "Network", "country": "GB", "time_zone": "Europe/London"},
    )
    group, _made = Group.objects.get_or_create(
        is_network=True, defaults={"name": network.name}
    )
    agency = Agency.objects.create(name="Harbour Street Clinic")
    Membership.objects.create(agency=agency, from_on=today() - timedelta(days=9))
    people = Person.objects.bulk_create(
        [
            Person(name=f"Person {n}", email=f"person{n}@d{n % DOMAINS}.example")
            for n in range(count)
        ],
        batch_size=2_000,
    )
    begun = today() - timedelta(days=9)
    shared = {"agency": agency, "group": group, "role": "representative"}
    Seat.objects.bulk_create(
        [Seat(person=one, from_on=begun, **shared) for one in people], batch_size=2_000
    )
    return readers_for(people)


@contextmanager
def mail_server(folder: Path) -> Iterator[tuple[int, Path]]:
    """Run the mail server; give its port, and the file in which it notes each mail."""
    port_file, log = folder / "port", folder / "taken"
    command = [sys.executable, "-m", "fourthp.post.tests.servers"]
    server = subprocess.Popen(
        [*command, "--port-file", str(port_file), "--log", str(log)]
    )
    try:
        while not port_file.exists():
            time.sleep(0.02)
        yield int(port_file.read_text()), log
    finally:
        server.terminate()
        server.wait()


def start_worker(port: int) -> subprocess.Popen[bytes]:
    """Start one worker in a process of its own."""
    environment = os.environ | {"FOURTHP_MAIL": f"smtp://localhost:{port}"}
    return subprocess.Popen(
        [sys.executable, "-m", "fourthp.config.cli", "work"], env=environment
    )


def send_all(port: int, kills: int) -> tuple[float, int]:
    """Let workers send all there is; return how long it took, and how often killed."""
    workers = [start_worker(port) for _ in range(WORKERS)]
    count, killed = Message.objects.filter(state="waiting").count(), 0
    marks = sorted(random.sample(range(1, count), kills), reverse=True)
    begun = None
    while True:
        left = Message.objects.filter(state="waiting").count()
        begun = begun or (time.monotonic() if left < count else None)
        if not left:
            break
        if marks and count - left >= count - marks[0]:
            marks.pop(0)
            at = random.randrange(WORKERS)
            workers[at].kill()
            workers[at].wait()
            workers[at] = start_worker(port)
            killed += 1
        time.sleep(0.05 if kills else 0.5)
    took = time.monotonic() - (begun or time.monotonic())
    for worker in workers:
        worker.terminate()
        worker.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = (used.ru_utime + used.ru_stime) / count * 1_000
    print(f"processor time of the workers: {spent:.1f} ms a message")
    return took, killed


def main() -> None:
    """Fill, send, and compare what left with what came."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    prepare_home(settings.HOME)
    bring_up_to_date(verbosity=0)
    readers = make_members(count)
    begun = time.monotonic()
    mailing = tell(readers, News(NEWS_BUNDLE, bulletin), by=Host(), now=now())
    print(f"{connection.vendor}: {count} written in {time.monotonic() - begun:.1f} s")
    with (
        tempfile.TemporaryDirectory() as folder,
        mail_server(Path(folder)) as (port, log),
    ):
        took, killed = send_all(port, kills)
        came = Counter(line.split()[0] for line in log.read_text().splitlines())
    expected = set(mailing.messages.values_list("reference", flat=True))
    ids = {one.strip("<>").partition("@")[0]: n for one, n in came.items()}
    lost = [one for one in expected if one not in ids]
    twice = sum(n - 1 for n in ids.values())
    print(f"sent in {took:.1f} s ({count / max(took, 0.01):.0f} a second)", end=", ")
    print(f"{killed} kills, {len(lost)} lost, {twice} sent twice")


if __name__ == "__main__":
    main()
