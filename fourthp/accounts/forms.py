"""What people may type when signing in: the library's forms in plain words."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.http import HttpRequest  # noqa: TID251 -- the library's forms are given one
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fourthp.accounts.operations.desks import choose_desk
from fourthp.accounts.operations.guesses import (
    TooManyCodes,
    note_right_code,
    take_guess,
)
from fourthp.accounts.queries.desks import usual_desk
from fourthp.accounts.rules.spans import OWN, SHARED
from fourthp.foundation.operations.rates import take_token
from fourthp.foundation.policies import Rate

WORDS = {
    "code": _("Code"),
    "email": _("E-mail address"),
    "login": _("E-mail address"),
    "name": _("Name of this passkey"),
    "oldpassword": _("Password you have now"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("New password again"),
}
# By the address alone, wherever they ask: to keep somebody's mailbox from being filled.
MAILS = Rate("forgotten password", burst=10, per_hour=10)
HELP = {
    "code": _("Six digits from your app, or one of your recovery codes."),
    "name": _("So that you know it again: “work laptop”."),
    "password1": _(
        "At least 12 letters or signs. Four unrelated words are easy to remember."
    ),
}


class PlainWords:
    """Labels above the fields, in our words; nothing inside them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]  # a mixin of forms
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = WORDS.get(name, field.label)
            field.help_text = HELP.get(name, "")


class AtDesk(forms.Form):
    """A way in, which asks first whose the computer is."""

    shared = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk, shared = usual_desk(context.request), self.fields["shared"]
        shared.initial = desk == SHARED
        shared.label = _("Others use this computer")
        shared.help_text = _("You are signed out when you leave it for %s minutes.") % (
            int(settings.SHARED_IDLE.total_seconds() // 60)
        )

    def clean_shared(self) -> bool:
        """Note whose the computer is, before anybody is signed in."""
        is_shared: bool = self.cleaned_data["shared"]
        choose_desk(context.request, SHARED if is_shared else OWN)
        return is_shared


class SignInForm(AtDesk, PlainWords, account.LoginForm):  # type: ignore[misc]  # untyped library
    """Address and password."""


class AgainForm(PlainWords, account.ReauthenticateForm):  # type: ignore[misc]  # untyped library
    """The password once more."""


class PasswordForm(PlainWords, account.ChangePasswordForm):  # type: ignore[misc]  # untyped library
    """The old and the new password."""


class FirstPasswordForm(PlainWords, account.SetPasswordForm):  # type: ignore[misc]  # untyped library
    """A password for somebody who has none."""


class NewPasswordForm(PlainWords, account.ResetPasswordKeyForm):  # type: ignore[misc]  # untyped library
    """A new password for a forgotten one."""


class ForgottenForm(PlainWords, account.ResetPasswordForm):  # type: ignore[misc]  # untyped library
    """The address of somebody who forgot a password."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send one mail, whoever it is; the page afterwards is the same.

        Whoever has got many already gets no more: each of their links still works.
        """
        email: str = self.cleaned_data["email"]
        if take_token(MAILS, email.lower(), now=timezone.now()):
            return email
        if self.users:
            return str(super().save(request, **kwargs))
        get_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class Slowed:
    """Codes that are tried are counted by the account and the place together."""

    def clean_code(self) -> str:
        """Return the code if it is right; judge no more of them than a few."""
        request, user = context.request, self.user  # type: ignore[attr-defined]  # a mixin of forms
        try:
            take_guess(request, user)
        except TooManyCodes as problem:
            raise forms.ValidationError(str(problem)) from problem
        code: str = super().clean_code()  # type: ignore[misc]  # as above
        note_right_code(request, user)
        return code


class CodeForm(PlainWords, Slowed, factors.AuthenticateForm):  # type: ignore[misc]  # untyped library
    """A code of the second factor, while signing in."""


class CodeAgainForm(PlainWords, Slowed, factors.ReauthenticateForm):  # type: ignore[misc]  # untyped library
    """A code of the second factor, once signed in."""


class AppForm(PlainWords, totp.ActivateTOTPForm):  # type: ignore[misc]  # untyped library
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("The six digits that the app shows now.")


class PasskeyForm(PlainWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]  # untyped library
    """A new passkey: always one that can sign in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True
        self.fields["credential"].label = _("Passkey")


class PasskeyNameForm(PlainWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]  # untyped library
    """Another name for a passkey."""


class PasskeySignInForm(AtDesk, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # untyped library
    """A passkey instead of address and password."""

    def clean_credential(self) -> Any:
        """Refuse the passkey of a closed account as if it were unknown."""
        found = super().clean_credential()
        if not found.user.is_active:
            raise webauthn.get_adapter().validation_error("incorrect_code")
        return found


class AddressForm(forms.Form):
    """A new address."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        """Return the address in small letters, as all of them are kept."""
        return str(self.cleaned_data["email"]).lower()


class MailedCodeForm(forms.Form):
    """The code of a mail to one's own address."""

    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=20,
        help_text=_("Eight digits."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )

    def clean_code(self) -> str:
        """Return its digits: people copy blanks along."""
        return "".join(str(self.cleaned_data["code"]).split())
