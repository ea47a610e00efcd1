"""Calendars: of a series, of one gathering, and a person's own, by a link."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.foundation.links import read_link
from fourthp.gatherings.formats.calendars import TYPE, Event, Method, calendar_text
from fourthp.gatherings.operations.feeds import end_feed, make_feed
from fourthp.gatherings.permissions import CALENDAR
from fourthp.gatherings.queries.calendars import event_of, events_of, organiser
from fourthp.gatherings.queries.feeds import (
    address_of,
    feed_of,
    feed_text,
    person_by,
    tag_of,
)
from fourthp.gatherings.views.standing import gathering_seen, person_of, series_seen


@require_safe
def gathering_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give one gathering as a calendar file."""
    return _file([event_of(gathering_seen(request, pk))])


@require_safe
def series_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a series as a calendar file."""
    return _file(events_of(series_seen(request, pk).rhythms.all(), now=now()))


def _file(events: list[Event]) -> HttpResponse:
    said = calendar_text(Method.PUBLISH, events, who=organiser(), stamp=now())
    # The name says nothing of what is in it (S14).
    headers = {"Content-Disposition": 'attachment; filename="calendar.ics"'}
    return HttpResponse(said, content_type=TYPE, headers=headers)


def own(request: HttpRequest) -> HttpResponse:
    """Show somebody her calendar link, or offer her one."""
    feed = feed_of(person_of(request))
    address = address_of(feed) if feed else ""
    context = {
        "feed": feed,
        "address": address,
        "subscribe": address.replace("https://", "webcal://", 1) if feed else "",
    }
    return render(request, "gatherings/calendar.html", context)


@require_POST
def making(request: HttpRequest) -> HttpResponse:
    """Take a calendar link, or another in place of one that somebody may know."""
    person = person_of(request)

    def act() -> str:
        make_feed(person, by=person, now=now())
        return reverse("calendar")

    answer = press(request, act, by=person, now=now())
    messages.success(request, _("Here is your link. Keep it to yourself."))
    return redirect(answer)


@require_POST
def ending(request: HttpRequest) -> HttpResponse:
    """End one's calendar link."""
    person = person_of(request)

    def act() -> str:
        end_feed(person, by=person)
        return reverse("calendar")

    answer = press(request, act, by=person, now=now())
    messages.success(request, _("Ended. The link leads nowhere now."))
    return redirect(answer)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give a person's own calendar to her program; what may be seen is asked anew."""
    person = person_by(read_link(token, CALENDAR, now=now()))
    if person is None:
        raise Http404(_("This calendar link leads nowhere any more."))
    said = feed_text(person, now=now())
    tag = tag_of(said)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(said, content_type=TYPE, headers={"ETag": tag})
