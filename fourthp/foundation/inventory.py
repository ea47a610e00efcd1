"""The data inventory: every stored field has a class and a date on which it goes.

A model says it in a class attribute, `inventory = held(PUBLIC, UNTIL_REPLACED, …)`.
A model of a library is described beside the code that brings it in, by `describe`.
A field that nobody describes fails the build (tests/house/test_inventory.py).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class DataClass(StrEnum):
    """How much harm a field can do in the wrong hands."""

    SYSTEM = "system"  # keys, states, counters: says nothing of anyone
    PUBLIC = "public"  # published facts about agencies and services
    NETWORK = "network"  # facts for members of the network
    PERSONAL = "personal"  # says something of a person the network knows
    SECRET = "secret"  # noqa: S105 -- the name of a class: credentials, keys, tokens


SYSTEM, PUBLIC, NETWORK, PERSONAL, SECRET = DataClass


class Retention(StrEnum):
    """When a field goes."""

    WITH_ROW = "with its row"
    UNTIL_REPLACED = "until replaced by a newer fact"
    WHILE_LISTED = "while the listing stands, then 1 year"
    WHILE_KNOWN = "while the agency or person is known, then 2 years"
    WHILE_ACCOUNT = "while the account stands"
    HOURS_2 = "2 hours"
    HOURS_4 = "4 hours"
    DAY_1 = "1 day"
    DAYS_30 = "30 days"
    YEAR_AFTER = "1 year after what it is about was held"
    YEARS_2 = "2 years"
    YEARS_7 = "7 years"
    FOREVER = "for ever (nothing in it identifies a person)"


# How long a row with a date stays; a duty of its room forgets it within a day more.
LASTS = {
    Retention.HOURS_2: timedelta(hours=2),
    Retention.HOURS_4: timedelta(hours=4),
    Retention.DAY_1: timedelta(days=1),
    Retention.DAYS_30: timedelta(days=30),
    Retention.YEARS_2: timedelta(days=731),
    Retention.YEARS_7: timedelta(days=7 * 365 + 2),
}
# What follows the end of what it hangs on: a listing; an agency or person.
AFTER_LISTING = timedelta(days=365)
# What follows the end of something that people came together for.
AFTER_HELD = timedelta(days=365)
AFTER_KNOWN = LASTS[Retention.YEARS_2]


@dataclass(frozen=True)
class Held:
    """One field's class and retention."""

    data_class: DataClass
    retention: Retention


Inventory = dict[str, Held]

_described: dict[str, Inventory] = {}


def held(data_class: DataClass, retention: Retention, *fields: str) -> Inventory:
    """Describe the named fields alike; join several with `|`."""
    return dict.fromkeys(fields, Held(data_class, retention))


def describe(model_label: str, inventory: Inventory) -> None:
    """Describe a library's model, named as in `app_label.Model`."""
    _described[model_label.lower()] = inventory


def described(model_label: str) -> Inventory:
    """Return what `describe` was told of a library's model, or nothing."""
    return _described.get(model_label.lower(), {})


def inventory_of(model: type) -> Inventory:
    """Return how the fields of a model are described; nothing of one that is not."""
    own: Inventory | None = getattr(model, "inventory", None)
    return own or described(model._meta.label)  # type: ignore[attr-defined]  # of a model
