"""What people may type to raise a concern, and what a list of them is narrowed to."""

from dataclasses import replace
from typing import Any, Self
from uuid import UUID

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.partnership.models import Group, Person, Seat
from fourthp.plan.forms.concerns_fields import (
    LISTS,
    LineField,
    SortedForm,
    offered,
    words_field,
)
from fourthp.plan.models import Concern, State
from fourthp.plan.operations.concerns import ConcernFacts
from fourthp.plan.queries.concerns import (
    Asked,
    Show,
    Sort,
    Whose,
    groups_of_concerns,
)
from fourthp.plan.queries.concerns_people import seats_to_raise_by
from fourthp.plan.rules.concerns import OPEN

NETWORK = "network"
SORTS = {
    Sort.NEWEST: gettext_lazy("Newest first"),
    Sort.LONGEST: gettext_lazy("Waiting longest first"),
    Sort.MOST: gettext_lazy("Seen by most agencies first"),
}
WHOSE = {
    Whose.EVERYONE: gettext_lazy("Everyone’s"),
    Whose.MINE: gettext_lazy("Those I raised"),
    Whose.AGENCY: gettext_lazy("Those of my agency"),
}


class WorryForm(SortedForm):
    """What worries somebody who may have no account."""

    guarded = ("title", "words")

    title = LineField(
        max_length=120,
        label=gettext_lazy("What worries you? One line"),
        error_messages={"required": gettext_lazy("Say in one line what worries you.")},
    )
    words = words_field(
        required=False,
        label=gettext_lazy("More, if you like"),
        help_text=gettext_lazy(
            "What you see again and again, and what would help. Write nothing about a"
            " person: no name, no age, no place where somebody lives."
        ),
    )

    def facts(self) -> ConcernFacts:
        """Return what was typed into a valid form."""
        said = self.cleaned_data
        return ConcernFacts(said["title"], said["words"], self.sorting())


class ConcernForm(WorryForm):
    """What worries a member; where it is raised is asked only of who sits in groups."""

    group = forms.ChoiceField(
        label=gettext_lazy("Where do you raise it?"),
        initial=NETWORK,
        help_text=gettext_lazy(
            "In a closed group its members and the coordinators read it."
        ),
    )
    seat = forms.ChoiceField(label=gettext_lazy("For which agency?"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Offer the groups in which she sits, and the agencies that she sits for."""
        super().__init__(*args, **kwargs)
        own = {one.group for one in person.held}
        groups = groups_of_concerns(person).filter(pk__in=own)
        self.groups: dict[str, Group] = {str(one.pk): one for one in groups}
        self.person = person
        self.seats: list[Seat] = seats_to_raise_by(person, None)
        names = {pk: one.name for pk, one in self.groups.items()}
        self._ask("group", {NETWORK: _("In the whole network")} | names)
        self._ask("seat", {str(one.agency_id): str(one.agency) for one in self.seats})

    def _ask(self, name: str, choices: dict[str, Any]) -> None:
        """Ask only where there is something to choose."""
        field: Any = self.fields[name]
        field.choices = list(choices.items())
        if len(choices) < 2:
            del self.fields[name]

    def clean(self) -> dict[str, Any] | None:
        """Refuse an agency for which she does not sit in the group that she chose."""
        cleaned = super().clean()
        if "seat" in self.cleaned_data and self._seat() is None:
            self.add_error("seat", _("You sit in that group for another agency."))
        return cleaned

    def _group(self) -> Group | None:
        return self.groups.get(self.cleaned_data.get("group", ""))

    def _seat(self) -> Seat | None:
        """Return the seat that is meant; None takes the only one there is."""
        if "seat" not in self.cleaned_data:
            return None
        chosen = self.cleaned_data["seat"]
        seats = seats_to_raise_by(self.person, self._group())
        return next((s for s in seats if str(s.agency_id) == chosen), None)

    def facts(self) -> ConcernFacts:
        """Return what was typed into a valid form."""
        return replace(super().facts(), group=self._group(), seat=self._seat())


class CorrectForm(WorryForm):
    """What a concern says, put right by who raised it."""

    is_behind = False  # somebody else changed it after its page was opened

    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=64, label=gettext_lazy("As you saw it")
    )

    @classmethod
    def for_concern(cls, request: HttpRequest, concern: Concern) -> Self:
        """Make the form that says what a concern says, or what was typed over it."""
        said = {"title": concern.title, "words": concern.words}
        said["seen"] = concern.version
        return cls.of(request, initial=said, concern=concern)

    def look_again(self, concern: Concern) -> None:
        """Take the concern as it is now for seen; what was typed stays."""
        self.put("seen", concern.version)
        self.is_behind = True


class ListForm(forms.Form):
    """What a list of concerns is narrowed to; it stands in the address."""

    needs_little = True

    show = forms.ChoiceField(
        required=False,
        choices=[(one.value, one.value) for one in Show],
        widget=forms.HiddenInput,
    )
    state = forms.ChoiceField(required=False, label=gettext_lazy("How it stands"))
    setting = forms.ChoiceField(required=False, label=gettext_lazy("Setting"))
    area = forms.ChoiceField(required=False, label=gettext_lazy("Area"))
    part = forms.ChoiceField(required=False, label=gettext_lazy("Of the four Ps"))
    group = forms.ChoiceField(required=False, label=gettext_lazy("Group"))
    whose = forms.ChoiceField(required=False, label=gettext_lazy("Whose"))
    sort = forms.ChoiceField(required=False, label=gettext_lazy("In which order"))

    def __init__(self, *args: Any, reader: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = _("Every one")
        states = [(one.value, capfirst(str(one.label))) for one in _states()]
        self._offer("state", [("", every), *states])
        for name, of in LISTS.items():
            terms = [(str(one.pk), one.name) for one in offered(of)]
            self._offer("part" if name == "parts" else name, [("", every), *terms])
        groups = [(str(one.pk), one.name) for one in groups_of_concerns(reader)]
        self._offer("group", [("", every), *groups])
        self._offer("whose", [(one.value, words) for one, words in WHOSE.items()])
        self._offer("sort", [(one.value, words) for one, words in SORTS.items()])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        """Offer what there is to choose; where there is nothing, nothing is asked."""
        field: Any = self.fields[name]
        field.choices = choices
        if len(choices) < 2:
            del self.fields[name]

    def asked(self) -> Asked:
        """Return what was asked for; what cannot be understood narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        keys = {n: UUID(said[n]) for n in _KEYS if said.get(n)}
        return Asked(
            show=Show(said.get("show") or Show.OPEN),
            state=said.get("state", ""),
            whose=Whose(said.get("whose", "")),
            sort=Sort(said.get("sort") or Sort.NEWEST),
            **keys,
        )

    def words_of(self, name: str, value: str) -> str:
        """Return what a filter in use is called."""
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, value))


_KEYS = ("setting", "area", "part", "group")


def _states() -> list[State]:
    """Return how a concern that members see may stand, in the order of its way."""
    return [one for one in State if one in OPEN or one == State.ANSWERED]
