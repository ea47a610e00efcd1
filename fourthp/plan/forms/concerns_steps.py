"""What people may type to move a concern on, and to answer it."""

from typing import Any, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.translation import gettext_lazy

from fourthp.foundation.guarded import GuardedForm
from fourthp.plan.forms.concerns_fields import DayField, SortedForm, words_field
from fourthp.plan.models import Answer, Concern, PublicAnswer
from fourthp.plan.operations.concerns_answers import (
    AnswerFacts,
    ForEveryone,
    version_of,
)

_IF_ANY = gettext_lazy("Words for the story, if any")


class HearForm(SortedForm):
    """That a concern is heard, what it is about, and whether the agencies are asked."""

    guarded = ("words",)

    words = words_field(required=False, rows=3, label=_IF_ANY)
    asks = forms.BooleanField(
        required=False,
        label=gettext_lazy("Ask the agencies by mail whether they see it too"),
        help_text=gettext_lazy(
            "Each answers from the mail, without an account. Agencies are counted, not"
            " cases."
        ),
    )


class StepForm(GuardedForm):
    """That a concern took a step, with some words."""

    guarded = ("words",)

    words = words_field(required=False, rows=3, label=_IF_ANY)


class AgendaForm(StepForm):
    """On which day's agenda a concern is."""

    day = DayField(
        label=gettext_lazy("Day of the meeting"),
        error_messages={"required": gettext_lazy("Say on which day they meet.")},
    )

    field_order = ("day", "words")


class DecideForm(GuardedForm):
    """What was decided of a concern."""

    guarded = ("words",)

    words = words_field(
        label=gettext_lazy("What was decided"),
        error_messages={"required": gettext_lazy("Say what was decided.")},
    )


class AgainForm(GuardedForm):
    """Why a concern is raised again."""

    guarded = ("words",)

    words = words_field(
        label=gettext_lazy("Why do you raise it again?"),
        error_messages={"required": gettext_lazy("Say why you raise it again.")},
    )


class AnswerForm(GuardedForm):
    """You said, we did; or we cannot, because."""

    guarded = ("you_said", "we_did")

    is_done = forms.ChoiceField(
        label=gettext_lazy("What is the answer?"),
        choices=(
            ("yes", gettext_lazy("We did something")),
            ("no", gettext_lazy("We cannot, and say why")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say which of the two it is.")},
    )
    you_said = words_field(
        rows=3,
        label=gettext_lazy("You said"),
        error_messages={"required": gettext_lazy("Say what was raised.")},
    )
    we_did = words_field(
        label=gettext_lazy("We did, or we cannot because"),
        error_messages={"required": gettext_lazy("Say what was done, or why not.")},
    )
    seen = forms.CharField(
        widget=forms.HiddenInput,
        required=False,
        max_length=64,
        label=gettext_lazy("As you saw it"),
    )

    @classmethod
    def for_concern(
        cls, request: HttpRequest, concern: Concern, answer: Answer | None
    ) -> Self:
        """Make the form of a concern's answer: the one that holds, or a new one."""
        said: dict[str, Any] = {"you_said": concern.title}
        if answer is not None:
            said = _said(answer) | {"seen": version_of(answer)}
        return cls.of(request, initial=said)

    def facts(self) -> AnswerFacts:
        """Return what was typed into a valid form."""
        said = self.cleaned_data
        return AnswerFacts(said["is_done"] == "yes", said["you_said"], said["we_did"])


class OpenForm(SortedForm, AnswerForm):
    """What everyone is to read of an answer."""

    field_order = ("is_done", "you_said", "we_did", "setting", "area")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask nothing of the four Ps: they are the concern's."""
        super().__init__(*args, **kwargs)
        self.fields.pop("parts", None)
        self.fields.pop("seen", None)

    @classmethod
    def for_answer(
        cls, request: HttpRequest, answer: Answer, opened: PublicAnswer | None
    ) -> Self:
        """Make the form with the words of an answer; of a closed group with none.

        opened: what everyone read of it before.
        """
        concern = answer.concern
        said: dict[str, Any] = {"is_done": "yes" if answer.is_done else "no"}
        if opened is not None:
            said = _said(opened)
        elif concern.is_for_all_members:
            said = _said(answer)
        return cls.of(request, initial=said, concern=concern)

    def for_everyone(self) -> ForEveryone:
        """Return what was typed into a valid form."""
        sorting = self.sorting()
        return ForEveryone(self.facts(), sorting.setting, sorting.area)


def _said(row: Answer | PublicAnswer) -> dict[str, Any]:
    return {
        "is_done": "yes" if row.is_done else "no",
        "you_said": row.you_said,
        "we_did": row.we_did,
    }
