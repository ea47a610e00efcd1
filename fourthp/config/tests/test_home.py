"""The home's key: written whole or not at all, and never changed in silence."""

import errno
import os
from pathlib import Path

import pytest
from django.conf import settings

from fourthp.config.commands.check import findings
from fourthp.config.home import (
    HomeCannotBeUsed,
    mail_in_folder,
    prepare_home,
    secret_keys_file,
)
from fourthp.post.operations.fetching.check import incoming_told


@pytest.fixture(autouse=True)
def _on_sqlite(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def emptied(tmp_path) -> Path:
    """A home whose key a full disk took."""
    prepare_home(tmp_path)
    secret_keys_file(tmp_path).write_text("")
    return tmp_path


def key(home: Path) -> str:
    return secret_keys_file(home).read_text()


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path):
    prepare_home(tmp_path)
    made = key(tmp_path)
    prepare_home(tmp_path)
    assert key(tmp_path) == made
    assert len(made.strip()) > 60
    assert secret_keys_file(tmp_path).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("said", "is_made"), [("yes", True), ("no", False)])
def test_a_demo_and_no_other_home_has_a_folder_by_which_mails_come_in(
    tmp_path, monkeypatch, said, is_made
):
    monkeypatch.setenv("FOURTHP_DEMO", said)
    prepare_home(tmp_path)
    place = mail_in_folder(tmp_path)
    assert place.exists() == is_made
    if is_made:
        assert len(list(incoming_told(f"maildir:{place}", None))) == 2


def test_a_full_disk_leaves_no_key_and_no_part_of_one(tmp_path, monkeypatch):
    def refuse(_file):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        with pytest.raises(HomeCannotBeUsed, match="No space left"):
            prepare_home(tmp_path)
    assert not list((tmp_path / "keys").iterdir())
    prepare_home(tmp_path)
    assert key(tmp_path)


def test_an_empty_key_is_made_anew_where_there_is_no_database(emptied):
    prepare_home(emptied)
    assert len(key(emptied).strip()) > 60


def test_an_empty_key_stays_where_a_database_may_hold_what_it_sealed(
    emptied, monkeypatch
):
    (emptied / "db" / "fourthp.sqlite3").touch()
    prepare_home(emptied)
    assert not key(emptied)
    (emptied / "db" / "fourthp.sqlite3").unlink()
    monkeypatch.setenv("DATABASE_URL", "postgres://localhost/elsewhere")
    prepare_home(emptied)
    assert not key(emptied)


@pytest.mark.django_db
def test_check_says_that_the_key_is_empty(monkeypatch, tmp_path):
    prepare_home(tmp_path)
    monkeypatch.setattr(settings, "HOME", tmp_path)
    assert "is empty" not in "".join(findings())
    secret_keys_file(tmp_path).write_text("\n")
    assert "secret.keys is empty, and nobody stays" in "".join(findings())
