"""Nobody lets herself in: not by what kind her agency is, and not by joining."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.matters import CannotUndo, matter_kind, undo_change
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.models import Agency, Group, Label, Role
from fourthp.partnership.operations import agencies as operations
from fourthp.partnership.operations import groups
from fourthp.partnership.operations.agencies import (
    KindIsNotTheirs,
    edit_agency,
    undo_agency_change,
)
from fourthp.partnership.operations.audiences import AnyoneMayJoin
from fourthp.partnership.operations.group_seats import join_group
from fourthp.partnership.operations.groups import (
    CannotBeOpenToAll,
    edit_group,
    undo_group_change,
)
from fourthp.partnership.operations.proposals import begin_group
from fourthp.partnership.operations.sharing import share_otherwise
from fourthp.partnership.operations.widening import ChangedSinceAsked, confirm_widening
from fourthp.partnership.permissions import can_edit_agency
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.widening import Wanted
from fourthp.partnership.tests.makers import (
    make_audience,
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_term,
    make_user,
)
from fourthp.partnership.tests.papers import Paper
from fourthp.partnership.tests.test_sharing import browser, papers, sees
from tests.safety.acts.sending import keyed

__all__ = ["papers"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def police():
    """A kind of agencies, a paper for these, and an agency of none with its lead."""
    kind, agency = make_term("Police"), make_member_agency("Quay Housing")
    lead = make_person("Lead")
    make_seat(lead, agency=agency, role=Role.LEAD)
    paper = Paper.objects.create(
        label=Label.RED, audience=make_audience({"kind": kind})
    )
    return kind, agency, lead, paper


def set_kind(agency: Agency, kind, *, by) -> None:
    edit_agency(agency, {"kind": kind}, by=by, today=today())


class TestKind:
    def test_is_said_by_who_may_run_the_network(self, police):
        kind, agency, lead, paper = police
        assert can_edit_agency(lead, agency)
        with pytest.raises(PermissionDenied):
            set_kind(agency, kind, by=lead)
        assert not sees(lead, paper)
        set_kind(agency, kind, by=make_member("Maya Lind", role=Role.COORDINATOR))
        assert sees(lead, paper)

    def test_a_lead_who_could_say_it_would_let_herself_in(self, police, monkeypatch):
        kind, agency, lead, paper = police
        monkeypatch.setattr(operations, "can_set_kind", lambda _actor: True)
        set_kind(agency, kind, by=lead)
        assert sees(lead, paper)

    def test_does_not_come_back_by_a_history_of_hers(self, police):
        kind, agency, lead, paper = police
        set_kind(agency, kind, by=Host())
        set_kind(agency, None, by=Host())
        taken = Revision.objects.latest("at")
        with pytest.raises(KindIsNotTheirs):
            undo_agency_change(agency, taken, by=lead, now=now())
        with pytest.raises(CannotUndo, match="Only a coordinator"):
            undo_change(matter_kind("agency"), agency.pk, taken, by=lead, now=now())
        assert not sees(lead, paper)
        undo_agency_change(agency, taken, by=Host(), now=now())
        assert sees(lead, paper)

    def test_nor_with_another_change_that_was_undone(self, police):
        kind, agency, lead, paper = police
        set_kind(agency, kind, by=Host())
        edit_agency(
            agency,
            {"kind": None, "website": "https://a.example"},
            by=Host(),
            today=today(),
        )
        edit_agency(agency, {"website": ""}, by=lead, today=today())
        for one in Revision.objects.order_by("-at"):
            if one.parts.filter(rows__icontains='"kind"').exists():
                continue
            undo_agency_change(agency, one, by=lead, now=now())
        assert not sees(lead, paper)

    def test_does_not_stand_on_her_page_nor_is_taken_from_it(self, police):
        kind, agency, lead, paper = police
        path, client = reverse("agency-facts", args=[agency.pk]), browser(lead)
        shown = client.get(path).content.decode()
        assert 'name="kind"' not in shown
        assert "Ask yours if it is wrong" in shown
        said = {"name": "Quay Homes", "kind": str(kind.pk)}
        seen = last_revision(agency)
        assert client.post(path, keyed(**said, seen=seen)).status_code == 302
        agency.refresh_from_db()
        assert (agency.name, agency.kind) == ("Quay Homes", None)
        assert not sees(lead, paper)
        runs = browser(make_member("Maya Lind", role=Role.COORDINATOR))
        assert 'name="kind"' in runs.get(path).content.decode()
        said["seen"] = last_revision(agency)
        assert runs.post(path, keyed(**said)).status_code == 302
        assert sees(lead, paper)


@pytest.fixture
def nights():
    """A group that anyone may join, and an agency's paper with its lead and another."""
    agency = make_member_agency("Quay Housing")
    lead, colleague = make_person("Lead"), make_person("Colleague")
    for person, role in ((lead, Role.LEAD), (colleague, Role.DEPUTY)):
        make_seat(person, agency=agency, role=role)
        make_user(person, f"{person.pk}@ways.example")
    paper = Paper.objects.create(label=Label.AMBER, originator=agency)
    return make_group("Nights", joining="open"), paper, lead, colleague


def to(group: Group, label: str = "") -> Wanted:
    return Wanted(label=label, has_readers=True, ways=(Way(group=group),))


class TestAGroupThatAnyoneMayJoin:
    def test_is_no_way_in_to_what_is_above_green(self, papers, nights):
        group, paper, lead, _colleague = nights
        with pytest.raises(AnyoneMayJoin, match="Nights"):
            share_otherwise(paper, to(group), by=lead, now=now())
        green = Paper.objects.create(label=Label.GREEN, originator=paper.originator)
        make_seat(make_person("Sits"), group=group)
        share_otherwise(green, to(group), by=lead, now=now())
        with pytest.raises(AnyoneMayJoin):
            share_otherwise(green, Wanted(label=Label.RED), by=lead, now=now())
        ends = Wanted(has_day=True, expires_on=today())
        assert share_otherwise(green, ends, by=lead, now=now()) is None

    def test_would_let_anyone_in(self, papers, nights, monkeypatch):
        group, paper, lead, colleague = nights
        stranger = make_member("Stranger")
        for room in ("sharing", "audiences"):
            path = f"fourthp.partnership.operations.{room}.refuse_open_groups"
            monkeypatch.setattr(path, lambda _sharing: None)
        asked = share_otherwise(paper, to(group), by=lead, now=now())
        confirm_widening(asked, by=colleague, now=now())
        assert not sees(stranger, paper)
        join_group(group, by=stranger, today=today())
        assert sees(stranger, paper)

    def test_is_none_either_if_it_opens_while_it_is_asked(self, papers, nights):
        group, paper, lead, colleague = nights
        edit_group(group, {"joining": "invited"}, by=Host(), today=today())
        asked = share_otherwise(paper, to(group), by=lead, now=now())
        edit_group(group, {"joining": "open"}, by=Host(), today=today())
        with pytest.raises(ChangedSinceAsked, match="Anyone may join"):
            confirm_widening(asked, by=colleague, now=now())
        edit_group(group, {"joining": "invited"}, by=Host(), today=today())
        confirm_widening(asked, by=colleague, now=now())

    def test_no_group_opens_that_leads_above_green(self, monkeypatch):
        group = make_group("Nights")
        paper = Paper.objects.create(
            label=Label.AMBER, audience=make_audience({"group": group})
        )
        opens = {"joining": "open"}
        with pytest.raises(CannotBeOpenToAll, match="joined by invitation"):
            edit_group(group, opens, by=Host(), today=today())
        Paper.objects.update(label=Label.GREEN)
        edit_group(group, opens, by=Host(), today=today())
        edit_group(group, {"joining": "invited"}, by=Host(), today=today())
        Paper.objects.update(label=Label.AMBER)
        closing = Revision.objects.latest("at")
        with pytest.raises(CannotBeOpenToAll):
            undo_group_change(group, closing, by=Host(), now=now())
        with pytest.raises(CannotUndo):
            undo_change(matter_kind("group"), group.pk, closing, by=Host(), now=now())
        # The control: without the rule a stranger is in.
        monkeypatch.setattr(groups, "leads_above_green", lambda _group: False)
        edit_group(group, opens, by=Host(), today=today())
        group.refresh_from_db()
        stranger = make_member("Stranger")
        join_group(group, by=stranger, today=today())
        assert sees(stranger, paper)

    def test_no_proposed_group_begins_open_that_does(self):
        group = make_group("Nights", begins_on=None)
        Paper.objects.create(
            label=Label.AMBER, audience=make_audience({"group": group})
        )
        with pytest.raises(CannotBeOpenToAll):
            begin_group(group, by=Host(), now=now())
        begin_group(group, by=Host(), now=now(), joining="invited")
