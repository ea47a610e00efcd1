"""What waited for a second person says why it was dropped."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partnership", "0017_a_number_stands_once")]

    operations = [
        migrations.AddField(
            model_name="widening",
            name="dropped_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("taken-back", "taken back"),
                    ("refused", "refused"),
                    ("narrowed", "narrowed meanwhile"),
                ],
                default="",
                max_length=20,
                verbose_name="why it was dropped",
            ),
            preserve_default=False,
        ),
    ]
