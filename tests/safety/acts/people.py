"""Changes of people, their contacts and their seats."""

from uuid import uuid4

from fourthp.foundation.clock import today
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.models import Agency, Person, Role, Seat
from fourthp.partnership.tests.makers import (
    make_member_agency,
    make_network_group,
    make_seat,
)
from tests.safety.acts.post import make_member_with_mail
from tests.safety.acts.sending import Act, act, at, keeping, keyed, new_user


def _agency() -> Agency:
    return make_member_agency(f"zq{uuid4().hex}qz")


def _seat(role: str = Role.DEPUTY, *, agency: Agency | None = None) -> Seat:
    person = make_member_with_mail()
    return make_seat(person, agency=agency or _agency(), role=role)


def _given(agency: Agency) -> dict[str, str]:
    group = make_network_group()
    said = {"agency": agency.name, "role": "deputy", "group": str(group.pk)}
    return said | {"from_on": today().isoformat()}


@act("person-new")
def _add() -> Act:
    said = {"name": f"zq{uuid4().hex}qz", "email": f"{uuid4()}@acts.example"}
    return Act(keeping(), at("person-new"), keyed(**said | _given(_agency())))


@act("person-account")
def _let_sign_in() -> Act:
    return Act(keeping(), at("person-account", _seat().person_id), keyed())


@act("person-account-closing")
def _let_sign_in_no_more() -> Act:
    person = make_member_with_mail()
    person.user = new_user()
    person.save(update_fields=["user"])
    return Act(keeping(), at("person-account-closing", person.pk), keyed())


@act("person-facts")
def _say() -> Act:
    person = make_member_with_mail()
    said = {"name": "Another name", "seen": last_revision(person)}
    said |= {"email": Person.objects.get(pk=person.pk).email}
    return Act(keeping(), at("person-facts", person.pk), keyed(**said))


@act("person-contacts")
def _reach() -> Act:
    person = make_member_with_mail()
    said = {"seen": last_revision(person), "email_reach": "network"}
    for number, value in enumerate(("0121 496 0001", "")):
        said |= {f"kind_{number}": "phone", f"value_{number}": value}
        said |= {f"note_{number}": "", f"reach_{number}": "agency"}
    return Act(keeping(), at("person-contacts", person.pk), keyed(**said))


@act("seat-new")
def _give() -> Act:
    person = make_member_with_mail()
    return Act(keeping(), at("seat-new", person.pk), keyed(**_given(_agency())))


@act("seat-ending")
def _end() -> Act:
    return Act(keeping(), at("seat-ending", _seat().pk), keyed())


@act("seat-handing-on")
def _hand_on() -> Act:
    agency = _agency()
    seat, other = _seat("lead", agency=agency), _seat(agency=agency)
    said = {"person": str(other.person_id)}
    return Act(keeping(), at("seat-handing-on", seat.pk), keyed(**said))


@act("seat-telling")
def _tell_of_seat() -> Act:
    return Act(keeping(), at("seat-telling", _seat().pk), keyed())


@act("seat-moving")
def _move() -> Act:
    agency = _agency()
    _first, second = _seat(agency=agency), _seat(agency=agency)
    return Act(keeping(), at("seat-moving", second.pk), keyed())


@act("agency-invitation")
def _invite() -> Act:
    said = {"name": f"zq{uuid4().hex}qz", "email": f"{uuid4()}@acts.example"}
    path = at("agency-invitation", _agency().pk)
    make_network_group()
    return Act(keeping(), path, keyed(**said, role="deputy"))


@act("agency-seat")
def _give_colleague() -> Act:
    seat = _seat()
    said = {"person": str(seat.person_id), "role": "representative"}
    return Act(keeping(), at("agency-seat", seat.agency_id), keyed(**said))


@act("agency-people-asking")
def _ask() -> Act:
    return Act(keeping(), at("agency-people-asking", _seat().agency_id), keyed())
