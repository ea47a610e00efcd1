"""A sheet that is handed in, what its columns are, and what is chosen of it."""

from hashlib import sha256
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fourthp.foundation.forms import KeyedForm
from fourthp.partnership.formats.sheet_rows import LABELS
from fourthp.partnership.formats.sheets import MOST_BYTES, examples
from fourthp.partnership.models import Sheet
from fourthp.partnership.queries.sheets.plan import (
    CHOICES,
    NEW,
    Double,
    Mailbox,
    Plan,
    UnknownWord,
)

NOBODYS = "0"
MOST_ASKED = 200  # of words and of mailboxes on one page


def _named(key: str) -> str:
    """Return a field's name, the same whatever else is on its page."""
    return f"of_{sha256(key.encode()).hexdigest()[:16]}"


class HandInSheetForm(KeyedForm):
    """A sheet of agencies and people; what is in it is found out by itself."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx). A row is a person, or an agency."),
    )
    tab = forms.CharField(
        max_length=100,
        required=False,
        label=_("Sheet of the workbook"),
        help_text=_("Only if another one is read than you mean."),
    )
    header_at = forms.IntegerField(
        min_value=0,
        max_value=50,
        required=False,
        label=_("Row of the heads"),
        help_text=_("Only if they are not found. 0 where the table has no heads."),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file that is larger than such a sheet ever is."""
        found: UploadedFile[bytes] = self.cleaned_data["file"]
        if (found.size or 0) > MOST_BYTES:
            size = MOST_BYTES // 1_000_000
            raise forms.ValidationError(
                _("This is too large: at most %d MB are read.") % size
            )
        return found


class MeaningField(forms.ChoiceField):
    """What one column is; that it may be nothing is one of its choices."""

    is_a_choice_of_many = True


class SheetColumnsForm(KeyedForm):
    """What each column of a sheet is."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heads: list[str] = sheet.heads
        found = examples(sheet.heads, sheet.rows)
        choices = [("", str(_("Leave it out: nothing of it is kept")))]
        choices += [(code, str(label)) for code, label in LABELS.items()]
        for number, head in enumerate(sheet.heads):
            shown = " · ".join(cell[:40] for cell in found[head][:3])
            self.fields[f"column_{number}"] = MeaningField(
                label=head if sheet.header_at else _("Column %s") % head,
                choices=choices,
                required=False,
                initial=sheet.chosen.get(head, ""),
                help_text=shown and _("For example: %s") % shown,
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a choice under which no row names anyone, or twice the same."""
        cleaned: dict[str, Any] = super().clean() or {}
        said = [meaning for meaning in self._said(cleaned) if meaning]
        if not {"agency", "name", "first", "last"} & set(said):
            raise forms.ValidationError(
                _("Say which column names the agency or the person.")
            )
        for number, meaning in enumerate(self._said(cleaned)):
            if meaning and said.count(meaning) > 1:
                self.add_error(f"column_{number}", _("Two columns cannot be this."))
        return cleaned

    def _said(self, cleaned: dict[str, Any]) -> list[str]:
        return [cleaned.get(f"column_{n}", "") for n in range(len(self.heads))]

    def chosen(self) -> dict[str, str]:
        """Return what each head was said to be."""
        return dict(zip(self.heads, self._said(self.cleaned_data), strict=True))


class SheetChoicesForm(KeyedForm):
    """Who becomes a member, which words are new, and whose a shared mailbox is."""

    admit = forms.BooleanField(
        label=_("Admit the agencies of this sheet as members from today"),
        required=False,
        help_text=_(
            "Those that are no members yet. Without this their people have seats that"
            " hold from the day on which the agency is admitted."
        ),
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = plan.words[:MOST_ASKED]
        self.mailboxes = plan.mailboxes[:MOST_ASKED]
        self.fields["admit"].initial = plan.is_admitting
        self.asked = dict(list(plan.asked.items())[:MOST_ASKED])
        for key, agency in self.asked.items():
            self.fields[_named(f"hidden:{key}")] = forms.BooleanField(
                label=_("The place of %s must not be known") % agency.name,
                required=False,
                initial=agency.is_hidden,
                help_text=_(
                    "It looks like a refuge. With this the public does not see it, and"
                    " no address, no website and nothing finer than a region is kept."
                ),
            )
        for word in self.words:
            self.fields[_named(word.key)] = self._word(word)
        for mailbox in self.mailboxes:
            self.fields[_named(mailbox.address)] = self._mailbox(mailbox)

    @staticmethod
    def _word(word: UnknownWord) -> forms.ChoiceField:
        made = (
            _("Make it a kind") if word.vocabulary == "kind" else _("Make it an area")
        )
        offered = [(pk, _("It is: %s") % name) for pk, name in word.offered]
        return MeaningField(
            label=word.word,
            choices=[("", _("Leave it empty")), (NEW, made), *offered],
            required=False,
            initial=NEW if word.is_made else word.meant,
            help_text=ngettext(
                "In %d row; it is no word of the network’s.",
                "In %d rows; it is no word of the network’s.",
                word.rows,
            )
            % word.rows,
        )

    @staticmethod
    def _mailbox(mailbox: Mailbox) -> forms.ChoiceField:
        people = [(str(row), f"{name} ({row})") for row, name in mailbox.people]
        return MeaningField(
            label=mailbox.address,
            choices=[
                (NOBODYS, _("Nobody’s: they come in without an address")),
                *people,
            ],
            required=False,
            initial=str(mailbox.whose),
            help_text=mailbox.reason,
        )

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen of each part."""
        said = self.cleaned_data
        return {
            "admit": said["admit"],
            "hidden": {key: said[_named(f"hidden:{key}")] for key in self.asked},
            "words": {one.key: said[_named(one.key)] for one in self.words},
            "mailboxes": {
                one.address: said[_named(one.address)] for one in self.mailboxes
            },
        }


class DoublesForm(KeyedForm):
    """What is done with what is perhaps here already."""

    def __init__(self, *args: Any, doubles: list[Double], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubles = doubles
        for double in doubles:
            self.fields[_named(double.key)] = MeaningField(
                label=_("Row %(row)d: %(name)s") % vars(double),
                choices=CHOICES,
                required=False,
                initial=double.choice,
                help_text=f"{double.other} · {double.reason}",
            )

    def chosen(self) -> dict[str, str]:
        """Return the choice for each."""
        said = self.cleaned_data
        return {one.key: said[_named(one.key)] or one.choice for one in self.doubles}
