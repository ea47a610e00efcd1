"""What holds on a day is told by the indexes alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partnership", "0018_why_it_was_dropped")]

    operations = [
        migrations.AddIndex(
            "membership",
            models.Index(
                fields=["agency", "from_on", "to_on", "ended_at"],
                name="membership_of_agency",
            ),
        ),
        migrations.AddIndex(
            "seat",
            models.Index(
                fields=["group", "person", "agency", "from_on", "to_on", "ended_at"],
                name="seat_of_group",
            ),
        ),
    ]
