"""What people may type about groups."""

from collections.abc import Collection
from typing import Any, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.guarded import GuardedForm
from fourthp.foundation.operations.revisions import last_revision
from fourthp.foundation.text import MoreThanOneLine, fold, one_line
from fourthp.partnership.forms.fields import tells_field
from fourthp.partnership.models import Agency, Group, GroupTerms, Person, Role
from fourthp.partnership.permissions import IN_A_GROUP
from fourthp.partnership.queries.groups import For, may_be_seated, sits_for

MOST_PURPOSE, MOST_TERMS = 2_000, 40_000
ENDS = _("For a group whose work will be done: it ends then by itself, with its seats.")
JOININGS = (
    (Group.Joining.OPEN.value, _("Open: any member may join, and leave")),
    (Group.Joining.INVITED.value, _("By invitation: its chair or a coordinator asks")),
)


def day_field(label: Any, *, required: bool = False, hint: Any = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day, like 2027-03-31.")},
    )


def name_field() -> forms.CharField:
    """Return a field for a group's name."""
    return forms.CharField(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Give it a name.")},
    )


def purpose_field(*, required: bool = False) -> forms.CharField:
    """Return a field for what a group is for."""
    return forms.CharField(
        label=_("What it is for"),
        max_length=MOST_PURPOSE,
        required=required,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One or two sentences. Write nothing about a victim."),
        error_messages={"required": _("Say what it is for.")},
    )


class NamedForm(GuardedForm):
    """A form in which something gets a name of one line, and says what it is for."""

    guarded = ("name", "purpose")

    def clean_name(self) -> str:
        """Take a name of one line."""
        try:
            return one_line(self.cleaned_data["name"])
        except MoreThanOneLine as problem:
            raise forms.ValidationError(str(problem)) from problem


class GroupForm(NamedForm):
    """What is said of a group; only what somebody may change stands in it."""

    is_behind = False  # somebody else changed it after its page was opened

    name = name_field()
    purpose = purpose_field()
    joining = forms.ChoiceField(
        label=_("Who may join"),
        choices=JOININGS,
        initial=Group.Joining.INVITED.value,
        widget=forms.RadioSelect,
    )
    begins_on = day_field(_("From"), required=True)
    ends_on = day_field(
        _("Last day"),
        hint=ENDS,
    )
    is_outside = forms.BooleanField(
        label=_("Others keep it, and we have a liaison in it"), required=False
    )
    seen = forms.CharField(
        widget=forms.HiddenInput,
        max_length=100,
        required=False,
        label=_("The group as you saw it"),
    )

    def __init__(self, *args: Any, allowed: Collection[str], **kwargs: Any) -> None:
        """Offer only the fields that somebody may change."""
        super().__init__(*args, **kwargs)
        for name in {"name", "purpose", "joining", "begins_on", "ends_on"} - {*allowed}:
            del self.fields[name]
        if "is_outside" not in allowed:
            del self.fields["is_outside"]
        self.changeable = frozenset(allowed)

    @classmethod
    def for_group(
        cls, request: HttpRequest, group: Group, allowed: Collection[str]
    ) -> Self:
        """Make the form that says what a group is, or what was typed over it."""
        said = {name: getattr(group, name) for name in allowed}
        said["seen"] = last_revision(group)
        return cls.of(request, initial=said, allowed=allowed)

    def facts(self) -> dict[str, Any]:
        """Return what was typed into a valid form."""
        said = {name: self.cleaned_data[name] for name in self.changeable}
        if "purpose" in said:
            said["purpose"] = said["purpose"].strip()
        return said

    def look_again(self, group: Group) -> None:
        """Take the group as it is now for seen; what was typed stays."""
        self.put("seen", last_revision(group))
        self.is_behind = True


CLOSED = "closed"


class NewGroupForm(GroupForm):
    """A group that is not there yet: open, by invitation, or closed, one of them."""

    joining = forms.ChoiceField(
        label=_("Who may join"),
        choices=(
            *JOININGS,
            (
                CLOSED,
                _(
                    "Closed: by invitation too, and only those who sit in it and"
                    " coordinators learn that it exists"
                ),
            ),
        ),
        initial=Group.Joining.INVITED.value,
        widget=forms.RadioSelect,
    )

    def facts(self) -> dict[str, Any]:
        """Return what was typed into a valid form."""
        said = super().facts()
        is_closed = said["joining"] == CLOSED
        joining = Group.Joining.INVITED.value if is_closed else said["joining"]
        return said | {"is_closed": is_closed, "joining": joining}


class TermsForm(GuardedForm):
    """A group's terms of reference."""

    guarded = ("words",)

    is_behind = False

    words = forms.CharField(
        label=_("Terms of reference"),
        max_length=MOST_TERMS,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "An empty line begins a paragraph, a dash and a space an item of a list,"
            " ## a heading, **two stars** make words strong."
        ),
        error_messages={"required": _("Write what the group may do, and how.")},
    )
    seen = forms.CharField(
        widget=forms.HiddenInput,
        max_length=20,
        label=_("The version as you saw it"),
    )

    @classmethod
    def for_terms(cls, request: HttpRequest, terms: GroupTerms | None) -> Self:
        """Make the form that says what the terms say, or what was typed over them."""
        words, seen = (terms.words, terms.version) if terms else ("", "0")
        return cls.of(request, initial={"words": words, "seen": seen})

    def look_again(self, terms: GroupTerms | None) -> None:
        """Take the terms as they are now for seen; what was typed stays."""
        self.put("seen", terms.version if terms else "0")
        self.is_behind = True


class SitsForForm(KeyedForm):
    """For whom somebody sits in a group: asked only where there is a choice."""

    sits_for = forms.ChoiceField(
        label=_("For whom you would sit there"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose for whom."),
            "invalid_choice": _("Choose for whom."),
        },
    )

    def __init__(self, *args: Any, person: Person, day: Any, **kwargs: Any) -> None:
        """Offer the agencies that somebody has a seat for."""
        super().__init__(*args, **kwargs)
        self.offered = {one.key: one for one in sits_for(person, day)}
        if len(self.offered) == 1:
            del self.fields["sits_for"]
            return
        choices = [(one.key, one.name) for one in self.offered.values()]
        self.fields["sits_for"].choices = choices  # type: ignore[attr-defined]  # a choice field has them

    def agency(self) -> Agency | None:
        """Return the agency that was chosen, None for one's own right."""
        [first, *_rest] = self.offered
        return self.offered[self.cleaned_data.get("sits_for", first)].agency


class ProposalForm(SitsForForm, NamedForm):
    """A group that somebody proposes."""

    field_order = ("name", "purpose", "sits_for")
    name = name_field()
    purpose = purpose_field(required=True)


class BeginForm(KeyedForm):
    """How a proposed group begins."""

    joining = forms.ChoiceField(
        label=_("Who may join later"),
        choices=JOININGS,
        initial=Group.Joining.OPEN.value,
        widget=forms.RadioSelect,
    )
    ends_on = day_field(
        _("Last day"),
        hint=ENDS,
    )


class DeclineForm(GuardedForm):
    """Why a proposed group is not begun."""

    guarded = ("because",)

    because = forms.CharField(
        label=_("Why it is not begun"),
        max_length=MOST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody who would have taken part reads this, in a mail too."),
        error_messages={"required": _("Say why: they will ask.")},
    )


ROLES = (*IN_A_GROUP, Role.CHAIR)
SAY_WHICH = _("No mail names a closed group: say yourself which one it is.")


class SeatForm(KeyedForm):
    """Whom to seat in a group: a whole name, or a choice of those whom a part names."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("Of somebody with a seat in the network. A part of it will do."),
        error_messages={"required": _("Write whom you want to seat.")},
    )
    which = forms.ChoiceField(
        label=_("Which of them"), required=False, widget=forms.RadioSelect
    )
    role = forms.ChoiceField(
        label=_("Role"), initial=Role.REPRESENTATIVE.value, widget=forms.RadioSelect
    )
    tells = tells_field()
    # Nothing is wrong, but whom the name means was not looked at yet.
    asks = False

    def __init__(
        self,
        *args: Any,
        reader: Person,
        day: Any,
        roles: Collection[str] = ROLES,
        is_closed: bool = False,
        **kwargs: Any,
    ) -> None:
        """Offer the roles that somebody may give, and whom the typed name may mean."""
        super().__init__(*args, **kwargs)
        if is_closed:
            tells = self.fields["tells"]
            tells.help_text = format_lazy("{} {}", SAY_WHICH, tells.help_text)
        roles_named = [(r.value, capfirst(r.label)) for r in ROLES if r in roles]
        self.fields["role"].choices = roles_named  # type: ignore[attr-defined]  # a choice field has them
        typed = str(self.data.get("name", "")).strip() if self.is_bound else ""
        safe = typed if typed and "\x00" not in typed else ""
        found = may_be_seated(safe[:200], reader=reader, day=day) if safe else []
        self.too_many = found is None
        self.found = {_key(*one): one for one in found or []}
        self.fields["which"].choices = [  # type: ignore[attr-defined]  # a choice field has them
            (key, f"{person.name}, {one.name}")
            for key, (person, one) in self.found.items()
        ]
        self.is_plain = len(self.found) < 2 and all(
            fold(safe) == fold(one.name) for one, _sits in self.found.values()
        )
        if self.is_plain:
            del self.fields["which"]
        elif len(self.found) == 1:
            self._take_the_only_one()

    def _take_the_only_one(self) -> None:
        """Tick the only one whom a part of a name means, and ask whether it is she."""
        self.fields["which"].label = _("Is this who you mean?")
        if not self.data.get("which"):
            self.asks = True
            typed: Any = self.data
            self.data = typed = typed.copy()
            [typed["which"]] = self.found

    def clean(self) -> dict[str, Any]:
        """Ask which one is meant where there are several, and say where none is."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "name" not in said:
            return said
        if self.too_many:
            self.add_error("name", _("Many people are called so: write more of it."))
        elif not self.found:
            self.add_error("name", _("You know nobody of that name with a seat."))
        elif not self.is_plain and not said.get("which"):
            self.add_error("which", _("Choose which one you mean."))
        return said

    def chosen(self) -> tuple[Person, For]:
        """Return who was chosen, and for whom she is to sit."""
        [first, *_rest] = self.found
        return self.found[self.cleaned_data.get("which") or first]


def _key(person: Person, sits: For) -> str:
    return f"{person.pk}:{sits.key}"
