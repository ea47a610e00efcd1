"""Services by what a member typed to find anything at all."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from fourthp.directory.models import Service
from fourthp.directory.queries.places import agencies_in, known_places
from fourthp.directory.queries.questions import Question
from fourthp.directory.queries.search import answer
from fourthp.directory.rules.lines import read_line
from fourthp.partnership.models import Person

# So many are counted.
MOST_COUNTED = 100


def services_typed(
    words: Iterable[str], *, reader: Person, now: datetime
) -> tuple[list[UUID], bool]:
    """Return the services that answer a line exactly, the best first, and whether
    there are more. The directory's own index is asked, as on its own page.
    """
    line, places = " ".join(words), known_places()
    agencies = agencies_in(line)
    asked = read_line(line, places.names, agencies)
    question = Question(
        now=now,
        words=asked.words,
        codes=asked.codes,
        place=asked.place,
        agencies=asked.agencies,
        places=places,
    )
    found = answer(question, reader=reader, most=MOST_COUNTED)
    return [hit.service_id for hit in found.hits], found.more


def services_shown(ids: list[UUID], *, reader: Person) -> list[Service]:
    """Return the services of some ids that a reader may see, in their order."""
    if not ids:
        return []
    seen = Service.objects.visible_to(reader).select_related("organization")
    rows = seen.in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]
