"""A chair who leaves: coordinators hear that the group has none, nobody is asked."""

import pytest

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Person, Role
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.tests.makers import make_group, make_person, make_seat
from fourthp.partnership.tests.test_leaving import ben, harbour, named
from fourthp.post.models import Message

__all__ = ["ben"]
pytestmark = pytest.mark.django_db
SAID = "A group has no chair now"


@pytest.fixture
def chair(ben) -> Person:
    """Cleo chairs a group in her own right, and nobody else does."""
    cleo = make_person("Cleo", email="cleo@clinic.example")
    make_seat(cleo, group=make_group("Night work"), role=Role.CHAIR)
    return cleo


def who_reads(words: str = SAID) -> list[str]:
    rows = Message.objects.all()
    return sorted({one.address.split("@")[0] for one in rows if words in str(one.says)})


class TestChairLeft:
    def test_the_coordinators_read_it_in_the_mail_that_she_left(self, chair):
        leave(chair, by=Host(), now=now())
        assert who_reads() == ["cora"]
        [mail] = Message.objects.filter(address__startswith="cora")
        assert "Somebody has left" in str(mail.says)
        assert "chair, Night work" in str(mail.says)

    def test_a_coordinator_who_left_the_chair_herself_is_not_told_by_her_own_mail(
        self, chair
    ):
        make_seat(named("Cora"), group=make_group("Days"), role=Role.CHAIR)
        make_seat(named("Olu"), role=Role.COORDINATOR)
        leave(named("Cora"), by=named("Cora"), now=now())
        assert who_reads() == ["olu"]

    def test_nobody_reads_it_where_somebody_else_chairs(self, chair):
        group = chair.seats.get().group
        make_seat(named("Olu"), agency=None, group=group, role=Role.CHAIR)
        leave(chair, by=Host(), now=now())
        assert who_reads() == []

    def test_no_mail_names_a_closed_group(self, chair):
        group = chair.seats.get().group
        group.is_closed = True
        group.save()
        leave(chair, by=Host(), now=now())
        assert who_reads() == ["cora"]
        assert who_reads("Night work") == []

    def test_who_sits_for_her_agency_is_not_asked_who_chairs(self, ben):
        make_seat(ben, agency=harbour(), group=make_group("Days"), role=Role.CHAIR)
        leave(ben, by=Host(), now=now())
        assert who_reads() == ["cora"]
        assert "lea" in who_reads("Somebody has left")
