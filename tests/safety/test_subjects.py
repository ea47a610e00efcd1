"""S12: what somebody is given is all that is held of her, and nothing of anyone else's.

Compared with the data inventory, and with a life in which everything happened.
"""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import models

from fourthp.accounts.models import User
from fourthp.audit.models import Read
from fourthp.audit.operations import log_read
from fourthp.foundation import subjects
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.inventory import DataClass, inventory_of
from fourthp.foundation.queries.subjects import TELLING, held_of
from fourthp.foundation.subjects import Holding, all_holdings
from fourthp.gatherings.models import Feed, Invitation
from fourthp.gatherings.tests.makers import make_gathering
from fourthp.home.models import LastLook
from fourthp.meetings.models import Meeting, MeetingSeries
from fourthp.partnership.formats.subject_package import (
    DATA,
    PAGE,
    Package,
    package_bytes,
)
from fourthp.partnership.models import Person, Seat
from fourthp.partnership.operations.erasing import erase_person
from fourthp.partnership.queries.network import this_network
from fourthp.partnership.queries.subjects import goes_on, subject_of
from fourthp.partnership.rules.subjects import Why
from fourthp.partnership.tests.lives import (
    BEFORE,
    FULL,
    MAIL,
    NAME,
    NOTE,
    NUMBER,
    REMOVED,
    SIGNS_IN,
    TWIN,
    TWINS_NUMBER,
    Life,
    make_life,
)
from fourthp.partnership.tests.makers import make_contact, make_person, make_user
from fourthp.plan.models import Concern
from fourthp.plan.operations.action_said import block_action
from fourthp.plan.tests.action_makers import make_action
from tests.safety.test_inventory import ours

OF_PEOPLE = frozenset({DataClass.PERSONAL, DataClass.SECRET})
# Secrets and names of others, in every table that can hold them.
OTHERS = "zqothersqz"


def names_somebody(model: type[models.Model]) -> bool:
    """Tell whether a row of a model can be of one person, by class or by ground."""
    fields = model._meta.concrete_fields
    points = any(one.related_model in {Person, User} for one in fields)
    classes = {held.data_class for held in inventory_of(model).values()}
    return points or bool(classes & OF_PEOPLE)


def untold(holdings: list[Holding]) -> list[str]:
    """Return each table of people that no room tells of, and each field likewise."""
    told = {one.model for one in holdings}
    found = [
        model._meta.label
        for model in ours()
        if names_somebody(model) and model._meta.label not in told
    ]
    for one in holdings:
        known = inventory_of(apps.get_model(one.model))
        tell = {name for name, held in known.items() if held.data_class in TELLING}
        left = tell - set(one.shown) - set(one.withheld)
        found += [f"{one.model}.{name}" for name in sorted(left)]
    return found


class TestInventory:
    def test_every_table_and_field_about_people_is_told_or_withheld_with_a_reason(self):
        assert untold(all_holdings()) == []

    def test_a_table_or_a_field_that_nobody_tells_is_found(self):
        some = [one for one in all_holdings() if one.model != "post.Wishes"]
        index = next(n for n, o in enumerate(some) if "value" in o.shown)
        fewer = {n: w for n, w in some[index].shown.items() if n != "value"}
        some[index] = replace(some[index], shown=fewer)
        assert untold(some) == ["post.Wishes", "partnership.ContactPoint.value"]

    def test_no_secret_is_given(self):
        given = [
            f"{one.model}.{name}"
            for one in all_holdings()
            for name, held in inventory_of(apps.get_model(one.model)).items()
            if held.data_class is DataClass.SECRET and name in one.shown
        ]
        # What she typed herself an hour ago, opened.
        assert given == ["foundation.KeptText.sealed"]


def packed(person: Person) -> tuple[str, dict]:
    parts = held_of(subject_of(person, now=now()))
    package = Package(person.name, now(), this_network(), parts)
    with zipfile.ZipFile(io.BytesIO(package_bytes(package))) as files:
        assert files.namelist() == [PAGE, DATA]
        return files.read(PAGE).decode(), json.loads(files.read(DATA))


def tables(data: dict) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for section in data["sections"]:
        for table in section["tables"]:
            found.setdefault(table["table"], []).extend(table["rows"])
    return found


def _speaks_of_concerns(person: Person) -> None:
    """Let somebody raise a concern, answer it, and say that her agency sees another."""
    seat, moment = person.seats.exclude(agency=None).first(), now()
    dates = dict.fromkeys(("raised_at", "open_since", "state_at"), moment)
    concern = Concern.objects.create(
        title="x", state="answered", raised_by=seat, **dates
    )
    concern.steps.create(kind="raised", at=moment, seat=seat)
    said = {"is_done": True, "you_said": "x", "we_did": "y"}
    concern.answers.create(at=moment, seat=seat, **said)
    concern.voices.create(agency=seat.agency, sees=True, said_at=moment, seat=seat)


def _meets(person: Person) -> None:
    """Let somebody come as a seat and as a guest, chair, have a turn, and propose."""
    seat, gathering = person.seats.exclude(agency=None).first(), make_gathering()
    Invitation.objects.create(rhythm=gathering.rhythm, person=person, sent_at=now())
    gathering.answers.create(person=person, says="room", way="page", said_at=now())
    gathering.guests.create(name="x", email=MAIL, named_at=now())
    kept = MeetingSeries.objects.create(series=gathering.series)
    kept.turns.create(duty="chair", seat=seat, position=1)
    meeting = Meeting.objects.create(gathering=gathering, chair=seat)
    meeting.items.create(
        series=gathering.series,
        group=gathering.series.group,
        title="x",
        purpose="decision",
        minutes=5,
        state="on",
        proposed_by=seat,
        proposed_at=now(),
    )


@pytest.fixture
def life(db) -> Life:
    found = make_life()
    LastLook.objects.create(person=found.person, until=now(), before=now())
    Feed.objects.create(person=found.person, made_at=now())
    seat = found.person.seats.filter(group__is_network=True)[0]
    block_action(make_action(seat), ["waits"], by=found.person, now=now())
    _speaks_of_concerns(found.person)
    _meets(found.person)
    other = make_person(OTHERS, email=f"{OTHERS}@other.example")
    make_contact(other, OTHERS)
    make_user(other, f"{OTHERS}@signs-in.example")
    log_read(other, found.person, act=Read.Act.READ, seat=("", "representative"))
    return found


@pytest.mark.django_db
class TestPackage:
    def test_holds_all_that_a_whole_life_left(self, life):
        page, data = packed(life.person)
        said = json.dumps(data, ensure_ascii=False)
        facts = (NAME, FULL, MAIL, SIGNS_IN, NUMBER, NOTE, REMOVED, BEFORE)
        for fact in (*facts, TWIN, TWINS_NUMBER, "Housing group", "housing"):
            assert fact in said, fact
            assert fact in page, fact
        empty = {table for table, rows in tables(data).items() if not rows}
        assert empty <= {
            "account.EmailConfirmation",
            "account.EmailAddress",
            "mfa.Authenticator",
            "partnership.Circular",
            "partnership.Sheet",
            "foundation.Work",
            "foundation.FormKey",
            "foundation.UnendedStrike",
            "directory.Draft",
            "post.Outgoing",
            "post.Mailing",
            "trust.Witness",
        }

    def test_says_the_same_to_a_reader_and_to_a_program(self, life):
        page, data = packed(life.person)
        for rows in tables(data).values():
            for row in rows:
                texts = [v for v in row.values() if isinstance(v, str) and " " in v]
                for text in texts:
                    assert text.split("\n")[0] in page.replace("&#x27;", "'"), text

    def test_a_page_shows_the_newest_and_says_that_the_rest_is_beside_it(
        self, life, monkeypatch
    ):
        monkeypatch.setattr("fourthp.foundation.queries.subjects.MOST_ON_PAGE", 2)
        page, data = packed(life.person)
        told = len(tables(data)["audit.Entry"])
        assert told > 2
        assert "older rows stand in data.json alone" in page

    def test_holds_nothing_of_anybody_else(self, life):
        page, data = packed(life.person)
        said = page + json.dumps(data)
        assert OTHERS not in said
        for name in ("Cora Dean", "Lena Lind", "Ben Okafor"):
            assert name not in said

    def test_names_nobody_who_looked_but_the_role_and_the_day(self, life):
        _page, data = packed(life.person)
        seen = [row for row in tables(data)["audit.Read"] if row.get("role")]
        assert [row["role"] for row in seen] == ["representative"]
        assert all("actor_id" not in row for row in seen)

    def test_holds_no_password_no_key_and_no_session(self, life):
        page, data = packed(life.person)
        said = page + json.dumps(data)
        user = User.objects.get(email=SIGNS_IN)
        assert user.password not in said
        assert life.browser.session.session_key not in said

    def test_says_until_when_each_row_is_kept(self, life):
        _page, data = packed(life.person)
        entries = tables(data)["audit.Entry"]
        assert all(row["goes_on"] for row in entries)
        seats = tables(data)["partnership.Seat"]
        assert {row["goes_on"] for row in seats} == {None}
        Seat.objects.filter(person=life.person).update(
            from_on="2024-01-01", to_on="2025-01-31", ended_at=None
        )
        assert str(goes_on(life.person, now=now())) == "2027-02-02"

    def test_of_somebody_who_never_sat_anywhere_no_day_is_told(self, life):
        assert goes_on(make_person("New"), now=now()) is None

    def test_a_canary_that_a_room_lets_through_is_found(self, life, monkeypatch):
        """The control: a holding that forgets to ask whose rows they are."""
        leaky = Holding(
            "partnership.ContactPoint",
            subjects.Section.CONTACTS,
            "leak",
            lambda _who: apps.get_model("partnership.ContactPoint").objects.all(),
            shown={"value": "value"},
        )
        monkeypatch.setattr("fourthp.partnership.queries.subjects.HOLDINGS", (leaky,))
        page, data = packed(life.person)
        assert OTHERS in page + json.dumps(data)

    def test_of_an_erased_person_nothing_is_left_to_give(self, life):
        erase_person(life.person, by=Host(), why=Why.ASKED, now=now())
        _page, data = packed(Person.objects.get(pk=life.person.pk))
        said = json.dumps(data)
        for word in (NAME, FULL, NUMBER, SIGNS_IN, TWIN):
            assert word not in said
