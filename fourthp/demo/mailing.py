"""The demo's outbox: letters of the last weeks, sent as the postman would send them."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from email.utils import format_datetime

from django.conf import settings

from fourthp.demo.arrivals import take_in_answers
from fourthp.demo.letters import HELD, NEWS, PAPERS, PAUSED, URGENT, Written
from fourthp.directory.models import Service
from fourthp.directory.operations.acts import LISTING_RIGHT
from fourthp.directory.operations.mails import DUE, tell_due
from fourthp.directory.operations.problems import report_problems
from fourthp.directory.tasks import TELL_DUE
from fourthp.foundation.actors import Clockwork, Public
from fourthp.partnership.models import Circular, Person
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.post.models import Mailing, Message
from fourthp.post.operations.acts import say_of_reader
from fourthp.post.operations.bundles import make_bundles
from fourthp.post.operations.folder import Folder
from fourthp.post.operations.mailings import pause, release
from fourthp.post.operations.outcomes import lease, note_refused, note_sent
from fourthp.post.operations.wishes import Who, leave_news
from fourthp.post.queries.acts import link_to
from fourthp.post.queries.composing import composed
from fourthp.post.queries.readership import reader_now, readership
from fourthp.post.rules.acts import NOT_ME
from fourthp.post.rules.answers import Refused, Sent

# She moved on, and her mailbox was closed; he left the news.
NO_MAILBOX = "willow@anyshire.example"
LEFT_THE_NEWS = "fair.hours@anyshire.example"
IS_TOLD = "Harbour Aid"
WEEK = timedelta(days=7)
GoesOn = Callable[[datetime], None]
POSTMAN = "the demo’s postman"
A_WHILE = timedelta(minutes=20)  # in which a letter is looked over
TAKEN = Sent(250, "2.0.0 OK: queued")
GONE = Refused(550, "5.1.1", "5.1.1 No such mailbox here", "recipient")
_DATE = re.compile(rb"^Date: [^\r\n]*\r\n", re.MULTILINE)


def make_demo_mail(*, now: datetime, goes_on: GoesOn) -> None:
    """Write and send what the members got, in the order in which it happened.

    goes_on lets happen all else that happened by a moment, and sends what is due then.
    """
    coordinator = Person.objects.get(seats__role="coordinator")
    _leave_the_news(now - timedelta(days=40))
    for letter in (PAPERS, NEWS):
        write_and_send(letter, coordinator, now, goes_on)
    goes_on(now - WEEK)
    tell_due(by=Clockwork(TELL_DUE), now=now - WEEK)
    _hear_of_a_problem(now - WEEK)
    for letter in (URGENT, PAUSED):
        mailing = write_and_send(letter, coordinator, now, goes_on)
    # At once: where yesterday was a Sunday, it left with this morning's bundles.
    pause(mailing, by=coordinator, now=_moment(PAUSED, now) + 2 * A_WHILE)
    goes_on(now)
    _reach_another(now)
    _write(HELD, coordinator, now)
    take_in_answers(by=coordinator, now=now)


def _hear_of_a_problem(now: datetime) -> None:
    """Let somebody say that something is wrong with a listing."""
    service = Service.objects.filter(owner__name=IS_TOLD).order_by("name")[0]
    report_problems(service, ["hours"], by=Public(), now=now)


def write_and_send(
    letter: Written, coordinator: Person, now: datetime, goes_on: GoesOn
) -> Mailing:
    """Write a letter and let it go, after all that left before it."""
    goes_on(_moment(letter, now))
    mailing = _write(letter, coordinator, now).mailing
    assert mailing is not None  # noqa: S101 -- it was written with it
    let_go = _moment(letter, now) + A_WHILE
    release(mailing, by=coordinator, now=let_go)
    send_what_is_due(let_go)
    return mailing


def _moment(letter: Written, now: datetime) -> datetime:
    day = (now - timedelta(days=letter.days_ago)).date()
    at = datetime.combine(day, time(letter.hour), tzinfo=now.tzinfo)
    return min(at, now - A_WHILE)


def _write(letter: Written, coordinator: Person, now: datetime) -> Circular:
    facts = CircularFacts(letter.title, letter.words, letter.sort, letter.label)
    return write_circular(facts, by=coordinator, now=_moment(letter, now))


def _leave_the_news(at: datetime) -> None:
    person = Person.objects.get(email=LEFT_THE_NEWS)
    leave_news(Who(person.matter_kind, str(person.pk)), by=person, now=at)


def _reach_another(now: datetime) -> None:
    """Let whoever has the last question about a listing say that she is another."""
    asked = Message.objects.filter(kind=DUE.name, state=Message.State.BUNDLED)
    message = asked.exclude(about_id="").latest("made_at", "pk")
    reader = reader_now(message.reader_kind, message.reader_id)
    service = Service.objects.get(pk=message.about_id)
    assert reader is not None  # noqa: S101 -- nobody leaves in the demo
    link = link_to(LISTING_RIGHT, reader, service, now=message.made_at)
    at = now - timedelta(hours=20)
    say_of_reader(link, NOT_ME, now=at)
    send_what_is_due(at)


def bundle_and_send(until: datetime) -> None:
    """Make the bundles whose time came before a moment, each at its own time."""
    gathered = Message.objects.filter(state=Message.State.GATHERED, due_at__lte=until)
    while first := gathered.order_by("due_at").first():
        make_bundles(now=first.due_at)
        send_what_is_due(first.due_at)


def send_what_is_due(at: datetime) -> None:
    """Do with each message what the postman does after the mail server’s answer."""
    for number, message in enumerate(Message.objects.to_send(at)):
        moment = at + timedelta(seconds=number)
        lease(message, worker=POSTMAN, now=moment)
        if message.address == NO_MAILBOX:
            note_refused(GONE)(message, moment)
        else:
            _put_into_folder(message, moment)
            note_sent(TAKEN)(message, moment)


def _put_into_folder(message: Message, moment: datetime) -> None:
    """Keep a mail where the demo shows its mails, with the date on which it left."""
    mail = composed(message, network=readership().network())
    date = f"Date: {format_datetime(moment)}\r\n".encode()
    content = _DATE.sub(date, mail.content, count=1)
    Folder(settings.MAIL_FOLDER).send(mail.sender, mail.recipient, content)
