"""What people may type about aims."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.clock import today
from fourthp.foundation.guarded import GuardedForm
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.forms.fields import AgencyField, DayField, LineField
from fourthp.partnership.models import Agency, Group, Person, Term, Vocabulary
from fourthp.plan.models import Aim, Contribution
from fourthp.plan.operations.aims import AimFacts

MOST_WORDS = 4_000


class AimForm(GuardedForm):
    """An aim: what, in which of the four Ps, and by when."""

    guarded = ("title", "words")

    is_behind = False  # somebody else changed it after its page was opened

    title = LineField(
        label=_("What do you want to have reached?"),
        max_length=160,
        help_text=_("As it will be: “Every hostel in the city knows the signs”."),
        error_messages={"required": _("Say what is to be reached.")},
    )
    part = forms.ChoiceField(
        label=_("Which of the four Ps"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of them.")},
    )
    group = forms.ChoiceField(label=_("Whose aim it is"))
    words = forms.CharField(
        label=_("What it means"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    from_on = DayField(label=_("From"), initial=today)
    by_on = DayField(label=_("To be reached by"), required=False)
    seen = forms.CharField(
        widget=forms.HiddenInput,
        max_length=100,
        required=False,
        label=_("The aim as you saw it"),
    )

    def __init__(
        self, *args: Any, groups: Iterable[Group], kept: Aim | None = None, **kw: Any
    ) -> None:
        """Offer the groups that somebody leads; one that is set keeps its own."""
        super().__init__(*args, **kw)
        day, fields = today(), dict[str, Any](self.fields)
        self.parts = {
            str(p.pk): p for p in Term.objects.offered(Vocabulary.FOUR_PS, day)
        }
        self.groups = {str(one.pk): one for one in groups}
        if kept is not None:
            self.parts.setdefault(str(kept.part_id), kept.part)
            del self.fields["group"]
        fields["part"].choices = [(pk, one.name) for pk, one in self.parts.items()]
        fields["group"].choices = [(pk, one.name) for pk, one in self.groups.items()]

    @classmethod
    def for_aim(cls, request: HttpRequest, aim: Aim) -> Self:
        """Make the form that says what an aim says, or what was typed over it."""
        names = ("title", "words", "from_on", "by_on")
        said = {name: getattr(aim, name) for name in names}
        said |= {"part": str(aim.part_id), "seen": last_revision(aim)}
        return cls.of(request, initial=said, groups=(), kept=aim)

    def facts(self) -> AimFacts:
        """Return what was typed into a valid form."""
        said = self.cleaned_data
        return AimFacts(
            title=said["title"],
            part=self.parts[said["part"]],
            from_on=said["from_on"],
            words=said["words"],
            by_on=said["by_on"],
        )

    def chosen_group(self) -> Group:
        """Return whose aim it is to be."""
        return self.groups[self.cleaned_data["group"]]

    def look_again(self, aim: Aim) -> None:
        """Take the aim as it is now for seen; what was typed stays."""
        self.put("seen", last_revision(aim))
        self.is_behind = True


class EndingForm(GuardedForm):
    """What became of an aim."""

    guarded = ("words",)

    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        choices=(
            (Aim.Outcome.REACHED.value, _("It is reached")),
            (Aim.Outcome.PARTLY.value, _("It is partly reached")),
            (Aim.Outcome.GIVEN_UP.value, _("We gave it up")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what became of it.")},
    )
    words = forms.CharField(
        label=_("What you learnt"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ContributionForm(GuardedForm):
    """What an agency brings to an aim, and what it asks of the others."""

    guarded = ("brings", "asks")
    needs_little = True

    agency = AgencyField(
        label=_("Agency"),
        error_messages={"required": _("Say which agency brings it.")},
    )
    brings = forms.CharField(
        label=_("What it brings"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("People, rooms, money, access, knowledge. Name no victim."),
    )
    asks = forms.CharField(
        label=_("What it asks of the others"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, reader: Person, is_fixed: bool = False, **kwargs: Any
    ) -> None:
        """Take an agency by its name; is_fixed: there is only one it can be."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["agency"].reader = reader
        if is_fixed:
            fields["agency"].widget = forms.HiddenInput()

    @classmethod
    def for_agency(
        cls,
        request: HttpRequest,
        agency: Agency | None,
        said: Contribution | None,
        **kwargs: Any,
    ) -> Self:
        """Make the form that says what an agency said, or what was typed over it."""
        initial = {"agency": agency.name if agency else ""}
        if said is not None:
            initial |= {"brings": said.brings, "asks": said.asks}
        return cls.of(request, initial=initial, **kwargs)
