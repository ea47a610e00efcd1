"""What people may ask of the demo's mails: for whom, and of which kind."""

from dataclasses import dataclass
from typing import Any

from django import forms

from fourthp.demo.mails import Told

LONGEST = 200


@dataclass(frozen=True)
class MailsAsked:
    """Which mails somebody asks for; who is a part of a name or of an address."""

    who: str = ""
    kind: str = ""
    page: int = 1

    def is_met_by(self, told: Told) -> bool:
        """Tell whether a mail is one of those."""
        return told.is_for(self.who) and self.kind in {"", told.kind}


class MailsForm(forms.Form):
    """Which mails to show; it stands in the address, and what is wrong is not asked."""

    who = forms.CharField(max_length=LONGEST)
    kind = forms.CharField(max_length=LONGEST)
    page = forms.IntegerField(min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def asked(self) -> MailsAsked:
        """Return what is asked for."""
        self.is_valid()
        said = self.cleaned_data
        return MailsAsked(
            said.get("who", ""), said.get("kind", ""), said.get("page") or 1
        )
