"""Where each room says how its shared rows are kept, by dotted path."""

_paths: dict[str, str] = {}


def register_shared(name: str, path: str) -> None:
    """Make a kind of shared row known; done in a room's `apps.py`."""
    _paths[name] = path


def path_of_shared(name: str) -> str:
    """Return where a kind of shared row is found, or nothing."""
    return _paths.get(name, "")


def paths_of_shared() -> list[str]:
    """Return where all kinds of shared rows are found."""
    return list(_paths.values())
