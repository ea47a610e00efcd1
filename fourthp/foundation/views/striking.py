"""Striking words from the record: typed, looked at, struck for good."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.clock import now
from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.matters import MatterKind, matter_kind
from fourthp.foundation.needles import Needle, TooFew
from fourthp.foundation.operations.striking import (
    Asked,
    NothingToStrike,
    look_at_strike,
    strike_from_record,
)
from fourthp.foundation.queries.striking import SEPARATOR, inside_longer, whole_fields
from fourthp.foundation.strikes import Found, may_strike_everywhere

_MOST = 20_000


class StrikeForm(KeyedForm):
    """Which words are to go, or which fields as a whole."""

    needs_little = True

    words = forms.CharField(
        label=_("The words, as they stand there"),
        help_text=_(
            "Copy them from the page. Capitals, accents, line breaks and marks such as"
            " ** do not matter. Part of a longer word is not struck."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        max_length=_MOST,
        required=False,
    )
    whole = forms.MultipleChoiceField(
        label=_("Or all that one of these says"),
        help_text=_("Everything that it says goes, and all that it said before."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_everywhere = forms.BooleanField(
        label=_("Also in mails, drafts and sheets that are about something else"),
        help_text=_(
            "Take the tick out if others may rightly use the same words elsewhere."
        ),
        initial=True,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        places: list[tuple[str, str]],
        is_for_all: bool,
        **kwargs: Any,
    ) -> None:
        """Offer the fields of the matter that say something.

        is_for_all: also copies elsewhere, which are for whoever runs the record.
        """
        super().__init__(*args, **kwargs)
        self.fields["whole"].choices = places  # type: ignore[attr-defined]  # of a choice
        if not places:
            del self.fields["whole"]
        if not is_for_all:
            del self.fields["is_everywhere"]

    def clean_words(self) -> str:
        """Refuse words that are too short to be struck."""
        words = str(self.cleaned_data["words"])
        if words:
            try:
                Needle.of(words)
            except TooFew as problem:
                raise forms.ValidationError(str(problem)) from problem
        return words

    def clean(self) -> dict[str, Any] | None:
        """Ask for words or a field."""
        cleaned = super().clean() or {}
        if not (self.errors or cleaned.get("words") or cleaned.get("whole")):
            self.add_error("words", gettext("Say which words are to go."))
        return cleaned

    def asked(self, kind: str, pk: UUID) -> Asked:
        """Return what is to be struck of a matter."""
        places = [one.split(SEPARATOR) for one in self.cleaned_data.get("whole", ())]
        return Asked(
            kind,
            pk,
            self.cleaned_data["words"],
            frozenset((label, key, name) for label, key, name in places),
            self.cleaned_data.get("is_everywhere", False),
        )


def strike(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Show what would go, by counts alone; strike it for good when asked to."""
    reader: Any = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    found = _seen(kind, pk, reader)
    fields, is_for_all = whole_fields(kind, pk), may_strike_everywhere(reader)
    form = StrikeForm.of(request, places=fields, is_for_all=is_for_all)
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            if "strike" in request.POST:
                answer = _strike(request, form, pk, reader, found)
                if answer:
                    return redirect(answer)
            else:
                context = _looked(form, kind, pk, reader)
        except NothingToStrike as problem:
            form.add_error("words", str(problem))
    context |= {"form": form, "title": found.title(pk), "back": found.url(pk)}
    status = 400 if form.errors else 200
    return render(request, "foundation/strike.html", context, status=status)


def _seen(kind: str, pk: UUID, reader: object) -> MatterKind:
    found = matter_kind(kind)
    if found is None or not found.may_see(reader, pk):
        raise Http404
    if not found.may_strike(reader, pk):
        raise PermissionDenied
    found.note_reading(reader, pk)
    return found


def _looked(form: StrikeForm, kind: str, pk: UUID, reader: Any) -> dict[str, Any]:
    asked = form.asked(kind, pk)
    would = look_at_strike(asked, by=reader, now=now())
    inside = inside_longer(kind, pk, asked.words) if asked.words else 0
    return {"would": _rows(would), "inside": inside}


def _rows(found: list[Found]) -> list[tuple[str, int, str, str]]:
    return [(one.title, one.count, "", "") for one in found if one.count]


def _strike(
    request: HttpRequest, form: StrikeForm, pk: UUID, reader: Any, kind: MatterKind
) -> str | None:
    def act() -> str:
        found = strike_from_record(form.asked(kind.name, pk), by=reader, now=now())
        told = "; ".join(f"{one.title}: {one.count}" for one in found if one.count)
        messages.success(request, gettext("Struck from the record. %s.") % told)
        return reverse("history", args=[kind.name, pk])

    return form.send(act, by=reader, now=now())
