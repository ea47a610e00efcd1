"""Letting somebody in."""

from fourthp.accounts.tests.makers import make_app
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.operations.letting_in import ask_to_let_in
from fourthp.partnership.tests.makers import make_member
from tests.safety.acts.sending import Act, act, at, keeping, keyed, new_user


@act("let-in")
def _vouch() -> Act:
    person = make_member()
    person.user = new_user()
    person.save(update_fields=["user"])
    make_app(person.user)
    asked = ask_to_let_in(person, by=Host(), now=now())
    return Act(keeping(), at("let-in", asked.pk), keyed())
