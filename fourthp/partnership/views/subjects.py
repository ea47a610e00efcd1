"""What is held of one person: given to her; and erased, for good."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.foundation.queries.subjects import held_of
from fourthp.partnership.formats.subject_package import Package, package_bytes
from fourthp.partnership.forms.subjects import ErasingForm, package_form
from fourthp.partnership.models import Person, Seat
from fourthp.partnership.operations.erasing import ErasedAlready, erase_person
from fourthp.partnership.operations.leaving import LastCoordinator
from fourthp.partnership.operations.subjects import note_package
from fourthp.partnership.permissions import can_erase, can_take_package, is_herself
from fourthp.partnership.queries.erasing import erased_lately, erasing_outlook
from fourthp.partnership.queries.network import this_network
from fourthp.partnership.queries.people import in_order
from fourthp.partnership.queries.subjects import language_of, subject_of
from fourthp.partnership.views.standing import known_person, person_of

# For as long as a tombstone can stand at a seat.
ERASED_SINCE = timedelta(days=2 * 366)


def person_package(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give somebody all that is held of her, or a coordinator who was asked for it."""
    reader = person_of(request)
    people = Person.objects.visible_to(reader)
    person = get_object_or_404(people, pk=pk)
    if not can_take_package(reader, person):
        raise Http404  # of whom she may take nothing this page is not there
    is_own = is_herself(reader, person)
    form = package_form(is_own=is_own).of(request)
    made: list[HttpResponse] = []
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            note_package(person, by=reader, asked=form.asked, shown=form.shown)
            # In the transaction: what could not be made was not given.
            made.append(_packed(person, is_own=is_own))
            return reverse("person-package", args=[pk])

        if form.send(act, by=reader, now=now()):
            return made[0] if made else _packed(person, is_own=is_own)
    context = {"person": person, "form": form, "is_own": is_own}
    status = 400 if form.errors else 200
    return render(request, "partnership/person_package.html", context, status=status)


def _packed(person: Person, *, is_own: bool) -> HttpResponse:
    """Return the package as a file, in her language; it is kept nowhere."""
    language = "" if is_own else language_of(person)
    with translation.override(language or translation.get_language()):
        who = subject_of(person, now=now())
        network, shared = this_network(), tuple(sorted(who.shared))
        package = Package(person.name, now(), network, held_of(who), shared)
        answer = HttpResponse(package_bytes(package), content_type="application/zip")
    name = f"what-is-held-{today():%Y-%m-%d}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def person_erasure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what goes for good when somebody is erased, and do it."""
    reader = person_of(request)
    if request.method == "POST" and _is_erased(pk):
        return redirect("people-erased")
    person = known_person(request, pk)
    may = can_erase(reader, person)
    # Only a press looks through every text; a page that is opened does not.
    looks = "look" in request.POST
    if looks and not may:
        raise PermissionDenied
    form = (ErasingForm.blank if looks else ErasingForm.of)(request)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = _erase(form, person, reader)
    if answer:
        messages.success(request, _("Erased. Nobody can bring it back."))
        return redirect(answer)
    outlook = erasing_outlook(person, reader=reader, now=now(), looks=looks)
    context = {"person": person, "form": form, "may": may, "outlook": outlook}
    status = 400 if form.errors else 200
    return render(request, "partnership/person_erasure.html", context, status=status)


def _is_erased(pk: UUID) -> bool:
    return Person.objects.filter(pk=pk).exclude(erased_at=None).exists()


def _erase(form: ErasingForm, person: Person, reader: Person) -> str | None:
    def act() -> str:
        erase_person(person, by=reader, why=form.reason, now=now())
        return reverse("people-erased")

    try:
        return form.send(act, by=reader, now=now())
    except (ErasedAlready, LastCoordinator) as problem:
        form.add_error(None, str(problem))
        return None


def people_erased(request: HttpRequest) -> HttpResponse:
    """Show that somebody was erased, and where somebody sat: it says of nobody who."""
    reader = person_of(request)
    erased = erased_lately(now() - ERASED_SINCE)
    seen = Seat.objects.visible_to(reader).filter(person__in=erased)
    seats: dict[UUID, list[Seat]] = {}
    for seat in in_order(seen):
        seats.setdefault(seat.person_id, []).append(seat)
    found = [(one, seats.get(one.pk, [])) for one in erased]
    return render(request, "partnership/people_erased.html", {"erased": found})
