"""Changes of pages that span rooms."""

from fourthp.foundation.clock import now
from fourthp.partnership.models import Role
from tests.safety.acts.sending import Act, act, at, keeping, keyed


@act("changed")
def _has_seen_what_changed() -> Act:
    client = keeping(Role.REPRESENTATIVE)
    return Act(client, at("changed"), keyed(until=now().isoformat()))
