"""What the ground announces to the rooms above."""

from django.dispatch import Signal

# Sent inside the transaction of the act. Arguments: act (a word), by (an Actor),
# matter, detail (a dict of words and counts, never a value).
happened = Signal()
