"""Looking at what one shares as somebody else."""

from fourthp.directory.tests.makers import make_service
from tests.safety.acts.sending import Act, act, at, keeping, keyed


@act("look-new")
def _look_as_the_public() -> Act:
    path = at("look-new", "service", make_service().pk)
    return Act(keeping(), path, keyed(role="public"))


@act("look-ending")
def _end_the_look() -> Act:
    return Act(keeping(), at("look-ending"), keyed())
