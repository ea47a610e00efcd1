"""What the post announces to the rooms above."""

from django.dispatch import Signal

# Sent inside the transaction that notes what came back. Argument: pause, a DomainPause.
domain_paused = Signal()

# Whoever has a mail says that it is not hers, or takes that back. Arguments: answer (an
# Answer: what was said, and whether that stands), link (a SignedLink), now.
reached_another = Signal()
