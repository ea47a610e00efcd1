"""R1: an import and a person never write over one another, on either engine."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from fourthp.directory.models import Service
from fourthp.directory.operations import edits
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.imports.applying import (
    ImportRunsAlready,
    apply_import,
)
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.tests.packages import make_package, plain
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.tests.makers import make_network

pytestmark = pytest.mark.django_db(transaction=True)


def edit_meanwhile(done: list[str]) -> Thread:
    """Change a listing as somebody would, while something else goes on."""

    def work() -> None:
        try:
            service = Service.objects.get()
            edit_service(service, Edit({"name": "By hand"}), by=Host(), now=now())
            done.append("edited")
        finally:
            connection.close()

    return Thread(target=work)


def waits_for_its_turn() -> bool:
    """Tell whether an edit waits until what holds the turn has ended."""
    done: list[str] = []
    thread = edit_meanwhile(done)
    with transaction.atomic():
        take_turn()
        thread.start()
        Event().wait(0.7)
        done.append("held")
    thread.join()
    return done == ["held", "edited"]


@pytest.fixture
def listed(tmp_path) -> Service:
    make_network()
    plan = plan_import(make_package(tmp_path, **plain()), source="city")
    apply_import(plan, by=Host(), now=now())
    return Service.objects.get()


@pytest.mark.usefixtures("listed")
class TestTakeTurn:
    def test_is_waited_for_by_whoever_changes_a_listing(self):
        assert waits_for_its_turn()

    def test_that_nobody_took_is_not_waited_for(self, monkeypatch):
        if connection.vendor == "sqlite":
            pytest.skip("one writer at a time here, whatever is asked")
        monkeypatch.setattr(edits, "take_turn", lambda: None)
        assert not waits_for_its_turn()

    def test_leaves_an_import_nothing_that_was_edited_since(self, tmp_path):
        changed = plain()
        changed["services"][0]["description"] = "Said anew"
        stale = plan_import(make_package(tmp_path, **changed), source="city")
        thread = edit_meanwhile([])
        thread.start()
        thread.join()
        with pytest.raises(ImportRunsAlready):
            apply_import(stale, by=Host(), now=now())
        assert Service.objects.get().name == "By hand"
