"""A list to choose from is drawn as Django draws it, in one template."""

from pathlib import Path

import pytest
from django import forms
from django.template import Context, Engine
from django.template.loader import get_template

NAME = "django/forms/widgets/select.html"
AS_DJANGO = Engine(dirs=[Path(forms.__file__).parent / "templates"])
CHOICES = [
    ("", "Any & <all>"),
    ("Group", [("a", "A"), ("b", 'B "b"')]),
    (7, "seven"),
]


def lines(html: str) -> list[str]:
    return [one.strip() for one in html.splitlines() if one.strip()]


@pytest.mark.parametrize("chosen", [None, "", "b", 7, "not offered"])
@pytest.mark.parametrize("attrs", [{}, {"required": True, "hidden": False, "id": "x"}])
def test_a_list_to_choose_from_is_the_same(chosen, attrs):
    context = forms.Select(choices=CHOICES).get_context("n", chosen, attrs)
    theirs = AS_DJANGO.get_template(NAME).render(Context(context))
    ours = get_template(NAME)
    assert "foundation" in str(ours.origin.name)  # type: ignore[attr-defined]
    assert lines(ours.render(context)) == lines(theirs)
    assert ("selected" in theirs) == (chosen != "not offered")
