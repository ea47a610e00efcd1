"""Changes of what leaves by mail."""

from uuid import uuid4

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Circular, Group, Person
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_seat,
)
from fourthp.post.models import Message, Outgoing, Suppression
from fourthp.post.operations.mailings import pause, release
from fourthp.post.operations.outgoing import pause_everything
from fourthp.post.queries.reviewing import version_of as version_of_mail
from tests.safety.acts.sending import Act, act, at, keeping, keyed
from tests.safety.examples import make_letter, make_said


def _circular() -> Circular:
    """A letter to a group of one; it is held for review."""
    sort, group = Circular.Sort.URGENT, _group_of_one()
    facts = CircularFacts("harbour", "harbour", sort, group=group)
    return write_circular(facts, by=Host(), now=now())


def _group_of_one() -> Group:
    group = make_group("Sub-group")
    make_seat(make_member_with_mail(), group=group)
    return group


def make_member_with_mail() -> Person:
    person = make_member()
    Person.objects.filter(pk=person.pk).update(email=f"{uuid4()}@acts.example")
    return person


@act("circular-new")
def _write_to_members() -> Act:
    group = _group_of_one()
    said = {"title": "harbour", "words": "harbour", "to": str(group.pk)}
    said |= {"sort": "news", "label": "TLP:GREEN"}
    return Act(keeping(), at("circular-new"), keyed(**said))


@act("circular-words")
def _change_the_words() -> Act:
    circular = _circular()
    said = {"title": "harbour", "words": "harbour harbour", "seen": circular.version}
    said |= {"to": str(circular.group_id)}
    said |= {"sort": "news", "label": "TLP:GREEN"}
    return Act(keeping(), at("circular-words", circular.pk), keyed(**said))


@act("outbox-pause")
def _pause_all() -> Act:
    Outgoing.objects.all().delete()
    return Act(keeping(), at("outbox-pause"), keyed())


@act("outbox-resumption")
def _resume_all() -> Act:
    Outgoing.objects.all().delete()
    pause_everything(by=Host(), now=now())
    return Act(keeping(), at("outbox-resumption"), keyed())


@act("outbox-mailing-release")
def _let_go() -> Act:
    mailing = _circular().mailing
    said = keyed(seen=version_of_mail(mailing))
    return Act(keeping(), at("outbox-mailing-release", mailing.pk), said)


@act("outbox-mailing-copy")
def _copy() -> Act:
    mailing, keeper = _circular().mailing, keeping()
    Person.objects.filter(email="").update(email="copy@acts.example")
    return Act(keeper, at("outbox-mailing-copy", mailing.pk), keyed())


@act("outbox-mailing-pause")
def _pause_one() -> Act:
    mailing = release(_circular().mailing, by=Host(), now=now())
    return Act(keeping(), at("outbox-mailing-pause", mailing.pk), keyed())


@act("outbox-mailing-resumption")
def _resume_one() -> Act:
    mailing = release(_circular().mailing, by=Host(), now=now())
    pause(mailing, by=Host())
    return Act(keeping(), at("outbox-mailing-resumption", mailing.pk), keyed())


@act("outbox-mailing-stopping")
def _stop_one() -> Act:
    mailing = _circular().mailing
    return Act(keeping(), at("outbox-mailing-stopping", mailing.pk), keyed())


@act("outbox-message-cancelling")
def _cancel() -> Act:
    message = _circular().mailing.messages.get()
    return Act(keeping(), at("outbox-message-cancelling", message.pk), keyed())


@act("outbox-message-resending")
def _send_again() -> Act:
    mailing = release(_circular().mailing, by=Host(), now=now())
    message = mailing.messages.get()
    Message.objects.filter(pk=message.pk).update(state="sent", ended_at=now())
    return Act(keeping(), at("outbox-message-resending", message.pk), keyed())


@act("letter-in-settlement")
def _settle_letter() -> Act:
    return Act(keeping(), at("letter-in-settlement", make_letter().pk), keyed())


@act("letter-in-reopening")
def _bring_letter_back() -> Act:
    letter = make_letter(state="handled", handled_at=now())
    return Act(keeping(), at("letter-in-reopening", letter.pk), keyed())


@act("said-settlement")
def _look_at_said() -> Act:
    return Act(keeping(), at("said-settlement", make_said().pk), keyed())


@act("said-reopening")
def _bring_said_back() -> Act:
    said = make_said(waits_for_look=False)
    return Act(keeping(), at("said-reopening", said.pk), keyed())


@act("outbox-reader-address")
def _to_address_again() -> Act:
    person = make_member_with_mail()
    address = Person.objects.get(pk=person.pk).email
    Suppression.objects.create(address=address, because="hard", since=now())
    path = at("outbox-reader-address", "person", person.pk)
    return Act(keeping(), path, keyed())


@act("outbox-reader-stopping")
def _stop_address() -> Act:
    path = at("outbox-reader-stopping", "person", make_member_with_mail().pk)
    return Act(keeping(), path, keyed())
