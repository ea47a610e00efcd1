"""S12: after somebody is erased no byte of her stands in any file of the database."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.models import Job
from fourthp.partnership.operations import erasing
from fourthp.partnership.operations.erasing import ERASED, erase_person
from fourthp.partnership.rules.subjects import Why
from fourthp.partnership.tests.lives import MAIL, Life, make_life, telling
from fourthp.post.models import Message
from fourthp.post.operations import forgetting
from fourthp.post.operations.folder import Folder
from fourthp.post.operations.outcomes import note_sent
from fourthp.post.rules.answers import Sent
from tests.safety.test_struck import do_jobs, raw

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def life() -> Iterator[Life]:
    made = make_life()
    for message in Message.objects.all():
        _put_into_folder(message)
    yield made
    for file in settings.MAIL_FOLDER.glob("*.eml"):
        file.unlink()


def _put_into_folder(message: Message) -> None:
    words = f"To: {message.address}\n\n{message.letter}".encode()
    sender = f"post+{message.reference}@network.example"
    Folder(settings.MAIL_FOLDER).send(sender, message.address, words)


def erase(life: Life) -> None:
    erase_person(life.person, by=Host(), why=Why.ASKED, now=now())
    last = Message.objects.get(kind=ERASED.name)
    _put_into_folder(last)
    last.leased_by = "worker"
    last.save()
    note_sent(Sent(250, f"queued for {MAIL}"))(last, now())


def in_bytes() -> set[str]:
    return {
        f"{place}: {word}"
        for place, said in raw().items()
        if not place.startswith("pg_attribute")  # names of columns, none of anybody
        for word in telling(said.decode(errors="replace").lower())
    }


def in_folder() -> list[str]:
    said = [one.read_text().lower() for one in settings.MAIL_FOLDER.glob("*.eml")]
    return [word for one in said for word in telling(one)]


class TestBytes:
    def test_no_byte_of_her_is_in_the_databases_own_files(self, life):
        assert in_bytes()
        erase(life)
        do_jobs()
        assert set(Job.objects.values_list("state", "fault")) == {("done", "")}
        assert in_bytes() == set()

    def test_without_the_files_written_anew_they_are_found(self, life, monkeypatch):
        """The control."""
        monkeypatch.setattr(erasing, "scrub_later", lambda _tables: None)
        erase(life)
        assert in_bytes()


class TestFolder:
    """Where no mail server is set up, mails lie in a folder: hers go, too."""

    def test_holds_no_mail_to_her_or_that_named_her_and_had_ended(self, life):
        assert in_folder()
        Message.objects.filter(state="waiting").update(state="sent", ended_at=now())
        erase(life)
        assert in_folder() == []
        assert list(settings.MAIL_FOLDER.glob("*.eml")) == []

    def test_without_the_files_being_removed_they_are_found(self, life, monkeypatch):
        """The control."""
        monkeypatch.setattr(forgetting, "forget_files", lambda _references: None)
        erase(life)
        assert in_folder()
