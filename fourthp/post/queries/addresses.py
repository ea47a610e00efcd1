"""Which addresses mails to a reader went to, and whose mails went to an address."""

from collections.abc import Iterable

from fourthp.post.models import Message


def addresses_of(kind: str, ids: Iterable[str]) -> list[str]:
    """Return every address to which mail to a reader of some ids went, or was to go."""
    sent = Message.objects.filter(reader_kind=kind, reader_id__in=list(ids))
    return list(sent.exclude(address="").values_list("address", flat=True).distinct())


def is_of_others(address: str, kind: str, ids: Iterable[str]) -> bool:
    """Tell whether mail to a reader of other ids went to an address."""
    sent = Message.objects.filter(reader_kind=kind, address__iexact=address)
    return sent.exclude(reader_id__in=[*ids, ""]).exists()
