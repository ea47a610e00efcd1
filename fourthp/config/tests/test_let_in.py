"""`bin/fourthp let-in`."""

from datetime import timedelta

import pytest

from fourthp.accounts.queries.factors import kinds_of_factors
from fourthp.accounts.tests.makers import make_app, make_codes, make_user
from fourthp.config.cli import main
from fourthp.foundation.clock import now
from fourthp.partnership.models import LetIn, Person, Role
from fourthp.partnership.tests.makers import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Person:
    """Somebody who had an app and recovery codes, and lost both."""
    person = make_member("Maya Lind", role=Role.COORDINATOR)
    person.user = make_user("maya@network.example")
    person.save(update_fields=["user"])
    make_app(person.user)
    make_codes(person.user)
    return person


@pytest.fixture
def second() -> Person:
    person = make_member("Noor Aziz", role=Role.SECOND)
    person.user = make_user("noor@network.example")
    person.email = person.user.email
    person.save(update_fields=["user", "email"])
    return person


class TestCommand:
    def test_asks_then_goes_on_alone_after_a_day(self, coordinator, second, capsys):
        assert main(["let-in", "MAYA@network.example"]) == 0
        assert "Asked by mail: Noor Aziz." in capsys.readouterr().out
        alone = ["let-in", "maya@network.example", "--alone", "--reason", "I see her."]
        assert main(alone) == 1
        assert "Others may answer until" in capsys.readouterr().err
        LetIn.objects.update(asked_at=now() - timedelta(hours=25))
        assert main(alone) == 0
        assert kinds_of_factors(coordinator.user) == {}

    def test_says_when_there_is_nobody_to_ask(self, coordinator, capsys):
        assert main(["let-in", "maya@network.example"]) == 0
        assert "Nobody else looks after" in capsys.readouterr().out

    def test_knows_nobody_by_another_address(self, capsys):
        assert main(["let-in", "nobody@network.example"]) == 1
        assert "Nobody signs in with" in capsys.readouterr().err
