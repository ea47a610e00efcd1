"""Tags of the page shell."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from fourthp.foundation.shell import fill
from fourthp.foundation.text import dialled, mail_address, web_address

register = template.Library()


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


register.filter("dialled", dialled)
register.filter("mail_address", mail_address)
register.filter("web_address", web_address)


@register.filter
def tlp_class(label: str) -> str:
    """Return the class of a Traffic Light Protocol label's chip."""
    colour = str(label).removeprefix("TLP:").split("+")[0].lower()
    return f"tlp tlp-{colour}"
