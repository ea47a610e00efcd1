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
# To leave the news, and to come back, are buttons of their own.
OFTEN = [
    (one.value, _capital(one.label)) for one in Often if one.value != Cadence.NEVER
]
# Towns where many live, of each hour there is, by their area.
_COMMON = {
    "Africa": "Cairo Johannesburg Lagos Nairobi",
    "America": "Chicago Denver Los_Angeles New_York Sao_Paulo Toronto",
    "Asia": "Dhaka Dubai Kolkata Manila Shanghai Tokyo",
    "Australia": "Perth Sydney",
    "Europe": "Athens Berlin Bucharest Dublin Istanbul Kyiv Lisbon London"
    " Madrid Paris Rome Warsaw",
    "Pacific": "Auckland",
}


@cache
def zones() -> list[tuple[str, str]]:
    """Return the time zones of places where people live, by area and town."""
    names = sorted(n for n in available_timezones() if n.partition("/")[0] in _AREAS)
    return [(name, zone_in_words(name)) for name in names]


def zone_in_words(name: str) -> str:
    """Return a time zone as its area and town."""
    return name.replace("_", " ").replace("/", " / ")


def likely_zones(own: str, network: str) -> list[tuple[str, str]]:
    """Return the zones that a reader is likely in: hers, and those of her area."""
    areas = {one.partition("/")[0] for one in (own, network) if one}
    near = {
        f"{area}/{town}" for area in areas for town in _COMMON.get(area, "").split()
    }
    return [one for one in zones() if one[0] in near | {own}]


class WishesForm(KeyedForm):
    """How often what can wait comes, on which day, and how it reads."""

    duty = forms.ChoiceField(
        label=_("What belongs to your seat"),
        help_text=_("It is part of your seat, so it always comes."),
        choices=OFTEN,
        widget=forms.RadioSelect,
    )
    news = forms.ChoiceField(
        label=_("How often news comes"),
        choices=OFTEN,
        widget=forms.RadioSelect,
    )
    weekday = forms.TypedChoiceField(
        label=_("The day of a mail that comes once a week"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
    )
    language = forms.ChoiceField(label=_("Language of your mails"), required=False)
    zone = forms.ChoiceField(label=_("Your time zone"), required=False)
    other_zone = forms.ChoiceField(label=_("Another time zone"), required=False)

    needs_little = True

    def __init__(
        self, *args: Any, wishes: Wishes, network_zone: str, **kwargs: Any
    ) -> None:
        names = ("duty", "news", "weekday", "language", "zone")
        said = {name: getattr(wishes, name) for name in names}
        kwargs["initial"] = said | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        usual = [("", _("As the network has it"))]
        fields: Any = self.fields
        fields["language"].choices = [*usual, *settings.LANGUAGES]
        likely = likely_zones(wishes.zone, network_zone)
        fields["zone"].choices = [("", _as_network(network_zone)), *likely]
        others = [one for one in zones() if one not in likely]
        fields["other_zone"].choices = [("", _("None: the one above")), *others]
        if wishes.news == Cadence.NEVER:
            del fields["news"]
        if len(settings.LANGUAGES) == 1:
            del fields["language"]

    def clean(self) -> dict[str, Any]:
        """Take the zone that was sought out among all, where one was."""
        said = super().clean() or self.cleaned_data
        other = said.pop("other_zone", "")
        return said | ({"zone": other} if other else {})


def _as_network(zone: str) -> str:
    usual = str(_("As the network has it"))
    return f"{usual}: {zone_in_words(zone)}" if zone else usual
