"""What is done by a link in a mail, and a reader's own wishes."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from fourthp.foundation.clock import now
from fourthp.foundation.links import read_link
from fourthp.partnership.models import Person
from fourthp.partnership.tests.makers import (
    make_member,
)
from fourthp.post.models import Suppression
from fourthp.post.operations.acts import do_act
from fourthp.post.operations.wishes import Who, choose
from fourthp.post.queries.acts import read_act
from tests.safety.acts.sending import HERE, Act, act, at, keyed, new_user, strong
from tests.safety.examples import EXAMPLES


def _open(name: str, kwargs: dict[str, Any]) -> str:
    return reverse(name, kwargs=kwargs)


@act("act")
def _confirm() -> Act:
    path = _open("act", EXAMPLES["act"]())
    return Act(Client(headers=HERE), path, keyed(choice="right"))


@act("act-done")
def _take_answer_back() -> Act:
    given = EXAMPLES["act"]()
    asked, link = read_act(given["token"], now=now())
    do_act(asked, link, "right", now=now())
    return Act(Client(headers=HERE), _open("act-done", given), keyed())


@act("act-fresh")
def _ask_again() -> Act:
    path = _open("act-fresh", EXAMPLES["act-fresh"]())
    return Act(Client(headers=HERE), path, keyed())


def _of_another(name: str) -> Callable[[], Act]:
    def make() -> Act:
        return Act(Client(headers=HERE), _open(name, EXAMPLES[name]()), keyed())

    return make


for one in ("act-not-me", "act-left", "mail-left", "mail-unsubscribe"):
    act(one)(_of_another(one))

CHOSEN_MAIL = {"duty": "daily", "news": "daily", "weekday": "4"}


def _chooser() -> tuple[Client, Who, Person]:
    user = new_user()
    person = make_member()
    Person.objects.filter(pk=person.pk).update(user=user, email=user.email)
    return strong(user), Who(person.matter_kind, str(person.pk)), person


def _stop(address: str) -> None:
    Suppression.objects.create(address=address, because="hard", since=now())


@act("mail-wishes")
def _choose_by_link() -> Act:
    path = _open("mail-wishes", EXAMPLES["mail-wishes"]())
    return Act(Client(headers=HERE), path, keyed(**CHOSEN_MAIL))


@act("mail-wishes-saved")
def _choose_back_by_link() -> Act:
    given = EXAMPLES["mail-wishes"]()
    link = read_link(given["token"], "wishes", now=now())
    who = Who(link.holder_kind, str(link.holder_id))
    choose(who, {"duty": "daily"}, by=link, now=now())
    return Act(Client(headers=HERE), _open("mail-wishes-saved", given), keyed())


@act("mail-again")
def _again_by_link() -> Act:
    given = EXAMPLES["mail-again"]()
    link = read_link(given["token"], "wishes", now=now())
    address = f"{uuid4()}@acts.example"
    Person.objects.filter(pk=link.holder_id).update(email=address)
    _stop(address)
    return Act(Client(headers=HERE), _open("mail-again", given), keyed())


@act("mail-news")
def _leave_news_by_link() -> Act:
    path = _open("mail-news", EXAMPLES["mail-news"]())
    return Act(Client(headers=HERE), path, keyed(choice="leave"))


@act("own-mail-news")
def _leave_own_news() -> Act:
    client, _who, _person = _chooser()
    return Act(client, at("own-mail-news"), keyed(choice="leave"))


@act("own-wishes")
def _choose_own() -> Act:
    client, _who, _person = _chooser()
    return Act(client, at("own-wishes"), keyed(**CHOSEN_MAIL))


@act("own-wishes-saved")
def _choose_back() -> Act:
    client, who, person = _chooser()
    choose(who, {"duty": "daily"}, by=person, now=now())
    return Act(client, at("own-wishes-saved"), keyed())


@act("own-mail-again")
def _own_again() -> Act:
    client, _who, person = _chooser()
    _stop(Person.objects.get(pk=person.pk).email)
    return Act(client, at("own-mail-again"), keyed())
