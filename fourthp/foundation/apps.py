from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FoundationConfig(AppConfig):
    name = "fourthp.foundation"

    def ready(self) -> None:
        # Duties, slots and reactions are declared by decorators in these files.
        autodiscover_modules("tasks", "panels", "reactions")
