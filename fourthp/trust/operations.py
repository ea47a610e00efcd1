"""Every change this room can make: witnesses are asked, say yes, are told, and go."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor, Clockwork
from fourthp.foundation.subjects import Subject
from fourthp.partnership.models import Role
from fourthp.partnership.queries.network import network_name
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.queries.standing import holders_of
from fourthp.post.operations.departing import let_nothing_go
from fourthp.post.operations.forgetting import forget_addresses, forget_reader
from fourthp.post.operations.telling import News, tell
from fourthp.post.operations.wishes import Who
from fourthp.post.queries.links import full
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.readers import ADDRESS
from fourthp.trust.formats.letters import (
    anchors_letter,
    asked_letter,
    witness_left_letter,
)
from fourthp.trust.models import ANSWERS_WITHIN, Witness
from fourthp.trust.permissions import WITNESS, can_name_witnesses, is_witness
from fourthp.trust.queries.witnesses import (
    NOTE,
    anchors_for,
    as_reader,
    confirmed,
    is_of_the_network,
    page_of,
    witnesses,
)

TELL, FORGET = "trust.tell_witnesses", "trust.forget_unanswered"
MOST = 6
# No seat brings what has WITNESS among its roles: it goes to people outside alone.
ASKED = declare_kind(
    Kind(
        "trust.witness-asked",
        Stream.DUTY,
        subject=gettext_lazy("A question for you"),
        title=gettext_lazy("Somebody outside is asked to be a witness"),
        reason=gettext_lazy("somebody asks you for a small favour"),
        is_for_all=False,
        roles=(WITNESS,),
    )
)
ANCHOR = declare_kind(
    Kind(
        NOTE,
        Stream.DUTY,
        subject=gettext_lazy("A note to keep"),
        title=gettext_lazy("The note of the day, for a witness outside"),
        reason=gettext_lazy("you said that you keep these notes"),
        is_for_all=False,
        roles=(WITNESS,),
    )
)
LEFT = declare_kind(
    Kind(
        "trust.witness-left",
        Stream.DUTY,
        subject=gettext_lazy("About somebody who helped"),
        title=gettext_lazy("A witness outside has stopped"),
        reason=gettext_lazy("you coordinate the network"),
        is_for_all=False,
        roles=(Role.COORDINATOR,),
    )
)


class IsOfTheNetwork(Exception):
    """Whoever can act in the network is no witness against it."""


class IsWitnessAlready(Exception):
    """The address was asked already."""


class EnoughWitnesses(Exception):
    """More copies of a note prove nothing more."""


class IsNoWitness(Exception):
    """Whoever this was has stopped, or was let go."""


def ask_witness(name: str, address: str, *, by: Actor, now: datetime) -> Witness:
    """Ask somebody outside by mail to keep each day's note.

    Raises IsOfTheNetwork, IsWitnessAlready, EnoughWitnesses.
    """
    if not can_name_witnesses(by):
        raise PermissionDenied
    if is_of_the_network(address):
        raise IsOfTheNetwork(
            _("This address is of somebody in the network. A witness is outside it.")
        )
    with transaction.atomic():
        if len(witnesses().select_for_update()) >= MOST:
            raise EnoughWitnesses(
                _("Six are enough: send no more notes to one of them first.")
            )
        witness = _new(name, address, now)
        record(by, "asked-witness", witness)
        _ask(witness, by=by, now=now)
    return witness


def _new(name: str, address: str, now: datetime) -> Witness:
    try:
        with transaction.atomic():
            return Witness.objects.create(name=name, address=address, asked_at=now)
    except IntegrityError as problem:
        raise IsWitnessAlready(_("This address was asked already.")) from problem


def _ask(witness: Witness, *, by: Actor, now: datetime) -> None:
    letter = asked_letter(network_name(), page_of(witness, now=now))
    news = News(ASKED, lambda _reader: letter)
    tell([as_reader(witness)], news, by=by, now=now)


def ask_witness_again(witness: Witness, *, by: Actor, now: datetime) -> None:
    """Ask somebody once more who has not answered; raise IsNoWitness."""
    if not can_name_witnesses(by):
        raise PermissionDenied
    with transaction.atomic():
        witness = _locked(witness)
        if witness.confirmed_at is None:
            witness.asked_at = now
            witness.save(update_fields=["asked_at"])
            record(by, "asked-witness", witness)
            _ask(witness, by=by, now=now)


def let_witness_go(witness: Witness, *, by: Actor, now: datetime) -> None:
    """Send somebody no note any more, and forget them; raise IsNoWitness."""
    if not can_name_witnesses(by):
        raise PermissionDenied
    with transaction.atomic():
        _forget(_locked(witness), by=by, now=now)


def _locked(witness: Witness) -> Witness:
    found = witnesses().select_for_update().filter(pk=witness.pk).first()
    if found is None:
        raise IsNoWitness(_("This person is no witness any more."))
    return found


def _forget(witness: Witness, *, by: Actor, now: datetime) -> None:
    """Let a witness go, and with them where their notes went and what came from there.

    What is sent at an address that somebody of the network has is theirs, and stays.
    """
    record(by, "let-witness-go", witness)
    let_nothing_go(Who(ADDRESS, str(witness.pk)), now=now)
    forget_reader(ADDRESS, str(witness.pk), now=now)
    if not is_of_the_network(witness.address):
        forget_addresses([witness.address], now=now)
    witness.delete()


def forget_witnesses_at(subject: Subject, *, by: Actor, now: datetime) -> int:
    """Forget the witnesses who have an address of somebody who is erased; return how
    many. Call it inside the transaction of the act.
    """
    found = list(witnesses().filter(subject.is_at("address")).select_for_update())
    for witness in found:
        _forget(witness, by=by, now=now)
    return len(found)


def confirm_witness(witness: Witness, *, by: Actor, now: datetime) -> None:
    """Note that a witness says yes, and send them the last note; raise IsNoWitness.

    Said twice it is said once.
    """
    if not is_witness(by, witness):
        raise PermissionDenied
    with transaction.atomic():
        witness = _locked(witness)
        if witness.confirmed_at is None:
            witness.confirmed_at = now
            witness.save(update_fields=["confirmed_at"])
            record(by, "became-witness", witness)
            _tell(witness, now)


def stop_being_witness(witness: Witness, *, by: Actor, now: datetime) -> None:
    """Forget a witness who says no, or stops, and tell the coordinators.

    Raises IsNoWitness.
    """
    if not is_witness(by, witness):
        raise PermissionDenied
    with transaction.atomic():
        _forget(_locked(witness), by=by, now=now)
        url = full(reverse("witnesses"))
        letter = witness_left_letter(confirmed().count(), url)
        news = News(LEFT, lambda _reader: letter)
        tell(readers_for(holders_of(Role.COORDINATOR)), news, by=by, now=now)


def tell_witnesses(*, now: datetime) -> int:
    """Send each witness the notes of the days that they lack; return how many mails."""
    count = 0
    for found in confirmed():
        with transaction.atomic():
            witness = confirmed().select_for_update().filter(pk=found.pk).first()
            count += witness is not None and _tell(witness, now)
    return count


def _tell(witness: Witness, now: datetime) -> bool:
    """Write one letter with the notes that a witness lacks; tell whether it did."""
    anchors = anchors_for(witness)
    if not anchors:
        return False
    notes = [one.note() for one in anchors]
    letter = anchors_letter(notes, page_of(witness, now=now))
    witness.told_until = anchors[-1].day
    witness.save(update_fields=["told_until"])
    news = News(ANCHOR, lambda _reader: letter)
    tell([as_reader(witness)], news, by=Clockwork(TELL), now=now)
    return True


def forget_unanswered(*, now: datetime) -> int:
    """Forget whoever did not answer within 30 days; return how many."""
    late = witnesses().filter(confirmed_at=None, asked_at__lt=now - ANSWERS_WITHIN)
    with transaction.atomic():
        found = list(late.select_for_update())
        for witness in found:
            _forget(witness, by=Clockwork(FORGET), now=now)
    return len(found)
