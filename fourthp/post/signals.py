"""What the post announces to the rooms above."""

from django.dispatch import Signal

# Sent inside the transaction that notes what came back. Argument: pause, a DomainPause.
domain_paused = Signal()

# Whoever has a mail says that it is not hers. Arguments: link (a SignedLink),
# said (`not-me`, or `left`: the reader is gone), now.
reached_another = Signal()
