"""The doors of gatherings."""

from fourthp.foundation.policies import (
    Cache,
    Rate,
    by_link,
    door,
    for_members,
    for_roles,
    open_to,
    taken_along,
)
from fourthp.gatherings.permissions import CALENDAR, KEEPS
from fourthp.gatherings.views import (
    answers,
    calendars,
    changes,
    inviting,
    pages,
    planning,
)

keeps = for_roles(*KEEPS)
# A calendar program asks for it by itself, once an hour or so.
by_calendar = open_to(
    by_link(CALENDAR),
    cache=Cache.BACK,
    rate=Rate("calendar", burst=60, per_hour=600),
)
ONE, SERIES = "gatherings/<uuid:pk>/", "series/<uuid:pk>/"

urlpatterns = [
    door("gatherings/", pages.index, for_members, name="gatherings"),
    door("gatherings/new/", planning.new, keeps, name="gathering-new"),
    door(ONE, pages.gathering, for_members, name="gathering"),
    door(
        f"{ONE}calendar.ics",
        calendars.gathering_file,
        for_members,
        name="gathering-calendar",
    ),
    door(f"{ONE}moving/", changes.moving, keeps, name="gathering-moving"),
    door(f"{ONE}cancelling/", changes.cancelling, keeps, name="gathering-cancelling"),
    door(f"{ONE}return/", changes.bringing_back, keeps, name="gathering-return"),
    door(f"{ONE}place/", changes.place, keeps, name="gathering-place"),
    door(f"{ONE}following/", changes.following, keeps, name="gathering-following"),
    door(f"{ONE}ending/", changes.ending, keeps, name="gathering-ending"),
    door(f"{ONE}answer/", answers.answer, for_members, name="gathering-answer"),
    door(f"{ONE}answers/", answers.noting, keeps, name="gathering-noting"),
    door(
        f"{ONE}answers/export/",
        answers.export,
        taken_along,
        name="gathering-answers-export",
    ),
    door(f"{ONE}guests/", inviting.new_guest, keeps, name="gathering-guest"),
    door(
        f"{ONE}guests/<uuid:guest>/removal/",
        inviting.guest_removal,
        keeps,
        name="gathering-guest-removal",
    ),
    door(SERIES, pages.series, for_members, name="series"),
    door(f"{SERIES}invited/", inviting.invited, keeps, name="series-invited"),
    door(f"{SERIES}invitations/", inviting.inviting, keeps, name="series-inviting"),
    door(f"{SERIES}facts/", planning.facts, keeps, name="series-facts"),
    door(
        f"{SERIES}calendar.ics",
        calendars.series_file,
        for_members,
        name="series-calendar",
    ),
    door("calendar/", calendars.own, for_members, name="calendar"),
    door("calendar/making/", calendars.making, for_members, name="calendar-making"),
    door("calendar/ending/", calendars.ending, for_members, name="calendar-ending"),
    door(
        "calendar/<str:token>/feed.ics",
        calendars.feed,
        by_calendar,
        name="calendar-feed",
    ),
]
