"""S12: what has a date goes on it, by the duties of its own room.

Read from the data inventory: a model with a dated field and no row here fails.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models

from fourthp.accounts.models import Remembered, User
from fourthp.audit.models import Entry, Read
from fourthp.audit.tasks import seal
from fourthp.directory.models import (
    Attribute,
    Draft,
    HeldRow,
    Import,
    Problem,
    Service,
    ServiceAtLocation,
    ServiceCapacity,
    Taxonomy,
    TaxonomyTerm,
    Unit,
)
from fourthp.directory.tests.makers import make_draft, make_location, make_service
from fourthp.foundation import duties
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.duties import all_duties
from fourthp.foundation.inventory import (
    AFTER_KNOWN,
    AFTER_LISTING,
    LASTS,
    Retention,
    inventory_of,
)
from fourthp.foundation.models import (
    FormKey,
    Job,
    KeptText,
    RateBucket,
    Revision,
    RevisionPart,
    UnendedStrike,
    Work,
    WorkerBeat,
)
from fourthp.partnership.models import (
    Agency,
    Circular,
    ContactPoint,
    LetIn,
    Membership,
    Merge,
    NamesAsked,
    Person,
    Seat,
    Sheet,
    Widening,
)
from fourthp.partnership.operations.contacts import Contact, set_contacts
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.merging.people import merge_people
from fourthp.partnership.operations.merging.undoing import undo_merge
from fourthp.partnership.operations.people import PersonEdit, edit_person
from fourthp.partnership.queries.merging.people import person_outlook
from fourthp.partnership.tests.makers import (
    make_agency,
    make_member,
    make_network,
    make_network_group,
    make_person,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.papers import Paper
from fourthp.plan.models import Action, ActionStep
from fourthp.post.models import (
    Answer,
    Bounce,
    DomainPause,
    Incoming,
    Mailing,
    Message,
    Suppression,
)
from tests.safety.test_inventory import ours

pytestmark = pytest.mark.django_db
# Duties come by once a day at the latest.
COMES_BY = timedelta(days=1, minutes=1)


def user() -> User:
    return User.objects.create_user(f"{uuid4()}@forgetting.example")


def import_of_long_ago(at: datetime) -> Import:
    return Import.objects.create(source="city", made_at=at)


def revision(at: datetime) -> Revision:
    return Revision.objects.create(at=at, act="edited", matter_kind="service")


def confirmation(at: datetime) -> EmailConfirmation:
    address = EmailAddress.objects.create(user=user(), email="a@forgetting.example")
    return EmailConfirmation.objects.create(
        email_address=address, created=at, key=uuid4().hex
    )


def session(at: datetime) -> Session:
    end = at + timedelta(hours=12)
    return Session.objects.create(session_key=uuid4().hex, expire_date=end)


def action_done(at: datetime) -> Action:
    return Action.objects.create(
        title="x",
        group=make_network_group(),
        owned_by="agency",
        due_on=at.date(),
        state="done",
        given_at=at,
        changed_at=at,
        done_at=at,
    )


def sealed(at: datetime) -> Entry:
    found = Entry.objects.create(at=at, act="edited")
    seal(at)
    return found


# How to make one row of every model with a dated field, as it is made at a moment.
MAKERS: dict[type[models.Model], Callable[[datetime], models.Model]] = {
    EmailConfirmation: confirmation,
    Entry: sealed,
    FormKey: lambda at: FormKey.objects.create(key=uuid4(), used_at=at),
    HeldRow: lambda at: HeldRow.objects.create(of_import=import_of_long_ago(at), row=1),
    Import: import_of_long_ago,
    Job: lambda at: Job.objects.create(
        path="x", due_at=at, made_at=at, ended_at=at, state=Job.State.DONE
    ),
    KeptText: lambda at: KeptText.objects.create(
        path=uuid4().hex, form_key=uuid4(), kept_at=at
    ),
    Problem: lambda at: Problem.objects.create(service=make_service(), at=at),
    RateBucket: lambda at: RateBucket.objects.create(key=uuid4().hex, tokens=1, at=at),
    Read: lambda at: Read.objects.create(at=at),
    Remembered: lambda at: Remembered.objects.create(
        cache_key=uuid4().hex, expires=at + timedelta(hours=1)
    ),
    Revision: revision,
    RevisionPart: lambda at: revision(at).parts.create(model="x", rows={}),
    Session: session,
    UnendedStrike: lambda at: UnendedStrike.objects.create(
        kind="group", about_id=uuid4(), struck_at=at
    ),
    UserSession: lambda at: UserSession.objects.create(
        user=user(), ip="192.0.2.1", session_key=session(at).session_key
    ),
    Work: lambda at: Work.objects.create(title="x", leads_to="/", made_at=at),
    WorkerBeat: lambda at: WorkerBeat.objects.create(worker=uuid4().hex, at=at),
    Draft: lambda at: make_draft(made_at=at),
    Bounce: lambda at: Bounce.objects.create(is_hard=True, at=at),
    Action: action_done,
    ActionStep: lambda at: action_done(at).steps.create(kind="done", at=at),
    Circular: lambda at: Circular.objects.create(title="x", words="x", made_at=at),
    DomainPause: lambda at: DomainPause.objects.create(
        domain=f"{uuid4().hex}.example", since=at, until=at
    ),
    Incoming: lambda at: Incoming.objects.create(
        source_key=uuid4().hex, digest=uuid4().hex, taken_at=at
    ),
    Mailing: lambda at: Mailing.objects.create(kind="x", made_at=at),
    Message: lambda at: Message.objects.create(
        kind="partnership.circular-duty",
        state="sent",
        due_at=at,
        made_at=at,
        ended_at=at,
    ),
    LetIn: lambda at: LetIn.objects.create(
        person=make_person(), asked_at=at, done_at=at
    ),
    Merge: lambda at: Merge.objects.create(
        kind=Merge.Kind.PERSON,
        gone_id=uuid4(),
        stays_id=uuid4(),
        revision_id=uuid4(),
        made_at=at,
    ),
    Sheet: lambda at: Sheet.objects.create(
        file_name="x", made_at=at, state=Sheet.State.APPLIED
    ),
    NamesAsked: lambda at: NamesAsked.objects.create(
        about_kind="x", about_id=uuid4(), asked_at=at, reason="x"
    ),
    Widening: lambda at: Widening.objects.create(
        kind="x", asked_by=make_person(), asked_at=at
    ),
    Suppression: lambda at: Suppression.objects.create(address=uuid4().hex, since=at),
    Answer: lambda at: Answer.objects.create(
        holder_id=uuid4(), about_id=uuid4(), expires_at=at, at=at
    ),
}


def dated(model: type[models.Model]) -> set[Retention]:
    return {field.retention for field in inventory_of(model).values()} & set(LASTS)


def do_duties(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        for duty in all_duties():
            duty.act(at)


def stays() -> list[str]:
    """Return the models of which a row stays past its time."""
    found, moment = [], now()
    for model, make in MAKERS.items():
        row = make(moment)
        found.append((max(LASTS[one] for one in dated(model)), model, row))
    left = []
    for lasts, model, row in sorted(found, key=lambda one: one[0]):
        do_duties(moment + lasts + COMES_BY)
        if model.objects.filter(pk=row.pk).exists():
            left.append(model._meta.label)
    return left


class TestDatedRows:
    def test_every_model_with_a_date_has_a_row_here(self):
        assert {model for model in ours() if dated(model)} == set(MAKERS)

    def test_none_stays_past_its_date(self):
        assert stays() == []

    def test_a_room_that_forgets_to_forget_is_found(self, monkeypatch):
        asleep = duties._duties | {}
        del asleep["directory.forget"], asleep["audit.forget"]
        monkeypatch.setattr(duties, "_duties", asleep)
        assert set(stays()) == {
            "audit.Entry",
            "audit.Read",
            "directory.HeldRow",
            "directory.Import",
            "directory.Problem",
        }


def hung_on(service: Service) -> list[models.Model]:
    """Make one row of every model that hangs on a listing."""
    found = []
    taxonomy = Taxonomy.objects.create(name="kinds")
    term = TaxonomyTerm.objects.create(taxonomy=taxonomy, name="a kind")
    unit = Unit.objects.create(name="bed")
    needs = {
        Attribute: {"link_id": service.pk, "taxonomy_term": term},
        ServiceAtLocation: {"location": make_location()},
        ServiceCapacity: {"unit": unit, "available": 1, "updated": now()},
    }
    for model in ours():
        names = {field.name for field in model._meta.concrete_fields}
        listed = {one.retention for one in inventory_of(model).values()}
        if Retention.WHILE_LISTED in listed and "service" in names:
            more = needs.get(model, {})
            found.append(model.objects.create(service=service, **more))
    return found


class TestListings:
    def test_an_ended_one_goes_a_year_after_it_was_seen_to_end(self):
        service, kept = make_service(), make_service("Still here")
        rows = [service, *hung_on(service)]
        assert len(rows) > 10
        Service.objects.filter(pk=service.pk).update(status=Service.Status.DEFUNCT)
        do_duties(now())
        do_duties(now() + AFTER_LISTING - timedelta(days=1))
        assert all(type(row).objects.filter(pk=row.pk).exists() for row in rows)
        do_duties(now() + AFTER_LISTING + COMES_BY)
        left = [row for row in rows if type(row).objects.filter(pk=row.pk).exists()]
        assert left == []
        assert Service.objects.get() == kept

    def test_one_that_came_back_begins_anew(self):
        service = make_service(status=Service.Status.DEFUNCT)
        do_duties(now())
        Service.objects.update(status=Service.Status.ACTIVE)
        do_duties(now() + timedelta(days=300))
        Service.objects.update(status=Service.Status.DEFUNCT)
        do_duties(now() + AFTER_LISTING + COMES_BY)
        assert Service.objects.get() == service


class TestPeople:
    def test_who_left_goes_after_two_years_with_account_and_factors(self):
        person, stayed = make_member(agency="Quay Housing"), make_member("Dele Obi")
        account = make_user(person)
        Authenticator.objects.create(user=account, type="totp", data={})
        person.seats.update(to_on=now().date())
        do_duties(now() + AFTER_KNOWN - timedelta(days=1))
        assert Person.objects.count() == 2
        do_duties(now() + AFTER_KNOWN + COMES_BY)
        assert Person.objects.get() == stayed
        assert not User.objects.exists()
        assert not Authenticator.objects.exists()
        assert Seat.objects.get().person == stayed

    def test_the_seat_of_an_agency_that_left_ends_with_its_membership(self):
        person = make_member(agency="Quay Housing")
        Membership.objects.update(to_on=now().date())
        assert person.seats.get().to_on is None
        do_duties(now() + AFTER_KNOWN + COMES_BY)
        assert not Person.objects.exists()
        assert not Agency.objects.exists()

    def test_who_never_had_a_seat_goes_too(self):
        make_person()
        do_duties(now() + AFTER_KNOWN + COMES_BY)
        assert not Person.objects.exists()


def history_tells(*values: str) -> bool:
    rows = RevisionPart.objects.values_list("rows", flat=True)
    return any(value in str(row) for row in rows for value in values)


# Days after she left, and whether there still is: she with all that hangs on her; the
# number that she took away, and the name that she had before.
AFTER_LEAVING = [
    (0, True, True),
    (29, True, True),
    (31, True, False),
    (365, True, False),
    (730, True, False),
    (733, False, False),
]


class TestWhatHangsOnSomebody:
    @pytest.mark.parametrize(("days", "is_known", "is_told"), AFTER_LEAVING)
    def test_each_goes_on_its_own_day(self, days, is_known, is_told):
        make_network()
        person, at = make_member("Asha Pratt", agency="Quay Housing"), now()
        make_member("Cora Dean", role="coordinator")
        make_user(person)
        for number in ("0121 496 0778", "0121 496 0777"):
            wanted = [Contact("phone", number, "", "agency")]
            set_contacts(person, wanted, by=Host(), email_reach="network")
        edit_person(person, PersonEdit({"name": "Asha Bell"}), by=Host())
        leave(person, by=Host(), now=at)
        do_duties(at + timedelta(days=days))
        assert Person.objects.filter(name="Asha Bell").exists() is is_known
        assert Seat.objects.filter(person=person.pk).exists() is is_known
        assert ContactPoint.objects.exists() is is_known
        assert User.objects.exists() is is_known
        assert history_tells("0778", "Asha Pratt") is is_told

    def test_without_its_duty_a_removed_number_stays(self, monkeypatch):
        name = "partnership.forget_what_was_before"
        asleep = {one: duty for one, duty in duties._duties.items() if one != name}
        monkeypatch.setattr(duties, "_duties", asleep)
        person = make_member(agency="Quay Housing")
        for number in ("0121 496 0778", "0121 496 0777"):
            wanted = [Contact("phone", number, "", "agency")]
            set_contacts(person, wanted, by=Host(), email_reach="network")
        do_duties(now() + timedelta(days=31))
        assert history_tells("0778")

    def test_two_that_became_one_can_be_two_again_after_it(self):
        make_network()
        gone, stays = make_person("Asha Pratt"), make_member(agency="Quay Housing")
        seen = person_outlook(gone, stays).digest()
        merge = merge_people(gone, stays, by=Host(), now=now(), seen=seen)
        later = now() + timedelta(days=60)
        do_duties(later)
        undo_merge(merge, by=Host(), now=later)
        assert Person.objects.get(pk=gone.pk).name == "Asha Pratt"


class TestAgencies:
    def test_one_that_is_known_stays(self):
        make_agency("From a source", source="city", source_id="1")
        listed, seated = make_agency("Listed"), make_agency("Seated")
        make_service(organization=listed)
        Membership.objects.create(agency=seated, from_on=now().date())
        make_seat(agency=seated)
        Paper.objects.create(originator=make_agency("Wrote something"))
        make_agency("Only a name")
        do_duties(now() + AFTER_KNOWN + COMES_BY)
        names = set(Agency.objects.values_list("name", flat=True))
        assert names == {"From a source", "Listed", "Seated", "Wrote something"}
