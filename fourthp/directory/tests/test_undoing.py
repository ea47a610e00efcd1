"""Imports of one source, taken back in every order: nothing raises, nothing is lost."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from django.urls import reverse

from fourthp.directory.formats.hsds import TABLES
from fourthp.directory.models import Import, Service
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.imports.applying import apply_import, undo_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.operations.imports.resolving import model_of
from fourthp.directory.tests.digests import digests
from fourthp.directory.tests.packages import AT, LOCATION, make_package, plain
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.models import Job, Work
from fourthp.foundation.operations.work import begin_work
from fourthp.foundation.worker import Worker
from fourthp.partnership.models import Role
from fourthp.partnership.tests.makers import make_member

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def first() -> dict:
    desk = {"id": "c1", "service_id": "s1", "name": "Desk"}
    numbers = [
        {"id": "p1", "service_id": "s1", "number": "1"},
        {"id": "p2", "contact_id": "c1", "number": "2"},
    ]
    return plain() | {"contacts": [desk], "phones": numbers}


def second() -> dict:
    """The same service under another name, elsewhere, without its desk."""
    tables = plain()
    tables["services"][0]["name"] = "Other"
    tables["locations"] = [LOCATION | {"id": "l2"}]
    tables["services_at_location"] = [AT | {"id": "a2", "location_id": "l2"}]
    tables["physical_addresses"] = [{"id": "p2", "location_id": "l2", "city": "X"}]
    del tables["regular_schedules"]
    return tables


@pytest.fixture
def bring(tmp_path):
    def do(tables: dict) -> Import:
        plan = plan_import(make_package(tmp_path, **tables), source="city")
        return apply_import(plan, by=Host(), now=MONDAY)

    return do


def take_back(made: Import) -> list[tuple[str, str]]:
    made.refresh_from_db()
    return undo_import(made, by=Host(), now=MONDAY).undone.kept


class TestTheSameAgainAfterAnother:
    """A, then B, then A again."""

    def test_taken_back_newest_first_is_as_it_was_each_time(self, bring):
        states, imports = [digests()], []
        for tables in (first(), second(), first()):
            imports.append(bring(tables))
            states.append(digests())
        for made in reversed(imports):
            assert digests() == states.pop()
            assert not take_back(made)
        assert digests() == states.pop()

    def test_without_the_one_between_is_as_after_the_first(self, bring):
        one = bring(first())
        state = digests()
        between, again = bring(second()), bring(first())
        kept = take_back(between)
        assert {label for label, _pk in kept} >= {"directory.Phone"}
        assert digests() == state
        assert not take_back(again)
        assert digests() == state
        assert not take_back(one)
        assert not Service.objects.exists()

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_may_be_taken_back_in_every_order(self, bring, order):
        imports = [bring(tables) for tables in (first(), second(), first())]
        kept = [row for at in order for row in take_back(imports[at])]
        left = {
            (model_of(table)._meta.label, str(pk))
            for table in TABLES
            for pk in model_of(table).objects.values_list("pk", flat=True)
        }
        # What an older import made stays with its service, where a newer changed that.
        assert not left or "directory.Service" in {label for label, _pk in kept}


class TestAnEditSince:
    def test_stays_and_goes_back_to_what_was_before_the_import(self, bring):
        bring(first())
        made = bring(second())
        service = Service.objects.get()
        edit_service(service, Edit({"name": "Ours"}), by=Host(), now=MONDAY)
        assert ("directory.Service", str(service.pk)) in take_back(made)
        assert Service.objects.get().name == "Ours"


class TestTheWork:
    """What a button began, and the worker does."""

    @pytest.fixture
    def made(self, tmp_path) -> Import:
        plan = plan_import(make_package(tmp_path, **first()), source="city")
        return apply_import(plan, by=Host(), now=now())

    def work_on(self, made: Import) -> Work:
        person = make_member(role=Role.COORDINATOR)
        return begin_work(
            "fourthp.directory.tasks.take_back",
            str(made.pk),
            str(person.pk),
            title="Taking the import back",
            leads_to=reverse("import", args=[made.pk]),
            by=person,
        )

    def do(self, work: Work) -> Work:
        worker = Worker()
        worker._do_job(worker.lease_job(now=now()))
        work.refresh_from_db()
        return work

    def test_whose_worker_died_before_it_said_so_has_done_what_was_asked(self, made):
        work = self.do(self.work_on(made))
        assert (work.said, bool(work.ended_at)) == ("", True)
        Work.objects.update(ended_at=None)
        Job.objects.update(state=Job.State.WAITING, leased_until=None)
        work = self.do(work)
        assert (work.said, bool(work.ended_at)) == ("", True)

    def test_that_asks_for_what_was_taken_back_long_before_says_so(self, made):
        undo_import(made, by=Host(), now=now() - timedelta(minutes=1))
        work = self.do(self.work_on(made))
        assert work.said == "This import has nothing to take back."

    def test_that_was_forgotten_meanwhile_ends(self, made):
        undo_import(made, by=Host(), now=now())
        work = self.work_on(made)
        Work.objects.all().delete()
        worker = Worker()
        job = worker.lease_job(now=now())
        worker._do_job(job)
        job.refresh_from_db()
        assert job.state == Job.State.DONE
        assert not Work.objects.filter(pk=work.pk).exists()
