"""One valid change through every door that takes one.

A door that offers a form or a button and has no act here fails the build.
"""

from tests.safety.acts import (
    accounts,
    actions,
    agencies,
    aims,
    concerns,
    directory,
    doors,
    employers,
    gatherings,
    groups,
    home,
    leaving,
    links,
    looking,
    meetings,
    network,
    people,
    post,
    sharing,
    sheets,
    subjects,
    trust,
)
from tests.safety.acts.sending import ACTS, EXCUSED, HERE, Act

__all__ = [
    "ACTS",
    "EXCUSED",
    "HERE",
    "Act",
    "accounts",
    "actions",
    "agencies",
    "aims",
    "concerns",
    "directory",
    "doors",
    "employers",
    "gatherings",
    "groups",
    "home",
    "leaving",
    "links",
    "looking",
    "meetings",
    "network",
    "people",
    "post",
    "sharing",
    "sheets",
    "subjects",
    "trust",
]
