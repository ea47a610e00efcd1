"""What a listing says, a part at a time: words, referral, readers."""

from copy import copy
from typing import Any, ClassVar, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from fourthp.directory.models import RequiredDocument, Service
from fourthp.directory.operations.details import Details
from fourthp.directory.operations.edits import Edit
from fourthp.directory.operations.listings import NotReadAgain
from fourthp.directory.queries.details import Spot, detail_rows
from fourthp.directory.queries.imports import version_of
from fourthp.directory.rules.alerts import default_end
from fourthp.foundation.clock import today
from fourthp.foundation.guarded import GuardedForm
from fourthp.partnership.models import Label
from fourthp.partnership.rules.guard.marks import Kind

HIDDEN = ("form_key", "form_owner", "seen")


def read_again_field() -> forms.BooleanField:
    """Ask whoever typed words of a confidential service to read them again."""
    return forms.BooleanField(
        required=False,
        label=_(
            "I have read every word again. None of it tells where the place is: no"
            " street, building, landmark or small town"
        ),
    )


class PartForm(GuardedForm, forms.ModelForm[Service]):
    """One part of a listing. It hands over only what says something else now.

    A service's own numbers and streets may stand in its words. Of a confidential
    service it asks at its end whether every word was read again.
    """

    allowed = frozenset({Kind.PHONE, Kind.ADDRESS})
    has_words = True
    needs_little = True  # where nearly nothing is needed, “optional” says nothing

    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=200, label=_("The page as you saw it")
    )

    class Meta:
        model = Service
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        seen = {"seen": version_of(service)}
        # The row itself stays as it is: an operation changes it.
        kwargs["initial"] = seen | kwargs.get("initial", {})
        kwargs["instance"] = copy(service)
        self.service = service
        super().__init__(*args, **kwargs)
        every = self.fields.values()
        selects: list[Any] = [f for f in every if isinstance(f, forms.TypedChoiceField)]
        for one in selects:
            one.choices = [(code, capfirst(name)) for code, name in one.choices]

    @classmethod
    def of(cls, request: HttpRequest, **kwargs: Any) -> Self:
        """Make the form; its last question is whether every word was read again."""
        form = super().of(request, **kwargs)
        if form.has_words and form.may_be_confidential():
            form.fields["was_read"] = read_again_field()
        return form

    def may_be_confidential(self) -> bool:
        """Tell whether the service is confidential, or may turn out to be."""
        return self.service.place_is_confidential

    def must_be_read(self) -> bool:
        """Tell whether what was sent is nothing without having been read again."""
        return "look" not in self.data

    def full_clean(self) -> None:
        """Judge what was sent, and last whether it was read again."""
        super().full_clean()
        if not self.is_bound or "was_read" not in self.fields:
            return
        if self.must_be_read() and not self.cleaned_data.get("was_read"):
            self.add_error("was_read", str(NotReadAgain()))

    @cached_property
    def changed_data(self) -> list[str]:
        """Return the names of what says something else now.

        A browser sends the line ends of a text as CR LF, and none of a single line.
        """
        return [name for name in super().changed_data if not self._is_as_it_was(name)]

    def _is_as_it_was(self, name: str) -> bool:
        field = self.fields[name]
        was, sent = self.get_initial_for_field(field, name), self[name].data
        if not isinstance(was, str) or not isinstance(sent, str):
            return False
        line_end = "\n" if isinstance(field.widget, forms.Textarea) else ""
        return line_end.join(was.strip().splitlines()) == line_end.join(
            sent.strip().splitlines()
        )

    def new_names(self) -> list[str]:
        """Leave alone what an import brought, or what was said long ago."""
        return [name for name in super().new_names() if name in self.changed_data]

    def look_again(self, service: Service) -> None:
        """Take the listing as it is now for seen; what was typed stays, unread."""
        self.put("seen", version_of(service))
        self.put("was_read", "")

    def facts(self) -> dict[str, Any]:
        """Return the fields that say something else than before."""
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name in (self._meta.fields or ())
        }

    def details(self) -> Details:
        """Return the rows that are wanted, of the kinds that were touched."""
        return {}

    def spots(self) -> list[Spot | None] | None:
        """Return the places that are wanted, None where none was touched."""
        return None

    def asides(self) -> list[str]:
        """Return what is to be said beside that it was saved."""
        return []

    def edit(self) -> Edit:
        """Return all of it as one change."""
        return Edit(
            self.facts(),
            self.details(),
            self.spots(),
            was_read=self.cleaned_data.get("was_read", False),
            seen=self.cleaned_data["seen"],
        )


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WordsForm(PartForm):
    """What a service is called and does, and whether it runs."""

    guarded: ClassVar[tuple[str, ...]] = ("name", "alert", "description")

    class Meta(PartForm.Meta):
        fields = (
            "name",
            "status",
            "closed_from",
            "reopens_on",
            "alert",
            "alert_until",
            "description",
        )
        labels = {
            "status": _("State"),
            "closed_from": _("Closed from"),
            "reopens_on": _("Opens again on"),
            "alert": _("What everyone should know today"),
            "alert_until": _("Show it until"),
        }
        help_texts = {
            "alert_until": _(
                "What you say above needs a last day. After it, nobody sees it."
            ),
        }
        widgets = {
            "closed_from": day_input(),
            "reopens_on": day_input(),
            "alert": lines(2),
            "alert_until": day_input(),
            "description": lines(5),
        }

    def __init__(
        self, *args: Any, service: Service, again: bool = False, **kwargs: Any
    ) -> None:
        """Offer an end for news that begins, or is to be shown again."""
        if again or not service.alert:
            said = {"alert_until": default_end(today())}
            kwargs["initial"] = said | kwargs.get("initial", {})
        super().__init__(*args, service=service, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse news without an end, and an end that is over before it was said."""
        cleaned: dict[str, Any] = super().clean() or {}
        until = cleaned.get("alert_until")
        if not cleaned.get("alert") or "alert_until" in self.errors:
            return cleaned
        is_as_it_was = "alert" not in self.changed_data and (
            until == self.service.alert_until
        )
        if not until and not is_as_it_was:
            self.add_error("alert_until", _("Until which day is it to be shown?"))
        elif until and until < today() and not is_as_it_was:
            self.add_error("alert_until", _("That day is over: give a later one."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return what says something else; the day that is offered is no word of hers.

        It says something where there is news, and nothing where there is none.
        """
        found = super().facts()
        until = self.cleaned_data["alert"] and self.cleaned_data["alert_until"]
        found["alert_until"] = until or None
        if found["alert_until"] == self.service.alert_until:
            del found["alert_until"]
        return found


class ReferralForm(PartForm):
    """How somebody is referred, what to bring, how long it takes, what it costs."""

    guarded: ClassVar[tuple[str, ...]] = (
        "application_process",
        "what_to_say",
        "documents",
        "wait_time",
        "fees_description",
    )

    documents = forms.CharField(
        required=False,
        label=_("What to bring along"),
        help_text=_("One thing a line, as “proof of address”."),
        widget=lines(3),
    )

    class Meta(PartForm.Meta):
        fields = (
            "referral",
            "application_process",
            "what_to_say",
            "wait_time",
            "is_free",
            "fees_description",
        )
        labels = {"wait_time": _("How long people wait"), "is_free": _("Is it free?")}
        widgets = {
            "application_process": lines(4),
            "what_to_say": lines(2),
            "wait_time": lines(2),
            "fees_description": lines(2),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = detail_rows(self.service, RequiredDocument)
        said = "\n".join(" ".join(row.document.split()) for row in self.papers)
        self.fields["documents"].initial = said

    def details(self) -> Details:
        """Return the papers to bring; one that was said before stays the row it is."""
        found = super().details()
        if "documents" not in self.changed_data:
            return found
        there = {" ".join(row.document.split()): row for row in self.papers}
        typed = self.cleaned_data["documents"].splitlines()
        asked = dict.fromkeys(" ".join(line.split()) for line in typed)
        wanted = [there.get(line, RequiredDocument(document=line)) for line in asked]
        return {**found, RequiredDocument: [row for row in wanted if row.document]}


# Who a listing may be for; anything narrower is not offered here.
READERS = {
    Label.CLEAR: _("Everyone, also without an account"),
    Label.GREEN: _("Members of the network"),
}


def readers_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Who may see it"),
        choices=list(READERS.items()),
        widget=forms.RadioSelect,
    )
