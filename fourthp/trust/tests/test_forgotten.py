"""S12: of a witness who goes, by whatever way, no address stays."""

import pytest

from fourthp.foundation.actors import Host
from fourthp.foundation.ids import new_id
from fourthp.partnership.operations.erasing import erase_person
from fourthp.partnership.rules.subjects import Why
from fourthp.partnership.tests.lives import dump
from fourthp.partnership.tests.makers import (
    make_network,
    make_network_group,
    make_person,
)
from fourthp.post.models import Bounce, Incoming, Message, Suppression
from fourthp.trust import operations
from fourthp.trust.models import ANSWERS_WITHIN, Witness
from fourthp.trust.operations import (
    ANCHOR,
    ask_witness,
    confirm_witness,
    forget_unanswered,
    let_witness_go,
    stop_being_witness,
)
from fourthp.trust.tests.makers import (
    DAY,
    NOON,
    mails,
    make_anchors,
    make_coordinator,
    make_link,
)

pytestmark = pytest.mark.django_db
ADDRESS = "Zqclerkqz@vale.example"
CANARY = "zqclerkqz"


@pytest.fixture(autouse=True)
def _network(db):
    make_network()
    make_network_group()


def asked() -> Witness:
    return ask_witness("The clerk", ADDRESS, by=make_coordinator(), now=NOON)


def told() -> Witness:
    """A witness who said yes and got a note, whose mail came back, and who wrote."""
    make_anchors(2)
    witness = asked()
    confirm_witness(witness, by=make_link(witness), now=NOON)
    Message.objects.update(state=Message.State.SENT, ended_at=NOON)
    Bounce.objects.create(address=ADDRESS.lower(), domain="v", is_hard=True, at=NOON)
    Suppression.objects.create(address=ADDRESS.lower(), because="hard", since=NOON)
    Incoming.objects.create(
        source_key=str(new_id()),
        digest=str(new_id()),
        taken_at=NOON,
        kind="letter",
        outcome="letter",
        sender=ADDRESS,
    )
    assert dump().count(CANARY) >= 5
    return witness


class TestForgotten:
    def test_nothing_tells_the_address_of_one_who_stops(self):
        witness = told()
        stop_being_witness(witness, by=make_link(witness), now=NOON)
        assert CANARY not in dump()
        assert [one.state for one in mails(ANCHOR.name)] == ["sent"]

    def test_nor_of_one_who_is_let_go(self):
        let_witness_go(told(), by=Host(), now=NOON)
        assert CANARY not in dump()

    def test_nor_of_one_who_said_nothing(self):
        asked()
        forget_unanswered(now=NOON + ANSWERS_WITHIN + DAY)
        assert CANARY not in dump()

    def test_a_step_that_is_left_out_is_found(self, monkeypatch):
        """The control."""
        monkeypatch.setattr(operations, "forget_addresses", lambda *_, **__: None)
        let_witness_go(told(), by=Host(), now=NOON)
        assert CANARY in dump()

    def test_what_somebody_of_the_network_has_there_stays(self):
        witness = told()
        make_person("Ann", email=ADDRESS)
        let_witness_go(witness, by=Host(), now=NOON)
        assert Suppression.objects.get().address == ADDRESS.lower()
        assert [one.address for one in mails(ANCHOR.name)] == [""]


class TestErased:
    def test_whoever_is_erased_is_no_witness_any_more(self):
        told()
        ann = make_person("Ann", email=ADDRESS.upper())
        erase_person(ann, by=Host(), why=Why.ASKED, now=NOON)
        assert not Witness.objects.exists()

    def test_nor_a_reason_to_forget_another(self):
        witness = told()
        ann = make_person("Ann", email="ann@vale.example")
        erase_person(ann, by=Host(), why=Why.ASKED, now=NOON)
        assert list(Witness.objects.all()) == [witness]
