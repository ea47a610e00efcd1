from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("partnership", "0004_kinds_become_words")]

    operations = [migrations.RemoveField(model_name="agency", name="kind_before")]
