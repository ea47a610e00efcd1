"""What is held of one person in all rooms, in her words, from the data inventory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import BEARER
from fourthp.foundation.inventory import (
    LASTS,
    DataClass,
    Inventory,
    Retention,
    inventory_of,
)
from fourthp.foundation.matters import actor_title
from fourthp.foundation.models import (
    FormKey,
    KeptText,
    Revision,
    RevisionPart,
    UnendedStrike,
    Work,
)
from fourthp.foundation.queries.history import localised
from fourthp.foundation.subjects import Holding, Section, Subject, all_holdings

AT_ONCE = 500
MOST_ON_PAGE = 500  # of one table: a page of 20,000 rows is read by nobody
NOTHING = "–"
KEPT = {
    Retention.WITH_ROW: gettext_lazy("as long as what it belongs to"),
    Retention.UNTIL_REPLACED: gettext_lazy("until a newer fact takes its place"),
    Retention.WHILE_LISTED: gettext_lazy("while the listing stands, then a year"),
    Retention.WHILE_KNOWN: gettext_lazy(
        "until two years after your last seat has ended"
    ),
    Retention.WHILE_ACCOUNT: gettext_lazy("as long as you can sign in"),
    Retention.HOURS_4: gettext_lazy("four hours"),
    Retention.HOURS_2: gettext_lazy("two hours"),
    Retention.DAY_1: gettext_lazy("a day"),
    Retention.DAYS_30: gettext_lazy("30 days"),
    Retention.YEAR_AFTER: gettext_lazy("until a year after it was held"),
    Retention.YEARS_2: gettext_lazy("two years"),
    Retention.YEARS_7: gettext_lazy("seven years"),
    Retention.FOREVER: gettext_lazy("for ever: it says nothing of you"),
}
BY_YOU = gettext_lazy("you")
HAD_YOUR_MAIL = gettext_lazy("whoever had the mail to you")


@dataclass(frozen=True)
class Said:
    """One thing that a row says: of which field, in JSON's form and in a reader's."""

    name: str
    called: str
    value: object
    words: str


@dataclass(frozen=True)
class Row:
    """One row of a table; goes_on is the day on which it goes, where that is known."""

    said: list[Said]
    goes_on: date | None


@dataclass(frozen=True)
class Chapter:
    """What one table holds of somebody.

    kept: how long, in words, each with the fields that it is of. withheld: the fields
    that are held and not given, each with what it is called and the reason.
    """

    holding: Holding
    rows: list[Row]
    kept: list[tuple[str, list[str]]]
    withheld: list[tuple[str, str, str]]

    @property
    def on_page(self) -> list[Row]:
        """Return the newest rows, as many as a page shows; JSON has them all."""
        return self.rows[:MOST_ON_PAGE]

    @property
    def more(self) -> int:
        """Return how many rows stand in JSON alone."""
        return max(0, len(self.rows) - MOST_ON_PAGE)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Return what is not given and why, each reason once."""
        found: dict[str, list[str]] = {}
        for _name, called, why in self.withheld:
            found.setdefault(why, []).append(called)
        return [(", ".join(called), why) for why, called in found.items()]

    @property
    def heads(self) -> list[str]:
        """Return what the fields are called."""
        return [str(words) for words in self.holding.shown.values()]


@dataclass(frozen=True)
class Part:
    """One section, with what each table in it holds."""

    section: Section
    chapters: list[Chapter]

    @property
    def filled(self) -> list[Chapter]:
        """Return what holds something."""
        return [one for one in self.chapters if one.rows]

    @property
    def empty(self) -> list[str]:
        """Return what the tables are called that hold nothing of her."""
        return [str(one.holding.title) for one in self.chapters if not one.rows]


def who_did(kind: str, pk: str, on: date, subject: Subject) -> str:
    """Return who did something, as she may be told it: “you”, or a role, no name."""
    if subject.is_her(kind, pk):
        return str(BY_YOU)
    if kind == BEARER and pk in subject.ids("link"):
        return str(HAD_YOUR_MAIL)
    return actor_title(kind, pk, on=on)


def held_of(subject: Subject) -> list[Part]:
    """Return everything that is held of somebody, in the language of now."""
    found: dict[Section, list[Chapter]] = {one: [] for one in Section}
    for holding in all_holdings():
        found[holding.section].append(_chapter(holding, subject))
    return [Part(section, chapters) for section, chapters in found.items()]


def _chapter(holding: Holding, subject: Subject) -> Chapter:
    model = apps.get_model(holding.model)
    inventory = inventory_of(model)
    called = {name: str(words) for name, words in holding.shown.items()}
    found = holding.find(subject).iterator(chunk_size=AT_ONCE)
    rows = [
        Row(
            list(_said(row, holding, called, subject, is_on_page=at < MOST_ON_PAGE)),
            _goes_on(row, holding, inventory, subject),
        )
        for at, row in enumerate(found)
    ]
    kept: dict[str, list[str]] = {}
    for name, words in called.items():
        if name in inventory:
            lasts = str(KEPT[inventory[name].retention])
            kept.setdefault(lasts, []).append(words)
    withheld = [
        (name, str(model._meta.get_field(name).verbose_name), str(why))
        for name, why in holding.withheld.items()
    ]
    return Chapter(holding, rows, list(kept.items()), withheld)


def _said(
    row: Model,
    holding: Holding,
    called: dict[str, str],
    subject: Subject,
    *,
    is_on_page: bool,
) -> Iterator[Said]:
    for name, words in called.items():
        told = holding.says.get(name)
        value = told(row, subject) if told else getattr(row, name)
        # What stands in JSON alone needs no words: of a long life that is most of it.
        said = _in_words(row, name, value, is_told=bool(told)) if is_on_page else ""
        yield Said(name, words, _plain(value), said)


def _in_words(row: Model, name: str, value: object, *, is_told: bool) -> str:
    display = None if is_told else getattr(row, f"get_{name}_display", None)
    if display and str(display()):
        return str(display())
    if value is None or value in ("", [], {}):
        return NOTHING
    return localised(value)


def _plain(value: object) -> object:
    """Return a value as JSON has it."""
    match value:
        case Promise():
            return str(value)
        case None | bool() | int() | str() | list() | dict():
            return value
        case datetime() | date():
            return value.isoformat()
    return str(value)


def _goes_on(
    row: Model, holding: Holding, inventory: Inventory, subject: Subject
) -> date | None:
    """Return when the last of what a row says goes, where that can be told already."""
    kept = {inventory[name].retention for name in holding.shown if name in inventory}
    if Retention.WHILE_KNOWN in kept:
        return subject.goes_on
    lasts = [LASTS[one] for one in kept if one in LASTS]
    moment = getattr(row, holding.since) if holding.since else None
    if moment is None or not lasts:
        return None
    day: date = localdate(moment) if isinstance(moment, datetime) else moment
    return day + max(lasts)


# Which fields say something of anyone, and so are given or withheld with a reason.
TELLING = frozenset(set(DataClass) - {DataClass.SYSTEM})


def _whose(row: Any, subject: Subject) -> str:
    return who_did(row.actor_kind, row.actor_id, localdate(row.at), subject)


def _made_by(model: Any, who: Subject) -> Any:
    return model.objects.filter(who.is_in("actor_kind", "actor_id"))


def _undid(row: Any, subject: Subject) -> str:
    if not row.undone_by_kind:
        return ""
    on = localdate(row.undone_at or row.at)
    return who_did(row.undone_by_kind, row.undone_by_id, on, subject)


def _changes_of(subject: Subject) -> Any:
    mine = subject.is_in("matter_kind", "matter_id")
    return Revision.objects.filter(mine).order_by("-at", "-id")


def _changes_by(subject: Subject) -> Any:
    mine = subject.is_in("actor_kind", "actor_id")
    undone = subject.is_in("undone_by_kind", "undone_by_id")
    about = subject.is_in("matter_kind", "matter_id")
    found = Revision.objects.filter(mine | undone).exclude(about)
    return found.order_by("-at", "-id")


def _parts_of(subject: Subject) -> Any:
    parts = RevisionPart.objects.filter(revision__in=_changes_of(subject))
    return parts.select_related("revision").order_by("-revision__at", "-id")


# Of what a change touched, the tables that are about nobody but her.
_HERS = frozenset({"partnership.Person", "partnership.ContactPoint", "post.Wishes"})


def _rows_told(part: Any, subject: Subject) -> object:
    """Return what a change did to what is said of her; of seats and others that it did.

    A change of hers may have touched rows that say something of others, too; one that
    took another for her says what is the other's.
    """
    if part.model not in _HERS or str(part.revision_id) in subject.of_two:
        return len(part.rows)
    return [values for values in part.rows.values() if values]


_CHANGED = {
    "at": gettext_lazy("when"),
    "act": gettext_lazy("what was done"),
    "matter_kind": gettext_lazy("to what"),
    "actor_id": gettext_lazy("who"),
    "undone_at": gettext_lazy("taken back"),
    "undone_by_id": gettext_lazy("by whom"),
}
_TOLD_BY_ID = gettext_lazy("told as who it was, without a name")
_KINDS = dict.fromkeys(("actor_kind", "undone_by_kind"), _TOLD_BY_ID)
HOLDINGS = (
    Holding(
        "foundation.Revision",
        Section.RECORD,
        gettext_lazy("Changes of what is said of you, that can be taken back"),
        _changes_of,
        shown=_CHANGED,
        withheld=_KINDS,
        says={"actor_id": _whose, "undone_by_id": _undid},
        since="at",
    ),
    Holding(
        "foundation.Revision",
        Section.RECORD,
        gettext_lazy("Other changes that you made or took back"),
        _changes_by,
        shown=_CHANGED,
        withheld=_KINDS,
        says={"actor_id": _whose, "undone_by_id": _undid},
        since="at",
    ),
    Holding(
        "foundation.RevisionPart",
        Section.RECORD,
        gettext_lazy("What these changes did, to what stood before"),
        _parts_of,
        shown={
            "at": gettext_lazy("when"),
            "model": gettext_lazy("table"),
            "did": gettext_lazy("what was done"),
            "rows": gettext_lazy("before, and after: for 30 days"),
        },
        says={"at": lambda part, _who: part.revision.at, "rows": _rows_told},
    ),
    Holding(
        "foundation.FormKey",
        Section.WROTE,
        gettext_lazy("Forms that you sent"),
        lambda who: FormKey.objects.filter(
            who.is_in("actor_kind", "actor_id")
        ).order_by("-used_at"),
        shown={"used_at": gettext_lazy("when"), "actor_id": gettext_lazy("who")},
        withheld={"actor_kind": _TOLD_BY_ID},
        says={"actor_id": lambda _row, _who: BY_YOU},
        since="used_at",
    ),
    Holding(
        "foundation.KeptText",
        Section.WROTE,
        gettext_lazy("Forms of yours that could not be sent, kept for four hours"),
        lambda who: KeptText.objects.filter(user_id__in=who.ids("user")),
        shown={
            "kept_at": gettext_lazy("when"),
            "user_id": gettext_lazy("who"),
            "path": gettext_lazy("page"),
            "sealed": gettext_lazy("what you typed"),
        },
        says={
            "user_id": lambda _row, _who: BY_YOU,
            "sealed": lambda row, _who: row.typed() or {},
        },
        since="kept_at",
    ),
    Holding(
        "foundation.UnendedStrike",
        Section.WROTE,
        gettext_lazy("Words that are being struck this moment"),
        # Sealed, for a minute or two, and of whomever they tell.
        lambda _who: UnendedStrike.objects.none(),
        shown={},
        withheld={"looked_for": gettext_lazy("they are taken out of the record")},
    ),
    Holding(
        "foundation.Work",
        Section.WROTE,
        gettext_lazy("Long work that you began"),
        lambda who: _made_by(Work, who).order_by("-made_at"),
        shown={
            "made_at": gettext_lazy("when"),
            "title": gettext_lazy("what"),
            "actor_id": gettext_lazy("who"),
        },
        withheld={"actor_kind": _TOLD_BY_ID},
        says={"actor_id": lambda _row, _who: BY_YOU},
        since="made_at",
    ),
)
