"""Somebody is erased: all that says who she is goes; that somebody sat there stays."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.accounts.operations.sessions import close_accounts, end_sessions_of
from fourthp.audit.models import Entry
from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.form_keys import forget_texts_of
from fourthp.foundation.operations.scrubbing import scrub_later
from fourthp.foundation.subjects import Subject, all_holdings
from fourthp.partnership.formats.subject_letters import erased_letter
from fourthp.partnership.models import (
    AudienceRule,
    LetIn,
    Person,
    PersonTerm,
    Reach,
    Sheet,
    Widening,
)
from fourthp.partnership.operations.leaving import HoldsNoSeat, leave
from fourthp.partnership.operations.names import forget_every_name
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.permissions import can_erase
from fourthp.partnership.queries.erasing import SHORTEST, address_of
from fourthp.partnership.queries.known_as import addresses_to_forget, names_of
from fourthp.partnership.queries.network import this_network
from fourthp.partnership.queries.subjects import subject_of
from fourthp.partnership.rules.subjects import Why
from fourthp.partnership.signals import person_erased
from fourthp.post.operations.forgetting import (
    forget_addresses,
    forget_last_mails,
    forget_words_naming,
)
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.facts import wishes_by_reader
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.readers import ADDRESS, Reader

ERASED = declare_kind(
    Kind(
        "partnership.erased",
        Stream.DUTY,
        subject=gettext_lazy("About your data"),
        title=gettext_lazy("That everything that says who you are was erased"),
        reason=gettext_lazy("it is about what was held of you"),
        is_last=True,
    )
)


class ErasedAlready(Exception):
    """Somebody is not here any more who is to be erased."""


@dataclass(frozen=True)
class _Known:
    """What is known of somebody before it goes: by which it is found everywhere.

    words: her names, and the addresses that nobody else has.
    """

    words: list[str]
    subject: Subject
    reader: Reader


def erase_person(person: Person, *, by: Actor, why: Why, now: datetime) -> Person:
    """Erase somebody: nothing says any more who she was, and nothing brings it back.

    Seats that hold end first, as when somebody leaves. What she did stays, done by
    somebody who is nobody. Raises ErasedAlready and LastCoordinator.
    """
    if not can_erase(by, person):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        person = _locked(person)
        known = _known(person, now)
        with suppress(HoldsNoSeat):
            leave(person, by=by, now=now)
        _forget_below(person, known, now)
        _forget_here(person, known, now)
        person_erased.send(Person, person=person, subject=known.subject, by=by, now=now)
        _tell(known.reader, by, now)
        count = person.seats.count()
        record(by, "erased", person, why=str(why), seats=count)
        scrub_later(_tables())
    return person


def _tables() -> set[type[Model]]:
    """Return the tables of people; the record of acts has no names to lose."""
    told = {apps.get_model(one.model) for one in all_holdings()}
    return {one for one in told if one._meta.app_label != Entry._meta.app_label}


def _locked(person: Person) -> Person:
    people = Person.objects.select_for_update(of=("self",)).select_related("user")
    found = people.filter(pk=person.pk, erased_at=None).first()
    if found is None:
        raise ErasedAlready(_("This person was erased, or is not here any more."))
    return found


def _known(person: Person, now: datetime) -> _Known:
    """Return her names, the addresses that go with her, and where mail goes last."""
    own = addresses_to_forget(person)
    words = [*(one for one in names_of(person) if "@" not in one), *sorted(own)]
    subject = replace(subject_of(person, now=now), addresses=own)
    reader = Reader(Person.matter_kind, str(person.pk), address_of(person))
    wishes = wishes_by_reader([reader]).get((reader.kind, reader.id))
    language = wishes.language if wishes else ""
    return _Known(words, subject, Reader(ADDRESS, "", reader.address, language))


def _forget_below(person: Person, known: _Known, now: datetime) -> None:
    """Let the rooms below forget her: account, mail, histories, what she typed."""
    forget_every_name([person], now=now)
    forget_addresses(known.subject.addresses, now=now)
    forget_words_naming(one for one in known.words if len(one) >= SHORTEST)
    if person.user_id is not None:
        forget_texts_of(str(person.user_id))
        end_sessions_of(person.user_id)
        account, person.user = person.user_id, None
        person.save(update_fields=["user"])
        close_accounts([account])


def _forget_here(person: Person, known: _Known, now: datetime) -> None:
    """Let this room forget her; a row of no name stands for her at her seats."""
    person.contact_points.all().delete()
    PersonTerm.objects.filter(person=person).delete()
    person.interests_shown.filter(is_proposer=False).delete()
    LetIn.objects.filter(person=person).delete()
    AudienceRule.objects.filter(person=person).delete()
    person.seats.filter(from_on__gt=localdate(now)).delete()
    _forget_lists_asked(known)
    for sheet in Sheet.objects.select_for_update().exclude(state=Sheet.State.UNDONE):
        _forget_in_sheet(sheet, known)
    person.name = _in_place_of_a_name(now)
    person.full_name = person.email = ""
    person.email_reach, person.languages = Reach.NOBODY, []
    person.erased_at = now
    person.save()


def _forget_lists_asked(known: _Known) -> None:
    """Delete what asks for a list of people by a name of hers.

    It goes whole: without its name it would agree to a list of everyone.
    """
    names = [one for one in known.words if "@" not in one]
    for asked in Widening.objects.select_for_update():
        if _was_typed(str(asked.wants.get("name", "")), names):
            asked.delete()


def _was_typed(words: str, names: list[str]) -> bool:
    """Tell whether words by which people were looked for find one of some names."""
    said = words.strip().casefold()
    return len(said) >= SHORTEST and any(said in one.casefold() for one in names)


def _forget_in_sheet(sheet: Sheet, known: _Known) -> None:
    """Take the rows out of a sheet that waits in which a name or address of hers is."""
    wanted = [set(one.casefold().split()) for one in known.words]
    rows = [row for row in sheet.rows if not _names(row, wanted)]
    if len(rows) < len(sheet.rows):
        sheet.rows = rows
        sheet.save(update_fields=["rows"])


def _names(row: list[Any], wanted: list[set[str]]) -> bool:
    """Tell whether all the words of a name stand in a row, in whatever cells."""
    _number, cells = row
    words = {word for cell in cells for word in str(cell).casefold().split()}
    return any(name <= words for name in wanted)


def _in_place_of_a_name(now: datetime) -> str:
    """Return what stands where her name stood, in the network's own language."""
    network = this_network()
    languages = network.languages if network else []
    offered = dict(settings.LANGUAGES)
    language = next((one for one in languages if one in offered), None)
    with translation.override(language or settings.LANGUAGE_CODE):
        day = date_format(localdate(now), "j F Y")
        return _("A person, erased on %s") % day


def _tell(reader: Reader, by: Actor, now: datetime) -> None:
    """Write to her for the last time; once that has left, its address goes."""
    if reader.address:
        tell([reader], News(ERASED, lambda _to: erased_letter(now)), by=by, now=now)
        forget_last_mails()
