"""What is chosen when somebody leaves, and typed for whoever follows."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.guarded import GuardedForm
from fourthp.partnership.models import Handover

EVERYTHING = "everything"
MOST_WORDS = 5_000


class LeavingForm(KeyedForm):
    """Which agency somebody leaves, where there is more than one answer."""

    what = forms.ChoiceField(
        label=_("What ends?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what ends.")},
    )

    def __init__(self, *args: Any, offered: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what: Any = self.fields["what"]
        what.choices = list(offered.items())
        if len(offered) == 1:
            what.widget = forms.HiddenInput()
            what.initial = next(iter(offered))


class HandoverForm(GuardedForm):
    """Words for whoever follows in a seat."""

    guarded = ("words",)

    words = forms.CharField(
        label=_("What should whoever follows know?"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "What is promised to whom, what waits, whom to ask. Write nothing about a"
            " victim. An empty line begins a paragraph, a dash and a space an item of a"
            " list."
        ),
    )
    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=64, label=_("The words as you saw them")
    )

    is_behind = False  # somebody else wrote it after its page was opened

    @classmethod
    def for_handover(
        cls, request: HttpRequest, found: Handover | None, *, nothing: str
    ) -> Self:
        """Make the form that shows the words as they are, or what was typed."""
        said = {"words": found.words if found else ""}
        said |= {"seen": found.version if found else nothing}
        return cls.of(request, initial=said)

    def look_again(self, version: str) -> None:
        """Take the words as they are now for seen; what was typed stays."""
        self.put("seen", version)
        self.is_behind = True
