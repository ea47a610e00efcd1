"""The seldom taken turns of signing in."""

import pytest
from django.contrib.auth.models import AnonymousUser

from fourthp.accounts.models import User
from fourthp.accounts.operations import hashing
from fourthp.accounts.operations.adapters import AccountAdapter, FactorAdapter
from fourthp.accounts.operations.sessions import end_other_sessions

pytestmark = pytest.mark.django_db


def test_nobody_cannot_confirm_with_a_password():
    assert AccountAdapter().reauthenticate(AnonymousUser(), "x") is False


def test_a_new_passkey_is_offered_a_name():
    assert FactorAdapter().generate_authenticator_name() == "This device"


def test_slots_stand_in_the_system_folder_before_there_is_a_home(settings, tmp_path):
    settings.HOME = tmp_path
    assert hashing._slot(0).parent != tmp_path / "files"
    (tmp_path / "files").mkdir()
    assert hashing._slot(0).parent == tmp_path / "files"


def test_nothing_is_announced_when_no_other_session_was_open():
    user = User.objects.create_user("alone@clinic.example")
    assert end_other_sessions(user, current="this") == 0
