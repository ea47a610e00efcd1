"""What people may type about the network."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.text import MoreThanOneLine, one_line
from fourthp.partnership.models import Circular, Group, Label
from fourthp.partnership.operations.circulars import CircularFacts
from fourthp.partnership.queries import groups_to_write_to, people_of

MOST_WORDS = 20_000
EVERYONE = "everyone"
SORTS = (
    (
        Circular.Sort.NEWS.value,
        _("News: it waits for each reader’s own bundle; who left the news is left out"),
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
        _("TLP:CLEAR – may go anywhere; the subject line is its title"),
    ),
)


class CircularForm(KeyedForm):
    """A letter to members."""

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
            " **two stars** make words strong. Write nothing about a victim."
        ),
        error_messages={"required": _("Write what you want to tell them.")},
    )
    to = forms.ChoiceField(label=_("To"), initial=EVERYONE)
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(one.pk): one for one in groups_to_write_to()}
        choices = [(EVERYONE, _to(_("Everyone in the network"), None))]
        choices += [(pk, _to(one.name, one)) for pk, one in self.groups.items()]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]  # a choice field has them

    def clean_title(self) -> str:
        """Take a title of one line."""
        try:
            return one_line(self.cleaned_data["title"])
        except MoreThanOneLine as problem:
            raise forms.ValidationError(str(problem)) from problem

    def facts(self) -> CircularFacts:
        """Return what was typed into a valid form."""
        said = self.cleaned_data
        return CircularFacts(
            title=said["title"],
            words=said["words"],
            sort=said["sort"],
            label=said["label"],
            group=self.groups.get(said["to"]),
        )


def _to(name: Any, group: Group | None) -> str:
    return f"{name} ({people_of(group).count()})"
