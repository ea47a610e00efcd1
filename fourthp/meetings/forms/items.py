"""What people may type to propose an item, to change it, and to answer it."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.guarded import GuardedForm
from fourthp.gatherings.models import Series
from fourthp.meetings.forms.fields import (
    minutes_field,
    purpose_field,
    seen_field,
    title_field,
)
from fourthp.meetings.models import Item
from fourthp.meetings.operations.items import ItemFacts
from fourthp.meetings.queries.agenda import Line
from fourthp.meetings.queries.groups import other_groups
from fourthp.meetings.queries.readers import (
    ItemSharing,
    seats_offered,
    ways_of_group,
)
from fourthp.partnership.forms.audiences import LABEL_WORDS, SOME, SharingForm
from fourthp.partnership.forms.fields import LineField
from fourthp.partnership.models import Group, Label, Person, Seat
from fourthp.partnership.models.shared import NETWORK_WIDE

ALL, GROUP = "all", "group"
MOST_WORDS = 4_000


class FactsForm(GuardedForm):
    """What an item says."""

    guarded = ("title", "words")

    title = title_field()
    purpose = purpose_field()
    minutes = minutes_field(initial=10)
    owner = forms.ChoiceField(label=_("Who brings it"), required=False)
    reports_for = forms.ChoiceField(
        label=_("It is a report of"),
        required=False,
        help_text=_("Where somebody says what another group has done meanwhile."),
    )
    words = forms.CharField(
        label=_("What it is about"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def offer(self, series: Series, reader: Person, item: Item | None = None) -> None:
        """Offer seats of the group and other groups, and what an item says now."""
        fields: Any = self.fields
        self.seats = dict(seats_offered(series, reader))
        nobody = ("", _("Nobody yet"))
        if item is not None and item.owner_id and item.owner_id not in self.seats:
            self.seats[item.owner_id] = str(_("whoever brings it now"))
        named = [(str(pk), words) for pk, words in self.seats.items()]
        fields["owner"].choices = [nobody, *named]
        self.groups = {str(one.pk): one for one in other_groups(reader, series.group)}
        none = ("", _("No report"))
        fields["reports_for"].choices = [
            none,
            *((pk, one.name) for pk, one in self.groups.items()),
        ]

    def said(self) -> dict[str, Any]:
        """Return what was typed into a valid form, as an item has it."""
        said = self.cleaned_data
        owner = Seat.objects.filter(pk=said["owner"]).first() if said["owner"] else None
        group: Group | None = self.groups.get(said["reports_for"])
        named = {n: said[n] for n in ("title", "purpose", "minutes", "words")}
        return named | {"owner": owner, "reports_for": group}


class ProposeForm(SharingForm, FactsForm):
    """An item that is proposed, and exactly who may see it."""

    label = forms.ChoiceField(
        label=_("Label"), initial=Label.GREEN.value, widget=forms.RadioSelect
    )
    to = forms.ChoiceField(
        label=_("Who may see it"), initial=ALL, widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, series: Series, writer: Person, **kwargs: Any
    ) -> None:
        """Offer seats, labels by the door she came by, and whom it may be for."""
        super().__init__(*args, **kwargs)
        self.series = series
        self.offer(series, writer)
        self.offer_ways(writer)
        fields: Any = self.fields
        fields["to"].choices = list(self._readers())
        labels = [one for one in Label if one != Label.CLEAR]
        strong = writer.is_strong
        offered = [one for one in labels if strong or one in NETWORK_WIDE]
        fields["label"].choices = [(one.value, LABEL_WORDS[one]) for one in offered]

    def _readers(self) -> Any:
        yield ALL, _("All who see this meeting")
        if not self.series.group.is_network:
            yield GROUP, _("Those who sit in the group, and the coordinators")
        yield SOME, _("Some, whom I choose below; the others see that there is an item")

    def clean(self) -> dict[str, Any] | None:
        """Refuse a label that would have no readers, and groups that are open."""
        cleaned = super().clean()
        if self.errors or cleaned is None:
            return cleaned
        if cleaned["label"] not in NETWORK_WIDE:
            if cleaned["to"] == ALL:
                said = _("With this label choose who may see it; or choose TLP:GREEN.")
                self.add_error("to", said)
            self.refuse_open_groups()
        return cleaned

    def sharing(self) -> ItemSharing:
        """Return how a valid form shares it."""
        said = self.cleaned_data
        ways = self.ways()
        if said["to"] == GROUP:
            ways = ways_of_group(self.series)
        return ItemSharing(said["label"], ways, series=self.series)

    def facts(self) -> ItemFacts:
        """Return what was typed into a valid form."""
        return ItemFacts(**self.said(), sharing=self.sharing())


class ChangeForm(FactsForm):
    """What an item says, changed."""

    is_behind = False  # somebody else changed it after its page was opened

    seen = seen_field()

    @classmethod
    def for_item(cls, request: HttpRequest, item: Item, *, reader: Person) -> Self:
        """Make the form that says what an item says, or what was typed over it."""
        names = ("title", "purpose", "minutes", "words")
        said = {name: getattr(item, name) for name in names}
        said |= {"owner": item.owner_id, "reports_for": item.reports_for_id}
        form = cls.of(request, initial=said | {"seen": item.version})
        form.offer(item.series, reader, item)
        return form

    def facts(self) -> ItemFacts:
        """Return what was typed into a valid form."""
        return ItemFacts(**self.said())

    def look_again(self, item: Item) -> None:
        """Take the item as it is now for seen; what was typed stays."""
        self.put("seen", item.version)
        self.is_behind = True


class AnswerForm(GuardedForm):
    """What becomes of an item, with a word."""

    guarded = ("word",)

    state = forms.ChoiceField(
        label=_("What becomes of it"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it.")},
    )
    word = LineField(
        label=_("Why, in a word"),
        max_length=300,
        required=False,
        help_text=_("Whoever proposed it reads this. Write nothing about anybody."),
    )

    def offer(self, states: dict[str, Any]) -> None:
        """Offer what may become of it now."""
        fields: Any = self.fields
        fields["state"].choices = list(states.items())


class OrderForm(GuardedForm):
    """To which place one item of an agenda is moved."""

    item = forms.ChoiceField(
        label=_("Item"),
        error_messages={
            "invalid_choice": _("It stands on this agenda no more: choose another."),
            "required": _("Choose an item."),
        },
    )
    place = forms.IntegerField(
        label=_("Place"),
        min_value=1,
        max_value=999,
        error_messages={
            "invalid": _("Write the number of a place, like 3."),
            "required": _("Write the number of a place, like 3."),
        },
    )
    seen = seen_field()

    def offer(self, lines: Iterable[Line]) -> None:
        """Offer the items of an agenda."""
        fields: Any = self.fields
        named = [(str(one.key), f"{one.number} {one.title}") for one in lines]
        fields["item"].choices = named

    def look_again(self, seen: str) -> None:
        """Take the agenda as it is now for seen; what was chosen stays."""
        self.put("seen", seen)


class CirculateForm(KeyedForm):
    """That an agenda goes out as it was seen."""

    seen = seen_field()
