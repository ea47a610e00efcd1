"""The page shell: what stands around every page, and who fills its slots."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest  # noqa: TID251 -- a context processor is given one
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi

from fourthp.foundation.policies import NOBODY, OPEN, Policy, Standing

# What htmx may not do under our content security policy, and keeps of nobody.
HTMX = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "historyCacheSize": 0,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
    }
)
LEAVE_TO = "https://www.wikipedia.org/"

Fragment = Callable[..., str]

_fillers: dict[str, list[Fragment]] = {}


@dataclass(frozen=True)
class Place:
    """One place in the navigation: what it is called, its route, who sees it.

    roles empty and members_only false: everyone. holds: the first words of the routes
    whose pages stand behind it.
    """

    title: str | Promise
    route: str
    members_only: bool = False
    roles: frozenset[str] = frozenset()
    holds: frozenset[str] = frozenset()

    def current(self, route: str) -> str:
        """Return what `aria-current` says on a route’s page, or nothing."""
        if route == self.route:
            return "page"
        return "true" if re.split("[-_]", route)[0] in self.holds else ""

    def shows_to(self, standing: Standing) -> bool:
        """Tell whether somebody of this standing is offered the place."""
        if self.roles:
            return bool(self.roles & standing.roles)
        return standing.is_member or not self.members_only


def fills(slot: str) -> Callable[[Fragment], Fragment]:
    """Declare a panel: a function of (reader, **context) that returns safe HTML."""

    def declare(fragment: Fragment) -> Fragment:
        _fillers.setdefault(slot, []).append(fragment)
        return fragment

    return declare


def fill(slot: str, reader: object, **context: Any) -> SafeString:
    """Return what the rooms above put into a slot for this reader."""
    parts = [fragment(reader, **context) for fragment in _fillers.get(slot, [])]
    return mark_safe("".join(parts))  # noqa: S308 -- panels return rendered templates


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every template what its shell needs."""
    standing: Standing = getattr(request, "standing", NOBODY)
    policy: Policy | None = getattr(request, "policy", None)
    places: list[Place] = import_string(settings.NAVIGATION)
    return {
        "direction": "rtl" if get_language_bidi() else "ltr",
        "htmx_config": HTMX,
        "is_open": policy is None or policy.entry in OPEN,
        "leave_to": LEAVE_TO,
        "places": [place for place in places if place.shows_to(standing)],
        "standing": standing,
    }


class FormRenderer(TemplatesSetting):
    """Draws every form with our own field and error components."""

    form_template_name = "foundation/components/form.html"
    field_template_name = "foundation/components/field.html"
