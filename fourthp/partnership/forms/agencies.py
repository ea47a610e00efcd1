"""What people may type of agencies: which to show, what one is, what became of it."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.clock import today
from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.guarded import GuardedForm
from fourthp.foundation.operations.revisions import last_revision
from fourthp.foundation.text import (
    MoreThanOneLine,
    mail_address,
    one_line,
    website_meant,
)
from fourthp.partnership.models import (
    NOT_NAMED,
    Agency,
    Person,
    Term,
    Vocabulary,
)
from fourthp.partnership.permissions import can_set_kind
from fourthp.partnership.queries.agencies import (
    Asked,
    Show,
    agencies_alike,
    agencies_called,
    words_of_lists,
    words_to_find_by,
)
from fourthp.partnership.rules.guard.marks import Kind as MarkKind

LONGEST_NAME = 300
MOST_WORDS = 10_000
MOST_PAGES = 1_000
# Fields of many words, each with the list that they are of.
LISTS = {
    "parts": Vocabulary.FOUR_PS,
    "sectors": Vocabulary.SECTOR,
    "areas": Vocabulary.AREA,
}


def line(label: Any, **more: Any) -> forms.CharField:
    """Make a field for a name of one line."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_NAME,
        error_messages={"required": _("Give it a name.")},
        **more,
    )


def checked_line(text: str) -> str:
    """Return what may stand as a name; raise ValidationError for several lines."""
    try:
        return one_line(text)
    except MoreThanOneLine as problem:
        raise forms.ValidationError(str(problem)) from problem


def agency_meant(typed: str, reader: Person) -> Agency | None:
    """Return the agency that a name means, None for nothing; or say which are like it.

    Raises ValidationError.
    """
    if not typed.strip():
        return None
    found = agencies_called(typed.strip(), reader=reader)
    if len(found) == 1:
        return found[0]
    if not found:
        raise forms.ValidationError(gettext("No agency has this in its name."))
    names = "; ".join(dict.fromkeys(str(one) for one in found))
    raise forms.ValidationError(
        gettext("Several agencies may be meant. Write the whole name: %s") % names
    )


class AgenciesForm(forms.Form):
    """Which agencies to show; it stands in the address."""

    show = forms.ChoiceField(choices=[(one.value, one.value) for one in Show])
    name = forms.CharField(max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    part = forms.ChoiceField(label=_("Part in the four Ps"))
    area = forms.ChoiceField(label=_("Area"))
    page = forms.IntegerField(min_value=1, max_value=MOST_PAGES, required=False)

    needs_little = True

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        names = {"kind": Vocabulary.KIND, "part": Vocabulary.FOUR_PS}
        names |= {"area": Vocabulary.AREA}
        lists = words_to_find_by(today(), *names.values())
        self.words: dict[str, dict[str, Term]] = {}
        for name, vocabulary in names.items():
            self.words[name] = {one.code: one for one in lists[vocabulary]}
            choices = [(code, one.name) for code, one in self.words[name].items()]
            field: Any = self.fields[name]
            field.choices = [("", _("Any")), *choices]
        for one in ("show", *self.words):
            self.fields[one].required = False

    def asked(self) -> Asked:
        """Return what is asked for; what nobody can have chosen is left out."""
        self.is_valid()
        said = self.cleaned_data
        chosen = {n: self.words[n].get(said.get(n) or "") for n in self.words}
        show = Show(said.get("show") or Show.MEMBERS)
        return Asked(show, " ".join(said.get("name", "").split()), **chosen)

    @property
    def page_number(self) -> int:
        """Return which page is asked for."""
        return self.cleaned_data.get("page") or 1


class NewAgencyForm(KeyedForm):
    """An agency that the network does not know yet."""

    name = line(_("Name"))
    kind = forms.ChoiceField(required=False, label=_("Kind"))
    is_member = forms.BooleanField(
        required=False, label=_("It is a member of the network from today")
    )
    is_another = forms.BooleanField(
        required=False, label=_("It is another agency: make it known all the same")
    )

    def __init__(
        self, *args: Any, reader: Person, may_admit: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        self.alike: list[Agency] = []
        kinds = Term.objects.offered(Vocabulary.KIND, today())
        self.kinds = {str(one.pk): one for one in kinds}
        self.fields["kind"].choices = _choices(kinds, _("Not known yet"))  # type: ignore[attr-defined]  # a choice field has them
        if not may_admit:
            del self.fields["is_member"]
        if not self.data.get("is_another"):
            # Asked only once there is one that looks the same.
            self.fields["is_another"].widget = forms.HiddenInput()

    def clean_name(self) -> str:
        """Take a name of one line."""
        return checked_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """Look for agencies that are called the same, and ask before a second one."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "name" in cleaned:
            self.alike = agencies_alike(cleaned["name"], reader=self.reader)
        if self.alike:
            self.fields["is_another"].widget = forms.CheckboxInput()
            if not cleaned.get("is_another"):
                said = gettext("There is an agency of this name already. Is it this?")
                self.add_error("name", said)
        return cleaned

    @property
    def kind_chosen(self) -> Term | None:
        """Return the kind of a valid form."""
        return self.kinds.get(self.cleaned_data["kind"])


class FactsForm(GuardedForm):
    """What an agency is: only what its reader may change of it stands here."""

    guarded = ("description",)
    # An agency's own number and street may stand in its words.
    allowed = frozenset({MarkKind.PHONE, MarkKind.ADDRESS})

    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=100, label=_("The agency as you saw it")
    )
    name = line(_("Name"))
    alternate_name = line(_("Other name or short form"), required=False)
    kind = forms.ChoiceField(required=False, label=_("Kind"))
    description = forms.CharField(
        required=False,
        label=_("What it does"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Write nothing about a victim."),
    )
    website = forms.CharField(
        required=False,
        label=_("Website"),
        max_length=2_000,
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}),
    )
    email = forms.CharField(
        required=False,
        label=_("E-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"inputmode": "email", "dir": "ltr"}),
    )
    parent = line(
        _("Part of"), required=False, help_text=_("The name of another agency.")
    )
    parts = forms.MultipleChoiceField(
        required=False,
        label=_("Its part in the four Ps"),
        widget=forms.CheckboxSelectMultiple,
    )
    sectors = forms.MultipleChoiceField(
        required=False, label=_("Sectors"), widget=forms.CheckboxSelectMultiple
    )
    areas = forms.MultipleChoiceField(
        required=False, label=_("Areas"), widget=forms.CheckboxSelectMultiple
    )

    is_behind = False  # somebody else changed it after its page was opened

    def __init__(
        self, *args: Any, agency: Agency, reader: Person, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agency, self.reader = agency, reader
        self._offer_words()
        if not can_set_kind(reader):
            del self.fields["kind"]
        long = len(agency.description)
        words: Any = self.fields["description"]
        words.max_length = max(MOST_WORDS, long)
        words.validators.append(
            forms.CharField(max_length=words.max_length).validators[0]
        )
        if agency.place_is_confidential:
            # They are shown to nobody, and would lead to it.
            for name in ("website", "email"):
                del self.fields[name]
            self.fields["areas"].help_text = _(
                "Its place is confidential: only regions are offered."
            )

    def _offer_words(self) -> None:
        """Offer the words that are offered today, and those that it has already."""
        used = {row.term_id for row in self.agency.said.all()} | {self.agency.kind_id}
        lists = words_of_lists(Vocabulary.KIND, *LISTS.values())
        self.offered = {
            vocabulary: {
                str(one.pk): one
                for one in terms
                if (one.pk in used or not one.is_retired(today()))
                and not (self.agency.place_is_confidential and one.is_fine)
            }
            for vocabulary, terms in lists.items()
        }
        kinds = self.offered[Vocabulary.KIND].values()
        self.fields["kind"].choices = _choices(kinds, _("Not known yet"))  # type: ignore[attr-defined]  # a choice field has them
        for name, vocabulary in LISTS.items():
            choices = _choices(self.offered[vocabulary].values())
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field has them
            if not choices:
                del self.fields[name]

    @classmethod
    def for_agency(cls, request: HttpRequest, agency: Agency, reader: Person) -> Self:
        """Make the form that says what an agency is, or what was typed over it."""
        initial = _written(agency) | {"seen": last_revision(agency)}
        return cls.of(request, initial=initial, agency=agency, reader=reader)

    def look_again(self) -> None:
        """Take the agency as it is now for seen; what was typed stays."""
        self.put("seen", last_revision(self.agency))
        self.is_behind = True

    def clean_name(self) -> str:
        """Take a name of one line."""
        return checked_line(self.cleaned_data["name"])

    def clean_alternate_name(self) -> str:
        """Take a name of one line."""
        return checked_line(self.cleaned_data["alternate_name"])

    def clean_description(self) -> str:
        """Take line ends as everybody writes them."""
        said: str = self.cleaned_data["description"]
        return said.replace("\r\n", "\n").strip()

    def clean_email(self) -> str:
        """Refuse what is typed here and is no plain address."""
        said: str = self.cleaned_data["email"]
        if said and said != self.agency.email and not mail_address(said):
            raise forms.ValidationError(
                gettext("This is no e-mail address. Write it as name@example.org.")
            )
        return said

    def clean_website(self) -> str:
        """Complete what is typed here, and refuse what names no website."""
        said: str = self.cleaned_data["website"]
        if not said or said == self.agency.website:
            return said
        meant = website_meant(said)
        if not meant:
            raise forms.ValidationError(
                gettext("This is no website. Write it as https://www.example.org.")
            )
        return meant

    def clean_parent(self) -> Agency | None:
        """Find the agency that is meant; what nobody touched stays."""
        typed = self.cleaned_data["parent"]
        if self.agency.parent and typed == self.agency.parent.name:
            return self.agency.parent
        return agency_meant(typed, self.reader)

    def facts(self) -> dict[str, Any]:
        """Return the fields of a valid form."""
        said = self.cleaned_data
        names = ("name", "alternate_name", "description", "website", "email", "parent")
        found = {name: said[name] for name in names if name in self.fields}
        if "kind" in said:
            found["kind"] = self.offered[Vocabulary.KIND].get(said["kind"])
        return found

    def terms(self) -> dict[str, list[Term]]:
        """Return all its words of each list that stands here."""
        return {
            vocabulary: [self.offered[vocabulary][pk] for pk in self.cleaned_data[name]]
            for name, vocabulary in LISTS.items()
            if name in self.fields
        }


def _written(agency: Agency) -> dict[str, Any]:
    """Return what an agency is as the form for it says it."""
    said = [str(row.term_id) for row in agency.said.all()]
    return {
        "name": "" if agency.name == NOT_NAMED else agency.name,
        "alternate_name": agency.alternate_name,
        "kind": str(agency.kind_id or ""),
        "description": agency.description,
        "website": agency.website,
        "email": agency.email,
        "parent": agency.parent.name if agency.parent else "",
        **dict.fromkeys(LISTS, said),
    }


def _choices(terms: Iterable[Term], none: Any = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [("", none)] if none else []
    return found + [(str(one.pk), one.name) for one in terms]
