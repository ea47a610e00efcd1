"""What the post announces to the rooms above."""

from django.dispatch import Signal

# Sent inside the transaction of the act. Arguments: reader_kind, reader_id (of whom
# mail last went to the address), address, because (a Suppression.Because).
address_stopped = Signal()
# Sent inside the transaction that notes what came back. Argument: pause, a DomainPause.
domain_paused = Signal()

# Whoever has a mail says that it is not hers. Arguments: link (a SignedLink),
# said (`not-me`, or `left`: the reader is gone), now.
reached_another = Signal()
