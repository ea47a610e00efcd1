"""A number stands once on every page: of those that stood twice the last checked stays."""

from typing import Any

import django.db.models.functions.text
from django.db import migrations, models


def leave_one_of_each(apps: Any, _schema: Any) -> None:
    """Take away a line where one of its kind has the same number."""
    lines = apps.get_model("partnership", "HelpLine").objects
    stands = set()
    for line in lines.order_by("-checked_on", "position", "pk"):
        key = line.kind, line.number.replace(" ", "")
        if key in stands:
            line.delete()
        stands.add(key)


class Migration(migrations.Migration):
    dependencies = [("partnership", "0016_two_to_widen")]

    operations = [
        migrations.RunPython(leave_one_of_each, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="helpline",
            constraint=models.UniqueConstraint(
                "kind",
                django.db.models.functions.text.Replace(
                    "number", models.Value(" "), models.Value("")
                ),
                name="line_stands_once",
            ),
        ),
    ]
