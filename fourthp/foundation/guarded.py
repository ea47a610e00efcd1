"""Forms whose words a guard reads before anybody else does.

What tells who somebody is, a room says: settings.GUARD names its question.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.models.form_keys import Typed

LOOKED = "looked"
WARNING = _("Write nothing that tells who a victim is.")


@dataclass(frozen=True)
class Verdict:
    """What a guard says of a text: why it is refused, and what tells a small story.

    told: what was found by what it is, as “an age” and “23”.
    """

    refusals: tuple[str, ...] = ()
    told: dict[str, str] = field(default_factory=dict)


class GuardedForm(KeyedForm):
    """A form that refuses what looks like a person, and asks about a small story.

    guarded names the fields that are read, those of the forms it is made of too; a
    star stands for any ending. allowed says what nobody minds in them. What is
    refused stays in the page for whoever typed it, and nowhere else. A tick holds for
    these very words alone.
    """

    guarded: ClassVar[tuple[str, ...]] = ()
    allowed: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say once, at the first box that says nothing else, what not to write."""
        super().__init__(*args, **kwargs)
        for name in self.guarded_names():
            field = self.fields[name]
            if isinstance(field.widget, forms.Textarea):
                field.help_text = field.help_text or WARNING
                break

    @classmethod
    def _guarded(cls) -> set[str]:
        return {one for kind in cls.__mro__ for one in vars(kind).get("guarded", ())}

    def guarded_names(self) -> list[str]:
        """Return the names of the fields that are read, as they stand in the form."""
        return [name for name in self.fields if self._reads(name)]

    @classmethod
    def not_to_be_kept(cls, typed: Typed) -> dict[str, str]:
        """Return the fields whose words the guard refuses, each with the reason."""
        read = {n: " ".join(v) for n, v in typed.items() if cls._reads(n)}
        said = {name: _ask(words, cls.allowed) for name, words in read.items()}
        return {n: found.refusals[0] for n, found in said.items() if found.refusals}

    @classmethod
    def _reads(cls, name: str) -> bool:
        return any(fnmatchcase(name, one) for one in cls._guarded())

    def full_clean(self) -> None:
        """Take the tick that somebody looked, for the words that are sent with it."""
        if self.is_bound:
            said = [str(self[name].value() or "") for name in self.guarded_names()]
            self._seen = sha256("\n".join(said).encode()).hexdigest()[:16]
            choice = (self._seen, _("I looked at it: nobody can be known by it."))
            self.fields[LOOKED] = forms.MultipleChoiceField(
                label=_("One person’s story"),
                choices=[choice],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        super().full_clean()

    def clean(self) -> dict[str, Any] | None:
        """Refuse what looks like a person; ask whether a small story was looked at."""
        cleaned = super().clean()
        told: dict[str, str] = {}
        for name in self.new_names():
            told |= self._judge(name) | told
        # A tick for other words is no choice of this list: it is asked again.
        self.errors.pop(LOOKED, None)
        if not told:
            del self.fields[LOOKED]
        elif self._seen not in (self[LOOKED].data or []):
            self.add_error(LOOKED, _story(told))
        return cleaned

    def new_names(self) -> list[str]:
        """Return the names of the guarded fields whose words are new."""
        return self.guarded_names()

    def _judge(self, name: str) -> dict[str, str]:
        """Refuse a field that tells who somebody is; return what tells her story."""
        verdict = _ask(str(self.cleaned_data.get(name) or ""), self.allowed)
        for refusal in verdict.refusals:
            self.add_error(name, refusal)
        return verdict.told


def _ask(words: str, allowed: frozenset[str]) -> Verdict:
    ask: Callable[[str, frozenset[str]], Verdict] = import_string(settings.GUARD)
    return ask(words, allowed)


def _story(told: dict[str, str]) -> str:
    found = ", ".join(f"{what} (“{said}”)" for what, said in told.items())
    words = _(
        "Of one person it says: %(told)s. Together these may tell who it is. Take"
        " something out, or say that you looked."
    )
    return words % {"told": found}
