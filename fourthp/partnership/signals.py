"""What the network announces to the rooms above."""

from django.dispatch import Signal

# Sent inside the transaction of the act. Arguments: agency, changed (field names).
agency_changed = Signal()
