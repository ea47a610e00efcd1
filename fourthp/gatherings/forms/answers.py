"""What people may type to say whether they come, and who is invited beside them."""

from typing import Any, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.guarded import GuardedForm
from fourthp.gatherings.forms.fields import LineField
from fourthp.gatherings.models import Answer, Gathering, Guest, Says, Series
from fourthp.gatherings.operations.answers import Coming, Whom
from fourthp.gatherings.operations.inviting import GuestFacts
from fourthp.gatherings.queries.invited import (
    deputies_of,
    further_groups,
    groups_to_invite,
    guests_of,
    invited_to,
    others_may_come,
)
from fourthp.gatherings.queries.venues import ways_in
from fourthp.partnership.models import Person

MINE = {
    Says.ROOM: _("I come, in the room"),
    Says.ONLINE: _("I come online"),
    Says.PERHAPS: _("Perhaps"),
    Says.APOLOGIES: _("I cannot come: apologies"),
    Says.DEPUTY: _("A colleague comes instead"),
    Says.OTHER: _("Somebody comes instead who has no seat here"),
}
THEIRS = {
    Says.ROOM: _("Comes, in the room"),
    Says.ONLINE: _("Comes online"),
    Says.PERHAPS: _("Perhaps"),
    Says.APOLOGIES: _("Cannot come: apologies"),
    Says.DEPUTY: _("A colleague comes instead"),
    Says.OTHER: _("Somebody comes instead who has no seat here"),
}


class ComingForm(GuardedForm):
    """Whether somebody comes to one gathering, or who does instead."""

    guarded = ("words",)
    words_for = MINE

    says = forms.ChoiceField(
        label=_("Do you come?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you come.")},
    )
    deputy = forms.ChoiceField(label=_("Which colleague"), required=False)
    other_name = LineField(label=_("Name"), max_length=120, required=False)
    other_agency = LineField(label=_("Agency"), max_length=120, required=False)
    other_email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("They are forgotten a year after the gathering."),
    )
    words = LineField(
        label=_("A word with it"),
        max_length=300,
        required=False,
        help_text=_("“I am ten minutes late.” Whoever is invited may read it."),
    )

    def __init__(
        self, *args: Any, gathering: Gathering, whom: Whom | None, **kwargs: Any
    ) -> None:
        """Offer what this gathering offers to whoever it is about."""
        super().__init__(*args, **kwargs)
        person = whom if isinstance(whom, Person) else None
        seats = deputies_of(gathering, person) if person else []
        self.deputies = {str(one.person_id): one.person for one in seats}
        ways: list[Says] = [*ways_in(gathering), Says.PERHAPS, Says.APOLOGIES]
        ways += [Says.DEPUTY] if seats else []
        may_send = person is not None and others_may_come(gathering.series)
        ways += [Says.OTHER] if may_send else []
        self._offer("says", [(one.value, self.words_for[one]) for one in ways])
        named = [(pk, one.name) for pk, one in self.deputies.items()]
        self._offer("deputy", [("", _("Nobody")), *named])
        if not seats:
            del self.fields["deputy"]
        if not may_send:
            for name in ("other_name", "other_agency", "other_email"):
                del self.fields[name]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field has them

    def clean(self) -> dict[str, Any] | None:
        """Ask who comes instead, where somebody does."""
        cleaned = super().clean()
        said = self.cleaned_data
        if said.get("says") == Says.DEPUTY and not said.get("deputy"):
            self.add_error("deputy", _("Choose who comes instead."))
        if said.get("says") == Says.OTHER and not said.get("other_name"):
            self.add_error("other_name", _("Say who comes instead."))
        return cleaned

    def coming(self) -> Coming:
        """Return what was typed into a valid form."""
        said = self.cleaned_data
        other = None
        if said["says"] == Says.OTHER:
            names = ("other_name", "other_agency", "other_email")
            other = GuestFacts(*(said[name] for name in names))
        sends = said["says"] == Says.DEPUTY
        deputy = self.deputies.get(said.get("deputy", "")) if sends else None
        return Coming(said["says"], said["words"], deputy, other)

    @classmethod
    def for_answer(
        cls, request: HttpRequest, gathering: Gathering, whom: Whom, said: Answer | None
    ) -> Self:
        """Make the form that says what was answered, or what was typed over it."""
        initial: dict[str, Any] = {}
        if said is not None:
            initial = {"says": said.says, "words": said.words}
            initial["deputy"] = str(said.deputy_id or "")
        return cls.of(request, gathering=gathering, whom=whom, initial=initial)


class NotedForm(ComingForm):
    """What whoever keeps the series notes of an answer that somebody else gave."""

    words_for = THEIRS

    says = forms.ChoiceField(
        label=_("What they say"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what they answered.")},
    )


class WhoForm(forms.Form):
    """Whose answer is noted; it stands in the address."""

    who = forms.ChoiceField(label=_("Whose answer"))

    def __init__(self, *args: Any, gathering: Gathering, **kwargs: Any) -> None:
        """Offer everybody who is invited, and the guests."""
        super().__init__(*args, **kwargs)
        self.people: dict[str, Person | Guest] = {
            str(one.person_id): one.person for one in invited_to(gathering)
        }
        self.people |= {str(one.pk): one for one in guests_of(gathering)}
        named = [(pk, str(one)) for pk, one in self.people.items()]
        self.fields["who"].choices = named  # type: ignore[attr-defined]  # a choice field has them

    def whom(self) -> Whom | None:
        """Return whose answer it is, if she is invited."""
        return self.people.get(str(self.data.get("who", "")))


class GuestForm(GuardedForm):
    """Who is invited to one gathering that holds no seat."""

    name = LineField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Say who it is.")},
    )
    agency = LineField(label=_("Agency"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("They are forgotten a year after the gathering."),
    )

    def facts(self) -> GuestFacts:
        """Return what was typed into a valid form."""
        said = self.cleaned_data
        return GuestFacts(said["name"], said["agency"], said["email"])


class InvitedForm(GuardedForm):
    """Which further groups a series invites, and whether others may be sent."""

    groups = forms.MultipleChoiceField(
        label=_("Invite these groups too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others_may_come = forms.BooleanField(
        label=_("Who cannot come may send somebody who has no seat here"),
        required=False,
    )

    def __init__(
        self, *args: Any, series: Series, keeper: Person, **kwargs: Any
    ) -> None:
        """Offer the groups that a keeper knows of."""
        super().__init__(*args, **kwargs)
        found = groups_to_invite(series, asks=keeper)
        self.known = {str(one.pk): one for one in found}
        named = [(pk, one.name) for pk, one in self.known.items()]
        self.fields["groups"].choices = named  # type: ignore[attr-defined]  # a choice field has them
        if not named:
            del self.fields["groups"]

    @classmethod
    def for_series(cls, request: HttpRequest, series: Series, keeper: Person) -> Self:
        """Make the form that says who is invited, or what was typed over it."""
        here = further_groups(series, asks=keeper).values_list("pk", flat=True)
        said = {"groups": list(map(str, here))}
        initial = said | {"others_may_come": others_may_come(series)}
        return cls.of(request, series=series, keeper=keeper, initial=initial)
