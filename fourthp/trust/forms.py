"""What people may type about witnesses, and of an old note."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.text import MoreThanOneLine, one_line

LONGEST_MAIL = 60_000


class WitnessForm(KeyedForm):
    """Somebody outside the network who is asked to keep the notes."""

    needs_little = True

    name = forms.CharField(
        label=_("Who they are"),
        max_length=200,
        help_text=_("A name, or what they are: “Clerk of Lower Anytown”."),
        error_messages={"required": _("Say who it is: the next coordinator asks too.")},
    )
    address = forms.EmailField(
        label=_("Their e-mail address"),
        max_length=254,
        help_text=_("Their own, at an organisation that does not run this server."),
        error_messages={"required": _("Notes go by mail: write an address.")},
    )

    def clean_name(self) -> str:
        """Take a name of one line."""
        try:
            return one_line(self.cleaned_data["name"])
        except MoreThanOneLine as problem:
            raise ValidationError(str(problem)) from problem


class NoteForm(forms.Form):
    """An old note that the record is compared with; it is kept nowhere."""

    note = forms.CharField(
        label=_("The note, or the whole mail"),
        max_length=LONGEST_MAIL,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("From the date to the last letter. It may be quoted or broken."),
        error_messages={"required": _("Paste a note that a witness kept.")},
    )
