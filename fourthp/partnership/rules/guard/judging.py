"""What the guard says of a text."""

from collections.abc import Iterator

from fourthp.partnership.rules.guard.dates import birth_dates, dates
from fourthp.partnership.rules.guard.marks import Judgement, Kind, Mark, without_doubles
from fourthp.partnership.rules.guard.numbers import identities
from fourthp.partnership.rules.guard.phones import private_numbers
from fourthp.partnership.rules.guard.places import home_addresses
from fourthp.partnership.rules.guard.plates import plates
from fourthp.partnership.rules.guard.reading import Reading
from fourthp.partnership.rules.guard.somebody import Somebody
from fourthp.partnership.rules.guard.stories import stories


def judge_text(
    text: str,
    *,
    year: int,
    known: frozenset[str] = frozenset(),
    areas: frozenset[str] = frozenset(),
    without: frozenset[Kind] = frozenset(),
) -> Judgement:
    """Say what in a text looks like a person, and whether it tells a small story.

    year: this year. known: tokens of telephone numbers that are no secret
    (`known_token`). areas: names, casefolded, of places too large to tell anything.
    without: what nobody minds here, such as the address of a service in its listing,
    unless the text says that it is somebody's.
    """
    read = Reading(text)
    found = list(_stops(read, year=year, known=known))
    if without:
        whose = Somebody(read)
        found = [one for one in found if one.kind not in without or whose.has(one)]
    stops = without_doubles(found)
    if stops:
        return Judgement(stops=stops)
    return Judgement(story=without_doubles(stories(read, areas=areas)))


def _stops(read: Reading, *, year: int, known: frozenset[str]) -> Iterator[Mark]:
    sure = [*birth_dates(read, year=year), *identities(read), *plates(read)]
    yield from sure
    yield from home_addresses(read)
    # A date has the digits of a telephone number, and so has a passport.
    taken = sorted(
        [(one.start, one.end) for one in sure] + [d.span() for d in dates(read)]
    )
    for one in private_numbers(read, known=known):
        if not any(one.start < end and start < one.end for start, end in taken):
            yield one
