"""What may be typed of the network itself: its facts, its numbers, its words."""

from typing import Any, Self
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.operations.revisions import last_revision
from fourthp.foundation.text import MoreThanOneLine, one_line
from fourthp.partnership.models import HelpLine, Network, Profile
from fourthp.partnership.rules.languages import UnknownLanguage, language_codes
from fourthp.partnership.rules.numbers import can_be_rung

PROFILES = (
    (
        Profile.SMALL.value,
        _("Small: a dozen people who know each other invite others and begin"),
    ),
    (
        Profile.ORDINARY.value,
        _("Ordinary: agencies join and are admitted, seats and groups have dates"),
    ),
    (Profile.FORMAL.value, _("Formal: also votes, quorum and signed agreements")),
)
KINDS = (
    (HelpLine.Kind.EMERGENCY.value, _("In danger: it stands first on every page")),
    (HelpLine.Kind.NATIONAL.value, _("A national helpline")),
)
MONTHS = ((6, _("every six months")), (12, _("every twelve months")))


def _one_line(text: str) -> str:
    try:
        return one_line(text)
    except MoreThanOneLine as problem:
        raise ValidationError(str(problem)) from problem


def _number(text: str) -> str:
    if text and not can_be_rung(text):
        raise ValidationError(say("%s is not a telephone number.") % text)
    return text


class NetworkForm(KeyedForm):
    """What the network says of itself."""

    needs_little = True

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("A network has a name.")},
    )
    contact_email = forms.EmailField(
        label=_("E-mail address for questions"),
        required=False,
        help_text=_("It stands at the foot of every page, for everyone."),
    )
    contact_phone = forms.CharField(
        label=_("Telephone number for questions"), max_length=40, required=False
    )
    controller = forms.CharField(
        label=_("Who answers in law for the data"),
        max_length=300,
        required=False,
        help_text=_(
            "The agency that hosts the network, or the network itself if it is an"
            " organisation of its own."
        ),
    )
    controller_address = forms.CharField(
        label=_("Its postal address"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    languages = forms.CharField(
        label=_("Languages"),
        max_length=200,
        required=False,
        help_text=_("Short codes, the main one first: en ro pt-BR."),
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("A continent and a town, such as Europe/Bucharest."),
        error_messages={"required": _("Every time on a page is told by it.")},
    )
    profile = forms.ChoiceField(
        label=_("How many rules"),
        choices=PROFILES,
        widget=forms.RadioSelect,
        help_text=_(
            "It can change at any time. What is off is hidden, and kept. The small one"
            " lets one person alone show things to more: that takes two to choose."
        ),
    )
    reconfirm_months = forms.TypedChoiceField(
        label=_("Ask agencies whether their people are still theirs"),
        choices=MONTHS,
        coerce=int,
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=64, label=_("The page as you saw it")
    )

    @classmethod
    def for_network(cls, request: HttpRequest, network: Network) -> Self:
        """Make the form that says what the network says, or what was typed over it."""
        said: dict[str, Any] = {name: getattr(network, name) for name in FACTS}
        said["languages"] = " ".join(network.languages)
        return cls.of(request, initial=said | {"seen": last_revision(network)})

    def clean_name(self) -> str:
        """Take a name of one line."""
        return _one_line(self.cleaned_data["name"])

    def clean_controller(self) -> str:
        """Take a name of one line."""
        return _one_line(self.cleaned_data["controller"])

    def clean_contact_phone(self) -> str:
        """Take what can be rung."""
        return _number(self.cleaned_data["contact_phone"])

    def clean_time_zone(self) -> str:
        """Take a zone that there is."""
        zone: str = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise ValidationError(say("No time zone is called %s.") % zone)
        return zone

    def clean_languages(self) -> list[str]:
        """Take codes of languages."""
        try:
            return list(language_codes(self.cleaned_data["languages"]))
        except UnknownLanguage as problem:
            said = say("No language is written %s: use short codes, as en or pt-BR.")
            raise ValidationError(said % problem) from problem

    def facts(self) -> dict[str, Any]:
        """Return what a valid form says of the network."""
        return {name: self.cleaned_data[name] for name in FACTS}

    def look_again(self, network: Network) -> None:
        """Take the network as it is now for seen; what was typed stays."""
        self.put("seen", last_revision(network))


FACTS = tuple(
    name
    for name in NetworkForm.base_fields
    if name not in {"form_key", "form_owner", "seen"}
)


class NumberForm(KeyedForm):
    """A number for every page, looked up just now."""

    kind = forms.ChoiceField(
        label=_("What it is for"), choices=KINDS, widget=forms.RadioSelect
    )
    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        error_messages={"required": _("Type the number as people dial it.")},
    )
    name = forms.CharField(
        label=_("Who answers"),
        max_length=200,
        error_messages={"required": _("Say who answers: it stands beside the number.")},
    )
    hours = forms.CharField(
        label=_("When"),
        max_length=200,
        required=False,
        help_text=_("Such as “day and night”."),
    )
    cost = forms.CharField(
        label=_("What it costs"),
        max_length=200,
        required=False,
        help_text=_("Such as “free”."),
    )
    was_checked = forms.BooleanField(
        label=_("I have just looked it up, or rung it"),
        error_messages={
            "required": _(
                "Look it up first: in danger a wrong number is worse than none."
            )
        },
    )

    def clean_number(self) -> str:
        """Take what can be rung."""
        return _number(_one_line(self.cleaned_data["number"]))

    def clean_name(self) -> str:
        """Take a name of one line."""
        return _one_line(self.cleaned_data["name"])

    def line(self, country: str) -> HelpLine:
        """Return the number that a valid form says, unsaved."""
        said = {n: self.cleaned_data[n] for n in ("kind", "number", "name")}
        said |= {n: self.cleaned_data[n] for n in ("hours", "cost")}
        return HelpLine(country=country, **said)


class WordForm(KeyedForm):
    """A word of one of the network's lists."""

    name = forms.CharField(
        label=_("Word"),
        max_length=120,
        error_messages={"required": _("Write the word.")},
    )

    def clean_name(self) -> str:
        """Take a word of one line."""
        return _one_line(self.cleaned_data["name"])


class NewWordForm(WordForm):
    """A new word; kinds of agencies may be statutory."""

    is_statutory = forms.BooleanField(
        label=_("Agencies of this kind are statutory"), required=False
    )

    def __init__(self, *args: Any, has_statutory: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_statutory:
            del self.fields["is_statutory"]
