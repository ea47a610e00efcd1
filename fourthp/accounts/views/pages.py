"""Pages about signing in that the library does not bring."""

from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import (
    raise_if_reauthentication_required,
)
from allauth.core import ratelimit
from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature
from django.db import transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic.base import ContextMixin

from fourthp.accounts.forms import AddressForm, MailedCodeForm
from fourthp.accounts.operations.addresses import (
    AddressIsTaken,
    ask_for_address,
    change_address,
)
from fourthp.accounts.operations.factors import announce_factors
from fourthp.accounts.operations.mailbox import send_mailbox_code, take_mailbox_code
from fourthp.accounts.operations.sessions import end_session, sign_out_elsewhere
from fourthp.accounts.queries.addresses import read_change
from fourthp.accounts.queries.desks import (
    limits_for,
    limits_of,
    sessions_of,
    span_of,
    whose,
)
from fourthp.accounts.queries.employers import (
    employer_to_ask,
    employers_that_vouch,
    joined_by,
    not_joined_by,
)
from fourthp.accounts.queries.factors import (
    MAILBOX_ASKED,
    codes_are_lost,
    factors_of,
    has_second_factor,
    kinds_of_factors,
    may_change_ways_in,
    passkeys_of,
)
from fourthp.accounts.rules.spans import OWN, SHARED, Span
from fourthp.foundation.policies import Standing, View

AFTER = "accounts_after_step_up"
# Pages that a code from a mail opens by itself.
WAYS_IN = frozenset(
    {"account_set_password", "address", "mfa_activate_totp", "mfa_add_webauthn"}
)


def together(view: View) -> View:
    """Make a library's change, what it announces and its record one transaction."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
            return response

    return answer


def of_factors(view: View) -> View:
    """Make a library's change of second factors whole, and in the record."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        before = kinds_of_factors(user)
        response = view(request, *args, **kwargs)
        announce_factors(request, user, before=before)
        return response

    return together(answer)


def guarded(view: View) -> View:
    """Let ways in be changed only by somebody who shows more than a password.

    Whoever has stolen that must not add a second way in, nor take the address.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_change_ways_in(request):
            return redirect_to_login(request.path, reverse("step_up"))
        user: Any = request.user
        if employer := employer_to_ask(request, user):
            asks = reverse("employer_again", args=[employer.word])
            return redirect_to_login(request.path, asks)
        return view(request, *args, **kwargs)

    return answer


def that_work(view: View) -> View:
    """Show recovery codes only where a key of this home opens what they are made of.

    Others would be shown that no page accepts.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if codes_are_lost(user):
            return render(request, "mfa/recovery_codes/lost.html")
        return view(request, *args, **kwargs)

    return answer


class _SaysWhatIsLost(ContextMixin):
    """A page of the library's that counts recovery codes, and says if none works."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows."""
        shown = super().get_context_data(**kwargs)
        return shown | {"codes_are_lost": codes_are_lost(self.request.user)}  # type: ignore[arg-type]  # for_signed_in


class FactorsView(_SaysWhatIsLost, IndexView):  # type: ignore[misc]  # the library is not typed
    """The library's page of second factors."""


class NewCodesView(_SaysWhatIsLost, GenerateRecoveryCodesView):  # type: ignore[misc]  # as above
    """The library's page that makes new recovery codes."""


def account(request: HttpRequest) -> HttpResponse:
    """Show how somebody signs in, and what can be changed."""
    user: Any = request.user
    return render(
        request,
        "accounts/account.html",
        {
            "factors": factors_of(user),
            "passkeys": passkeys_of(user),
            "is_strong": has_second_factor(request),
            "has_password": user.has_usable_password(),
            "sessions": len(
                sessions_of(user, current=request.session, now=timezone.now())
            ),
            "employers": joined_by(user),
            "employers_to_join": not_joined_by(user),
        },
    )


def step_up(request: HttpRequest) -> HttpResponse:
    """Ask for a second factor, or lead to one; then back to where somebody was."""
    wanted = request.GET.get("next", "")
    if not get_adapter().is_safe_url(wanted):
        wanted = request.session.get(AFTER, "") or reverse("account")
    if has_second_factor(request):
        request.session.pop(AFTER, None)
        return HttpResponseRedirect(wanted)
    factors = factors_of(request.user)  # type: ignore[arg-type]  # the door let only users in
    if not factors and not may_change_ways_in(request):
        return _show_mailbox(request, wanted)
    if not factors:
        request.session[AFTER] = wanted
        standing: Standing = request.standing  # type: ignore[attr-defined]  # by PolicyMiddleware
        context = {
            "is_officer": standing.is_officer,
            "employers": employers_that_vouch(request.user),  # type: ignore[arg-type]  # as above
            "wanted": wanted,
        }
        return render(request, "accounts/step_up.html", context)
    name = "mfa_reauthenticate" if "totp" in factors else "mfa_reauthenticate_webauthn"
    return redirect_to_login(wanted, reverse(name))


def _show_mailbox(request: HttpRequest, wanted: str) -> HttpResponse:
    """Ask for a code that is mailed, before anything is added to a password."""
    user: Any = request.user
    if "send" in request.POST:
        send_mailbox_code(request, user, now=timezone.now())
        return redirect_to_login(wanted, reverse("step_up"))
    form = MailedCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if take_mailbox_code(request, user, code, now=timezone.now()):
            if urlsplit(wanted).path in map(reverse, WAYS_IN):
                return HttpResponseRedirect(wanted)
            return redirect_to_login(wanted, reverse("step_up"))
        form.add_error("code", _("This is not the code of the newest mail."))
    context = {
        "form": form,
        "is_sent": MAILBOX_ASKED in request.session,
        "employers": employers_that_vouch(user),
        "wanted": wanted,
    }
    status = 400 if form.errors else 200
    return render(request, "accounts/mailbox.html", context, status=status)


def sessions(request: HttpRequest) -> HttpResponse:
    """List where somebody is signed in; a POST ends every session but this one."""
    user: Any = request.user
    if request.method == "POST":
        count = sign_out_elsewhere(user, current=request.session.session_key or "")
        messages.success(request, _("Sessions ended: %s.") % count)
        return redirect("usersessions_list")
    found = sessions_of(user, current=request.session, now=timezone.now())
    minutes = int(limits_of(SHARED).idle.total_seconds() // 60)
    limits = {"minutes": minutes, "own": limits_of(OWN)}
    return render(request, "accounts/sessions.html", {"sessions": found, **limits})


def desk(request: HttpRequest) -> HttpResponse:
    """Say how long this session lasts; a POST is a press, and so keeps it open."""
    if request.method == "POST":
        return redirect("computer")
    now = timezone.now()
    span = span_of(request.session) or Span(now, now)
    ends = span.ends_at(limits_for(request.session))
    answer = render(request, "accounts/desk.html", {"ends": ends})
    answer["Session-Left"] = str(int((ends - now).total_seconds()))
    answer["Session-Whose"] = whose(request.user)  # type: ignore[arg-type]  # for_signed_in
    return answer


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one session."""
    user: Any = request.user
    end_session(get_object_or_404(UserSession, pk=pk, user=user), by=user)
    messages.success(request, _("That session has ended."))
    return redirect("usersessions_list")


def address(request: HttpRequest) -> HttpResponse:
    """Ask for a new address; it is taken once the mail to it is answered."""
    raise_if_reauthentication_required(request, app="allauth.account")
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limited: HttpResponse | None = ratelimit.consume_or_429(
            request, action="manage_email"
        )
        if limited:
            return limited
        link = settings.URL + reverse("address_confirm", args=["TOKEN"])
        ask_for_address(request.user, form.cleaned_data["email"], link=link)  # type: ignore[arg-type]  # the door let only users in
        messages.success(request, _("A mail is on its way. Open its link to confirm."))
        return redirect("account")
    return render(request, "accounts/address.html", {"form": form})


def address_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the new address with a button that takes it. It signs nobody in."""
    change = read_change(token)
    fault = ""
    if change and request.method == "POST":
        try:
            change_address(change)
        except (AddressIsTaken, BadSignature):
            fault = _("This address cannot be used.")
        else:
            return render(request, "accounts/address_confirmed.html")
    said = {"change": change, "fault": fault}
    status = 200 if change else 410
    return render(request, "accounts/address_confirm.html", said, status=status)
