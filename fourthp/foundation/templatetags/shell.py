"""Tags of the page shell."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django import template
from django.forms.utils import flatatt
from django.urls import ResolverMatch, reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fourthp.foundation.gaps import shortened
from fourthp.foundation.matters import matter_kind
from fourthp.foundation.shell import Place, fill
from fourthp.foundation.text import dialled, mail_address, web_address

register = template.Library()
# Of others nothing is asked: each of their pages would ask it.
STRIKERS = frozenset({"coordinator", "chair"})


@register.simple_tag(takes_context=True)
def slot(context: dict[str, Any], name: str, **more: Any) -> SafeString:
    """Draw what the rooms above offer for a named slot, asked with the reader."""
    standing = context.get("standing")
    return fill(name, getattr(standing, "person", None), **more)


@register.simple_tag
def form_key() -> SafeString:
    """Draw the key of a form that is a button alone: pressed twice it is one act."""
    return format_html('<input type="hidden" name="form_key" value="{}">', uuid4())


@register.filter
def as_tags(tags: Iterable[tuple[str, str]]) -> SafeString:
    """Draw tags, each its kind and words; in one go, for a page may have hundreds."""
    drawn = [f'<li class="tag {escape(k)}">{escape(words)}</li>' for k, words in tags]
    return mark_safe(f'<ul class="tags">{"".join(drawn)}</ul>')  # noqa: S308 -- escaped on the line above


@register.filter
def as_options(groups: Iterable[tuple[str, list[dict[str, Any]], int]]) -> SafeString:
    """Draw the choices of a select, as its widget groups them; in one go, as tags."""
    drawn = []
    for name, choices, _number in groups:
        some = "".join(map(_option, choices))
        of_group = f'\n<optgroup label="{escape(name)}">{some}\n</optgroup>'
        drawn.append(of_group if name else some)
    return mark_safe("".join(drawn))  # noqa: S308 -- escaped where each is drawn


def _option(said: dict[str, Any]) -> str:
    value, more = escape(str(said["value"])), flatatt(said["attrs"])
    label = conditional_escape(said["label"])
    return f'\n<option value="{value}"{more}>{label}</option>'


@register.filter
def current_on(place: Place, match: ResolverMatch | None) -> str:
    """Return what `aria-current` says of a place on the page that is drawn."""
    return place.current(match.url_name or "") if match else ""


@register.simple_tag(takes_context=True)
def strike_link(context: dict[str, Any], name: str, pk: UUID) -> SafeString:
    """Draw the way to strike words of a matter, for whoever may."""
    standing, kind = context.get("standing"), matter_kind(name)
    person = getattr(standing, "person", None)
    is_asked = bool(getattr(standing, "roles", frozenset()) & STRIKERS)
    if kind is None or not (is_asked and kind.may_strike(person, pk)):
        return SafeString("")
    href, words = reverse("strike", args=[name, pk]), _("Strike words from the record")
    return format_html('<a class="no-print" href="{}">{}</a>', href, words)


register.filter("dialled", dialled)
register.filter("shortened", shortened)
register.filter("mail_address", mail_address)
register.filter("web_address", web_address)


@register.filter
def tlp_class(label: str) -> str:
    """Return the class of a Traffic Light Protocol label's chip."""
    colour = str(label).removeprefix("TLP:").split("+")[0].lower()
    return f"tlp tlp-{colour}"
