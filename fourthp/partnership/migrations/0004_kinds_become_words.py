from datetime import UTC, datetime

from django.db import migrations

# What an agency could be, each with what it is called and whether it is statutory.
KINDS = (
    ("police", "Police", True),
    ("council", "Local or regional government", True),
    ("health", "Health service", True),
    ("statutory", "Other statutory body", True),
    ("education", "School, college or university", False),
    ("housing", "Housing provider", False),
    ("voluntary", "Voluntary organisation", False),
    ("survivor-led", "Survivor-led organisation", False),
    ("faith", "Faith group", False),
    ("legal", "Legal advice", False),
    ("business", "Business", False),
)
FOUR_PS = ("Prevention", "Protection", "Prosecution", "Partnership")


def forwards(apps, _schema_editor):
    names = ("Agency", "Group", "Network", "Term")
    agency, group, network, term = (apps.get_model("partnership", n) for n in names)
    used = set(agency.objects.values_list("kind_before", flat=True).distinct())
    is_set_up = network.objects.exists()
    for position, (code, name, is_statutory) in enumerate(KINDS):
        if is_set_up or code in used:
            kind = term.objects.create(
                vocabulary="kind",
                code=code,
                name=name,
                is_statutory=is_statutory,
                position=position,
            )
            agency.objects.filter(kind_before=code).update(kind=kind)
    for position, name in enumerate(FOUR_PS if is_set_up else ()):
        term.objects.create(
            vocabulary="four-ps", code=name.lower(), name=name, position=position
        )
    for row in group.objects.filter(begins_on=None):
        # The first 48 bits of an id say when it was made (RFC 9562, version 7).
        made = datetime.fromtimestamp((row.pk.int >> 80) / 1000, tz=UTC).date()
        row.begins_on = min(made, row.ends_on or made)
        row.save(update_fields=["begins_on"])


def backwards(apps, _schema_editor):
    agency = apps.get_model("partnership", "Agency")
    for row in agency.objects.exclude(kind=None).select_related("kind"):
        known = row.kind.code if row.kind.code in {one[0] for one in KINDS} else ""
        row.kind_before = known or "unknown"
        row.save(update_fields=["kind_before"])


class Migration(migrations.Migration):
    dependencies = [("partnership", "0003_who_belongs")]

    operations = [migrations.RunPython(forwards, backwards)]
