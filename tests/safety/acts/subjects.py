"""Somebody is given what is held of her, or is erased."""

from fourthp.partnership.tests.makers import LONG_AGO
from tests.safety.acts.post import make_member_with_mail
from tests.safety.acts.sending import Act, act, at, keeping, keyed


@act("person-package")
def _give() -> Act:
    path = at("person-package", make_member_with_mail().pk)
    return Act(keeping(), path, keyed(how="letter", proof="known"))


@act("person-erasure")
def _erase() -> Act:
    person = make_member_with_mail()
    # Who has left already: otherwise every coordinator of the sweep hears of it.
    person.seats.update(to_on=LONG_AGO)
    path = at("person-erasure", person.pk)
    return Act(keeping(), path, keyed(why="asked", is_known="on"))
