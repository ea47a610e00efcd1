"""One valid change through every door that takes one.

A door that offers a form or a button and has no act here fails the build.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fourthp.accounts.models import User
from fourthp.accounts.queries import change_token
from fourthp.accounts.tests.makers import (
    PASSWORD,
    app_code,
    make_app,
    make_codes,
    make_user,
    signed_in,
)
from fourthp.directory.models import Draft, Import, Problem
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.queries.imports import version_of
from fourthp.directory.tests.makers import make_draft, make_phone, make_service
from fourthp.directory.views.parts import PARTS
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.links import read_link
from fourthp.foundation.models import DutyRun, Revision
from fourthp.partnership.models import Circular, Group, Person, Role
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.tests.makers import make_agency, make_member, make_seat
from fourthp.post.models import Message, Outgoing, Suppression
from fourthp.post.operations.acts import do_act
from fourthp.post.operations.mailings import pause, release
from fourthp.post.operations.outgoing import pause_everything
from fourthp.post.operations.wishes import Who, choose
from fourthp.post.queries.acts import read_act
from fourthp.post.queries.reviewing import version_of as version_of_mail
from tests.safety.examples import EXAMPLES, make_letter, make_said

NEW = "another four unrelated words"
HERE = {"Sec-Fetch-Site": "same-origin"}
# Doors that take a form and change nothing, or that only a browser can go through.
EXCUSED = {
    "find": "answers a question",
    "shortlist": "answers a question",
    "design-confirmation": "shows what such a page looks like",
    "mfa_login_webauthn": "needs an authenticator: test_passkey",
    "mfa_add_webauthn": "needs an authenticator: test_passkey",
    "mfa_reauthenticate_webauthn": "needs an authenticator: test_passkey",
}


@dataclass
class Act:
    """A form ready to be sent."""

    client: Client
    path: str
    data: dict[str, Any] = field(default_factory=dict)

    def send(self) -> Any:
        for sent in self.data.values():
            if hasattr(sent, "seek"):
                sent.seek(0)
        return self.client.post(self.path, self.data, headers=HERE)


ACTS: dict[str, Callable[[], Act]] = {}


def act(name: str) -> Callable[[Callable[[], Act]], Callable[[], Act]]:
    """Declare how to get ready to go through a door."""

    def declare(make: Callable[[], Act]) -> Callable[[], Act]:
        ACTS[name] = make
        return make

    return declare


def _user() -> User:
    return make_user(f"{uuid4()}@acts.example")


def strong(user: User) -> Client:
    """A session that just now showed both factors."""
    client = Client(headers=HERE)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True},
        {"method": "mfa", "at": time.time(), "type": "totp", "reauthenticated": True},
    ]
    session.save()
    client.get(reverse("account"))  # what every session notes on its first page
    return client


def _keeper(role: str = Role.COORDINATOR) -> Client:
    user = _user()
    person = make_member(role=role)
    Person.objects.filter(pk=person.pk).update(user=user)
    return strong(user)


def _keyed(**data: Any) -> dict[str, Any]:
    return {"form_key": str(uuid4()), **data}


def _at(name: str, *args: Any) -> str:
    return reverse(name, args=args)


# The ground.


@act("clockwork")
def _ask_for_duty() -> Act:
    name, later = "foundation.sweep_work", {"due_at": now() + timedelta(hours=1)}
    DutyRun.objects.update_or_create(name=name, defaults=later)
    return Act(_keeper(), _at("clockwork"), _keyed(duty=name))


# The directory.


@act("service-problem")
def _report() -> Act:
    path = _at("service-problem", make_service().pk)
    return Act(Client(), path, _keyed(kinds=["hours"]))


def _sent(form: Any) -> dict[str, Any]:
    """Return what a browser would send of a form as its page shows it."""
    shown = {box.html_name: box.value() for box in form}
    on = {name: "on" if value is True else value for name, value in shown.items()}
    return {name: value for name, value in on.items() if value not in (None, False, [])}


# What is changed in each part of a listing.
CHANGED: dict[str, dict[str, str]] = {
    "words": {"name": "Another name"},
    "contact": {"number_0": "0121 496 0002"},
    "hours": {"always": "on"},
    "languages": {"spoken": "ro"},
    "people": {"is_for": "who:women"},
    "referral": {"documents": "Proof of address"},
    "place": {"city_0": "Coventry"},
    "readers": {"label": "TLP:GREEN"},
    "keeper": {},
}


def _part(name: str) -> Callable[[], Act]:
    def make() -> Act:
        service = make_service()
        make_phone(service, "0121 496 0001")
        more = {"person": make_member()} if name == "keeper" else {}
        said = _sent(PARTS[name].form(service=service, **more)) | CHANGED[name]
        if name == "keeper":
            said["agency"] = make_agency(str(uuid4())).name
        return Act(_keeper(), _at(f"listing-{name}", service.pk), _keyed(**said))

    return make


for part in PARTS:
    act(f"listing-{part}")(_part(part))


@act("listing-new")
def _list() -> Act:
    said = {"agency": str(uuid4()), "which": "new", "name": "Drop-in"}
    said |= {"status": "active", "referral": "ask", "label": "TLP:CLEAR"}
    return Act(_keeper(), _at("listing-new"), _keyed(**said))


@act("agency-confidentiality")
def _hide_agency() -> Act:
    path = _at("agency-confidentiality", make_service().organization_id)
    return Act(_keeper(), path, _keyed(sure="on"))


@act("listing-verification")
def _verify() -> Act:
    service = make_service()
    said = _keyed() | {"seen": version_of(service)}
    return Act(_keeper(), _at("listing-verification", service.pk), said)


@act("listing-release")
def _release() -> Act:
    service = make_service(local_fields=["name"])
    return Act(_keeper(), _at("listing-release", service.pk), _keyed())


@act("listing-confidentiality")
def _hide() -> Act:
    path = _at("listing-confidentiality", make_service().pk)
    return Act(_keeper(), path, _keyed(sure="on"))


@act("problem-settlement")
def _settle() -> Act:
    made = Problem.objects.create(service=make_service(), kind="hours", at=now())
    return Act(_keeper(), _at("problem-settlement", made.pk), _keyed())


@act("history")
def _undo() -> Act:
    service = make_service()
    edit_service(service, Edit({"name": "Edited"}), by=Host(), now=now())
    revision = Revision.objects.get(matter_id=str(service.pk))
    path = _at("history", "service", service.pk)
    return Act(_keeper(), path, _keyed(revision=str(revision.pk)))


@act("imports")
def _hand_in() -> Act:
    file = SimpleUploadedFile("list.csv", b"service,tel\nStay,0121 496 0001\n")
    return Act(_keeper(), _at("imports"), _keyed(source="city", file=file))


@act("import-columns")
def _choose() -> Act:
    headers = [{"head": "service", "example": "Stay"}]
    draft = make_draft(state=Draft.State.COLUMNS, headers=headers)
    said = {"header_at": "1", "column_0": "service.name", "agency": "Harbour Aid"}
    said |= {"save_as": str(uuid4())}
    return Act(_keeper(), _at("import-columns", draft.pk), _keyed(**said))


@act("import-application")
def _apply() -> Act:
    return Act(_keeper(), _at("import-application", make_draft().pk), _keyed())


@act("import-discarding")
def _discard() -> Act:
    return Act(_keeper(), _at("import-discarding", make_draft().pk), _keyed())


@act("import-undoing")
def _take_back() -> Act:
    made = Import.objects.create(source="city", made_at=now())
    return Act(_keeper(), _at("import-undoing", made.pk), _keyed())


# Mail.


def _circular() -> Circular:
    """A letter to a group of one; it is held for review."""
    sort, group = Circular.Sort.URGENT, _group_of_one()
    facts = CircularFacts("harbour", "harbour", sort, group=group)
    return write_circular(facts, by=Host(), now=now())


def _group_of_one() -> Group:
    group = Group.objects.create(name="Sub-group")
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
    return Act(_keeper(), _at("circular-new"), _keyed(**said))


@act("circular-words")
def _change_the_words() -> Act:
    circular = _circular()
    said = {"title": "harbour", "words": "harbour harbour", "seen": circular.version}
    said |= {"to": str(circular.group_id)}
    said |= {"sort": "news", "label": "TLP:GREEN"}
    return Act(_keeper(), _at("circular-words", circular.pk), _keyed(**said))


@act("outbox-pause")
def _pause_all() -> Act:
    Outgoing.objects.all().delete()
    return Act(_keeper(), _at("outbox-pause"), _keyed())


@act("outbox-resumption")
def _resume_all() -> Act:
    Outgoing.objects.all().delete()
    pause_everything(by=Host(), now=now())
    return Act(_keeper(), _at("outbox-resumption"), _keyed())


@act("outbox-mailing-release")
def _let_go() -> Act:
    mailing = _circular().mailing
    said = _keyed(seen=version_of_mail(mailing))
    return Act(_keeper(), _at("outbox-mailing-release", mailing.pk), said)


@act("outbox-mailing-copy")
def _copy() -> Act:
    mailing, keeper = _circular().mailing, _keeper()
    Person.objects.filter(email="").update(email="copy@acts.example")
    return Act(keeper, _at("outbox-mailing-copy", mailing.pk), _keyed())


@act("outbox-mailing-pause")
def _pause_one() -> Act:
    mailing = release(_circular().mailing, by=Host(), now=now())
    return Act(_keeper(), _at("outbox-mailing-pause", mailing.pk), _keyed())


@act("outbox-mailing-resumption")
def _resume_one() -> Act:
    mailing = release(_circular().mailing, by=Host(), now=now())
    pause(mailing, by=Host())
    return Act(_keeper(), _at("outbox-mailing-resumption", mailing.pk), _keyed())


@act("outbox-mailing-stopping")
def _stop_one() -> Act:
    mailing = _circular().mailing
    return Act(_keeper(), _at("outbox-mailing-stopping", mailing.pk), _keyed())


@act("outbox-message-cancelling")
def _cancel() -> Act:
    message = _circular().mailing.messages.get()
    return Act(_keeper(), _at("outbox-message-cancelling", message.pk), _keyed())


@act("outbox-message-resending")
def _send_again() -> Act:
    mailing = release(_circular().mailing, by=Host(), now=now())
    message = mailing.messages.get()
    Message.objects.filter(pk=message.pk).update(state="sent", ended_at=now())
    return Act(_keeper(), _at("outbox-message-resending", message.pk), _keyed())


@act("letter-in-settlement")
def _settle_letter() -> Act:
    return Act(_keeper(), _at("letter-in-settlement", make_letter().pk), _keyed())


@act("letter-in-reopening")
def _bring_letter_back() -> Act:
    letter = make_letter(state="handled", handled_at=now())
    return Act(_keeper(), _at("letter-in-reopening", letter.pk), _keyed())


@act("said-settlement")
def _look_at_said() -> Act:
    return Act(_keeper(), _at("said-settlement", make_said().pk), _keyed())


@act("said-reopening")
def _bring_said_back() -> Act:
    said = make_said(waits_for_look=False)
    return Act(_keeper(), _at("said-reopening", said.pk), _keyed())


@act("outbox-reader-address")
def _to_address_again() -> Act:
    person = make_member_with_mail()
    address = Person.objects.get(pk=person.pk).email
    Suppression.objects.create(address=address, because="hard", since=now())
    path = _at("outbox-reader-address", "person", person.pk)
    return Act(_keeper(), path, _keyed())


@act("outbox-reader-stopping")
def _stop_address() -> Act:
    path = _at("outbox-reader-stopping", "person", make_member_with_mail().pk)
    return Act(_keeper(), path, _keyed())


# Links in mails, and a reader's own wishes.


def _open(name: str, kwargs: dict[str, Any]) -> str:
    return reverse(name, kwargs=kwargs)


@act("act")
def _confirm() -> Act:
    path = _open("act", EXAMPLES["act"]())
    return Act(Client(headers=HERE), path, _keyed(choice="right"))


@act("act-done")
def _take_answer_back() -> Act:
    given = EXAMPLES["act"]()
    asked, link = read_act(given["token"], now=now())
    do_act(asked, link, "right", now=now())
    return Act(Client(headers=HERE), _open("act-done", given), _keyed())


@act("act-fresh")
def _ask_again() -> Act:
    path = _open("act-fresh", EXAMPLES["act-fresh"]())
    return Act(Client(headers=HERE), path, _keyed())


def _of_another(name: str) -> Callable[[], Act]:
    def make() -> Act:
        return Act(Client(headers=HERE), _open(name, EXAMPLES[name]()), _keyed())

    return make


for one in ("act-not-me", "act-left", "mail-left", "mail-unsubscribe"):
    act(one)(_of_another(one))

CHOSEN_MAIL = {"duty": "daily", "news": "daily", "weekday": "4"}


def _chooser() -> tuple[Client, Who, Person]:
    user = _user()
    person = make_member()
    Person.objects.filter(pk=person.pk).update(user=user, email=user.email)
    return strong(user), Who(person.matter_kind, str(person.pk)), person


def _stop(address: str) -> None:
    Suppression.objects.create(address=address, because="hard", since=now())


@act("mail-wishes")
def _choose_by_link() -> Act:
    path = _open("mail-wishes", EXAMPLES["mail-wishes"]())
    return Act(Client(headers=HERE), path, _keyed(**CHOSEN_MAIL))


@act("mail-wishes-saved")
def _choose_back_by_link() -> Act:
    given = EXAMPLES["mail-wishes"]()
    link = read_link(given["token"], "wishes", now=now())
    who = Who(link.holder_kind, str(link.holder_id))
    choose(who, {"duty": "daily"}, by=link, now=now())
    return Act(Client(headers=HERE), _open("mail-wishes-saved", given), _keyed())


@act("mail-again")
def _again_by_link() -> Act:
    given = EXAMPLES["mail-again"]()
    link = read_link(given["token"], "wishes", now=now())
    address = f"{uuid4()}@acts.example"
    Person.objects.filter(pk=link.holder_id).update(email=address)
    _stop(address)
    return Act(Client(headers=HERE), _open("mail-again", given), _keyed())


@act("mail-news")
def _leave_news_by_link() -> Act:
    path = _open("mail-news", EXAMPLES["mail-news"]())
    return Act(Client(headers=HERE), path, _keyed(choice="leave"))


@act("own-mail-news")
def _leave_own_news() -> Act:
    client, _who, _person = _chooser()
    return Act(client, _at("own-mail-news"), _keyed(choice="leave"))


@act("own-wishes")
def _choose_own() -> Act:
    client, _who, _person = _chooser()
    return Act(client, _at("own-wishes"), _keyed(**CHOSEN_MAIL))


@act("own-wishes-saved")
def _choose_back() -> Act:
    client, who, person = _chooser()
    choose(who, {"duty": "daily"}, by=person, now=now())
    return Act(client, _at("own-wishes-saved"), _keyed())


@act("own-mail-again")
def _own_again() -> Act:
    client, _who, person = _chooser()
    _stop(Person.objects.get(pk=person.pk).email)
    return Act(client, _at("own-mail-again"), _keyed())


# The demo.


@act("personas")
def _be_nobody() -> Act:
    return Act(strong(_user()), _at("personas"))


@act("become")
def _become() -> Act:
    person = make_member()
    Person.objects.filter(pk=person.pk).update(user=_user())
    return Act(Client(headers=HERE), _at("become", person.pk))


# Signing in.


@act("account_login")
def _sign_in() -> Act:
    said = {"login": _user().email, "password": PASSWORD}
    return Act(Client(headers=HERE), _at("account_login"), said)


@act("mfa_authenticate")
def _code() -> Act:
    user = _user()
    make_app(user)
    return Act(signed_in(user), _at("mfa_authenticate"), {"code": app_code()})


@act("account_logout")
def _sign_out() -> Act:
    return Act(strong(_user()), _at("account_logout"))


@act("account_reauthenticate")
def _again() -> Act:
    said = {"password": PASSWORD}
    return Act(strong(_user()), _at("account_reauthenticate"), said)


@act("mfa_reauthenticate")
def _code_again() -> Act:
    user = _user()
    make_app(user)
    return Act(strong(user), _at("mfa_reauthenticate"), {"code": app_code()})


@act("account_change_password")
def _change_password() -> Act:
    said = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return Act(strong(_user()), _at("account_change_password"), said)


@act("account_set_password")
def _set_password() -> Act:
    user = User.objects.create_user(f"{uuid4()}@acts.example")
    said = {"password1": NEW, "password2": NEW}
    return Act(strong(user), _at("account_set_password"), said)


@act("account_reset_password")
def _forgot() -> Act:
    said = {"email": _user().email}
    return Act(Client(headers=HERE), _at("account_reset_password"), said)


@act("account_reset_password_from_key")
def _reset() -> Act:
    user, client = _user(), Client(headers=HERE)
    key = default_token_generator.make_token(user)
    given = {"uidb36": user_pk_to_url_str(user), "key": key}
    link = reverse("account_reset_password_from_key", kwargs=given)
    path = client.get(link)["Location"]
    return Act(client, path, {"password1": NEW, "password2": NEW})


@act("address")
def _ask_for_address() -> Act:
    said = {"email": f"{uuid4()}@acts.example"}
    return Act(strong(_user()), _at("address"), said)


@act("address_confirm")
def _take_address() -> Act:
    token = change_token(_user(), f"{uuid4()}@acts.example")
    return Act(Client(headers=HERE), _at("address_confirm", token))


@act("usersessions_list")
def _end_others() -> Act:
    user = _user()
    signed_in(user)
    return Act(strong(user), _at("usersessions_list"))


@act("session_end")
def _end_one() -> Act:
    user = _user()
    other = signed_in(user)
    client = strong(user)
    rows = user.usersession_set.filter(session_key=other.session.session_key)
    return Act(client, _at("session_end", rows.get().pk))


@act("step_up")
def _show_mailbox() -> Act:
    return Act(signed_in(_user()), _at("step_up"), {"send": "yes"})


@act("mfa_activate_totp")
def _add_app() -> Act:
    client = strong(_user())
    page = client.get(_at("mfa_activate_totp")).content.decode()
    secret = re.search(r'class="codes"[^>]*>([A-Z2-7]+)<', page)[1]
    return Act(client, _at("mfa_activate_totp"), {"code": app_code(secret=secret)})


@act("mfa_deactivate_totp")
def _remove_app() -> Act:
    user = _user()
    make_app(user)
    return Act(strong(user), _at("mfa_deactivate_totp"))


@act("mfa_generate_recovery_codes")
def _new_codes() -> Act:
    user = _user()
    make_app(user)
    make_codes(user)
    return Act(strong(user), _at("mfa_generate_recovery_codes"))


def _passkey(user: User) -> Authenticator:
    facts = {"name": "key", "credential": {}}
    kind = Authenticator.Type.WEBAUTHN
    return Authenticator.objects.create(user=user, type=kind, data=facts)


@act("mfa_edit_webauthn")
def _rename_key() -> Act:
    user = _user()
    path = _at("mfa_edit_webauthn", _passkey(user).pk)
    return Act(strong(user), path, {"name": "Other name"})


@act("mfa_remove_webauthn")
def _remove_key() -> Act:
    user = _user()
    return Act(strong(user), _at("mfa_remove_webauthn", _passkey(user).pk))
