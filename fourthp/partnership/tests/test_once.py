"""What is pressed twice, or asked by two, is done once and said once."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import HelpLine, Role
from fourthp.partnership.operations import network as operations
from fourthp.partnership.operations.network import (
    StandsAlready,
    ask_for_help_line,
    set_help_line,
)
from fourthp.partnership.operations.widening import ChangedSinceAsked, confirm_widening
from fourthp.partnership.tests.makers import make_network
from fourthp.partnership.tests.test_sharing import browser, coordinator, letter, reader
from fourthp.partnership.tests.test_widening import line, numbers, officer
from tests.safety.acts.sending import keyed

pytestmark = pytest.mark.django_db


class TestANumber:
    def test_asked_for_by_two_stands_once(self, monkeypatch):
        make_network()
        first, second = officer("Maya Lind"), officer("Rosa Hale")
        asked = ask_for_help_line(line("0800 111 222"), by=first, now=now())
        again = ask_for_help_line(line("0800111222"), by=second, now=now())
        confirm_widening(asked, by=second, now=now())
        with pytest.raises(ChangedSinceAsked, match="stands on every page already"):
            confirm_widening(again, by=first, now=now())
        with pytest.raises(StandsAlready):
            ask_for_help_line(line("0800 111 222"), by=first, now=now())
        with pytest.raises(StandsAlready):
            set_help_line(line("0800 11 12 22"), by=Host(), today=today())
        assert numbers() == ["0800 111 222"]
        # Without the question the database refuses it all the same.
        monkeypatch.setattr(operations, "_refuse_twin", lambda _line: None)
        with pytest.raises(IntegrityError), transaction.atomic():
            set_help_line(line("0800 11 12 22"), by=Host(), today=today())

    def test_says_so_at_its_box(self):
        make_network()
        set_help_line(line("112"), by=Host(), today=today())
        said = {"kind": "emergency", "number": "11 2", "name": "Police"}
        client = browser(officer("Maya Lind", Role.COORDINATOR))
        path = reverse("network-numbers")
        answer = client.post(path, keyed(**said, was_checked="on"))
        assert answer.status_code == 400
        assert "stands on every page already" in answer.content.decode()

    # A table is changed outside of any transaction.
    @pytest.mark.django_db(transaction=True)
    def test_that_stood_twice_stands_once_after_the_move(self):
        module = import_module(
            "fourthp.partnership.migrations.0017_a_number_stands_once"
        )
        [constraint] = [
            one for one in HelpLine._meta.constraints if one.name == "line_stands_once"
        ]
        with connection.schema_editor() as editor:
            editor.remove_constraint(HelpLine, constraint)
        facts = {"country": "GB", "name": "Police", "kind": "emergency"}
        for number, days in (("112", 9), ("11 2", 1), ("999", 3)):
            day = today() - timedelta(days=days)
            HelpLine.objects.create(number=number, checked_on=day, **facts)
        module.leave_one_of_each(apps, None)
        assert sorted(numbers()) == ["11 2", "999"]
        with connection.schema_editor() as editor:
            editor.add_constraint(HelpLine, constraint)


class TestADoubleClick:
    def test_tells_of_a_recall_once(self):
        reader()
        here = reverse("sharing", args=["circular", letter(sort="news").pk])
        client, key = browser(coordinator()), keyed()
        first = client.post(f"{here}recall/", key, follow=True).content.decode()
        assert "Nobody had it by mail" in first
        second = client.post(f"{here}recall/", key, follow=True).content.decode()
        assert "Nobody had it by mail" not in second
        assert "Recalled on" in second

    def test_lets_nobody_look_as_another_for_longer(self):
        reader()
        path = reverse("look-new", args=["circular", letter().pk])
        client, key = browser(coordinator()), keyed(role="public")
        assert client.post(path, key).status_code == 302
        until = client.session["look"]["until"]
        with time_machine.travel(now() + timedelta(minutes=8)):
            assert client.post(path, key).status_code == 302
            assert client.session["look"]["until"] == until
