"""Changes of gatherings, and of somebody's own calendar link."""

from datetime import timedelta

from django.test import Client

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.gatherings.models import Gathering
from fourthp.gatherings.operations.inviting import (
    GuestFacts,
    change_invited,
    name_guest,
)
from fourthp.gatherings.operations.moving import cancel_gathering
from fourthp.gatherings.queries.series import version_of
from fourthp.gatherings.tests.makers import make_gathering, make_when, soon
from fourthp.partnership.models import Person
from fourthp.partnership.tests.makers import make_group, make_seat
from tests.safety.acts.sending import HERE, Act, act, at, keeping, keyed


def _gathering() -> Gathering:
    group, when = make_group("Night work"), make_when(soon())
    return make_gathering(
        name="Night work", group=group, when=when, by=Host(), now=now()
    )


def _times(**said: str) -> dict[str, str]:
    day = f"{soon() + timedelta(days=1):%Y-%m-%d}"
    return {"day": day, "at": "14:00", "to": "15:30"} | said


def _rhythm(**said: str) -> dict[str, str]:
    return _times(repeats="week", each="2", zone="Europe/London") | said


def _seen_days(act: Act) -> Act:
    """Look at the days first: they are kept by the second press."""
    page = act.client.post(act.path, keyed(**act.data), headers=HERE)
    [field] = [one for one in page.context["form"] if one.name == "seen_dates"]
    act.data["seen_dates"] = field.value()
    return act


@act("gathering-new")
def _plan() -> Act:
    group = make_group("Night work")
    said = {"name": "Night work", "group": str(group.pk), "seen_by": "members"}
    said |= {"place": "harbour", "link": "https://a.example/x"}
    made = Act(keeping(), at("gathering-new"), _rhythm(**said))
    return Act(made.client, made.path, keyed(**_seen_days(made).data))


@act("gathering-moving")
def _move() -> Act:
    found = _gathering()
    said = keyed(**_times(because="harbour"), seen=found.version)
    return Act(keeping(), at("gathering-moving", found.pk), said)


@act("gathering-cancelling")
def _cancel() -> Act:
    found = _gathering()
    said = keyed(because="harbour", seen=found.version)
    return Act(keeping(), at("gathering-cancelling", found.pk), said)


@act("gathering-return")
def _bring_back() -> Act:
    found = cancel_gathering(_gathering(), "", by=Host(), now=now())
    return Act(keeping(), at("gathering-return", found.pk), keyed())


@act("gathering-place")
def _hold_elsewhere() -> Act:
    said = keyed(place="harbour", access="harbour")
    return Act(keeping(), at("gathering-place", _gathering().pk), said)


@act("gathering-following")
def _change_what_follows() -> Act:
    found = _gathering()
    path = at("gathering-following", found.pk)
    made = Act(keeping(), path, _rhythm(seen=found.version))
    return Act(made.client, made.path, keyed(**_seen_days(made).data))


@act("gathering-ending")
def _end() -> Act:
    found = _gathering()
    said = keyed(because="", seen=found.version)
    return Act(keeping(), at("gathering-ending", found.pk), said)


def _keeper_who_sits() -> tuple[Client, Gathering]:
    """Somebody who keeps a gathering and is invited to it."""
    client, found = keeping(), _gathering()
    person = Person.objects.get(user=client.session["_auth_user_id"])
    make_seat(person, group=found.series.group)
    change_invited(found.series, [], others_may_come=True, by=person)
    return client, found


@act("gathering-answer")
def _say_who_comes() -> Act:
    client, found = _keeper_who_sits()
    said = {"says": "other", "other_name": "harbour", "words": "harbour"}
    said |= {"other_agency": "harbour", "other_email": "a@acts.example"}
    return Act(client, at("gathering-answer", found.pk), keyed(**said))


@act("gathering-noting")
def _note_an_answer() -> Act:
    client, found = _keeper_who_sits()
    facts = GuestFacts("harbour")
    guest = name_guest(found, facts, by=Host(), now=now())
    path = f"{at('gathering-noting', found.pk)}?who={guest.pk}"
    return Act(client, path, keyed(says="perhaps", words="harbour"))


@act("gathering-guest")
def _invite_a_guest() -> Act:
    said = keyed(name="harbour", agency="harbour", email="a@acts.example")
    return Act(keeping(), at("gathering-guest", _gathering().pk), said)


@act("gathering-guest-removal")
def _take_a_guest_off() -> Act:
    found = _gathering()
    guest = name_guest(found, GuestFacts("harbour"), by=Host(), now=now())
    path = at("gathering-guest-removal", found.pk, guest.pk)
    return Act(keeping(), path, keyed())


@act("series-invited")
def _invite_a_group() -> Act:
    group = make_group("Quay group")
    said = keyed(groups=[str(group.pk)], others_may_come="on")
    return Act(keeping(), at("series-invited", _gathering().series.pk), said)


@act("series-inviting")
def _send_invitations() -> Act:
    client, found = _keeper_who_sits()
    name_guest(found, GuestFacts("harbour", "", "a@a.example"), by=Host(), now=now())
    return Act(client, at("series-inviting", found.series.pk), keyed())


@act("series-facts")
def _change_series() -> Act:
    series = _gathering().series
    said = keyed(name="Night work", place="harbour", seen=version_of(series))
    return Act(keeping(), at("series-facts", series.pk), said)


@act("calendar-making")
def _take_a_link() -> Act:
    return Act(keeping(), at("calendar-making"), keyed())


@act("calendar-ending")
def _end_the_link() -> Act:
    client = keeping()
    client.post(at("calendar-making"), keyed())
    return Act(client, at("calendar-ending"), keyed())
