"""R3, incoming: killed at any point, nothing is lost and nothing is done twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from fourthp.post.models import Bounce, Incoming, Message, Suppression
from fourthp.post.operations.fetching import taking
from fourthp.post.operations.fetching.maildir import Maildir
from fourthp.post.operations.fetching.taking import fetch_mail
from fourthp.post.tests.boxes import deliver, make_bounce, make_mail, make_maildir
from fourthp.post.tests.killed import POINTS
from fourthp.post.tests.makers import NOW, make_message

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
MAILS = 4


@pytest.fixture
def maildir(tmp_path, settings) -> Path:
    settings.MAIL_FROM = "post@network.example"
    return make_maildir(tmp_path / "Maildir")


def fill(maildir: Path) -> None:
    """Some letters, and mails of ours that came back: the same mailbox was full."""
    for n in range(MAILS):
        message = make_message(state=Message.State.SENT, ended_at=NOW)
        deliver(maildir, make_bounce(message.reference, "5.2.2"), f"{n}.bounce")
        deliver(maildir, make_mail(text=f"letter {n}"), f"{n}.letter")


def fetch_and_die(maildir: Path, point: str, count: int) -> int:
    """Fetch in a process of its own that is killed; return how it ended."""
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "fourthp.post.tests.killed", name, str(maildir)]
    told = subprocess.run(
        [*command, point, str(count)],
        cwd=ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "FOURTHP_MAIL_FROM": django_settings.MAIL_FROM,
            "FOURTHP_TEST_HOME": str(django_settings.HOME),
        },
        capture_output=True,
        check=False,  # it is killed
    )
    assert told.returncode in {0, -signal.SIGKILL}, told.stderr.decode()
    return told.returncode


def faults() -> list[str]:
    """Return what is not as it should be once everything was fetched."""
    found = []
    # What another process sealed is sealed for it alone here.
    letters = Incoming.objects.filter(outcome="letter", has_words=True)
    keys = sorted(letters.values_list("source_key", flat=True))
    if keys != [f"maildir:{n}.letter" for n in range(MAILS)]:
        found.append(f"letters: {keys}")
    if Bounce.objects.count() != MAILS:
        found.append(f"{Bounce.objects.count()} bounces are counted")
    if Message.objects.filter(state=Message.State.FAILED).count() != MAILS:
        found.append("not every message that came back is noted")
    if Incoming.objects.count() != 2 * MAILS:
        found.append(f"{Incoming.objects.count()} mails are known")
    return found


class TestKilled:
    @pytest.mark.parametrize("point", POINTS)
    def test_at_a_point_the_next_who_fetches_finishes(self, maildir, point):
        fill(maildir)
        assert fetch_and_die(maildir, point, 3) == -signal.SIGKILL
        fetch_mail(Maildir(maildir))
        assert faults() == []
        assert list((maildir / "new").iterdir()) == []
        assert not Suppression.objects.exists()

    @pytest.mark.deep
    def test_at_every_point_again_and_again(self, maildir):
        fill(maildir)
        ended = [
            fetch_and_die(maildir, point, count)
            for count in range(1, 2 * MAILS + 1)
            for point in POINTS
        ]
        assert ended.count(-signal.SIGKILL) >= len(POINTS)
        fetch_mail(Maildir(maildir))
        assert faults() == []

    def test_control_marked_before_it_is_taken_a_mail_is_lost(
        self, maildir, monkeypatch
    ):
        fill(maildir)
        monkeypatch.setattr(taking, "take_in", lambda *_args, **_more: None)
        fetch_mail(Maildir(maildir))  # as one that died after it had marked them
        monkeypatch.undo()
        fetch_mail(Maildir(maildir))
        assert faults()

    def test_control_without_what_is_known_a_mail_counts_twice(self, maildir):
        fill(maildir)
        assert fetch_and_die(maildir, "taken", 3) == -signal.SIGKILL
        Incoming.objects.all().delete()
        Message.objects.update(state=Message.State.SENT)
        fetch_mail(Maildir(maildir))
        assert faults()
