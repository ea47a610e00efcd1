"""What people may type of seats: whose, for whom, as what, from when to when."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.clock import today
from fourthp.foundation.forms import KeyedForm
from fourthp.partnership.forms.fields import AgencyField, DayField, tells_field
from fourthp.partnership.forms.people import NewPersonFields
from fourthp.partnership.models import FOR_AN_AGENCY, Agency, Group, Person, Role
from fourthp.partnership.operations.seats import SeatFacts
from fourthp.partnership.operations.welcoming import NewPerson

COLLEAGUES = (Role.REPRESENTATIVE, Role.DEPUTY)


def roles_of(some: Any) -> list[tuple[str, str]]:
    return [(one.value, capfirst(str(one.label))) for one in some]


def groups_with_seats(reader: Person) -> QuerySet[Group]:
    """Return the groups in which a seat may be given."""
    seen = Group.objects.visible_to(reader).with_seats(today())
    return seen.order_by("-is_network", "name", "id")


class SeatForm(KeyedForm):
    """A seat that a coordinator gives."""

    needs_little = True

    role = forms.ChoiceField(label=gettext_lazy("Role"), initial=Role.REPRESENTATIVE)
    agency = AgencyField(
        required=False,
        label=gettext_lazy("Agency"),
        help_text=gettext_lazy(
            "Its name or a part of it. Leave it empty if the seat is for no agency."
        ),
    )
    group = forms.ChoiceField(label=gettext_lazy("Group"))
    from_on = DayField(label=gettext_lazy("First day"), initial=today)
    to_on = DayField(
        required=False,
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Leave it empty if there is none."),
    )
    tells = tells_field()

    def __init__(self, *args: Any, reader: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(one.pk): one for one in groups_with_seats(reader)}
        fields: Any = self.fields
        fields["role"].choices = roles_of(Role)
        fields["group"].choices = [(pk, g.name) for pk, g in self.groups.items()]
        fields["agency"].reader = reader

    def clean(self) -> dict[str, Any]:
        """Refuse a seat that nobody could hold."""
        cleaned: dict[str, Any] = super().clean() or {}
        agency, begins = cleaned.get("agency"), cleaned.get("from_on")
        ends = cleaned.get("to_on")
        if begins and ends and ends < begins:
            self.add_error("to_on", _("This is before the first day."))
        if agency and not Agency.objects.members(today()).filter(pk=agency.pk).exists():
            said = _("%s is not a member, so its seats do not hold. Admit it first.")
            self.add_error("agency", said % agency)
        if cleaned.get("role") in FOR_AN_AGENCY and not agency and not self.errors:
            said = _("Somebody with this role sits for an agency. Which is it?")
            self.add_error("agency", said)
        return cleaned

    def seat(self) -> SeatFacts:
        """Return what was typed into a valid form."""
        said = self.cleaned_data
        return SeatFacts(
            said["role"],
            said["agency"],
            self.groups[said["group"]],
            said["from_on"],
            said["to_on"],
        )


class NewPersonForm(SeatForm, NewPersonFields):
    """Somebody new to the network, with her first seat."""

    field_order = (
        *("form_key", "form_owner", "name", "email", "shares_mailbox"),
        *("agency", "role", "group", "from_on", "to_on", "tells"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False

    def ask_whether_another(self) -> None:
        """Ask whether she is really none of those who are like her."""
        self.fields["is_another"] = forms.BooleanField(
            required=False, label=_("None of these: make a new person")
        )

    def new(self) -> NewPerson:
        """Return who is new."""
        return new_of(self.cleaned_data)


class InviteForm(NewPersonFields):
    """A colleague whom an agency’s lead brings in."""

    needs_little = True

    role = forms.ChoiceField(
        label=gettext_lazy("Seat"),
        widget=forms.RadioSelect,
        initial=Role.REPRESENTATIVE,
        choices=[],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["role"].choices = roles_of(COLLEAGUES)

    def new(self) -> NewPerson:
        """Return who is new."""
        return new_of(self.cleaned_data)


def new_of(said: dict[str, Any]) -> NewPerson:
    return NewPerson(said["name"], said["email"], said["shares_mailbox"])


class ChoosePersonForm(KeyedForm):
    """One of some people."""

    needs_little = True

    person = forms.ChoiceField(
        label=gettext_lazy("Who"),
        error_messages={
            "required": gettext_lazy("Choose somebody."),
            "invalid_choice": gettext_lazy("Choose somebody of this list."),
        },
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        named = [(pk, one.name) for pk, one in self.people.items()]
        fields: Any = self.fields
        fields["person"].choices = [("", _("Choose")), *named]

    @property
    def chosen(self) -> Person:
        """Return who was chosen in a valid form."""
        return self.people[self.cleaned_data["person"]]


class ColleagueSeatForm(ChoosePersonForm):
    """A seat that an agency’s lead gives to one of her people."""

    role = forms.ChoiceField(label=gettext_lazy("Seat"), initial=Role.DEPUTY)
    tells = tells_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["role"].choices = roles_of(COLLEAGUES)


class EndingForm(KeyedForm):
    """When a seat ends: this minute, unless a last day is named."""

    needs_little = True

    to_on = DayField(
        required=False,
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Leave it empty to end it this minute."),
    )
