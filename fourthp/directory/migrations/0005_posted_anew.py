"""What answers a code too is posted with it: `migrate` makes the index anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0004_agency_of_a_table"),
    ]

    operations: list[migrations.operations.base.Operation] = []
