"""The doors of signing in; a page of the library that is not listed does not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import register_converter

from fourthp.accounts.views import employers, pages
from fourthp.accounts.views.pages import guarded, of_factors, that_work, together
from fourthp.foundation.policies import (
    Rate,
    by_link,
    door,
    for_signed_in,
    open_to,
    public,
    signing_in,
)

# A whole office may come from one address.
EMPLOYERS = Rate("employer sign-in", burst=60, per_hour=600)


class UserIdConverter:
    """A user's id as the library writes it into a link."""

    regex = "[0-9A-Za-z]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(UserIdConverter, "userid")

urlpatterns = [
    door("account/", pages.account, for_signed_in, name="account"),
    door("sign-in/", account.login, signing_in, name="account_login"),
    door(
        "sign-in/passkey/",
        passkeys.login_webauthn,
        signing_in,
        name="mfa_login_webauthn",
    ),
    door(
        "sign-in/with/<slug:word>/",
        employers.begin,
        open_to(signing_in, rate=EMPLOYERS),
        name="employer_sign_in",
    ),
    # The one door where a session begins by GET: see its view.
    door(
        "sign-in/with/<slug:word>/back/",
        employers.back,
        signing_in,
        name="employer_back",
    ),
    door(
        "sign-in/join/<str:token>/",
        together(employers.joining),
        by_link("employer sign-in"),
        name="employer_joining",
    ),
    door(
        "account/employers/<slug:word>/join/",
        guarded(employers.join),
        open_to(for_signed_in, rate=EMPLOYERS),
        name="employer_join",
    ),
    door(
        "account/employers/<slug:word>/again/",
        employers.again,
        open_to(for_signed_in, rate=EMPLOYERS),
        name="employer_again",
    ),
    door(
        "account/employers/<uuid:pk>/ending/",
        guarded(together(employers.ending)),
        for_signed_in,
        name="employer_ending",
    ),
    door("sign-in/code/", factors.authenticate, signing_in, name="mfa_authenticate"),
    door("sign-out/", together(account.logout), signing_in, name="account_logout"),
    door("account/step-up/", pages.step_up, for_signed_in, name="step_up"),
    door(
        "account/confirm/",
        account.reauthenticate,
        for_signed_in,
        name="account_reauthenticate",
    ),
    door(
        "account/factors/confirm/",
        factors.reauthenticate,
        for_signed_in,
        name="mfa_reauthenticate",
    ),
    door(
        "account/factors/keys/confirm/",
        passkeys.reauthenticate_webauthn,
        for_signed_in,
        name="mfa_reauthenticate_webauthn",
    ),
    door(
        "account/password/",
        together(account.password_change),
        for_signed_in,
        name="account_change_password",
    ),
    door(
        "account/password/set/",
        guarded(together(account.password_set)),
        for_signed_in,
        name="account_set_password",
    ),
    door(
        "reset/",
        account.password_reset,
        public,
        name="account_reset_password",
    ),
    door(
        "reset/sent/",
        account.password_reset_done,
        public,
        name="account_reset_password_done",
    ),
    door(
        "reset/done/",
        account.password_reset_from_key_done,
        public,
        name="account_reset_password_from_key_done",
    ),
    door(
        "reset/<userid:uidb36>-<str:key>/",
        together(account.password_reset_from_key),
        signing_in,
        name="account_reset_password_from_key",
    ),
    door("account/address/", guarded(pages.address), for_signed_in, name="address"),
    door(
        "account/address/<str:token>/",
        together(pages.address_confirm),
        by_link("new address"),
        name="address_confirm",
    ),
    door("account/computer/", pages.desk, for_signed_in, name="computer"),
    door("account/sessions/", pages.sessions, for_signed_in, name="usersessions_list"),
    door(
        "account/sessions/<int:pk>/end/",
        pages.session_end,
        for_signed_in,
        name="session_end",
    ),
    door(
        "account/factors/",
        pages.FactorsView.as_view(),
        for_signed_in,
        name="mfa_index",
    ),
    door(
        "account/factors/app/",
        guarded(of_factors(app.activate_totp)),
        for_signed_in,
        name="mfa_activate_totp",
    ),
    door(
        "account/factors/app/remove/",
        guarded(of_factors(app.deactivate_totp)),
        for_signed_in,
        name="mfa_deactivate_totp",
    ),
    door(
        "account/factors/codes/",
        guarded(that_work(codes.view_recovery_codes)),
        for_signed_in,
        name="mfa_view_recovery_codes",
    ),
    door(
        "account/factors/codes/new/",
        guarded(of_factors(pages.NewCodesView.as_view())),
        for_signed_in,
        name="mfa_generate_recovery_codes",
    ),
    door(
        "account/factors/codes/file/",
        guarded(that_work(codes.download_recovery_codes)),
        for_signed_in,
        name="mfa_download_recovery_codes",
    ),
    door(
        "account/factors/keys/",
        passkeys.list_webauthn,
        for_signed_in,
        name="mfa_list_webauthn",
    ),
    door(
        "account/factors/keys/new/",
        guarded(of_factors(passkeys.add_webauthn)),
        for_signed_in,
        name="mfa_add_webauthn",
    ),
    door(
        "account/factors/keys/<int:pk>/edit/",
        guarded(together(passkeys.edit_webauthn)),
        for_signed_in,
        name="mfa_edit_webauthn",
    ),
    door(
        "account/factors/keys/<int:pk>/remove/",
        guarded(of_factors(passkeys.remove_webauthn)),
        for_signed_in,
        name="mfa_remove_webauthn",
    ),
]
