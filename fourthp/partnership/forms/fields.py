"""Fields that several forms of people and seats have."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fourthp.foundation.text import MoreThanOneLine, one_line
from fourthp.partnership.models import Agency, Person
from fourthp.partnership.queries.agencies_named import agencies_named
from fourthp.partnership.rules.tongues import COMMON, code_of, language_name


class LineField(forms.CharField):
    """Text of one line."""

    def clean(self, value: Any) -> str:
        """Take a text of one line, without what stands around it."""
        try:
            return one_line(super().clean(value))
        except MoreThanOneLine as problem:
            raise forms.ValidationError(str(problem)) from problem


class DayField(forms.DateField):
    """A day of the calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


def mailbox_field() -> forms.BooleanField:
    """Ask whether it is known that several people read an address."""
    return forms.BooleanField(
        required=False,
        label=gettext_lazy("Several people read this mailbox, and it has to be this"),
    )


def tells_field() -> forms.BooleanField:
    """Ask whether whoever gets a seat is told of it, and asked whether it is hers."""
    return forms.BooleanField(
        required=False,
        initial=True,
        label=gettext_lazy("Tell this person by mail"),
        help_text=gettext_lazy(
            "The mail says what the seat is, and asks whether it is theirs: they answer"
            " from it, without an account. Without an address, or before the first"
            " day, none goes: their page then has a button for it."
        ),
    )


class AgencyField(LineField):
    """An agency, by its name; says which are called like what was typed."""

    reader: Person | None = None

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(max_length=300, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the one agency that is called so; None for nothing."""
        name = super().clean(value)
        if not name or self.reader is None:
            return None
        exact, like = agencies_named(name, reader=self.reader)
        if len(exact) == 1:
            return exact[0]
        if len(like) == 1 and not exact:
            return like[0]
        raise forms.ValidationError(_which(exact or like))


def _which(like: Sequence[Agency]) -> str:
    if not like:
        return _("No agency has this in its name.")
    names = "; ".join(str(one) for one in like)
    return _("Write the whole name of one of these: %s") % names


def tongues_offered() -> list[tuple[str, str]]:
    """Return the languages that are offered as ticks, by name."""
    spoken = get_language() or "en"
    named = [(code, language_name(code, spoken)) for code in COMMON]
    return sorted(named, key=lambda one: one[1].casefold())


class OtherTonguesField(LineField):
    """Languages that are no ticks, with a comma between them; gives their codes."""

    kept: Sequence[str] = ()  # what stood there before, whether it is known or not

    def clean(self, value: Any) -> Any:
        """Return the codes; say which word is no language."""
        spoken = get_language() or "en"
        typed = [one.strip() for one in super().clean(value).split(",") if one.strip()]
        found = {
            one: one if one in self.kept else code_of(one, spoken) for one in typed
        }
        unknown = [one for one, code in found.items() if not code]
        if unknown:
            said = _("No language that we know: %s. Try its English name.")
            raise forms.ValidationError(said % ", ".join(unknown))
        return list(dict.fromkeys(found.values()))
