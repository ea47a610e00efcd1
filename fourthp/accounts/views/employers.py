"""Coming in through an employer, joining that to an account, and parting it."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fourthp.accounts.operations.employers import (
    Proven,
    Purpose,
    Wish,
    begin_at_employer,
    note_employer,
    prove,
    sign_in_by,
    take_begun,
)
from fourthp.accounts.operations.identities import (
    Found,
    IdentityIsTaken,
    ask_whom_to_join,
    found_to_join,
    join_by_mail,
    join_found,
    joining_of,
    offer_to_join,
    part_identity,
)
from fourthp.accounts.operations.providers import SignInRefused
from fourthp.accounts.queries.employers import identity_of, joined_by, provider_named
from fourthp.accounts.queries.factors import (
    has_second_factor,
    moments_of_employer,
)
from fourthp.accounts.rules.providers import Provider
from fourthp.accounts.rules.spans import OWN, SHARED

# By which each thing that is wanted there is begun.
DOORS = {
    Purpose.IN: "employer_sign_in",
    Purpose.JOIN: "employer_join",
    Purpose.AGAIN: "employer_again",
}
# A form says by it that it asked whose the computer is.
ASKED = "asked"


def _provider(word: str) -> Provider:
    found = provider_named(word)
    if found is None:
        raise Http404
    return found


def _wanted(request: HttpRequest) -> str:
    said = request.POST.get("next") or request.GET.get("next") or ""
    return said if get_adapter().is_safe_url(said) else ""


def _go(request: HttpRequest, provider: Provider, wish: Wish) -> HttpResponse:
    """Lead to an employer's sign-in, by a page of ours.

    A form must not end on another site (`form-action`), so that it is no redirect.
    """
    try:
        place = begin_at_employer(request, provider, wish, now=timezone.now())
    except SignInRefused as problem:
        return _refused(request, provider, problem, wish)
    context = {"provider": provider, "place": place}
    response = render(request, "accounts/employer_going.html", context)
    response["Refresh"] = f"0; url={place}"
    return response


def _refused(
    request: HttpRequest, provider: Provider, problem: SignInRefused, wish: Wish | None
) -> HttpResponse:
    """Say why nobody comes in; what was wanted can be tried again as it was."""
    if wish is None and not request.user.is_authenticated:
        wish = Wish(Purpose.IN)
    context: dict[str, Any] = {"provider": provider, "fault": str(problem)}
    if wish is not None:
        door = reverse(DOORS[wish.purpose], args=[provider.word])
        context |= {"wish": wish, "door": door, "SHARED": SHARED}
    page = "accounts/employer_refused.html"
    return render(request, page, context, status=problem.status)


def begin(request: HttpRequest, word: str) -> HttpResponse:
    """Send somebody to her employer's sign-in; only a button does.

    Whoever comes here by a link, or back, is shown the button.
    """
    provider = _provider(word)
    if request.method != "POST":
        return redirect("account_login")
    return _go(request, provider, Wish(Purpose.IN, _wanted(request), _desk(request)))


def _desk(request: HttpRequest) -> str:
    """Return whose computer this is, where the page asked it."""
    if ASKED not in request.POST:
        return ""
    return SHARED if request.POST.get("shared") else OWN


def join(request: HttpRequest, word: str) -> HttpResponse:
    """Say what joining an employer's sign-in means, and begin it by a button.

    Whoever comes back from there says yes to whom it names.
    """
    provider = _provider(word)
    found = found_to_join(request, provider, now=timezone.now())
    if request.method == "POST" and (said := request.POST.get("yes")):
        if found is not None and constant_time_compare(said, found.token):
            return _joined(request, provider, found)
        messages.error(request, _("Nothing was connected: that took too long."))
    elif request.method == "POST":
        return _go(request, provider, Wish(Purpose.JOIN))
    context = {"provider": provider, "found": found}
    return render(request, "accounts/employer_join.html", context)


def again(request: HttpRequest, word: str) -> HttpResponse:
    """Let somebody show by her employer that it is she; then lead her back."""
    provider, user = _provider(word), request.user
    joined: Any = joined_by(user)  # type: ignore[arg-type]  # for_signed_in
    if provider not in [one for _identity, one in joined]:
        raise Http404
    if request.method == "POST":
        return _go(request, provider, Wish(Purpose.AGAIN, _wanted(request)))
    context = {"provider": provider, "wanted": _wanted(request)}
    return render(request, "accounts/employer_again.html", context)


@require_GET
def back(request: HttpRequest, word: str) -> HttpResponse:
    """Take what an employer's sign-in answers.

    The one page that opens a session on GET: the protocol comes back by a link. It
    does so for the browser that began it by a button, and once.
    """
    provider, said, now = _provider(word), request.GET.dict(), timezone.now()
    wish = None
    try:
        begun = take_begun(request, provider, said.get("state", ""), now=now)
        wish = begun.wish
        proven = prove(provider, begun, said, now=now)
    except SignInRefused as problem:
        return _refused(request, provider, problem, wish)
    match proven.wish.purpose:
        case Purpose.JOIN:
            ask_whom_to_join(request, proven, now=now)
            return redirect("employer_join", word=word)
        case Purpose.AGAIN:
            return _shown_again(request, proven)
    answer = sign_in_by(request, proven)
    if answer is not None:
        return answer
    offer_to_join(request, proven, now=now)
    return render(request, "accounts/employer_stranger.html", {"provider": provider})


def _joined(request: HttpRequest, provider: Provider, found: Found) -> HttpResponse:
    user: Any = request.user
    try:
        join_found(request, user, provider=provider, found=found)
    except IdentityIsTaken as problem:
        messages.error(request, str(problem))
    else:
        said = _("From now on you can sign in with %s.")
        messages.success(request, said % provider.name)
    return redirect("account")


def _shown_again(request: HttpRequest, proven: Proven) -> HttpResponse:
    user: Any = request.user
    identity = identity_of(proven.key)
    name = proven.provider.name
    if identity is None or identity.user_id != user.pk:
        messages.error(request, _("%s says that somebody else came.") % name)
        return redirect("account")
    if not _shows_anew(request, proven):
        said = _(
            "%s did not ask you again, so it does not show that it is you. Use another"
            " way; if you have none, choose a password by “Forgotten password”."
        )
        messages.error(request, said % name)
        return redirect("account")
    note_employer(request, user, proven)
    if not has_second_factor(request):
        said = _("%s did not say that a second factor was used.") % name
        messages.warning(request, said)
    return HttpResponseRedirect(proven.wish.leads_to or reverse("account"))


def _shows_anew(request: HttpRequest, proven: Proven) -> bool:
    """Tell whether what an employer's sign-in says adds anything to a session.

    A provider that never says when is believed for the first time alone.
    """
    user: Any = request.user
    is_first = proven.came_at is None and not moments_of_employer(request, user)
    adds = is_first and proven.is_strong and not has_second_factor(request)
    return proven.was_just_now or adds


def joining(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a mailed link joins, with a button that does. It signs nobody in."""
    found = joining_of(request, token, now=timezone.now())
    context: dict[str, Any] = {"joining": found, "fault": ""}
    if found and request.method == "POST":
        try:
            join_by_mail(request, found)
        except IdentityIsTaken as problem:
            context["fault"] = str(problem)
        else:
            return render(request, "accounts/employer_joined.html", context)
    status = 200 if found else 410
    return render(request, "accounts/employer_joining.html", context, status=status)


def ending(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what parting an employer's sign-in means, and do it by a button."""
    user: Any = request.user
    found = next((pair for pair in joined_by(user) if pair[0].pk == pk), None)
    if request.method == "POST":
        if found is not None:
            part_identity(found[0], by=user)
            messages.success(request, _("Disconnected."))
        return redirect("account")
    if found is None:
        raise Http404
    context = {"joined": found, "has_password": user.has_usable_password()}
    return render(request, "accounts/employer_ending.html", context)
