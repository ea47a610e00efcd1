"""What keepers of listings say by the links of mails: wrong, ended, mended."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.translation import override

from fourthp.audit.models import Entry
from fourthp.directory.models import Problem, Schedule, Service
from fourthp.directory.operations import acts, edits
from fourthp.directory.operations.acts import LISTING_RIGHT
from fourthp.directory.operations.edits import (
    Edit,
    edit_service,
    end_service,
    undo_edit,
)
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.imports.applying import apply_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.operations.mails import tell_due
from fourthp.directory.operations.mended import SETTLING
from fourthp.directory.operations.problems import (
    report_problem,
    report_problems,
    withdraw_problems,
)
from fourthp.directory.operations.settling import reopen_problems, settle_problems
from fourthp.directory.permissions import can_end_service, can_settle_problems
from fourthp.directory.queries.listings import open_problems
from fourthp.directory.queries.overview import told_to_everyone
from fourthp.directory.tests.makers import make_phone, make_service
from fourthp.directory.tests.packages import make_package, plain
from fourthp.foundation.actors import Clockwork, Host, Public
from fourthp.foundation.links import SignedLink
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Label, Person, Role, Seat
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import (
    make_member_agency,
    make_network,
    make_person,
    make_seat,
)
from fourthp.post.formats.letters import Foot, letter_text
from fourthp.post.models import Answer, Message
from fourthp.post.operations.acts import do_act, send_fresh_link, undo_act
from fourthp.post.queries.acts import link_to
from fourthp.post.rules.acts import ActIsOver, Said, SignedAct
from fourthp.post.rules.letters import Button

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)
BY = Clockwork("directory.tell_due")
HOURS = SETTLING[Problem.Kind.HOURS]
HERE = {"Sec-Fetch-Site": "same-origin"}
ENDED = Service.Status.DEFUNCT


@pytest.fixture(autouse=True)
def clock():
    make_network()
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def agency():
    return make_member_agency("Harbour Aid")


@pytest.fixture
def rosa(agency) -> Person:
    return keeper(agency, "Rosa Hale")


@pytest.fixture
def service(agency, rosa) -> Service:
    listed = make_service("Night kitchen", organization=agency)
    make_phone(listed, "0121 496 0049")
    return listed


def keeper(agency, name: str, role: str = Role.LEAD) -> Person:
    address = f"{name.partition(' ')[0].lower()}@harbour.example"
    person = make_person(name, email=address)
    make_seat(person, agency=agency, role=role)
    return person


def editor() -> Person:
    grace = make_person("Grace", email="grace@network.example")
    make_seat(grace, role=Role.EDITOR)
    return grace


def open_late(service: Service) -> None:
    times = {"opens_at": time(22), "closes_at": time(23)}
    Schedule.objects.create(service=service, byday="MO", freq="WEEKLY", **times)


def link_of(person: Person, service: Service, act: SignedAct = LISTING_RIGHT) -> Any:
    [reader] = readers_for([person])
    return link_to(act, reader, service, now=NOW)


def path_of(link: SignedLink, page: str = "") -> str:
    return f"/act/{link.token()}/{page}"


def press(path: str, **said: Any) -> Any:
    return Client(headers=HERE).post(path, {"form_key": str(uuid4()), **said})


def say(link: SignedLink, choice: str, *reasons: str) -> Any:
    return press(path_of(link), choice=choice, reasons=reasons)


def told(kind: str) -> list[str]:
    found = Message.objects.filter(kind=kind).order_by("address")
    return [message.address.partition("@")[0] for message in found]


def urls(message: Message) -> list[str]:
    return [b.url for b in message.says.blocks if isinstance(b, Button)]


def state() -> list[Any]:
    models = (Answer, Message, Entry, Problem, Service, Revision)
    return [list(model.objects.order_by("pk").values()) for model in models]


class TestFacts:
    """What a mail says of a listing: said once, and read aloud without a stumble."""

    def text(self) -> str:
        tell_due(by=BY, now=NOW)
        return letter_text(Message.objects.get().says, foot=Foot("Network"))

    @pytest.mark.parametrize(
        ("days", "said"),
        [
            ("MO,TU,WE,TH,FR,SA,SU", ["Every day: 18:00–02:00 the next day"]),
            (
                "MO,TU,WE,TH,FR",
                [
                    "Monday to Friday: 18:00–02:00 the next day",
                    "Saturday and Sunday: closed",
                ],
            ),
            ("WE", ["Wednesday: 18:00–02:00 the next day"]),
        ],
    )
    def test_days_alike_stand_in_one_line(self, service, days, said):
        times = {"opens_at": time(18), "closes_at": time(2)}
        Schedule.objects.create(service=service, byday=days, freq="WEEKLY", **times)
        lines = [line.strip() for line in self.text().splitlines()]
        assert [one for one in said if not any(one in line for line in lines)] == []
        assert sum("the next day" in line for line in lines) == 1

    def test_say_whose_it_is_and_that_it_runs(self, service):
        text = self.text()
        assert "Agency: Harbour Aid" in text
        assert "It is running" in text

    def test_a_number_carries_no_marks_along_unless_writing_runs_the_other_way(
        self, service
    ):
        assert "0121 496 0049" in self.text()
        assert "\u2066" not in self.text()
        with override("ar-xb"):
            told = str(told_to_everyone(service, now=NOW))
        assert "\\u20660121 496 0049\\u2069" in told


class TestTheMail:
    def test_offers_all_three_answers_and_reads_well_aloud(self, service):
        tell_due(by=BY, now=NOW)
        text = letter_text(Message.objects.get().says, foot=Foot("Network"))
        labels = re.findall(r"\n\n([^\n]+)\nhttp", text)
        assert labels == [
            "Yes, all of it is right today:",
            "Something is not right, or it has ended:",
            "Change it (you sign in first):",
        ]

    def test_followed_by_a_scanner_in_every_link_changes_nothing(self, service):
        tell_due(by=BY, now=NOW)
        report_problem(service, "hours", by=Public(), now=NOW)
        before, seen = state(), set[str]()
        waiting = [url for one in Message.objects.all() for url in urls(one)]
        while waiting:
            path = waiting.pop().removeprefix("http://localhost:8000")
            path = path.replace("&amp;", "&")
            if path in seen or not path.startswith("/act/"):
                continue
            seen.add(path)
            for method in ("get", "head", "options"):
                answer = getattr(Client(), method)(path)
                waiting += re.findall(r'href="([^"]+)"', answer.content.decode())
        assert any("choice=wrong" in path for path in seen)
        assert any("choice=ended" in path for path in seen)
        assert any("settles_hours" in path for path in seen)
        assert state() == before


class TestSomethingIsNotRight:
    def test_stands_in_the_queue_of_the_listing_and_sign_in_is_offered(
        self, service, rosa
    ):
        done = say(link_of(rosa, service), "wrong", "hours", "other")["Location"]
        stands = {one.problem.kind for one in open_problems(service)}
        assert stands == {"other", "hours"}
        html = Client().get(done).content.decode()
        assert "Change it (you sign in first)" in html
        assert f"/listings/{service.pk}/" in html
        said = Entry.objects.filter(act="reported")
        assert {one.actor_id for one in said} == {f"person:{rosa.pk}"}
        assert {one.actor_kind for one in said} == {"link"}

    def test_says_afterwards_what_was_ticked_and_never_that_a_place_is_told(
        self, service, rosa
    ):
        done = say(link_of(rosa, service), "wrong", "hours", "place")["Location"]
        html = Client().get(done).content.decode()
        assert "<li>The hours are wrong</li>" in html
        assert "One thing that is not repeated here" in html
        assert "secret" not in html
        settle_problems(service, "place", by=rosa, now=NOW)
        html = Client().get(done).content.decode()
        assert "One thing that" not in html
        assert "A number is wrong" not in html

    def test_names_the_listing_afterwards_as_it_was_mailed(self, service, rosa, clock):
        link = link_of(rosa, service)
        done = say(link, "right")["Location"]
        html = Client().get(done).content.decode()
        assert "Night kitchen (Harbour Aid)" in html
        clock.move_to(SOON)
        edit = Edit({"name": "Lantern stay"})
        edit_service(service, edit, by=Host(), now=SOON)
        html = Client().get(done).content.decode()
        assert "Lantern stay" not in html
        assert "Night kitchen" not in html

    def test_changes_nothing_that_the_listing_says(self, service, rosa):
        before = Service.objects.values().get()
        say(link_of(rosa, service), "wrong", "hours")
        assert Service.objects.values().get() == before

    def test_is_told_to_the_others_who_keep_it(self, service, rosa, agency):
        keeper(agency, "Omar Reed", Role.DEPUTY)
        say(link_of(rosa, service), "wrong", "hours")
        assert told("directory.problem") == ["omar"]

    def test_said_signed_in_is_told_to_the_others_too(self, service, rosa, agency):
        keeper(agency, "Omar Reed", Role.DEPUTY)
        report_problem(service, "hours", by=rosa, now=NOW)
        assert told("directory.problem") == ["omar"]

    def test_of_a_place_that_must_stay_secret_is_told_at_once(self, service, rosa):
        editor()
        say(link_of(rosa, service), "wrong", "place")
        assert told("directory.place") == ["grace", "rosa"]

    @pytest.mark.parametrize("reasons", [(), ("refused",), ("closed",), ("hours", "x")])
    def test_refuses_what_is_not_offered(self, service, rosa, reasons):
        assert say(link_of(rosa, service), "wrong", *reasons).status_code == 400
        assert not Problem.objects.exists()

    def test_taken_back_it_takes_its_own_back_and_nothing_else(
        self, service, rosa, clock
    ):
        report_problem(service, "hours", by=Public(), now=NOW)
        clock.move_to(SOON)
        done = say(link_of(rosa, service), "wrong", "hours", "number")["Location"]
        clock.move_to(SOON + timedelta(minutes=1))
        assert press(done).status_code == 302
        [left] = Problem.objects.filter(settled_at=None)
        assert (left.kind, left.at) == ("hours", NOW)
        assert Entry.objects.get(act="withdrew").actor_kind == "link"
        assert Answer.objects.get().undone_at is not None
        assert Client().get(path_of(link_of(rosa, service))).status_code == 200

    def test_is_taken_back_by_nobody_else(self, service, rosa):
        report_problem(service, "hours", by=Public(), now=NOW)
        with pytest.raises(PermissionDenied):
            withdraw_problems(service, by=Public(), said_at=NOW, now=NOW)
        assert Problem.objects.get().settled_at is None

    def test_of_a_listing_changed_since_is_over(self, service, rosa, clock):
        link = link_of(rosa, service)
        clock.move_to(SOON)
        edit_service(service, Edit({"description": "New"}), by=Host(), now=SOON)
        assert say(link, "wrong", "hours").status_code == 410
        page = Client().get(path_of(link) + "?choice=wrong")
        assert page.status_code == 410
        assert "Night kitchen" not in page.content.decode()
        assert not Problem.objects.exists()


class TestOther:
    def test_is_not_offered_to_the_public_who_cannot_say_which(self, service):
        html = Client().get(f"/services/{service.pk}/problem/").content.decode()
        assert "The hours are wrong" in html
        assert "Something else is wrong" not in html
        path = f"/services/{service.pk}/problem/"
        assert press(path, kinds=["other"]).status_code == 400

    def test_says_on_its_page_what_to_do(self, service):
        report_problem(service, "other", by=Public(), now=NOW)
        [one] = open_problems(service)
        assert (one.mend, one.todo) == ("", "Look it through, and mend what is wrong")


class TestItHasEnded:
    def test_says_first_what_will_happen(self, service, rosa):
        path = path_of(link_of(rosa, service))
        assert 'value="ended"' not in Client().get(path).content.decode()
        html = Client().get(path + "?choice=ended").content.decode()
        assert "Then nobody finds it in the directory any more." in html
        assert "Then all who keep it get a mail, you too," in html
        assert Service.objects.get().status != ENDED

    def test_takes_the_listing_down_in_the_name_of_its_keeper(self, service, rosa):
        assert say(link_of(rosa, service), "ended").status_code == 302
        service.refresh_from_db()
        assert service.status == ENDED
        assert "status" in service.local_fields  # no import brings it back
        entry = Entry.objects.get(act="ended")
        assert (entry.actor_kind, entry.actor_id) == ("link", f"person:{rosa.pk}")

    def test_is_told_at_once_to_everyone_who_keeps_it(self, service, rosa, agency):
        keeper(agency, "Omar Reed", Role.DEPUTY)
        keeper(make_member_agency(), "Other Person")
        editor()
        say(link_of(rosa, service), "ended")
        assert told("directory.ended") == ["grace", "omar", "rosa"]
        message = Message.objects.first()
        assert message.state == "waiting"
        assert "Night kitchen" in str(message.letter)
        assert "Harbour Aid, agency lead, by a link in a mail" in str(message.letter)
        assert "Rosa" not in str(message.letter)
        assert "write to the network’s coordinator" in str(message.letter)

    def test_is_taken_back_by_its_link_and_that_is_told_too(self, service, rosa):
        link = link_of(rosa, service)
        done = say(link, "ended")["Location"]
        assert press(done).status_code == 302
        service.refresh_from_db()
        assert (service.status, service.local_fields) == (Service.Status.ACTIVE, [])
        assert told("directory.ended") == ["rosa", "rosa"]
        assert "people find it" in str([m.letter for m in Message.objects.all()])
        assert Client().get(path_of(link)).status_code == 200  # and asks as before
        assert say(link, "right").status_code == 302

    def test_is_taken_back_from_the_history_by_whoever_keeps_it(self, service, rosa):
        done = say(link_of(rosa, service), "ended")["Location"]
        undo_edit(service, Revision.objects.get(), by=rosa, now=NOW)
        assert Service.objects.get().status != ENDED
        assert press(done).status_code == 302
        assert Answer.objects.get().undone_at is not None

    def test_said_again_by_another_it_stays_ended(self, service, rosa, agency):
        omar = keeper(agency, "Omar Reed", Role.DEPUTY)
        done = say(link_of(rosa, service), "ended")["Location"]
        for status in (Service.Status.ACTIVE, ENDED):
            edit_service(service, Edit({"status": status}), by=omar, now=NOW)
        answer = press(done)
        assert answer.status_code == 409
        assert "Sign in to look at it" in answer.content.decode()
        assert Service.objects.get().status == ENDED
        assert Answer.objects.get().undone_at is None

    def test_hidden_since_it_is_not_shown_again_by_a_link(self, service, rosa):
        done = say(link_of(rosa, service), "ended")["Location"]
        make_confidential(service, by=Host(), region=None)
        Service.objects.update(label=Label.CLEAR)
        assert press(done).status_code == 409
        assert Service.objects.get().status == ENDED

    def test_hidden_while_it_is_taken_back_it_is_not_shown_again(
        self, service, rosa, monkeypatch
    ):
        done = say(link_of(rosa, service), "ended")["Location"]
        hide = {"place_is_confidential": True, "label": Label.CLEAR}
        monkeypatch.setattr(edits, "take_turn", lambda: Service.objects.update(**hide))
        answer = press(done)
        assert answer.status_code == 409
        assert "Sign in to look at it" in answer.content.decode()
        assert Service.objects.get().status == ENDED

    def test_for_members_alone_since_it_is_named_in_no_mail(self, service, rosa):
        done = say(link_of(rosa, service), "ended")["Location"]
        assert "Night kitchen" in str([m.letter for m in Message.objects.all()])
        edit_service(service, Edit({"label": Label.GREEN}), by=Host(), now=NOW)
        assert press(done).status_code == 302
        assert "Night kitchen" not in str([m.letter for m in Message.objects.all()])

    @pytest.mark.parametrize("choice", ["ended", "right", "wrong"])
    def test_is_not_taken_back_once_the_role_is_gone(self, service, rosa, choice):
        reasons = ("hours",) if choice == "wrong" else ()
        done = say(link_of(rosa, service), choice, *reasons)["Location"]
        before = Service.objects.values().get()
        Seat.objects.filter(person=rosa).update(role=Role.OBSERVER)
        assert press(done).status_code == 409
        assert Service.objects.values().get() == before

    def test_of_a_listing_that_is_gone_cannot_be_taken_back(self, service, rosa):
        link = link_of(rosa, service)
        do_act(LISTING_RIGHT, link, "wrong", now=NOW, reasons=("hours",))
        service.delete()
        assert press(path_of(link, "done/")).status_code == 409

    def test_changed_while_it_is_pressed_does_nothing(self, service, rosa, monkeypatch):
        monkeypatch.setattr(acts, "version_of", lambda _service: "an older one")
        for choice in ("ended", "right"):
            with pytest.raises(ActIsOver):
                LISTING_RIGHT.act(link_of(rosa, service), Said(choice), NOW)
        service.refresh_from_db()
        assert (service.status, service.assured_date) == (Service.Status.ACTIVE, None)

    def test_closes_the_links_of_the_others(self, service, rosa, agency):
        omar = keeper(agency, "Omar Reed", Role.DEPUTY)
        link = link_of(omar, service)
        assert Client().get(path_of(link)).status_code == 200
        say(link_of(rosa, service), "ended")
        assert Client().get(path_of(link)).status_code == 410

    def test_by_the_link_of_somebody_of_another_agency_is_refused(self, service):
        other = keeper(make_member_agency(), "Other Person")
        link = link_of(other, service)
        assert say(link, "ended").status_code == 410
        assert not can_end_service(link, service)
        with pytest.raises(PermissionDenied):
            end_service(service, by=link, now=NOW)
        assert Service.objects.get().status != ENDED

    def test_by_the_link_of_another_listing_or_act_is_refused(self, service, rosa):
        another = make_service("Day kitchen", organization=service.organization)
        report_problem(service, "hours", by=Public(), now=NOW)
        for link in (link_of(rosa, another), link_of(rosa, service, HOURS)):
            assert not can_end_service(link, service)
            with pytest.raises(PermissionDenied):
                end_service(service, by=link, now=NOW)
        assert say(link_of(rosa, service, HOURS), "ended").status_code == 400
        # Control: her own link of this very listing is enough.
        assert can_end_service(link_of(rosa, service), service)


class TestProblemMail:
    def test_asks_in_words_and_names_whom_it_stands_for(self, service):
        report_problem(service, "hours", by=Public(), now=NOW)
        letter = Message.objects.get().says
        text = letter_text(letter, foot=Foot("Network"))
        for said in ("For Rosa Hale (Harbour Aid)", "Night kitchen"):
            assert said in text
        assert re.findall(r"\n\n([^\n]+)\nhttp", text) == [
            "Look at it, and mend it (you sign in first):",
            "It is mended, or was right all along:",
        ]

    @pytest.mark.parametrize(
        ("kind", "says"),
        [("number", "How to reach it: 0121 496 0049"), ("hours", "22:00–23:00")],
    )
    def test_shows_what_the_listing_says_on_that_point(self, service, kind, says):
        open_late(service)
        report_problem(service, kind, by=Public(), now=NOW)
        text = letter_text(Message.objects.get().says, foot=Foot("Network"))
        assert says in text
        assert "Agency: Harbour Aid" in text
        assert ("22:00" in text) is (kind == "hours")

    def test_of_another_point_shows_none(self, service):
        open_late(service)
        report_problem(service, "other", by=Public(), now=NOW)
        text = letter_text(Message.objects.get().says, foot=Foot("Network"))
        assert "22:00" not in text
        assert "0121" not in text

    def test_of_a_hidden_listing_has_no_link_to_settle(self, service):
        edit = Edit({"label": Label.GREEN})
        service = edit_service(service, edit, by=Host(), now=NOW)
        report_problem(service, "hours", by=Public(), now=NOW)
        assert "/act/" not in str(Message.objects.get().letter)

    def test_of_a_secret_place_has_no_link_to_settle(self, service):
        report_problem(service, "place", by=Public(), now=NOW)
        assert "/act/" not in str(Message.objects.get().letter)
        assert Problem.Kind.PLACE not in SETTLING

    def test_said_again_once_it_is_settled_is_told_in_the_same_week(
        self, service, rosa
    ):
        report_problem(service, "hours", by=Public(), now=NOW)
        settle_problems(service, "hours", by=rosa, now=NOW)
        report_problem(service, "hours", by=Public(), now=SOON)
        assert told("directory.problem") == ["rosa", "rosa"]


class TestMended:
    @pytest.fixture
    def link(self, service, rosa) -> SignedLink:
        report_problems(service, ["hours", "number"], by=Public(), now=NOW)
        return link_of(rosa, service, HOURS)

    @pytest.mark.parametrize("choice", ["mended", "stands"])
    def test_settles_that_kind_of_that_listing(self, link, service, rosa, choice):
        assert say(link, choice).status_code == 302
        assert [one.kind for one in Problem.objects.filter(settled_at=None)] == [
            "number"
        ]
        entry = Entry.objects.get(act="settled")
        assert (entry.actor_kind, entry.actor_id) == ("link", f"person:{rosa.pk}")
        assert Answer.objects.get().choice == choice

    def test_leaves_what_was_said_since(self, link, service, clock):
        clock.move_to(SOON)
        report_problem(service, "hours", by=Public(), now=SOON)
        say(link, "mended")
        assert Problem.objects.get(kind="hours", settled_at=None).at == SOON
        assert Client().get(path_of(link, "done/")).status_code == 200

    def test_is_taken_back_by_its_link(self, link, service, rosa, clock):
        old = report_problem(service, "hours", by=Public(), now=NOW)
        Problem.objects.filter(pk=old.pk).update(settled_at=NOW - timedelta(days=1))
        clock.move_to(SOON)
        done = say(link, "stands")["Location"]
        assert press(done).status_code == 302
        settled = Problem.objects.exclude(settled_at=None)
        assert [one.pk for one in settled] == [old.pk]
        assert Entry.objects.get(act="reopened").actor_kind == "link"
        assert Client().get(path_of(link)).status_code == 200

    def test_says_on_its_page_only_what_the_mail_said(self, link):
        mail = str([message.letter for message in Message.objects.all()])
        html = Client().get(path_of(link)).content.decode()
        said = re.findall(r"<(?:dt|dd)>(?:<bdi>)?([^<]+)<", html)
        assert "the hours are wrong" in said
        assert "Harbour Aid" in said
        assert [one for one in said if one not in mail] == []

    def test_shows_what_the_mail_did_and_nothing_that_is_written_since(
        self, link, service, clock
    ):
        open_late(service)
        assert "22:00–23:00" in Client().get(path_of(link)).content.decode()
        clock.move_to(SOON)
        edit_service(service, Edit({"description": "New"}), by=Host(), now=SOON)
        assert "22:00–23:00" not in Client().get(path_of(link)).content.decode()

    def test_shows_nothing_that_is_imported_since(self, agency, rosa, tmp_path, clock):
        plan = plan_import(make_package(tmp_path, **plain()), source="city")
        of_import = apply_import(plan, by=Host(), now=NOW)
        Service.objects.update(owner=agency)
        [service] = Service.objects.all()
        report_problem(service, "number", by=Public(), now=NOW)
        link = link_of(rosa, service, SETTLING[Problem.Kind.NUMBER])
        make_phone(service, "0121 496 0077")
        assert "0121 496 0077" in Client().get(path_of(link)).content.decode()
        type(of_import).objects.update(undone_at=SOON)
        assert "0121 496 0077" not in Client().get(path_of(link)).content.decode()

    def test_a_fresh_link_for_what_is_settled_says_which_it_was(self, link, service):
        say(link, "mended")
        send_fresh_link(link, now=NOW)
        letter = Message.objects.get(kind="post.fresh-link").letter
        assert "about “Night kitchen (Harbour Aid)”: Is it right now?" in str(letter)
        make_confidential(service, by=Host(), region=None)
        assert HOURS.named(link) == ""
        service.delete()
        assert (HOURS.named(link), LISTING_RIGHT.named(link)) == ("", "")

    def test_stays_open_while_its_keeper_mends_the_listing(self, link, service, clock):
        clock.move_to(SOON)
        edit_service(service, Edit({"description": "New"}), by=Host(), now=SOON)
        assert say(link, "mended").status_code == 302

    def test_is_over_once_the_listing_has_another_name(self, link, service, clock):
        clock.move_to(SOON)
        edit = Edit({"name": "Lantern stay"})
        edit_service(service, edit, by=Host(), now=SOON)
        answer = Client().get(path_of(link))
        assert answer.status_code == 410
        assert "Lantern" not in answer.content.decode()
        assert say(link, "mended").status_code == 410

    def test_is_over_once_an_import_gives_it_another_name(
        self, agency, rosa, tmp_path, clock
    ):
        def bring(name: str, at: datetime) -> None:
            tables = plain()
            tables["services"][0]["name"] = name
            plan = plan_import(make_package(tmp_path, **tables), source="city")
            apply_import(plan, by=Host(), now=at)

        bring("Night kitchen", NOW)
        Service.objects.update(owner=agency)
        service = Service.objects.get()
        report_problem(service, "hours", by=Public(), now=NOW)
        link = link_of(rosa, service, HOURS)
        clock.move_to(SOON)
        bring("Night kitchen", SOON)
        assert Client().get(path_of(link)).status_code == 200
        bring("Lantern stay", SOON)
        answer = Client().get(path_of(link))
        assert answer.status_code == 410
        assert "Lantern" not in answer.content.decode()

    def test_is_over_once_it_is_hidden_and_says_nothing_of_it(self, link, service):
        make_confidential(service, by=Host(), region=None)
        answer = Client().get(path_of(link))
        assert answer.status_code == 410
        assert "Night kitchen" not in answer.content.decode()

    def test_is_over_once_another_settled_it(self, link, service, rosa):
        settle_problems(service, "hours", by=rosa, now=NOW)
        assert Client().get(path_of(link)).status_code == 410

    def test_by_the_link_of_somebody_of_another_agency_is_refused(self, link, service):
        other = link_of(keeper(make_member_agency(), "Other Person"), service, HOURS)
        assert say(other, "mended").status_code == 410
        with pytest.raises(PermissionDenied):
            settle_problems(service, "hours", by=other, now=NOW)
        with pytest.raises(PermissionDenied):
            reopen_problems(service, "hours", by=other, settled_at=NOW)
        assert not Problem.objects.exclude(settled_at=None).exists()

    def test_settles_no_other_kind_and_no_other_listing(self, link, service):
        another = make_service("Day kitchen", organization=service.organization)
        assert can_settle_problems(link, service, "hours")  # control
        assert not can_settle_problems(link, service, "number")
        assert not can_settle_problems(link, another, "hours")

    def test_is_not_taken_back_once_the_role_is_gone(self, link, rosa):
        done = say(link, "mended")["Location"]
        Seat.objects.filter(person=rosa).update(role=Role.OBSERVER)
        assert press(done).status_code == 409
        assert Problem.objects.get(kind="hours").settled_at is not None

    def test_of_a_listing_that_is_gone_is_over(self, link, service):
        do_act(HOURS, link, "mended", now=NOW)
        service.delete()
        assert HOURS.says(link) == ()
        assert not HOURS.is_open(link, NOW)
        with pytest.raises(ActIsOver):
            HOURS.act(link, Said("mended"), NOW)
        assert press(path_of(link, "done/")).status_code == 409
        with pytest.raises(Exception, match="cannot be taken back"):
            undo_act(HOURS, link, now=NOW)
