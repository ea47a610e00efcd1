"""How long an agenda takes: 30 items for one reader (promised: 15 ms of CPU).

`python -m bench.meetings`: a network in a database of its own, in memory.
"""

import os
import statistics
import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
sys.path.insert(0, ".")

import django

django.setup()

from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from fourthp.foundation.actors import Host
from fourthp.gatherings.models import Gathering
from fourthp.gatherings.operations.series import SeenBy, SeriesFacts, plan_series
from fourthp.gatherings.rules.repeating import By, Rule, When
from fourthp.meetings.operations.items import ItemFacts, propose_item
from fourthp.meetings.operations.series import SeriesNeeds, keep_meetings
from fourthp.partnership.models import Label
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.sharing import Sharing
from fourthp.partnership.tests.makers import (
    make_member,
    make_member_agency,
    make_network_group,
    make_seat,
    make_user,
)
from tests.safety.actors import sign_in

TIMES, ITEMS = 40, 30


def _meeting(now: datetime) -> Gathering:
    """Return a meeting of 30 items, of which each fifth is for one person alone."""
    group, first = make_network_group(), (now + timedelta(days=20)).replace(tzinfo=None)
    when = When(first, 120, "Europe/London", Rule(By.WEEK))
    facts = SeriesFacts("Monthly", group, SeenBy.MEMBERS, when)
    series = plan_series(facts, by=Host(), now=now)
    keep_meetings(series, SeriesNeeds(), by=Host())
    one = Gathering.objects.filter(rhythm__series=series).earliest("starts_at")
    for number in range(ITEMS):
        body = make_member_agency(f"Agency {number}")
        seat = make_seat(make_member(f"Person {number}"), agency=body)
        few = Sharing(Label.GREEN, (Way(person=seat.person),))
        more = {"owner": seat} | ({"sharing": few} if number % 5 == 0 else {})
        item = ItemFacts(f"Item {number}", "discussion", 10, **more)
        propose_item(one, item, by=Host(), now=now)
    return one


def main() -> None:
    """Measure the page of a meeting, some of which is not for its reader."""
    databases = setup_databases(verbosity=0, interactive=False)
    one, reader, client = _meeting(datetime.now(UTC)), make_member(), Client()
    sign_in(client, make_user(reader), factor=False)
    spent = []
    for _ in range(TIMES):
        began, wall = process_time(), perf_counter()
        answer = client.get(f"/meetings/{one.pk}/")
        spent.append((process_time() - began, perf_counter() - wall))
    cpu, waited = (statistics.median(one) * 1000 for one in zip(*spent, strict=True))
    best = min(cpu for cpu, _wall in spent) * 1000
    print(
        f"{ITEMS} items: {cpu:.1f} ms of CPU (best {best:.1f}), {waited:.1f} ms on the"
        f" wall, {len(answer.content) // 1024} KB, {answer.status_code}"
    )
    teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
