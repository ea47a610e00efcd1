"""The clockwork's page: what happens on its own, for who answers for it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from fourthp.audit.models import Entry
from fourthp.foundation.clock import now
from fourthp.foundation.duties import all_duties
from fourthp.foundation.leases import LEASE
from fourthp.foundation.models import DutyRun, WorkerBeat
from fourthp.foundation.queries.clockwork import (
    DutyState,
    DutyTold,
    duties_told,
    verdict,
)
from fourthp.foundation.worker import Worker
from fourthp.home.queries.clockwork import clockwork_is_late
from fourthp.partnership.models import Role
from fourthp.partnership.tests.makers import make_member, make_user
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
SWEEP = "foundation.sweep_work"  # every six hours


@pytest.fixture
def client() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def officer(client: Client, role: str = Role.COORDINATOR) -> Client:
    sign_in(client, make_user(make_member(role=role)))
    return client


def make_run(**facts: object) -> DutyRun:
    row = {"name": SWEEP, "due_at": now() + timedelta(hours=1)} | facts
    return DutyRun.objects.create(**row)


def make_beat(**ago: float) -> None:
    WorkerBeat.objects.create(worker=str(uuid4()), at=now() - timedelta(**ago))


def make_all_fine() -> None:
    make_beat()
    DutyRun.objects.bulk_create(
        DutyRun(name=one.name, due_at=now() + one.every, began_at=now(), did=0)
        for one in all_duties()
        if one.name != SWEEP
    )


def page(client: Client) -> str:
    answer = client.get(reverse("clockwork"))
    assert answer.status_code == 200
    return answer.content.decode()


def title_of(name: str) -> str:
    return next(str(one.title) for one in all_duties() if one.name == name)


def state() -> DutyState:
    return next(one for one in duties_told(now()) if one.duty.name == SWEEP).state


class TestStates:
    def test_are_told_of_each_duty(self):
        assert state() is DutyState.NEVER
        run = make_run()
        assert state() is DutyState.NEVER
        facts = {
            DutyState.FINE: {"began_at": now(), "last_done_at": now()},
            DutyState.LATE: {"due_at": now() - timedelta(hours=7)},
            DutyState.DOING: {"leased_until": now() + LEASE / 2},
            DutyState.FAILING: {"fault": "ValueError"},
        }
        for expected, change in facts.items():
            DutyRun.objects.filter(pk=run.pk).update(**change)
            assert state() is expected

    def test_of_what_a_version_before_this_one_did_is_not_that_it_never_was(self):
        make_run(last_done_at=now())
        assert state() is DutyState.FINE

    def test_within_its_grace_a_duty_is_not_late(self):
        make_run(due_at=now() - timedelta(hours=5), last_done_at=now())
        assert state() is DutyState.FINE


class TestVerdict:
    @pytest.mark.parametrize(
        ("states", "said"),
        [
            ([], "Everything is in time."),
            ([DutyState.NEVER, DutyState.DOING], "Everything is in time."),
            ([DutyState.LATE], "1 duty is late."),
            ([DutyState.LATE] * 2, "2 duties are late."),
            ([DutyState.FAILING] * 2, "2 duties fail."),
            (
                [DutyState.FAILING, *[DutyState.LATE] * 2],
                "1 duty fails, and 2 duties are late.",
            ),
        ],
    )
    def test_says_in_a_sentence_whether_anything_is_wrong(self, states, said):
        duty = all_duties()[0]
        assert verdict(DutyTold(duty, one, None) for one in states) == said


class TestClockwork:
    def test_names_every_duty_and_says_that_all_is_in_time(self, client):
        make_all_fine()
        took = timedelta(seconds=3)
        make_run(began_at=now(), took=took, did=2, last_done_at=now())
        said = page(officer(client))
        for one in all_duties():
            assert escape(str(one.title)) in said
            assert escape(str(one.if_late)) in said
        assert "Everything is in time." in said
        assert "Late or failing" not in said
        assert said.count("<details") == said.count("<summary>") >= 3
        assert said.count("If late:") == len(all_duties())
        assert "took <bdi>3 seconds</bdi> · 2 things done" in said
        assert "there was nothing to do" in said

    def test_puts_first_what_fails_and_then_what_is_late(self, client):
        make_all_fine()
        long_ago = now() - timedelta(days=3)
        make_run(due_at=long_ago, began_at=long_ago)
        DutyRun.objects.filter(name="accounts.reseal").update(
            fault="OSError", fails_since=long_ago, last_done_at=long_ago
        )
        said = page(officer(client))
        assert "1 duty fails, and 1 duty is late." in said
        assert said.index("OSError") < said.index("<details")
        assert "OSError" in said
        assert "Was due" in said
        first = [one.duty.name for one in duties_told(now())][:2]
        assert first == ["accounts.reseal", SWEEP]

    def test_says_in_words_what_to_do_when_no_worker_is_there(self, client):
        assert "No background worker was ever seen." in page(officer(client))
        make_beat(minutes=5)
        said = page(client)
        assert "No background worker was seen since" in said
        assert "bin/fourthp serve" in said

    def test_believes_no_sign_of_life_from_a_day_that_is_not_yet(self, client):
        make_beat(days=-2)
        assert "No background worker was ever seen." in page(officer(client))

    def test_is_shown_to_an_auditor_who_can_ask_for_nothing(self, client):
        said = page(officer(client, Role.AUDITOR))
        assert "Do it now" not in said
        given = {"duty": SWEEP, "form_key": str(uuid4())}
        assert client.post(reverse("clockwork"), given).status_code == 403
        assert not DutyRun.objects.exists()

    def test_is_not_shown_to_a_representative(self, client):
        officer(client, Role.REPRESENTATIVE)
        assert client.get(reverse("clockwork")).status_code == 403


class TestDoItNow:
    def ask(self, client: Client, **given: str):
        said = {"duty": SWEEP, "form_key": str(uuid4())} | given
        return client.post(reverse("clockwork"), said, follow=True)

    def test_makes_a_duty_due_and_is_recorded(self, client):
        make_run(due_at=now() + timedelta(hours=5))
        answer = self.ask(officer(client))
        assert "as soon as the program is free" in answer.content.decode()
        assert DutyRun.objects.get().due_at <= now()
        entry = Entry.objects.get(act="asked")
        assert (entry.matter_kind, entry.matter_id) == ("duty", SWEEP)

    def test_is_said_of_it_until_a_worker_begins(self, client):
        make_all_fine()
        run = make_run(due_at=now() + timedelta(hours=5), began_at=now())
        said = self.ask(officer(client)).content.decode()
        assert "asked for</span>" in said
        assert said.index('id="asked-for"') < said.index(escape(title_of(SWEEP)))
        assert said.index(escape(title_of(SWEEP))) < said.index("<details")
        assert f'value="{SWEEP}"' not in said
        asked = said[said.index('id="asked-for"') : said.index("<details")]
        assert "in time</span>" not in asked
        assert "Look again</a>" in asked
        Worker().do_one(now=now())
        run.refresh_from_db()
        assert run.began_at > run.asked_at
        assert "asked for</span>" not in page(client)

    def test_is_said_to_be_done_for_a_while(self, client):
        make_all_fine()
        run = make_run(due_at=now() + timedelta(hours=5), began_at=now())
        assert "Done just now:" not in self.ask(officer(client)).content.decode()
        Worker().do_one(now=now())
        said = page(client)
        assert said.index("Done just now:") < said.index(escape(title_of(SWEEP)))
        assert "Look again</a>" not in said
        DutyRun.objects.filter(pk=run.pk).update(asked_at=now() - timedelta(hours=1))
        assert "Done just now:" not in page(client)

    def test_stays_in_sight_while_it_is_being_done(self, client):
        make_all_fine()
        make_run(
            due_at=now() + timedelta(hours=5),
            asked_at=now() - timedelta(minutes=1),
            began_at=now(),
            leased_until=now() + LEASE / 2,
        )
        said = page(officer(client))
        assert said.index(escape(title_of(SWEEP))) < said.index("<details")
        assert "Look again</a>" in said
        assert "Done just now:" not in said

    def test_pressed_twice_is_one_act(self, client):
        officer(client)
        key = str(uuid4())
        for _ in range(2):
            assert self.ask(client, form_key=key).status_code == 200
        assert Entry.objects.filter(act="asked").count() == 1

    def test_leads_to_its_being_done(self, client):
        make_all_fine()
        make_run(due_at=now() + timedelta(hours=5), last_done_at=now())
        self.ask(officer(client))
        assert Worker().do_one(now=now())
        run = DutyRun.objects.get(name=SWEEP)
        assert run.began_at
        assert run.due_at > now()

    def test_is_refused_while_somebody_is_at_it(self, client):
        run = make_run(leased_until=now() + LEASE / 2)
        said = self.ask(officer(client)).content.decode()
        assert "It is being done at this moment." in said
        assert DutyRun.objects.get().due_at == run.due_at
        assert not Entry.objects.filter(act="asked").exists()

    def test_of_what_is_no_duty_is_no_page(self, client):
        assert self.ask(officer(client), duty="gone.duty").status_code == 404


class TestFront:
    def front(self, client: Client) -> str:
        return client.get(reverse("front")).content.decode()

    def test_leads_a_coordinator_there_and_says_whether_to_look(self, client):
        make_all_fine()
        assert not clockwork_is_late(now())
        make_run(fault="ValueError")
        late = "What happens on its own is late"
        said = self.front(officer(client))
        assert reverse("clockwork") in said
        assert late in said
        # The control: where all is fine, nobody is sent there.
        DutyRun.objects.update(fault="")
        assert late not in self.front(client)

    def test_leads_nobody_else_there(self, client):
        assert reverse("clockwork") not in self.front(officer(client, Role.EDITOR))
