"""Sharing otherwise, recalling, being the second, and asking who looked."""

from datetime import timedelta

from fourthp.audit.models import Read
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Circular, Network, Person, Role, Widening
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.operations.sharing import recall
from fourthp.partnership.queries.sharing import Sharing, would_read
from fourthp.partnership.queries.widening import state_of
from fourthp.partnership.tests.makers import make_member, make_network
from fourthp.post.operations.mailings import release
from tests.safety.acts.sending import Act, act, at, keeping, keyed, new_user


def _letter() -> Circular:
    person = make_member()
    Person.objects.filter(pk=person.pk).update(email=f"{person.pk}@acts.example")
    facts = CircularFacts(title="harbour", words="harbour", sort="urgent")
    circular = write_circular(facts, by=Host(), now=now())
    release(circular.mailing, by=Host(), now=now())
    return circular


def _looked_at(label: str) -> str:
    """What stands for the readers of a label, once somebody looked at them."""
    return would_read(Sharing(label), asks=Person()).token


@act("sharing")
def _share_otherwise() -> Act:
    circular = _letter()
    said = {"label": "TLP:CLEAR", "expires_on": "2039-01-01"}
    said |= {"seen": state_of(circular), "seen_readers": _looked_at("TLP:CLEAR")}
    return Act(keeping(), at("sharing", "circular", circular.pk), keyed(**said))


@act("sharing-recall")
def _recall() -> Act:
    return Act(keeping(), at("sharing-recall", "circular", _letter().pk), keyed())


@act("sharing-return")
def _bring_back() -> Act:
    circular = _letter()
    recall(circular, by=Host(), now=now())
    return Act(keeping(), at("sharing-return", "circular", circular.pk), keyed())


def _asked(by: Person, hours: int = 0) -> Widening:
    said = {"country": "GB", "kind": "national", "name": "harbour"}
    said |= {"number": "0800 333 444", "hours": "", "cost": ""}
    facts = {"kind": "help-line", "wants": said, "asked_by": by}
    return Widening.objects.create(asked_at=now() - timedelta(hours=hours), **facts)


def _asker() -> Person:
    person = make_member("Asha Bell", role=Role.COORDINATOR)
    person.user = new_user()
    person.save(update_fields=["user"])
    return person


@act("widening")
def _say_yes() -> Act:
    return Act(keeping(Role.CHAIR), at("widening", _asked(_asker()).pk), keyed())


@act("widening-alone")
def _go_on_alone() -> Act:
    client = keeping()
    asked = _asked(_of(client), hours=25)
    said = keyed(reason="harbour")
    return Act(client, at("widening-alone", asked.pk), said)


@act("widening-dropping")
def _take_back() -> Act:
    client = keeping()
    return Act(client, at("widening-dropping", _asked(_of(client)).pk), keyed())


def _of(client) -> Person:
    return Person.objects.get(user=client.session["_auth_user_id"])


@act("people-export-asking")
def _ask_for_people() -> Act:
    if not Network.objects.exists():
        make_network()
    _asker()
    return Act(keeping(), at("people-export-asking"), keyed())


@act("looks-asking")
def _ask_who_it_was() -> Act:
    circular = _letter()
    about = {"matter_kind": "circular", "matter_id": str(circular.pk)}
    Read.objects.create(at=now(), act="read", actor_kind="person", **about)
    said = keyed(reason="harbour")
    client = keeping(Role.AUDITOR)
    return Act(client, at("looks-asking", "circular", circular.pk), said)
