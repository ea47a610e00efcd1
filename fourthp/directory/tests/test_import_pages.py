"""The coordinator hands in, looks, imports and takes back, in the browser."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from fourthp.directory import tasks
from fourthp.directory.formats.reasons import HOURS_UNREAD, MISSING, SAME_SERVICE
from fourthp.directory.models import Columns, Draft, HeldRow, Import, Service
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.queries.held import held_list
from fourthp.directory.queries.imports import in_one_sentence
from fourthp.directory.tests.makers import make_draft
from fourthp.directory.tests.packages import SERVICE, make_package, plain
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Job, Work
from fourthp.foundation.operations.work import telling
from fourthp.foundation.worker import MOST_WATCHED, Worker
from fourthp.partnership.models import Role, Seat
from fourthp.partnership.tests.makers import make_member, make_user
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A browser that says where a form comes from, as browsers do."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def keeper(client) -> Client:
    sign_in(client, make_user(make_member(role=Role.COORDINATOR)))
    return client


def hand_in(keeper: Client, name: str, content: bytes, **more):
    fields = {"source": "city", "form_key": new_id()} | more
    file = SimpleUploadedFile(name, content)
    return keeper.post(reverse("imports"), {"file": file, **fields})


def pressed() -> dict[str, object]:
    """What a button sends."""
    return {"form_key": new_id()}


def do_work() -> None:
    """Let the worker do every job that waits."""
    worker = Worker()
    while job := worker.lease_job(now=now()):
        worker._do_job(job)


def fail_until_given_up(monkeypatch) -> None:
    """Let whatever waits fail as often as it is tried."""

    def fail(*_given, **_named):
        raise RuntimeError

    worker = Worker()
    with monkeypatch.context() as broken:
        broken.setattr(tasks, "read_draft", fail)
        broken.setattr(tasks, "apply_draft", fail)
        for _attempt in range(MOST_WATCHED):
            Job.objects.update(due_at=now())
            worker._do_job(worker.lease_job(now=now()))


def package(tmp_path, **more) -> bytes:
    return make_package(tmp_path, **(plain() | more)).read_bytes()


class TestHandingIn:
    def test_leads_over_a_work_to_the_difference_and_the_import(self, keeper, tmp_path):
        answer = hand_in(keeper, "city.zip", package(tmp_path))
        work_page = answer.headers["Location"]
        assert "Look again" in keeper.get(work_page).content.decode()
        do_work()
        draft = Draft.objects.get()
        difference = reverse("import-draft", args=[draft.pk])
        assert keeper.get(work_page).headers["Location"] == difference
        assert "1 new service, 1 new agency." in keeper.get(difference).content.decode()

        answer = keeper.post(reverse("import-application", args=[draft.pk]), pressed())
        do_work()
        made = Import.objects.get()
        shown = keeper.get(answer.headers["Location"])
        assert shown.headers["Location"] == reverse("import", args=[made.pk])
        assert "It stands" in keeper.get(shown.headers["Location"]).content.decode()
        assert Service.objects.count() == 1

        undoing = reverse("import-undoing", args=[made.pk])
        assert "Take it back" in keeper.get(undoing).content.decode()
        keeper.post(undoing, pressed())
        do_work()
        assert not Service.objects.exists()
        page = keeper.get(reverse("import", args=[made.pk])).content.decode()
        assert "Taken back on" in page

    def test_pressed_twice_is_one(self, keeper, tmp_path):
        key, content = new_id(), package(tmp_path)
        first = hand_in(keeper, "city.zip", content, form_key=key)
        again = hand_in(keeper, "city.zip", content, form_key=key)
        assert first.headers["Location"] == again.headers["Location"]
        assert Draft.objects.count() == 1

    def test_import_pressed_twice_is_one_work(self, keeper, tmp_path):
        hand_in(keeper, "city.zip", package(tmp_path))
        do_work()
        path = reverse("import-application", args=[Draft.objects.get().pk])
        same = pressed()
        for sent in (same, same, pressed()):
            assert keeper.post(path, sent).headers["Location"]
        assert Work.objects.filter(title="Importing").count() == 1
        do_work()
        assert Import.objects.count() == 1

    def test_says_what_is_missing_and_keeps_the_rest(self, keeper):
        answer = keeper.post(
            reverse("imports"), {"source": "city", "form_key": new_id()}
        )
        assert answer.status_code == 400
        page = answer.content.decode()
        assert 'value="city"' in page
        assert "data-error-summary" in page

    def test_refuses_a_body_beyond_all_measure_unread(self, keeper):
        answer = keeper.post(reverse("imports"), CONTENT_LENGTH="120000001")
        assert answer.status_code == 413
        assert "too large" in answer.content.decode()
        assert not Draft.objects.exists()

    def test_says_so_when_the_file_was_no_directory(self, keeper):
        hand_in(keeper, "city.zip", b"PK\x03\x04 nothing")
        do_work()
        page = keeper.get(reverse("import-draft", args=[Draft.objects.get().pk]))
        assert "no zip file" in page.content.decode()

    def test_is_only_for_whoever_keeps_the_directory(self, client):
        sign_in(client, make_user(make_member(role=Role.REPRESENTATIVE)))
        assert hand_in(client, "a.csv", b"a").status_code == 403
        assert not Draft.objects.exists()


class TestTheDifference:
    def test_is_said_in_one_sentence_and_by_its_button(self, keeper, tmp_path):
        hand_in(keeper, "city.zip", package(tmp_path))
        do_work()
        path = reverse("import-application", args=[Draft.objects.get().pk])
        keeper.post(path, pressed())
        do_work()
        again = plain()
        again["services"] = [SERVICE | {"id": "s2"}, SERVICE | {"id": "s3", "name": ""}]
        made = make_package(
            tmp_path, organizations=again["organizations"], services=again["services"]
        )
        hand_in(keeper, "city.zip", made.read_bytes())
        do_work()
        draft = reverse("import-draft", args=[Draft.objects.get().pk])
        page = keeper.get(draft).content.decode()
        assert "1 new service, 1 service gone, 1 row held back." in page
        assert "Import these changes<" in page
        _before, _new, told = page.partition("<h3>New</h3>")
        new, _goes, goes = told.partition("<h3>Goes</h3>")
        assert "Drop-in" in new
        assert "Drop-in" in goes
        # What is on record leads to it; what is new has no page yet.
        pk = Service.objects.get().pk
        assert reverse("listing", args=[pk]) in goes
        assert "<a" not in new

    def test_is_a_list_by_name_to_take_along(self, keeper, tmp_path):
        hand_in(keeper, "city.zip", package(tmp_path))
        do_work()
        pk = Draft.objects.get().pk
        csv = keeper.get(reverse("import-draft-changes", args=[pk, "csv"]))
        lines = b"".join(csv.streaming_content).decode().splitlines()
        assert lines[1] == "new,service,Drop-in,Harbour Aid,"
        xlsx = keeper.get(reverse("import-draft-changes", args=[pk, "xlsx"]))
        assert "changes.xlsx" in xlsx.headers["Content-Disposition"]

    @pytest.mark.parametrize(
        ("counts", "held", "sentence"),
        [
            ({}, (0, 0), ""),
            ({"phone": {"new": 2, "same": 7}}, (0, 0), "2 details differ."),
            (
                {"service": {"changed": 3, "ended": 1}},
                (0, 0),
                "2 services changed, 1 service gone.",
            ),
            (
                {"organization": {"changed": 1}},
                (2, 1),
                "1 agency changed, 2 rows held back, 1 field held back.",
            ),
        ],
    )
    def test_says_services_then_agencies_then_details(self, counts, held, sentence):
        assert in_one_sentence(counts, held) == sentence


class TestBrokenOff:
    def test_reading_says_so_and_is_tried_again(self, keeper, tmp_path, monkeypatch):
        hand_in(keeper, "city.zip", package(tmp_path))
        fail_until_given_up(monkeypatch)
        draft = Draft.objects.get()
        page = reverse("import-draft", args=[draft.pk])
        shown = keeper.get(page).content.decode()
        assert "broken off" in shown
        assert "Try again" in shown
        again = reverse("import-application", args=[draft.pk])
        assert keeper.post(again, pressed()).status_code == 302
        assert "Try again" not in keeper.get(page).content.decode()
        do_work()
        assert "1 new service, 1 new agency." in keeper.get(page).content.decode()

    def test_importing_says_so_and_is_tried_again(self, keeper, tmp_path, monkeypatch):
        hand_in(keeper, "city.zip", package(tmp_path))
        do_work()
        draft = Draft.objects.get()
        path = reverse("import-application", args=[draft.pk])
        keeper.post(path, pressed())
        fail_until_given_up(monkeypatch)
        page = keeper.get(reverse("import-draft", args=[draft.pk])).content.decode()
        assert "broken off" in page
        keeper.post(path, pressed())
        do_work()
        assert Import.objects.count() == 1

    def test_by_a_killed_worker_is_done_by_the_next(self, keeper, tmp_path):
        hand_in(keeper, "city.zip", package(tmp_path))
        assert Worker().lease_job(now=now())  # and then it is gone
        Job.objects.update(leased_until=now())
        do_work()
        assert Draft.objects.get().state == Draft.State.READY


class TestGoingOn:
    def test_is_shown_among_the_imports_and_says_what_is_done(self, keeper, tmp_path):
        hand_in(keeper, "city.zip", package(tmp_path))
        work = Work.objects.get()
        listed = keeper.get(reverse("imports")).content.decode()
        assert "Going on now" in listed
        assert "Waiting to begin" in listed
        Worker().lease_job(now=now())
        page = keeper.get(reverse("work", args=[work.pk])).content.decode()
        assert "Being done" in page
        telling(str(work.pk))(0, 0, "Reading the file")
        for path in (reverse("work", args=[work.pk]), reverse("imports")):
            page = keeper.get(path).content.decode()
            assert "Reading the file" in page
            assert "Waiting to begin" not in page
        Job.objects.update(leased_until=now())
        do_work()
        assert "Going on now" not in keeper.get(reverse("imports")).content.decode()


class TestUndoing:
    def test_names_what_it_left_as_it_was(self, keeper, tmp_path):
        hand_in(keeper, "city.zip", package(tmp_path))
        do_work()
        keeper.post(
            reverse("import-application", args=[Draft.objects.get().pk]), pressed()
        )
        do_work()
        service, made = Service.objects.get(), Import.objects.get()
        edit_service(service, Edit({"name": "Ours now"}), by=Host(), now=now())
        keeper.post(reverse("import-undoing", args=[made.pk]), pressed())
        do_work()
        page = keeper.get(reverse("import", args=[made.pk])).content.decode()
        assert "Service: Ours now" in page
        assert Service.objects.get().name == "Ours now"


class TestColumns:
    def test_of_a_table_are_asked_then_saved(self, keeper):
        hand_in(keeper, "list.csv", b"service;tel\nStay;0121 496 0001\n")
        do_work()
        draft = Draft.objects.get()
        asked = keeper.get(reverse("import-draft", args=[draft.pk]))
        page = keeper.get(asked.headers["Location"]).content.decode()
        assert "For example: Stay" in page
        answer = keeper.post(
            asked.headers["Location"],
            {
                "form_key": new_id(),
                "header_at": 1,
                "save_as": "Council",
                "column_0": "service.name",
                "column_1": "phone.number",
                "agency": "Harbour Aid",
            },
        )
        assert answer.status_code == 302
        do_work()
        draft.refresh_from_db()
        assert draft.state == Draft.State.READY
        assert Columns.objects.get().name == "Council"
        assert Columns.objects.get().agency == "Harbour Aid"

    def test_ask_for_the_agency_where_none_of_them_names_it(self, keeper):
        hand_in(keeper, "list.csv", b"service\nStay\nRest\n")
        do_work()
        path = reverse("import-columns", args=[Draft.objects.get().pk])
        assert "whose services these are" in keeper.get(path).content.decode()
        fields = {"form_key": new_id(), "header_at": 1, "column_0": "service.name"}
        answer = keeper.post(path, fields)
        assert answer.status_code == 400
        assert "which column names the agency" in answer.content.decode()
        assert keeper.post(path, fields | {"agency": "Harbour Aid"}).status_code == 302

    def test_without_a_name_are_refused_in_words(self, keeper):
        hand_in(keeper, "list.csv", b"colour\nblue\n")
        do_work()
        path = reverse("import-columns", args=[Draft.objects.get().pk])
        answer = keeper.post(path, {"form_key": new_id(), "header_at": 1})
        assert answer.status_code == 400
        assert "names the service or the agency" in answer.content.decode()

    def test_of_a_table_without_a_header_are_asked_by_their_number(self, keeper):
        hand_in(keeper, "list.csv", b"Harbour Trust;R0A\nMill Trust;R0B\n")
        do_work()
        path = reverse("import-columns", args=[Draft.objects.get().pk])
        keeper.post(path, {"form_key": new_id(), "no_header": "on"})
        do_work()
        page = keeper.get(path).content.decode()
        assert "Column 1" in page
        assert "For example: Harbour Trust" in page
        fields = {"no_header": "on", "column_0": "organization.name"}
        keeper.post(path, {"form_key": new_id(), **fields, "save_as": "Trusts"})
        do_work()
        draft = Draft.objects.get()
        assert draft.counts["organization"] == {"new": 2}
        assert "service" not in draft.counts
        assert Columns.objects.get().header_at == 0
        page = keeper.get(reverse("import-draft", args=[draft.pk])).content.decode()
        assert "2 new agencies." in page

    def test_are_asked_again_when_there_is_a_header_after_all(self, keeper):
        columns = Columns.objects.create(name="Trusts", header_at=0, chosen={"9": "id"})
        hand_in(keeper, "list.csv", b"name\nMill Trust\n", columns=columns.pk)
        do_work()
        path = reverse("import-columns", args=[Draft.objects.get().pk])
        keeper.post(path, {"form_key": new_id(), "header_at": 1})
        do_work()
        assert Draft.objects.get().headers[0]["head"] == "name"

    def test_are_not_asked_of_a_package(self, keeper):
        draft = make_draft()
        path = reverse("import-columns", args=[draft.pk])
        assert keeper.get(path).headers["Location"].endswith(f"{draft.pk}/")


class TestWhereItComesFrom:
    def test_left_empty_is_the_name_of_the_file_without_its_dates(self, keeper):
        Import.objects.create(source="City list", made_at=now())
        for name in ("city_list_2026-11 (2).csv", "Harbour 2026.csv"):
            hand_in(keeper, name, b"name\nDrop-in\n", source="")
        found = Draft.objects.order_by("made_at").values_list("source", flat=True)
        assert list(found) == ["City list", "Harbour"]

    def test_is_asked_where_the_files_name_may_tell_a_place(self, keeper):
        answer = hand_in(keeper, "12 Mill Lane.csv", b"name\nDrop-in\n", source="")
        assert answer.status_code == 400
        assert "Say where it comes from." in answer.content.decode()
        assert not Draft.objects.exists()


class TestHeld:
    def test_is_a_list_to_take_along(self, keeper):
        draft = make_draft()
        HeldRow.objects.create(
            of_draft=draft, table="phone", row=7, field="number", reason="=is missing"
        )
        csv = keeper.get(reverse("import-draft-held", args=[draft.pk, "csv"]))
        text = b"".join(csv.streaming_content).decode()
        assert "telephone,7,number,'=is missing" in text
        xlsx = keeper.get(reverse("import-draft-held", args=[draft.pk, "xlsx"]))
        assert io.BytesIO(xlsx.content).read(2) == b"PK"
        assert "held.xlsx" in xlsx.headers["Content-Disposition"]

    def test_names_what_is_perhaps_the_same_apart(self, keeper):
        draft = make_draft()
        for reason in (SAME_SERVICE, MISSING):
            HeldRow.objects.create(
                of_draft=draft, table="service", row=7, field="name", reason=reason
            )
        page = keeper.get(reverse("import-draft", args=[draft.pk])).content.decode()
        perhaps, held = page.split("Held back", 1)
        assert "another row of this file" in perhaps
        assert "is missing" in held

    def test_counts_hours_that_stay_words_apart(self, keeper):
        draft = make_draft()
        where = {"of_draft": draft, "table": "schedule", "field": "description"}
        for row in (7, 8):
            HeldRow.objects.create(row=row, reason=HOURS_UNREAD, **where)
        page = keeper.get(reverse("import-draft", args=[draft.pk])).content.decode()
        assert "2 opening hours could not be read" in page
        assert "Held back" not in page
        assert reverse("import-draft-held", args=[draft.pk, "csv"]) in page

    def test_is_said_in_the_readers_own_language(self):
        draft = make_draft()
        HeldRow.objects.create(
            of_draft=draft, table="phone", row=0, field="number", reason=MISSING
        )
        with translation.override("en-xa"):
            csv = held_list(draft.held_rows.all())
        ((kind, row, *words),) = csv
        assert row == ""
        assert all(word.startswith("⟦") for word in (kind, *words))


class TestUndoingTwice:
    def test_is_one_work(self, keeper, tmp_path):
        made = Import.objects.create(source="city", made_at=now())
        path, sent = reverse("import-undoing", args=[made.pk]), pressed()
        answers = [keeper.post(path, sent).headers["Location"] for _ in range(2)]
        assert answers[0] == answers[1]
        assert Work.objects.count() == 1


class TestComparingAgain:
    def test_is_asked_for_once_the_directory_has_changed(self, keeper, tmp_path):
        package = make_package(tmp_path, **plain()).read_bytes()
        for _time in range(2):
            hand_in(keeper, "city.zip", package)
            do_work()
        first, second = Draft.objects.order_by("made_at")
        keeper.post(reverse("import-application", args=[first.pk]), pressed())
        do_work()
        path = reverse("import-draft", args=[second.pk])
        page = keeper.get(path).content.decode()
        assert "has changed since this was compared" in page
        assert "Import it" not in page
        keeper.post(reverse("import-application", args=[second.pk]), pressed())
        do_work()
        assert "Nothing changed since" in keeper.get(path).content.decode()
        made = Import.objects.get()
        keeper.post(reverse("import-undoing", args=[made.pk]), pressed())
        do_work()
        assert (
            "has changed since this was compared" in keeper.get(path).content.decode()
        )


class TestThrowingAway:
    def test_forgets_the_draft(self, keeper):
        keeper.post(reverse("import-discarding", args=[make_draft().pk]), pressed())
        assert not Draft.objects.exists()


class TestWork:
    def test_that_was_refused_says_why_and_leads_back(self, keeper):
        draft = make_draft()
        answer = keeper.post(reverse("import-application", args=[draft.pk]), pressed())
        do_work()
        page = keeper.get(answer.headers["Location"]).content.decode()
        assert "hand it in again" in page

    def test_of_somebody_else_does_not_exist(self, keeper):
        other = Work.objects.create(
            title="a", actor_kind="person", actor_id="x", leads_to="/", made_at=now()
        )
        assert keeper.get(reverse("work", args=[other.pk])).status_code == 404

    def test_that_is_run_again_after_its_end_changes_nothing(self, keeper, tmp_path):
        hand_in(keeper, "city.zip", package(tmp_path))
        do_work()
        keeper.post(
            reverse("import-application", args=[Draft.objects.get().pk]), pressed()
        )
        do_work()
        Job.objects.update(state=Job.State.WAITING, leased_until=None, attempts=0)
        do_work()
        assert Import.objects.count() == 1
        assert not Job.objects.exclude(state=Job.State.DONE).exists()

    def test_ends_in_words_when_the_right_is_gone_meanwhile(self, keeper, tmp_path):
        hand_in(keeper, "city.zip", package(tmp_path))
        do_work()
        keeper.post(
            reverse("import-application", args=[Draft.objects.get().pk]), pressed()
        )
        Seat.objects.update(role=Role.OBSERVER)
        do_work()
        assert Work.objects.latest("made_at").said == "You may not import any more."
        assert not Import.objects.exists()
