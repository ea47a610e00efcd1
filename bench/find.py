"""P2, the HTML part: processor time of a result page with ranking and facets.

    python -m bench.find [COUNT]      (default 40,890 services)

On a Tuesday morning, whenever it is run: at night less is open, and a question that
nothing answers costs more. Runs on whatever DATABASE_URL names; a corpus that
FOURTHP_HOME or that database has already is asked again. Prints the median of 25 of
each question, in process (one client, no network), and its ratio to a calibration: one
query of 50 rows drawn by a template, asked between any two of them, because a shared
machine is now faster, now slower.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("FOURTHP_HOME", tempfile.mkdtemp(prefix="fourthp-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "fourthp.config.settings"

import django
import time_machine

django.setup()

from django.conf import settings
from django.db import connection
from django.template import engines
from django.test import Client
from django.urls import reverse

from bench.corpus import make_corpus
from fourthp.config.commands.migrate import bring_up_to_date
from fourthp.config.commands.serve import prepare_static
from fourthp.config.home import prepare_home
from fourthp.directory.models import Service

TIMES = 25
TUESDAY = "2026-11-24T10:05+00:00"
QUESTIONS = {
    "one need near a town": {"q": "shelter", "place": "Town7"},
    "need, language, women, near, open now": {
        "q": "legal Romanian women",
        "place": "Town7",
        "now": "on",
    },
    "the same at night, when nothing is open": {
        "q": "legal Romanian women",
        "place": "Town7",
        "on": "2026-11-25",
        "at": "03:30",
    },
    "a common word, no place": {"q": "harbour"},
    "a rare word": {"q": "istanbul"},
    "a common word, page 50": {"q": "harbour", "page": "50"},
    "nothing asked": {"q": ""},
    "a region": {"q": "shelter", "place": "North Region"},
    "a slip in two words": {"q": "romanain harbuor", "place": "Town7"},
    "a sentence": {
        "q": "man who left a car wash by the river, no papers, needs a shelter",
        "place": "Town7",
    },
    "nothing answers": {"q": "Romanian Vietnamese Thai"},
    "two languages, no place": {"q": "Romanian Vietnamese"},
    "need, language, women, no place": {"q": "legal Romanian women"},
    "the same, open now": {"q": "legal Romanian women", "now": "on"},
    "a need, open at night, no place": {
        "q": "shelter",
        "on": "2026-11-25",
        "at": "03:30",
    },
    "a region, open now": {"q": "shelter", "place": "North Region", "now": "on"},
    "four common words": {"q": "harbour river lantern bridge"},
    "as far from a town as one can go": {
        "q": "shelter Romanian women",
        "place": "Town7",
        "km": "0",
    },
}
BARE = engines["django"].from_string(
    "<ul>{% for s in rows %}<li>{{ s.name }} {{ s.email }}</li>{% endfor %}</ul>"
)


def spent_ms(act: Callable[[], object]) -> float:
    """Return the processor time of an act, in milliseconds."""
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1_000


def medians(act: Callable[[], object]) -> tuple[float, float]:
    """Return the median of an act, and of the calibration, in turns."""
    act()
    pairs = [(spent_ms(act), spent_ms(bare_view)) for _ in range(TIMES)]
    acts, bares = zip(*pairs, strict=True)
    return statistics.median(acts), statistics.median(bares)


def bare_view() -> str:
    """Answer as the calibration does: one query of 50 rows, one template."""
    return BARE.render({"rows": list(Service.objects.all()[:50])})


def main() -> None:
    """Make the corpus, ask each question, print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40_890
    prepare_home(settings.HOME)
    bring_up_to_date(verbosity=0)
    prepare_static()
    begun = time.monotonic()
    if Service.objects.count() != count:
        make_corpus(count)
    print(f"{connection.vendor}, {count} services", end=", ")
    print(f"made in {time.monotonic() - begun:.0f} s", flush=True)
    settings.ALLOWED_HOSTS.append("testserver")
    # One client: making one sets the whole program up anew.
    client = Client()
    bare_view()
    for name, fields in QUESTIONS.items():
        spent, bare = medians(partial(client.post, reverse("find"), fields))
        print(f"| {name} | {spent:.1f} ms | {bare:.1f} ms | {spent / bare:.1f} |")


if __name__ == "__main__":
    with time_machine.travel(TUESDAY):
        main()
