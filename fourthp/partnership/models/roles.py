"""What a seat is for."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a seat is for."""

    REPRESENTATIVE = "representative", _("representative")
    DEPUTY = "deputy", _("deputy")
    LEAD = "lead", _("agency lead")
    CHAIR = "chair", _("chair")
    COORDINATOR = "coordinator", _("coordinator")
    SECOND = "second", _("second person")
    OBSERVER = "observer", _("observer")
    MINUTE_TAKER = "minute-taker", _("minute-taker")
    TRAINER = "trainer", _("trainer")
    ANALYST = "analyst", _("analyst")
    EDITOR = "editor", _("directory editor")
    AUDITOR = "auditor", _("auditor")


_IN_WORDS: dict[str, Any] = dict(Role.choices)


def role_in_words(role: str) -> str:
    """Return a role in words, without a table of all of them for each seat."""
    return str(_IN_WORDS.get(role, role))


# Who acts for the network, not for an agency alone: a password is never enough (S6).
OFFICERS = frozenset(
    {
        Role.COORDINATOR,
        Role.SECOND,
        Role.CHAIR,
        Role.ANALYST,
        Role.EDITOR,
        Role.AUDITOR,
    }
)
# Who acts for the whole network sits in the network itself: in a smaller group such a
# seat would give the same powers.
IN_THE_NETWORK = OFFICERS - {Role.CHAIR}
# Who looks after an agency's own matters; the lead after its people too.
FOR_AN_AGENCY = (Role.LEAD, Role.REPRESENTATIVE, Role.DEPUTY)
