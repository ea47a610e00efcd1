"""What is handed in to be imported, and what its columns are."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fourthp.directory.formats.columns import LEFT_OUT, MEANINGS, names_no_agency
from fourthp.directory.models import Columns, Draft
from fourthp.directory.operations.imports.drafts import Choice
from fourthp.directory.queries.imports import sources
from fourthp.directory.rules.sources import LONGEST, source_name
from fourthp.directory.rules.telling import may_tell_a_place
from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.tables.opening import MOST_BYTES


class HandInForm(KeyedForm):
    """A directory to import: a file, and where it comes from."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A package of Open Referral (HSDS, a zip), or one table as CSV or XLSX."
        ),
    )
    source = forms.CharField(
        max_length=LONGEST,
        required=False,
        label=_("Where it comes from"),
        help_text=_(
            "A short name, the same every time: what comes again is then compared."
            " Left empty, it is the name of the file without its dates."
        ),
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )
    columns = forms.ModelChoiceField(
        Columns.objects.order_by("name"),
        required=False,
        label=_("Columns of a table"),
        empty_label=_("As last time, or ask me"),
    )

    def clean(self) -> dict[str, Any]:
        """Name the source by its file, where that is a name that may be shown."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("file") and not cleaned.get("source", "-"):
            named = source_name(cleaned["file"].name)
            if not named or may_tell_a_place(named):
                self.add_error("source", _("Say where it comes from."))
            known = {one.casefold(): one for one in sources()}
            cleaned["source"] = known.get(named.casefold(), named)
        return cleaned

    def clean_file(self) -> UploadedFile[bytes] | None:
        """Refuse a file that is larger than the reader takes.

        None where a form is given back after signing in: files are not kept.
        """
        found: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if found and (found.size or 0) > MOST_BYTES:
            size = MOST_BYTES // 1_000_000
            raise forms.ValidationError(
                _("This is too large: at most %d MB are read.") % size
            )
        return found


class ColumnField(forms.ChoiceField):
    """One column's meaning; that it may have none is one of its choices."""

    is_a_choice_of_many = True


class ColumnsForm(KeyedForm):
    """What each column of a flat table is."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    no_header = forms.BooleanField(
        label=_("The table has no header row"),
        required=False,
        help_text=_("Then its first row is a row like all others."),
    )
    header_at = forms.IntegerField(
        label=_("Row of the header"), min_value=1, max_value=50, required=False
    )
    agency = forms.CharField(
        max_length=300,
        required=False,
        label=_("Agency, where no column names it"),
        help_text=_("A list of one agency has no such column: say whose it is."),
    )
    save_as = forms.CharField(
        max_length=100,
        required=False,
        label=_("Save this choice as"),
        help_text=_(
            "For files of other sources. What comes again from this one is read the"
            " same anyway."
        ),
    )

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        self._set_sheets()
        choices = [("", str(_("Keep it, show it to nobody")))]
        choices += [(LEFT_OUT, str(_("Leave it out")))]
        choices += [(code, str(one.name)) for code, one in MEANINGS.items()]
        for number, (head, example) in enumerate(draft.columns()):
            self.fields[f"column_{number}"] = ColumnField(
                label=self._label(head),
                choices=choices,
                required=False,
                initial=draft.chosen.get(head, ""),
                help_text=example and _("For example: %s") % example,
            )
        for name in ("agency", "save_as"):
            self.fields[name] = self.fields.pop(name)
        self.fields["agency"].initial = draft.agency

    def _set_sheets(self) -> None:
        if not self.draft.sheets:
            del self.fields["sheet"]
        else:
            names = [(name, name) for name in self.draft.sheets]
            self.fields["sheet"].choices = names  # type: ignore[attr-defined]  # a choice field has them
            self.fields["sheet"].initial = self.draft.sheet or self.draft.sheets[0]
        self.fields["no_header"].initial = self.draft.header_at == 0
        self.fields["header_at"].initial = self.draft.header_at or 1

    def _label(self, head: str) -> str:
        return head if self.draft.header_at else _("Column %s") % head

    def _header_at(self) -> int:
        """Return the row of the header; 0 where there is none."""
        if self.cleaned_data.get("no_header"):
            return 0
        return self.cleaned_data.get("header_at") or self.draft.header_at or 1

    def _is_moved(self) -> bool:
        """Tell whether other columns than those shown are to be read."""
        is_other = self._header_at() != self.draft.header_at
        return is_other or "sheet" in self.changed_data

    def clean(self) -> dict[str, Any]:
        """Refuse a choice under which no row has a name."""
        cleaned: dict[str, Any] = super().clean() or {}
        named = {"service.name", "organization.name"} & set(self._chosen().values())
        if self._is_moved():
            return cleaned
        if not named:
            raise forms.ValidationError(
                _("Say which column names the service or the agency.")
            )
        if names_no_agency(self._chosen(), cleaned.get("agency", "")):
            asked = _("Say whose services these are, or which column names the agency.")
            self.add_error("agency", asked)
        return cleaned

    def _chosen(self) -> dict[str, str]:
        return {
            header["head"]: self.cleaned_data.get(f"column_{number}", "")
            for number, header in enumerate(self.draft.headers)
        }

    def choice(self) -> Choice:
        """Return what was chosen; another sheet or header asks for columns anew."""
        cleaned, moved = self.cleaned_data, self._is_moved()
        return Choice(
            chosen={} if moved else self._chosen(),
            sheet=cleaned.get("sheet", ""),
            header_at=self._header_at(),
            agency=cleaned["agency"],
            save_as="" if moved else cleaned["save_as"],
        )
