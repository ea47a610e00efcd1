"""How a service is reached: numbers, an e-mail address, a website."""

from copy import copy
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourthp.directory.forms.parts import PartForm
from fourthp.directory.models import Phone
from fourthp.directory.operations.details import Details
from fourthp.directory.operations.edits import Edit
from fourthp.directory.queries.details import detail_rows
from fourthp.directory.queries.regions import asks_for_reach
from fourthp.directory.rules.contact import is_number
from fourthp.directory.rules.reach import is_whole
from fourthp.foundation.text import mail_address, website_meant
from fourthp.partnership.queries.network import this_network

SPARE_NUMBERS = 2
MOST_SHOWN = 100  # an import may have brought hundreds: those after stay as they are
LONGEST_USE = 200
NOT_SHOWN = _("Not shown to anyone who searches, while the place is confidential.")


class ContactForm(PartForm):
    """Numbers in the order in which to try them, and what else reaches a service.

    What an import brought and nobody touches here is not judged again.
    """

    guarded: ClassVar[tuple[str, ...]] = ("about_*",)

    class Meta(PartForm.Meta):
        fields = ("email", "url")
        labels = {"email": _("E-mail address"), "url": _("Website")}
        widgets = {
            "email": forms.TextInput(attrs={"inputmode": "email", "dir": "ltr"}),
            "url": forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = detail_rows(self.service, Phone)
        self.numbers, self.more_numbers = rows[:MOST_SHOWN], rows[MOST_SHOWN:]
        for at in range(len(self.numbers) + SPARE_NUMBERS):
            self._add_number(
                at, self.numbers[at] if at < len(self.numbers) else Phone()
            )
        if self._asks_for_reach():
            self.fields["is_national"] = forms.BooleanField(
                required=False,
                label=_("New numbers here are answered for the whole country"),
            )
        reached = ("email", "url")
        if self.service.place_is_confidential:
            for name in reached:
                self.fields[name].help_text = NOT_SHOWN
        self.order_fields([name for name in self.fields if name not in reached])

    def _asks_for_reach(self) -> bool:
        return self.service.place_is_confidential and asks_for_reach()

    def _add_number(self, at: int, row: Phone) -> None:
        self.fields[f"number_{at}"] = forms.CharField(
            max_length=100,
            required=False,
            initial=row.number,
            label=_("Number %d") % (at + 1) if at else _("Number 1, to call first"),
            widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
        )
        self.fields[f"about_{at}"] = forms.CharField(
            max_length=max(LONGEST_USE, len(row.description)),
            required=False,
            initial=row.description,
            label=_("What number %d is for") % (at + 1),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a new number that nobody can dial, and a part of one."""
        cleaned: dict[str, Any] = super().clean() or {}
        network = this_network()
        country = network.country if network else ""
        for name in self.changed_data:
            number = name.startswith("number_") and cleaned.get(name)
            if number and not is_number(number):
                said = gettext("Nobody can dial this. Write it as 0121 496 0123 ext 4.")
                self.add_error(name, said)
            elif number and not is_whole(number, country):
                said = gettext(
                    "This is only a part of a number. Write all of it, as"
                    " 0121 496 0123, and one from abroad with its plus."
                )
                self.add_error(name, said)
        return cleaned

    def clean_email(self) -> str:
        """Refuse what is typed here and is no plain address."""
        said = str(self.cleaned_data["email"])
        if said and "email" in self.changed_data and not mail_address(said):
            raise ValidationError(
                gettext("This is no e-mail address. Write it as name@example.org.")
            )
        return said

    def clean_url(self) -> str:
        """Complete what is typed here, and refuse what names no website."""
        said = str(self.cleaned_data["url"])
        if not said or "url" not in self.changed_data:
            return said
        meant = website_meant(said)
        if not meant:
            raise ValidationError(
                gettext("This is no website. Write it as https://www.example.org.")
            )
        return meant

    def details(self) -> Details:
        """Return the numbers in their order; an empty one is taken away."""
        found = super().details()
        if not any(n.startswith(("number_", "about_")) for n in self.changed_data):
            return found
        wanted = []
        for at in range(len(self.numbers) + SPARE_NUMBERS):
            number = self.cleaned_data[f"number_{at}"]
            if number:
                row = copy(self.numbers[at]) if at < len(self.numbers) else Phone()
                if f"number_{at}" in self.changed_data:
                    row.number = number
                if f"about_{at}" in self.changed_data:
                    row.description = self.cleaned_data[f"about_{at}"]
                wanted.append(row)
        return {**found, Phone: wanted + self.more_numbers}

    def edit(self) -> Edit:
        """Return all of it as one change, with what is said of the numbers."""
        national = self.cleaned_data.get("is_national", False)
        return replace(super().edit(), is_national=national)
