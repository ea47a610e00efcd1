"""What people may type to write a letter to members."""

from typing import Any, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fourthp.foundation.text import MoreThanOneLine, one_line
from fourthp.partnership.forms.audiences import SOME, SharingForm
from fourthp.partnership.models import Circular, Group, Label, Person
from fourthp.partnership.operations.audiences import CLOSED_IS_NOT_CLEAR
from fourthp.partnership.operations.circulars import CircularFacts
from fourthp.partnership.queries.circulars import (
    chosen_ways,
    is_clear_for_closed,
    sharing_of_letter,
)
from fourthp.partnership.queries.readership import groups_to_write_to, people_of
from fourthp.partnership.queries.sharing import Sharing

FOR_CLOSED = _(
    "A letter to a closed group is TLP:GREEN, which members pass on in the network: the"
    " mail does not name the group, and your own words should not either."
)
MOST_WORDS = 20_000
EVERYONE = "everyone"
SORTS = (
    (
        Circular.Sort.NEWS.value,
        _(
            "News: it waits for each reader’s own bundle; "
            "whoever stopped the news does not get it"
        ),
    ),
    (
        Circular.Sort.DUTY.value,
        _("Part of the seat, and it can wait: it comes to everyone, in the bundle"),
    ),
    (
        Circular.Sort.URGENT.value,
        _("Part of the seat, and it cannot wait: it comes to everyone at once"),
    ),
)
LABELS = (
    (
        Label.GREEN.value,
        _("TLP:GREEN – for members; the subject line of the mail says nothing of it"),
    ),
    (
        Label.CLEAR.value,
        _("TLP:CLEAR – may go anywhere; to all members its title is the subject line"),
    ),
)


class CircularForm(SharingForm):
    """A letter to members."""

    guarded = ("title", "words")
    offers_ended = False  # whether a group that has ended is offered still

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        error_messages={"required": _("Give it a title.")},
    )
    words = forms.CharField(
        label=_("Words"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "An empty line begins a paragraph, a dash and a space an item of a list,"
            " **two stars** make words strong. Write nothing that tells who a victim"
            " is."
        ),
        error_messages={"required": _("Write what you want to tell them.")},
    )
    sort = forms.ChoiceField(
        label=_("What it is"),
        choices=SORTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is news, or part of the seat.")},
    )
    label = forms.ChoiceField(
        label=_("Label"),
        choices=LABELS,
        initial=Label.GREEN.value,
        widget=forms.RadioSelect,
    )
    to = forms.ChoiceField(
        label=_("To"),
        initial=EVERYONE,
        error_messages={"required": _("Choose whom it is for.")},
    )

    def __init__(
        self, *args: Any, writer: Person, again: Circular | None = None, **kwargs: Any
    ) -> None:
        """Offer the groups that go on, and those whom an earlier letter was for.

        again: the letter that it changes, or begins with.
        """
        group = again.group if again and self.offers_ended else None
        super().__init__(*args, **kwargs)
        # How it will read is shown before its sort is said: that changes no word.
        self.fields["sort"].required = "look" not in self.data
        offered = [*groups_to_write_to(writer), *filter(None, [group])]
        self.groups = {str(one.pk): one for one in offered}
        to = self.fields["to"]
        names: dict[str, Any] = {EVERYONE: _("Everyone")}
        names |= {pk: one.name for pk, one in self.groups.items()}
        # Beside the field: a narrow page cuts what is long in it.
        if any(one.is_closed for one in self.groups.values()):
            self.fields["label"].help_text = FOR_CLOSED
        told = [_to(name, self.groups.get(pk)) for pk, name in names.items()]
        to.help_text = "; ".join(told)
        names[SOME] = _("Some, whom I choose below")
        self.offer_ways(writer, chosen_ways(again) if again else ())
        if self["to"].value() not in names:
            # It would stand on everyone, to whom the earlier letter did not go.
            names = {"": _("The group it was for has ended")} | names
        to.choices = list(names.items())  # type: ignore[attr-defined]  # a choice field has them

    def clean_title(self) -> str:
        """Take a title of one line."""
        try:
            return one_line(self.cleaned_data["title"])
        except MoreThanOneLine as problem:
            raise forms.ValidationError(str(problem)) from problem

    def clean(self) -> dict[str, Any] | None:
        """Refuse a label that would let it be passed on out of a closed group."""
        cleaned = super().clean()
        if not self.errors and is_clear_for_closed(self.sharing()):
            self.add_error("label", CLOSED_IS_NOT_CLEAR)
        return cleaned

    def facts(self) -> CircularFacts:
        """Return what was typed into a valid form."""
        said = self.cleaned_data
        return CircularFacts(
            title=said["title"],
            words=said["words"],
            sort=said["sort"],
            label=said["label"],
            group=self.groups.get(said["to"]),
            ways=self.ways(),
        )

    def sharing(self) -> Sharing:
        """Return who sees a letter of a valid form once it is sent."""
        said = self.cleaned_data
        group = self.groups.get(said["to"])
        return sharing_of_letter(said["label"], group, self.ways())


class ChangeForm(CircularForm):
    """A letter to members that is held, and changed before it goes."""

    offers_ended = True
    is_behind = False  # somebody else changed it after its page was opened

    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=64, label=_("The letter as you saw it")
    )

    @classmethod
    def for_circular(
        cls, request: HttpRequest, circular: Circular, *, writer: Person
    ) -> Self:
        """Make the form that says what the letter says, or what was typed over it."""
        said = written(circular) | {"seen": circular.version}
        return cls.of(request, initial=said, writer=writer, again=circular)

    def look_again(self, circular: Circular) -> None:
        """Take the letter as it is now for seen; what was typed stays."""
        self.put("seen", circular.version)
        self.is_behind = True


def written(circular: Circular) -> dict[str, str]:
    """Return what a letter says as the form for one says it."""
    return {
        "title": circular.title,
        "words": circular.words,
        "sort": circular.sort,
        "label": circular.label,
        "to": SOME if circular.is_for_some else str(circular.group_id or EVERYONE),
    }


def _to(name: Any, group: Group | None) -> str:
    count = people_of(group).count()
    people = ngettext("%(n)d person", "%(n)d people", count) % {"n": count}
    return _("%(group)s: %(people)s") % {"group": name, "people": people}
