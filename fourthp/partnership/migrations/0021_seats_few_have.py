"""Seats that have a last day, and those of officers, have an index of their own."""

from django.db import migrations, models
from django.db.models import Q

OFFICERS = ["analyst", "auditor", "chair", "coordinator", "editor", "second"]


class Migration(migrations.Migration):
    dependencies = [("partnership", "0020_people_by_address")]

    operations = [
        migrations.AddIndex(
            "seat",
            models.Index(
                condition=Q(("to_on__isnull", False)),
                fields=["group", "agency"],
                name="seat_with_an_end",
            ),
        ),
        migrations.AddIndex(
            "seat",
            models.Index(
                condition=Q(("role__in", OFFICERS)),
                fields=["person"],
                name="seat_of_officer",
            ),
        ),
    ]
