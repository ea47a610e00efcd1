"""What this room says on every public page."""

from datetime import date

import pytest

from fourthp.foundation.actors import Host
from fourthp.partnership.models import HelpLine
from fourthp.partnership.operations.network import set_help_line
from fourthp.partnership.panels.shell import call_in_danger

pytestmark = pytest.mark.django_db


class TestCallInDanger:
    def test_is_dialled_as_a_device_dials_it(self):
        line = HelpLine(
            country="GB",
            kind="emergency",
            name="Emergency",
            number="+44 (0)1632 960999",
        )
        set_help_line(line, by=Host(), today=date(2026, 3, 2))
        said = call_in_danger(None)
        assert 'href="tel:+441632960999"' in said
        assert ">+44 (0)1632 960999<" in said
