"""What the network announces to the rooms above."""

from django.dispatch import Signal

# Sent inside the transaction of the act. Arguments: agency, changed (field names).
agency_changed = Signal()

# Sent inside the transaction in which seats end because somebody leaves, and in which
# that is taken back. Arguments: leaving (operations/leaving.py), by, now.
people_left = Signal()
people_are_back = Signal()
# Sent inside the transaction, before the row that goes is removed: whatever names it
# must name the one that stays by then. Arguments: gone, stays, revising. A receiver
# that cannot do so raises MergeRefused of `rules.merging`.
agencies_merged = Signal()
people_merged = Signal()
# Sent inside the transaction in which somebody is erased. Arguments: person, who is
# nobody by then, subject (whom rows knew; its addresses are those that go), by, now.
person_erased = Signal()
# Sent inside the transaction in which equal seats become one, before those that go are
# removed. Arguments: went (id of each that goes → the seat that it becomes), revising.
seats_joined = Signal()
