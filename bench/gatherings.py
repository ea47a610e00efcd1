"""How long a person's own calendar takes: 500 gatherings (promised: 50 ms).

`python -m bench.gatherings`: a network in a database of its own, in memory.
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

from django.test.utils import setup_databases, teardown_databases

from fourthp.foundation.actors import Host
from fourthp.gatherings.models import Rhythm
from fourthp.gatherings.operations.series import SeenBy, SeriesFacts, plan_series
from fourthp.gatherings.queries.feeds import feed_text
from fourthp.gatherings.rules.repeating import By, Rule, When
from fourthp.partnership.tests.makers import make_member, make_network_group

TIMES = 25


def main() -> None:
    """Measure a feed of series, and one of gatherings that are held once."""
    databases = setup_databases(verbosity=0, interactive=False)
    now = datetime.now(UTC)
    person, group = make_member(), make_network_group()
    for title, rule, count in (
        ("42 weekly series of 12", Rule(By.WEEK), 42),
        ("500 that are held once", None, 500),
    ):
        Rhythm.objects.all().delete()
        for number in range(count):
            first = (now + timedelta(days=2 + number % 50)).replace(tzinfo=None)
            when = When(first, 90, "Europe/London", rule)
            facts = SeriesFacts(f"Series {number}", group, SeenBy.MEMBERS, when)
            plan_series(facts, by=Host(), now=now)
        said = feed_text(person, now=now)
        spent = []
        for _ in range(TIMES):
            began, wall = process_time(), perf_counter()
            feed_text(person, now=now)
            spent.append((process_time() - began, perf_counter() - wall))
        cpu, waited = (
            statistics.median(one) * 1000 for one in zip(*spent, strict=True)
        )
        print(
            f"{title}: {cpu:.0f} ms of CPU, {waited:.0f} ms on the wall,"
            f" {len(said) // 1024} KB, {said.count('BEGIN:VEVENT')} events"
        )
    teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
