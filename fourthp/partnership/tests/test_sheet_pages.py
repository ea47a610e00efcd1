"""The coordinator brings a sheet in and takes it back, in the browser."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fourthp.foundation.clock import now
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Job, Work
from fourthp.foundation.worker import Worker
from fourthp.partnership import tasks
from fourthp.partnership.forms.sheets import HandInSheetForm
from fourthp.partnership.models import Person, Role, Seat, Sheet
from fourthp.partnership.operations.sheets.handing_in import (
    confirm_columns,
    hand_in_sheet,
    throw_away_sheet,
)
from fourthp.partnership.panels.merging import bring_in_a_sheet
from fourthp.partnership.queries.sheets.planning import plan_sheet
from fourthp.partnership.tests.makers import (
    make_agency,
    make_member,
    make_network_group,
    make_person,
    make_term,
    make_user,
)
from fourthp.partnership.tests.sheets import bring_in, hand_in
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db

TEXT = (
    "Agency,Name,E-mail,Type\n"
    "Harbour Aid,Asha Bell,asha@harbour.example,Housing\n"
    "Harbour Aid,Bo Ng,info@harbour.example,Housing\n"
    "Harbour Aid,Di Os,no address,Housing\n"
)


@pytest.fixture
def cora():
    make_network_group()
    return make_member("Cora Dean", role=Role.COORDINATOR)


@pytest.fixture
def client(cora) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    sign_in(client, make_user(cora))
    return client


def at(name: str, sheet: Sheet) -> str:
    return reverse(name, args=[sheet.pk])


def keyed(**data) -> dict[str, object]:
    return {"form_key": new_id(), **data}


def send_file(client: Client, text: str = TEXT, **more):
    file = SimpleUploadedFile("members.csv", text.encode())
    return client.post(reverse("sheets"), keyed(file=file, **more))


def do_work() -> None:
    worker = Worker()
    while job := worker.lease_job(now=now()):
        worker._do_job(job)


class TestJourney:
    def test_from_the_file_to_the_undoing(self, client):
        answer = send_file(client)
        sheet = Sheet.objects.get()
        assert answer.url == at("sheet", sheet)
        assert client.get(answer.url).url == at("sheet-columns", sheet)
        page = client.get(at("sheet-columns", sheet))
        assert b"asha@harbour.example" in page.content
        shown = {f"column_{n}": sheet.chosen[h] for n, h in enumerate(sheet.heads)}
        client.post(at("sheet-columns", sheet), keyed(**shown))
        page = client.get(at("sheet", sheet)).content.decode()
        assert "1 agency, 2 people and 2 seats" in page
        assert "1 row does not come in" in page
        seen = plan_sheet(Sheet.objects.get()).digest()
        path = at("sheet-application", sheet)
        form = keyed(seen=seen)
        assert client.post(path, form).url == client.post(path, form).url
        assert Work.objects.count() == 1
        assert client.post(path, keyed(seen=seen)).url == client.post(path, form).url
        assert b"Bringing the sheet in" in client.get(at("sheet", sheet)).content
        do_work()
        page = client.get(at("sheet", sheet)).content.decode()
        assert "Nobody got a mail by it" in page
        assert b"members.csv" in client.get(reverse("sheets")).content
        assert b"What it made goes" in client.get(at("sheet-undoing", sheet)).content
        Person.objects.filter(name="Asha Bell").update(full_name="A. B.")
        client.post(at("sheet-undoing", sheet), keyed())
        do_work()
        page = client.get(at("sheet", sheet)).content.decode()
        assert "Asha Bell" in page
        assert "Left as it was" in page
        assert not Person.objects.filter(name="Bo Ng").exists()
        assert b"nothing to take back" in client.get(at("sheet-undoing", sheet)).content

    def test_wrong_rows_come_back_to_be_corrected_and_handed_in(self, client, cora):
        sheet = hand_in(TEXT, by=cora)
        answer = client.get(at("sheet-wrong", sheet))
        text = b"".join(answer.streaming_content).decode()
        assert "Person: e-mail address: This is no e-mail address." in text
        assert "Asha Bell" not in text
        again = hand_in(text.replace("no address", "di@harbour.example"), by=cora)
        assert [one.name for one in plan_sheet(again).new_people()] == ["Di Os"]

    def test_what_is_chosen_is_shown_in_what_comes_in(self, client, cora):
        make_person("Zoe Quist", email="asha@harbour.example")
        sheet = hand_in(TEXT, by=cora)
        page = client.get(at("sheet-choices", sheet)).content.decode()
        assert "Housing" in page
        assert "info@harbour.example" in page
        names = [
            name
            for name in client.get(at("sheet-choices", sheet)).context["form"].fields
            if name.startswith("of_")
        ]
        said = dict(zip(names, ("new", "3"), strict=True))
        before = client.get(at("sheet", sheet)).content.decode()
        assert "is no word of the network’s" in before
        assert "Answered" not in before
        client.post(at("sheet-choices", sheet), keyed(**said))
        after = client.get(at("sheet", sheet)).content.decode()
        assert "is no word of the network’s" not in after
        assert "Answered" in after
        plan = plan_sheet(Sheet.objects.get())
        assert plan.joining == []
        assert plan.words[0].is_made
        form = client.get(at("sheet-doubles", sheet)).context["form"]
        (name,) = [name for name in form.fields if name.startswith("of_")]
        client.post(at("sheet-doubles", sheet), keyed(**{name: "new"}))
        assert {one.name for one in plan_sheet(Sheet.objects.get()).new_people()} == {
            "Asha Bell",
            "Bo Ng",
        }

    def test_heads_are_shown_as_typed_and_known_again_however_they_are(
        self, client, cora
    ):
        send_file(client)
        page = client.get(at("sheet-columns", Sheet.objects.get())).content.decode()
        assert "E-mail" in page
        assert ">e-mail" not in page
        hand_in(TEXT, by=cora)
        assert send_file(client, TEXT.lower()).status_code == 302
        assert Sheet.objects.latest("made_at").state == Sheet.State.READY

    @pytest.mark.parametrize(
        "table",
        [
            "Agency,Name,E-mail\nAid,Di Os,zz\n",
            "First name,Surname,E-mail\nDi,Os,zz\n",
            "Agency,Name,E-mail\nDi Os,,zz\n",
        ],
    )
    def test_a_wrong_row_names_whom_it_names(self, client, cora, table):
        page = client.get(at("sheet", hand_in(table, by=cora))).content.decode()
        assert "><bdi>Di Os</bdi></td>" in page

    def test_doubles_are_asked_a_page_at_a_time(self, client, cora):
        for n in range(60):
            make_agency(f"Agency {n:02}")
        names = "\n".join(f"Agency-{n:02}" for n in range(60))
        sheet = hand_in(f"Agency\n{names}\n", by=cora)
        page = client.get(at("sheet-doubles", sheet))
        assert b"Page 1 of 2" in page.content
        answer = client.post(at("sheet-doubles", sheet), keyed())
        assert answer.url.endswith("?page=2")
        assert client.post(answer.url, keyed()).url == at("sheet", sheet)


class TestRefused:
    @pytest.mark.parametrize("text", ["", "Street,Notes\nHigh St 1,tall\n"])
    def test_a_file_with_nothing_in_it(self, client, text):
        answer = send_file(client, text or " ")
        assert answer.status_code == 400
        assert not Sheet.objects.exists()

    def test_one_that_is_too_large(self, client, monkeypatch):
        monkeypatch.setattr("fourthp.partnership.forms.sheets.MOST_BYTES", 10)
        answer = send_file(client)
        assert b"too large" in answer.content
        assert HandInSheetForm.base_fields["file"].required

    @pytest.mark.parametrize("same", [True, False])
    def test_columns_that_name_nobody_or_twice_the_same(self, client, same):
        send_file(client)
        path = at("sheet-columns", Sheet.objects.get())
        said = dict.fromkeys(("column_0", "column_1"), "name") if same else {}
        answer = client.post(path, keyed(**said))
        assert answer.status_code == 400
        assert (b"Two columns" if same else b"Say which column") in answer.content

    def test_what_is_asked_of_a_sheet_that_is_over(self, client, cora):
        sheet = bring_in(hand_in(TEXT, by=cora), by=cora)
        for name in ("sheet-columns", "sheet-choices", "sheet-doubles"):
            assert client.get(at(name, sheet)).url == at("sheet", sheet)
        assert client.post(at("sheet-application", sheet), keyed()).status_code == 404
        assert client.post(at("sheet-discarding", sheet), keyed()).status_code == 404

    def test_what_is_sent_about_a_sheet_whose_rows_are_gone(self, client, cora):
        sheet = hand_in(TEXT, by=cora)
        Sheet.objects.update(rows=[])
        answer = client.post(at("sheet-choices", sheet), keyed(), follow=True)
        assert b"forgotten after a day" in answer.content
        assert b"forgotten after a day" in client.get(at("sheet", sheet)).content

    def test_throwing_away_leads_to_the_others(self, client, cora, monkeypatch):
        sheet = hand_in(TEXT, by=cora)
        assert client.post(at("sheet-discarding", sheet), keyed()).url == "/sheets/"
        assert not Sheet.objects.exists()

    def test_throwing_away_says_once_what_became_of_it(self, client, cora):
        sheet = hand_in(TEXT, by=cora)
        answer = client.post(at("sheet-discarding", sheet), keyed(), follow=True)
        said = "“members.csv” is thrown away: none of its rows is kept"
        assert answer.content.decode().count(said) == 1
        assert said not in client.get(reverse("sheets")).content.decode()

    def test_throwing_away_forgets_what_its_columns_were_said_to_be(self, client, cora):
        """A wrong answer is no trap: the same sheet handed in again is asked anew."""
        text = b"Body,Post\nAid,Manager\n"
        said = {"file_name": "members.csv", "by": cora, "now": now()}
        sheet = hand_in_sheet([text], **said)
        confirm_columns(sheet, {"Body": "agency", "Post": "role"}, by=cora)
        assert hand_in_sheet([text], **said).state == Sheet.State.READY  # the control
        client.post(at("sheet-discarding", sheet), keyed())
        assert hand_in_sheet([text], **said).state == Sheet.State.COLUMNS

    def test_shows_the_role_that_each_would_have(self, client, cora):
        sheet = hand_in("agency,name,role\nAid,Asha,Agency lead\n", by=cora)
        assert ">agency lead</td>" in client.get(at("sheet", sheet)).content.decode()

    def test_throwing_away_what_comes_in_meanwhile_says_so(
        self, client, cora, monkeypatch
    ):
        sheet = hand_in(TEXT, by=cora)

        def late(found, *, by):
            Sheet.objects.update(state=Sheet.State.APPLIED)
            throw_away_sheet(found, by=by)

        monkeypatch.setattr("fourthp.partnership.views.sheets.throw_away_sheet", late)
        answer = client.post(at("sheet-discarding", sheet), keyed())
        assert answer.url == reverse("sheets")


class TestList:
    def test_names_a_sheet_by_its_file_and_rows(self, client, cora):
        sheet = hand_in(TEXT, by=cora)
        link = f'<a href="{at("sheet", sheet)}"><bdi>members.csv</bdi></a>'
        assert "· 3 rows ·" in client.get(reverse("sheets")).content.decode()
        bring_in(sheet, by=cora)
        page = client.get(reverse("sheets")).content.decode()
        assert (
            f'{link}</th><td role="cell" class="number" data-name="Rows">3</td>' in page
        )

    def test_says_nothing_of_rows_that_were_not_noted(self, client, cora):
        bring_in(hand_in(TEXT, by=cora), by=cora)
        Sheet.objects.update(counts={"agencies": 1})
        page = client.get(reverse("sheets")).content.decode()
        assert '</th><td role="cell" class="number" data-name="Rows">–</td>' in page


class TestTasks:
    def test_a_sheet_that_changed_meanwhile_is_said(self, client, cora):
        sheet = hand_in(TEXT, by=cora)
        client.post(at("sheet-application", sheet), keyed(seen="other"))
        do_work()
        assert "look at it again" in Work.objects.get().said
        assert b"Bring it in" in client.get(at("sheet", sheet)).content

    def test_run_twice_is_done_once(self, cora):
        sheet = hand_in(TEXT, by=cora)
        given = (str(sheet.pk), str(cora.pk))
        seen = plan_sheet(sheet).digest()
        for _each in range(2):
            tasks.bring_sheet_in.func(str(new_id()), *given, seen)
        assert Person.objects.filter(name="Asha Bell").count() == 1
        for _each in range(2):
            tasks.take_sheet_back.func(str(new_id()), *given)
        assert not Person.objects.filter(name="Asha Bell").exists()

    def test_whoever_coordinates_no_more_brings_nothing_in_and_takes_nothing_back(
        self, client, cora
    ):
        sheet = hand_in(TEXT, by=cora)
        seen = plan_sheet(sheet).digest()
        client.post(at("sheet-application", sheet), keyed(seen=seen))
        Seat.objects.all().delete()
        do_work()
        assert "not bring" in Work.objects.get().said
        Work.objects.all().delete()
        client.post(at("sheet-undoing", sheet), keyed())
        tasks.take_sheet_back.func(str(new_id()), str(sheet.pk), str(cora.pk))

    def test_says_where_nothing_can_be_taken_back(self, client, cora):
        sheet = hand_in(TEXT, by=cora)
        client.post(at("sheet-undoing", sheet), keyed())
        do_work()
        assert "nothing to take back" in Work.objects.get().said

    def test_a_work_that_failed_is_told_and_may_be_tried_again(self, client, cora):
        sheet = hand_in(TEXT, by=cora)
        client.post(at("sheet-application", sheet), keyed(seen=""))
        Job.objects.update(state=Job.State.FAILED)
        page = client.get(at("sheet", sheet)).content
        assert b"broken off" in page
        assert b"Bring it in" in page


class TestPanel:
    def test_stands_on_both_lists_and_both_imports_say_what_they_are_for(self, client):
        for name in ("agencies", "people", "imports"):
            assert reverse("sheets") in client.get(reverse(name)).content.decode()
        page = client.get(reverse("sheets")).content.decode()
        assert "This is for agencies and their people" in page

    def test_offers_sheets_to_a_coordinator_by_the_strong_door(self, cora):
        assert reverse("sheets") in bring_in_a_sheet(cora)
        assert bring_in_a_sheet(None) == ""
        assert bring_in_a_sheet(make_person("Asha Bell")) == ""
        cora.is_strong = False
        assert bring_in_a_sheet(cora) == ""


def test_areas_are_made_or_found_from_the_choices_page(client, cora):
    make_term("Anyshire", "area")
    sheet = hand_in("Agency,Region\nAid,Anyshire;Otherland\n", by=cora)
    page = client.get(at("sheet-choices", sheet)).content
    assert b"Make it an area" in page
    assert b">Anyshire<" not in page
