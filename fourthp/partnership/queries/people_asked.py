"""What a list of people is narrowed to, in the words of whoever is asked about it."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fourthp.partnership.models import Group, Person, Role, Term
from fourthp.partnership.queries.people import Asked
from fourthp.partnership.rules.tongues import language_name


def asked_in_words(asked: Asked, *, reader: Person) -> list[tuple[str, Any]]:
    """Return which people are meant: names of what narrows the list, and what it is."""
    whose = _("without a seat today") if asked.left else _("everyone with a seat")
    said = [
        (_("Which people"), whose),
        (_("Name"), asked.name),
        (_("Agency"), asked.agency),
        (_("Role"), capfirst(Role(asked.role).label) if asked.role else ""),
        (_("Group"), _group(asked, reader)),
        (_("Language"), _language(asked.language)),
        (_("Topic"), _topic(asked)),
    ]
    return [(name, value) for name, value in said if value]


def knows_group(asked: Asked, *, reader: Person) -> bool:
    """Tell whether a reader may know of the group that a list is narrowed to, if any.

    How many sit in a closed group is not told to others by a number.
    """
    seen = Group.objects.visible_to(reader)
    return not asked.group or seen.filter(pk=asked.group).exists()


def _group(asked: Asked, reader: Person) -> str:
    if not knows_group(asked, reader=reader):
        return _("a group that you may not know of")
    return str(Group.objects.get(pk=asked.group)) if asked.group else ""


def _topic(asked: Asked) -> str:
    found = Term.objects.filter(pk=asked.topic).first() if asked.topic else None
    return str(found or "")


def _language(code: str) -> str:
    return language_name(code, get_language() or "en") if code else ""
