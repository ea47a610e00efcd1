from datetime import timedelta

from django.db import migrations, models

from fourthp.foundation.clock import today

TWO_WEEKS = timedelta(weeks=2)


def give_an_end(apps, _schema_editor):
    """Let the news that stands today be shown for two weeks more."""
    services = apps.get_model("directory", "Service").objects.exclude(alert="")
    services.filter(alert_until=None).update(alert_until=today() + TWO_WEEKS)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="service",
            name="alert_until",
            field=models.DateField(blank=True, null=True, verbose_name="shown until"),
        ),
        migrations.RunPython(give_an_end, migrations.RunPython.noop),
    ]
