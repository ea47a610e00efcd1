"""S15: after a strike no byte of the words stands anywhere: a dump is searched.

Every remover has its control: with it switched off, the words are found.
"""

import subprocess
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from fourthp.directory.models import Draft, OtherTable
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.imports.drafts import hand_in as hand_in_list
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.makers import make_location, make_service
from fourthp.foundation import strikes
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import Job, KeptText, scrubbing
from fourthp.foundation.models.form_keys import seal
from fourthp.foundation.operations import striking
from fourthp.foundation.operations.striking import (
    Asked,
    NothingToStrike,
    strike_from_record,
)
from fourthp.foundation.seals import FileIsGone, opened_file
from fourthp.foundation.text import fold
from fourthp.foundation.worker import Worker
from fourthp.partnership.models import Audience, Handover, Network, Person, Role
from fourthp.partnership.operations.agencies import edit_agency
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.operations.groups import edit_group, set_terms
from fourthp.partnership.tests.makers import (
    make_agency,
    make_contact,
    make_group,
    make_member,
    make_network,
    make_network_group,
)
from fourthp.partnership.tests.sheets import hand_in
from fourthp.post.models import Incoming, Message
from fourthp.post.operations.folder import Folder

NAME = "Zébulon Quistwater"
WORDS = ("zebulon", "quistwater")  # as they are compared: each by itself, too
LINE = f"She is called **Zé**bulon  quistwater; QUISTWATER, zebulon? {NAME}!"


def coordinator() -> Person:
    person = make_member("Rosa Hale", role=Role.COORDINATOR)
    Person.objects.filter(pk=person.pk).update(email="rosa@network.example")
    person = Person.objects.get(pk=person.pk)
    person.is_strong = True
    return person


def told() -> Iterator[tuple[str, str]]:
    """Yield everything that is kept, read as the program reads it, with its place."""
    for model in apps.get_models():
        for row in model._base_manager.all():
            values = {
                f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields
            }
            yield model._meta.label, repr(values)
    for text in KeptText.objects.all():
        yield "kept text", repr(text.typed())
    for session in Session.objects.all():
        yield "session", repr(session.get_decoded())
    for draft in Draft.objects.all():
        try:
            with opened_file(draft.file_key) as path, ZipFile(path) as package:
                yield "file", package.read("services.csv").decode()
        except FileIsGone:
            pass
    for file in settings.MAIL_FOLDER.glob("*.eml"):
        yield "mail folder", file.read_text()


def standing() -> set[str]:
    """Return where any of the words stand."""
    return {place for place, text in told() if any(one in fold(text) for one in WORDS)}


class Written:
    """The words, written into every place that takes any."""

    def __init__(self) -> None:
        make_network(controller=f"{NAME} and others")
        make_network_group()
        self.by = coordinator()
        self.matters = [
            *self._network(),
            *self._directory(),
            self._circular(),
        ]
        self._letter()
        self._beside()

    def _network(self) -> Iterator[object]:
        yield Network.objects.get()
        group = make_group("Housing", purpose=LINE)
        edit_group(group, {"purpose": "Other."}, by=self.by, today=today())
        edit_group(group, {"purpose": f"{NAME}."}, by=self.by, today=today())
        set_terms(group, LINE, by=self.by, today=today())
        set_terms(group, "New ones.", by=self.by, today=today())
        yield group
        member = make_member("Asha Bell", agency=make_agency("Clinic"))
        Person.objects.filter(pk=member.pk).update(email="asha@clinic.example")
        make_contact(member, note=f"ask for {NAME}")
        yield member
        row = {"seat": member.seats.get(), "writer": member, "written_on": today()}
        yield Handover.objects.create(words=LINE, **row)

    def _directory(self) -> Iterator[object]:
        agency = make_agency("Harbour Aid", description="Plain.")
        edit_agency(agency, {"description": LINE}, by=self.by, today=today())
        service = make_service(organization=agency, description="Plain.")
        make_location(service, description=f"Behind {NAME}'s.")
        edit = Edit(facts={"description": LINE, "alert": f"{NAME} said so"})
        edit_service(service, edit, by=self.by, now=now())
        index_services()
        yield agency
        yield service

    def _letter(self) -> None:
        Incoming.objects.create(
            source_key="1",
            digest="1",
            taken_at=now(),
            kind="x",
            outcome="letter",
            has_words=True,
            words={"text": LINE},
        )

    def _circular(self) -> object:
        said = CircularFacts(title=f"About {NAME}", words=LINE, sort="urgent")
        circular = write_circular(said, by=self.by, now=now())
        mails = Message.objects.order_by("id")
        Message.objects.filter(pk=mails[0].pk).update(state="sent", ended_at=now())
        sender = f"post+{mails[0].reference}@network.example"
        Folder(settings.MAIL_FOLDER).send(sender, "a@b.example", NAME.encode())
        return circular

    def _beside(self) -> None:
        """Write them where they are about nothing, or about something else."""
        kept = {"form_key": uuid4(), "kept_at": now()}
        typed = seal({"words": [LINE], "form_key": ["x"]})
        KeptText.objects.create(user_id="1", path="/x/", sealed=typed, **kept)
        session = SessionStore()
        session["_messages"] = f'[["__json_message", 0, 25, "{NAME} was saved", ""]]'
        session.save()
        hand_in(f"Agency,Person\nHarbour,{NAME}\n", by=self.by)
        package = BytesIO()
        with ZipFile(package, "w") as zipped:
            zipped.writestr("services.csv", f"name\n{NAME}\n")
        hand_in_list(
            [package.getvalue()],
            source="city",
            file_name="a.zip",
            columns=None,
            by=self.by,
            now=now(),
        )
        OtherTable.objects.create(name="notes", header=["a"], rows=[[1, NAME]])
        Audience.objects.create(name=f"Those of {NAME}")

    def strike(self, *kinds: str) -> None:
        """Strike the words of every matter, or of some; each by itself, too."""
        for matter in self.matters:
            if kinds and matter.matter_kind not in kinds:
                continue
            for words in (NAME, *WORDS):
                asked = Asked(matter.matter_kind, matter.pk, words)
                try:
                    strike_from_record(asked, by=self.by, now=now())
                except NothingToStrike:
                    continue


@pytest.fixture
def written(django_capture_on_commit_callbacks):
    made = Written()
    yield made
    for file in settings.MAIL_FOLDER.glob("*.eml"):
        file.unlink()


# Where the words are found still when a store is switched off.
KEPT_BY = {
    "kept texts": "kept text",
    "mails": "post.Message",
    "letters that came in": "post.Incoming",
    "sheets": "partnership.Sheet",
    "what comes in": "file",
    "index": "directory.Posting",
    "sessions": "session",
    "audiences": "partnership.Audience",
}
PLACES = {
    "partnership.Network",
    "partnership.Group",
    "partnership.GroupTerms",
    "partnership.Agency",
    "partnership.ContactPoint",
    "partnership.Handover",
    "partnership.Circular",
    "partnership.Sheet",
    "partnership.Audience",
    "directory.Service",
    "directory.Location",
    "directory.OtherTable",
    "directory.Posting",
    "foundation.RevisionPart",
    "post.Message",
    "post.Incoming",
    "kept text",
    "session",
    "file",
    "mail folder",
}


@pytest.mark.django_db
class TestStruck:
    def test_no_row_and_no_file_holds_the_words(
        self, written, django_capture_on_commit_callbacks
    ):
        assert standing() >= PLACES
        with django_capture_on_commit_callbacks(execute=True):
            written.strike()
        assert standing() == set()

    @pytest.mark.parametrize("name", list(KEPT_BY))
    def test_with_a_store_switched_off_they_are_found(
        self, name, written, monkeypatch, django_capture_on_commit_callbacks
    ):
        kept = [one for one in strikes.stores() if one.name != name]
        assert len(kept) == len(KEPT_BY) - 1
        monkeypatch.setattr(striking, "stores", lambda: kept)
        before = standing()
        with django_capture_on_commit_callbacks(execute=True):
            written.strike("circular", "service")
        assert KEPT_BY[name] in standing() & before

    @pytest.mark.parametrize("part", ["strike_version", "strike_row"])
    def test_with_the_versions_or_the_rows_switched_off_they_are_found(
        self, part, written, monkeypatch
    ):
        monkeypatch.setattr(striking, part, lambda *_: 0)
        written.strike()
        assert standing()


def raw() -> dict[str, bytes]:
    """Return the database's own bytes: its files, or a dump and its tables' files."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return {p.name: p.read_bytes() for p in path.parent.glob(f"{path.name}*")}
    dumped = subprocess.run(
        ["pg_dump", "--dbname", _url()], capture_output=True, check=True
    ).stdout
    return {"dump": dumped} | dict(_table_files())


def _url() -> str:
    one = connection.settings_dict
    return f"postgres://{one['USER']}@{one['HOST']}:{one['PORT']}/{one['NAME']}"


def _table_files() -> Iterator[tuple[str, bytes]]:
    """Yield the files of every table and its long texts, where they can be read."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT relname, current_setting('data_directory') || '/' ||"
            " pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 't', 'i')"
        )
        for name, file in cursor.fetchall():
            path = Path(file)
            try:
                yield name, path.read_bytes()
            except OSError:
                continue


def in_bytes() -> set[str]:
    wanted = {form.encode() for form in (*WORDS, NAME, "Quistwater")}
    return {
        place
        for place, said in raw().items()
        if any(one in said or one in said.lower() for one in wanted)
    }


def do_jobs() -> None:
    """Let a worker do what waits, as it does a second later."""
    worker = Worker()
    with pytest.MonkeyPatch.context() as patch:
        # What else writes on the same server is waited for, as its tests take long.
        patch.setattr(scrubbing, "LOCK_SECONDS", 120)
        for _job in Job.objects.filter(state=Job.State.WAITING):
            worker.do_one(now=now() + timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
class TestBytes:
    def test_no_byte_of_them_is_in_the_databases_own_files(self, written):
        assert in_bytes()
        written.strike()
        do_jobs()
        assert set(Job.objects.values_list("state", "fault")) == {("done", "")}
        assert in_bytes() == set()

    def test_without_the_files_written_anew_they_are_found(self, written):
        written.strike()
        assert standing() == set()
        assert in_bytes()
