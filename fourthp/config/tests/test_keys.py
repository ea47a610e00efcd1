"""What a host is told of the keys, and what migrate does with them."""

import pytest

from fourthp.accounts.tests.makers import make_app, make_user
from fourthp.config.commands.check import findings
from fourthp.config.commands.migrate import bring_up_to_date
from fourthp.config.home import prepare_home

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    prepare_home(tmp_path / "home")
    settings.HOME = tmp_path / "home"
    make_app(make_user())


def said_of_keys() -> list[str]:
    return [
        line for line in findings() if "secret.keys opens" in line or "older" in line
    ]


def test_check_says_when_an_older_line_is_needed_and_migrate_ends_it(settings):
    assert said_of_keys() == []
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new line on top"
    (line,) = said_of_keys()
    assert line.startswith("1 second factors need an older line")
    bring_up_to_date(verbosity=0)
    assert said_of_keys() == []


def test_check_says_that_no_line_opens_a_factor(settings):
    settings.SECRET_KEY = "the only line"
    settings.SECRET_KEY_FALLBACKS = []
    (line,) = said_of_keys()
    assert line.startswith("No line of secret.keys opens 1 second factors")
