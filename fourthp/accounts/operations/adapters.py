"""How the library for signing in does its work here."""

import logging
from email.utils import make_msgid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context, ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest  # noqa: TID251 -- the library signs requests in
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.accounts.models import User
from fourthp.accounts.operations.desks import choose_desk
from fourthp.accounts.queries.desks import DESK
from fourthp.accounts.queries.employers import employers_that_vouch
from fourthp.accounts.queries.factors import came_just_now, factor_keys, factors_of
from fourthp.foundation.middleware import caller_of
from fourthp.foundation.policies import first_page

log = logging.getLogger(__name__)

# The envelope says nothing (S14): every mail about an account has this subject.
SUBJECT = gettext_lazy("About signing in")
CHANGED = "account/messages/password_changed.txt"
RESET = "account/email/password_reset"
SAID = {
    CHANGED: gettext_lazy(
        "Your password has been changed. Everywhere else you were signed out."
    ),
    "account/messages/password_set.txt": gettext_lazy("You have a password now."),
    "mfa/messages/totp_activated.txt": gettext_lazy("The app has been added."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The app has been removed."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey has been added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey has been removed."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy(
        "These are your recovery codes. Any older ones no longer work."
    ),
    "usersessions/messages/sessions_logged_out.txt": gettext_lazy(
        "You are signed out everywhere else."
    ),
}


def has_its_first_password(request: HttpRequest | None = None) -> bool:
    """Tell whether an account without a password got one by this request."""
    return getattr(request or context.request, "has_its_first_password", False)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped library
    """People are invited; their one address stands on the user; nobody is told who."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "The address or the password is not right."
        ),
        "enter_current_password": gettext_lazy("This is not your password."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "too_many_login_attempts": gettext_lazy(
            "That was too often. Wait five minutes, then try again."
        ),
        "rate_limited": gettext_lazy("That was too often. Wait a little, then try."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where somebody comes from, as every other limit knows it."""
        return caller_of(request) or "0.0.0.0"  # noqa: S104 -- nobody's address

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a mail: where the network is, whatever Host was asked."""
        user, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[user, token])
        return f"{settings.URL}{path}"

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- the library's signature
        """Nobody signs up."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a password that is about to be tried, by address and place together."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        if not ratelimit.consume(request, action="password", key=key):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Set a password, and remember whether there was one before."""
        if not user.has_usable_password() and context.request is not None:
            context.request.has_its_first_password = True
        super().set_password(user, password)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the user, or None for a wrong password and a closed account alike."""
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        if not isinstance(user, User) or not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        self._rollback_login_failed_rl_usage()
        key = self._get_login_attempts_cache_key(request, **credentials)
        ratelimit.clear(request, action="password", key=key)
        return user

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open a session, with its record, whole or not at all."""
        # Begun anew where it was another's; what was ticked stays.
        desk = request.session.get(DESK)
        with transaction.atomic():
            super().login(request, user)
            if desk:
                choose_desk(request, desk)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead whoever asked for no page to the first one that is hers."""
        return first_page(request)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Tell whether a password is asked once more before ways in are changed.

        Whoever typed hers a moment ago is not asked again before her first factor.
        """
        request = context.request
        user = request.user
        if app == "allauth.mfa" and isinstance(user, User) and not factors_of(user):
            return not came_just_now(request, user)
        return bool(super().is_reauthentication_required(app=app))

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Tell whether this is the password of somebody who is signed in."""
        if not isinstance(user, User):
            return False
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def _get_login_attempts_cache_key(
        self, request: HttpRequest, **credentials: Any
    ) -> str:
        # Whoever guesses is slowed; the owner, who comes from elsewhere, is not.
        where = self.get_client_ip(request)
        return f"{where}:{str(credentials.get('email', '')).lower()}"

    def add_message(
        self, request: HttpRequest, level: int, *args: Any, **kw: Any
    ) -> None:
        """Say one of our own sentences; the library's chatter is left out."""
        template = args[0] if args else kw.get("message_template")
        if template == CHANGED and has_its_first_password(request):
            template = "account/messages/password_set.txt"
        said = kw.get("message") or SAID.get(template or "")
        if said:
            messages.add_message(request, level, str(said))

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Send one of our mails: it leaves only if what it tells of happens."""
        self.render_mail(template_prefix, email, context).send()

    def render_mail(
        self,
        template_prefix: str,
        email: str,
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Write one of our plain mails; the library names it by its own template."""
        name = template_prefix.rsplit("/", 1)[-1]
        body = render_to_string(
            f"accounts/mail/{name}.txt", context | {"url": settings.URL}
        )
        return EmailMessage(
            str(SUBJECT),
            body.strip() + "\n",
            self.get_from_email(),
            [email],
            # Named by the network's own host: the machine's name is nobody's business.
            headers={
                "Auto-Submitted": "auto-generated",
                "Message-ID": make_msgid(domain=settings.PASSKEY_HOST),
            }
            | (headers or {}),
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody by mail that something about signing in changed."""
        if template_prefix == RESET and has_its_first_password():
            template_prefix = "account/email/password_first"
        self.send_mail(template_prefix, email or user.get_username(), context or {})

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return how somebody can show again that it is them, in our words."""
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
            "mfa_reauthenticate": _("Use a code"),
        }
        order = list(words)
        found = super().get_reauthentication_methods(user)
        found.sort(key=lambda method: order.index(method["id"]))
        named = [method | {"description": words[method["id"]]} for method in found]
        return named + [
            {
                "id": f"employer:{one.word}",
                "description": _("Use %s") % one.name,
                "url": reverse("employer_again", args=[one.word]),
            }
            for one in (employers_that_vouch(user) if isinstance(user, User) else ())
        ]


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # untyped library
    """Second factors: their secrets are encrypted, passkeys belong to FOURTHP_URL."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code or key was not accepted."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret with the newest of the home's keys."""
        return MultiFernet(factor_keys()).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret encrypted with any of the home's keys.

        What none of them opens is answered by a passing secret that nobody holds: no
        code fits it, and a person's other factors are still asked.
        """
        try:
            opened = MultiFernet(factor_keys()).decrypt(encrypted_text.encode())
        except InvalidToken:
            log.error("no key opens a second factor: see bin/fourthp check")  # noqa: TRY400 -- the sentence says all
            return str(generate_totp_secret())
        return opened.decode()

    def get_totp_issuer(self) -> str:
        """Name the entry in the app by the host, which says nothing."""
        return str(settings.ALLOWED_HOSTS[0])

    def build_totp_svg(self, url: str) -> str:
        """Draw the code to scan, to be put into a page."""
        drawn: str = super().build_totp_svg(url)
        return drawn[drawn.index("<svg") :]

    def generate_authenticator_name(self, *_args: Any, **_more: Any) -> str:
        """Offer a name for a new passkey."""
        return _("This device")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the site that passkeys belong to: never what the request says."""
        host = str(settings.PASSKEY_HOST)
        return {"id": host, "name": host}
