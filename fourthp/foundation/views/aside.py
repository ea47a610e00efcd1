"""What is said of words that could not be sent, for the session had ended."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KEY, OWNER, PutAside

TYPED_KEPT = _(
    "What you typed is put aside, and comes back after this. Nothing was sent yet."
)
NOT_YOURS = _(
    "Nothing was done: that page was opened by somebody else, who was signed in here."
)
NOT_YOURS_KEPT = _(
    "Nothing was done: that page was opened by somebody else, who was signed in here."
    " What was typed into it is put aside for whoever that was."
)
NOT_DONE = _("Nothing was done yet. Come back to it after this, and press again.")


def answer_not_kept(request: HttpRequest, aside: PutAside) -> HttpResponse:
    """Give words that may be kept nowhere back to whoever has just sent them.

    They stand in this answer alone (S15). What she takes out, she may send again.
    """
    boxes = [
        {"name": n, "label": aside.labels.get(n, ""), "why": why, "said": said}
        for n, why in aside.refused.items()
        for said in aside.typed[n]
    ]
    rest = [
        (name, said)
        for name, found in aside.typed.items()
        if name not in aside.refused
        for said in found
    ]
    ours = [(name, request.POST[name]) for name in (KEY, OWNER)]
    shown = {"boxes": boxes, "rest": rest + ours}
    return render(request, "foundation/not_kept.html", shown, status=400)
