"""A filled database comes along: nothing that it said of people is lost."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fourthp.foundation.clock import now
from fourthp.foundation.models import Revision

BEFORE, AFTER = "0002_circulars", "0005_the_old_kind_goes"


@pytest.fixture
def migrated_to(transactional_db):
    """Move the room's tables to a migration; afterwards they are as they were."""

    def move(name: str):
        call_command("migrate", "partnership", name, verbosity=0)
        loader = MigrationExecutor(connection).loader
        return loader.project_state([("partnership", name)])

    yield move
    call_command("migrate", verbosity=0)


def test_kinds_become_words_and_groups_have_begun(migrated_to):
    before = migrated_to(BEFORE).apps
    agency, group = (before.get_model("partnership", n) for n in ("Agency", "Group"))
    police = agency.objects.create(name="Police", kind="police")
    unknown = agency.objects.create(name="Somebody", kind="unknown")
    begun = group.objects.create(name="Housing group")
    after = migrated_to(AFTER).apps
    agency, group = (after.get_model("partnership", n) for n in ("Agency", "Group"))
    kind = agency.objects.get(pk=police.pk).kind
    assert (kind.code, kind.name, kind.is_statutory) == ("police", "Police", True)
    assert agency.objects.get(pk=unknown.pk).kind is None
    assert group.objects.get(pk=begun.pk).begins_on is not None


def test_the_end_of_a_membership_is_no_leaving_of_people(migrated_to):
    migrated_to("0021_seats_few_have")
    ended, people = (
        Revision.objects.create(
            act="left", matter_kind="agency", matter_id="1", actor_kind="host", at=now()
        )
        for _each in range(2)
    )
    for revision in (ended, people):
        revision.parts.create(model="partnership.Seat", did="changed", rows={})
    ended.parts.create(model="partnership.Membership", did="changed", rows={})
    migrated_to("0022_left_network")
    acts = dict(Revision.objects.values_list("pk", "act"))
    assert acts == {ended.pk: "left-network", people.pk: "left"}
    migrated_to("0021_seats_few_have")
    assert set(Revision.objects.values_list("act", flat=True)) == {"left"}
