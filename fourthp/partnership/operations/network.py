"""The network itself: its settings, and the numbers on every page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import (
    begin_revision,
    last_revision,
    refuse_if_changed,
)
from fourthp.foundation.operations.undoing import Undone, undo_revision
from fourthp.partnership.models import (
    Group,
    HelpLine,
    Network,
    Person,
    Profile,
    Widening,
)
from fourthp.partnership.operations.widening import (
    ChangedSinceAsked,
    TakesASecond,
    WideningKind,
    always,
    ask_to_widen,
    declare_widening,
    takes_two,
)
from fourthp.partnership.operations.words import bring_words
from fourthp.partnership.permissions import can_fold_first_month, can_run_network
from fourthp.partnership.queries.seconds import officers_beside
from fourthp.partnership.queries.widening import Line
from fourthp.partnership.rules.numbers import can_be_rung
from fourthp.partnership.rules.packs import pack_for
from fourthp.partnership.rules.profiles import rules_of


class NotANumber(Exception):
    """Nobody can ring what was given as a telephone number."""


class StandsAlready(Exception):
    """A number of this kind stands on every page as it is."""


class LastEmergencyNumber(Exception):
    """Without it no page could say whom to ring in danger."""


class AlreadySetUp(Exception):
    """This network is already set up."""


@dataclass(frozen=True)
class NetworkFacts:
    """What a network says of itself: country is ISO 3166-1 alpha-2, zone IANA.

    languages: BCP 47, the first for pages that nobody chose one for.
    """

    name: str
    country: str
    time_zone: str
    languages: tuple[str, ...] = ()
    profile: str = Profile.ORDINARY
    controller: str = ""
    controller_address: str = ""
    contact_email: str = ""
    contact_phone: str = ""


def set_up_network(facts: NetworkFacts, *, by: Actor, is_demo: bool = False) -> Network:
    """Make the network of this home, the group that it is, and its country's words.

    Raises AlreadySetUp on a home that has one.
    """
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        if Network.objects.exists():
            raise AlreadySetUp(_("This network is already set up."))
        said = asdict(facts) | {"languages": list(facts.languages)}
        network = Network.objects.create(**said, is_demo=is_demo)
        Group.objects.create(name=facts.name, is_network=True)
        bring_words(pack_for(facts.country), network, by=by)
        record(by, "set-up", network)
    return network


def change_network(
    facts: Mapping[str, Any], *, by: Actor, seen: str | None = None
) -> Network:
    """Change what the network says of itself; the group that it is is called alike.

    seen is the network as they saw it, None to change it anyway. Raises
    SomebodyWasFaster; TakesASecond where nothing would take two any more, which
    `settle_network` asks.
    """
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        network = Network.objects.select_for_update().get()
        refuse_if_changed(seen, is_now=last_revision(network))
        if ends_two(network, facts) and takes_two(by):
            raise TakesASecond(_("That nothing takes two any more takes two itself."))
        _put(network, facts, by=by)
    return network


def ends_two(network: Network, facts: Mapping[str, Any]) -> bool:
    """Tell whether facts of a network would end that two widen."""
    profile = facts.get("profile", network.profile)
    return rules_of(network.profile).takes_two and not rules_of(profile).takes_two


def settle_network(
    facts: Mapping[str, Any], *, by: Person, now: datetime, seen: str | None = None
) -> Widening | None:
    """Change what the network says of itself; that two widen is ended by two.

    Everything else is changed at once. Returns what asks for the second person, None
    where nobody is asked. Raises SomebodyWasFaster.
    """
    with transaction.atomic():
        network = Network.objects.select_for_update().get()
        if not (ends_two(network, facts) and takes_two(by)):
            change_network(facts, by=by, seen=seen)
            return None
        others = {name: said for name, said in facts.items() if name != "profile"}
        change_network(others, by=by, seen=seen)
        wants = {"profile": facts["profile"]}
        return ask_to_widen(FEWER_RULES, about=None, wants=wants, by=by, now=now)


def _put(network: Network, facts: Mapping[str, Any], *, by: Actor) -> None:
    """Write facts of the network, whose lock the caller holds."""
    changed = _changed(network, facts)
    if not changed:
        return
    revising = begin_revision(by, "changed", network)
    revising.change([(network, changed)])
    if "name" in changed:
        group = Group.objects.select_for_update().get(is_network=True)
        before, group.name = {"name": group.name}, network.name
        revising.change([(group, before)])
    record(by, "changed", network, fields=sorted(changed))


def _profile_now() -> str:
    return Network.objects.values_list("profile", flat=True).first() or ""


def _set_profile(asked: Widening, _now: datetime) -> None:
    network = Network.objects.select_for_update().get()
    _put(network, asked.wants, by=asked.asked_by)


def _said_of_profile(asked: Widening, _reader: Person) -> list[Line]:
    said = Profile(asked.wants["profile"]).label
    what = _("More people see something without anybody else being asked.")
    return [(_("Rules"), said, "", ""), (_("What that does"), what, "", "")]


FEWER_RULES = declare_widening(
    WideningKind(
        name="fewer-rules",
        title=gettext_lazy("Nothing takes a second person any more"),
        may_ask=lambda person, _asked: can_run_network(person),
        do=_set_profile,
        state=lambda _asked: _profile_now(),
        says=_said_of_profile,
        url=lambda _asked: reverse("network"),
        seconds=officers_beside,
        may_go_alone=always,
        lock=lambda _asked: _lock_network(),
    )
)


def _lock_network() -> None:
    Network.objects.select_for_update().get()


def _changed(row: Any, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Say facts of a row, unsaved; return what those that differ were before."""
    before = {n: getattr(row, n) for n, v in facts.items() if getattr(row, n) != v}
    for name in before:
        setattr(row, name, facts[name])
    return before


def undo_network(revision: Revision, *, by: Actor, now: datetime) -> Undone:
    """Take a change of the network's facts or words back.

    Raises AlreadyUndone; TakesASecond where nothing would take two any more.
    """
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        network = Network.objects.select_for_update().get()
        is_two = takes_two(by)
        undone = undo_revision(revision, by=by, now=now, by_field=True)
        if is_two and ends_two(network, {"profile": _profile_now()}):
            raise TakesASecond(
                _("That nothing takes two any more takes two: choose it anew.")
            )
        record(by, "undid", network)
    return undone


def put_first_month(*, by: Actor, closed_on: date | None) -> Network:
    """Fold the first month's list away from a day, or show it again (None).

    One that is folded already, or shown, stays as it is.
    """
    if not can_fold_first_month(by):
        raise PermissionDenied
    with transaction.atomic():
        network = Network.objects.select_for_update().get()
        if (network.first_month_closed_on is None) == (closed_on is None):
            return network
        network.first_month_closed_on = closed_on
        network.save(update_fields=["first_month_closed_on"])
        record(by, "folded-first-month" if closed_on else "opened-first-month", network)
    return network


def set_help_line(line: HelpLine, *, by: Actor, today: date) -> HelpLine:
    """Add an emergency or national number, or say of one that it is right today.

    Raises NotANumber, StandsAlready; TakesASecond for a new one, where
    `ask_for_help_line` asks.
    """
    if not can_run_network(by):
        raise PermissionDenied
    stands = HelpLine.objects.filter(pk=line.pk, number=line.number).exists()
    if not stands and takes_two(by):
        raise TakesASecond(_("Another number takes a second person."))
    return _keep_line(line, by=by, today=today)


def _keep_line(line: HelpLine, *, by: Actor, today: date) -> HelpLine:
    if not can_be_rung(line.number):
        raise NotANumber(_("%s is not a telephone number.") % line.number)
    line.checked_on = today
    with transaction.atomic():
        _refuse_twin(line)
        line.save()
        record(by, "checked", line)
    return line


def _refuse_twin(line: HelpLine) -> None:
    """Raise StandsAlready where another line of its kind has the same number."""
    list(Network.objects.select_for_update())  # one adds at a time
    number = line.number.replace(" ", "")
    others = HelpLine.objects.filter(kind=line.kind).exclude(pk=line.pk)
    if any(one.number.replace(" ", "") == number for one in others):
        raise StandsAlready(_("%s stands on every page already.") % line.number)


def remove_help_line(line: HelpLine, *, by: Actor) -> None:
    """Show a number no longer; raise LastEmergencyNumber if nothing else is left."""
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        kind = HelpLine.Kind.EMERGENCY
        lines = HelpLine.objects.select_for_update().filter(kind=kind)
        if line.kind == kind and not lines.exclude(pk=line.pk).exists():
            raise LastEmergencyNumber(
                _("%s is the only emergency number: set another first.") % line.number
            )
        record(by, "removed", line)
        line.delete()


_SAID_OF_LINE = ("country", "kind", "name", "number", "hours", "cost")


def ask_for_help_line(line: HelpLine, *, by: Person, now: datetime) -> Widening:
    """Ask that a number stand on every page; where nobody need be asked it does.

    Raises NotANumber, StandsAlready.
    """
    if not can_run_network(by):
        raise PermissionDenied
    if not can_be_rung(line.number):
        raise NotANumber(_("%s is not a telephone number.") % line.number)
    with transaction.atomic():
        _refuse_twin(line)
    wants = {name: str(getattr(line, name)) for name in _SAID_OF_LINE}
    return ask_to_widen(HELP_LINE, about=None, wants=wants, by=by, now=now)


def _add_line(asked: Widening, now: datetime) -> None:
    line = HelpLine(**asked.wants)
    try:
        _keep_line(line, by=asked.asked_by, today=localdate(now))
    except StandsAlready as problem:
        raise ChangedSinceAsked(str(problem)) from problem


def _said_of_line(asked: Widening, _reader: Person) -> list[Line]:
    fields = {one.name: one for one in HelpLine._meta.concrete_fields}
    kinds = dict(HelpLine.Kind.choices)
    said = {n: asked.wants.get(n) for n in ("number", "name", "hours", "cost")}
    named = [(capfirst(fields[n].verbose_name), v) for n, v in said.items()]
    named.append((_("Kind"), kinds.get(str(asked.wants.get("kind")))))
    return [(name, value, "", "") for name, value in named if value]


HELP_LINE = declare_widening(
    WideningKind(
        name="help-line",
        title=gettext_lazy("Another number on every public page"),
        may_ask=lambda person, _asked: can_run_network(person),
        do=_add_line,
        # Another number takes the place of none: it is right whatever stands there.
        state=lambda _asked: "",
        says=_said_of_line,
        url=lambda _asked: reverse("network-numbers"),
        seconds=officers_beside,
        may_go_alone=always,
    )
)
