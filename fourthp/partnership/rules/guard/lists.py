"""Which rooms list telephone numbers openly, by the dotted path of their question."""

_lists: list[str] = []


def register_known_numbers(question: str) -> None:
    """Register who answers which of some tokens a room lists openly."""
    if question not in _lists:
        _lists.append(question)


def lists() -> tuple[str, ...]:
    """Return every question that was registered."""
    return tuple(_lists)
