"""What the host does for proofs: an old note is compared, the pack is written."""

import io
import zipfile
from argparse import Namespace
from pathlib import Path

import pytest

from fourthp.audit.models import Entry
from fourthp.config.commands import CannotBeDone, sign_off, verify_record
from fourthp.config.commands.check import findings
from fourthp.config.home import prepare_home
from fourthp.partnership.tests.makers import make_network
from fourthp.trust.tests.makers import make_anchors, make_told

pytestmark = pytest.mark.django_db


def verify(against: Path | str) -> int:
    return verify_record.run(Namespace(against=str(against), accept=False))


@pytest.fixture
def mail(tmp_path):
    """A mail that a witness kept."""
    file = tmp_path / "mail.txt"
    note = make_anchors(1)[0].note()
    file.write_text(f"Keep this mail.\n\n{note.spaced()}\n")
    return file


class TestVerifyRecordAgainst:
    def test_says_that_nothing_was_changed(self, mail, capsys):
        assert verify(mail) == 0
        assert "2026-05-04: unchanged: 3 acts" in capsys.readouterr().out

    def test_says_that_something_was(self, mail, capsys):
        Entry.objects.update(act="nothing")
        assert verify(mail) == 3
        told = capsys.readouterr().out
        assert "- the entry was changed after it was sealed no. 1" in told
        assert "2026-05-04: CHANGED since 3 acts" in told

    def test_reads_what_is_pasted(self, mail, capsys, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.StringIO(mail.read_text()))
        assert verify("-") == 0

    def test_refuses_what_has_no_note(self, tmp_path):
        (tmp_path / "mail.txt").write_text("Dear Sir")
        with pytest.raises(CannotBeDone, match="whole mail"):
            verify(tmp_path / "mail.txt")


class TestSignOff:
    def test_writes_the_pack_and_says_what_is_left(self, tmp_path, capsys):
        make_network()
        file = tmp_path / "pack.zip"
        assert sign_off.run(Namespace(to=str(file))) == 0
        with zipfile.ZipFile(file) as packed:
            assert "sign-off.pdf" in packed.namelist()
        assert "1  Who is the controller?" in capsys.readouterr().out

    def test_of_no_network_says_so(self, tmp_path):
        with pytest.raises(CannotBeDone, match="setup"):
            sign_off.run(Namespace(to=str(tmp_path / "pack.zip")))


class TestCheck:
    def test_says_that_witnesses_lack_until_two_are_reached(self, settings):
        prepare_home(settings.HOME)
        settings.MAIL_SERVER = {"host": "mail.vale.example"}
        assert "witnesses outside" not in "\n".join(findings())
        make_network()
        make_told()
        assert "1 of 2 witnesses outside get the note" in "\n".join(findings())
        make_told()
        assert "witnesses outside" not in "\n".join(findings())
