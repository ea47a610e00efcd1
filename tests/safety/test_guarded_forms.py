"""S15: a guard reads every box that people type free words into."""

import importlib
import pkgutil
from collections.abc import Iterator
from fnmatch import fnmatchcase

from django import forms

import fourthp
from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.guarded import GuardedForm

# Boxes that no guard reads, each with its reason.
UNREAD = {
    **dict.fromkeys(
        ("PlanForm.invitation", "SeriesForm.invitation", "WhereForm.invitation"),
        "link and numbers are taken out of it: it is kept nowhere",
    ),
    "StrikeForm.words": "what is struck is kept nowhere",
    "NetworkForm.controller_address": "the network says where it can be written to",
}


def every_form(kind: type = KeyedForm) -> Iterator[type[KeyedForm]]:
    for found in kind.__subclasses__():
        yield found
        yield from every_form(found)


def import_forms() -> None:
    for room in pkgutil.iter_modules(fourthp.__path__, "fourthp."):
        for part in pkgutil.walk_packages(
            importlib.import_module(room.name).__path__, f"{room.name}."
        ):
            if ".forms" in part.name and ".tests" not in part.name:
                importlib.import_module(part.name)


def boxes(form: type[KeyedForm]) -> Iterator[str]:
    for name, field in form.base_fields.items():
        if isinstance(field.widget, forms.Textarea):
            yield name


def unguarded(found: Iterator[type[KeyedForm]]) -> set[str]:
    """Return the boxes that no guard reads."""
    left = set()
    for form in found:
        wanted = form._guarded() if issubclass(form, GuardedForm) else set()
        left |= {
            f"{form.__name__}.{name}"
            for name in boxes(form)
            if not any(fnmatchcase(name, one) for one in wanted)
        }
    return left


def test_every_box_for_free_words_is_read():
    import_forms()
    ours = (one for one in every_form() if one.__module__.startswith("fourthp."))
    not_tests = (one for one in ours if ".tests." not in one.__module__)
    assert unguarded(not_tests) == set(UNREAD)


def test_a_box_that_nobody_reads_is_found():
    class Loose(KeyedForm):
        words = forms.CharField(widget=forms.Textarea)

    class Read(GuardedForm):
        guarded = ("words",)
        words = forms.CharField(widget=forms.Textarea)

    assert unguarded(iter((Loose, Read))) == {"Loose.words"}
