"""What people may type of a person, and what a list of people is narrowed to."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.forms.fields import (
    LineField,
    OtherTonguesField,
    mailbox_field,
    tongues_offered,
)
from fourthp.partnership.models import Person, PersonTerm, Role, Term, Vocabulary
from fourthp.partnership.operations.people import PersonEdit
from fourthp.partnership.queries.people import Asked
from fourthp.partnership.queries.people_offered import (
    groups_offered,
    interests_offered,
    topics_offered,
)
from fourthp.partnership.rules.tongues import COMMON, language_name

LONGEST_NAME = 200
INTERESTS = {"topics": Vocabulary.TOPIC, "areas": Vocabulary.AREA}


def every(words: Any, choices: Any) -> list[tuple[Any, Any]]:
    return [("", words), *choices]


class PeopleForm(forms.Form):
    """What a list of people is narrowed to; it stands in the address."""

    needs_little = True

    left = forms.ChoiceField(
        required=False, choices=[("yes", "yes")], widget=forms.HiddenInput
    )
    name = forms.CharField(
        required=False, max_length=LONGEST_NAME, label=gettext_lazy("Name")
    )
    agency = forms.CharField(
        required=False, max_length=300, label=gettext_lazy("Agency")
    )
    role = forms.ChoiceField(required=False, label=gettext_lazy("Role"))
    group = forms.ChoiceField(required=False, label=gettext_lazy("Group"))
    language = forms.ChoiceField(required=False, label=gettext_lazy("Language"))
    topic = forms.ChoiceField(
        required=False, label=gettext_lazy("Interested in, a topic or an area")
    )

    def __init__(self, *args: Any, reader: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(one.value, capfirst(str(one.label))) for one in Role]
        offered = {
            "role": every(_("Every role"), roles),
            "group": every(_("Every group"), groups_offered(reader)),
            "language": every(_("Every language"), tongues_offered()),
            "topic": every(_("Everything"), topics_offered()),
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = choices

    def asked(self) -> Asked:
        """Return what was asked for; what cannot be understood narrows nothing."""
        self.is_valid()
        said = {n: v.strip() for n, v in self.cleaned_data.items() if n != "left"}
        return Asked(**said, left=bool(self.cleaned_data.get("left")))

    def words_of(self, name: str, value: str) -> str:
        """Return what a filter in use is called."""
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, f"“{value}”"))


class FactsForm(KeyedForm):
    """What a person says of herself; her address is the coordinators’ to change."""

    needs_little = True
    is_behind = False

    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=64, label=gettext_lazy("As you saw it")
    )
    name = LineField(
        max_length=LONGEST_NAME,
        label=gettext_lazy("Name you work under"),
        help_text=gettext_lazy("Others see this one."),
    )
    full_name = LineField(
        required=False,
        max_length=LONGEST_NAME,
        label=gettext_lazy("Full name, if it is another"),
        help_text=gettext_lazy("Only you and the coordinators see it."),
    )
    email = forms.EmailField(
        required=False,
        max_length=254,
        label=gettext_lazy("Address that mail goes to"),
        help_text=gettext_lazy(
            "It is not the address that an account signs in with: that one is changed"
            " by its owner alone."
        ),
    )
    shares_mailbox = mailbox_field()
    languages = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Languages"),
        widget=forms.CheckboxSelectMultiple,
    )
    other_languages = OtherTonguesField(
        required=False,
        max_length=300,
        label=gettext_lazy("Other languages"),
        help_text=gettext_lazy("With a comma between them."),
    )
    topics = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Topics of interest"),
        widget=forms.CheckboxSelectMultiple,
    )
    areas = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("Areas of interest"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, person: Person, runs_network: bool, **kwargs: Any
    ) -> None:
        kwargs["initial"] = _facts_of(person) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.person = person
        tongues: Any = self.fields["other_languages"]
        tongues.kept = person.languages
        self._offer("languages", tongues_offered())
        for name, list_of in INTERESTS.items():
            self._offer(name, interests_offered(person, list_of))
        if not runs_network:
            del self.fields["email"], self.fields["shares_mailbox"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Offer what there is to choose; where there is nothing, nothing is asked."""
        field: Any = self.fields[name]
        field.choices = choices
        if not choices:
            del self.fields[name]

    def edit(self) -> PersonEdit:
        """Return what was typed into a valid form."""
        said = self.cleaned_data
        tongues = [*said["languages"], *said["other_languages"]]
        facts = {"name": said["name"], "full_name": said["full_name"]}
        facts["languages"] = self._in_order(tongues)
        if "email" in self.fields:
            facts["email"] = said["email"]
        wanted = [*said.get("topics", ()), *said.get("areas", ())]
        terms = list(Term.objects.filter(pk__in=wanted))
        shares = bool(said.get("shares_mailbox"))
        return PersonEdit(facts, terms, shares_mailbox=shares, seen=said["seen"])

    def _in_order(self, tongues: list[str]) -> list[str]:
        """Return languages in the order they stood in, so that the same is the same."""
        before = list(self.person.languages)
        kept = [one for one in before if one in tongues]
        return kept + [one for one in dict.fromkeys(tongues) if one not in kept]

    def look_again(self) -> None:
        """Take the person as she is now for seen; what was typed stays."""
        self.put("seen", last_revision(self.person))
        self.is_behind = True


def _facts_of(person: Person) -> dict[str, Any]:
    spoken = get_language() or "en"
    other = [one for one in person.languages if one not in COMMON]
    rows = PersonTerm.objects.filter(person=person).values_list("term", flat=True)
    terms = [str(pk) for pk in rows]
    return {
        "seen": last_revision(person),
        "name": person.name,
        "full_name": person.full_name,
        "email": person.email,
        "languages": [one for one in person.languages if one in COMMON],
        "other_languages": ", ".join(language_name(one, spoken) for one in other),
        **dict.fromkeys(INTERESTS, terms),
    }


class NewPersonFields(KeyedForm):
    """Somebody new: her name and her address."""

    name = LineField(
        max_length=LONGEST_NAME,
        label=gettext_lazy("Name"),
        error_messages={"required": gettext_lazy("Write the name.")},
    )
    email = forms.EmailField(
        max_length=254,
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("A personal one, not one that several people read."),
        error_messages={"required": gettext_lazy("Write the e-mail address.")},
    )
    shares_mailbox = mailbox_field()
