"""That an agency left the network is no longer noted as that its people left."""

from django.db import migrations

PEOPLE_LEFT, LEFT_NETWORK = "left", "left-network"


def forwards(apps, _schema_editor):
    revision = apps.get_model("foundation", "Revision")
    # The leavings of an agency's people end no membership.
    ended = revision.objects.filter(
        act=PEOPLE_LEFT,
        matter_kind="agency",
        parts__model="partnership.Membership",
    )
    found = revision.objects.filter(pk__in=ended.values("pk"))
    found.update(act=LEFT_NETWORK)


def backwards(apps, _schema_editor):
    revision = apps.get_model("foundation", "Revision")
    found = revision.objects.filter(act=LEFT_NETWORK, matter_kind="agency")
    found.update(act=PEOPLE_LEFT)


class Migration(migrations.Migration):
    dependencies = [
        ("partnership", "0021_seats_few_have"),
        ("foundation", "0002_revision_undone_by"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
