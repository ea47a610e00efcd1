"""What a reader may choose about her mail."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.post.models import Wishes
from fourthp.post.models.wishes import Often
from fourthp.post.rules.delivery import Cadence

_AREAS = frozenset(
    {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian"}
    | {"Pacific"}
)
_capital = lazy(capfirst, str)
NEWS = [(one.value, _capital(one.label)) for one in Often]
DUTY = [one for one in NEWS if one[0] != Cadence.NEVER]


@cache
def zones() -> list[tuple[str, str]]:
    """Return the time zones of places where people live, by area and town."""
    names = sorted(n for n in available_timezones() if n.partition("/")[0] in _AREAS)
    return [(name, name.replace("_", " ").replace("/", " / ")) for name in names]


class WishesForm(KeyedForm):
    """How often what can wait comes, on which day, and how it reads."""

    duty = forms.ChoiceField(
        label=_("What belongs to your seat"),
        help_text=_("It is part of your seat, so it always comes."),
        choices=DUTY,
        widget=forms.RadioSelect,
    )
    news = forms.ChoiceField(
        label=_("News"),
        help_text=_("You can leave it and come back at any time."),
        choices=NEWS,
        widget=forms.RadioSelect,
    )
    weekday = forms.TypedChoiceField(
        label=_("The day of a mail that comes once a week"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
    )
    language = forms.ChoiceField(label=_("Language of your mails"), required=False)
    zone = forms.ChoiceField(label=_("Your time zone"), required=False)

    needs_little = True

    def __init__(self, *args: Any, wishes: Wishes, **kwargs: Any) -> None:
        names = ("duty", "news", "weekday", "language", "zone")
        said = {name: getattr(wishes, name) for name in names}
        kwargs["initial"] = said | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        usual = [("", _("As the network has it"))]
        fields: Any = self.fields
        fields["language"].choices = [*usual, *settings.LANGUAGES]
        fields["zone"].choices = [*usual, *zones()]
        if len(settings.LANGUAGES) == 1:
            del fields["language"]
