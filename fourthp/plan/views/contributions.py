"""What an agency brings to an aim, and what it asks."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.partnership.models import FOR_AN_AGENCY, Agency, Person
from fourthp.plan.forms.aims import ContributionForm
from fourthp.plan.models import Aim
from fourthp.plan.operations.aims import AimIsOver, contribute
from fourthp.plan.permissions.aims import can_contribute, can_edit_aim
from fourthp.plan.views.aims import aim_seen
from fourthp.plan.views.standing import person_of


def contribution(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what an agency brings to an aim and asks: its own people, or who leads."""
    person, found = person_of(request), aim_seen(request, pk)
    leads, own = can_edit_aim(person, found), _own(person)
    if not leads and not own:
        raise PermissionDenied
    agency = _chosen(request, person, own)
    said = found.contributions.filter(agency=agency).first() if agency else None
    form = ContributionForm.for_agency(
        request, agency, said, reader=person, is_fixed=not leads and len(own) == 1
    )
    here = reverse("aim", args=[pk])
    if request.method == "POST" and form.is_valid():
        answer = _save(form, found, person)
        if answer:
            messages.success(request, _("Noted."))
            return redirect(answer)
    context = {"form": form, "aim": found, "back": here, "agency": agency}
    status = 400 if form.errors else 200
    return render(request, "plan/contribution.html", context, status=status)


def _own(person: Person) -> list[Agency]:
    """Return the agencies for which somebody speaks."""
    held = [one.agency for one in person.held if one.role in FOR_AN_AGENCY]
    keys = [one for one in held if one]
    return list(Agency.objects.filter(pk__in=keys).order_by("name", "pk"))


def _chosen(request: HttpRequest, person: Person, own: list[Agency]) -> Agency | None:
    """Return the agency whose words are shown: the one asked for, else one's own."""
    try:
        wanted = UUID(request.GET.get("agency", ""))
    except ValueError:
        return own[0] if own else None
    return Agency.objects.visible_to(person).filter(pk=wanted).first()


def _save(form: ContributionForm, found: Aim, person: Person) -> str | None:
    said = form.cleaned_data
    if not can_contribute(person, found, said["agency"]):
        form.add_error("agency", _("Its own people say this, or a coordinator."))
        return None

    def act() -> str:
        contribute(
            found,
            said["agency"],
            brings=said["brings"],
            asks=said["asks"],
            by=person,
            today=today(),
        )
        return reverse("aim", args=[found.pk])

    return form.sent(act, by=person, now=now(), refused=(AimIsOver,))
