"""In which languages a service is given, and for whom."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.directory.forms.parts import HIDDEN, PartForm, lines
from fourthp.directory.models import Eligibility, Language
from fourthp.directory.operations.details import Details
from fourthp.directory.queries.details import detail_rows
from fourthp.directory.queries.names import facet_name, language_name
from fourthp.directory.rules.words import facets, language_code

# The languages that are offered as ticks; every other one can be typed.
_TICKS = "en ar bn fa fr ku lt pa pl ps pt ro ru so sq ti tr uk ur vi zh"
COMMON = frozenset(_TICKS.split())
LONGEST_OTHER = 1_000
WAY_LABELS: dict[str, Any] = {
    Language.Way.SPOKEN: _("Spoken by the people there"),
    Language.Way.INTERPRETER: _("With an interpreter"),
}
# Codes of the search, and how a row says the same.
GROUPS = {
    "who:women": ("gender", "women"),
    "who:men": ("gender", "men"),
    "who:children": ("gender", "children"),
    "who:families": ("gender", "families"),
    "who:lgbt": ("gender", "lgbt"),
    "children:yes": ("household", "yes"),
    "status:nrpf": ("status", "nrpf"),
}


def _tongues() -> list[tuple[str, str]]:
    return sorted(((c, language_name(c)) for c in COMMON), key=lambda one: one[1])


class LanguagesForm(PartForm):
    """Languages spoken there, and those that an interpreter brings."""

    guarded: ClassVar[tuple[str, ...]] = ("interpretation_services", "*_other")

    WAYS = (Language.Way.SPOKEN, Language.Way.INTERPRETER)

    class Meta(PartForm.Meta):
        fields = ("interpretation_services",)
        labels = {"interpretation_services": _("What to know about interpreters")}
        widgets = {"interpretation_services": lines(2)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tongues = detail_rows(self.service, Language)
        for way in self.WAYS:
            self._add_way(way)
        own = [name for way in self.WAYS for name in (way, f"{way}_other")]
        self.order_fields((*HIDDEN, *own))

    def _add_way(self, way: str) -> None:
        rows = [row for row in self.tongues if row.way == way]
        codes = [row.code or language_code(row.name) for row in rows]
        self.fields[way] = forms.MultipleChoiceField(
            required=False,
            label=WAY_LABELS[way],
            choices=_tongues(),
            initial=[code for code in codes if code in COMMON],
            widget=forms.CheckboxSelectMultiple,
        )
        pairs = zip(rows, codes, strict=True)
        typed = [row.name or row.code for row, code in pairs if code not in COMMON]
        said = ", ".join(typed)
        self.fields[f"{way}_other"] = forms.CharField(
            required=False,
            max_length=max(LONGEST_OTHER, len(said)),
            label=_("Other languages"),
            help_text=_("With a comma between them, in English or their own name."),
            initial=said,
        )

    def _typed(self, way: str) -> list[str]:
        said = self.cleaned_data[f"{way}_other"].replace(";", ",").split(",")
        return [" ".join(name.split()) for name in said if name.strip()]

    def details(self) -> Details:
        """Return the languages; one that was said before stays the row it is."""
        found = super().details()
        touched = {n for way in self.WAYS for n in (way, f"{way}_other")}
        if not touched & set(self.changed_data):
            return found
        wanted: dict[tuple[str, str], Language] = {}
        for way in self.WAYS:
            # As it stands for everyone, in whichever language the form was read.
            names = [facets().names[f"lang:{c}"] for c in self.cleaned_data[way]]
            for name in (*names, *self._typed(way)):
                wanted.setdefault((way, _key(name)), Language(name=name[:300], way=way))
        there = {(r.way, _key(r.name or r.code)): r for r in self.tongues}
        rows = [there.get(key, row) for key, row in wanted.items()]
        return {**found, Language: rows}

    def asides(self) -> list[str]:
        """Name what is no language that we know: it is found by its word alone."""
        unknown = [n for w in self.WAYS for n in self._typed(w) if not language_code(n)]
        said = _("“%s” is no language that we know: it stands as a word.")
        return super().asides() + [said % name for name in unknown]


def _key(name: str) -> str:
    return language_code(name) or (name if name in COMMON else name.casefold())


class PeopleForm(PartForm):
    """Whom a service is for and whom not, by ticks that can be searched."""

    guarded: ClassVar[tuple[str, ...]] = ("eligibility_description",)

    is_for = forms.MultipleChoiceField(
        required=False, label=_("It is for"), widget=forms.CheckboxSelectMultiple
    )
    is_not_for = forms.MultipleChoiceField(
        required=False, label=_("It is not for"), widget=forms.CheckboxSelectMultiple
    )
    field_order = (*HIDDEN, "is_for", "is_not_for")

    class Meta(PartForm.Meta):
        fields = ("minimum_age", "maximum_age", "eligibility_description")
        labels = {
            "minimum_age": _("From how many years"),
            "maximum_age": _("Up to how many years"),
            "eligibility_description": _("Who it is for, in words"),
        }
        widgets = {"eligibility_description": lines(3)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = detail_rows(self.service, Eligibility)
        for name in ("is_for", "is_not_for"):
            field: Any = self.fields[name]
            field.choices = [(code, facet_name(code)) for code in GROUPS]
            field.initial = [
                code for code in GROUPS if self._row(code, name == "is_not_for")
            ]

    def _row(self, code: str, is_exclusion: bool) -> Eligibility | None:
        said = (*GROUPS[code], is_exclusion)
        return next(
            (r for r in self.rows if (r.facet, r.value, r.is_exclusion) == said), None
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a group on both sides."""
        cleaned: dict[str, Any] = super().clean() or {}
        both = set(cleaned.get("is_for", ())) & set(cleaned.get("is_not_for", ()))
        for code in sorted(both):
            said = _("%s: it cannot be for them and not for them.") % facet_name(code)
            self.add_error("is_not_for", said)
        low, high = cleaned.get("minimum_age"), cleaned.get("maximum_age")
        if low is not None and high is not None and low > high:
            self.add_error("maximum_age", _("This is less than the age it begins at."))
        return cleaned

    def details(self) -> Details:
        """Return who it is for; rows that no tick can say stay as they are."""
        found = super().details()
        if not {"is_for", "is_not_for"} & set(self.changed_data):
            return found
        said = set(GROUPS.values())
        wanted = [row for row in self.rows if (row.facet, row.value) not in said]
        for name in ("is_for", "is_not_for"):
            is_exclusion = name == "is_not_for"
            for code in self.cleaned_data[name]:
                facet, value = GROUPS[code]
                new = Eligibility(facet=facet, value=value, is_exclusion=is_exclusion)
                wanted.append(self._row(code, is_exclusion) or new)
        return {**found, Eligibility: wanted}
