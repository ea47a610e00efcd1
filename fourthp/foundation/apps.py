from importlib import import_module
from pkgutil import walk_packages

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules, module_has_submodule

from fourthp.foundation.strikes import register_store
from fourthp.foundation.subjects import register_holdings


class FoundationConfig(AppConfig):
    name = "fourthp.foundation"

    def ready(self) -> None:
        register_holdings("fourthp.foundation.queries.subjects.HOLDINGS")
        register_store("fourthp.foundation.operations.striking.KEPT_TEXTS")
        # Duties, slots and reactions are declared by decorators in these files.
        autodiscover_modules("tasks", "panels", "reactions")
        # Kinds of message and signed acts, in the files that send and do them: a worker
        # that opens no page must know them all.
        for room in apps.get_app_configs():
            if room.module and module_has_submodule(room.module, "operations"):
                _import_whole(f"{room.name}.operations")


def _import_whole(name: str) -> None:
    found = import_module(name)
    for part in walk_packages(getattr(found, "__path__", ()), f"{name}."):
        import_module(part.name)
