"""Changes of the demo and of signing in."""

import re
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from fourthp.accounts.models import User
from fourthp.accounts.queries.addresses import change_token
from fourthp.accounts.tests.makers import (
    PASSWORD,
    app_code,
    make_app,
    make_codes,
    signed_in,
)
from fourthp.partnership.models import Person
from fourthp.partnership.tests.makers import (
    make_member,
)
from tests.safety.acts.sending import HERE, NEW, Act, act, at, new_user, strong


@act("personas")
def _be_nobody() -> Act:
    return Act(strong(new_user()), at("personas"))


@act("become")
def _become() -> Act:
    person = make_member()
    Person.objects.filter(pk=person.pk).update(user=new_user())
    return Act(Client(headers=HERE), at("become", person.pk))


@act("account_login")
def _sign_in() -> Act:
    said = {"login": new_user().email, "password": PASSWORD}
    return Act(Client(headers=HERE), at("account_login"), said)


@act("mfa_authenticate")
def _code() -> Act:
    user = new_user()
    make_app(user)
    return Act(signed_in(user), at("mfa_authenticate"), {"code": app_code()})


@act("account_logout")
def _sign_out() -> Act:
    return Act(strong(new_user()), at("account_logout"))


@act("account_reauthenticate")
def _again() -> Act:
    said = {"password": PASSWORD}
    return Act(strong(new_user()), at("account_reauthenticate"), said)


@act("mfa_reauthenticate")
def _code_again() -> Act:
    user = new_user()
    make_app(user)
    return Act(strong(user), at("mfa_reauthenticate"), {"code": app_code()})


@act("account_change_password")
def _change_password() -> Act:
    said = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return Act(strong(new_user()), at("account_change_password"), said)


@act("account_set_password")
def _set_password() -> Act:
    user = User.objects.create_user(f"{uuid4()}@acts.example")
    said = {"password1": NEW, "password2": NEW}
    return Act(strong(user), at("account_set_password"), said)


@act("account_reset_password")
def _forgot() -> Act:
    said = {"email": new_user().email}
    return Act(Client(headers=HERE), at("account_reset_password"), said)


@act("account_reset_password_from_key")
def _reset() -> Act:
    user, client = new_user(), Client(headers=HERE)
    key = default_token_generator.make_token(user)
    given = {"uidb36": user_pk_to_url_str(user), "key": key}
    link = reverse("account_reset_password_from_key", kwargs=given)
    path = client.get(link)["Location"]
    return Act(client, path, {"password1": NEW, "password2": NEW})


@act("address")
def _ask_for_address() -> Act:
    said = {"email": f"{uuid4()}@acts.example"}
    return Act(strong(new_user()), at("address"), said)


@act("address_confirm")
def _take_address() -> Act:
    token = change_token(new_user(), f"{uuid4()}@acts.example")
    return Act(Client(headers=HERE), at("address_confirm", token))


@act("computer")
def _stay() -> Act:
    return Act(strong(new_user()), at("computer"))


@act("usersessions_list")
def _end_others() -> Act:
    user = new_user()
    signed_in(user)
    return Act(strong(user), at("usersessions_list"))


@act("session_end")
def _end_one() -> Act:
    user = new_user()
    other = signed_in(user)
    client = strong(user)
    rows = user.usersession_set.filter(session_key=other.session.session_key)
    return Act(client, at("session_end", rows.get().pk))


@act("step_up")
def _show_mailbox() -> Act:
    return Act(signed_in(new_user()), at("step_up"), {"send": "yes"})


@act("mfa_activate_totp")
def _add_app() -> Act:
    client = strong(new_user())
    page = client.get(at("mfa_activate_totp")).content.decode()
    secret = re.search(r'class="codes"[^>]*>([A-Z2-7]+)<', page)[1]
    return Act(client, at("mfa_activate_totp"), {"code": app_code(secret=secret)})


@act("mfa_deactivate_totp")
def _remove_app() -> Act:
    user = new_user()
    make_app(user)
    return Act(strong(user), at("mfa_deactivate_totp"))


@act("mfa_generate_recovery_codes")
def _new_codes() -> Act:
    user = new_user()
    make_app(user)
    make_codes(user)
    return Act(strong(user), at("mfa_generate_recovery_codes"))


def _passkey(user: User) -> Authenticator:
    facts = {"name": "key", "credential": {}}
    kind = Authenticator.Type.WEBAUTHN
    return Authenticator.objects.create(user=user, type=kind, data=facts)


@act("mfa_edit_webauthn")
def _rename_key() -> Act:
    user = new_user()
    path = at("mfa_edit_webauthn", _passkey(user).pk)
    return Act(strong(user), path, {"name": "Other name"})


@act("mfa_remove_webauthn")
def _remove_key() -> Act:
    user = new_user()
    return Act(strong(user), at("mfa_remove_webauthn", _passkey(user).pk))
