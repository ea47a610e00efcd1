"""An employer's sign-in that runs as long as the tests do."""

import pytest
from django.conf import settings as given

from fourthp.accounts.tests.employer import BACK, running


@pytest.fixture(scope="session")
def employer_process(tmp_path_factory):
    """A real provider on loopback."""
    folder = tmp_path_factory.mktemp("employer")
    with running(folder, f"{given.URL}{BACK}") as employer:
        yield employer


@pytest.fixture
def employer(employer_process, settings, db):
    """The provider, set up by the host, and honest again."""
    employer_process.lie()
    settings.SIGN_IN_THROUGH = (employer_process.provider(),)
    return employer_process
