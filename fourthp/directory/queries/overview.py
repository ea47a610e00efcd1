"""A whole listing in lines, for whoever looks it through."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from fourthp.directory.models import RequiredDocument, Schedule, Service
from fourthp.directory.permissions import has_plain_readers, may_be_named
from fourthp.directory.queries.details import detail_rows, hours_shown, placed
from fourthp.directory.queries.entries import Entry, entries
from fourthp.directory.queries.names import facet_name
from fourthp.directory.rules.hours import DAYS
from fourthp.directory.rules.week import WHOLE, add_to_week, empty_week, is_always

Lines = list[str]

# What each part of a listing is called, and the order in which it is told.
TITLES = {
    "words": gettext_lazy("What it is, and today’s news"),
    "contact": gettext_lazy("How to reach it"),
    "hours": gettext_lazy("When it is open"),
    "languages": gettext_lazy("Languages"),
    "people": gettext_lazy("Who it is for"),
    "referral": gettext_lazy("How to refer, and what it costs"),
    "place": gettext_lazy("Where it is"),
}


@dataclass(frozen=True)
class Hindrance:
    """Why people do not find or reach a service, and the route where it is mended."""

    said: str
    todo: str
    route: str


def hindrances(service: Service, entry: Entry) -> Iterator[Hindrance]:
    """Yield what keeps people from a service, in the words of whoever keeps it."""
    if service.status not in Service.RUNNING:
        said = _("It is not running: no search shows it.")
        yield Hindrance(said, _("Change whether it runs"), "listing-words")
    if service.place_is_confidential:
        yield from _of_hidden(service, entry)
    elif not (entry.phones or entry.no_numbers or service.email or service.url):
        said = _("Nothing here says how to reach it.")
        yield Hindrance(said, _("Add a number"), "listing-contact")


def _of_hidden(service: Service, entry: Entry) -> Iterator[Hindrance]:
    if has_plain_readers(service) and not service.is_public:
        said = _(
            "The public does not see it: a confidential service is for members of the"
            " network until somebody has read every word and opened it to everyone."
        )
        yield Hindrance(said, _("Read it, then open it"), "listing-readers")
    if not entry.phones:
        said = _(
            "It has no number that may be said, so nobody can reach it. A website or"
            " an e-mail address of a confidential service is not shown."
        )
        yield Hindrance(said, _("Add a number without an area code"), "listing-contact")
    if service.region is None:
        said = _("Its region is not said, so it stands below, for the whole country.")
        if service.home_region:
            said = _(
                "Too few hidden services are in its region to say which it is, so it"
                " stands below, for the whole country."
            )
        yield Hindrance(said, _("Look at its region"), "listing-place")


def is_plain(row: Schedule) -> bool:
    """Tell whether a schedule is a span of every week and no more."""
    narrower = (row.count, row.until, row.valid_from, row.valid_to, row.bymonthday)
    more = (row.byyearday, row.byweekno, row.is_closure, (row.interval or 1) > 1)
    return row.freq in {"", "WEEKLY"} and not any((*narrower, *more))


def text_of(row: Schedule) -> str:
    """Return what a schedule says in words."""
    return row.description or row.notes


def week_lines(rows: Iterable[Schedule]) -> list[tuple[str, str]]:
    """Return schedules as they read: a line a day, then what no week can say."""
    week, more = empty_week(), Lines()
    for row in rows:
        has_times = row.opens_at is not None and row.closes_at is not None
        span: Any = (row.opens_at, row.closes_at)
        if not has_times:
            more.append(str(row))
        elif is_plain(row) and add_to_week(week, row.byday, span):
            more.append(row.notes)
        else:
            more.append(str(row))
    said = [("", text) for text in dict.fromkeys(more) if text]
    if is_always(week):
        return [(_("Every day"), _("day and night")), *said]
    if not any(week.values()):
        return said
    days = [
        (str(WEEKDAYS[at]), ", ".join(span_text(*s) for s in week[day]) or _("closed"))
        for at, day in enumerate(DAYS)
    ]
    return days + said


def _hours(service: Service) -> Iterator[tuple[str, str]]:
    """Yield when a service is open, days that follow each other alike in one line."""
    names = {str(name) for name in WEEKDAYS.values()}
    lines = week_lines(hours_shown(service))
    for (text, is_day), alike in groupby(lines, lambda one: (one[1], one[0] in names)):
        days = [day for day, _text in alike]
        ends = {"first": days[0], "last": days[-1]}
        if is_day and len(days) == len(names):
            yield _("Every day"), text
        elif is_day and len(days) == 2:
            yield _("%(first)s and %(last)s") % ends, text
        elif is_day and len(days) > 2:
            yield _("%(first)s to %(last)s") % ends, text
        else:
            yield from ((day, text) for day in days)


def span_text(opens: time, closes: time) -> str:
    """Return a span in words; one that ends the next day says so."""
    if (opens, closes) == WHOLE:
        return _("day and night")
    text = f"{opens:%H:%M}–{closes:%H:%M}"
    over = closes <= opens and closes != time()
    return _("%s the next day") % text if over else text


def overview(service: Service, entry: Entry) -> dict[str, Lines]:
    """Return what a listing says, by the part that changes it."""
    return {
        "words": _words(service, entry),
        "contact": _contact(service, entry),
        "hours": [": ".join(filter(None, d)) for d in _hours(service)],
        "languages": _languages(service, entry),
        "people": _people(service, entry),
        "referral": _referral(service),
        "place": _place(service),
    }


def told_to_everyone(service: Service, *, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return what everyone may read of a listing, by the titles of its parts.

    Nothing where the public does not see it.
    """
    return _told(service, frozenset(TITLES), now)


def part_told(
    service: Service, part: str, *, now: datetime
) -> tuple[tuple[str, str], ...]:
    """Return what everyone may read of one part of a listing, by the part's title.

    Nothing where the public does not see it, or it says nothing there.
    """
    return _told(service, frozenset({part}), now)


def _told(
    service: Service, parts: Set[str], now: datetime
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(TITLES[part]), "\n".join(filter(None, lines)))
        for entry in entries([service.pk], reader=None, now=now)
        for part, lines in overview(service, entry).items()
        if part in parts and any(lines)
    )


def facts_of(service: Service) -> tuple[tuple[str, str], ...]:
    """Return which listing a mail is about, and whose: two may have one name."""
    agency = (_("Agency"), str(service.organization))
    return ((_("Listing"), service.name), agency)


def name_in_mail(service: Service) -> str:
    """Return what a listing is called, and whose it is, where a mail may say so."""
    named = f"{service.name} ({service.organization})"
    return named if may_be_named(service) else ""


def _words(service: Service, entry: Entry) -> Lines:
    state = str(service.get_status_display()).capitalize()
    if service.status == Service.Status.ACTIVE:
        state = _("It is running")
    if service.status == Service.Status.CLOSED and service.reopens_on:
        day = date_format(service.reopens_on, "j F Y")
        state = _("%(state)s, until %(day)s") % {"state": state, "day": day}
    return _said(state, _news(service, entry), service.description)


def _news(service: Service, entry: Entry) -> str:
    """Return the news with the last day on which it is shown."""
    if not entry.alert or service.alert_until is None:
        return ""
    day = date_format(service.alert_until, "j F Y")
    return _("%(news)s (shown until %(day)s)") % {"news": entry.alert, "day": day}


def ended_news(service: Service, entry: Entry) -> str:
    """Return in words since when the news of a service is not shown any more."""
    if entry.alert or not service.alert:
        return ""
    if service.alert_until is None:
        return _("Nobody sees this news: it has no last day.")
    day = date_format(service.alert_until, "j F Y")
    return _("This news ended on %s: nobody sees it any more.") % day


def _contact(service: Service, entry: Entry) -> Lines:
    phones = entry.phones + entry.no_numbers
    numbers = [f"{_isolated(p.number)} {p.description}".strip() for p in phones]
    return _said(*numbers, service.email, service.url)


def _isolated(number: str) -> str:
    """Return a number that runs from left to right also where writing does not.

    Elsewhere nothing that cannot be seen is put around it: whoever copies it, copies
    that too.
    """
    return f"\u2066{number}\u2069" if get_language_bidi() else number


def _languages(service: Service, entry: Entry) -> Lines:
    by_interpreter = ", ".join(entry.interpreters)
    return _said(
        ", ".join(entry.languages),
        by_interpreter and _("By an interpreter: %s") % by_interpreter,
        service.interpretation_services,
    )


def _people(service: Service, entry: Entry) -> Lines:
    is_for = ", ".join(map(facet_name, entry.is_for))
    is_not = ", ".join(map(facet_name, entry.is_not_for))
    low, high = service.minimum_age, service.maximum_age
    return _said(
        is_for,
        is_not and _("Not for: %s") % is_not,
        low is not None and ngettext("From %d year", "From %d years", low) % low,
        high is not None and ngettext("Up to %d year", "Up to %d years", high) % high,
        service.eligibility_description,
        *entry.notes,
    )


def _referral(service: Service) -> Lines:
    papers = ", ".join(r.document for r in detail_rows(service, RequiredDocument))
    return _said(
        str(service.get_referral_display()).capitalize(),
        service.application_process,
        service.what_to_say,
        papers and _("Bring along: %s") % papers,
        service.wait_time and _("Waiting: %s") % service.wait_time,
        service.is_free and _("Free"),
        service.fees_description,
    )


def _place(service: Service) -> Lines:
    spots = [one.spot for one in placed(service)]
    texts = [
        ", ".join(_said(s.address_1, s.city, s.postal_code, _ramp(s.for_wheelchairs)))
        for s in spots
    ]
    region = str(service.region) if service.region else ""
    hidden = service.place_is_confidential and _("Its place is confidential")
    return _said(hidden, region, *texts)


def _ramp(there: bool) -> str:
    return _("with a wheelchair") if there else ""


def _said(*texts: Any) -> Lines:
    return [str(text) for text in texts if text]
