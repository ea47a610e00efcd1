"""Where people come together, typed, or pasted as a whole invitation."""

from dataclasses import asdict
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.guarded import GuardedForm
from fourthp.gatherings.forms.fields import LineField
from fourthp.gatherings.models import Venue
from fourthp.gatherings.operations.venues import Where
from fourthp.gatherings.rules.joining import MOST_READ, read_invitation
from fourthp.partnership.rules.guard.marks import Kind

PLACE = ("place", "room", "access")
ONLINE = ("invitation", "link", "meeting_id", "passcode", "numbers")


class WhereForm(GuardedForm):
    """A place, a room, how to get in; and how one joins online. Both is usual."""

    guarded: ClassVar[tuple[str, ...]] = ("place", "room", "access")
    # A venue has a street and a telephone: somebody's own stop all the same.
    allowed = frozenset({Kind.PHONE, Kind.ADDRESS})

    place = LineField(
        label=_("Place"),
        max_length=300,
        required=False,
        help_text=_("Name and address. Never one that nobody is to know."),
    )
    room = LineField(label=_("Room"), max_length=120, required=False)
    access = forms.CharField(
        label=_("How to get in"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bus, parking, step-free way, where to ring, hearing loop."),
    )
    invitation = forms.CharField(
        label=_("Invitation of Teams, Zoom, Meet, Webex or Jitsi"),
        max_length=MOST_READ,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Paste all of it: link, number, passcode and telephones are taken out of"
            " it, and the rest is kept nowhere."
        ),
    )
    link = LineField(
        label=_("Link"),
        max_length=1_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    meeting_id = LineField(label=_("Meeting number"), max_length=40, required=False)
    passcode = LineField(
        label=_("Passcode of the meeting"), max_length=60, required=False
    )
    numbers = LineField(
        label=_("Telephones"),
        max_length=600,
        required=False,
        help_text=_("With a semicolon between two."),
    )

    def clean_link(self) -> str:
        """Take an address of the web that nobody reads on the way."""
        link: str = self.cleaned_data["link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError(_("A link begins with https://"))
        return link

    def clean(self) -> dict[str, Any] | None:
        """Take what a pasted invitation says; it goes before what stood there."""
        cleaned = super().clean()
        pasted = self.cleaned_data.get("invitation", "")
        if pasted:
            found = read_invitation(pasted)
            if found.is_empty:
                said = _("Nothing to join by was found in it. Type the link below.")
                self.add_error("invitation", said)
            else:
                self._take(asdict(found) | {"numbers": "; ".join(found.numbers)})
        return cleaned

    def _take(self, found: dict[str, str]) -> None:
        """Put what was found into its boxes, and the invitation away."""
        for name, said in found.items():
            self.cleaned_data[name] = said
            self.put(name, said)
        self.put("invitation", "")

    def where(self) -> Where:
        """Return what was typed into a valid form."""
        said = self.cleaned_data
        names = ("place", "room", "access", "link", "meeting_id", "passcode", "numbers")
        return Where(**{name: said[name] for name in names})


def where_written(venue: Venue | None) -> dict[str, str]:
    """Return what a venue says as the form for one says it."""
    names = ("place", "room", "access", "link", "meeting_id", "passcode", "numbers")
    return {name: getattr(venue, name) for name in names} if venue else {}
