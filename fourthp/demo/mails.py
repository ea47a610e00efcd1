"""The demo's mails as its list shows them: what each was about, and for whom."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from fourthp.demo.folder import Mail, demo_mails
from fourthp.foundation.clock import now
from fourthp.foundation.matters import matter_kind
from fourthp.post.models import Message
from fourthp.post.queries.outbox import Line, lines_of, without_words

MOST_TITLES = 3


@dataclass(frozen=True)
class Told:
    """A mail, its line in the outbox, and the titles of what it is about.

    A mail that no message is, as the library for signing in sends it, has no line.
    """

    mail: Mail
    line: Line | None = None
    titles: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Return the name of what it is, or nothing."""
        return self.line.message.kind if self.line else ""

    @property
    def heading(self) -> str:
        """Return what tells it from the others: its matters, or else its subject."""
        first = ", ".join(self.titles[:MOST_TITLES])
        more = len(self.titles) - MOST_TITLES
        if more > 0:
            return _("%(first)s, and %(more)d more") % {"first": first, "more": more}
        return first or self.mail.subject or _("Without a subject")

    def is_for(self, who: str) -> bool:
        """Tell whether a part of its reader's name or address was said."""
        name = self.line.name if self.line else ""
        told = f"{name}\n{self.mail.message['to'] or ''}"
        return who.casefold() in told.casefold()


def every_mail() -> list[Told]:
    """Return the mails of the demo, newest first."""
    return told(demo_mails())


def told(found: Iterable[Mail]) -> list[Told]:
    """Return some mails with what the outbox knows of them."""
    mails = list(found)
    rows = without_words(Message.objects.all())
    rows = rows.filter(reference__in=[one.reference for one in mails])
    lines = {line.message.reference: line for line in lines_of(rows, now=now())}
    parts = _parts([line.message for line in lines.values()])
    title = cache(_title)
    made = []
    for mail in mails:
        line = lines.get(mail.reference)
        matters = parts[line.message.pk] if line else []
        titles = [title(kind, pk) for kind, pk in matters]
        made.append(Told(mail, line, list(dict.fromkeys(filter(None, titles)))))
    return made


def kinds_of(mails: Iterable[Told]) -> list[tuple[str, str]]:
    """Return the kinds that some mails are, by name and in words, in their order."""
    found = {one.kind: str(one.line.what.title) for one in mails if one.line}
    return sorted(found.items(), key=lambda pair: pair[1])


def _parts(messages: list[Message]) -> dict[UUID | None, list[tuple[str, str]]]:
    """Return what each message is about; of a bundle, what its parts are about."""
    found: dict[UUID | None, list[tuple[str, str]]] = {
        one.pk: [(one.about_kind, one.about_id)] for one in messages
    }
    parts = Message.objects.filter(bundle__in=found).order_by("made_at", "pk")
    for bundle, kind, pk in parts.values_list("bundle", "about_kind", "about_id"):
        found[bundle].append((kind, pk))
    return found


def _title(kind: str, pk: str) -> str:
    """Return what a matter is called: in the demo everybody reads every mail."""
    found = matter_kind(kind) if kind else None
    with suppress(ObjectDoesNotExist, ValueError):
        return str(found.title(UUID(pk))) if found else ""
    return ""
