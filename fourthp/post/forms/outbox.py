"""What people may type about mail: which messages to show."""

from typing import Any

from django import forms

from fourthp.post.queries.outbox import Asked, Show
from fourthp.post.rules.delivery import Why
from fourthp.post.rules.kinds import Stream

LONGEST = 200


class OutboxForm(forms.Form):
    """Which messages to show; it stands in the address.

    What nobody can ask for is not asked: the rest still holds.
    """

    show = forms.ChoiceField(choices=[(one.value, one.value) for one in Show])
    stream = forms.ChoiceField(choices=[(one.value, one.value) for one in Stream])
    mailing = forms.UUIDField()
    who = forms.CharField(max_length=LONGEST)
    why = forms.ChoiceField(choices=[(one.value, one.value) for one in Why])
    lately = forms.BooleanField()
    after = forms.CharField(max_length=2_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def asked(self) -> tuple[Asked, str]:
        """Return what is asked for, and where the page begins."""
        self.is_valid()
        said = self.cleaned_data
        asked = Asked(
            Show(said.get("show") or Show.ALL),
            said.get("stream", ""),
            said.get("mailing"),
            said.get("who", ""),
            said.get("why", ""),
            said.get("lately", False),
        )
        return asked, said.get("after", "")
