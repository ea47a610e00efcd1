"""Whose an address is, is read from an index."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("partnership", "0019_what_holds")]

    operations = [
        migrations.AddIndex(
            "person", models.Index(Lower("email"), name="person_by_address")
        ),
    ]
