"""Choosing an audience: several ways in, each a group, role, kind, agency, person."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.clock import today
from fourthp.foundation.guarded import GuardedForm
from fourthp.partnership.models import Agency, Group, Label, Person, Role, Seat, Term
from fourthp.partnership.models.words import Vocabulary
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.sharing import Sharing, WouldRead, may_know, would_read

LABEL_WORDS = {
    Label.CLEAR: _("TLP:CLEAR – everyone, also without an account"),
    Label.GREEN: _("TLP:GREEN – members of the network"),
    Label.AMBER: _("TLP:AMBER – the agency it came from, and whoever was chosen"),
    Label.AMBER_STRICT: _(
        "TLP:AMBER+STRICT – the same people; they pass it on to nobody, not to their"
        " clients either"
    ),
    Label.RED: _("TLP:RED – for these people’s eyes and ears alone"),
}
WAYS = 3
NOBODY_OF_THAT_NAME = _(
    "You know nobody of just that name with a seat. Write the whole name."
)
SEVERAL = _("Several are called so. Write the whole name, or choose by agency.")


def person_called(typed: str, *, known_to: Person) -> Person | None:
    """Return the one whom somebody may know by a name, None where none was typed.

    One that she may not know of is told as one that is not there.
    """
    name = typed.strip()
    if not name:
        return None
    seated = Seat.objects.holding(today()).values("person")
    known = Person.objects.visible_to(known_to).filter(pk__in=seated)
    found = list(known.filter(name__iexact=name)[:2])
    if not found:
        raise forms.ValidationError(NOBODY_OF_THAT_NAME)
    if len(found) > 1:
        raise forms.ValidationError(SEVERAL)
    return found[0]


class WayForm(forms.Form):
    """One way into an audience. What is left empty asks for nothing.

    The whole network is no way in: what is for all of it has no audience.
    A group or a person that the writer may not know of is not offered, and is told as
    one that is not there. A way that is there already stays what it is: its group may
    have ended, its name be somebody else's as well, and no box says “any” by that.
    """

    group = forms.ChoiceField(label=_("Group"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    kind = forms.ChoiceField(label=_("Kind of agency"), required=False)
    agency = forms.CharField(label=_("Agency"), max_length=300, required=False)
    person = forms.CharField(label=_("Person"), max_length=200, required=False)

    def __init__(
        self, *args: Any, writer: Person, there: Way | None = None, **kwargs: Any
    ) -> None:
        """Offer what the writer may see, and what the way that is there names."""
        self.there = there or Way()
        super().__init__(*args, **{**kwargs, "initial": self._typed()})
        self.writer, day = writer, today()
        groups = Group.objects.visible_to(writer).going_on(day)
        smaller = groups.filter(is_network=False).order_by("name", "pk")
        self.groups = {str(one.pk): one for one in [*smaller, self.there.group] if one}
        kinds = Term.objects.offered(Vocabulary.KIND, day)
        self.kinds = {str(one.pk): one for one in [*kinds, self.there.kind] if one}
        self._offer_all()

    def _offer_all(self) -> None:
        any_one = ("", _("any"))
        named = [(pk, one.name) for pk, one in self.groups.items()]
        self._offer("group", [any_one, *named])
        roles = [(one.value, capfirst(one.label)) for one in Role]
        self._offer("role", [any_one, *roles])
        words = [(pk, one.name) for pk, one in self.kinds.items()]
        self._offer("kind", [any_one, *words])

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field has them

    def clean_agency(self) -> Agency | None:
        """Take the one member that is called so."""
        name = self.cleaned_data["agency"].strip()
        if not name:
            return None
        if self.there.agency and name == self.there.agency.name:
            return self.there.agency
        members = Agency.objects.visible_to(self.writer).members(today())
        found = list(members.filter(name__iexact=name)[:2])
        if not found:
            raise forms.ValidationError(_("No member is called so."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several members are called so."))
        return found[0]

    def clean_person(self) -> Person | None:
        """Take the one person whom the writer may know by that name."""
        name = self.cleaned_data["person"]
        if self.there.person and name.strip() == self.there.person.name:
            return self.there.person
        return person_called(name, known_to=self.writer)

    def way(self) -> Way:
        """Return what was chosen in a valid form."""
        said = self.cleaned_data
        return Way(
            group=self.groups.get(said["group"]),
            role=said["role"],
            kind=self.kinds.get(said["kind"]),
            agency=said["agency"],
            person=said["person"],
        )

    def _typed(self) -> dict[str, str]:
        """Return the way that is there as its boxes say it."""
        way = self.there
        return {
            "group": str(way.group.pk) if way.group else "",
            "role": way.role,
            "kind": str(way.kind.pk) if way.kind else "",
            "agency": way.agency.name if way.agency else "",
            "person": way.person.name if way.person else "",
        }


class AudienceField:
    """Several ways in as one part of a form: valid where each of them is.

    Of those that there are already, one of which the writer may not know is left out:
    hidden says so.
    """

    def __init__(
        self, data: Any = None, *, writer: Person, there: Sequence[Way] = ()
    ) -> None:
        """Make the parts of as many ways in; data is what was sent, if anything was."""
        known = [way for way in there if may_know(way, asks=writer)]
        self.hidden = len(known) < len(there)
        empty: list[Way | None] = [None] * (WAYS - len(known))
        self.parts = [
            WayForm(data, writer=writer, prefix=f"way{number}", there=way)
            for number, way in enumerate([*known, *empty])
        ]

    def is_valid(self) -> bool:
        """Tell whether every way in may be as it was typed."""
        valid = [part.is_valid() for part in self.parts]  # each says what is wrong
        return all(valid)

    def ways(self) -> list[Way]:
        """Return the ways in that name someone; none of them is nobody."""
        ways = [part.way() for part in self.parts]
        return [way for way in ways if way.names_someone]


SOME = "some"  # what `to` says of those who are named by ways in


class SharingForm(GuardedForm):
    """A form in which somebody says for whom something is: all, or by ways in.

    Its field `to` says SOME where the ways in count. Before it is sent, whoever sends
    it has looked at exactly the readers of now: seen_readers stands for these.
    """

    template_name = "partnership/_sharing_form.html"

    seen_readers = forms.CharField(
        widget=forms.HiddenInput,
        required=False,
        max_length=64,
        label=_("The readers as you saw them"),
    )

    writer: Person
    audience: AudienceField
    would: WouldRead | None = None  # who would read it, once it is to be shown

    def offer_ways(self, writer: Person, there: Sequence[Way] = ()) -> None:
        """Offer ways in as far as a writer may know of them."""
        self.writer = writer
        data = self.data if self.is_bound else None
        self.audience = AudienceField(data, writer=writer, there=there)
        for part in self.audience.parts:
            for name, field in part.fields.items():
                field.initial = part.initial.get(name, "")
                # Everything in a way in may stay empty: nothing is said of each.
                field.is_a_choice_of_many = True  # type: ignore[attr-defined]
                self.fields[part.add_prefix(name)] = field

    def ways_shown(self) -> list[tuple[list[forms.BoundField], bool]]:
        """Return the boxes of each way in, and whether anything stands in them."""
        ways = [
            [self[part.add_prefix(name)] for name in part.fields]
            for part in self.audience.parts
        ]
        return [(boxes, any(box.value() for box in boxes)) for boxes in ways]

    def others_shown(self) -> list[forms.BoundField]:
        """Return every other box that is seen, for the template."""
        ways = {box.name for boxes, _filled in self.ways_shown() for box in boxes}
        return [box for box in self.visible_fields() if box.name not in ways]

    def clean(self) -> dict[str, Any] | None:
        """Take the ways in where they count; where not, nothing is wrong with them."""
        cleaned = super().clean()
        counts = self.is_for_some()
        valid = self.audience.is_valid()
        for part in self.audience.parts:
            for name in part.fields:
                self.errors.pop(part.add_prefix(name), None)
                if counts and not valid and name in part.errors:
                    self.add_error(part.add_prefix(name), part.errors[name])
        return cleaned

    def refuse_open_groups(self) -> None:
        """Say at its box that a group cannot be chosen which anyone may join."""
        for part in self.audience.parts if self.is_for_some() else ():
            chosen = getattr(part, "cleaned_data", {}).get("group")
            group = part.groups.get(str(chosen))
            if group and group.joining == Group.Joining.OPEN:
                said = _("Anyone may join it, and so would see this: choose another.")
                self.add_error(part.add_prefix("group"), said)

    def is_for_some(self) -> bool:
        """Tell whether what was sent is for those whom ways in name."""
        return bool(self.data.get("to") == SOME)

    def ways(self) -> tuple[Way, ...] | None:
        """Return the ways in of a valid form, None where they do not count."""
        return tuple(self.audience.ways()) if self.is_for_some() else None

    def sharing(self) -> Sharing:
        """Return how a valid form shares it."""
        raise NotImplementedError

    def shows_readers(self) -> bool:
        """Show who would read it; tell whether they were looked at already."""
        self.would = would_read(self.sharing(), asks=self.writer)
        was_seen = bool(self.cleaned_data["seen_readers"] == self.would.token)
        self.put("seen_readers", self.would.token)
        return was_seen
