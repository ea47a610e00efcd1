"""S12: every field of every model has a class and a retention."""

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import SYSTEM, Retention, held, inventory_of


def undescribed(found: list[type[models.Model]]) -> list[str]:
    """Return every concrete field that no inventory describes."""
    missing = []
    for model in found:
        known = inventory_of(model)
        fields = {field.name for field in model._meta.concrete_fields}
        fields |= {field.name for field in model._meta.local_many_to_many}
        missing += [
            f"{model._meta.label}.{name}" for name in sorted(fields - set(known))
        ]
        missing += [
            f"{model._meta.label}.{name}?" for name in sorted(set(known) - fields)
        ]
    return missing


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if "tests" not in model.__module__]


def test_every_field_of_every_model_is_in_the_data_inventory():
    assert undescribed(ours()) == []


@isolate_apps("fourthp.partnership")
def test_a_field_that_nobody_describes_is_found():
    class Loose(models.Model):
        id = models.UUIDField(primary_key=True, default=new_id)
        nickname = models.CharField(max_length=20)
        inventory = held(SYSTEM, Retention.WITH_ROW, "id", "gone")

        class Meta:
            app_label = "partnership"

    assert undescribed([Loose]) == [
        "partnership.Loose.nickname",
        "partnership.Loose.gone?",
    ]


def test_no_model_of_one_test_is_there_for_others():
    """Whoever walks all models, or empties their tables, would come across it."""
    lone = [model for model in apps.get_models() if "test_" in model.__module__]
    assert lone == []
