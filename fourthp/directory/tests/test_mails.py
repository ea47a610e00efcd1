"""What the directory tells by mail, and what is said by a link in it."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from fourthp.audit.models import Entry
from fourthp.directory.models import Import, Service
from fourthp.directory.operations import mails
from fourthp.directory.operations.acts import LISTING_RIGHT
from fourthp.directory.operations.edits import Edit, edit_service, undo_edit
from fourthp.directory.operations.hiding import (
    make_agency_confidential,
    make_confidential,
)
from fourthp.directory.operations.imports.applying import apply_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.operations.listings import verify_service
from fourthp.directory.operations.mails import tell_due
from fourthp.directory.operations.problems import (
    report_problem,
    report_problems,
)
from fourthp.directory.operations.settling import settle_problem
from fourthp.directory.permissions import can_edit_service, can_verify_service
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_phone,
    make_service,
)
from fourthp.directory.tests.packages import make_package, plain
from fourthp.foundation.actors import Clockwork, Host, Public
from fourthp.foundation.matters import actor_title
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Agency, Label, Person, Role, Seat
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import (
    make_member_agency,
    make_network,
    make_person,
    make_seat,
)
from fourthp.post.formats.letters import Foot, letter_text
from fourthp.post.models import Answer, Message
from fourthp.post.operations.acts import send_fresh_link
from fourthp.post.operations.bundles import make_bundles
from fourthp.post.queries import acts
from fourthp.post.queries.acts import link_to
from fourthp.post.rules.acts import ActIsOver, Said
from fourthp.post.rules.letters import Button

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
WEEK = timedelta(days=7)
BY = Clockwork("directory.tell_due")
SECRET = "Lantern stay"


@pytest.fixture(autouse=True)
def _still():
    make_network()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agency():
    return make_member_agency("Harbour Aid")


@pytest.fixture
def rosa(agency) -> Person:
    person = make_person("Rosa Hale", email="rosa@harbour.example")
    make_seat(person, agency=agency, role=Role.LEAD)
    return person


def due(agency, name: str = "Night kitchen", **fields: Any) -> Service:
    service = make_service(name, organization=agency, **fields)
    make_phone(service, "0121 496 0049")
    return service


def tell(now: datetime = NOW) -> int:
    return tell_due(by=BY, now=now)


def act_path(message: Message) -> str:
    urls = [b.url for b in message.says.blocks if isinstance(b, Button)]
    url = next(url for url in urls if "/act/" in url)
    return url.partition("8000")[2].partition("?")[0]


def press(path: str, **said: str) -> Any:
    data = {"form_key": str(uuid4()), "choice": "right", **said}
    return Client(headers={"Sec-Fetch-Site": "same-origin"}).post(path, data)


def words() -> str:
    letters = [message.letter for message in Message.objects.all()]
    return json.dumps(letters, ensure_ascii=False)


class TestTellDue:
    def test_asks_whoever_keeps_a_listing_with_all_that_it_says(self, agency, rosa):
        due(agency)
        assert tell() == 1
        message = Message.objects.get()
        assert (message.address, message.state) == (rosa.email, "gathered")
        for said in ("Rosa Hale (Harbour Aid)", "Night kitchen", "0121 496 0049"):
            assert said in words()

    def test_tells_deputies_and_representatives_and_nobody_else(self, agency, rosa):
        for role in (Role.DEPUTY, Role.REPRESENTATIVE, Role.OBSERVER):
            person = make_person(role, email=f"{role}@harbour.example")
            make_seat(person, agency=agency, role=role)
        other = make_person("Other", email="other@clinic.example")
        make_seat(other, agency=make_member_agency(), role=Role.LEAD)
        due(agency)
        tell()
        told = {m.address.partition("@")[0] for m in Message.objects.all()}
        assert told == {"rosa", "deputy", "representative"}

    def test_run_twice_or_daily_asks_once_a_week(self, agency, rosa):
        due(agency)
        for hours in (0, 0, 24, 48):
            tell(NOW + timedelta(hours=hours))
        assert Message.objects.count() == 1

    def test_asks_again_the_week_after_but_never_twice_in_one_mail(self, agency, rosa):
        due(agency)
        tell()
        tell(NOW + WEEK)
        assert Message.objects.count() == 1  # the first waits still
        make_bundles(now=NOW + WEEK)
        tell(NOW + 2 * WEEK)
        assert not Message.objects.filter(state="gathered").exists()  # nor has it left
        # The control: once the bundle has left, it is asked again.
        Message.objects.filter(state="waiting").update(state="sent")
        tell(NOW + 2 * WEEK)
        assert Message.objects.filter(state="gathered").count() == 1

    def test_asks_nothing_of_what_is_fresh_ended_or_kept_by_nobody(self, agency, rosa):
        due(agency, assured_date=date(2026, 2, 1))
        due(agency, "Ended", status=Service.Status.DEFUNCT)
        due(make_member_agency())
        assert tell() == 0
        assert not Message.objects.exists()

    def test_asks_of_ten_and_counts_the_others(self, agency, rosa):
        for number in range(13):
            due(agency, f"Kitchen {number:02}")
        assert tell() == 13
        assert Message.objects.count() == 11
        assert "3 more listings of yours are to be checked" in words()

    def test_goes_with_others_in_one_mail(self, agency, rosa):
        due(agency)
        due(agency, "Day kitchen")
        tell()
        assert make_bundles(now=NOW + WEEK) == 1


class TestNames:
    """S3, S14: a mail names no listing that is not everyone's, or has no place."""

    def hidden(self, agency) -> list[Service]:
        return [
            due(agency, f"{SECRET} 1", label=Label.GREEN),
            due(agency, f"{SECRET} 2", label=Label.AMBER),
            due(agency, f"{SECRET} 3", place_is_confidential=True),
        ]

    def test_of_hidden_listings_nothing_is_said_but_how_many(self, agency, rosa):
        self.hidden(agency)
        tell()
        assert SECRET not in words()
        assert "3 listings of yours are to be checked" in words()
        assert "/act/" not in words()

    def test_control_unasked_they_would_be_named(self, agency, rosa, monkeypatch):
        monkeypatch.setattr(mails, "may_be_named", lambda _service: True)
        self.hidden(agency)
        tell()
        assert SECRET in words()

    def test_a_confidential_agency_hides_all_that_is_its_own(self, agency, rosa):
        hidden = due(agency, SECRET)
        # The database lets no agency be hidden before its services are.
        agency.place_is_confidential = hidden.place_is_confidential = True
        hidden.save()
        agency.save()
        due(agency, f"{SECRET} 2", place_is_confidential=True)
        tell()
        report_problem(hidden, "hours", by=Public(), now=NOW)
        assert SECRET not in words()
        assert "Harbour Aid" not in words()

    def test_hidden_later_it_goes_from_every_mail(self, agency, rosa):
        service = due(agency, SECRET)
        make_address(make_location(service), address_1="7 Lantern Yard")
        due(agency, "Night kitchen")
        tell()
        make_bundles(now=NOW + WEEK)
        bundle = Message.objects.get(kind="post.bundle")
        assert "Lantern Yard" in str(bundle.letter)
        make_confidential(service, by=Host(), region=None)
        assert SECRET not in words()
        assert "Lantern" not in words()
        bundle.refresh_from_db()
        assert (bundle.state, bundle.has_words) == ("cancelled", False)
        make_bundles(now=NOW + WEEK)
        [again] = Message.objects.filter(kind="post.bundle", state="waiting")
        assert "Night kitchen" in str(again.letter)

    def test_with_the_agency_that_keeps_it_hidden_it_goes_too(self, agency, rosa):
        due(make_member_agency("Town Council"), SECRET, owner=agency)
        due(make_member_agency("Town Hall"), "Night kitchen")
        make_seat(rosa, agency=Agency.objects.get(name="Town Hall"), role=Role.LEAD)
        tell()
        assert SECRET in words()
        make_agency_confidential(agency, by=Host(), region=None)
        assert SECRET not in words()
        assert "Night kitchen" in words()  # nobody hid that

    @pytest.mark.parametrize("said", [{"tlp_label": "green"}, {}])
    def test_shown_to_members_alone_by_an_import_it_goes(
        self, agency, rosa, tmp_path, said
    ):
        def bring(**cells: str) -> None:
            tables = plain()
            tables["services"][0] |= {"name": SECRET} | cells
            plan = plan_import(make_package(tmp_path, **tables), source="city")
            apply_import(plan, by=Host(), now=NOW)

        bring()
        Service.objects.update(owner=agency)
        tell()
        assert SECRET in words()
        bring(description="Soup", **said)
        is_told = not said  # unless it says so, it stays for everyone, and in mails
        assert (SECRET in words()) == is_told

    def test_shown_to_members_alone_it_goes_too(self, agency, rosa):
        service = due(agency, SECRET)
        tell()
        edit_service(service, Edit({"label": Label.GREEN}), by=Host(), now=NOW)
        assert SECRET not in words()

    def opened(self, agency) -> tuple[Service, Revision]:
        """A listing that was for members before somebody opened it to everyone."""
        service = due(agency, SECRET, label=Label.GREEN)
        edit_service(service, Edit({"label": Label.CLEAR}), by=Host(), now=NOW)
        return service, Revision.objects.get(act="edited")

    def test_shown_to_members_alone_by_an_undo_it_goes_too(self, agency, rosa):
        service, revision = self.opened(agency)
        tell()
        assert SECRET in words()
        undo_edit(service, revision, by=Host(), now=NOW)
        assert SECRET not in words()

    def test_given_by_an_undo_to_a_hidden_agency_it_goes_too(self, agency, rosa):
        hidden = make_member_agency("Quay House")
        Agency.objects.filter(pk=hidden.pk).update(place_is_confidential=True)
        hidden.refresh_from_db()
        service = due(make_member_agency("Town Council"), SECRET, owner=hidden)
        edit_service(service, Edit({"owner": agency}), by=Host(), now=NOW)
        tell()
        assert SECRET in words()
        revision = Revision.objects.get(act="edited")
        undo_edit(service, revision, by=Host(), now=NOW)
        assert SECRET not in words()

    def test_control_an_undo_that_narrows_nothing_leaves_it(self, agency, rosa):
        service = due(agency, SECRET)
        edit_service(service, Edit({"description": "Soup"}), by=Host(), now=NOW)
        tell()
        revision = Revision.objects.get(act="edited")
        undo_edit(service, revision, by=Host(), now=NOW)
        assert SECRET in words()


class TestListingRight:
    @pytest.fixture
    def path(self, agency, rosa) -> str:
        due(agency)
        tell()
        return act_path(Message.objects.get())

    def test_checks_the_listing_in_the_name_of_its_keeper(self, path, rosa):
        page = Client().get(path).content.decode()
        assert "Night kitchen" in page
        answer = press(path)
        assert "Noted" in Client().get(answer["Location"]).content.decode()
        service = Service.objects.get()
        assert service.assured_date == NOW.date()
        assert service.assurer_role == "Harbour Aid, agency lead"
        entry = Entry.objects.get(act="verified")
        assert (entry.actor_kind, entry.actor_id) == ("link", f"person:{rosa.pk}")
        title = actor_title(entry.actor_kind, entry.actor_id, on=NOW.date())
        assert title == "Harbour Aid, agency lead, by a link in a mail"

    def test_says_on_its_page_only_what_the_mail_said(self, path):
        mail = words()
        link_page = Client().get(path).content.decode()
        told = re.findall(r"<(?:dt|dd)><bdi>([^<]+)<", link_page)
        assert "Night kitchen" in told
        assert [said for said in told if unescape(said) not in mail] == []

    def test_is_taken_back_from_its_thanks(self, path):
        done = press(path)["Location"]
        press(done)
        service = Service.objects.get()
        assert (service.assured_date, service.assurer_role) == (None, "")
        assert Revision.objects.get().undone_at is not None
        assert press(path).status_code == 302
        assert Service.objects.get().assured_date == NOW.date()

    def test_taken_back_from_its_history_it_is_taken_back(self, path):
        done = press(path)["Location"]
        Revision.objects.update(undone_at=NOW)
        assert press(done).status_code == 302
        assert Answer.objects.get().undone_at is not None

    def test_of_a_listing_forgotten_since_says_that_it_is_too_late(self, path):
        done = press(path)["Location"]
        Revision.objects.all().delete()
        assert press(done).status_code == 409

    @pytest.mark.parametrize("page", ["", "not-me/", "left/"])
    def test_forwarded_it_tells_nobody_what_she_is_called_later(
        self, path, rosa, page, monkeypatch
    ):
        [sealed] = set(re.findall(r"/act/[^/]+/(\?n=\w+)", words()))
        before = Client().get(path + page + sealed).content.decode()
        assert "Rosa Hale (Harbour Aid)" in before
        refuge = make_member_agency("Anchor House Refuge")
        make_seat(rosa, agency=refuge, role=Role.LEAD)
        Person.objects.filter(pk=rosa.pk).update(name="Rosa Married")
        for query in (sealed, ""):
            html = Client().get(path + page + query).content.decode()
            assert "Married" not in html
            assert "Anchor House" not in html
        # Control: whoever takes any seal for right shows what she is called now.
        monkeypatch.setattr(acts, "constant_time_compare", lambda *_: True)
        assert "Married" in Client().get(path + page + sealed).content.decode()

    def test_ends_when_another_checked_it(self, path):
        editor = make_person("Grace")
        make_seat(editor, role=Role.EDITOR)
        more = {"role": "editor", "now": NOW, "today": NOW.date()}
        verify_service(Service.objects.get(), by=editor, **more)
        assert Client().get(path).status_code == 410

    def test_ends_when_the_listing_says_something_else(self, path):
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            edit = Edit({"description": "Another"})
            edit_service(Service.objects.get(), edit, by=Host(), now=NOW)
        answer = Client().get(path)
        assert answer.status_code == 410
        assert "Another" not in answer.content.decode()
        assert press(path).status_code == 410
        assert Service.objects.get().assured_date is None

    def test_ends_when_it_is_hidden_and_says_nothing_of_it(self, path):
        make_confidential(Service.objects.get(), by=Host(), region=None)
        answer = Client().get(path)
        assert answer.status_code == 410
        assert "Night kitchen" not in answer.content.decode()

    def test_a_fresh_link_that_waits_does_not_go_when_it_is_hidden(self, path, rosa):
        service, [reader] = Service.objects.get(), readers_for([rosa])
        send_fresh_link(link_to(LISTING_RIGHT, reader, service, now=NOW), now=NOW)
        fresh = Message.objects.get(kind="post.fresh-link")
        assert "Night kitchen" in str(fresh.letter)
        make_confidential(service, by=Host(), region=None)
        fresh.refresh_from_db()
        assert (fresh.state, fresh.has_words) == ("cancelled", False)

    def test_ends_with_the_seat(self, path):
        Seat.objects.update(to_on=date(2026, 3, 1))
        assert press(path).status_code == 410
        assert Service.objects.get().assured_date is None

    def test_ends_with_the_role(self, path):
        Seat.objects.update(role=Role.OBSERVER)
        assert press(path).status_code == 410

    def test_survives_an_import_of_other_listings(self, path):
        Import.objects.create(source="city", made_at=NOW + timedelta(hours=1))
        assert Client().get(path).status_code == 200

    def test_ends_when_an_import_of_it_is_made_or_undone(self, agency, rosa, tmp_path):
        plan = plan_import(make_package(tmp_path, **plain()), source="city")
        apply_import(plan, by=Host(), now=NOW)
        Service.objects.update(owner=agency)
        tell()
        path = act_path(Message.objects.get())
        later = NOW + timedelta(hours=1)
        for change in ({"undone_at": later}, {"undone_at": None, "made_at": later}):
            assert Client().get(path).status_code == 200
            Import.objects.update(**change)
            assert Client().get(path).status_code == 410
            Import.objects.update(undone_at=None, made_at=NOW)

    def test_changed_while_it_is_pressed_does_nothing(self, agency, rosa):
        service = due(agency)
        [reader] = readers_for([rosa])
        link = link_to(LISTING_RIGHT, reader, service, now=NOW)
        later = NOW + timedelta(hours=1)
        with time_machine.travel(later, tick=False):
            edit = Edit({"description": "Another"})
            edit_service(service, edit, by=Host(), now=later)
        with pytest.raises(ActIsOver):
            LISTING_RIGHT.act(link, Said("right"), later)
        assert Service.objects.get().assured_date is None

    @pytest.mark.parametrize("is_gone", [True, False])
    def test_of_a_listing_that_is_no_more_is_over(self, agency, rosa, is_gone):
        service = due(agency)
        [reader] = readers_for([rosa])
        link = link_to(LISTING_RIGHT, reader, service, now=NOW)
        assert LISTING_RIGHT.is_open(link, NOW)
        if is_gone:
            service.delete()
            assert LISTING_RIGHT.says(link) == ()
        else:
            Service.objects.update(status=Service.Status.DEFUNCT)
        assert not LISTING_RIGHT.is_open(link, NOW)
        with pytest.raises(ActIsOver):
            LISTING_RIGHT.act(link, Said("right"), NOW)

    def test_taken_back_it_leaves_what_another_checked_since(self, path):
        done = press(path)["Location"]
        editor = make_person("Grace")
        make_seat(editor, role=Role.EDITOR)
        more = {"role": "editor", "now": NOW + WEEK, "today": (NOW + WEEK).date()}
        verify_service(Service.objects.get(), by=editor, **more)
        assert press(done).status_code == 302
        assert Service.objects.get().assurer_role == "editor"

    def test_its_link_may_do_nothing_else(self, path, rosa):
        service, other = Service.objects.get(), make_service("Another")
        [reader] = readers_for([rosa])
        link = link_to(LISTING_RIGHT, reader, service, now=NOW)
        assert can_verify_service(link, service)
        assert not can_edit_service(link, service)
        assert not can_verify_service(link, other)


class TestReportProblem:
    def test_tells_whoever_keeps_the_listing(self, agency, rosa):
        report_problem(due(agency), "hours", by=Public(), now=NOW)
        message = Message.objects.get()
        assert (message.kind, message.state) == ("directory.problem", "gathered")
        assert "the hours are wrong" in words()
        assert "Night kitchen" in words()

    def test_said_a_hundred_times_is_told_once_a_week(self, agency, rosa):
        service = due(agency)
        for _ in range(100):
            report_problem(service, "hours", by=Public(), now=NOW)
        report_problem(service, "number", by=Public(), now=NOW)
        assert Message.objects.count() == 2

    def test_of_a_hidden_listing_names_nothing(self, agency, rosa):
        hidden = due(agency, SECRET, label=Label.GREEN)
        report_problem(hidden, "hours", by=Public(), now=NOW)
        assert SECRET not in words()
        assert "one of your listings" in words()

    def test_of_a_secret_place_goes_at_once_and_names_nothing(self, agency, rosa):
        editor = make_person("Grace", email="grace@network.example")
        make_seat(editor, role=Role.EDITOR)
        report_problem(due(agency, SECRET), "place", by=Public(), now=NOW)
        told = {m.address: m.state for m in Message.objects.all()}
        assert told == {rosa.email: "waiting", editor.email: "waiting"}
        assert SECRET not in words()
        subject = str(Message.objects.first().what.subject)
        assert subject == "Something to look at now"

    def test_of_a_secret_place_is_told_again_in_the_same_week(self, agency, rosa):
        service = due(agency)
        for days in (0, 1):
            at = NOW + timedelta(days=days)
            told = report_problem(service, "place", by=Public(), now=at)
            settle_problem(told, by=Host(), now=at)
        assert Message.objects.count() == 2

    def test_of_a_secret_place_is_told_five_times_an_hour_at_most(self, agency, rosa):
        service, other = due(agency), due(agency, "Day kitchen")
        for minute in range(60):
            at = NOW + timedelta(minutes=minute)
            report_problem(service, "place", by=Public(), now=at)
        told = Message.objects.count()
        assert 1 < told <= 5
        report_problem(other, "place", by=Public(), now=NOW)
        assert Message.objects.count() == told + 1  # of another it is told still
        assert service.problems.count() == 60  # and its page tells every one

    def test_of_several_kinds_is_noted_once_for_each(self, agency, rosa):
        service = due(agency)
        report_problems(service, ["hours", "number", "hours"], by=Public(), now=NOW)
        kinds = service.problems.values_list("kind", flat=True)
        assert sorted(kinds) == ["hours", "number"]

    def test_is_settled_by_nobody_of_the_public(self, agency, rosa):
        problem = report_problem(due(agency), "hours", by=Public(), now=NOW)
        with pytest.raises(PermissionDenied):
            settle_problem(problem, by=Public(), now=NOW)
        problem.refresh_from_db()
        assert problem.settled_at is None

    def test_of_a_listing_that_nobody_keeps_tells_nobody(self):
        report_problem(make_service(), "hours", by=Public(), now=NOW)
        assert not Message.objects.exists()


class TestReachedAnother:
    def test_tells_the_coordinators_and_tells_when_it_is_taken_back(self, agency, rosa):
        maya = make_person("Maya", email="maya@network.example")
        make_seat(maya, role=Role.COORDINATOR)
        due(agency)
        tell()
        path = act_path(Message.objects.get())
        for page in ("not-me/", "not-me/", "done/", "done/"):
            press(f"{path}{page}")
        found = Message.objects.filter(kind="partnership.reached-another")
        told, back = found.order_by("pk")
        assert "That was taken back." in str(back.letter)
        assert "Rosa Hale (Harbour Aid)" in str(back.letter)
        assert back.mailing.actor_kind == "bearer"
        assert told.address == maya.email
        assert "Rosa Hale (Harbour Aid)" in str(told.letter)
        assert rosa.email not in str(told.letter)
        assert f"/outbox/readers/person/{rosa.pk}/" in str(told.letter)
        assert told.mailing.actor_kind == "bearer"

    def test_that_she_has_left_is_told_in_those_words(self, agency, rosa):
        make_seat(make_person("Maya", email="m@n.example"), role=Role.COORDINATOR)
        due(agency)
        tell()
        press(act_path(Message.objects.get()) + "left/")
        [told] = Message.objects.filter(kind="partnership.reached-another")
        assert "this person has left" in str(told.letter)
        assert told.says.title == "Somebody is said to have left"
        assert "sign in first" in letter_text(told.says, foot=Foot("Network"))

    def test_that_she_is_still_there_after_all_is_told_in_those_words(
        self, agency, rosa
    ):
        make_seat(make_person("Maya", email="m@n.example"), role=Role.COORDINATOR)
        due(agency)
        tell()
        path = act_path(Message.objects.get())
        press(f"{path}left/")
        press(f"{path}done/")
        found = Message.objects.filter(kind="partnership.reached-another")
        back = found.order_by("pk")[1]
        assert "said: this person has left. It was taken back." in str(back.letter)

    def test_said_and_taken_back_without_end_is_told_four_times(self, agency, rosa):
        make_seat(make_person("Maya", email="m@n.example"), role=Role.COORDINATOR)
        due(agency)
        tell()
        path = act_path(Message.objects.get())
        for _ in range(4):
            press(f"{path}not-me/")
            press(f"{path}done/")
        found = Message.objects.filter(kind="partnership.reached-another")
        assert found.count() == 4
